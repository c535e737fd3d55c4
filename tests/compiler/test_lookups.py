"""Products of looked-up rows, made once for each row of the table."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.compiler import Computation
from pellucid.compiler.lookups import multiply_tables
from pellucid.compiler.simplify import simplify
from pellucid.graph import toposort
from pellucid.ops.contraction import Contract
from pellucid.ops.indexing import ScatterAdd

ROWS, WIDTH, OUT = 8, 20, 24


def drawn(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float64)


def places(*shape):
    return np.random.default_rng(9).integers(0, ROWS - 1, shape)  # the last row is never read


def dense(rows, weight, bias):
    return nn.functional.linear(rows, weight, bias)


def turned(rows, weight, bias):
    return nn.functional.linear(rows.transpose(0, 1), weight, bias)


def on_the_left(rows, weight, bias):
    return pel.einsum("oi,abi->oab", weight, rows) + bias[:, None, None]


def shifted(rows, weight, bias):
    return nn.functional.linear(rows[:, 2:], weight, bias)


def in_heads(rows, weight, bias):
    return pel.einsum("abi,hoi->ahbo", rows, weight.reshape(4, 6, -1)) + bias[:6]


KINDS = [dense, turned, on_the_left, shifted, in_heads]


def graph(kind, *arrays, count=(16, 8)):
    """The result and the gradients of table, weights and bias, as nodes."""
    table, weight, bias = (pel.Parameter(x) for x in arrays)
    y = kind(nn.functional.embedding(pel.Tensor(places(*count)), table), weight, bias)
    seed = pel.Tensor(drawn(*y.shape, seed=5))
    return [y, *pel.gradients((pel.tanh(y) * seed).sum(), [table, weight, bias])]


def given(dtype=np.float64):
    return [
        drawn(*s, seed=n).astype(dtype) for n, s in enumerate([(ROWS, WIDTH), (OUT, WIDTH), (OUT,)])
    ]


def computations(kind, **options):
    """Before the pass and after it."""
    nodes = [x.node for x in graph(kind, *given(), **options)]
    before = simplify(Computation((), tuple(nodes), (None,) * len(nodes)))
    return before, multiply_tables(before)


def work(computation):
    """The products of all contractions."""
    found = [x for x in toposort(computation.outputs) if isinstance(x.op, Contract)]
    sizes = [x.op.sizes(*(y.shape for y in x.inputs)).values() for x in found]
    return sum(int(np.prod(list(s))) for s in sizes)


@pytest.mark.parametrize("kind", KINDS)
def test_results_and_gradients_stay_what_they_are(kind):
    with pel.using(skip=("lookups",), backend="reference"):
        wanted = graph(kind, *given())
        pel.realize(*wanted)
    found = graph(kind, *given())
    pel.realize(*found)
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", [dense, turned, on_the_left, in_heads])
def test_products_are_made_for_each_row_of_the_table(kind):
    before, after = computations(kind)
    assert work(before) == 3 * 16 * 8 * WIDTH * OUT
    assert work(after) == 3 * ROWS * WIDTH * OUT


def test_places_are_added_up_once_for_both_gradients_and_the_bias():
    _, after = computations(dense)
    order = toposort(after.outputs)
    wide = [x for x in order if isinstance(x.op, ScatterAdd) and len(x.shape) == 2]
    assert [x.shape for x in wide] == [(ROWS, OUT)]
    sums = [x for x in order if x.op.name == "sum" and x.shape == (OUT,)]
    assert [x.inputs[0] for x in sums] == wide


def test_a_table_that_is_seldom_read_stays_as_it_is():
    before, after = computations(dense, count=(3, 4))
    assert after.outputs == before.outputs


def test_a_row_that_nobody_reads_has_no_part_in_gradients():
    arrays = given(np.float32)
    arrays[0][-1] = np.nan
    found = graph(dense, *arrays)
    pel.realize(*found)
    for x in found:
        assert np.isfinite(x.numpy()).all()
    assert not found[1].numpy()[-1].any()


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_a_network_learns_the_same_on_any_number_of_threads(threads):
    def losses():
        pel.manual_seed(0)
        table, layer = nn.Embedding(ROWS, 16), nn.LSTM(16, 32)
        optimizer = pel.optim.SGD([*table.parameters(), *layer.parameters()], lr=0.1)

        @pel.compile
        def step(x):
            loss = (layer(table(x))[0] ** 2).mean()
            optimizer.minimize(loss)
            return loss

        return [float(step(places(6, 16))) for _ in range(3)]

    with pel.using(threads=threads):
        found = losses()
    with pel.using(threads=1):
        assert found == losses()
