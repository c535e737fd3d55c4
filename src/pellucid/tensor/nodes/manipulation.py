"""Shapes, on nodes: reshape, permute, slice, join, pad, windows."""

import math
from collections.abc import Sequence

from pellucid.core.dtypes import int64, promote
from pellucid.core.errors import ArgumentError, IndexingError, ShapeError
from pellucid.core.spec import broadcast_shapes
from pellucid.graph import Node, apply
from pellucid.graph.node import expand, scalar
from pellucid.tensor.nodes.compose import Axes, cast, normal_axes, normal_axis


def reshape(x: Node, /, shape: int | Sequence[int], *, copy: bool | None = None) -> Node:
    """The same elements in row-major order, in another shape; one size may be -1.

    Values never change under a tensor, so `copy` makes no difference.
    """
    sizes = [shape] if isinstance(shape, int) else [int(n) for n in shape]
    if sizes.count(-1) > 1 or any(n < -1 for n in sizes):
        raise ShapeError(
            f"reshape: {tuple(sizes)} is not a shape",
            given=str(x.spec),
            fix="write -1 for one size at most",
        )
    if -1 in sizes:
        known = math.prod(n for n in sizes if n != -1)
        if known == 0 or x.spec.size % known:
            raise ShapeError(
                f"reshape: {x.spec.size} elements do not fill shape {tuple(sizes)}",
                given=str(x.spec),
                fix=f"the other sizes multiply to {known}, which must divide their number",
            )  # fmt: skip
        sizes[sizes.index(-1)] = x.spec.size // known
    return x if tuple(sizes) == x.shape else apply("reshape", x, shape=tuple(sizes))


def flatten(x: Node, /, start_dim: int = 0, end_dim: int = -1) -> Node:
    """The axes from `start_dim` to `end_dim` made one."""
    if not x.shape:
        return reshape(x, (1,))
    first, last = (normal_axis("flatten", a, len(x.shape)) for a in (start_dim, end_dim))
    return reshape(
        x, (*x.shape[:first], math.prod(x.shape[first : last + 1]), *x.shape[last + 1 :])
    )


def permute_dims(x: Node, /, axes: Sequence[int]) -> Node:
    """The axes in another order."""
    order = [normal_axis("permute_dims", a, len(x.shape)) for a in axes]
    if sorted(order) != list(range(len(x.shape))):
        raise IndexingError(
            "permute_dims: every axis must stand once", given=f"{tuple(axes)} for {x.spec}"
        )
    if order == sorted(order):
        return x
    terms = tuple((0, ((order.index(axis), 1),)) for axis in range(len(x.shape)))
    return apply("view", x, shape=tuple(x.shape[a] for a in order), terms=terms)


def swapaxes(x: Node, /, axis1: int, axis2: int) -> Node:
    """Two axes exchanged."""
    order = list(range(len(x.shape)))
    a, b = (normal_axis("swapaxes", axis, len(order)) for axis in (axis1, axis2))
    order[a], order[b] = b, a
    return permute_dims(x, order)


def matrix_transpose(x: Node, /) -> Node:
    """The last two axes exchanged."""
    if len(x.shape) < 2:
        raise ShapeError("matrix_transpose: a matrix has at least two axes", given=str(x.spec))
    return swapaxes(x, -1, -2)


def moveaxis(x: Node, source: Axes, destination: Axes, /) -> Node:
    """Axes moved to other places; the others keep their order."""
    ndim = len(x.shape)
    start, end = (
        [normal_axis("moveaxis", a, ndim) for a in ([v] if isinstance(v, int) else v or [])]
        for v in (source, destination)
    )
    if len(start) != len(end) or len({*start}) != len(start) or len({*end}) != len(end):
        raise ArgumentError(
            "moveaxis: each axis has one place to go to", given=f"{source} to {destination}"
        )
    rest = iter([axis for axis in range(ndim) if axis not in start])
    placed = dict(zip(end, start, strict=True))
    return permute_dims(x, [placed[axis] if axis in placed else next(rest) for axis in range(ndim)])


def expand_dims(x: Node, /, axis: int | Sequence[int] = 0) -> Node:
    """A new axis of size 1 at each `axis` of the result."""
    count = 1 if isinstance(axis, int) else len(axis)
    places = normal_axes("expand_dims", axis, len(x.shape) + count)
    sizes = iter(x.shape)
    return reshape(x, [1 if a in places else next(sizes) for a in range(len(x.shape) + count)])


def unsqueeze(x: Node, /, dim: int) -> Node:
    """A new axis of size 1."""
    return expand_dims(x, axis=dim)


