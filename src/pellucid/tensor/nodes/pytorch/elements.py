"""PyTorch's functions of each element."""

import math

from pellucid.core.dtypes import float32
from pellucid.core.errors import ArgumentError
from pellucid.graph import Node
from pellucid.tensor.nodes.compose import Operand, as_node, broadcast, cast, operand_dtype
from pellucid.tensor.nodes.elementwise import (
    abs as size,
    add as plus,
    astype,
    clip,
    divide,
    equal,
    erf,
    exp,
    floor_divide,
    isfinite,
    isinf,
    isnan,
    less,
    less_equal,
    log,
    logical_and,
    logical_or,
    multiply,
    pow,
    sign,
    sin,
    subtract,
    to_float,
    trunc,
    where,
)
from pellucid.tensor.nodes.pairs import logaddexp
from pellucid.tensor.nodes.parts import numeric
from pellucid.tensor.nodes.statistics import all as all_along

DEGREES = 180.0 / math.pi
ROUNDINGS = {None: divide, "floor": floor_divide}


def node(x: Operand) -> Node:
    """A number as a node; a node as it is."""
    return x if isinstance(x, Node) else as_node(x, operand_dtype("asarray", x))


def div(x1: Operand, x2: Operand, /, *, rounding_mode: str | None = None) -> Node:
    """x1 / x2; rounded down with "floor", towards 0 with "trunc"."""
    if rounding_mode == "trunc":
        found = trunc(divide(x1, x2))
        dtype = operand_dtype("div", x1, x2)
        return cast(found, dtype) if dtype.is_integer else found
    if rounding_mode not in ROUNDINGS:
        raise ArgumentError(
            f"div: there is no rounding_mode {rounding_mode!r}", fix="use None, 'floor' or 'trunc'"
        )
    return ROUNDINGS[rounding_mode](x1, x2)


def sub(x1: Operand, x2: Operand, /, *, alpha: float = 1) -> Node:
    """x1 - alpha x2."""
    return subtract(x1, x2 if alpha == 1 else multiply(x2, alpha))


def add(x1: Operand, x2: Operand, /, *, alpha: float = 1) -> Node:
    """x1 + alpha x2."""
    return plus(x1, x2 if alpha == 1 else multiply(x2, alpha))


def addcmul(x: Node, x1: Operand, x2: Operand, /, *, value: float = 1) -> Node:
    """x + value x1 x2."""
    return add(x, multiply(x1, x2), alpha=value)


def addcdiv(x: Node, x1: Operand, x2: Operand, /, *, value: float = 1) -> Node:
    """x + value x1 / x2."""
    return add(x, divide(x1, x2), alpha=value)


def lerp(start: Node, end: Operand, /, weight: Operand) -> Node:
    """start + weight (end - start)."""
    return add(start, multiply(weight, subtract(end, start)))


def fmod(x1: Operand, x2: Operand, /) -> Node:
    """What is left of x1 after whole multiples of x2; it has the sign of x1."""
    return subtract(x1, multiply(x2, div(x1, x2, rounding_mode="trunc")))


def frac(x: Node, /) -> Node:
    """What stands behind the point."""
    return subtract(x, trunc(x))


def exp2(x: Node, /) -> Node:
    """2 to the power x."""
    return exp(to_float(x) * math.log(2))


def erfc(x: Node, /) -> Node:
    """1 - erf(x); digits of small results are lost."""
    return 1.0 - erf(to_float(x))


def logit(x: Node, /, eps: float | None = None) -> Node:
    """log(x / (1 - x)), of x kept `eps` away from 0 and 1."""
    p = to_float(x) if eps is None else clip(to_float(x), eps, 1 - eps)
    return log(p / (1.0 - p))


def sinc(x: Node, /) -> Node:
    """sin(pi x) / (pi x), 1 at 0."""
    turned = to_float(x) * math.pi
    safe = where(equal(turned, 0), 1.0, turned)
    return where(equal(turned, 0), 1.0, divide(sin(safe), safe))


def xlogy(x: Operand, y: Operand, /) -> Node:
    """x log(y), 0 where x is 0."""
    safe = where(equal(x, 0), 1.0, to_float(node(y)))
    return where(logical_and(equal(x, 0), less_equal(0, node(y))), 0.0, multiply(x, log(safe)))


def logaddexp2(x1: Node, x2: Node, /) -> Node:
    """log2(2**x1 + 2**x2)."""
    two = math.log(2)
    return logaddexp(multiply(x1, two), multiply(x2, two)) / two


def ldexp(x: Node, other: Operand, /) -> Node:
    """x times 2 to the power `other`."""
    return multiply(to_float(x), pow(2.0, astype(node(other), float32)))


def float_power(x: Operand, exponent: Operand, /) -> Node:
    """x to a power, in float64."""
    return pow(cast(node(x), "float64"), exponent)


def nan_to_num(
    x: Node, /, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> Node:
    """x with NaN and infinities replaced: by 0, the largest and the lowest number by default."""
    if not x.dtype.is_inexact:
        return x
    high = x.dtype.highest if posinf is None else posinf
    low = x.dtype.lowest if neginf is None else neginf
    finite = where(isinf(x), where(less(x, 0), low, high), x)  # type: ignore[arg-type]
    return where(isnan(x), nan, finite)


def heaviside(x: Node, values: Operand, /) -> Node:
    """0 below 0, 1 above, `values` at 0."""
    return where(equal(x, 0), cast(node(values), x.dtype), cast(less(0, x), x.dtype))


def deg2rad(x: Node, /) -> Node:
    """Degrees as radians."""
    return to_float(x) * (1 / DEGREES)


def rad2deg(x: Node, /) -> Node:
    """Radians as degrees."""
    return to_float(x) * DEGREES


def sgn(x: Node, /) -> Node:
    """The sign: -1, 0 or 1."""
    return sign(numeric("sgn", x))


def isclose(
    x1: Operand,
    x2: Operand,
    /,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    equal_nan: bool = False,
) -> Node:
    """Is |x1 - x2| at most atol + rtol |x2|? Equal infinities are close."""
    a, b = broadcast("isclose", to_float(node(x1)), to_float(node(x2)))
    near = less_equal(size(subtract(a, b)), size(b) * rtol + atol)
    found = logical_or(equal(a, b), logical_and(near, isfinite(b)))
    return logical_or(found, logical_and(isnan(a), isnan(b))) if equal_nan else found


def allclose(
    x1: Operand,
    x2: Operand,
    /,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    equal_nan: bool = False,
) -> Node:
    """Are all elements close, as `isclose` says?"""
    return all_along(isclose(x1, x2, rtol, atol, equal_nan))


def isposinf(x: Node, /) -> Node:
    """Is it infinity?"""
    return logical_and(isinf(x), less(0, x))


def isneginf(x: Node, /) -> Node:
    """Is it minus infinity?"""
    return logical_and(isinf(x), less(x, 0))


def fmax(x1: Operand, x2: Operand, /) -> Node:
    """The larger of two; a number wins against NaN."""
    a, b = node(x1), node(x2)
    return where(logical_or(isnan(b), less_equal(b, a)), a, b)


def fmin(x1: Operand, x2: Operand, /) -> Node:
    """The smaller of two; a number wins against NaN."""
    a, b = node(x1), node(x2)
    return where(logical_or(isnan(b), less_equal(a, b)), a, b)
