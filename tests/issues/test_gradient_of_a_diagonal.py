"""The gradient of a diagonal went to every element of each row: an axis of the result that is read
with twice was turned round as if each reading were alone."""

import numpy as np

import pellucid as pel


def test_only_the_diagonal_has_a_gradient():
    x = np.arange(9.0).reshape(3, 3)
    found = pel.grad(lambda v: (pel.einsum("ii->i", v) * pel.arange(1, 4)).sum())(x)
    np.testing.assert_array_equal(found.numpy(), np.diag([1.0, 2.0, 3.0]))


def test_the_trace_of_a_product():
    x = np.arange(9.0).reshape(3, 3)
    found = pel.grad(lambda v: pel.einsum("ii->", v @ v))(x)
    np.testing.assert_array_equal(found.numpy(), 2 * x.T)
