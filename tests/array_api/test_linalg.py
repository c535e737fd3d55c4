"""The `linalg` extension, and the products of the main namespace."""

import math

import numpy as np
import pytest
from hypothesis import assume, strategies as st
from hypothesis.extra import numpy as hnp

import pellucid as pel
from pellucid import linalg
from pellucid.core.errors import ArgumentError

SIZES = st.integers(0, 4)
BATCH = hnp.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=2)


def matrices(laws, dtypes, rows=None, columns=None):
    """Stacks of matrices of numbers of moderate size."""
    wanted = st.tuples(BATCH, rows or SIZES, columns or SIZES).map(lambda p: (*p[0], p[1], p[2]))
    return wanted.flatmap(lambda shape: laws.tame(dtypes, shape, size=4))


def squares(laws, dtypes, *, invertible=False):
    """Stacks of square matrices; invertible ones have a heavy diagonal."""

    def of(pair):
        batch, n = pair
        found = laws.tame(dtypes, (*batch, n, n), size=1)
        return found.map(lambda x: x + np.eye(n, dtype=x.dtype) * 12) if invertible else found

    return st.tuples(BATCH, SIZES).flatmap(of)


def adjoint(x):
    return np.conj(np.swapaxes(x, -1, -2))


def close(laws, found, wanted, slack=2000):
    wanted = np.asarray(wanted)
    size = float(np.abs(wanted).max(initial=1.0))
    laws.assert_same(found, wanted, ulp=slack, scale=size)


def test_inverse_determinant_and_solution(laws, examples):
    @laws.holds(examples, squares(laws, laws.INEXACT, invertible=True), st.integers(0, 3))
    def check(x, columns):
        ours = laws.tensor(x)
        close(laws, linalg.inv(ours), np.linalg.inv(x))
        close(laws, linalg.det(ours), np.linalg.det(x))
        sign, logarithm = linalg.slogdet(ours)
        wanted = np.linalg.slogdet(x)
        close(laws, sign, np.asarray(wanted.sign, x.dtype))
        close(laws, logarithm, np.asarray(wanted.logabsdet, x.real.dtype))
        sides = np.broadcast_to(
            np.arange(x.shape[-1] * columns), (*x.shape[:-2], x.shape[-1] * columns)
        )
        sides = sides.reshape(*x.shape[:-1], columns).astype(x.dtype)
        close(laws, linalg.solve(ours, laws.tensor(sides)), np.linalg.solve(x, sides))
        one = np.arange(x.shape[-1]).astype(x.dtype)
        close(laws, linalg.solve(ours, laws.tensor(one)), np.linalg.solve(x, one[:, None])[..., 0])


def test_cholesky(laws, examples):
    @laws.holds(examples, squares(laws, laws.INEXACT), st.booleans())
    def check(x, upper):
        x = (x @ adjoint(x) + 4 * np.eye(x.shape[-1])).astype(x.dtype)
        close(
            laws, linalg.cholesky(laws.tensor(x), upper=upper), np.linalg.cholesky(x, upper=upper)
        )


def test_eigenvalues_of_hermitian_matrices(laws, examples):
    @laws.holds(examples, squares(laws, laws.INEXACT))
    def check(x):
        x = (x + adjoint(x)) / 2
        found = linalg.eigh(laws.tensor(x))
        assert found._fields == ("eigenvalues", "eigenvectors")
        values, vectors = map(np.asarray, found)
        assert vectors.dtype == x.dtype
        close(laws, values, np.linalg.eigvalsh(x))
        close(laws, linalg.eigvalsh(laws.tensor(x)), np.linalg.eigvalsh(x))
        close(laws, vectors * values[..., None, :], x @ vectors)


def test_eigenvalues(laws, examples):
    @laws.holds(examples, squares(laws, laws.INEXACT))
    def check(x):
        found = linalg.eig(laws.tensor(x))
        assert found._fields == ("eigenvalues", "eigenvectors")
        values, vectors = map(np.asarray, found)
        assert values.dtype == vectors.dtype == np.result_type(x.dtype, np.complex64)
        close(laws, vectors * values[..., None, :], x.astype(values.dtype) @ vectors)
        laws.assert_same(linalg.eigvals(laws.tensor(x)), values)


@pytest.mark.parametrize("mode", ["reduced", "complete"])
def test_qr(mode, laws, examples):
    @laws.holds(examples, matrices(laws, laws.INEXACT))
    def check(x):
        found = linalg.qr(laws.tensor(x), mode=mode)
        assert found._fields == ("Q", "R")
        q, r = map(np.asarray, found)
        m, n = x.shape[-2:]
        k = m if mode == "complete" else min(m, n)
        assert q.shape == (*x.shape[:-2], m, k)
        assert r.shape == (*x.shape[:-2], k, n)
        close(laws, q @ r, x)
        close(
            laws, adjoint(q) @ q, np.broadcast_to(np.eye(k, dtype=x.dtype), (*x.shape[:-2], k, k))
        )
        np.testing.assert_array_equal(r, np.triu(r))


