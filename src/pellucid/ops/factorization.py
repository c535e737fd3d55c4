"""Matrices taken apart and turned round by LAPACK, through NumPy.

Gradients: M. Giles, "An extended collection of matrix derivative results for forward and reverse
mode algorithmic differentiation", 2008; for complex matrices, and where the matrix is not square,
S.-Q. Wang, J.-Y. Zhang, "Backpropagation of singular value decomposition", 2019, and M. Seeger et
al., "Auto-differentiating linear algebra", 2017. In the formulas `g` and what is given back are
conjugates of what the graph carries (see `complex_numbers`).
"""

import numpy as np

from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.core.spec import Spec
from pellucid.graph import Node, apply
from pellucid.ops.matrices import (
    MatrixCall,
    Packed,
    adjoint,
    along_columns,
    conjugate,
    diagonal_matrix,
    diagonal_of,
    differences,
    lower,
    not_solvable,
    real_only,
    transposed,
    unpacked,
    upper,
)


class Inverse(MatrixCall, name="inverse"):
    """The matrix whose product with x is the identity."""

    def infer(self, x):
        self.check(x, square=True)
        return x

    def reference(self, x):
        try:
            return np.linalg.inv(x)
        except np.linalg.LinAlgError as error:
            raise not_solvable(self.name, error) from None

    def gradient(self, g, y, x):
        return (-(transposed(y) @ g @ transposed(y)),)


class Solve(MatrixCall, name="solve"):
    """The matrix whose product with `a`, which is square, is `b`."""

    def infer(self, a, b):
        self.check(a, square=True)
        self.check(b)
        if a.dtype != b.dtype or a.shape[:-1] != b.shape[:-1]:
            raise ShapeError("solve: the right side does not fit the matrix", given=f"{a}, {b}")
        return b

    def reference(self, a, b):
        try:
            return np.linalg.solve(a, b)
        except np.linalg.LinAlgError as error:
            raise not_solvable(self.name, error) from None

    def gradient(self, g, y, a, b):
        of_b = apply("solve", transposed(a), g)
        return -(of_b @ transposed(y)), of_b


class Cholesky(MatrixCall, name="cholesky"):
    """The lower triangle L with x = L L^H, of a Hermitian positive definite matrix."""

    def infer(self, x):
        self.check(x, square=True)
        return x

    def reference(self, x):
        try:
            return np.linalg.cholesky(x)
        except np.linalg.LinAlgError as error:
            raise not_solvable(self.name, error) from None

    def gradient(self, g, y, x):
        g = conjugate(g)
        inner = lower(adjoint(y) @ g, half=True)
        turned = apply("inverse", y)
        found = adjoint(turned) @ inner @ turned
        return (conjugate((found + adjoint(found)) * 0.5),)


class Determinant(MatrixCall, name="determinant"):
    """The determinant."""

    def infer(self, x):
        self.check(x, square=True)
        return Spec(x.shape[:-2], x.dtype)

    def reference(self, x):
        return np.linalg.det(x)

    def gradient(self, g, y, x):
        return (everywhere(g * y, x) * transposed(apply("inverse", x)),)


class LogDeterminant(Packed, name="log_determinant"):
    """The determinant as its sign and the logarithm of its size."""

    def parts(self, x):
        self.check(x, square=True)
        return ((), ())

    def reference(self, x):
        sign, logarithm = np.linalg.slogdet(x)
        return np.stack([sign, logarithm.astype(x.dtype)], axis=-1)

    def gradient(self, g, y, x):
        of_sign, of_logarithm = unpacked(g, ((), ()))
        (sign, _) = unpacked(y, ((), ()))
        total = real_only(of_logarithm)
        if x.dtype.kind == "complex":  # the sign of a real matrix jumps, that of a complex turns
            turning = of_sign * sign
            total += turning - real_only(turning)
        return (everywhere(total, x) * transposed(apply("inverse", x)),)


class PseudoInverse(MatrixCall, name="pseudo_inverse"):
    """The Moore-Penrose inverse: singular values up to `tolerance` times the largest count as 0."""

    def infer(self, x, tolerance):
        self.check(x)
        if tolerance.shape != x.shape[:-2] or tolerance.dtype != x.dtype.real:
            raise ShapeError("pinv: one tolerance is needed for each matrix", given=f"{tolerance}")
        return Spec((*x.shape[:-2], x.shape[-1], x.shape[-2]), x.dtype)

    def reference(self, x, tolerance):
        return np.linalg.pinv(x, rcond=tolerance)

    def gradient(self, g, y, x, tolerance):
        """G. Golub, V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares
        problems whose variables separate", 1973.
        """
        g = adjoint(conjugate(g))
        inner = g @ y
        turned = inner @ adjoint(y)
        first = turned - adjoint(y @ inner) - x @ y @ turned
        return conjugate(first + adjoint(y) @ y @ (g - inner @ x)), None


class EigenHermitian(Packed, name="eigh"):
    """The eigenvalues of a Hermitian matrix, rising, and its eigenvectors as columns."""

    def parts(self, x):
        self.check(x, square=True)
        n = x.shape[-1]
        return (n,), (n, n)

    def reference(self, x):
        values, vectors = np.linalg.eigh(x)
        return self.packed(x, (values.astype(x.dtype), vectors))

    def gradient(self, g, y, x):
        values, vectors = unpacked(y, self.parts(x.spec))
        of_values, of_vectors = unpacked(conjugate(g), self.parts(x.spec))
        turning = adjoint(vectors) @ of_vectors / differences(values)
        inner = turning - diagonal_of(turning) + diagonal_matrix(real_only(of_values))
        found = vectors @ inner @ adjoint(vectors)
        return (conjugate((found + adjoint(found)) * 0.5),)


