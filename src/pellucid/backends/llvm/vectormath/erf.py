"""The error function.

Method: near 0 an odd polynomial; elsewhere 1 - e**p(x), where p is a polynomial for log(1 -
erf(x)). The coefficients are minimax fits (Remez exchange in 120-digit arithmetic) of the relative
error stated beside them.
"""

from pellucid.backends.llvm.vectormath.exponential import exp_in_range
from pellucid.backends.llvm.vectormath.formula import (
    Number,
    fma,
    minimum,
    polynomial,
    where,
    with_sign_of,
)
from pellucid.core.dtypes import float32, float64

# Up to here the first polynomial, and from here to there the second.
NEAR = {float32: 0.92, float64: 1.0}
FAR = {float32: 4.0, float64: 6.0}
# erf(x) / x - 1 in powers of x**2; relative error 1.7e-8 and 7.4e-18.
SMALL = {
    float32: (0.12837915, -0.37612486, 0.11281712, -0.026762495, 0.0049868245, -0.0005957413),
    float64: (
        0.12837916709551256, -0.37612638903183526, 0.112837916709444, -0.02686617064313725,
        0.00522397760628861, -0.0008548325936151508, 0.00012055293753020048,
        -1.4924715272857738e-05, 1.6447164229429757e-06, -1.6206539155899477e-07,
        1.371186723407825e-08, -7.780986008845029e-10,
    ),
}  # fmt: skip
# log(1 - erf(x)); error relative to erf(x) 1.5e-9 and 6.0e-18.
LARGE = {
    float32: (
        -0.00019567528, -1.1276757, -0.63718224, -0.1039316, 0.022226918, -0.003043217,
        0.00019593716,
    ),
    float64: (
        -4.254530174487722e-07, -1.1283748314023678, -0.6366403222729566, -0.10271253076957666,
        0.019007458255218716, 0.00038654426025807605, -0.0018904583637234958, 0.000749732926028032,
        -0.00012158413873858248, -2.7111641883058175e-05, 2.5568514918618394e-05,
        -9.531603259560882e-06, 2.346587861198585e-06, -4.1234872409034876e-07,
        5.171966937066161e-08, -4.430407117179343e-09, 2.3314915526866296e-10,
        -5.696813059653818e-12,
    ),
}  # fmt: skip


def erf(x: Number) -> Number:
    """2/sqrt(pi) times the integral of e**(-t*t) from 0 to x. Error at most 1.15 ulp."""
    size, dtype = abs(x), x.dtype
    small = fma(size, polynomial(x * x, SMALL[dtype]), size)
    large = 1.0 - exp_in_range(polynomial(minimum(size, FAR[dtype]), LARGE[dtype]))
    return with_sign_of(where(size < NEAR[dtype], small, large), x)