def squeeze(x: Node, /, axis: Axes = None) -> Node:
    """Without axes of size 1: those named, or all."""
    axes = (
        [a for a, n in enumerate(x.shape) if n == 1]
        if axis is None
        else normal_axes("squeeze", axis, len(x.shape))
    )
    for a in axes:
        if x.shape[a] != 1:
            raise ShapeError(f"squeeze: axis {a} has size {x.shape[a]}, not 1", given=str(x.spec))
    return reshape(x, [n for a, n in enumerate(x.shape) if a not in axes])


def broadcast_to(x: Node, /, shape: Sequence[int]) -> Node:
    """x read as an array of `shape`."""
    wanted = tuple(shape)
    if broadcast_shapes("broadcast_to", x.shape, wanted) != wanted:
        raise ShapeError(
            f"broadcast_to: {x.shape} does not broadcast to {wanted}", given=str(x.spec)
        )
    return expand(x, wanted)


def broadcast_arrays(*arrays: Node) -> tuple[Node, ...]:
    """Arrays read with one shape."""
    shape = broadcast_shapes("broadcast_arrays", *(x.shape for x in arrays))
    return tuple(expand(x, shape) for x in arrays)


def flip(x: Node, /, axis: Axes = None) -> Node:
    """Axes read backwards."""
    axes = normal_axes("flip", axis, len(x.shape))
    terms = tuple(
        (n - 1, ((a, -1),)) if a in axes and n else (0, ((a, 1),)) for a, n in enumerate(x.shape)
    )
    return apply("view", x, shape=x.shape, terms=terms)


def slice_axis(x: Node, axis: int, wanted: slice) -> Node:
    """x[wanted] along one axis, as Python slices."""
    if wanted.step == 0:
        raise ArgumentError("the step of a slice must not be 0", given=str(x.spec))
    start, stop, step = wanted.indices(x.shape[axis])
    count = len(range(start, stop, step))
    if (start, count, step) == (0, x.shape[axis], 1):
        return x
    terms = tuple(
        (start if count else 0, ((a, step),)) if a == axis else (0, ((a, 1),))
        for a in range(len(x.shape))
    )
    return apply("view", x, shape=(*x.shape[:axis], count, *x.shape[axis + 1 :]), terms=terms)


def pad(x: Node, /, widths: Sequence[tuple[int, int]], value: float = 0.0) -> Node:
    """`value` put around x: (before, after) for each axis."""
    pairs = tuple((int(a), int(b)) for a, b in widths)
    return x if not any(a or b for a, b in pairs) else apply("pad", x, widths=pairs, value=value)


def roll(x: Node, /, shift: int | Sequence[int], axis: Axes = None) -> Node:
    """Elements moved along axes; those that leave one end come in at the other. One shift serves
    all axes.
    """
    if axis is None:
        return reshape(roll(reshape(x, -1), shift, axis=0), x.shape)
    axes = [axis] if isinstance(axis, int) else list(axis)
    shifts = [shift] * len(axes) if isinstance(shift, int) else list(shift)
    if len(shifts) != len(axes):
        raise ArgumentError("roll: one shift is needed for each axis", given=f"{shift}, {axis}")
    for one, by in zip(axes, shifts, strict=True):
        x = rolled(x, by, normal_axis("roll", one, len(x.shape)))
    return x


def rolled(x: Node, shift: int, axis: int) -> Node:
    """Elements moved along one axis."""
    shift %= max(x.shape[axis], 1)
    if not shift:
        return x
    return concat(
        [slice_axis(x, axis, slice(-shift, None)), slice_axis(x, axis, slice(0, -shift))], axis=axis
    )


def concat(arrays: Sequence[Node], /, axis: int | None = 0) -> Node:
    """Arrays joined along an axis; None flattens them first."""
    if not arrays:
        raise ArgumentError("concat: there is nothing to join")
    nodes = [reshape(x, -1) for x in arrays] if axis is None else list(arrays)
    place = normal_axis("concat", axis or 0, len(nodes[0].shape))
    dtype = nodes[0].dtype
    for x in nodes[1:]:
        dtype = promote("concat", dtype, x.dtype)
        if len(x.shape) != len(nodes[0].shape) or any(
            a != b
            for d, (a, b) in enumerate(zip(x.shape, nodes[0].shape, strict=True))
            if d != place
        ):
            raise ShapeError(
                f"concat: the shapes differ along an axis other than {place}",
                given=", ".join(str(n.spec) for n in nodes),
            )
    nodes = [cast(x, dtype) for x in nodes if x.shape[place]] or [cast(nodes[0], dtype)]
    return join(nodes, place)