@pytest.mark.parametrize("full", [True, False])
def test_singular_values(full, laws, examples):
    @laws.holds(examples, matrices(laws, laws.INEXACT))
    def check(x):
        found = linalg.svd(laws.tensor(x), full_matrices=full)
        assert found._fields == ("U", "S", "Vh")
        u, s, v = map(np.asarray, found)
        wanted = np.linalg.svd(x, full_matrices=full)
        assert (u.shape, v.shape) == (wanted.U.shape, wanted.Vh.shape)
        close(laws, s, wanted.S)
        close(laws, linalg.svdvals(laws.tensor(x)), wanted.S)
        k = s.shape[-1]
        close(laws, u[..., :k] * s[..., None, :] @ v[..., :k, :], x)


def test_pseudo_inverse_and_rank(laws, examples):
    @laws.holds(examples, matrices(laws, laws.INEXACT), laws.seen((None, 1e-3)))
    def check(x, rtol):
        ours = laws.tensor(x)
        if x.size:  # NumPy's has no answer for nothing
            assert linalg.matrix_rank(ours).dtype == pel.int64
            np.testing.assert_array_equal(
                np.asarray(linalg.matrix_rank(ours, rtol=1e-3)), np.linalg.matrix_rank(x, rtol=1e-3)
            )
        y = np.asarray(linalg.pinv(ours, rtol=rtol))
        assert y.shape == (*x.shape[:-2], x.shape[-1], x.shape[-2])
        assert y.dtype == x.dtype
        close(laws, x @ y @ x, x, slack=20000)


@pytest.mark.parametrize("order", ["fro", "nuc", 1, -1, 2, -2, math.inf, -math.inf])
def test_matrix_norms(order, laws, examples):
    @laws.holds(examples, matrices(laws, laws.INEXACT), st.booleans())
    def check(x, keepdims):
        assume(x.shape[-1] and x.shape[-2])
        wanted = np.linalg.matrix_norm(x, ord=order, keepdims=keepdims)
        close(laws, linalg.matrix_norm(laws.tensor(x), ord=order, keepdims=keepdims), wanted)


@pytest.mark.parametrize("order", [0, 1, 2, 3, 0.5, -1, math.inf, -math.inf])
def test_vector_norms(order, laws, examples):
    @laws.holds(examples, laws.tame(laws.INEXACT, size=4), st.data(), st.booleans())
    def check(x, data, keepdims):
        assume(x.size)
        axis = data.draw(laws.several_axes(x.shape).filter(lambda a: a != ()))
        with np.errstate(all="ignore"):
            wanted = np.linalg.vector_norm(x, axis=axis, ord=order, keepdims=keepdims)
        found = linalg.vector_norm(laws.tensor(x), axis=axis, ord=order, keepdims=keepdims)
        close(laws, found, np.asarray(wanted, x.real.dtype))


def test_powers_of_matrices(laws, examples):
    @laws.holds(examples, squares(laws, laws.INEXACT, invertible=True), st.integers(-3, 4))
    def check(x, n):
        wanted = np.linalg.matrix_power(x / 12, n).astype(x.dtype)
        close(laws, linalg.matrix_power(laws.tensor((x / 12).astype(x.dtype)), n), wanted)


def test_diagonals(laws, examples):
    @laws.holds(examples, matrices(laws, laws.NUMERIC), st.integers(-6, 6))
    def check(x, offset):
        wanted = np.linalg.diagonal(x, offset=offset)
        laws.assert_same(linalg.diagonal(laws.tensor(x), offset=offset), wanted)
        natural = {"i": "int64", "u": "uint64"}.get(x.dtype.kind, x.dtype.name)
        total = np.asarray(wanted.sum(-1, dtype=natural))
        laws.assert_same(linalg.trace(laws.tensor(x), offset=offset), total, ulp=64)


def test_vector_products(laws, examples):
    @laws.holds(examples, laws.seen(laws.NUMERIC), st.data())
    def check(dtype, data):
        shapes = data.draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3))
        place = data.draw(st.integers(-1 - min(map(len, shapes.input_shapes)), -1))
        pair = []
        for shape in shapes.input_shapes:
            cut = len(shape) + place + 1
            pair.append(data.draw(laws.tame(dtype, (*shape[:cut], 3, *shape[cut:]), size=9)))
        a, b = pair
        wanted = np.linalg.cross(a, b, axis=place)
        laws.assert_same(linalg.cross(laws.tensor(a), laws.tensor(b), axis=place), wanted)
        wanted = np.asarray(np.vecdot(a, b, axis=place))
        found = pel.vecdot(laws.tensor(a), laws.tensor(b), axis=place)
        laws.assert_same(found, wanted, ulp=16, scale=300.0)


