"""Functions of two floats that would overflow on the way, on nodes."""

import math

from pellucid.core.dtypes import float32
from pellucid.core.errors import DTypeError
from pellucid.graph import Node, apply
from pellucid.tensor.nodes.compose import Operand, as_node, broadcast, operand_dtype
from pellucid.tensor.nodes.elementwise import equal, greater, root, stop_gradient, where


def hypot(x1: Operand, x2: Operand, /) -> Node:
    """sqrt(x1 x1 + x2 x2), without overflow or underflow on the way."""
    dtype = operand_dtype("hypot", x1, x2)
    refuse_complex("hypot", x1, x2)
    dtype = dtype if dtype.is_float else float32
    x, y = broadcast("hypot", as_node(x1, dtype), as_node(x2, dtype))
    a, b = apply("abs", x), apply("abs", y)
    infinite = apply("or", equal(a, math.inf), equal(b, math.inf))
    large = stop_gradient(apply("maximum", a, b))  # of what it scales, nothing depends on it
    scale = where(apply("or", equal(large, 0), infinite), 1.0, large)
    across, up = x / scale, y / scale
    return where(infinite, math.inf, scale * root(across * across + up * up))


def logaddexp(x1: Operand, x2: Operand, /) -> Node:
    """log(exp(x1) + exp(x2)), without overflow."""
    refuse_complex("logaddexp", x1, x2)
    dtype = operand_dtype("logaddexp", x1, x2)
    dtype = dtype if dtype.is_float else float32
    x, y = broadcast("logaddexp", as_node(x1, dtype), as_node(x2, dtype))
    first = greater(x, y)
    large, small = where(first, x, y), where(first, y, x)
    alike = apply("and", equal(x, y), equal(apply("abs", large), math.inf))  # inf - inf: no number
    return large + apply("softplus", where(alike, -math.inf, small - large))


def refuse_complex(name: str, *operands: Operand) -> None:
    """Raise for complex numbers."""
    dtype = operand_dtype(name, *operands)
    if dtype.kind == "complex":
        raise DTypeError(f"{name} is not defined for {dtype}", given=str(dtype))
