"""Linear algebra, on nodes: matrices taken apart by LAPACK, inverses, determinants and traces.

Axes before the last two are batches. Integers become float32; bfloat16 is computed as float32.
"""

from typing import NamedTuple

import numpy as np

from pellucid.core.dtypes import DType, bfloat16, float32, promote
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.core.spec import broadcast_shapes
from pellucid.graph import Node, apply
from pellucid.graph.node import expand, scalar
from pellucid.ops.matrices import adjoint, unpacked
from pellucid.tensor.nodes.compose import Operand, as_node, cast
from pellucid.tensor.nodes.creation import on_diagonal
from pellucid.tensor.nodes.elementwise import less, subtract, to_float
from pellucid.tensor.nodes.manipulation import expand_dims, reshape, rolled
from pellucid.tensor.nodes.parts import real
from pellucid.tensor.nodes.products import matmul
from pellucid.tensor.nodes.statistics import count_nonzero, max, sum


class EigenResult(NamedTuple):
    """Eigenvalues, and eigenvectors as the columns of a matrix."""

    eigenvalues: Node
    eigenvectors: Node


class QRResult(NamedTuple):
    """Orthonormal columns, and an upper triangle."""

    Q: Node
    R: Node


class SlogdetResult(NamedTuple):
    """The sign of a determinant, and the logarithm of its size."""

    sign: Node
    logabsdet: Node


class SVDResult(NamedTuple):
    """Orthonormal columns, the singular values, and orthonormal rows."""

    U: Node
    S: Node
    Vh: Node


def wide(x: Node) -> Node:
    """x in a dtype that LAPACK has."""
    x = to_float(x)
    return cast(x, float32) if x.dtype == bfloat16 else x


def narrow(found: Node, x: Node) -> Node:
    """What was computed in a wider dtype, in that of x."""
    return cast(found, bfloat16) if x.dtype == bfloat16 else found


def cholesky(x: Node, /, *, upper: bool = False) -> Node:
    """The lower triangle L with x = L L^H of a Hermitian positive definite matrix; or L^H."""
    found = apply("cholesky", wide(x))
    return narrow(adjoint(found) if upper else found, x)


def cross(x1: Node, x2: Node, /, *, axis: int = -1) -> Node:
    """The vector product along an axis of size 3."""
    dtype = promote("cross", x1.dtype, x2.dtype)
    shape = broadcast_shapes("cross", x1.shape, x2.shape)
    place = axis if axis < 0 else axis - len(shape)
    for x in (x1, x2):
        if -place > len(x.shape) or x.shape[place] != 3:
            raise ShapeError(
                f"cross: axis {axis} of each must have size 3", given=f"{x1.spec}, {x2.spec}"
            )
    a, b = (expand(cast(x, dtype), shape) for x in (x1, x2))
    where = place + len(shape)
    return subtract(
        rolled(a, -1, where) * rolled(b, -2, where), rolled(a, -2, where) * rolled(b, -1, where)
    )


def det(x: Node, /) -> Node:
    """The determinant."""
    return narrow(apply("determinant", wide(x)), x)


def diagonal(x: Node, /, *, offset: int = 0) -> Node:
    """The elements on a diagonal of matrices: the main one, or that so many places above it."""
    if len(x.shape) < 2:
        raise ShapeError("diagonal: a matrix has at least two axes", given=str(x.spec))
    *batch, m, n = x.shape
    row, column = (-offset, 0) if offset < 0 else (0, offset)
    count = min(m - row, n - column)
    terms = [(0, ((a, 1),)) for a in range(len(batch))]
    last = len(batch)
    if count <= 0:
        row, column, count = 0, 0, 0
    terms += [(row, ((last, 1),)), (column, ((last, 1),))]
    return apply("view", x, shape=(*batch, count), terms=tuple(terms))


def eigh(x: Node, /) -> EigenResult:
    """The eigenvalues of a Hermitian matrix, rising, and its eigenvectors."""
    node = apply("eigh", wide(x))
    n = x.shape[-1]
    values, vectors = unpacked(node, ((n,), (n, n)))
    return EigenResult(narrow(real(values), x), narrow(vectors, x))


def eigvalsh(x: Node, /) -> Node:
    """The eigenvalues of a Hermitian matrix, rising."""
    return eigh(x).eigenvalues


def eig(x: Node, /) -> EigenResult:
    """The eigenvalues of a square matrix and its eigenvectors, all complex."""
    x = wide(x)
    node = apply("eig", cast(x, x.dtype.complex))
    n = x.shape[-1]
    values, vectors = unpacked(node, ((n,), (n, n)))
    return EigenResult(values, vectors)


def eigvals(x: Node, /) -> Node:
    """The eigenvalues of a square matrix, complex."""
    return eig(x).eigenvalues


def inv(x: Node, /) -> Node:
    """The matrix whose product with x is the identity."""
    return narrow(apply("inverse", wide(x)), x)


