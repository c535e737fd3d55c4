"""`x[...]` and reading at places that are data, on nodes."""

from types import EllipsisType
from typing import Any

import numpy as np

from pellucid.core.dtypes import bool_, int64
from pellucid.core.errors import IndexingError, ShapeError
from pellucid.core.spec import broadcast_shapes
from pellucid.graph import Node, apply
from pellucid.graph.node import scalar
from pellucid.ops.source import Data
from pellucid.tensor.nodes.compose import broadcast, cast, normal_axis
from pellucid.tensor.nodes.creation import counted
from pellucid.tensor.nodes.elementwise import add, less, maximum, minimum, where
from pellucid.tensor.nodes.manipulation import moveaxis, reshape, slice_axis

Key = int | slice | None | EllipsisType | Node


def getitem(x: Node, key: Key | tuple[Key, ...]) -> Node:
    """`x[key]`: whole numbers, slices, `None` for a new axis, `...`, arrays of whole numbers; True
    and False for a new axis of size 1 and 0.
    """
    keys = list(key) if isinstance(key, tuple) else [key]
    keys = fill_ellipsis(x, keys)
    axis, shape = 0, []
    places: list[tuple[int, Node]] = []
    for k in keys:
        if k is None or isinstance(k, bool):
            shape.append(0 if k is False else 1)
            continue
        size = x.shape[axis]
        if isinstance(k, slice):
            x = slice_axis(x, axis, k)
            shape.append(x.shape[axis])
        elif isinstance(k, Node):
            places.append((len(shape), checked(k, axis, size)))
            shape.append(size)
        else:
            x = slice_axis(x, axis, one(k, axis, size))
        axis += 1
    if any(k is False for k in keys):
        x = scalar(0, x.dtype, tuple(shape))
    x = reshape(x, shape)
    if len(places) > 1:
        places = [(a, within(k, x.shape[a])) for a, k in places]
    return take_places(x, places) if places else x


def one(k: Any, axis: int, size: int) -> slice:
    """The slice that holds just element `k`."""
    if not hasattr(k, "__index__"):
        raise IndexingError(
            f"an index is a whole number, a slice, ... or an array, not {type(k).__name__}",
            given=repr(k)[:60],
            fix="// divides without a remainder; int() cuts one off",
        )
    index = k.__index__()
    if not -size <= index < size:
        raise IndexingError(
            f"index {index} is out of range for axis {axis} of size {size}",
            fix=f"use {-size} to {size - 1}",
        )
    return slice(index % size, index % size + 1)


def fill_ellipsis(x: Node, keys: list[Key]) -> list[Key]:
    """`keys` with `...` and what is missing at the end written out."""
    used = sum(k is not None and k is not Ellipsis and not isinstance(k, bool) for k in keys)
    if used > len(x.shape):
        raise IndexingError(
            f"{used} indices for an array of {len(x.shape)} axes", given=str(x.spec)
        )
    if sum(k is Ellipsis for k in keys) > 1:
        raise IndexingError("an index holds ... once", given=str(x.spec))
    missing: list[Key] = [slice(None)] * (len(x.shape) - used)
    for place, k in enumerate(keys):
        if k is Ellipsis:
            return [*keys[:place], *missing, *keys[place + 1 :]]
    return [*keys, *missing]


def whole_numbers(k: Node) -> Node:
    """An index array as int64."""
    if k.dtype == bool_:
        raise IndexingError("a mask is not an index here", given=str(k.spec), fix="use x[mask]")
    if not k.dtype.is_integer:
        raise IndexingError(
            "indices must be integers", given=str(k.spec), fix="convert them with astype('int64')"
        )
    return cast(k, int64)


def checked(k: Node, axis: int, size: int) -> Node:
    """An index array as int64, for an axis of `size`, on which known places must lie."""
    found = whole_numbers(k)
    known = k.op.storage.array if isinstance(k.op, Data) else np.zeros(0)
    if known.size and not -size <= known.min() <= known.max() < size:
        worst = known.max() if known.max() >= size else known.min()
        raise IndexingError(
            f"index {worst} is out of range for axis {axis} of size {size}",
            fix=f"use {-size} to {size - 1}",
        )
    return found


def within(k: Node, size: int) -> Node:
    """Places brought onto an axis: beyond the end of one axis is not the start of the next."""
    return minimum(maximum(k, -size), max(size - 1, 0))


