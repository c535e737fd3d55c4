"""PyTorch's ways to cut, join, turn and fill arrays."""

from collections.abc import Sequence
from itertools import pairwise

from pellucid.core.dtypes import bool_, int64
from pellucid.core.errors import ArgumentError, IndexingError, ShapeError
from pellucid.graph import Node, apply
from pellucid.graph.node import scalar
from pellucid.tensor.nodes.compose import Operand, as_node, broadcast, cast, normal_axis
from pellucid.tensor.nodes.creation import eye, full, on_diagonal
from pellucid.tensor.nodes.elementwise import add, equal, less, logical_and, multiply, where
from pellucid.tensor.nodes.indexing import (
    checked,
    getitem,
    masked,
    take,
    take_along_axis,
    within,
    written,
)
from pellucid.tensor.nodes.linear_algebra import diagonal as diagonal_of
from pellucid.tensor.nodes.manipulation import (
    broadcast_to,
    concat,
    expand_dims,
    flip,
    moveaxis,
    permute_dims,
    reshape,
    slice_axis,
    squeeze,
    stack,
    swapaxes,
    tile,
    unstack,
    windows,
)

# Cutting


def chunk(x: Node, /, chunks: int, dim: int = 0) -> tuple[Node, ...]:
    """At most `chunks` parts of equal size along an axis; the last may be smaller."""
    axis = normal_axis("chunk", dim, len(x.shape))
    if chunks < 1:
        raise ArgumentError("chunk: at least one part", given=str(chunks))
    size = max(-(-x.shape[axis] // chunks), 1)
    return tuple(
        slice_axis(x, axis, slice(start, start + size))
        for start in range(0, max(x.shape[axis], 1), size)
    )


def tensor_split(
    x: Node, /, indices_or_sections: int | Sequence[int], dim: int = 0
) -> tuple[Node, ...]:
    """Parts along an axis: so many, whose sizes differ by one at most, or cut at the places
    given.
    """
    axis = normal_axis("tensor_split", dim, len(x.shape))
    size, cuts = x.shape[axis], indices_or_sections
    if isinstance(cuts, int):
        small, larger = divmod(size, cuts)
        cuts = [small * i + min(i, larger) for i in range(1, cuts)]
    edges = [0, *cuts, size]
    return tuple(
        slice_axis(x, axis, slice(start, max(stop, start))) for start, stop in pairwise(edges)
    )


def narrow(x: Node, /, dim: int, start: int, length: int) -> Node:
    """`length` elements along an axis, from `start` on."""
    axis = normal_axis("narrow", dim, len(x.shape))
    first = start + x.shape[axis] if start < 0 else start
    if length < 0 or not 0 <= first <= first + length <= x.shape[axis]:
        raise IndexingError(
            f"narrow: elements {start} to {start + length} are not all on axis {dim}",
            given=str(x.spec),
        )
    return slice_axis(x, axis, slice(first, first + length))


def select(x: Node, /, dim: int, index: int) -> Node:
    """One element along an axis, which is gone."""
    axis = normal_axis("select", dim, len(x.shape))
    return getitem(x, (*[slice(None)] * axis, index))


def unbind(x: Node, /, dim: int = 0) -> tuple[Node, ...]:
    """The arrays along an axis."""
    return unstack(x, axis=dim)


def unfold(x: Node, /, dimension: int, size: int, step: int) -> Node:
    """Sliding windows along an axis; the window is a new axis at the end."""
    return windows(x, [normal_axis("unfold", dimension, len(x.shape))], [size], [step], [1])


# Joining


def hstack(tensors: Sequence[Node], /) -> Node:
    """Side by side: along the second axis, or the only one."""
    wide = [atleast_1d(x) for x in tensors]
    return concat(wide, axis=0 if len(wide[0].shape) == 1 else 1)


def vstack(tensors: Sequence[Node], /) -> Node:
    """Below each other: along the first axis, after numbers and lists became rows."""
    return concat([atleast_2d(x) for x in tensors], axis=0)


def dstack(tensors: Sequence[Node], /) -> Node:
    """Behind each other: along the third axis."""
    return concat([atleast_3d(x) for x in tensors], axis=2)


def column_stack(tensors: Sequence[Node], /) -> Node:
    """Lists as the columns of a matrix."""
    return concat([x if len(x.shape) > 1 else reshape(x, (-1, 1)) for x in tensors], axis=1)


def block_diag(*tensors: Node) -> Node:
    """Matrices along the diagonal of a larger one, zeros elsewhere."""
    blocks = [atleast_2d(x) for x in tensors]
    columns, before, rows = sum(b.shape[1] for b in blocks), 0, []
    for block in blocks:
        height, width = block.shape
        after = columns - before - width
        sides = [scalar(0, block.dtype, (height, n)) for n in (before, after)]
        rows.append(concat([sides[0], block, sides[1]], axis=1))
        before += width
    return concat(rows, axis=0)


# Turning


def atleast_1d(x: Node, /) -> Node:
    """A number as a list of one."""
    return x if x.shape else reshape(x, (1,))


def atleast_2d(x: Node, /) -> Node:
    """A list as a matrix of one row."""
    return x if len(x.shape) > 1 else reshape(x, (1, -1))


def atleast_3d(x: Node, /) -> Node:
    """A matrix with an axis of size 1 at the end."""
    return x if len(x.shape) > 2 else expand_dims(atleast_2d(x), axis=2)


def t(x: Node, /) -> Node:
    """A matrix with rows and columns exchanged."""
    if len(x.shape) > 2:
        raise ShapeError("t turns matrices", given=str(x.spec), fix="use x.mT or x.transpose(i, j)")
    return swapaxes(x, 0, 1) if len(x.shape) == 2 else x


def fliplr(x: Node, /) -> Node:
    """Columns in reverse order."""
    return flip(x, axis=1)


def flipud(x: Node, /) -> Node:
    """Rows in reverse order."""
    return flip(x, axis=0)


def rot90(x: Node, /, k: int = 1, dims: Sequence[int] = (0, 1)) -> Node:
    """Turned by k quarters from the first axis towards the second."""
    a, b = (normal_axis("rot90", dim, len(x.shape)) for dim in dims)
    if k % 4 == 2:
        return flip(x, axis=(a, b))
    if k % 4 == 1:
        return swapaxes(flip(x, axis=b), a, b)
    return flip(swapaxes(x, a, b), axis=b) if k % 4 == 3 else x


def unflatten(x: Node, /, dim: int, sizes: Sequence[int]) -> Node:
    """One axis as several, of the sizes given; one of them may be -1."""
    axis = normal_axis("unflatten", dim, len(x.shape))
    part = reshape(scalar(0, bool_, (x.shape[axis],)), tuple(sizes)).shape  # what -1 stands for
    return reshape(x, (*x.shape[:axis], *part, *x.shape[axis + 1 :]))


def transpose(x: Node, dim0: int, dim1: int, /) -> Node:
    """Two axes exchanged."""
    return swapaxes(x, dim0, dim1)


def movedim(x: Node, source: int | Sequence[int], destination: int | Sequence[int], /) -> Node:
    """Axes moved to other places."""
    return moveaxis(x, source, destination)


def repeated(x: Node, sizes: Sequence[int], /) -> Node:
    """x, so many times along each axis."""
    if len(sizes) < len(x.shape):
        raise ShapeError(
            "repeat: one count for each axis, or more", given=f"{x.spec}, {tuple(sizes)}"
        )
    return tile(x, sizes)


def expand_as(x: Node, other: Node, /) -> Node:
    """x read with the shape of another."""
    return broadcast_to(x, other.shape)


def view_as(x: Node, other: Node, /) -> Node:
    """x in the shape of another."""
    return reshape(x, other.shape)


# Diagonals


def diag(x: Node, /, diagonal: int = 0) -> Node:
    """The diagonal of a matrix; of a list, the matrix that has it there."""
    return diagonal_of(x, offset=diagonal) if len(x.shape) == 2 else diag_embed(x, diagonal)


def diag_embed(x: Node, /, offset: int = 0) -> Node:
    """Lists along the last axis as the diagonals of matrices."""
    size = x.shape[-1] + abs(offset)
    rows = slice(max(-offset, 0), max(-offset, 0) + x.shape[-1])
    places = eye(x.shape[-1], size, k=max(offset, 0), dtype=x.dtype)
    found = multiply(expand_dims(x, axis=-1), places)
    above, below = rows.start, size - rows.stop
    sides = [scalar(0, x.dtype, (*x.shape[:-1], n, size)) for n in (above, below)]
    return concat([sides[0], found, sides[1]], axis=-2)


# Reading and writing at places


def gather(x: Node, /, dim: int, index: Node) -> Node:
    """x read along an axis at `index`, whose other axes may be shorter than those of x."""
    axis = normal_axis("gather", dim, len(x.shape))
    for other, size in enumerate(index.shape):
        if other != axis:
            x = slice_axis(x, other, slice(0, size))
    return take_along_axis(x, index, axis=axis)


def index_select(x: Node, /, dim: int, index: Node) -> Node:
    """x read along an axis at a list of places."""
    return take(x, index, axis=dim)


def scatter(x: Node, /, dim: int, index: Node, src: Operand) -> Node:
    """x with the elements of `src`, or one number, written along an axis at `index`; where one
    place is named twice, the last value stands there.
    """
    places, values = spread(x, dim, index, src)
    return written(x, places, values, twice=True)


def scatter_add(x: Node, /, dim: int, index: Node, src: Operand) -> Node:
    """x with the elements of `src` added along an axis at `index`."""
    places, values = spread(x, dim, index, src)
    found = apply("scatter_add", places, values, rows=x.spec.size)
    return add(x, reshape(found, x.shape))


def index_add(x: Node, /, dim: int, index: Node, source: Node, *, alpha: float = 1) -> Node:
    """x with the parts of `source` added along an axis at a list of places."""
    axis = normal_axis("index_add", dim, len(x.shape))
    wide = reshape(index, tuple(-1 if a == axis else 1 for a in range(len(x.shape))))
    scaled = source if alpha == 1 else multiply(source, alpha)
    return scatter_add(x, axis, broadcast_to(wide, source.shape), scaled)


def spread(x: Node, dim: int, index: Node, src: Operand) -> tuple[Node, Node]:
    """Where in the flattened x each element of `src` goes, and the elements."""
    axis = normal_axis("scatter", dim, len(x.shape))
    if len(index.shape) != len(x.shape):
        raise ShapeError(
            "scatter: the index has as many axes as the array", given=f"{x.spec}, {index.spec}"
        )
    places = within(checked(index, axis, x.shape[axis]), x.shape[axis])
    places = where(less(places, 0), add(places, x.shape[axis]), places)
    flat = scalar(0, int64, index.shape)
    step = 1
    for a in reversed(range(len(x.shape))):
        if a != axis and index.shape[a] > x.shape[a]:
            raise ShapeError(
                "scatter: the index is longer than the array", given=f"{x.spec}, {index.spec}"
            )
        own = apply("iota", shape=index.shape, axis=a, dtype=int64) if a != axis else places
        flat, step = add(flat, multiply(own, step)), step * x.shape[a]
    values = src if isinstance(src, Node) else full(index.shape, src, dtype=x.dtype)
    for a, size in enumerate(index.shape):
        values = slice_axis(values, a, slice(0, size))
    return reshape(flat, -1), reshape(cast(values, x.dtype), -1)


def masked_fill(x: Node, /, mask: Node, value: Operand) -> Node:
    """x with `value` where the mask, which broadcasts to it, holds."""
    filled = value if isinstance(value, Node) else as_node(value, x.dtype)
    return masked(x, broadcast_to(mask, x.shape), cast(filled, x.dtype))


def index_fill(x: Node, /, dim: int, index: Node, value: Operand) -> Node:
    """x with `value` along an axis at a list of places."""
    axis = normal_axis("index_fill", dim, len(x.shape))
    size = x.shape[axis]
    places = checked(index, axis, size)
    row = apply("iota", shape=(size,), axis=0, dtype=int64)
    own = where(less(places, 0), add(places, size), places)
    hit = apply("scatter_add", reshape(own, -1), scalar(1, int64, own.shape), rows=size)
    wide = reshape(
        logical_and(less(0, hit), equal(row, row)),
        tuple(-1 if a == axis else 1 for a in range(len(x.shape))),
    )
    return masked_fill(x, wide, value)


def fill_diagonal(x: Node, /, value: Operand) -> Node:
    """x with `value` on the diagonal."""
    return masked_fill(x, on_diagonal(x.shape, 0, "equal"), value)


def cartesian_prod(*lists: Node) -> Node:
    """Every row that holds one element of each list."""
    sizes = tuple(x.shape[0] for x in lists)
    columns = []
    for place, x in enumerate(lists):
        shape = tuple(-1 if a == place else 1 for a in range(len(lists)))
        columns.append(reshape(broadcast_to(reshape(x, shape), sizes), -1))
    return stack(broadcast("cartesian_prod", *columns), axis=1) if len(lists) > 1 else lists[0]


def permute(x: Node, /, dims: Sequence[int]) -> Node:
    """The axes in another order."""
    return permute_dims(x, dims)


def squeezed(x: Node, /, dim: int | Sequence[int] | None = None) -> Node:
    """Without axes of size 1: all of them, or those named that have it."""
    axes = range(len(x.shape)) if dim is None else [dim] if isinstance(dim, int) else dim
    wanted = [normal_axis("squeeze", a, len(x.shape)) for a in axes]
    return squeeze(x, tuple(a for a in wanted if x.shape[a] == 1))
