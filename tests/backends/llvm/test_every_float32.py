"""Functions of one float32 over the whole of their range, in machine code: each number is computed
in float32 and in float64, and the distance reduced to the largest. The float64 functions are
compared with more exact ones in test_vectormath.py.
"""

import math

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.dtypes import float32, float64, int32, int64
from pellucid.graph import apply
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import bits as b, elementwise as e
from pellucid.tensor.nodes.compose import cast

COUNT = 2**20  # floats looked at by one call
EDGE = float(np.finfo(np.float32).max) * (1 - 1e-6)
# Errors in units in the last place: what is measured, a little rounded up.
BOUNDS = {
    "exp": 1.06, "expm1": 1.65, "log": 0.95, "log2": 1.55, "log10": 1.6, "log1p": 1.5, "sin": 1.6,
    "cos": 1.6, "tan": 0.51, "asin": 1.85, "acos": 1.2, "atan": 1.57, "sinh": 1.65, "cosh": 1.5,
    "tanh": 1.4, "asinh": 0.51, "acosh": 0.51, "atanh": 1.1, "sigmoid": 1.66, "softplus": 1.6,
    "erf": 1.15, "normal_cdf": 1.75, "gelu": 1.96, "sqrt": 0.5,
}  # fmt: skip


def largest_distance(name):
    """Gives the largest distance among the floats whose bits are start, start + step ..."""

    @pel.compile
    @lifted
    def largest(start, step):
        bits = apply("iota", shape=(COUNT,), axis=0, dtype=int64)
        bits = e.add(e.multiply(bits, step), start)
        x = apply("bitcast", cast(bits, pel.uint32), dtype=float32)
        got, want = apply(name, x), apply(name, cast(x, float64))
        return apply("max", distance(got, want), axes=(0,))

    return lambda start, step: largest(np.array(start), np.array(step)).item()


def distance(got, want):
    """Units in the last place between a float32 and a float64; infinite for NaN in one of them, or
    the other zero.
    """
    nearest, wide = cast(want, float32), cast(got, float64)
    bits, other = (apply("bitcast", x, dtype=int32) for x in (nearest, got))
    exponent = e.clip(b.bitwise_and(b.bitwise_right_shift(bits, 23), 255), 1, 254)
    last = b.bitwise_left_shift(e.add(cast(exponent, int64), 1023 - 150), 52)
    found = e.divide(e.abs(wide - want), apply("bitcast", last, dtype=float64))
    # where one is infinite, the other may be a rounding away from it
    edge = e.logical_and(e.greater(e.abs(want), EDGE), e.greater(e.abs(wide), EDGE))
    numbers = e.where(edge, 0.0, e.where(e.isnan(got), math.inf, found))
    found = e.where(e.isnan(want), e.where(e.isnan(got), 0.0, math.inf), numbers)
    zeros = e.logical_and(e.equal(nearest, 0), e.equal(got, 0))
    return e.where(e.logical_and(zeros, e.not_equal(bits, other)), math.inf, found)


@pytest.mark.parametrize("name", BOUNDS)
def test_a_million_floats_all_over_the_range_are_within_the_bound(name):
    assert largest_distance(name)(1, 2**32 // COUNT - 3) <= BOUNDS[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", BOUNDS)
def test_every_float_is_within_the_bound(name):
    largest = largest_distance(name)
    found = [largest(start, 1) for start in range(0, 2**32, COUNT)]
    assert max(found) <= BOUNDS[name], f"from {found.index(max(found)) * COUNT:#x} on: {max(found)}"


def test_the_distance_is_that_of_numpy():
    got = np.float32([1, 1, -3e-45, np.inf, np.nan, 0, np.nan, np.inf])
    want = np.array([1 + 2.0**-24, 1 - 2.0**-25, -1e-45, np.inf, np.nan, -1e-60, 1, 3.40282346e38])
    with np.errstate(all="ignore"):
        last = np.spacing(abs(want.astype(np.float32))).astype(float)
        exact = abs(got - want) / last
    exact[3:7] = 0, 0, np.inf, np.inf
    exact[7] = 0
    np.testing.assert_allclose(lifted(distance)(pel.asarray(got), pel.asarray(want)).numpy(), exact)
