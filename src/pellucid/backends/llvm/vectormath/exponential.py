"""exp, exp2, expm1 and what is made of exp alone: sigmoid, softplus.

Method: x = n ln 2 + r with |r| <= ln 2 / 2, where n ln 2 is taken away in two parts (Cody and
Waite, Software Manual for the Elementary Functions, 1980); e**r by a polynomial; 2**n by way of the
exponent bits. The coefficients are minimax fits (Remez exchange in 120-digit arithmetic) of the
relative error stated beside them, then rounded.
"""

from pellucid.backends.llvm.vectormath.formula import (
    Number,
    bits,
    fma,
    from_bits,
    maximum,
    minimum,
    polynomial,
    rounded,
    scaled,
    scaled_in_range,
    where,
)
from pellucid.backends.llvm.vectormath.logarithm import log1p_between_0_and_1
from pellucid.core.dtypes import float32, float64

LOG2_E = 1.4426950408889634
# ln 2 as the nearest float and the nearest to what that leaves.
LN_2 = {
    float32: (0.693147182464599609375, -1.904654299957767878541e-09),
    float64: (0.6931471805599453, 2.3190468138462996e-17),
}
# (e**r - 1 - r) / r**2 for |r| <= ln 2 / 2; error relative to e**r - 1: 1.3e-8 and 1.8e-17.
EXP = {
    float32: (0.49999997, 0.16666543, 0.041667204, 0.008366546, 0.0013882308),
    float64: (
        0.5000000000000006, 0.16666666666666588, 0.041666666666576466, 0.008333333333389746,
        0.0013888888931666938, 0.0001984126971868388, 2.4801505142829623e-05, 2.755740770956321e-06,
        2.7626092796503786e-07, 2.5053768475636902e-08,
    ),
}  # fmt: skip
# (2**r - 1) / r for |r| <= 1/2; error relative to 2**r: 2.0e-9 and 3.4e-18.
EXP2 = {
    float32: (0.6931472, 0.24022648, 0.055503324, 0.009618442, 0.0013398997, 0.00015352578),
    float64: (
        0.6931471805599453, 0.24022650695910133, 0.05550410866482007, 0.009618129107593845,
        0.0013333558146777444, 0.00015403530457493782, 1.5252733491218407e-05,
        1.3215435076713254e-06, 1.0178200042210437e-07, 7.0738209045763976e-09,
        4.4347475096262217e-10,
    ),
}  # fmt: skip
# (log(1 + e**x) - log(2) - x / 2) / x**2 in powers of x**2, for |x| <= 1; error relative to the
# whole: 9.1e-9.
SOFTPLUS_FLOAT32 = (0.12499985, -0.0052069835, 0.0003432826, -2.1645263e-05)
# Beyond these arguments the result is 0 or infinite.
EXP_RANGE = {float32: (-104.0, 89.0), float64: (-745.5, 710.0)}
EXP2_RANGE = {float32: (-151.0, 129.0), float64: (-1076.0, 1025.0)}


def exp(x: Number) -> Number:
    """e**x. Error at most 1.06 ulp, at -5.84158 in float32."""
    low, high = EXP_RANGE[x.dtype]
    power, shifted = parted(minimum(maximum(x, low), high))
    return scaled(power, shifted)


def half_exp(x: Number) -> Number:
    """e**x / 2 for x >= 0, which overflows later than e**x."""
    _, high = EXP_RANGE[x.dtype]
    power, shifted = parted(minimum(x, high + 1.0))
    return scaled(power, shifted - 1.0)


def exp_below_0(x: Number) -> Number:
    """e**x for x <= 0."""
    power, shifted = parted(maximum(x, EXP_RANGE[x.dtype][0]))
    return scaled(power, shifted)


def exp_in_range(x: Number) -> Number:
    """e**x where that is a normal number."""
    return scaled_in_range(*parted(x))


def parted(x: Number) -> tuple[Number, Number]:
    """e**r and n + magic, with x = n ln 2 + r."""
    r, shifted = reduced(x)
    return fma(polynomial(r, EXP[x.dtype]) * r, r, r) + 1.0, shifted


def reduced(x: Number) -> tuple[Number, Number]:
    """r and n + magic, with x = n ln 2 + r."""
    n, shifted = rounded(x, LOG2_E)
    high, low = LN_2[x.dtype]
    return fma(n, -low, fma(n, -high, x)), shifted


def exp2(x: Number) -> Number:
    """2**x. Error at most 0.97 ulp."""
    low, high = EXP2_RANGE[x.dtype]
    x = minimum(maximum(x, low), high)
    n, shifted = rounded(x)
    r = x - n
    return scaled(fma(polynomial(r, EXP2[x.dtype]), r, 1.0), shifted)


def expm1(x: Number) -> Number:
    """e**x - 1, exact to the last digits near 0. Error at most 1.7 ulp (float32), 2.3 (float64).

    With q = e**r - 1 the result is 2**n q + (2**n - 1), computed at half the size so that 2**n does
    not overflow.
    """
    layout, (_, high) = x.format, EXP_RANGE[x.dtype]
    limited = minimum(maximum(x, -20.0 if x.dtype is float32 else -40.0), high)
    r, shifted = reduced(limited)
    q = fma(polynomial(r, EXP[x.dtype]) * r, r, r)
    exponent = (bits(shifted) << layout.digits) + (layout.one - (1 << layout.digits))
    half_power = from_bits(exponent, x.dtype)
    half = fma(half_power, q, half_power - 0.5)
    tiny = 2.0 ** -(layout.digits + 2)
    return where(abs(x) < tiny, x, half + half)


def sigmoid(x: Number) -> Number:
    """1 / (1 + e**-x), without overflow on either side. Error at most 1.7 ulp.

    Below 0 it is e - e * e / (1 + e), with e = e**x, where the rounding of the quotient counts
    less.
    """
    e, negative = exp_below_0(-abs(x)), x < 0.0
    share = where(negative, e, 1.0) / (e + 1.0)
    return where(negative, fma(e, -share, e), share)


def softplus(x: Number) -> Number:
    """log(1 + e**x) = max(x, 0) + log(1 + e**-|x|). Error at most 1.6 ulp, 2.1 in float64."""
    result = maximum(x, 0.0) + log1p_between_0_and_1(exp_below_0(-abs(x)))
    if x.dtype is float64:
        return result
    near_0 = fma(x, fma(x, polynomial(x * x, SOFTPLUS_FLOAT32), 0.5), LN_2[float32][0])
    return where(abs(x) < 1.0, near_0, result)
