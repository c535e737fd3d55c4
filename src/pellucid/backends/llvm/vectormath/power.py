"""x to the power y.

Method: |x|**y = 2**(y log2|x|). In float64 the logarithm and its product with y are kept as sums of
two numbers (Dekker 1971), so that the exponent has about 12 digits more than the result needs;
float32 is computed in plain float64. Signs, zeros and infinities follow IEEE 754-2019 (9.2.1), as
C's pow does.
"""

import math

from pellucid.backends.llvm.vectormath.exponential import EXP2
from pellucid.backends.llvm.vectormath.formula import (
    Number,
    bits,
    convert,
    fma,
    maximum,
    minimum,
    polynomial,
    quick_two_sum,
    rounded,
    scaled,
    two_product,
    where,
)
from pellucid.backends.llvm.vectormath.logarithm import parted
from pellucid.core.dtypes import float32, float64

# (atanh(s) / s - 1 - s**2 / 3) / s**4 in powers of s**2; error relative to atanh(s) 1.1e-20.
TAIL = (
    0.20000000000001128, 0.14285714285050274, 0.11111111259899593, 0.09090892187116197,
    0.07693378570631637, 0.0662840981691517, 0.06598164899770542,
)  # fmt: skip
# (2 atanh(s) / s - 2) / s**2 in powers of s**2; relative error 4.8e-12, enough for float32.
ATANH_SHORT = (0.6666666564558572, 0.4000033522718055, 0.28537303317705087, 0.23582288699072324)
# (2**r - 1) / r; relative error 4.8e-11, enough for float32.
EXP2_SHORT = (
    0.693147180706533, 0.24022651068707956, 0.05550410360763467, 0.009618037767629784,
    0.0013333937572220277, 0.00015466886135041567, 1.5195954287577947e-05,
)  # fmt: skip
THIRD = (0.3333333333333333, 1.850371707708594e-17)
LOG2_E = (1.4426950408889634, 2.0355273740931033e-17)
LOWEST, HIGHEST = -1080.0, 1030.0  # exponents beyond which the result is 0 or infinite


def power(x: Number, y: Number) -> Number:
    """x**y. Error at most 1.1 ulp; float32 goes through float64: 0.51."""
    if x.dtype is float32:
        size = short_power(convert(x, float64), convert(y, float64))
        return with_special_cases(x, y, convert(size, float32))
    return with_special_cases(x, y, long_power(x, y))


def short_power(x: Number, y: Number) -> Number:
    """|x|**y to about 35 binary digits."""
    e, f = parted(abs(x))
    s = f / (f + 2.0)
    z = s * s
    logarithm = fma(fma(s * z, polynomial(z, ATANH_SHORT), s + s), LOG2_E[0], e)
    exponent = minimum(maximum(y * at_the_ends(x, logarithm), LOWEST), HIGHEST)
    n, shifted = rounded(exponent)
    r = exponent - n
    return scaled(fma(polynomial(r, EXP2_SHORT), r, 1.0), shifted)


def long_power(x: Number, y: Number) -> Number:
    """|x|**y to the last digit or two of a float64."""
    high, low = log2_in_two_parts(abs(x))
    high = at_the_ends(x, high)
    product, error = two_product(y, high)
    exponent = minimum(maximum(product, LOWEST), HIGHEST)
    error = fma(y, low, error)
    error = where(abs(product) < -LOWEST, error, 0.0)  # also where it is NaN, from infinities
    n, shifted = rounded(exponent)
    r, rest = quick_two_sum(exponent - n, error)
    factor = fma(polynomial(r, EXP2[float64]), r, 1.0)
    factor = fma(factor * rest, 1.0 / LOG2_E[0], factor)
    return scaled(factor, shifted)


def log2_in_two_parts(x: Number) -> tuple[Number, Number]:
    """log2(x), with an error of about 2**-66 of it.

    2 atanh(s) = 2 s (1 + z (1/3 + z T(z))), s = f / (2 + f), z = s s.
    """
    e, f = parted(x)
    # 2 + f is exact in two parts; s and z are too, but for an error far below their low parts.
    below, below_low = quick_two_sum(f.literal(2.0), f)
    s = f / below
    s_low = fma(s, -below_low, fma(s, -below, f)) / below
    z = s * s
    z_low = fma(s, s, -z) + 2.0 * (s * s_low)
    tail, tail_low = quick_two_sum(f.literal(THIRD[0]), z * polynomial(z, TAIL))
    tail_low = tail_low + THIRD[1]
    term, term_low = two_product(z, tail)
    term_low = term_low + fma(z, tail_low, z_low * tail)
    # 2 s (1 + term), then times log2(e)
    added, added_low = two_product(s, term)
    added_low = added_low + fma(s, term_low, s_low * term)
    high, low = quick_two_sum(s, added)
    low = low + (s_low + added_low)
    high, low = high + high, low + low
    scaled_high, scaled_low = two_product(high, LOG2_E[0])
    scaled_low = scaled_low + fma(high, LOG2_E[1], low * LOG2_E[0])
    whole, rest = quick_two_sum(e, scaled_high)
    # where e is 0 nothing is larger than the fraction, and the sum of the first two is exact
    return quick_two_sum(whole, rest + scaled_low)


def at_the_ends(x: Number, logarithm: Number) -> Number:
    """`logarithm`, but that of 0 and of infinity where |x| is that; NaN stays."""
    size = abs(x)
    logarithm = where(size < math.inf, logarithm, size)
    return where(size.equals(0.0), -math.inf, logarithm)


def with_special_cases(x: Number, y: Number, size: Number) -> Number:
    """`size` = |x|**y with the right sign, and 1 or NaN where x and y say so."""
    whole = y.apply("trunc").equals(y)
    half = y * 0.5
    odd = whole & half.apply("trunc").equals(half).apply("not")
    negative = bits(x) < 0
    result = where(odd & negative, -size, size)
    real = whole | (x >= 0.0) | x.equals(-math.inf) | abs(y).equals(math.inf)
    result = where(real, result, math.nan)
    result = where(x.apply("isnan") | y.apply("isnan"), x + y, result)
    one = x.equals(1.0) | y.equals(0.0) | (x.equals(-1.0) & abs(y).equals(math.inf))
    return where(one, 1.0, result)
