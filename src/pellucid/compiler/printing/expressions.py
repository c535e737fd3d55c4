"""Expressions as text: indices, conditions, elements; with no more brackets than are needed."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pellucid.compiler.index import Affine, Derived
from pellucid.compiler.reading import Guard
from pellucid.graph import Node
from pellucid.ops.arithmetic import Cast
from pellucid.ops.bits import Bitcast

ATOM, UNARY = 9, 8
SIGNS = {
    "multiply": ("*", 7),
    "divide": ("/", 7),
    "floor_divide": ("//", 7),
    "remainder": ("%", 7),
    "add": ("+", 6),
    "subtract": ("-", 6),
    "shift_left": ("<<", 5),
    "shift_right": (">>", 5),
    "and": ("&", 4),
    "xor": ("^", 3),
    "or": ("|", 2),
    "equal": ("==", 1),
    "not_equal": ("!=", 1),
    "less": ("<", 1),
    "less_equal": ("<=", 1),
    "greater": (">", 1),
    "greater_equal": (">=", 1),
}
SHORT = {"maximum": "max", "minimum": "min"}


class Term(NamedTuple):
    """An expression, and how tightly its outermost sign binds."""

    text: str
    strength: int = ATOM

    def beside(self, strength: int) -> str:
        """The text as an operand of a sign of the given strength."""
        return self.text if self.strength >= strength else f"({self.text})"


def applied(node: Node, operands: Sequence[Term]) -> Term:
    """An elementwise operation of expressions."""
    op = node.op
    if op.name in SIGNS:
        sign, strength = SIGNS[op.name]
        a, b = operands
        return Term(f"{a.beside(strength)} {sign} {b.beside(strength + 1)}", strength)
    if op.name == "negative":
        return Term(f"-{operands[0].beside(UNARY)}", UNARY)
    arguments = ", ".join(x.text for x in operands)
    if isinstance(op, Cast):
        return Term(f"{op.dtype.short}({arguments})")
    if isinstance(op, Bitcast):
        return Term(f"bits_as_{op.dtype.short}({arguments})")
    return Term(f"{SHORT.get(op.name, op.name)}({arguments})")


def index_term(index: Affine) -> Term:
    """An index expression as an operand of other signs."""
    if len(index.terms) + bool(index.constant) > 1:
        return Term(index_text(index), 6)
    factors = list(index.terms.values())
    return Term(index_text(index), 7 if factors and factors[0] != 1 else ATOM)


def index_text(index: Affine) -> str:
    """An index expression, the longest steps first: `64*j + i - 1`."""
    index = index.resolved()
    terms = sorted(index.terms.items(), key=lambda term: -abs(term[1]))
    text = ""
    for symbol, factor in terms:
        name = symbol.name
        if isinstance(symbol, Derived):
            inside = index_term(symbol.expression).beside(7)
            name = f"({inside} {symbol.operator} {symbol.divisor})"
        part = name if abs(factor) == 1 else f"{abs(factor)}*{name}"
        text += signed(part, factor < 0, not text)
    if index.constant or not text:
        text += signed(str(abs(index.constant)), index.constant < 0, not text)
    return text


def signed(part: str, minus: bool, first: bool) -> str:
    """A part of a sum with its sign."""
    if first:
        return f"-{part}" if minus else part
    return f" - {part}" if minus else f" + {part}"


def all_of(guards: Iterable[Guard]) -> str:
    """Conditions joined by "and"; nothing when they always hold."""
    return " and ".join(dict.fromkeys(text for text in map(guard_text, guards) if text))


def guard_text(guard: Guard) -> str:
    """A condition 0 <= index < size, without the half that always holds; nothing when both do."""
    index, size = guard
    low, high = index.range()
    text = index_text(index)
    if low >= 0 and high < size:
        return ""
    if size == 1 and low >= 0:
        return f"{text} == 0"
    return f"{'0 <= ' if low < 0 else ''}{text}{f' < {size}' if high >= size else ''}"
