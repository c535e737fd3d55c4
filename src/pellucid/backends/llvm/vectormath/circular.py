"""sin, cos, tan.

Method: x = q pi/2 + r with |r| <= pi/4. Up to a limit pi/2 is taken away in three parts (Cody and
Waite 1980); with fused steps the first difference is exact. Beyond, the digits of 2/pi that matter
are looked up (Payne and Hanek, Radian Reduction for Trigonometric Functions, 1983) by one small
function per module. Sine and cosine of r are polynomials: minimax fits (Remez exchange in 120-digit
arithmetic) of the relative error stated, then rounded.
"""

from pellucid.backends.llvm.vectormath.formula import (
    Number,
    bits,
    convert,
    fma,
    from_bits,
    polynomial,
    rarely,
    rounded,
    where,
)
from pellucid.backends.llvm.vectormath.radians import reduce_any
from pellucid.core.dtypes import float32, float64

TWO_OVER_PI = 0.6366197723675814
# pi/2 in three parts, each the nearest float to what the parts before leave.
HALF_PI = {
    float32: (1.57079637050628662109375, -4.37113900018624283e-8, -1.7151245100059175e-15),
    float64: (1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33),
}
# Up to here three parts leave r with a relative error below one rounding.
LIMIT = {float32: 2.0**17, float64: 2.0**49}
# (sin(r) / r - 1) / r**2 in powers of r**2; relative error 4.1e-9 and 4.3e-18.
SIN = {
    float32: (-0.16666654, 0.008332106, -0.00019507398),
    float64: (
        -0.16666666666666624, 0.00833333333332066, -0.00019841269828354633, 2.755731317317442e-06,
        -2.5050674924065752e-08, 1.5891874900508553e-10,
    ),
}  # fmt: skip
# (cos(r) - 1 + r**2 / 2) / r**4 in powers of r**2; relative error 1.4e-10 and 7.2e-20.
COS = {
    float32: (0.04166664, -0.0013887218, 2.4421777e-05),
    float64: (
        0.04166666666666658, -0.0013888888888870432, 2.4801587287190906e-05,
        -2.7557313693989816e-07, 2.0875634233228554e-09, -1.1355059393440992e-11,
    ),
}  # fmt: skip


def sin(x: Number) -> Number:
    """The sine; NaN at infinity. Error at most 1.6 ulp, 2 beyond the limit."""
    sine, cosine, quarter = parted(x)
    result = flipped(where(odd(quarter), cosine, sine), quarter)
    return where(x.equals(0.0), x, result)


def cos(x: Number) -> Number:
    """The cosine; NaN at infinity. Error at most 1.6 ulp, 2 beyond the limit."""
    sine, cosine, quarter = parted(x)
    return flipped(where(odd(quarter), sine, cosine), quarter + 1)


def tan(x: Number) -> Number:
    """The tangent; NaN at infinity. Error at most 3.5 ulp; float32 goes through float64: 0.51."""
    if x.dtype is float32:
        return convert(tan(convert(x, float64)), float32)
    sine, cosine, quarter = parted(x)
    turned = odd(quarter)
    result = where(turned, -cosine, sine) / where(turned, sine, cosine)
    return where(x.equals(0.0), x, result)


def parted(x: Number) -> tuple[Number, Number, Number]:
    """sin(r), cos(r) and the integer q, with x = q pi/2 + r."""
    n, shifted = rounded(x, TWO_OVER_PI)
    r = x
    for part in HALF_PI[x.dtype]:
        r = fma(n, -part, r)
    far = abs(x) >= LIMIT[x.dtype]
    r, quarter = rarely(far, (r, bits(shifted)), lambda: reduce_any(x))
    z = r * r
    sine = fma(r * z, polynomial(z, SIN[x.dtype]), r)
    cosine = fma(z * z, polynomial(z, COS[x.dtype]), fma(z, -0.5, 1.0))
    return sine, cosine, quarter


def odd(quarter: Number) -> Number:
    """Is the number of quarter turns odd?"""
    return (quarter & 1).equals(1)


def flipped(x: Number, quarter: Number) -> Number:
    """`x`, with the other sign in the second half of a turn."""
    sign = (quarter >> 1) << (x.format.integer.bits - 1)
    return from_bits(bits(x) ^ sign, x.dtype)