def test_outer(laws, examples):
    lists = hnp.array_shapes(min_dims=1, max_dims=1, min_side=0, max_side=4)

    @laws.holds(examples, laws.seen(laws.NUMERIC), st.data())
    def check(dtype, data):
        a, b = (data.draw(laws.tame(dtype, lists, size=9)) for _ in range(2))
        laws.assert_same(linalg.outer(laws.tensor(a), laws.tensor(b)), np.linalg.outer(a, b))


def test_matmul(laws, examples):
    @laws.holds(examples, laws.seen(laws.NUMERIC), SIZES, SIZES, SIZES, st.data())
    def check(dtype, m, k, n, data):
        batches = data.draw(
            hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=2, min_side=0, max_side=2)
        ).input_shapes
        left = data.draw(laws.seen([(*batches[0], m, k), (k,)]))
        right = data.draw(laws.seen([(*batches[1], k, n), (k,)]))
        a, b = (data.draw(laws.tame(dtype, shape, size=5)) for shape in (left, right))
        wanted = np.asarray(np.matmul(a, b))
        laws.assert_same(pel.matmul(laws.tensor(a), laws.tensor(b)), wanted, ulp=16, scale=100.0)


def test_tensordot(laws, examples):
    @laws.holds(examples, laws.seen(laws.NUMERIC), st.integers(0, 2), laws.shapes, st.data())
    def check(dtype, count, shape, data):
        shape = shape[:3]
        count = min(count, len(shape))
        extra = data.draw(hnp.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3))
        a = data.draw(laws.tame(dtype, shape, size=5))
        b = data.draw(laws.tame(dtype, (*shape[len(shape) - count :], *extra), size=5))
        wanted = np.asarray(np.tensordot(a, b, axes=count)).astype(dtype)
        ours = laws.tensor(a), laws.tensor(b)
        laws.assert_same(pel.tensordot(*ours, axes=count), wanted, ulp=32, scale=1000.0)
        pairs = (tuple(range(len(shape) - count, len(shape))), tuple(range(count)))
        laws.assert_same(pel.tensordot(*ours, axes=pairs), wanted, ulp=32, scale=1000.0)


@pytest.mark.parametrize("compiled", [False, True])
def test_matrices_that_cannot_be_taken_apart(compiled):
    def run(function, x):
        return (pel.compile(function) if compiled else function)(x)

    singular = np.zeros((3, 3), np.float32)
    for function in (linalg.inv, lambda x: linalg.solve(x, x)):
        with pytest.raises(ArgumentError, match="singular"):
            pel.realize(run(function, pel.asarray(singular)))
    with pytest.raises(ArgumentError, match="positive definite"):
        pel.realize(run(linalg.cholesky, pel.asarray(-np.eye(2, dtype=np.float32))))
    assert run(linalg.det, pel.asarray(singular)).item() == 0.0


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: linalg.inv(pel.ones((2, 3))), ValueError),
        (lambda: linalg.det(pel.ones((3,))), ValueError),
        (lambda: linalg.cholesky(pel.ones((2, 3))), ValueError),
        (lambda: linalg.solve(pel.ones((2, 2)), pel.ones((3, 1))), ValueError),
        (lambda: linalg.cross(pel.ones((2,)), pel.ones((2,))), ValueError),
        (lambda: linalg.qr(pel.ones((2, 2)), mode="half"), ValueError),
        (lambda: linalg.matrix_norm(pel.ones((2, 2)), ord=7), ValueError),
        (lambda: linalg.outer(pel.ones((2, 2)), pel.ones(2)), ValueError),
        (lambda: pel.vecdot(pel.ones(2), pel.ones(3)), ValueError),
        (lambda: pel.matmul(pel.ones(()), pel.ones(3)), ValueError),
        (lambda: pel.tensordot(pel.ones((2, 3)), pel.ones((2, 3)), axes=1), ValueError),
        (lambda: linalg.matrix_power(pel.ones((2, 3)), 2), ValueError),
    ],
)
def test_what_is_not_defined_is_refused(call, error):
    with pytest.raises(error):
        call()


def test_gradients_through_a_factorization():
    x = pel.Tensor(np.array([[4.0, 1.0], [1.0, 3.0]]), requires_grad=True)
    sign, logarithm = linalg.slogdet(x)
    logarithm.backward()
    np.testing.assert_allclose(x.grad.numpy(), np.linalg.inv(x.numpy()).T, rtol=1e-12)
    assert sign.item() == 1.0
