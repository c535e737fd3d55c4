"""Small kernels of one level as one: which, when they run, and that every thread does its part."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.graph import apply
from pellucid.runtime.programs import evaluate


def test_small_kernels_of_one_level_are_one(graphs):
    x, y = graphs.argument(0, 20), graphs.argument(1, 7, 3)
    found = graphs.schedule(x * 2.0, apply("sum", y, axes=(0,)))
    (kernel,) = found.kernels
    assert [part.space for part in kernel.parts] == [(20,), (7, 3)]
    assert kernel.roots == [root for part in kernel.parts for root in part.roots]


def test_updates_are_together_however_large(graphs):
    """As when every gradient is known before the first update, to be clipped."""
    pairs = [(graphs.argument(2 * i, n), graphs.argument(2 * i + 1, n)) for i, n in enumerate(
        (2**14, 10, 3000))]  # fmt: skip
    found = graphs.schedule(*(w - g * 0.1 for w, g in pairs), updates=[0, 2, 4])
    (kernel,) = found.kernels
    assert set(kernel.writes.values()) == {0, 2, 4}


def test_large_kernels_stay_apart(graphs):
    x, y = graphs.argument(0, 2**14), graphs.argument(1, 2**15)
    assert len(graphs.schedule(x * 2.0, y * 2.0).kernels) == 2


def test_what_nobody_waits_for_runs_with_the_last(graphs):
    x, w = graphs.argument(0, 32, 10), graphs.argument(1, 16)
    row = apply("sum", apply("exp", x), axes=(1,))
    found = graphs.schedule(apply("sum", row * row, axes=(0,)), w * 2.0)
    assert [len(kernel.nests) for kernel in found.kernels] == [1, 2]


def test_a_kernel_waits_for_all_that_its_parts_wait_for(graphs):
    x = graphs.argument(0, 64, 48)
    row = apply("sum", apply("exp", x), axes=(1,))
    column = apply("sum", apply("exp", x), axes=(0,))
    found = graphs.schedule(apply("tanh", row * 2.0), apply("sum", column * column, axes=(0,)))
    last = found.kernels[-1]
    assert all(kernel.level < last.level for kernel in last.after)
    assert all(kernel in found.kernels for kernel in last.after)


@pytest.mark.parametrize("threads", [2, 3, 4, 7])
def test_every_thread_does_its_part(threads):
    """Loop nests of all kinds and of uneven sizes, each element made once."""
    random = np.random.default_rng(0)
    arrays = [pel.asarray(random.standard_normal(n).astype(np.float32)) for n in (1, 17, 300, 0)]
    table = pel.asarray(random.standard_normal((13, 21)).astype(np.float32))
    wanted = [(x * 2.0 + 1.0).node for x in arrays]
    wanted += [table.sum(axis=0).node, table.max(axis=1).node, table.sum().node]
    wanted += [(table.T * 3.0).node, table.argmax(axis=1).node, pel.arange(40).node]
    with pel.using(threads=1):
        first = [x.array.copy() for x in evaluate(wanted, {})]
    with pel.using(threads=threads):
        again = [x.array.copy() for x in evaluate(wanted, {})]
    with pel.using(backend="reference"):
        defined = [x.array for x in evaluate(wanted, {})]
    for one, many, definition in zip(first, again, defined, strict=True):
        assert one.tobytes() == many.tobytes()
        np.testing.assert_allclose(one, definition, rtol=1e-5, atol=1e-5)
