"""Derivatives that were wrong at particular points.

A length of zeros, and the deviation of equal numbers, had NaN as gradients. The second derivatives
of a length at a coordinate of 0, of `hypot` there and of `logaddexp` of equals were 0: they went
through the size of a number and the larger of two, which are bent where the whole is not.
"""

import numpy as np
import pytest

import pellucid as pel
from pellucid.nn import functional as F  # noqa: N812

ZEROS = np.zeros(3)


@pytest.mark.parametrize(
    "function",
    [
        pel.linalg.vector_norm,
        lambda x: pel.linalg.vector_norm(x, ord=3),
        lambda x: pel.linalg.matrix_norm(pel.outer(x, x)),
        lambda x: pel.hypot(x, x).sum(),
        pel.std,
        lambda x: pel.std(x * 2 + 1, correction=1),
        lambda x: F.pairwise_distance(x[None], x[None] * 2, eps=0.0).sum(),
    ],
)
def test_a_length_of_zeros_is_flat(function):
    for backend in ("llvm", "reference"):
        with pel.using(backend=backend):
            assert pel.grad(function)(ZEROS).tolist() == [0, 0, 0]
            assert np.isfinite(pel.hessian(function)(ZEROS).numpy()).all()


def test_no_nan_is_hidden():
    x = np.array([np.nan, 1.0])
    assert np.isnan(pel.linalg.vector_norm(x).item())
    assert np.isnan(pel.std(x).item())
    assert np.isnan(pel.hypot(x, x).numpy()).tolist() == [True, False]
    assert np.isnan(pel.logaddexp(x, x).numpy()).tolist() == [True, False]


def test_a_length_is_curved_across():
    found = pel.hessian(pel.linalg.vector_norm)(np.array([3.0, 0.0, 0.0]))
    np.testing.assert_allclose(found.numpy(), np.diag([0, 1 / 3, 1 / 3]), atol=1e-12)
    found = pel.hessian(lambda x: pel.hypot(x[0], x[1]))(np.array([0.0, 2.0]))
    np.testing.assert_allclose(found.numpy(), np.diag([0.5, 0]), atol=1e-12)


def test_the_log_of_a_sum_is_curved_where_both_are_equal():
    found = pel.hessian(lambda x: pel.logaddexp(x, -x))(np.float64(0.0))
    assert found.item() == pytest.approx(1.0)
    slopes = pel.grad(pel.logaddexp, argnums=(0, 1))(np.float64(2), np.float64(2))
    assert [g.item() for g in slopes] == [0.5, 0.5]


def test_infinities_have_slopes_that_are_numbers():
    inf = np.inf
    for x, y in ((inf, 1.0), (-inf, 1.0), (inf, inf), (-inf, -inf), (inf, -inf)):
        slopes = pel.grad(pel.logaddexp, argnums=(0, 1))(np.float64(x), np.float64(y))
        assert all(np.isfinite(g.item()) for g in slopes), (x, y)
        assert pel.logaddexp(np.float64(x), np.float64(y)).item() == np.logaddexp(x, y)
