"""Functions of the bits of each element, on nodes."""

from pellucid.graph import Node, apply
from pellucid.tensor.nodes.compose import Operand, elementwise


def bitwise_and(x1: Operand, x2: Operand, /) -> Node:
    """Both, bit by bit."""
    return elementwise("and", x1, x2, asked="bitwise_and")


def bitwise_or(x1: Operand, x2: Operand, /) -> Node:
    """Either, bit by bit."""
    return elementwise("or", x1, x2, asked="bitwise_or")


def bitwise_xor(x1: Operand, x2: Operand, /) -> Node:
    """Just one, bit by bit."""
    return elementwise("xor", x1, x2, asked="bitwise_xor")


def bitwise_invert(x: Node, /) -> Node:
    """The opposite, bit by bit."""
    return apply("not", x)


def bitwise_left_shift(x1: Operand, x2: Operand, /) -> Node:
    """x1 times 2 to the power x2."""
    return elementwise("shift_left", x1, x2, asked="bitwise_left_shift")


def bitwise_right_shift(x1: Operand, x2: Operand, /) -> Node:
    """x1 divided by 2 to the power x2, rounded down."""
    return elementwise("shift_right", x1, x2, asked="bitwise_right_shift")
