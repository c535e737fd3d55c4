"""The gradient of a strided convolution: by phases, without products by zeros."""

import math

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


def gradients(case, backend, dtype, change=lambda x: x):
    """The gradients by input and weights of a sum of weighted results."""
    batch, channels, height, filters, kernel, stride, padding, dilation = case
    random = np.random.default_rng(0)

    def drawn(*shape):
        return change(random.standard_normal(shape, np.float32)).astype(dtype)

    with pel.using(backend=backend):
        x = pel.Parameter(drawn(batch, channels, height, height))
        w = pel.Parameter(drawn(filters, channels, kernel, kernel))
        y = nn.functional.conv2d(x, w, stride=stride, padding=padding, dilation=dilation)
        weights = pel.asarray(drawn(*y.shape))
        found = [g.numpy() for g in pel.gradients((y * weights).sum(), [x, w])]
    return found, (filters * kernel**2, batch * y.shape[2] * y.shape[3])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_gradients_are_those_of_the_definition(case):
    """Against the definition in float64. A float32 sum of n products is off by no more than
    sqrt(n) roundings of the sum of their magnitudes, but with a tiny probability, in whatever
    order it is taken (Higham and Mary, "A new approach to probabilistic rounding error analysis",
    2019).
    """
    native, lengths = gradients(case, "llvm", np.float32)
    exact, _ = gradients(case, "reference", np.float64)
    magnitudes, _ = gradients(case, "reference", np.float64, np.abs)
    for x, y, magnitude, n in zip(native, exact, magnitudes, lengths, strict=True):
        bound = math.sqrt(n) * np.finfo(np.float32).eps / 2 * magnitude
        assert (np.abs(x - y) <= bound).all()


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
