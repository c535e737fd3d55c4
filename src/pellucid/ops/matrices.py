"""What the formulas of linear algebra share: parts of matrices as graphs, and several results of
one host call in one array.
"""

import math
from abc import abstractmethod

import numpy as np

from pellucid.core.dtypes import int64
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.core.spec import Shape, Spec
from pellucid.graph import Node, apply
from pellucid.graph.node import combine
from pellucid.ops.family import INEXACT
from pellucid.ops.host import HostCall, refuse_kinds


class MatrixCall(HostCall):
    """A function of matrices; axes before the last two are batches."""

    def check(self, x: Spec, *, square: bool = False) -> None:
        """Raise unless `x` holds matrices, square if so wanted, of floats or complex numbers."""
        refuse_kinds(self.name, x, INEXACT)
        if len(x.shape) < 2:
            raise ShapeError(f"{self.name}: a matrix has at least two axes", given=str(x))
        if square and x.shape[-1] != x.shape[-2]:
            raise ShapeError(f"{self.name}: the matrix must be square", given=str(x))


class Packed(MatrixCall):
    """One with several results, laid side by side in the last axis of one array."""

    @abstractmethod
    def parts(self, x: Spec) -> tuple[Shape, ...]:
        """The shape of each result for one matrix."""

    def packed(self, x: np.ndarray, results: tuple[np.ndarray, ...]) -> np.ndarray:
        """The results side by side."""
        batch = x.shape[:-2]
        flat = [np.reshape(r, (*batch, math.prod(r.shape[len(batch) :]))) for r in results]
        return np.concatenate(flat, axis=-1)

    def infer(self, *inputs: Spec) -> Spec:
        (x,) = inputs
        self.check(x)
        count = sum(math.prod(shape) for shape in self.parts(x))
        return Spec((*x.shape[:-2], count), x.dtype)


def unpacked(y: Node, shapes: tuple[Shape, ...]) -> list[Node]:
    """The results that stand side by side in the last axis of `y`."""
    found, start = [], 0
    batch = y.shape[:-1]
    for shape in shapes:
        count = math.prod(shape)
        terms = tuple((0, ((a, 1),)) for a in range(len(batch)))
        last = (start if count else 0, ((len(batch), 1),))
        part = apply("view", y, shape=(*batch, count), terms=(*terms, last))
        found.append(apply("reshape", part, shape=(*batch, *shape)))
        start += count
    return found


def transposed(x: Node) -> Node:
    """The last two axes exchanged."""
    n = len(x.shape)
    order = [*range(n - 2), n - 1, n - 2]
    terms = tuple((0, ((order.index(a), 1),)) for a in range(n))
    return apply("view", x, shape=tuple(x.shape[a] for a in order), terms=terms)


def conjugate(x: Node) -> Node:
    """x, with the imaginary parts turned."""
    return apply("conj", x) if x.dtype.kind == "complex" else x


def adjoint(x: Node) -> Node:
    """The conjugate of the transpose."""
    return conjugate(transposed(x))


def places(shape: Shape) -> tuple[Node, Node]:
    """The row and the column of each element of matrices."""
    row, column = (apply("iota", shape=shape, axis=len(shape) - 2 + a, dtype=int64) for a in (0, 1))
    return row, column


def lower(x: Node, *, half: bool = False) -> Node:
    """x with zeros above the diagonal; with `half`, and half of the diagonal."""
    row, column = places(x.shape)
    found = combine("where", apply("less_equal", column, row), x, 0.0)
    return found - diagonal_of(x) * 0.5 if half else found


def upper(x: Node) -> Node:
    """x with zeros below the diagonal."""
    row, column = places(x.shape)
    return combine("where", apply("less_equal", row, column), x, 0.0)


def diagonal_of(x: Node) -> Node:
    """x with zeros beside the diagonal."""
    row, column = places(x.shape)
    return combine("where", apply("equal", column, row), x, 0.0)


def along_columns(v: Node, rows: int) -> Node:
    """Lists as the rows of matrices: element j stands everywhere in column j."""
    n = len(v.shape)
    terms = tuple((0, ((a if a < n - 1 else n, 1),)) for a in range(n))
    return apply("view", v, shape=(*v.shape[:-1], rows, v.shape[-1]), terms=terms)


def diagonal_matrix(v: Node) -> Node:
    """Lists on the diagonals of matrices of zeros."""
    return diagonal_of(along_columns(v, v.shape[-1]))


def differences(v: Node) -> Node:
    """v[j] - v[i] for each place beside the diagonal, and 1 on it."""
    wide = along_columns(v, v.shape[-1])
    row, column = places(wide.shape)
    return combine("where", apply("equal", row, column), 1.0, wide - transposed(wide))


def real_only(x: Node) -> Node:
    """The real part, in the dtype of x."""
    return apply("cast", apply("real", x), dtype=x.dtype) if x.dtype.kind == "complex" else x


def not_solvable(name: str, error: Exception) -> ArgumentError:
    """The error for a matrix that has no such factorization."""
    return ArgumentError(
        f"{name}: {str(error).lower()}", fix="look at the matrix: print it, or its svdvals"
    )
