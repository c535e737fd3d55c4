"""Each rule fires on its example and changes no value; where it must not fire, it does not."""

import math

import numpy as np
import pytest

from pellucid.compiler.simplify import RULES, simplify
from pellucid.core.dtypes import bool_, float32, float64
from pellucid.graph import apply, show, toposort
from pellucid.graph.node import expand, scalar

PERMUTED = ((0, ((1, 1),)), (0, ((0, 1),)))  # the terms of a transposed matrix


def window(x, size, stride=1):
    """The windows of a list, one below the other."""
    count = (x.shape[0] - size) // stride + 1
    return apply("view", x, shape=(count, size), terms=((0, ((0, stride), (1, 1))),))


def view(x, shape, *terms):
    return apply("view", x, shape=shape, terms=terms)


EXAMPLES = {
    # name: (graph of x (4, 6) and z (6, 5), operations left when it is simplified)
    "stop_gradient(x) is x": (lambda x, z: apply("stop_gradient", x), []),
    "tagged(x) is x": (lambda x, z: apply("tagged", x, tag=3), []),
    "literals fold": (
        lambda x, z: x * expand(apply("exp", scalar(0.0, float32) + 2.0), x.shape),
        ["multiply"],
    ),
    "x * 1 is x": (lambda x, z: x * 1.0, []),
    "1 * x is x": (lambda x, z: 1.0 * x, []),
    "x / 1 is x": (lambda x, z: x / 1.0, []),
    "x - 0 is x": (lambda x, z: x - 0.0, []),
    "--x is x": (lambda x, z: apply("negative", -x), []),
    "a known condition chooses": (
        lambda x, z: apply("where", scalar(True, bool_, x.shape), x, x * 2.0),
        [],
    ),
    "a view of a view is one": (
        lambda x, z: view(
            view(x, (6, 4), *PERMUTED), (2, 3), (1, ((0, 2),)), (0, ((1, 1),))
        ),
        ["view"],
    ),
    "a view inside a pad needs none": (
        lambda x, z: view(
            apply("pad", x, widths=((1, 0), (2, 3))), (3, 6), (2, ((0, 1),)), (2, ((1, 1),))
        ),
        ["view"],
    ),
    "a sum of a sum is one": (
        lambda x, z: apply("sum", apply("sum", expand(x, (3, 4, 6)) * 2.0, axes=(0,)), axes=(1,)),
        ["multiply", "sum"],
    ),
    "turning round twice does nothing": (
        lambda x, z: view(view(x, (6, 4), *PERMUTED), (4, 6), *PERMUTED),
        [],
    ),
    "a function of a repeated row is computed once": (
        lambda x, z: apply("exp", view(z, (3, 6, 5), (0, ((1, 1),)), (0, ((2, 1),)))),
        ["exp", "view"],
    ),
    "a reshape of a reshape is one": (
        lambda x, z: apply("reshape", apply("reshape", x, shape=(24,)), shape=(2, 12)),
        ["reshape"],
    ),
    "a reshape that adds an axis is a view": (
        lambda x, z: apply("reshape", x, shape=(4, 1, 6)),
        ["view"],
    ),
    "a pad of a pad is one": (
        lambda x, z: apply(
            "pad", apply("pad", x, widths=((1, 0), (0, 2))), widths=((1, 1), (3, 0))
        ),
        ["pad"],
    ),
    "a sum over axes of size 1 is a view": (
        lambda x, z: apply("sum", apply("reshape", x, shape=(4, 1, 6)), axes=(1,)),
        [],
    ),
    "a reduction of a reshape is one of what was reshaped": (
        lambda x, z: apply("max", apply("reshape", x, shape=(2, 2, 6)), axes=(0, 1)),
        ["max"],
    ),
    "a repeated operand loses its label": (
        lambda x, z: apply(
            "contract", view(x, (3, 4, 6), (0, ((1, 1),)), (0, ((2, 1),))), z,
            left="bmk", right="kn", out="mn",
        ),
        ["contract", "multiply"],
    ),
    "an operand of ones makes a sum": (
        lambda x, z: apply(
            "contract", x, scalar(1.0, float32, (6,)), left="mk", right="k", out="m"
        ),
        ["sum"],
    ),
    "windows of a product, summed, are a product of windows": (
        lambda x, z: apply(
            "sum",
            view(
                apply("contract", x, z, left="mk", right="kn", out="mn"),
                (4, 3, 3), (0, ((0, 1),)), (0, ((1, 1), (2, 1))),
            ),
            axes=(2,),
        ),
        ["contract", "view"],
    ),
    "a product read turned round is made so": (
        lambda x, z: view(
            apply("contract", x, z, left="mk", right="kn", out="mn"), (5, 4), *PERMUTED
        ),
        ["contract"],
    ),
}  # fmt: skip


