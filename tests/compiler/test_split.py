"""A sum of very many is cut by its shape alone, and stays the same sum."""

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from pellucid.compiler.split import FEW_RESULTS, MANY, MOST_PARTS, split
from pellucid.graph import apply, toposort
from pellucid.ops.reduction import Reduction

SHAPES = [((20000,), (0,)), ((3, 17001), (1,)), ((200, 100, 2), (0, 1)), ((16411,), (0,))]


def reductions(computation):
    return [x for x in toposort(computation.outputs) if isinstance(x.op, Reduction)]


@pytest.mark.parametrize("operation", ["sum", "max", "min", "prod"])
@pytest.mark.parametrize(("shape", "axes"), SHAPES)
def test_a_large_reduction_is_done_in_two_steps(graphs, operation, shape, axes):
    x = graphs.argument(0, *shape, dtype="float64")
    x = x * 0.01 + 1.0 if operation == "prod" else x
    whole = graphs.computation(apply(operation, x, axes=axes))
    parts = split(whole)
    first, second = reductions(parts)
    assert first.inputs[0].spec.size >= math.prod(shape)
    assert second.inputs[0] is first
    np.testing.assert_allclose(graphs.values(whole)[0], graphs.values(parts)[0], rtol=1e-10)


@pytest.mark.parametrize(
    ("shape", "axes"), [((MANY - 1,), (0,)), ((FEW_RESULTS + 1, MANY), (1,)), ((50, 60), (0,))]
)
def test_others_stay_as_they_are(graphs, shape, axes):
    whole = graphs.computation(apply("sum", graphs.argument(0, *shape), axes=axes))
    assert split(whole) == whole


def test_positions_are_never_cut(graphs):
    whole = graphs.computation(apply("argmax", graphs.argument(0, 50000), axes=(0,)))
    assert split(whole) == whole


@settings(max_examples=30)
@given(size=st.integers(MANY, 20 * MANY))
def test_the_first_step_has_work_for_many_threads(size):
    from pellucid.compiler.split import split_reduction
    from pellucid.core.dtypes import float32
    from pellucid.core.spec import Spec
    from pellucid.graph.node import node
    from pellucid.ops.source import Input

    found = split_reduction(apply("sum", node(Input(0, Spec((size,), float32))), axes=(0,)))
    (parts,) = found.inputs[0].shape
    assert 2 <= parts <= MOST_PARTS
