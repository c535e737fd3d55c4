"""tanh, sinh, cosh, asinh, acosh, atanh.

Method: an odd polynomial near 0 where the formula with exponentials would cancel, that formula
elsewhere. The coefficients are minimax fits (Remez exchange in 120-digit arithmetic) of the
relative error stated beside them.
"""

import math

from pellucid.backends.llvm.vectormath.exponential import exp_in_range, expm1, half_exp
from pellucid.backends.llvm.vectormath.formula import (
    Number,
    convert,
    fma,
    minimum,
    polynomial,
    square_root,
    where,
    with_sign_of,
)
from pellucid.backends.llvm.vectormath.logarithm import log1p
from pellucid.core.dtypes import float32, float64

# (tanh(x) / x - 1) / x**2 in powers of x**2, for x <= 0.625; relative error 4.4e-9.
TANH_FLOAT32 = (-0.3333328, 0.13331443, -0.053739794, 0.020639269, -0.005705123)
# (sinh(x) / x - 1) / x**2 in powers of x**2, for x <= 1; relative error 5.2e-11 and 8.8e-20.
SINH = {
    float32: (0.16666667, 0.00833335, 0.0001983616, 2.816958e-06),
    float64: (
        0.16666666666666669, 0.008333333333333148, 0.00019841269841431667, 2.7557319157121963e-06,
        2.5052123131099985e-08, 1.605726004270141e-10, 7.758744833434928e-13,
    ),
}  # fmt: skip
# (atanh(x) / x - 1) / x**2 in powers of x**2, for x <= 0.5; relative error 1.4e-9.
ATANH_FLOAT32 = (0.333333, 0.20002453, 0.14223784, 0.1181641, 0.051603127, 0.17638057)
LN_2 = 0.6931471805599453


def tanh(x: Number) -> Number:
    """The hyperbolic tangent. Error at most 1.4 ulp, 2.7 in float64."""
    size = abs(x)
    if x.dtype is float32:
        z = x * x
        small = fma(size * z, polynomial(z, TANH_FLOAT32), size)
        e = exp_in_range(minimum(size, 10.0) * 2.0)
        return with_sign_of(where(size < 0.625, small, 1.0 - 2.0 / (e + 1.0)), x)
    e = expm1(minimum(size, 22.0) * 2.0)
    return with_sign_of(e / (e + 2.0), x)


def sinh(x: Number) -> Number:
    """The hyperbolic sine. Error at most 1.7 ulp."""
    size, z = abs(x), x * x
    small = fma(size * z, polynomial(z, SINH[x.dtype]), size)
    half = half_exp(size)
    return with_sign_of(where(size < 1.0, small, half - 0.25 / half), x)


def cosh(x: Number) -> Number:
    """The hyperbolic cosine. Error at most 1.4 ulp."""
    half = half_exp(abs(x))
    return half + 0.25 / half


def asinh(x: Number) -> Number:
    """The inverse of sinh. Error at most 2.2 ulp; float32 goes through float64: 0.51."""
    if x.dtype is float32:
        return convert(asinh(convert(x, float64)), float32)
    size = abs(x)
    square = size * size
    shifted = size + square / (square_root(square + 1.0) + 1.0)
    return with_sign_of(log_of_sum(size, shifted), x)


def acosh(x: Number) -> Number:
    """The inverse of cosh; NaN below 1. Error at most 2.7 ulp; float32 through float64: 0.51."""
    if x.dtype is float32:
        return convert(acosh(convert(x, float64)), float32)
    above = x - 1.0
    shifted = above + square_root(above * (x + 1.0))
    return where(x < 1.0, math.nan, log_of_sum(x, shifted))


def atanh(x: Number) -> Number:
    """The inverse of tanh; NaN beyond 1. Error at most 1.9 ulp, 2.5 in float64."""
    size = abs(x)
    result = log1p((size + size) / (1.0 - size)) * 0.5
    if x.dtype is float32:
        z = x * x
        small = fma(size * z, polynomial(z, ATANH_FLOAT32), size)
        result = where(size < 0.5, small, result)
    return with_sign_of(result, x)


def log_of_sum(x: Number, shifted: Number) -> Number:
    """log(1 + shifted), but log(2 x) for x so large that its square may overflow."""
    large = x > 2.0**60
    return log1p(where(large, x, shifted)) + where(large, x.literal(LN_2), 0.0)
