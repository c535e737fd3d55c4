"""Functions of each element, on nodes; `elements` lifts them to tensors."""

import math

from pellucid.core.dtypes import bool_, float32
from pellucid.core.errors import DTypeError
from pellucid.graph import Node, apply
from pellucid.graph.node import scalar
from pellucid.tensor.nodes.compose import (
    Operand,
    as_node,
    broadcast,
    cast,
    check_device,
    elementwise,
    operand_dtype,
)

MOST_PRODUCTS = 64  # an integer to a larger power is left to NumPy


def add(x1: Operand, x2: Operand, /) -> Node:
    """x1 + x2, element by element."""
    return elementwise("add", x1, x2)


def subtract(x1: Operand, x2: Operand, /) -> Node:
    """x1 - x2, element by element."""
    return elementwise("subtract", x1, x2)


def multiply(x1: Operand, x2: Operand, /) -> Node:
    """x1 times x2, element by element."""
    return elementwise("multiply", x1, x2)


def divide(x1: Operand, x2: Operand, /) -> Node:
    """x1 / x2, element by element; integers are divided as float32."""
    return elementwise("divide", x1, x2, to_float=True)


def floor_divide(x1: Operand, x2: Operand, /) -> Node:
    """The largest whole number not above x1 / x2."""
    return elementwise("floor_divide", x1, x2)


def remainder(x1: Operand, x2: Operand, /) -> Node:
    """What is left of x1 after whole multiples of x2; it has the sign of x2."""
    return elementwise("remainder", x1, x2)


def pow(x1: Operand, x2: Operand, /) -> Node:
    """x1 to the power x2. Small whole exponents are products; an integer to a negative power is
    0.
    """
    dtype = operand_dtype("pow", x1, x2)
    if isinstance(x1, Node) and isinstance(x2, (int, float)) and not isinstance(x2, bool):
        known = whole_power(x1, x2) if dtype == x1.dtype else None
        if known is not None:
            return known
    if dtype.is_inexact:
        return elementwise("pow", x1, x2)
    if dtype.kind == "bool":
        raise DTypeError("pow is not defined for bool", given=str(dtype), fix="convert to int64")
    if isinstance(x2, int) and x2 < 0:
        raise DTypeError(
            "pow: integers take a number, not negative, as exponent",
            given=f"{dtype} to the power {x2}",
            fix="convert to float32",
        )
    return apply("integer_power", *broadcast("pow", *(as_node(x, dtype) for x in (x1, x2))))


def whole_power(x: Node, exponent: float) -> Node | None:
    """x to a power that needs no logarithm."""
    if exponent == 1:
        return x
    if exponent in {2, 3, 4}:
        return power_by_squaring(x, int(exponent))
    if not x.dtype.is_inexact:
        small = isinstance(exponent, int) and 0 <= exponent <= MOST_PRODUCTS
        return power_by_squaring(x, int(exponent)) if small and x.dtype.is_integer else None
    if exponent == 0.5:
        root = apply("sqrt", add(x, 0.0))  # -0 to the power 0.5 is 0
        return where(equal(x, -math.inf), math.inf, root) if x.dtype.is_float else None
    return 1.0 / x if exponent == -1 else None