def join(nodes: list[Node], axis: int) -> Node:
    """Each element is read from the part its index falls in."""
    size = sum(x.shape[axis] for x in nodes)
    shape = (*nodes[0].shape[:axis], size, *nodes[0].shape[axis + 1 :])
    start, found = 0, None
    for x in nodes:
        widths = tuple(
            (start, size - start - n) if a == axis else (0, 0) for a, n in enumerate(x.shape)
        )
        wide = apply("pad", x, widths=widths, value=0.0) if len(nodes) > 1 else x
        if found is None:
            found = wide
        else:
            place = apply("iota", shape=shape, axis=axis, dtype=int64)
            here = apply("less_equal", scalar(start, int64, shape), place)
            found = apply("where", here, wide, found)
        start += x.shape[axis]
    return found if found is not None else nodes[0]


def stack(arrays: Sequence[Node], /, axis: int = 0) -> Node:
    """Arrays of one shape joined along a new axis."""
    return concat([expand_dims(x, axis=axis) for x in arrays], axis=axis)


def unstack(x: Node, /, axis: int = 0) -> tuple[Node, ...]:
    """The arrays along an axis."""
    axis = normal_axis("unstack", axis, len(x.shape))
    return tuple(squeeze(slice_axis(x, axis, slice(i, i + 1)), axis) for i in range(x.shape[axis]))


def split(x: Node, /, sizes: int | Sequence[int], dim: int = 0) -> tuple[Node, ...]:
    """Parts along an axis: of one size (the last may be smaller), or of the sizes given."""
    axis = normal_axis("split", dim, len(x.shape))
    n = x.shape[axis]
    parts = (
        [min(sizes, n - i) for i in range(0, n, sizes)] if isinstance(sizes, int) else list(sizes)
    )
    if sum(parts) != n:
        raise ShapeError(f"split: sizes {parts} do not sum to {n}", given=str(x.spec))
    starts = [sum(parts[:i]) for i in range(len(parts))]
    return tuple(slice_axis(x, axis, slice(s, s + n)) for s, n in zip(starts, parts, strict=True))


def tile(x: Node, repetitions: Sequence[int], /) -> Node:
    """x repeated along each axis."""
    if any(n < 0 for n in repetitions):
        raise ArgumentError("tile: repetitions are 0 or more", given=str(tuple(repetitions)))
    counts = [1] * (len(x.shape) - len(repetitions)) + list(repetitions)
    x = reshape(x, (1,) * (len(counts) - len(x.shape)) + x.shape)
    wide = expand(
        reshape(x, [n for size in x.shape for n in (1, size)]),
        tuple(n for pair in zip(counts, x.shape, strict=True) for n in pair),
    )
    return reshape(wide, [c * n for c, n in zip(counts, x.shape, strict=True)])


def repeat(x: Node, repeats: int, /, axis: int | None = None) -> Node:
    """Each element `repeats` times along an axis."""
    if axis is None:
        return repeat(reshape(x, -1), repeats, axis=0)
    axis = normal_axis("repeat", axis, len(x.shape))
    if repeats < 0:
        raise ArgumentError("repeat: the count is 0 or more", given=str(repeats))
    wide = expand(
        expand_dims(x, axis=axis + 1), (*x.shape[: axis + 1], repeats, *x.shape[axis + 1 :])
    )
    return reshape(wide, (*x.shape[:axis], x.shape[axis] * repeats, *x.shape[axis + 1 :]))


def windows(
    x: Node,
    axes: Sequence[int],
    sizes: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
) -> Node:
    """Sliding windows: each of `axes` becomes the positions of the window, and the window itself is
    a new axis at the end.
    """
    shape = list(x.shape)
    terms: list[tuple[int, tuple[tuple[int, int], ...]]] = [
        (0, ((a, 1),)) for a in range(len(shape))
    ]
    for axis, size, stride, dilation in zip(axes, sizes, strides, dilations, strict=True):
        count = (x.shape[axis] - dilation * (size - 1) - 1) // stride + 1
        if count < 1:
            raise ShapeError(
                f"a window of {dilation * (size - 1) + 1} does not fit on axis {axis}, "
                f"which has {x.shape[axis]}",
                given=str(x.spec), fix="use a smaller kernel, or padding, or fewer such layers",
            )  # fmt: skip
        shape[axis] = count
        shape.append(size)
        terms[axis] = (0, ((axis, stride), (len(shape) - 1, dilation)))
    return apply("view", x, shape=tuple(shape), terms=tuple(terms))