def matrix_power(x: Node, n: int, /) -> Node:
    """A square matrix multiplied by itself; its inverse, when n is negative."""
    if len(x.shape) < 2 or x.shape[-1] != x.shape[-2]:
        raise ShapeError("matrix_power: the matrix must be square", given=str(x.spec))
    if n < 0:
        return matrix_power(inv(x), -n)
    if n == 0:
        return cast(on_diagonal(x.shape, 0, "equal"), x.dtype)
    half = matrix_power(x, n // 2) if n > 1 else None
    if half is None:
        return x
    even = matmul(half, half)
    return matmul(even, x) if n % 2 else even


def epsilon(dtype: DType) -> float:
    """The distance from 1 to the next number."""
    return float(np.finfo(dtype.real.numpy).eps)


def tolerance(x: Node, rtol: Operand | None) -> Node:
    """The part of the largest singular value below which others count as 0, for each matrix."""
    default = np.max(x.shape[-2:]) * epsilon(x.dtype)
    return expand(as_node(float(default) if rtol is None else rtol, x.dtype.real), x.shape[:-2])


def matrix_rank(x: Node, /, *, rtol: Operand | None = None) -> Node:
    """How many singular values are above `rtol` times the largest; int64.

    `rtol`: a number, or one for each matrix; by default the larger size times the distance from 1
    to the next number.
    """
    values = svdvals(x)
    if 0 in x.shape[-2:]:
        return scalar(0, count_nonzero(values, axis=-1).dtype, x.shape[:-2])
    least = max(values, -1) * tolerance(wide(x), rtol)
    return count_nonzero(less(expand_dims(least, -1), values), axis=-1)


def outer(x1: Node, x2: Node, /) -> Node:
    """Every product of an element of the list x1 with one of the list x2."""
    if len(x1.shape) != 1 or len(x2.shape) != 1:
        raise ShapeError("outer takes two lists", given=f"{x1.spec}, {x2.spec}")
    dtype = promote("outer", x1.dtype, x2.dtype)
    shape = (x1.shape[0], x2.shape[0])
    return expand(reshape(cast(x1, dtype), (-1, 1)), shape) * expand(cast(x2, dtype), shape)


def pinv(x: Node, /, *, rtol: Operand | None = None) -> Node:
    """The Moore-Penrose inverse; singular values up to `rtol` times the largest count as 0."""
    given = wide(x)
    return narrow(apply("pseudo_inverse", given, tolerance(given, rtol)), x)


def qr(x: Node, /, *, mode: str = "reduced") -> QRResult:
    """Orthonormal columns Q and an upper triangle R with x = Q R; `mode="complete"` makes Q
    square.
    """
    if mode not in {"reduced", "complete"}:
        raise ArgumentError(f"qr: there is no mode {mode!r}", fix="use 'reduced' or 'complete'")
    node = apply("qr", wide(x), complete=mode == "complete")
    q, r = unpacked(node, node.op.parts(wide(x).spec))
    return QRResult(narrow(q, x), narrow(r, x))


def slogdet(x: Node, /) -> SlogdetResult:
    """The determinant as its sign and the logarithm of its size."""
    sign, logarithm = unpacked(apply("log_determinant", wide(x)), ((), ()))
    return SlogdetResult(narrow(sign, x), narrow(real(logarithm), x))


def solve(x1: Node, x2: Node, /) -> Node:
    """The y with x1 y = x2, for square matrices x1; x2 is a list, or matrices."""
    dtype = promote("solve", to_float(x1).dtype, to_float(x2).dtype)
    a, b = (wide(cast(x, dtype)) for x in (x1, x2))
    is_list = len(b.shape) == 1
    b = reshape(b, (-1, 1)) if is_list else b
    if len(a.shape) < 2:
        raise ShapeError("solve: a matrix has at least two axes", given=str(x1.spec))
    batch = broadcast_shapes("solve", a.shape[:-2], b.shape[:-2])
    a, b = (expand(x, (*batch, *x.shape[-2:])) for x in (a, b))
    found = apply("solve", a, b)
    found = reshape(found, found.shape[:-1]) if is_list else found
    return cast(found, dtype)


def svd(x: Node, /, *, full_matrices: bool = True) -> SVDResult:
    """U, the singular values S, falling, and Vh with x = U diag(S) Vh.

    With `full_matrices` U and Vh are square; the columns and rows that it adds have no gradient.
    """
    node = apply("svd", wide(x), full=full_matrices)
    u, s, v = unpacked(node, node.op.parts(wide(x).spec))
    return SVDResult(narrow(u, x), narrow(real(s), x), narrow(v, x))


def svdvals(x: Node, /) -> Node:
    """The singular values, falling."""
    return svd(x, full_matrices=False).S


def trace(x: Node, /, *, offset: int = 0, dtype: object = None) -> Node:
    """The sum along a diagonal of matrices."""
    return sum(diagonal(x, offset=offset), -1, dtype=dtype)
