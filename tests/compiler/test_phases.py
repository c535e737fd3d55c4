"""The gradient of a strided convolution: by phases, without products by zeros."""

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.compiler import Computation
from pellucid.compiler.phases import take_phases
from pellucid.compiler.simplify import simplify
from pellucid.graph import toposort
from pellucid.ops.contraction import Contract
from pellucid.ops.view import Pad

# batch, channels, height, filters, kernel, stride, padding, dilation
CASES = [
    (16, 8, 32, 16, 3, 2, 1, 1),
    (16, 8, 31, 16, 3, 2, 1, 1),
    (16, 8, 33, 16, 5, 2, 2, 1),
    (16, 4, 30, 8, 3, 3, 1, 1),
    (16, 8, 32, 16, 1, 2, 0, 1),
    (16, 8, 29, 16, 7, 2, 3, 1),
    (3, 16, 40, 16, 4, 2, 1, 1),
    (16, 8, 33, 16, 3, 2, 1, 2),
]


def gradients(case, backend):
    batch, channels, height, filters, kernel, stride, padding, dilation = case
    random = np.random.default_rng(0)
    with pel.using(backend=backend):
        x = pel.Parameter(random.standard_normal((batch, channels, height, height), np.float32))
        w = pel.Parameter(random.standard_normal((filters, channels, kernel, kernel), np.float32))
        y = nn.functional.conv2d(x, w, stride=stride, padding=padding, dilation=dilation)
        weights = pel.asarray(random.standard_normal(y.shape, np.float32))
        return [g.numpy() for g in pel.gradients((y * weights).sum(), [x, w])]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_gradients_are_those_of_the_definition(case):
    for native, reference in zip(
        gradients(case, "llvm"), gradients(case, "reference"), strict=True
    ):
        np.testing.assert_allclose(native, reference, atol=2e-6 * np.abs(reference).max())


def products(stride):
    """How many contractions the gradient by the input takes, and whether any operand is spread."""
    x = pel.Parameter(np.zeros((16, 8, 32, 32), np.float32))
    w = pel.Parameter(np.zeros((16, 8, 3, 3), np.float32))
    weights = pel.asarray(np.ones((16, 16, 32 // stride, 32 // stride), np.float32))
    y = nn.functional.conv2d(x, w, stride=stride, padding=1)
    gradient = pel.gradients((y * weights).sum(), [x])[0].node
    computation = take_phases(simplify(Computation((), (gradient,), (None,))))
    nodes = toposort(computation.outputs)
    spread = [n for n in nodes if isinstance(n.op, Pad) and max(n.op.every_step()) > 1]
    read = {below for n in nodes if isinstance(n.op, Contract) for below in toposort(n.inputs)}
    return sum(isinstance(n.op, Contract) for n in nodes), bool(read.intersection(spread))


def test_a_step_of_two_has_four_phases_and_no_spread_operand():
    assert products(stride=2) == (4, False)


def test_a_step_of_one_is_one_product():
    assert products(stride=1) == (1, False)
