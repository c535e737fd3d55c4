"""Two sums over the same elements were put into one loop for what reads both, although it reads one
of them turned round: at an index that the loop has not come to.
"""

import numpy as np

import pellucid as pel


def matrix(x):
    return pel.tanh(x) * 0.1 + pel.eye(5, dtype="float64")


def loss(x):
    z = pel.log10(x * x + 0.5)
    total = 0.0
    for number, v in enumerate((pel.linalg.det(matrix(x)), z, solved(z))):
        total = total + (pel.sin(v) * np.cos(np.arange(v.size) + number).reshape(v.shape)).sum()
    return total


def solved(z):
    return pel.linalg.solve(matrix(z), matrix(z).mT)


def second(x):
    return pel.grad(lambda v: (pel.grad(loss)(v) * pel.cos(v)).sum())(x)


def test_it_waits_until_all_of_the_sum_is_there():
    x = np.random.default_rng(1).normal(size=(7, 5, 5))
    found = pel.compile(second)(x).numpy()
    with pel.using(backend="reference"):
        np.testing.assert_allclose(found, second(pel.asarray(x)).numpy(), rtol=1e-9, atol=1e-12)
