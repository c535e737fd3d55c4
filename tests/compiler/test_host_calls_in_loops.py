"""Calls of NumPy inside loops and branches: values, gradients, many examples, threads, errors."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.errors import ArgumentError

RANDOM = np.random.default_rng(0)
MATRICES = RANDOM.normal(size=(5, 4, 4)) * 0.3
EYE = np.eye(4)


def mixed(carry, x):
    """Factorizations, sorting and running sums among native operations."""
    carry = pel.linalg.inv(carry * 0.2 + pel.sin(x) * 0.1 + EYE)
    return carry, (pel.sort(carry, axis=0).sum(axis=0), pel.linalg.det(x + carry))


def through_scan(xs):
    carry, (rows, numbers) = pel.scan(mixed, xs[0], xs)
    return (carry * carry).sum() + (rows * pel.cos(rows)).sum() + numbers.sum()


def unrolled(xs):
    carry, total = xs[0], 0.0
    for x in xs:
        carry, (rows, number) = mixed(carry, x)
        total = total + (rows * pel.cos(rows)).sum() + number
    return (carry * carry).sum() + total


def through_while(xs):
    def step(state):
        count, x = state
        return count + 1, pel.cumulative_sum(pel.tanh(pel.sort(x, axis=1)), axis=0) * 0.5

    _, x = pel.while_loop(lambda s: pel.linalg.det(EYE * s[0]) < 200.0, step, (0, xs[0]))
    return (x * x).sum()


def through_cond(xs):
    return pel.cond(
        pel.sort(xs, axis=0)[0, 0, 0] < 0,
        lambda x: pel.linalg.solve(x[0] + EYE, x[1]).sum(),
        lambda x: pel.abs(pel.fft.fft(x[1] + 0j)).sum(),
        xs,
    )


def nested(xs):
    """A loop with a call, inside a branch inside a loop."""

    def step(carry, x):
        more = lambda c: pel.scan(lambda c, row: (pel.sort(c * row + c), c.sum()), c, x)  # noqa: E731
        return pel.cond(carry.sum() < 3.0, lambda c: more(c)[0], lambda c: c * 0.1, carry), None

    return (pel.scan(step, xs[0, 0] + 1.0, xs)[0] ** 2).sum()


FUNCTIONS = (through_scan, through_while, through_cond, nested)


def by_definition(function, *arguments):
    with pel.using(backend="reference"):
        return function(*map(pel.asarray, arguments)).numpy()


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_a_loop_may_call_numpy(function, threads):
    with pel.using(threads=threads):
        found = pel.compile(function)(MATRICES)
    np.testing.assert_allclose(found.numpy(), by_definition(function, MATRICES), rtol=1e-10)


def test_gradients_go_through_calls_in_loops():
    found = pel.compile(pel.grad(through_scan))(MATRICES)
    np.testing.assert_allclose(found.numpy(), pel.grad(unrolled)(MATRICES).numpy(), rtol=1e-9)
    second = lambda f: lambda x: (pel.grad(f)(x) ** 2).sum()  # noqa: E731
    found = pel.compile(pel.grad(second(through_scan)))(MATRICES)
    wanted = pel.grad(second(unrolled))(MATRICES)
    np.testing.assert_allclose(found.numpy(), wanted.numpy(), rtol=1e-8)


@pytest.mark.parametrize(
    "function", [through_while, through_cond, nested], ids=lambda f: f.__name__
)
def test_gradients_in_native_code_are_those_of_the_definition(function):
    found = pel.compile(pel.grad(function))(MATRICES)
    wanted = by_definition(pel.grad(function), MATRICES)
    np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_over_many_examples(function):
    xs = np.stack([MATRICES, -MATRICES, MATRICES[::-1]])
    for f in (function, pel.grad(function)):
        found = pel.compile(pel.vmap(f))(xs)
        wanted = np.stack([by_definition(f, x) for x in xs])
        np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-8, atol=1e-12)


def test_large_steps_on_several_threads():
    """Steps that threads share, each with a call that the others wait for."""
    x = RANDOM.normal(size=(6, 200, 200)).astype(np.float32) * 0.05

    def run(x):
        return pel.scan(lambda c, x: (pel.sort(pel.tanh(c @ x + x), axis=0), c.sum()), x[0], x)

    with pel.using(threads=3):
        found = [v.numpy() for v in pel.compile(run)(x)]
    with pel.using(threads=1):
        for a, b in zip(found, pel.compile(run)(x), strict=True):
            np.testing.assert_array_equal(a, b.numpy())


@pytest.mark.parametrize("threads", [1, 3])
def test_an_error_in_a_call_ends_the_loop_and_the_next_run_is_whole(threads):
    @pel.compile
    def shrinking(x):
        """Ends when the sum is small: never, if what a failed call leaves behind is read."""
        return pel.while_loop(
            lambda x: x.sum() > 1, lambda x: pel.linalg.cholesky(x - 0.4 * pel.eye(3)), x
        )

    with pel.using(threads=threads):
        for _ in range(2):
            with pytest.raises(ArgumentError, match="positive definite"):
                shrinking(np.eye(3, dtype=np.float32) * 0.39)
            found = shrinking(np.eye(3, dtype=np.float32) * 0.3)
            np.testing.assert_array_equal(found.numpy(), np.eye(3, dtype=np.float32) * 0.3)


def test_looking_into_a_loop_with_calls():
    text = str(pel.see(through_scan, MATRICES))
    assert "host" in text
    assert pel.check(through_scan, MATRICES)
