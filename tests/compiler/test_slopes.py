"""Of an activation its slope is kept for the gradient, where nothing else needs the argument."""

import numpy as np
import pytest

from pellucid.compiler.layout import Layouts
from pellucid.compiler.slopes import Term, keep_slopes, merged, value_of
from pellucid.graph import apply
from pellucid.ops.transcendental import Function


def dense(x, weights):
    return apply("contract", x, weights, left="MK", right="KN", out="MN")


@pytest.fixture
def parts(graphs):
    """An argument, its silu, and the gradient of that times another product."""
    x = dense(graphs.argument(0, 32, 8), graphs.argument(1, 8, 48))
    argument = x + apply("view", graphs.argument(2, 48), shape=(32, 48), terms=((0, ((1, 1),)),))
    share = apply("sigmoid", argument)
    g = dense(graphs.argument(3, 32, 8), graphs.argument(4, 8, 48))
    gradient = g * share + g * argument * share * (1.0 - share)
    return argument, argument * share, gradient


def changed(graphs, *outputs):
    computation = graphs.computation(*outputs)
    return computation, keep_slopes(computation, Layouts(computation.outputs))


def after(graphs, *values):
    """Products with further weights, so that values are read and not given."""
    return [dense(x, graphs.argument(5 + i, 48, 4)) for i, x in enumerate(values)]


def test_the_gradient_is_one_multiplication(graphs, parts):
    _, value, gradient = parts
    found = graphs.schedule(*after(graphs, value, gradient))
    by_name = [k for k in found.kernels if k.kind == "contract"]
    (last,) = [k for k in by_name if any(r.op.name == "multiply" and r.shape == (32, 48)
               and r.inputs[1].op.name == "copy" for r in k.roots)]  # fmt: skip
    assert not any(isinstance(x.op, Function) for r in last.roots for x in r.inputs)
    first = next(k for k in by_name if any(r.op.name == "copy" and r.shape == (32, 48)
                 for r in k.roots))  # fmt: skip
    assert len([r for r in first.roots if r not in first.internal]) == 2  # the value, its slope


def test_values_stay_the_same(graphs, parts):
    _, value, gradient = parts
    before, found = changed(graphs, *after(graphs, value, gradient))
    assert found.outputs != before.outputs
    for a, b in zip(graphs.values(before), graphs.values(found), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-4)


def test_an_argument_that_is_needed_anyway_is_kept_as_it_is(graphs, parts):
    argument, value, gradient = parts
    for more in (argument, gradient + argument):
        before, found = changed(graphs, *after(graphs, value, gradient, more))
        assert found.outputs == before.outputs


def test_a_slope_without_a_dear_function_is_computed_again(graphs):
    argument = dense(graphs.argument(0, 32, 8), graphs.argument(1, 8, 48))
    gradient = dense(graphs.argument(3, 32, 8), graphs.argument(4, 8, 48)) * (argument + argument)
    before, found = changed(graphs, *after(graphs, argument * argument, gradient))
    assert found.outputs == before.outputs


def test_common_factors_are_multiplied_once(graphs):
    x, y, z = (graphs.argument(i, 5) for i in range(3))
    terms = merged((Term(1.0, (x,)), Term(1.0, (y, z, x)), Term(2.0, (z, y)), Term(3.0, (y, z))))
    assert terms == (Term(1.0, (x,)), Term(1.0, (y, z, x)), Term(5.0, (z, y)))
    wanted = x * 1.0 + y * z * x + z * y * 5.0
    computation = graphs.computation(value_of(terms), wanted)
    np.testing.assert_allclose(*graphs.values(computation), rtol=1e-5)
