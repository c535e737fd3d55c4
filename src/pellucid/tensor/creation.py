"""New arrays, as nodes."""

import math
import numbers
from collections.abc import Sequence

from pellucid.core.dtypes import DType, as_dtype, float32, int64
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.core.spec import Shape
from pellucid.graph import Node, apply
from pellucid.graph.node import scalar
from pellucid.tensor.compose import cast
from pellucid.tensor.manipulation import reshape


def shape_of(given: int | Sequence[int]) -> Shape:
    """A shape from a size or sizes."""
    sizes = (given,) if isinstance(given, int) else tuple(int(n) for n in given)
    if any(n < 0 for n in sizes):
        raise ArgumentError(f"{sizes} is not a shape", fix="sizes are 0 or more")
    return sizes


def full(shape: int | Sequence[int], fill_value: float, *, dtype: object = None) -> Node:
    """An array of one number."""
    names: dict[type, str] = {bool: "bool", int: "int64"}
    natural = names.get(type(fill_value), "float32")
    if isinstance(fill_value, float) and not math.isfinite(fill_value):
        wanted = as_dtype(dtype or natural)
        if wanted.is_integer:
            raise DTypeError(f"{wanted} has no {fill_value}", fix="use a dtype of floats")
    return scalar(fill_value, as_dtype(dtype or natural), shape_of(shape))


def zeros(shape: int | Sequence[int], *, dtype: object = None) -> Node:
    """An array of zeros; float32 unless told."""
    return full(shape, 0.0, dtype=dtype or float32)


def ones(shape: int | Sequence[int], *, dtype: object = None) -> Node:
    """An array of ones; float32 unless told."""
    return full(shape, 1.0, dtype=dtype or float32)


def zeros_like(x: Node, /, *, dtype: object = None) -> Node:
    """Zeros of the shape and dtype of x."""
    return zeros(x.shape, dtype=dtype or x.dtype)


def ones_like(x: Node, /, *, dtype: object = None) -> Node:
    """Ones of the shape and dtype of x."""
    return ones(x.shape, dtype=dtype or x.dtype)


def full_like(x: Node, /, fill_value: float, *, dtype: object = None) -> Node:
    """One number in the shape and dtype of x."""
    return full(x.shape, fill_value, dtype=dtype or x.dtype)


def arange(
    start: float, /, stop: float | None = None, step: float = 1, *, dtype: object = None
) -> Node:
    """Numbers from `start` (0 when alone) up to, not including, `stop`."""
    if stop is None:
        start, stop = 0, start
    if step == 0:
        raise ArgumentError("arange: the step must not be 0")
    whole = all(isinstance(v, numbers.Integral) for v in (start, stop, step))
    wanted = as_dtype(dtype) if dtype is not None else int64 if whole else float32
    count = max(0, math.ceil((stop - start) / step))
    places = apply("iota", shape=(count,), axis=0, dtype=int64 if whole else wanted)
    return cast(places * step + start, wanted)


def linspace(
    start: float, stop: float, /, num: int, *, dtype: object = None, endpoint: bool = True
) -> Node:
    """`num` numbers at equal distances from `start` to `stop`."""
    wanted = as_dtype(dtype or float32)
    step = (stop - start) / max(num - 1 if endpoint else num, 1)
    places = apply("iota", shape=shape_of(num), axis=0, dtype=wanted)
    if not endpoint or num < 2:
        return places * step + start
    last = apply("equal", places, scalar(num - 1, wanted, (num,)))
    return apply("where", last, scalar(stop, wanted, (num,)), places * step + start)


def eye(n_rows: int, n_cols: int | None = None, /, *, k: int = 0, dtype: object = None) -> Node:
    """Ones on the k-th diagonal, zeros elsewhere."""
    shape = (n_rows, n_rows if n_cols is None else n_cols)
    return cast(on_diagonal(shape, k, "equal"), as_dtype(dtype or float32))


def on_diagonal(shape: Shape, k: int, comparison: str) -> Node:
    """Comparison of the column with the row plus k."""
    if len(shape) < 2:
        raise ShapeError("a matrix has at least two axes", given=str(shape))
    row, column = (apply("iota", shape=shape, axis=len(shape) - 2 + a, dtype=int64) for a in (0, 1))
    return apply(comparison, column, row + k)


def tril(x: Node, /, *, k: int = 0) -> Node:
    """x on and below the k-th diagonal, zeros above."""
    return apply("where", on_diagonal(x.shape, k, "less_equal"), x, scalar(0, x.dtype, x.shape))


def triu(x: Node, /, *, k: int = 0) -> Node:
    """x on and above the k-th diagonal, zeros below."""
    return apply("where", on_diagonal(x.shape, k - 1, "less_equal"), scalar(0, x.dtype, x.shape), x)


def meshgrid(*arrays: Node, indexing: str = "xy") -> tuple[Node, ...]:
    """Each list read along an axis of its own."""
    order = list(range(len(arrays)))
    if indexing == "xy" and len(arrays) > 1:
        order[:2] = [1, 0]
    shape = [0] * len(arrays)
    for axis, x in zip(order, arrays, strict=True):
        shape[axis] = x.shape[0]
    return tuple(
        apply("view", x, shape=tuple(shape), terms=((0, ((axis, 1),)),))
        for axis, x in zip(order, arrays, strict=True)
    )


def counted(shape: Shape, dtype: DType) -> Node:
    """The place of each element in row-major order."""
    size = math.prod(shape)
    return reshape(apply("iota", shape=(size,), axis=0, dtype=dtype), shape)