class Eigen(Packed, name="eig"):
    """The eigenvalues of a square matrix and its eigenvectors as columns, all complex."""

    def parts(self, x):
        self.check(x, square=True)
        if x.dtype.kind != "complex":
            raise DTypeError("eig takes complex numbers", given=str(x))
        n = x.shape[-1]
        return (n,), (n, n)

    def reference(self, x):
        values, vectors = np.linalg.eig(x)
        return self.packed(x, (values.astype(x.dtype), vectors.astype(x.dtype)))

    def gradient(self, g, y, x):
        values, vectors = unpacked(y, self.parts(x.spec))
        of_values, of_vectors = unpacked(conjugate(g), self.parts(x.spec))
        turned = adjoint(vectors)
        turning = turned @ of_vectors
        turning -= turned @ vectors @ real_only(diagonal_of(turning))
        turning = turning / conjugate(differences(values))
        inner = turning - diagonal_of(turning) + diagonal_matrix(of_values)
        return (conjugate(apply("solve", turned, inner @ turned)),)


class QR(Packed, name="qr"):
    """Q with orthonormal columns and an upper triangle R, x = Q R; `complete`: Q is square."""

    complete: bool = False

    def parts(self, x):
        self.check(x)
        m, n = x.shape[-2:]
        k = m if self.complete else min(m, n)
        return (m, k), (k, n)

    def reference(self, x):
        return self.packed(x, np.linalg.qr(x, mode="complete" if self.complete else "reduced"))

    def gradient(self, g, y, x):
        m, n = x.shape[-2:]
        if self.complete and m > n:
            raise ArgumentError("qr: the complete Q has no gradient", fix="use mode='reduced'")
        q, r = unpacked(y, self.parts(x.spec))
        of_q, of_r = unpacked(conjugate(g), self.parts(x.spec))
        if m >= n:
            return (conjugate(gradient_of_qr(of_q, of_r, q, r)),)
        left, right, of_left, of_right = *cut(r, m), *cut(of_r, m)
        of_q += q @ right @ adjoint(of_right)
        first = gradient_of_qr(of_q, of_left, q, left)
        widths = [(0, 0)] * (len(x.shape) - 1)
        parts = (
            apply("pad", part, widths=(*widths, width))
            for part, width in ((first, (0, n - m)), (q @ of_right, (m, 0)))
        )
        total = next(parts)
        return (conjugate(total + next(parts)),)


def gradient_of_qr(of_q: Node, of_r: Node, q: Node, r: Node) -> Node:
    """The gradient of a matrix with at least as many rows as columns."""
    inner = upper(of_r @ adjoint(r) - adjoint(q) @ of_q)
    mirrored = inner + adjoint(inner) - real_only(diagonal_of(inner))
    total = of_q + q @ mirrored
    return adjoint(apply("solve", r, adjoint(total)))


def cut(x: Node, columns: int) -> tuple[Node, Node]:
    """The first columns of matrices, and the others."""
    found = []
    for start, count in ((0, columns), (columns, x.shape[-1] - columns)):
        terms = [(0, ((a, 1),)) for a in range(len(x.shape) - 1)]
        last = (start, ((len(x.shape) - 1, 1),))
        found.append(apply("view", x, shape=(*x.shape[:-1], count), terms=(*terms, last)))
    return found[0], found[1]


class SVD(Packed, name="svd"):
    """U, the singular values s, falling, and V^H with x = U diag(s) V^H.

    `full`: U and V are square. The columns that it adds have no gradient: any will do.
    """

    full: bool = False

    def parts(self, x):
        self.check(x)
        m, n = x.shape[-2:]
        k = min(m, n)
        return (m, m if self.full else k), (k,), (n if self.full else k, n)

    def reference(self, x):
        u, s, v = np.linalg.svd(x, full_matrices=self.full)
        return self.packed(x, (u, s.astype(x.dtype), v))

    def gradient(self, g, y, x):
        k = min(x.shape[-2:])
        u, s, v = unpacked(y, self.parts(x.spec))
        of_u, of_s, of_v = unpacked(conjugate(g), self.parts(x.spec))
        u, of_u = cut(u, k)[0], cut(of_u, k)[0]
        v, of_v = cut(adjoint(v), k)[0], cut(adjoint(of_v), k)[0]
        return (conjugate(gradient_of_svd((u, s, v), (of_u, real_only(of_s), of_v))),)


def gradient_of_svd(parts: tuple[Node, Node, Node], g: tuple[Node, Node, Node]) -> Node:
    """The gradient of a matrix, given those of U, s and V."""
    (u, s, v), (of_u, of_s, of_v) = parts, g
    k = s.shape[-1]
    across = along_columns(s, k)
    gaps = differences(s * s)
    left, right = adjoint(u) @ of_u, adjoint(v) @ of_v
    left, right = left - adjoint(left), right - adjoint(right)
    inner = left / gaps * across + transposed(across) * (right / gaps)
    inner = inner - diagonal_of(inner) + diagonal_matrix(of_s)
    if u.dtype.kind == "complex":
        inner += diagonal_of(left) / (across * 2.0)
    found = u @ inner @ adjoint(v)
    rest_u = of_u - u @ (adjoint(u) @ of_u)
    rest_v = of_v - v @ (adjoint(v) @ of_v)
    if u.shape[-2] > k:
        found += rest_u / along_columns(s, u.shape[-2]) @ adjoint(v)
    if v.shape[-2] > k:
        found += u @ adjoint(rest_v / along_columns(s, v.shape[-2]))
    return found


def everywhere(v: Node, x: Node) -> Node:
    """One number for each matrix of `x`, in every place of it."""
    terms = tuple((0, ((a, 1),)) for a in range(len(v.shape)))
    return apply("view", v, shape=x.shape, terms=terms)
