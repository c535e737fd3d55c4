"""Calls from a compiled program back into NumPy: on one and several threads, in order with other
kernels, with errors, in loops, and as text.
"""

import threading

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.errors import ArgumentError
from pellucid.graph import apply
from pellucid.ops.host import runs_on_host
from pellucid.tensor.tensor import wrap

X = np.random.default_rng(0).normal(size=(64, 48)).astype(np.float32)


def mixed(x):
    """Native kernels before, between and after calls."""
    y = pel.sort(x * 2 + 1, axis=0)
    z = pel.cumulative_sum(pel.tanh(y), axis=1)
    return (z @ pel.matrix_transpose(z)).sum(), pel.argsort(z, axis=1)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_calls_among_native_kernels(threads):
    with pel.using(backend="reference"):
        wanted = [x.numpy() for x in mixed(pel.asarray(X))]
    with pel.using(threads=threads):
        step = pel.compile(mixed)
        for _ in range(20):
            total, order = step(X)
            np.testing.assert_allclose(total.item(), wanted[0], rtol=1e-5)
            assert order.shape == X.shape


def test_large_values_on_several_threads():
    x = np.random.default_rng(1).normal(size=(600, 500)).astype(np.float32)
    with pel.using(threads=4):
        found = pel.compile(lambda v: pel.sort(v + 1.0, axis=1) * 2.0)(x)
    np.testing.assert_array_equal(found.numpy(), np.sort(x + np.float32(1), axis=1) * 2)


def test_an_error_in_a_call_is_raised_after_the_run_and_the_next_run_is_whole():
    step = pel.compile(lambda x: pel.linalg.cholesky(x).sum() + pel.linalg.inv(x).sum())
    with pytest.raises(ArgumentError, match="positive definite"):
        step(-np.eye(3, dtype=np.float32))
    assert step(np.eye(3, dtype=np.float32)).item() == 6.0
    with pytest.raises(ArgumentError, match="positive definite"):
        step(-np.eye(3, dtype=np.float32))


def test_an_update_by_a_call():
    state = pel.Parameter(np.array([3.0, 1.0, 2.0], np.float32))

    @pel.compile
    def step():
        state.assign(pel.sort(state) * 2)
        return state.sum()

    assert step().item() == 12.0
    assert state.tolist() == [2.0, 4.0, 6.0]
    assert step().item() == 24.0


def test_complex_state_is_updated_in_place():
    state = pel.Tensor(np.array([1j, 2.0], np.complex64))

    @pel.compile
    def step(x):
        state.assign(state * x + 1)
        return pel.abs(state)

    step(np.complex64(1j))
    np.testing.assert_allclose(state.numpy(), [0.0, 1 + 2j], atol=1e-6)


def test_programs_with_calls_from_several_threads_of_the_user():
    step = pel.compile(lambda x: pel.cumulative_sum(pel.sort(x * 3, axis=0), axis=1))
    wanted = np.cumsum(np.sort(X * 3, axis=0), axis=1)
    wrong = []

    def work():
        for _ in range(10):
            found = step(X).numpy()
            if not np.allclose(found, wanted, atol=1e-3):
                wrong.append(found)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert not any(worker.is_alive() for worker in workers)
    assert not wrong


def test_calls_read_values_in_any_layout():
    """Examples lie last in memory between kernels; a call sees rows all the same."""

    def network(x):
        y = pel.permute_dims(x * 2.0, (1, 0)) + 1.0
        return pel.cumulative_sum(y, axis=0) + pel.cumulative_sum(y, axis=1)

    y = X.T * 2 + 1
    wanted = np.cumsum(y, axis=0) + np.cumsum(y, axis=1)
    np.testing.assert_allclose(pel.compile(network)(X).numpy(), wanted, rtol=1e-4, atol=1e-3)


def test_what_touches_complex_numbers_runs_in_numpy():
    z = wrap(apply("from_parts", pel.asarray(X).node, pel.asarray(X).node))
    assert runs_on_host(z.node)
    assert runs_on_host((z + 1).node)
    assert runs_on_host(pel.abs(z).node)
    assert not runs_on_host((pel.abs(z) + 1).node)


def test_a_call_as_text():
    text = str(pel.profile(pel.sort, X))
    assert "host" in text


def test_the_rule_over_a_new_axis_is_that_of_each_slice():
    x = np.random.default_rng(2).normal(size=(4, 3, 3)) + 3 * np.eye(3)
    node = pel.asarray(x[0]).node
    stack = pel.asarray(x).node
    for name, fields in (
        ("inverse", {}),
        ("argsort", {"axis": -2}),
        ("cumulative_sum", {"axis": -1}),
        ("qr", {}),
    ):
        op = apply(name, node, **fields).op
        found = wrap(op.batched(4, (True,), stack)).numpy()
        each = [wrap(apply(name, pel.asarray(part).node, **fields)).numpy() for part in x]
        np.testing.assert_allclose(found, np.stack(each), rtol=1e-12)
    sides = pel.asarray(np.ones((3, 2))).node
    found = wrap(apply("solve", node, sides).op.batched(4, (True, False), stack, sides)).numpy()
    np.testing.assert_allclose(found, np.linalg.solve(x, np.ones((3, 2))), rtol=1e-12)