def operations(computation):
    """The names of the operations that are left, sources aside."""
    found = [x.op.name for x in toposort(computation.outputs)]
    return sorted({name for name in found if name not in {"input", "constant"}})


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_rule_fires_and_changes_no_value(graphs, name):
    build, left = EXAMPLES[name]
    before = graphs.computation(build(graphs.argument(0, 4, 6), graphs.argument(1, 6, 5)))
    after = simplify(before)
    assert operations(after) == sorted(left) or (
        set(left) <= set(operations(after)) <= {*left, "view"}
    ), show(after.outputs)
    for a, b in zip(graphs.values(before), graphs.values(after), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-5)


def test_every_rule_has_been_seen_to_fire(graphs):
    fired = set()
    for build, _ in EXAMPLES.values():
        for node in toposort([build(graphs.argument(0, 4, 6), graphs.argument(1, 6, 5))]):
            fired |= {
                rule.__name__ for rule in RULES.get(node.op.name, ()) if rule(node) is not node
            }
    later = {"drop_identity_view", "fold_literals", "view_last"}  # seen on what others leave
    assert {rule.__name__ for rules in RULES.values() for rule in rules} <= fired | later


UNTOUCHED = {
    "x + 0, for -0": lambda x: x + 0.0,
    "x * 0, for NaN and infinities": lambda x: x * 0.0,
    "x - -0, for -0": lambda x: x - (-0.0),
    "x / 3, for its rounding": lambda x: x / 3.0,
    "a pad of another value": lambda x: apply(
        "pad", apply("pad", x, widths=((1, 0), (0, 2))), widths=((1, 1), (3, 0)), value=1.0
    ),
    "exp(log(x)), for its rounding": lambda x: apply("exp", apply("log", x)),
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_what_would_change_a_rounding_is_left_alone(graphs, name):
    before = graphs.computation(UNTOUCHED[name](graphs.argument(0, 4, 6)))
    assert simplify(before) == before


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("before", [0, 2])
def test_the_gradient_of_a_convolution_is_one_contraction(graphs, stride, before):
    """Windows of padded data against weights; the sum that undoes the windows disappears."""
    x, w = graphs.argument(0, 9, dtype="float64"), graphs.argument(1, 3, 4, dtype="float64")
    padded = apply("pad", x, widths=((before, 1),)) if before else x
    y = apply("contract", window(padded, 3, stride), w, left="ik", right="ko", out="io")
    g = graphs.argument(2, *y.shape, dtype="float64")
    patches, _ = y.op.gradient(g, y, *y.inputs)
    (gradient,) = y.inputs[0].op.gradient(patches, y.inputs[0], padded)
    if before:
        (gradient,) = padded.op.gradient(gradient, padded, x)
    plain = graphs.computation(gradient)
    simple = simplify(plain)
    assert "sum" not in operations(simple)
    assert operations(simple).count("contract") == 1
    np.testing.assert_allclose(graphs.values(plain)[0], graphs.values(simple)[0], rtol=1e-12)


def test_a_negative_zero_is_not_the_literal_zero(graphs):
    x = graphs.argument(0, 3)
    minus = simplify(graphs.computation(x * -0.0, x * 0.0))
    assert minus.outputs[0] is not minus.outputs[1]


def test_nan_padding_merges_with_nan_padding(graphs):
    x = graphs.argument(0, 3)
    twice = apply(
        "pad", apply("pad", x, widths=((1, 0),), value=math.nan), widths=((0, 1),), value=math.nan
    )
    assert operations(simplify(graphs.computation(twice))) == ["pad"]


def test_float64_literals_fold_in_float64(graphs):
    x = graphs.argument(0, 3, dtype="float64")
    third = scalar(1.0, float64) / 3.0
    (found,) = simplify(graphs.computation(x * expand(third, x.shape))).outputs
    assert repr(1 / 3)[:12] in f"{found.inputs[1].inputs[0].op.value:.17g}"


def test_a_label_of_one_element_leaves_the_result(graphs):
    """As in a depthwise convolution, whose groups have one filter each."""
    x, w = graphs.argument(0, 4, 6, 10), graphs.argument(1, 6, 1, 10)
    product = apply("contract", x, w, left="ngx", right="gox", out="ngo")
    wanted = graphs.computation(apply("reshape", product, shape=(4, 6)))
    (found,) = simplify(wanted).outputs
    assert (found.op.name, found.op.out) == ("contract", "ng")
    np.testing.assert_allclose(
        graphs.values(wanted)[0], graphs.values(simplify(wanted))[0], rtol=1e-5
    )
