"""Functions of two floats that would overflow on the way, on nodes."""

import math

from pellucid.core.dtypes import float32
from pellucid.core.errors import DTypeError
from pellucid.graph import Node, apply
from pellucid.tensor.compose import Operand, as_node, broadcast, elementwise, operand_dtype
from pellucid.tensor.elementwise import equal, where


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