def take_places(x: Node, places: list[tuple[int, Node]]) -> Node:
    """`x` read at index arrays, which broadcast together and stand where the first of neighbouring
    ones stood.
    """
    axes = [axis for axis, _ in places]
    arrays = broadcast("indexing", *(node for _, node in places))
    together = axes == list(range(axes[0], axes[0] + len(axes)))
    x = moveaxis(x, axes, list(range(len(axes))))
    flat, rows = None, 1
    for size, array in zip(x.shape[: len(axes)], arrays, strict=True):
        index = where(less(array, 0), add(array, size), array)
        flat = index if flat is None else flat * size + index
        rows *= size
    rest = x.shape[len(axes) :]
    shape = arrays[0].shape
    assert flat is not None
    found = apply("gather", reshape(x, (rows, *rest)), reshape(flat, -1))
    found = reshape(found, (*shape, *rest))
    start = axes[0] if together else 0
    return moveaxis(found, list(range(len(shape))), list(range(start, start + len(shape))))


def take(x: Node, indices: Node, /, axis: int | None = None) -> Node:
    """x read at `indices` along an axis."""
    if axis is None:
        x, axis = reshape(x, -1), 0
    axis = normal_axis("take", axis, len(x.shape))
    return take_places(x, [(axis, checked(indices, axis, x.shape[axis]))])


def take_along_axis(x: Node, indices: Node, /, axis: int = -1) -> Node:
    """For every place of `indices`, x read at that index along an axis and at the same place along
    the others.
    """
    axis = normal_axis("take_along_axis", axis, len(x.shape))
    if len(indices.shape) != len(x.shape):
        raise ShapeError(
            "take_along_axis: the indices have as many axes as the array",
            given=f"{x.spec}, {indices.spec}",
        )
    places = within(checked(indices, axis, x.shape[axis]), x.shape[axis])
    others = (*x.shape[:axis], 1, *x.shape[axis + 1 :])
    shape = broadcast_shapes("take_along_axis", others, indices.shape)
    keys = [
        broadcast("take_along_axis", places, scalar(0, int64, shape))[0] if d == axis
        else apply("iota", shape=shape, axis=d, dtype=int64) * (1 if x.shape[d] != 1 else 0)
        for d in range(len(x.shape))
    ]  # fmt: skip
    return take_places(x, list(enumerate(keys)))


def masked(x: Node, mask: Node, value: Node) -> Node:
    """`x` with `value`, one number or of the shape of x, where the mask holds; a mask of fewer axes
    chooses whole rows.
    """
    if mask.shape != x.shape[: len(mask.shape)]:
        raise IndexingError(
            "the mask does not have the shape of what it chooses from",
            given=f"{x.spec}, {mask.spec}",
        )
    wide = reshape(mask, mask.shape + (1,) * (len(x.shape) - len(mask.shape)))
    return where(wide, value, x)


def one_hot(indices: Node, /, num_classes: int) -> Node:
    """int64 rows that are 1 at the index and 0 elsewhere."""
    shape = (*indices.shape, num_classes)
    place = apply("iota", shape=shape, axis=len(indices.shape), dtype=int64)
    wide = broadcast("one_hot", reshape(whole_numbers(indices), (*indices.shape, 1)), place)[0]
    return cast(apply("equal", wide, place), int64)


def write(x: Node, key: Key | tuple[Key, ...], value: Node) -> Node:
    """`x` with `x[key]` replaced by `value`; the key holds whole numbers, slices and arrays."""
    marks = getitem(counted(x.shape, int64), key)
    rows = broadcast("assignment", value, marks)[0] if value.shape != marks.shape else value
    keys = key if isinstance(key, tuple) else (key,)
    twice = any(isinstance(k, Node) for k in keys)  # may name one place more than once
    return written(x, reshape(marks, -1), reshape(rows, -1), twice=twice)


def written(x: Node, places: Node, values: Node, *, twice: bool) -> Node:
    """`x` with `values` at places of its flattened form; where one is named twice, the last one
    stands.
    """
    if not values.spec.size:
        return x
    rows = x.spec.size
    if twice:
        order = apply("argsort", places, axis=-1, descending=False)  # equal ones keep their order
        ordered = apply("gather", places, order)
        every = apply("iota", shape=(rows,), axis=0, dtype=int64)
        before, after = (
            apply("searchsorted", ordered, every, right=right) for right in (False, True)
        )
        hit, chosen = less(before, after), apply("gather", order, add(after, -1))
    else:
        count = apply("iota", shape=places.shape, axis=0, dtype=int64)
        chosen = apply("scatter_add", places, count, rows=rows)
        ones = apply("scatter_add", places, scalar(1, int64, places.shape), rows=rows)
        hit = less(0, ones)
    picked = apply("gather", values, chosen)
    return reshape(where(hit, picked, reshape(x, -1)), x.shape)
