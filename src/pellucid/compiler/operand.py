"""An operand of a contraction: where its elements lie as its labels count, and what guards them."""

from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.layout import Layouts
from pellucid.compiler.reading import Guard, base_of, offset, strides
from pellucid.graph import Node
from pellucid.ops.contraction import Contract
from pellucid.ops.view import Pad, Reading


class Operand:
    """One operand of a contraction: where its elements lie, as a function of the labels."""

    def __init__(self, node: Node, labels: str, layouts: Layouts) -> None:
        self.node, self.labels, self.layouts = node, labels, layouts
        self.symbols = {
            c: Symbol(c, 0, max(n - 1, 0)) for c, n in zip(labels, node.shape, strict=True)
        }
        index = [variable(self.symbols[c]) for c in labels]
        self.base, place, self.guards = base_of(node, index)
        self.place = place
        self.offset = offset(place, strides(self.base.shape, layouts.order(self.base)))

    def stride(self, label: str) -> int | None:
        """Elements between neighbours along a label: None where that is no constant."""
        return step_of(self.offset, self.symbols[label]) if label in self.symbols else 0

    def of(self, node: Node) -> "Operand":
        """Another node in this one's place."""
        return Operand(node, self.labels, self.layouts)

    def guarded(self, label: str) -> bool:
        """Does the label decide whether an element is there at all?"""
        return any(mentions(expression, self.symbols.get(label)) for expression, _ in self.guards)


def mentions(expression: Affine, symbol: Symbol | None) -> bool:
    """Does the expression depend on the symbol?"""
    return any(found is symbol for found in expression.symbols())


def step_of(expression: Affine, symbol: Symbol) -> int | None:
    """The coefficient of the symbol: None when it also stands inside a quotient or remainder."""
    rest = Affine(0, {s: c for s, c in expression.terms.items() if s is not symbol})
    return None if mentions(rest, symbol) else expression.coefficient(symbol)


def only_summed(x: Operand, op: Contract) -> bool:
    """Can every guard be a bound of the loop over one summed label? What it leaves out must be
    zeros.
    """
    return is_padded_with_zeros(x.node) and all(
        bounding_label(guard, x, op) is not None for guard in x.guards
    )


def is_padded_with_zeros(node: Node) -> bool:
    """Is every padding in the views on top of `node` one of zeros?"""
    while isinstance(node.op, Reading):
        if isinstance(node.op, Pad) and node.op.value != 0:
            return False
        node = node.inputs[0]
    return True


def bounding_label(guard: Guard, x: Operand, op: Contract) -> str | None:
    """The one summed label whose loop the guard bounds, if it does, with a step of 1."""
    expression, _ = guard
    if any(not isinstance(s, Symbol) for s in expression.terms):
        return None
    labels = [c for c, s in x.symbols.items() if s in expression.terms]
    summed = [c for c in labels if c not in op.out]
    if len(summed) != 1 or abs(expression.coefficient(x.symbols[summed[0]])) != 1:
        return None
    return summed[0]
