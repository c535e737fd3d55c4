"""The normal distribution function, and gelu, which is x times that.

Method: with t = |x| the share beyond t is 2**(C - (a t + b)**2 + B(t)). The parabola is so close to
the logarithm that B, a quotient of polynomials, stays below 0.2, where its rounding errors count
little. The square is exact: a t + b is split, and half of its digits are squared. The coefficients
are minimax fits (Remez exchange in 60-digit arithmetic) of the absolute error stated beside them.
"""

from collections.abc import Callable
from typing import NamedTuple

from pellucid.backends.llvm.vectormath.formula import (
    Number,
    bits,
    fma,
    from_bits,
    maximum,
    minimum,
    monic,
    polynomial,
    rarely,
    scaled,
    scaled_in_range,
    where,
    with_sign_of,
)
from pellucid.core.dtypes import float32, float64


class Tail(NamedTuple):
    """How the tail is computed up to `end`: C, a, b, and B, the quotient of two polynomials in
    t - `center`, of which `below` has a leading coefficient of 1.
    """

    end: float
    exponent: float
    slope: float
    shift: float
    center: float
    above: tuple[float, ...]
    below: tuple[float, ...]


# Error of the logarithm to the base 2: 8.1e-9 and 9.4e-18.
NEAR = {
    float32: Tail(
        5.5, -1.0, 0.83138597, 0.40625, 0.0,
        (
            11.587212, -26.801567, -1.0036414, 0.84791493, 0.3055743, -0.029369865,
        ),
        (
            70.20891, 39.92981, 10.302093,
        ),
    ),
    float64: Tail(
        6.0, -1.0, 0.83042, 0.40625, 0.0,
        (
            238334.69184418154, -391416.28731498815, -344848.60870632576, -111761.20685690532,
            -7609.183922524873, 4625.236458136392, 1353.9981859478562, 109.58263543137733,
            -6.978121500117426, -1.3025642678515315, -0.031700441601007004,
        ),
        (
            1444110.7955529105, 1796790.0684139505, 1081173.1524416644, 394246.8561867399,
            93060.35190313133, 14161.31104887767, 1304.3488750703038, 61.86016433104602,
        ),
    ),
}  # fmt: skip
# From there to where the result is 0. Error 9.4e-9 and 1.2e-17.
FAR = {
    float32: Tail(
        15.0, -2.0, 0.842754, 0.2265625, 10.0,
        (
            50.917843, 14.629023, -1.2034438, -0.4349252, -0.011312522, 6.232068e-06,
        ),
        (
            525.034, 52.90847,
        ),
    ),
    float64: Tail(
        39.0, -3.0, 0.847979, 0.109375, 6.0,
        (
            1178590940.0104632, -78362183.3449208, -191695365.6591777, -25111502.453335248,
            2061118.5639192425, 579694.5285667843, 33715.57193244509, 301.5602787396556,
            -22.287497578479265, -0.4862251649264851, -0.0022750713967399647,
            -4.336007312128934e-09,
        ),
        (
            12463494796.195965, 8462763247.906258, 2301555037.1234, 326037604.1530778,
            25842267.518029384, 1140622.8024908209, 26417.241589274752, 281.30918758242467,
        ),
    ),
}  # fmt: skip
# (2**r - 1) / r for |r| <= 0.68; error relative to 2**r: 1.6e-8 and 3.6e-18.
EXP2 = {
    float32: (
        0.6931473, 0.24022634, 0.055501632, 0.0096191447, 0.0013450244, 0.00015310329,
    ),
    float64: (
        0.6931471805599453, 0.24022650695910067, 0.05550410866482533, 0.009618129107630541,
        0.0013333558145826978, 0.0001540353039064142, 1.5252734217489211e-05,
        1.3215488273039056e-06, 1.0177947824636853e-07, 7.054553600048494e-09,
        4.46772079613268e-10, 2.6024961279696776e-11,
    ),
}  # fmt: skip
UPPER = {float32: -(1 << 12), float64: -(1 << 27)}  # the bits of half the digits


def normal_cdf(x: Number) -> Number:
    """The share of a normal distribution that is below x. Error at most 1.8 ulp."""
    one = x.literal(1.0)
    beyond = share_beyond(x, lambda _, more: one + more)
    return where(x < 0.0, beyond, 1.0 - beyond)


def gelu(x: Number) -> Number:
    """x times the share of a normal distribution that is below x; -0 at -infinity. Error at most
    1.96 ulp, 2.3 in float64.
    """
    beyond = share_beyond(x, lambda t, more: fma(t, more, t))
    return with_sign_of(maximum(x, 0.0) - beyond, x)


def share_beyond(x: Number, factor: Callable[[Number, Number], Number]) -> Number:
    """factor(t, y) 2**n, where (1 + y) 2**n is the share beyond t = |x|."""
    size, near, far = abs(x), NEAR[x.dtype], FAR[x.dtype]

    def small() -> list[Number]:
        t = minimum(size, far.end)
        more, exponent = tail(t, far)
        return [scaled(factor(t, more), exponent)]

    more, exponent = tail(size, near)
    return rarely(size > near.end, [scaled_in_range(factor(size, more), exponent)], small)[0]


def tail(t: Number, by: Tail) -> tuple[Number, Number]:
    """y and n + magic, where (1 + y) 2**n is the share beyond `t`."""
    root = fma(t, by.slope, by.shift)
    half = from_bits(bits(root) & UPPER[t.dtype], t.dtype)
    rest = fma(t, by.slope, by.shift - half)
    square, magic = half * half, t.format.magic + by.exponent
    shifted = magic - square
    place = t - by.center
    bend = polynomial(place, by.above) / monic(place, by.below)
    r = ((magic - shifted) - square) + fma(-rest, root + half, bend)
    return polynomial(r, EXP2[t.dtype]) * r, shifted
