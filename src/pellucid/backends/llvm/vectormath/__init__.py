"""Functions of vector maths, written out as instructions wherever they are called.

Each is a formula over `Number`s and holds for scalars and vectors of any width, in float32 and
float64; bfloat16 goes through float32. The errors stated were measured against exact values, in
units in the last place (ulp).
"""

from typing import TYPE_CHECKING

from pellucid.backends.llvm.values import Value
from pellucid.backends.llvm.vectormath import (
    circular,
    erf,
    exponential,
    hyperbolic,
    inverse,
    logarithm,
    normal,
    power,
)
from pellucid.backends.llvm.vectormath.formula import Number
from pellucid.core.dtypes import bfloat16, float32
from pellucid.core.errors import DTypeError

if TYPE_CHECKING:
    from pellucid.backends.llvm.memory import Memory

FUNCTIONS = {
    "exp": exponential.exp,
    "exp2": exponential.exp2,
    "expm1": exponential.expm1,
    "sigmoid": exponential.sigmoid,
    "softplus": exponential.softplus,
    "log": logarithm.log,
    "log2": logarithm.log2,
    "log10": logarithm.log10,
    "log1p": logarithm.log1p,
    "pow": power.power,
    "sin": circular.sin,
    "cos": circular.cos,
    "tan": circular.tan,
    "asin": inverse.asin,
    "acos": inverse.acos,
    "atan": inverse.atan,
    "atan2": inverse.atan2,
    "tanh": hyperbolic.tanh,
    "sinh": hyperbolic.sinh,
    "cosh": hyperbolic.cosh,
    "asinh": hyperbolic.asinh,
    "acosh": hyperbolic.acosh,
    "atanh": hyperbolic.atanh,
    "erf": erf.erf,
    "normal_cdf": normal.normal_cdf,
    "gelu": normal.gelu,
}


def evaluate(k: "Memory", function: str, *operands: Value) -> Value:
    """The value of `function` on floats of one dtype, its instructions emitted into `k`."""
    dtype = operands[0].dtype
    if function not in FUNCTIONS or not dtype.is_float:
        raise DTypeError(
            f"vector maths has no {function} of {dtype}",
            fix=f"one of {', '.join(FUNCTIONS)}, of a float",
        )
    if dtype is bfloat16:
        wide = [k.cast(x, float32) for x in operands]
        return k.cast(evaluate(k, function, *wide), bfloat16)
    return FUNCTIONS[function](*(Number(k, x) for x in operands)).value
