"""PyTorch's names of products, norms and distances."""

import math
from collections.abc import Sequence
from functools import reduce

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node
from pellucid.tensor.nodes.compose import Axes
from pellucid.tensor.nodes.elementwise import (
    abs as size,
    add,
    multiply,
    pow,
    root,
    subtract,
    to_float,
)
from pellucid.tensor.nodes.linear_algebra import diagonal
from pellucid.tensor.nodes.manipulation import expand_dims, matrix_transpose, moveaxis, reshape
from pellucid.tensor.nodes.norms import matrix_norm, vector_norm
from pellucid.tensor.nodes.products import matmul, tensordot
from pellucid.tensor.nodes.statistics import mean, sum as total


def of_axes(asked: str, ndims: Sequence[int], *arrays: Node) -> None:
    """Raise for arrays that do not have so many axes."""
    if [len(x.shape) for x in arrays] != list(ndims):
        raise ShapeError(
            f"{asked}: the arrays have {' and '.join(map(str, ndims))} axes",
            given=", ".join(str(x.spec) for x in arrays),
            fix="matmul (@) takes any number of axes",
        )


def mm(x1: Node, x2: Node, /) -> Node:
    """The product of two matrices."""
    of_axes("mm", (2, 2), x1, x2)
    return matmul(x1, x2)


def bmm(x1: Node, x2: Node, /) -> Node:
    """The products of matrices, pair by pair."""
    of_axes("bmm", (3, 3), x1, x2)
    return matmul(x1, x2)


def mv(x1: Node, x2: Node, /) -> Node:
    """A matrix times a vector."""
    of_axes("mv", (2, 1), x1, x2)
    return matmul(x1, x2)


def dot(x1: Node, x2: Node, /) -> Node:
    """The sum of the products of two lists."""
    of_axes("dot", (1, 1), x1, x2)
    return matmul(x1, x2)


def inner(x1: Node, x2: Node, /) -> Node:
    """The sums of products along the last axes."""
    if not x1.shape or not x2.shape:
        return multiply(x1, x2)
    return tensordot(x1, x2, axes=([-1], [-1]))


def addmm(x: Node, x1: Node, x2: Node, /, *, beta: float = 1, alpha: float = 1) -> Node:
    """beta x + alpha x1 @ x2."""
    return add(multiply(x, beta), multiply(mm(x1, x2), alpha))


def addmv(x: Node, x1: Node, x2: Node, /, *, beta: float = 1, alpha: float = 1) -> Node:
    """beta x + alpha x1 @ x2, for a matrix and a vector."""
    return add(multiply(x, beta), multiply(mv(x1, x2), alpha))


def baddbmm(x: Node, x1: Node, x2: Node, /, *, beta: float = 1, alpha: float = 1) -> Node:
    """beta x + alpha x1 @ x2, pair by pair."""
    return add(multiply(x, beta), multiply(bmm(x1, x2), alpha))


def multi_dot(tensors: Sequence[Node], /) -> Node:
    """The product of several matrices, from the left."""
    return reduce(matmul, tensors)


def chain_matmul(*matrices: Node) -> Node:
    """The product of several matrices, from the left."""
    return multi_dot(matrices)


def kron(x1: Node, x2: Node, /) -> Node:
    """Kronecker's product: each element of x1 times the whole of x2."""
    ndim = max(len(x1.shape), len(x2.shape))
    a, b = (reshape(x, (1,) * (ndim - len(x.shape)) + x.shape) for x in (x1, x2))
    wide = [reshape(a, [n for m in a.shape for n in (m, 1)])]
    wide += [reshape(b, [n for m in b.shape for n in (1, m)])]
    return reshape(multiply(*wide), [m * n for m, n in zip(a.shape, b.shape, strict=True)])


def norm(x: Node, /, p: float | str | None = None, dim: Axes = None, keepdim: bool = False) -> Node:
    """The length of vectors (2-norm, or `p`), of all elements or along axes; of matrices with "fro"
    or "nuc".
    """
    if isinstance(p, str):
        if p not in {"fro", "nuc"}:
            raise ArgumentError(f"norm: there is no norm {p!r}", fix="a number, 'fro' or 'nuc'")
        whole = dim is None and len(x.shape) != 2
        return (
            vector_norm(to_float(x), axis=dim, keepdims=keepdim)
            if p == "fro" and (whole or isinstance(dim, int))
            else matrix_norm(to_float(x), keepdims=keepdim, ord=p)
        )
    return vector_norm(to_float(x), axis=dim, keepdims=keepdim, ord=2 if p is None else p)


def any_norm(
    x: Node, /, ord: float | str | None = None, axis: Axes = None, *, keepdims: bool = False
) -> Node:
    """The length of vectors, along an axis or of all elements; of matrices where two axes are
    named, or x is one and `ord` is given.
    """
    x = to_float(x)
    two = not isinstance(axis, int) and axis is not None and len(axis) == 2
    if two or isinstance(ord, str) or (axis is None and ord is not None and len(x.shape) == 2):
        rows = moveaxis(x, axis, (-2, -1)) if two else x
        found = matrix_norm(rows, keepdims=keepdims, ord="fro" if ord is None else ord)
        return moveaxis(found, (-2, -1), axis) if two and keepdims else found
    return vector_norm(x, axis=axis, keepdims=keepdims, ord=2 if ord is None else ord)


def dist(x1: Node, x2: Node, /, p: float = 2) -> Node:
    """The length of the difference."""
    return vector_norm(to_float(subtract(x1, x2)), ord=p)


def cdist(x1: Node, x2: Node, /, p: float = 2.0) -> Node:
    """The distances of all rows of x1 from all rows of x2."""
    apart = to_float(subtract(expand_dims(x1, axis=-2), expand_dims(x2, axis=-3)))
    if p == 2:
        return root(total(apart * apart, -1))
    if math.isinf(p):
        return vector_norm(apart, axis=-1, ord=p)
    return root(total(pow(size(apart), p), -1), p)


def cov(x: Node, /, *, correction: int = 1) -> Node:
    """How rows vary together."""
    rows = to_float(x if len(x.shape) > 1 else reshape(x, (1, -1)))
    centred = rows - mean(rows, 1, keepdims=True)
    found = matmul(centred, matrix_transpose(centred)) / max(rows.shape[1] - correction, 0)
    return found if len(x.shape) > 1 else reshape(found, ())


def corrcoef(x: Node, /) -> Node:
    """The correlations of rows."""
    found = cov(x)
    if not found.shape:
        return found / found
    scale = root(diagonal(found))
    return found / (expand_dims(scale, axis=1) * scale)
