"""Values along an axis that depend on those before them, on nodes: running sums and products, and
differences.
"""

from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.graph import Node, apply
from pellucid.graph.node import scalar
from pellucid.tensor.nodes.compose import cast, normal_axis
from pellucid.tensor.nodes.elementwise import subtract
from pellucid.tensor.nodes.manipulation import concat, slice_axis
from pellucid.tensor.nodes.statistics import total_dtype


def cumulative_sum(
    x: Node, /, *, axis: int | None = None, dtype: object = None, include_initial: bool = False
) -> Node:
    """The sum of all elements up to each along an axis; with `include_initial`, 0 in front."""
    return running("cumulative_sum", x, axis, dtype, 0 if include_initial else None)


def cumulative_prod(
    x: Node, /, *, axis: int | None = None, dtype: object = None, include_initial: bool = False
) -> Node:
    """The product of all elements up to each along an axis; with `include_initial`, 1 in front."""
    return running("cumulative_prod", x, axis, dtype, 1 if include_initial else None)


def running(name: str, x: Node, axis: int | None, dtype: object, initial: int | None) -> Node:
    """A running value in a dtype wide enough for it; `initial` is put in front of it."""
    if not x.shape or (axis is None and len(x.shape) > 1):
        raise ShapeError(
            f"{name}: along which axis?",
            given=str(x.spec),
            fix="name the axis; only an array of one axis needs none",
        )
    place = normal_axis(name, axis or 0, len(x.shape))
    wide = cast(x, as_dtype(dtype) if dtype is not None else total_dtype(x.dtype))
    found = apply(name, wide, axis=place - len(x.shape))
    if initial is None:
        return found
    shape = (*x.shape[:place], 1, *x.shape[place + 1 :])
    return concat([scalar(initial, found.dtype, shape), found], axis=place)


def diff(
    x: Node,
    /,
    n: int = 1,
    axis: int = -1,
    prepend: Node | None = None,
    append: Node | None = None,
) -> Node:
    """The differences of neighbours along an axis, taken `n` times; the array itself where that is
    0 times, whatever was to be put before or after it.
    """
    if n < 0:
        raise ArgumentError("diff: n is 0 or more", given=str(n))
    if x.dtype.kind == "bool":
        raise DTypeError("diff is not defined for bool", given=str(x.spec), fix="convert to int64")
    place = normal_axis("diff", axis, len(x.shape))
    parts = [part for part in (prepend, x, append) if part is not None and (n or part is x)]
    found = concat(parts, axis=place) if len(parts) > 1 else x
    for _ in range(n):
        later, sooner = (slice_axis(found, place, s) for s in (slice(1, None), slice(0, -1)))
        found = subtract(later, sooner)
    return found
