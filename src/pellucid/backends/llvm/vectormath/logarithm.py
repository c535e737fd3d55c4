"""log, log2, log10, log1p.

Method: x = 2**e m with m between sqrt(1/2) and sqrt(2), f = m - 1; log(1 + f) by a polynomial in
float32, and in float64 by the series of 2 atanh(f / (2 + f)), with the terms arranged as in Sun's
fdlibm. The coefficients are minimax fits (Remez exchange in 120-digit arithmetic) of the relative
error stated beside them, then rounded.
"""

import math

from pellucid.backends.llvm.vectormath.formula import (
    Number,
    bits,
    fma,
    from_bits,
    polynomial,
    where,
)
from pellucid.core.dtypes import float32, float64

SQRT_HALF_BITS = {float32: 0x3F3504F3, float64: 0x3FE6A09E667F3BCD}
# Each constant as the nearest float and the nearest to what that leaves.
LN_2 = {
    float32: (0.693147182464599609375, -1.904654299957767878541e-09),
    float64: (0.6931471805599453, 2.3190468138462996e-17),
}
LOG2_E = {float32: (1.442695, 1.925963e-08), float64: (1.4426950408889634, 2.0355273740931033e-17)}
LOG10_E = {
    float32: (0.4342945, -1.010305e-08),
    float64: (0.4342944819032518, 1.098319650216765e-17),
}
LOG10_2 = {
    float32: (0.30103, -1.4320989e-08),
    float64: (0.3010299956639812, -2.8037281277851704e-18),
}
# (log(1 + f) - f) / f**2; error relative to log(1 + f): 4.1e-9.
LOG1P_FLOAT32 = (
    -0.49999988, 0.33333325, -0.25001588, 0.20001997, -0.16608968, 0.14181396, -0.13243446,
    0.12907012, -0.076237105,
)  # fmt: skip
# The same for 0 <= f <= 1; relative error 5.1e-9 and 9.5e-18.
LOG1P_TO_1 = {
    float32: (
        -0.4999993, 0.33330512, -0.24958588, 0.19695401, -0.15355398, 0.10680558, -0.05766445,
        0.020204583, -0.0033184711,
    ),
    float64: (
        -0.4999999999999946, 0.33333333333235066, -0.24999999993677843, 0.19999999791357645,
        -0.16666662499069893, 0.14285658903245857, -0.12499479657243567, 0.11107506234978887,
        -0.09981015890494709, 0.09013156689797082, -0.0808121903934924, 0.07035557082872382,
        -0.05750224977871607, 0.04230039830364827, -0.02674421814388607, 0.01383875883905656,
        -0.005543189584208506, 0.0015957674252441124, -0.0002917664844826506,
        2.5330426767563742e-05,
    ),
}  # fmt: skip
# (2 atanh(s) / s - 2) / s**2 in powers of s**2; error relative to 2 atanh(s): 1.3e-18.
ATANH_FLOAT64 = (
    0.6666666666666734, 0.39999999999415475, 0.28571428742232957, 0.22222198585947972,
    0.18183563838126615, 0.1531405859464019, 0.14795911265850364,
)  # fmt: skip


def log(x: Number) -> Number:
    """The natural logarithm; -inf at 0, NaN below. Error at most 0.93 ulp, 1.3 in float64."""
    e, f = parted(x)
    high, low = LN_2[x.dtype]
    return guarded(x, 0.0, fma(e, high, fma(e, low, log_from_1(f))))


def log2(x: Number) -> Number:
    """The logarithm to the base 2. Error at most 1.6 ulp."""
    e, f = parted(x)
    high, low = LOG2_E[x.dtype]
    fraction = log_from_1(f)
    return guarded(x, 0.0, fma(fraction, high, fma(fraction, low, e)))


def log10(x: Number) -> Number:
    """The logarithm to the base 10. Error at most 1.7 ulp."""
    e, f = parted(x)
    (high, low), (high_2, low_2) = LOG10_E[x.dtype], LOG10_2[x.dtype]
    fraction = log_from_1(f)
    fraction = fma(fraction, high, fraction * low)
    return guarded(x, 0.0, fma(e, high_2, fma(e, low_2, fraction)))


def log1p(x: Number) -> Number:
    """log(1 + x), exact to the last digits near 0. Error at most 1.5 ulp, 1.8 in float64.

    1 + x only finds the exponent e; f = 2**-e x + (2**-e - 1) then has a single rounding error.
    """
    layout = x.format
    e = exponent(bits(x + 1.0), x)
    # 2**(2 - e), which is a normal number for every e
    power = from_bits(
        (e << layout.digits).apply("neg") + (layout.one + (2 << layout.digits)), x.dtype
    )
    f = fma(x * 0.25, power, fma(power, 0.25, -1.0))
    result = joined(convert_exponent(e, x), f)
    result = where(abs(x) < 2.0 ** -(layout.digits + 2), x, result)
    return guarded(x, -1.0, result)


def log1p_between_0_and_1(x: Number) -> Number:
    """log(1 + x) for 0 <= x <= 1."""
    return fma(x * x, polynomial(x, LOG1P_TO_1[x.dtype]), x)


def parted(x: Number) -> tuple[Number, Number]:
    """e (a float) and f, with x = 2**e (1 + f), for x > 0, subnormal numbers included."""
    layout = x.format
    small = x < layout.smallest
    shift = layout.digits + 1
    pattern = bits(where(small, x * 2.0**shift, x))
    e = exponent(pattern, x)
    m = from_bits(pattern - (e << layout.digits), x.dtype)
    return convert_exponent(
        e, x, where(small, x.literal(layout.magic + shift), layout.magic)
    ), m - 1.0


def exponent(pattern: Number, x: Number) -> Number:
    """The exponent, as an integer, that leaves a factor between sqrt(1/2) and sqrt(2)."""
    return (pattern - SQRT_HALF_BITS[x.dtype]) >> x.format.digits


def convert_exponent(e: Number, x: Number, magic: Number | None = None) -> Number:
    """A small integer as a float: put into the low bits of `magic`, which is then taken away."""
    layout = x.format
    pattern = bits(x.literal(layout.magic)) + e
    return from_bits(pattern, x.dtype) - (layout.magic if magic is None else magic)


def joined(e: Number, f: Number) -> Number:
    """e ln 2 + log(1 + f)."""
    high, low = LN_2[f.dtype]
    return fma(e, high, fma(e, low, log_from_1(f)))


def log_from_1(f: Number) -> Number:
    """log(1 + f) for sqrt(1/2) <= 1 + f <= sqrt(2)."""
    square = f * f
    if f.dtype is float32:
        return fma(square, polynomial(f, LOG1P_FLOAT32), f)
    s = f / (f + 2.0)
    z = s * s
    half = square * 0.5
    return f - (half - s * fma(z, polynomial(z, ATANH_FLOAT64), half))


def guarded(x: Number, pole: float, result: Number) -> Number:
    """`result`, but -inf at the pole, NaN below it, and x itself where that is inf or NaN."""
    result = where(x < math.inf, result, x)
    result = where(x < pole, math.nan, result)
    return where(x.equals(pole), -math.inf, result)
