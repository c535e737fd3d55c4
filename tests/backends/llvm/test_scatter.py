"""Adding to rows at places that are data: vectors, their ends, and updates that lie across."""

import numpy as np
import pytest

import pellucid as pel

SHAPES = [(5,), (5, 3), (40, 16), (40, 37), (32, 64), (20, 3, 33), (48, 2, 16)]


def added(places, updates, rows):
    total = np.zeros((rows, *updates.shape[1:]), updates.dtype)
    np.add.at(total, places, updates)
    return total


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_updates_are_added_in_their_order(shape, dtype):
    source = np.random.default_rng(0)
    updates = (source.standard_normal(shape) * 100).astype(dtype)
    places = source.integers(-2, 9, shape[0])
    wanted = added(places.clip(0, 6), updates, 7)
    for threads in (1, 3):
        with pel.using(threads=threads):
            found = scattered(pel.Tensor(places), pel.Tensor(updates), 7)
            np.testing.assert_array_equal(found.numpy(), wanted)


def scattered(places, updates, rows):
    node = pel.graph.apply("scatter_add", places.node, updates.node, rows=rows)
    return type(updates).of(node, requires_grad=False)


@pytest.mark.parametrize("batch", [16, 48, 20])
def test_updates_of_examples_that_lie_side_by_side(batch):
    """As a loop leaves them, whose kernels have examples last."""
    source = np.random.default_rng(0)
    x = pel.Tensor(source.standard_normal((5, batch, 6)).astype(np.float32))
    w = source.standard_normal((32, 6)).astype(np.float32)
    places = source.integers(0, 4, 5 * batch)

    def step(total, row):
        made = pel.tanh(row @ w.T + total)
        return made, made

    _, made = pel.scan(step, pel.zeros((batch, 32)), x)
    updates = made.reshape(5 * batch, 32)
    found = scattered(pel.Tensor(places), updates, 4)
    pel.realize(found, made)
    wanted = added(places, made.numpy().reshape(-1, 32), 4)
    np.testing.assert_array_equal(found.numpy(), wanted)
