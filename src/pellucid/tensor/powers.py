"""Powers of each element, on nodes."""

import math

from pellucid.core.dtypes import float32
from pellucid.core.errors import DTypeError
from pellucid.graph import Node, apply
from pellucid.graph.node import scalar
from pellucid.tensor.compose import Operand, as_node, broadcast, elementwise, operand_dtype
from pellucid.tensor.elementwise import add, equal, where

MOST_PRODUCTS = 64  # an integer to a larger power is left to NumPy


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


def hypot(x1: Operand, x2: Operand, /) -> Node:
    """sqrt(x1 x1 + x2 x2), without overflow or underflow on the way."""
    dtype = operand_dtype("hypot", x1, x2)
    refuse_complex("hypot", x1, x2)
    dtype = dtype if dtype.is_float else float32
    a, b = (apply("abs", x) for x in broadcast("hypot", *(as_node(x, dtype) for x in (x1, x2))))
    large, small = apply("maximum", a, b), apply("minimum", a, b)
    none = equal(large, 0)
    ratio = where(none, 0.0, small / where(none, 1.0, large))
    found = large * apply("sqrt", ratio * ratio + 1.0)
    infinite = apply("or", equal(a, math.inf), equal(b, math.inf))
    return where(infinite, math.inf, found)


def logaddexp(x1: Operand, x2: Operand, /) -> Node:
    """log(exp(x1) + exp(x2)), without overflow."""
    refuse_complex("logaddexp", x1, x2)
    large = elementwise("maximum", x1, x2, asked="logaddexp", to_float=True)
    small = elementwise("minimum", x1, x2, asked="logaddexp", to_float=True)
    found = large + apply("log1p", apply("exp", small - large))
    return where(equal(apply("abs", large), math.inf), large, found)


def refuse_complex(name: str, *operands: Operand) -> None:
    """Raise for complex numbers."""
    dtype = operand_dtype(name, *operands)
    if dtype.kind == "complex":
        raise DTypeError(f"{name} is not defined for {dtype}", given=str(dtype))
