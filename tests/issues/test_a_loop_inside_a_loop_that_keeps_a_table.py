"""A loop inside a loop read the table that the outer one carries by rows. It was decided that it
could read them where they lie before it was decided how they lie: its first axis innermost.
"""

import numpy as np
import pytest

import pellucid as pel

X = np.random.default_rng(0).normal(size=(17, 4))


def rows(table):
    return pel.scan(lambda c, row: (pel.tanh(c + row), c), table[0] * 0, table)


def carried(x):
    return pel.scan(lambda c, _: (pel.tanh(c + rows(c)[0]), None), x, None, 2)[0]


def given_on(x):
    """What one loop inside leaves is a result, and what the next one reads."""

    def step(c, table):
        _, made = rows(table + c)
        last, again = rows(made)
        return c + last, (made, again)

    return pel.scan(step, x[0], pel.stack([x, x * 2, x * 3]))


@pytest.mark.parametrize("function", [carried, given_on, pel.vmap(carried)])
def test_values_and_gradients(function):
    x = np.stack([X, X * 0.5]) if function not in {carried, given_on} else X

    def loss(x):
        found = function(x)
        last, tables = found if isinstance(found, tuple) else (found, ())
        return (last**2).sum() + sum((t * pel.cos(t)).sum() for t in tables)

    for f in (loss, pel.grad(loss), pel.grad(lambda v: (pel.grad(loss)(v) ** 2).sum())):
        found = pel.compile(f)(x).numpy()
        with pel.using(backend="reference"):
            np.testing.assert_allclose(found, f(pel.asarray(x)).numpy(), rtol=1e-9, atol=1e-12)
