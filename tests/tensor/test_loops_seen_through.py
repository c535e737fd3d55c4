"""Loops and branches behind the glass wall: compared with their definition, and a NaN inside one
traced to the step, the operation and the line.
"""

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.errors import NonFiniteError
from pellucid.ops.transcendental import Tanh

X = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)


def rows(x):
    return pel.scan(lambda c, r: (pel.tanh(c + r), (c.sum(), r)), x[0], x)


def repeated(x):
    return pel.while_loop(lambda s: s[0] < 5, lambda s: (s[0] + 1, pel.sin(s[1])), (0, x))[1]


def branches(x):
    return pel.cond(x.sum() > 0, pel.exp, pel.sin, x)


def spectrum(x):
    return pel.fft.fft(x + 0j)


@pytest.mark.parametrize("function", [rows, repeated, branches, spectrum])
def test_what_is_right_is_found_right(function):
    assert pel.check(function, X), pel.check(function, X)
    assert pel.check(pel.vmap(function), np.stack([X, X * 2]))


def test_gradients_of_loops_are_found_right():
    loss = lambda x: pel.scan(lambda c, r: (pel.tanh(c + r), c * c), x[0], x)[1].sum()  # noqa: E731
    for function in (pel.grad(loss), pel.grad(lambda x: repeated(x).sum()), pel.hessian(loss)):
        assert pel.check(function, X[:, :2])


def test_a_loop_that_is_compiled_wrongly_is_named(monkeypatch):
    right = Tanh.lower
    monkeypatch.setattr(
        Tanh, "lower", lambda self, k, x: k.emit("add", right(self, k, x), right(self, k, x))
    )
    with pel.using(cache=None):
        found = pel.check(rows, X).difference
    assert found.operation == "scan"
    assert "scan differs from its definition" in str(found)


def logarithms(x):
    def step(c, r):
        c = pel.log(c) + r
        return c, c

    return pel.scan(step, x[0] * 0 + 1, x)[1].sum()


def quotients(x):
    return pel.while_loop(lambda s: s[0] < 5, lambda s: (s[0] + 1, x / (s[1] - s[1])), (0, x))[1]


def roots(x):
    return pel.cond(x.sum() > -100, pel.sqrt, lambda x: x, x)


def nested(x):
    inner = lambda c, r: (pel.scan(lambda d, v: (pel.exp(d * 30 + v), None), c, r)[0], None)  # noqa: E731
    return pel.scan(inner, x[0, 0] * 0 + 0.1, x)[0]


@pytest.mark.parametrize(
    ("function", "what", "steps"),
    [
        (logarithms, "log gave nan", ["in step 1 of scan"]),
        (pel.grad(logarithms), "log gave nan", ["in step 1 of scan"]),
        (quotients, "divide gave inf", ["in step 0 of while_loop"]),
        (roots, "sqrt gave nan", ["in the side that cond took"]),
        (nested, "exp gave inf", ["in step 0 of scan", "in step 1 of scan"]),
    ],
)
def test_a_number_that_is_not_finite_is_traced_into_the_step(function, what, steps):
    with pel.using(check="nan"), pytest.raises(NonFiniteError) as caught:
        pel.compile(function)(X)
    assert caught.value.what == what
    assert all(step in caught.value.given for step in steps)
    assert "test_loops_seen_through.py" in caught.value.at
    trouble = pel.check(function, X).trouble
    assert trouble.what == what


def test_what_comes_in_from_outside_is_not_blamed_on_the_loop():
    with pel.using(check="nan"), pytest.raises(NonFiniteError) as caught:
        pel.compile(lambda x: pel.scan(lambda c, r: (c + r, None), x[0], pel.log(x))[0])(X)
    assert caught.value.what == "log gave nan"
    assert "scan" not in caught.value.given
    bad = X.copy()
    bad[3, 1] = np.nan
    with pel.using(check="nan"), pytest.raises(NonFiniteError) as caught:
        pel.compile(rows)(bad)
    assert caught.value.what == "x holds nan"


def test_infinities_that_are_carried_by_design_are_not_blamed():
    """The largest so far begins at minus infinity."""

    def function(x, y):
        def step(carry, pair):
            largest, total = carry
            largest = pel.maximum(largest, pair[0])
            return (largest, total + pel.sqrt(pair[1])), largest

        return pel.scan(step, (-np.inf, 0.0), (x, y))[0][1]

    y = np.float32([1, 2, -3])
    with pel.using(check="nan"), pytest.raises(NonFiniteError) as caught:
        pel.compile(function)(np.float32([-np.inf, 1, 2]), y)
    assert caught.value.what == "sqrt gave nan"
    assert "in step 2 of scan" in caught.value.given
