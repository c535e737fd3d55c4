"""Wide values that products make and products read lie in panels from the start."""

import numpy as np
import pytest

from pellucid.compiler.layout import Layouts
from pellucid.compiler.panels import in_panels
from pellucid.graph import apply
from pellucid.ops.contraction import Contract

TEXTS, ROWS, NARROW, WIDE = 4, 64, 64, 512


@pytest.fixture
def layers(graphs):
    """Two dense layers: the hidden values, what follows, and the gradient of the second weights."""
    x = graphs.argument(0, TEXTS, ROWS, NARROW)
    first, second = graphs.argument(1, WIDE, NARROW), graphs.argument(2, NARROW, WIDE)
    hidden = apply("sigmoid", apply("contract", x, first, left="abI", right="OI", out="abO"))
    result = apply("contract", hidden, second, left="abI", right="OI", out="abO")
    slope = apply("contract", result, hidden, left="abO", right="abI", out="OI")
    return hidden, result, slope


def changed(graphs, *outputs):
    computation = graphs.computation(*outputs)
    return computation, in_panels(computation, Layouts(computation.outputs), graphs.target)


def copies_of_hidden(schedule):
    """The kernels that do nothing but store as many numbers as the hidden layer has."""
    size = TEXTS * ROWS * WIDE
    return [
        k for k in schedule.kernels if k.kind == "row" and any(r.spec.size == size for r in k.roots)
    ]


def test_nothing_is_copied_into_panels(graphs, layers):
    _, result, slope = layers
    assert not copies_of_hidden(graphs.schedule(result, slope))
    assert len(copies_of_hidden(graphs.schedule(result, slope, skip=["panels"]))) == 1


def test_values_stay_the_same(graphs, layers):
    hidden, result, slope = layers
    rows = apply("sum", hidden, axes=(0, 1))
    before, after = changed(graphs, result, slope, rows)
    assert before.outputs != after.outputs
    for a, b in zip(graphs.values(before), graphs.values(after), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-3)


def test_every_product_sees_panels_as_two_labels(graphs, layers):
    _, result, slope = layers
    _, after = changed(graphs, result, slope)
    products = [x for x in graphs.schedule(*after.outputs).plans if isinstance(x.op, Contract)]
    assert sorted(len(x.op.left + x.op.right) for x in products) == [6, 7, 7]


def test_what_is_read_in_another_way_stays_in_rows(graphs, layers):
    hidden, result, slope = layers
    for other in (hidden, apply("max", hidden, axes=(2,)), apply("sum", hidden, axes=(0,))):
        before, after = changed(graphs, result, slope, other)
        assert after is before


def test_a_narrow_layer_stays_in_rows(graphs):
    x, weights = graphs.argument(0, 4, 64, 64), graphs.argument(1, 128, 64)
    hidden = apply("exp", apply("contract", x, weights, left="abI", right="OI", out="abO"))
    before, after = changed(graphs, apply("contract", x, hidden, left="abO", right="abI", out="OI"))
    assert after is before
