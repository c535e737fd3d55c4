"""The parts a number is made of, on nodes: sign, real and imaginary part, and the numbers beside
it.
"""

import math

from pellucid.core.dtypes import DTYPES
from pellucid.core.errors import DTypeError
from pellucid.graph import Node, apply
from pellucid.graph.node import scalar
from pellucid.tensor.nodes.compose import Operand, as_node, broadcast, elementwise, operand_dtype
from pellucid.tensor.nodes.elementwise import add, equal, isnan, less, subtract, where


def conj(x: Node, /) -> Node:
    """The complex conjugate; a real number itself."""
    return apply("conj", x) if x.dtype.kind == "complex" else numeric("conj", x)


def real(x: Node, /) -> Node:
    """The real part."""
    return apply("real", x) if x.dtype.kind == "complex" else numeric("real", x)


def imag(x: Node, /) -> Node:
    """The imaginary part; 0 for a real number."""
    if x.dtype.kind == "complex":
        return apply("imag", x)
    return scalar(0, numeric("imag", x).dtype, x.shape)


def numeric(name: str, x: Node) -> Node:
    """x, unless it holds truth values."""
    if x.dtype.kind == "bool":
        raise DTypeError(f"{name} is not defined for bool", given=str(x.spec))
    return x


def copysign(x1: Operand, x2: Operand, /) -> Node:
    """The size of x1 with the sign of x2, of a zero or NaN too."""
    return elementwise("copysign", x1, x2, to_float=True)


def signbit(x: Node, /) -> Node:
    """Is the sign negative, of a zero or NaN too?"""
    if not x.dtype.is_float:
        raise DTypeError("signbit is defined for floats", given=str(x.spec), fix="compare with 0")
    return less(bits(x), 0)


def bits(x: Node) -> Node:
    """A float as the integer of the same bits."""
    return apply("bitcast", x, dtype=DTYPES[f"int{x.dtype.bits}"])


def nextafter(x1: Operand, x2: Operand, /) -> Node:
    """The next number after x1 on the way to x2."""
    dtype = operand_dtype("nextafter", x1, x2)
    if not dtype.is_float:
        raise DTypeError("nextafter is defined for floats", given=str(dtype))
    start, end = broadcast("nextafter", *(as_node(x, dtype) for x in (x1, x2)))
    place = bits(start)
    away = equal(less(start, end), less(0.0, start))  # from 0: the bits count distance from it
    moved = apply("bitcast", where(away, add(place, 1), subtract(place, 1)), dtype=dtype)
    one = apply("bitcast", scalar(1, place.dtype, start.shape), dtype=dtype)
    moved = where(equal(start, 0.0), apply("copysign", one, end), moved)
    moved = where(equal(start, end), end, moved)
    return where(apply("or", isnan(start), isnan(end)), math.nan, moved)
