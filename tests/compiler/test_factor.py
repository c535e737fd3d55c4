"""Factors taken out of sums: which, and that the numbers stay."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.compiler.computation import Computation
from pellucid.compiler.factor import factor
from pellucid.compiler.simplify import simplify
from pellucid.graph import Node, apply, toposort
from pellucid.nn import functional as F  # noqa: N812
from pellucid.ops.reduction import Reduction, widen


def deepest(root: Node) -> int:
    """How many reductions stand above one another."""
    found = {}
    for node in toposort([root]):
        below = max((found[x] for x in node.inputs), default=0)
        found[node] = below + isinstance(node.op, Reduction)
    return found[root]


def total(x):
    return apply("sum", x, axes=(1,))


def along(x, like):
    return widen(x, (1,), like.shape)


SHORTER = {
    "a factor": lambda x, g: total(g * along(total(x), x)),
    "a divisor": lambda x, g: total(g / along(total(x), x)),
    "a factor inside a product": lambda x, g: total(g * (apply("exp", x) / along(total(x), x))),
    "a factor of one of two terms": lambda x, g: total(g + x * along(total(g), x)),
    "a term": lambda x, g: total(g - along(total(x), x)),
    "a negative": lambda x, g: total(-(g * along(total(x), x) - x)),
    "twice the same": lambda x, g: total(x * along(total(g), x) + x * along(total(g), x)),
    "a product of rows": lambda x, g: total(g * (along(total(x), x) * along(total(g), x))),
}
AS_DEEP = {
    "a square": lambda x, g: total((x - along(total(x), x)) * (x - along(total(x), x))),
    "a function": lambda x, g: total(apply("exp", x - along(apply("max", x, axes=(1,)), x))),
    "a largest": lambda x, g: apply("max", g * along(total(x), x), axes=(1,)),
    "whole numbers": lambda x, g: total(
        apply("cast", x, dtype=pel.int32) * along(total(apply("cast", g, dtype=pel.int32)), x)
    ),
}


@pytest.mark.parametrize("name", [*SHORTER, *AS_DEEP])
def test_what_is_taken_out_changes_no_value(graphs, name):
    build = (SHORTER | AS_DEEP)[name]
    before = graphs.computation(build(*(graphs.argument(i, 5, 7, dtype="float64") for i in (0, 1))))
    after = factor(simplify(before))
    (wanted,), (found,) = graphs.values(before), graphs.values(after)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)
    assert deepest(after.outputs[0]) == deepest(before.outputs[0]) - (name in SHORTER)


def test_a_sum_that_waits_for_nothing_is_left_alone(graphs):
    x, scale = graphs.argument(0, 5, 7), graphs.argument(1, 5)
    before = graphs.computation(total(x * along(scale, x)))
    assert factor(before) == before


def test_long_and_repeated_expressions_are_given_up(graphs):
    """Each line doubles the terms; a sum of 40 lines has 2^40 of them."""
    x = graphs.argument(0, 5, 7)
    y = x
    for _ in range(40):
        y = y * 0.5 + y * along(total(y), x)
    before = graphs.computation(total(y))
    assert isinstance(factor(before), Computation)


@pytest.mark.parametrize("offset", [0.0, 1e3])
def test_the_gradient_of_a_norm_is_as_exact_as_before(offset):
    """In float32 beside float64: taking the mean's part out of a sum must not lose digits to an
    offset that the norm takes away."""
    random = np.random.default_rng(0)
    x = random.standard_normal((64, 256)) + offset
    g = random.standard_normal((64, 256))

    def slopes(dtype, **options):
        leaf, weight = (pel.asarray(a.astype(np.float32).astype(dtype)) for a in (x, g))
        leaf = pel.Parameter(leaf)
        with pel.using(**options):
            y = F.layer_norm(leaf, 256) + F.batch_norm(leaf, None, None, training=True)
            return pel.gradients((y * weight).sum(), [leaf])[0].numpy()

    exact = slopes("float64", backend="reference")
    with_pass = np.abs(slopes("float32") - exact).max()
    without = np.abs(slopes("float32", skip={"factor"}) - exact).max()
    assert with_pass <= 4 * without + 1e-6