def power_by_squaring(x: Node, exponent: int) -> Node:
    """x multiplied by itself."""
    if exponent == 0:
        return scalar(1, x.dtype, x.shape)
    half = power_by_squaring(x, exponent // 2) if exponent > 1 else None
    if half is None:
        return x
    return half * half * x if exponent % 2 else half * half


def negative(x: Node, /) -> Node:
    """-x."""
    return apply("negative", x)


def positive(x: Node, /) -> Node:
    """x."""
    return x


def abs(x: Node, /) -> Node:
    """The distance of each element from 0."""
    return apply("abs", x)


def sign(x: Node, /) -> Node:
    """-1, 0 or 1."""
    return apply("sign", x)


def square(x: Node, /) -> Node:
    """x times x."""
    return x * x


def reciprocal(x: Node, /) -> Node:
    """1 / x."""
    return divide(1.0, x)


def sqrt(x: Node, /) -> Node:
    """The square root."""
    return elementwise("sqrt", x, to_float=True)


def root(x: Node, degree: float = 2) -> Node:
    """A root of what is 0 or more, with a slope of 0 at 0: as of a length."""
    some = not_equal(x, 0)
    safe = where(some, x, 1.0)
    return where(some, sqrt(safe) if degree == 2 else pow(safe, 1 / degree), 0.0)


def rsqrt(x: Node, /) -> Node:
    """1 / sqrt(x)."""
    return 1.0 / sqrt(x)


def exp(x: Node, /) -> Node:
    """e to the power x."""
    return elementwise("exp", x, to_float=True)


def expm1(x: Node, /) -> Node:
    """e to the power x, minus 1."""
    return elementwise("expm1", x, to_float=True)


def log(x: Node, /) -> Node:
    """The natural logarithm."""
    return elementwise("log", x, to_float=True)


def log1p(x: Node, /) -> Node:
    """The natural logarithm of 1 + x."""
    return elementwise("log1p", x, to_float=True)


def log2(x: Node, /) -> Node:
    """The logarithm to base 2."""
    return elementwise("log2", x, to_float=True)


def log10(x: Node, /) -> Node:
    """The logarithm to base 10."""
    return elementwise("log10", x, to_float=True)


def sin(x: Node, /) -> Node:
    """The sine; radians."""
    return elementwise("sin", x, to_float=True)


def cos(x: Node, /) -> Node:
    """The cosine; radians."""
    return elementwise("cos", x, to_float=True)


def tan(x: Node, /) -> Node:
    """The tangent; radians."""
    return elementwise("tan", x, to_float=True)


def asin(x: Node, /) -> Node:
    """The inverse sine; radians."""
    return elementwise("asin", x, to_float=True)


def acos(x: Node, /) -> Node:
    """The inverse cosine; radians."""
    return elementwise("acos", x, to_float=True)


def atan(x: Node, /) -> Node:
    """The inverse tangent; radians."""
    return elementwise("atan", x, to_float=True)


def atan2(x1: Operand, x2: Operand, /) -> Node:
    """The angle of the point (x2, x1); radians."""
    return elementwise("atan2", x1, x2, to_float=True)


def sinh(x: Node, /) -> Node:
    """The hyperbolic sine."""
    return elementwise("sinh", x, to_float=True)


def cosh(x: Node, /) -> Node:
    """The hyperbolic cosine."""
    return elementwise("cosh", x, to_float=True)


def tanh(x: Node, /) -> Node:
    """The hyperbolic tangent."""
    return elementwise("tanh", x, to_float=True)


def asinh(x: Node, /) -> Node:
    """The inverse hyperbolic sine."""
    return elementwise("asinh", x, to_float=True)


def acosh(x: Node, /) -> Node:
    """The inverse hyperbolic cosine."""
    return elementwise("acosh", x, to_float=True)


def atanh(x: Node, /) -> Node:
    """The inverse hyperbolic tangent."""
    return elementwise("atanh", x, to_float=True)


def sigmoid(x: Node, /) -> Node:
    """1 / (1 + exp(-x))."""
    return elementwise("sigmoid", x, to_float=True)


def softplus(x: Node, /) -> Node:
    """log(1 + exp(x))."""
    return elementwise("softplus", x, to_float=True)


def erf(x: Node, /) -> Node:
    """The error function."""
    return elementwise("erf", x, to_float=True)


def floor(x: Node, /) -> Node:
    """The largest whole number not above x."""
    return apply("floor", x)


def ceil(x: Node, /) -> Node:
    """The smallest whole number not below x."""
    return apply("ceil", x)


def trunc(x: Node, /) -> Node:
    """x without its fraction."""
    return apply("trunc", x)


def round(x: Node, /) -> Node:
    """The nearest whole number, the even one of two."""
    return apply("round", x)


def maximum(x1: Operand, x2: Operand, /) -> Node:
    """The larger of two; NaN wins."""
    return elementwise("maximum", x1, x2)


def minimum(x1: Operand, x2: Operand, /) -> Node:
    """The smaller of two; NaN wins."""
    return elementwise("minimum", x1, x2)


def clip(x: Node, /, min: Operand | None = None, max: Operand | None = None) -> Node:
    """x, but at least `min` and at most `max`."""
    found = x if min is None else maximum(x, min)
    return cast(found if max is None else minimum(found, max), x.dtype)


def relu(x: Node, /) -> Node:
    """x where it is above 0, and 0 elsewhere."""
    return maximum(x, 0)


def equal(x1: Operand, x2: Operand, /) -> Node:
    """x1 == x2."""
    return elementwise("equal", x1, x2)


def not_equal(x1: Operand, x2: Operand, /) -> Node:
    """x1 != x2."""
    return elementwise("not_equal", x1, x2)


def less(x1: Operand, x2: Operand, /) -> Node:
    """x1 < x2."""
    return elementwise("less", x1, x2)


def less_equal(x1: Operand, x2: Operand, /) -> Node:
    """x1 <= x2."""
    return elementwise("less_equal", x1, x2)


def greater(x1: Operand, x2: Operand, /) -> Node:
    """x1 > x2."""
    return elementwise("less", x2, x1, asked="greater")


def greater_equal(x1: Operand, x2: Operand, /) -> Node:
    """x1 >= x2."""
    return elementwise("less_equal", x2, x1, asked="greater_equal")


def logical_and(x1: Operand, x2: Operand, /) -> Node:
    """Both hold."""
    return elementwise("and", truth(x1), truth(x2), asked="logical_and")


def logical_or(x1: Operand, x2: Operand, /) -> Node:
    """At least one holds."""
    return elementwise("or", truth(x1), truth(x2), asked="logical_or")


def logical_xor(x1: Operand, x2: Operand, /) -> Node:
    """Just one holds."""
    return elementwise("xor", truth(x1), truth(x2), asked="logical_xor")


def logical_not(x: Node, /) -> Node:
    """It does not hold."""
    return apply("not", cast(x, bool_))


def truth(x: Operand) -> Operand:
    """Is each element other than 0?"""
    return cast(x, bool_) if isinstance(x, Node) else bool(x)


def isnan(x: Node, /) -> Node:
    """Is it, or a part of it, not a number?"""
    return apply("not_equal", x, x)


def isinf(x: Node, /) -> Node:
    """Is it, or a part of it, infinite?"""
    if x.dtype.kind == "complex":
        return apply("or", isinf(apply("real", x)), isinf(apply("imag", x)))
    return equal(abs(x), math.inf) if x.dtype.is_float else not_equal(x, x)


def isfinite(x: Node, /) -> Node:
    """Is it, with all its parts, a finite number?"""
    if x.dtype.kind == "complex":
        return apply("and", isfinite(apply("real", x)), isfinite(apply("imag", x)))
    return less(abs(x), math.inf) if x.dtype.is_float else equal(x, x)


def where(condition: Node, x1: Operand, x2: Operand, /) -> Node:
    """x1 where the condition holds, x2 elsewhere."""
    dtype = operand_dtype("where", x1, x2)
    return apply(
        "where", *broadcast("where", cast(condition, bool_), as_node(x1, dtype), as_node(x2, dtype))
    )


def stop_gradient(x: Node, /) -> Node:
    """x, through which no gradient flows."""
    return apply("stop_gradient", x)


def astype(x: Node, dtype: object, /, *, copy: bool = True, device: object = None) -> Node:
    """x in another dtype."""
    check_device(device)
    return cast(x, dtype)  # type: ignore[arg-type]


def to_float(x: Node) -> Node:
    """x as a float or complex number: integers and truth values become float32."""
    return x if x.dtype.is_inexact else cast(x, float32)
