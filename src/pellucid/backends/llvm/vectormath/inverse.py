"""asin, acos, atan, atan2.

Method: an odd polynomial on the part of the range where it converges quickly, and identities for
the rest. The coefficients are minimax fits (Remez exchange in 120-digit arithmetic) of the relative
error stated beside them.
"""

from pellucid.backends.llvm.vectormath.formula import (
    Number,
    bits,
    fma,
    maximum,
    minimum,
    polynomial,
    square_root,
    where,
    with_sign_of,
)
from pellucid.core.dtypes import float32, float64

# pi/2 as the nearest float and the nearest to what that leaves.
HALF_PI = {
    float32: (1.57079637050628662109375, -4.37113900018624283e-8),
    float64: (1.5707963267948966, 6.123233995736766e-17),
}
# (atan(x) / x - 1) / x**2 in powers of x**2, for x <= 1; relative error 1.7e-8 and 2.8e-17.
ATAN = {
    float32: (
        -0.33333153, 0.19993773, -0.14211056, 0.10666007, -0.075522184, 0.0432119, -0.016367948,
        0.002920696,
    ),
    float64: (
        -0.3333333333333186, 0.19999999999755036, -0.14285714271335634, 0.11111110678768289,
        -0.09090901235668288, 0.07692212933156363, -0.0666586038092473, 0.05877307860686121,
        -0.052392333407769776, 0.046739505886535686, -0.040926403927559384, 0.03406784786271897,
        -0.025826845110523522, 0.016978084052264898, -0.009184595137223977, 0.0038559942607274455,
        -0.0011640788658485665, 0.00022302398936924504, -2.025871629570822e-05,
    ),
}  # fmt: skip
# (asin(x) / x - 1) / x**2 in powers of x**2, for x <= 1/2; relative error 2.8e-10 and 9.6e-19.
ASIN = {
    float32: (0.1666666, 0.07500505, 0.04451679, 0.031809323, 0.014431703, 0.03752723),
    float64: (
        0.1666666666666676, 0.07499999999970636, 0.04464285717477786, 0.030381942699424062,
        0.022372215233642214, 0.01735160741750262, 0.01398087766585618, 0.01139842903455165,
        0.010783046786254517, 0.003695540909543211, 0.021734633817123265, -0.02103856425067305,
        0.03265395619246553,
    ),
}  # fmt: skip


def atan(x: Number) -> Number:
    """The angle whose tangent is x. Error at most 1.6 ulp, 1.8 in float64."""
    size = abs(x)
    steep = size > 1.0
    angle = atan_to_1(where(steep, -1.0 / size, size))
    high, low = HALF_PI[x.dtype]
    return with_sign_of(where(steep, (angle + low) + high, angle), x)


def atan_to_1(x: Number) -> Number:
    """The angle for |x| <= 1."""
    z = x * x
    return fma(x * z, polynomial(z, ATAN[x.dtype]), x)


def atan2(y: Number, x: Number) -> Number:
    """The angle of the point (x, y), from -pi to pi. Error at most 1.6 ulp.

    Signed zeros and infinities as in IEEE 754-2019 (9.2.1).
    """
    width, height = abs(x), abs(y)
    longer, shorter = maximum(width, height), minimum(width, height)
    # 0/0 and inf/inf: the angle of an axis, or of a diagonal
    slope = where(shorter.equals(longer), where(longer.equals(0.0), longer, 1.0), shorter / longer)
    high, low = HALF_PI[x.dtype]
    steep, left = height > width, bits(x) < 0
    angle = atan_to_1(slope)
    angle = where(steep, high - (angle - low), angle)
    angle = where(left, 2.0 * high - (angle - 2.0 * low), angle)
    return with_sign_of(angle, y)


def asin(x: Number) -> Number:
    """The angle whose sine is x; NaN outside -1 to 1. Error at most 2 ulp.

    Above 1/2: asin(x) = pi/2 - 2 asin(sqrt((1 - x) / 2)).
    """
    large, angle = asin_parts(x)
    high, low = HALF_PI[x.dtype]
    return with_sign_of(where(large, fma(angle, -2.0, high) + low, angle), x)


def acos(x: Number) -> Number:
    """The angle whose cosine is x; NaN outside -1 to 1. Error at most 1.2 ulp."""
    large, angle = asin_parts(x)
    high, low = HALF_PI[x.dtype]
    double, negative = angle + angle, x < 0.0
    near_1 = where(negative, 2.0 * high - (double - 2.0 * low), double)
    near_0 = high - (with_sign_of(angle, x) - low)
    return where(large, near_1, near_0)


def asin_parts(x: Number) -> tuple[Number, Number]:
    """Is |x| above 1/2? And asin of |x|, or of sqrt((1 - |x|) / 2) where it is."""
    size = abs(x)
    large = size > 0.5
    z = where(large, fma(size, -0.5, 0.5), size * size)
    root = where(large, square_root(z), size)
    return large, fma(root * z, polynomial(z, ASIN[x.dtype]), root)
