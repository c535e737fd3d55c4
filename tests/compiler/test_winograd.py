"""Convolutions with fewer products, and what must not change."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

import pellucid as pel
from pellucid import nn
from pellucid.compiler.simplify import simplify
from pellucid.compiler.winograd import by_winograd, scheme
from pellucid.compiler.work import needed_products
from pellucid.graph import toposort
from pellucid.ops.contraction import Contract
from pellucid.tensor.tensor import wrap

EPS = np.finfo(np.float32).eps

# batch, channels, height, filters, kernel, padding
CASES = [
    (16, 32, 8, 32, 3, 1),  # four results at a time
    (16, 64, 10, 80, 3, 1),  # two
    (16, 20, 12, 50, 5, 0),
    (16, 24, 8, 24, 5, 2),
]


@pytest.mark.parametrize(("size", "taps"), [(2, 3), (4, 3), (2, 5), (4, 5)])
def test_a_scheme_is_exact(size, taps):
    """The sum over places is 1 where x is read at j + k, and 0 elsewhere."""
    way = scheme(size, taps)
    for j, k, i in itertools.product(range(size), range(taps), range(way.points)):
        rows = zip(way.a, way.g, way.b, strict=True)
        assert sum(a[j] * g[k] * b[i] for a, g, b in rows) == Fraction(i == j + k)


def all_three(case, dtype, **settings):
    """A convolution and its gradients, and over how many products each sums."""
    batch, channels, height, filters, kernel, padding = case
    random = np.random.default_rng(0)

    def drawn(*shape):
        return random.standard_normal(shape, np.float32).astype(dtype)

    side = height + 2 * padding - kernel + 1
    arrays = drawn(batch, channels, height, height), drawn(filters, channels, kernel, kernel)
    weights = drawn(batch, filters, side, side)

    def run(x, w, g):
        y = nn.functional.conv2d(x, w, padding=padding)
        return y, *pel.gradients((y * g).sum(), [x, w])

    with pel.using(**settings):
        found = pel.compile(run)(*(pel.asarray(a) for a in (*arrays, weights)))
        return [x.numpy() for x in found]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_and_gradients_are_those_of_the_definition(case):
    """Within some roundings of what a sum of normally distributed products is like; the definition
    is that in float64, which the pass leaves alone.
    """
    batch, channels, height, filters, kernel, padding = case
    side = height + 2 * padding - kernel + 1
    native = all_three(case, np.float32)
    direct = all_three(case, np.float32, skip=("winograd",))
    exact = all_three(case, np.float64)
    lengths = channels * kernel**2, filters * kernel**2, batch * side**2
    for x, z, y, n in zip(native, direct, exact, lengths, strict=True):
        scale = math.sqrt(n)  # of a sum of n such products
        assert np.abs(x - y).max() < 200 * EPS * scale
        assert np.sqrt(np.mean((x - y) ** 2)) < 20 * EPS * scale
        assert not np.array_equal(x, z)  # the pass did something


def products(graphs, case, dtype="float32", **settings):
    """The multiplications that a convolution and its gradients need, before and after the pass."""
    batch, channels, height, filters, kernel, padding = case
    side = height + 2 * padding - kernel + 1
    x = wrap(graphs.argument(0, batch, channels, height, height, dtype=dtype, batch=0))
    w = wrap(graphs.argument(1, filters, channels, kernel, kernel, dtype=dtype))
    g = wrap(graphs.argument(2, batch, filters, side, side, dtype=dtype, batch=0))
    with pel.using(**settings):
        y = nn.functional.conv2d(x, w, padding=padding)
        wanted = [v.node for v in (y, *pel.gradients((y * g).sum(), [x, w]))]
    before = simplify(graphs.computation(*wanted))
    return [
        sum(needed_products(x) for x in toposort(each.outputs) if isinstance(x.op, Contract))
        for each in (before, by_winograd(before))
    ]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_there_are_fewer_products(graphs, case):
    before, after = products(graphs, case)
    assert after < 0.8 * before


@pytest.mark.parametrize(
    ("case", "dtype", "precision"),
    [
        ((32, 4, 12, 8, 3, 1), "float32", "float32"),
        ((32, 32, 16, 32, 3, 1), "float64", "float32"),
        ((32, 32, 16, 32, 3, 1), "float32", "bfloat16"),
        ((32, 32, 13, 32, 3, 1), "float32", "float32"),  # 13 is not cut into tiles
        ((32, 32, 16, 32, 7, 3), "float32", "float32"),  # too many taps to keep the digits
    ],
)
def test_what_is_small_or_rounded_or_odd_stays(graphs, case, dtype, precision):
    before, after = products(graphs, case, dtype, precision=precision)
    assert before == after


@pytest.mark.parametrize("case", [CASES[0], CASES[2]], ids=str)
def test_any_number_of_threads_gives_the_same_bits(case):
    one, two, three = (all_three(case, np.float32, threads=n) for n in (1, 2, 3))
    for a, b, c in zip(one, two, three, strict=True):
        assert np.array_equal(a, b)
        assert np.array_equal(a, c)


def test_few_examples_are_convolved_as_before():
    """Lanes run along rows of a picture then, which tiles would tear apart."""
    case = (8, 64, 8, 64, 3, 1)
    native = all_three(case, np.float32)
    direct = all_three(case, np.float32, skip=("winograd",))
    for x, z in zip(native, direct, strict=True):
        assert np.array_equal(x, z)
