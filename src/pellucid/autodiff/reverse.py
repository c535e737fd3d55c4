"""Reverse mode: walk the graph from the results to their inputs. What comes out is a graph, so it
differentiates again.
"""

from collections.abc import Iterable, Sequence

from pellucid.core.errors import DTypeError
from pellucid.graph import Node, apply, toposort
from pellucid.graph.node import scalar
from pellucid.ops.marks import Ruled

Parts = list[tuple[Node, Node | None]]  # gradients and whose they are


def gradients(y: Node, wrt: Sequence[Node], seed: Node | None = None) -> list[Node | None]:
    """Gradient of `y` for each node of `wrt`, as new nodes; None for one that `y` does not depend
    on.

    `seed` is the gradient of `y` itself; by default ones, of the sum of `y`. The gradient for a
    complex number a + ib of a real y is dy/da + i dy/db.
    """
    if not y.dtype.is_inexact or (seed is None and not y.dtype.is_float):
        raise DTypeError("gradients exist of floats only", given=str(y.spec))
    return pullback([y], [scalar(1.0, y.dtype, y.shape) if seed is None else seed], wrt)


def pullback(
    roots: Sequence[Node], seeds: Sequence[Node], wrt: Sequence[Node]
) -> list[Node | None]:
    """Gradient for each node of `wrt`, given the gradients of `roots`: the product of the seeds
    and the Jacobian. None where nothing depends on the node.
    """
    order = toposort(roots)
    depends = set(wrt)
    for node in order:
        if any(child in depends for child in node.inputs):
            depends.add(node)
    found: dict[Node, Node] = {}
    add_up(found, zip(roots, map(conjugate, seeds), strict=True))
    rules = Rules(order)
    targets = set(wrt)
    for node in reversed(order):
        if node not in depends or not node.inputs:
            continue
        g = found.get(node) if node in targets else found.pop(node, None)
        if isinstance(node.op, Ruled):
            parts = rules.parts(node, g)
        elif g is None:
            continue
        else:
            parts = zip(node.inputs, node.op.gradient(g, node, *node.inputs), strict=True)
        add_up(found, ((x, part) for x, part in parts if x in depends))
    return [conjugate(found[node]) if node in found else None for node in wrt]


def conjugate(g: Node) -> Node:
    """A gradient as users see it, or as the graph carries it (see `ops.complex_numbers`)."""
    return apply("conj", g) if g.dtype.kind == "complex" else g


def add_up(found: dict[Node, Node], parts: Iterable[tuple[Node, Node | None]]) -> None:
    """Add gradients to those of the same nodes."""
    for node, part in parts:
        if part is not None:
            found[node] = found[node] + part if node in found else part


class Rules:
    """Gradients of values that share a rule wait for one another: it is asked once, when the walk
    meets the last of them, which is the first in the order.
    """

    def __init__(self, order: Sequence[Node]) -> None:
        self.first: dict[object, Node] = {}
        self.waiting: dict[object, dict[int, Node]] = {}
        for node in order:
            if isinstance(node.op, Ruled):
                self.first.setdefault((node.op.rule, node.inputs), node)

    def parts(self, node: Node, g: Node | None) -> Parts:
        """The gradients that the rule of `node` gives, once nothing has to be waited for."""
        shared = (node.op.rule, node.inputs)
        waiting = self.waiting.setdefault(shared, {})
        if g is not None:
            waiting[node.op.place] = conjugate(g)
        if self.first[shared] is not node or not waiting:
            return []
        values = node.inputs[: node.op.count]
        given = [
            waiting[place] if place in waiting else scalar(0.0, x.dtype, x.shape)
            for place, x in enumerate(values)
        ]
        found = node.op.gradients(given, node.inputs)
        parts = (None if part is None else conjugate(part) for part in found)
        return list(zip(node.inputs, parts, strict=True))
