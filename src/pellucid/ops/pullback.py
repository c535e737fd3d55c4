"""Reverse mode: walk a graph from results to what they were computed from, asking each operation
for its gradient. What comes out is a graph, so it differentiates again.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from pellucid.core.provenance import Line, made_for, user_frame_line
from pellucid.graph import Node, Part, apply, toposort
from pellucid.graph.node import scalar
from pellucid.ops.marks import Ruled

Parts = list[tuple[Node, Node | None]]  # gradients and whose they are


def pullback(
    roots: Sequence[Node], seeds: Sequence[Node], wrt: Sequence[Node]
) -> list[Node | None]:
    """Gradient for each node of `wrt`, given the gradients of `roots`: the product of the seeds
    and the Jacobian. None where nothing depends on the node.

    An operation that makes several values is asked once, with a list of the gradients of its parts.
    """
    order = toposort(roots)
    depends = set(wrt)
    for node in order:
        if any(child in depends for child in node.inputs):
            depends.add(node)
    found: dict[Node, Node] = {}
    add_up(found, zip(roots, map(conjugate, seeds), strict=True))
    bundles: dict[Node, list[Node | None]] = {}
    rules = Rules(order)
    targets = set(wrt)
    asked = user_frame_line()
    for node in reversed(order):
        if node not in depends or not node.inputs:
            continue
        g = found.get(node) if node in targets else found.pop(node, None)
        with made_for(line_of_gradient(node, asked)):
            if isinstance(node.op, Ruled):
                parts = rules.parts(node, g)
            elif g is None and node not in bundles:
                continue
            elif isinstance(node.op, Part):
                (bundle,) = node.inputs
                if bundle not in bundles:
                    bundles[bundle] = [None for _ in bundle.spec.parts]
                bundles[bundle][node.op.index] = g
                continue
            else:
                own: Any = bundles.pop(node, g)
                parts = zip(node.inputs, node.op.gradient(own, node, *node.inputs), strict=True)
            add_up(found, ((x, part) for x, part in parts if x in depends))
    return [conjugate(found[node]) if node in found else None for node in wrt]


def conjugate(g: Node) -> Node:
    """A gradient as users see it, or as the graph carries it (see `ops.complex_numbers`)."""
    return apply("conj", g) if g.dtype.kind == "complex" else g


def line_of_gradient(node: Node, asked: Line | None) -> Line | None:
    """The line from which gradients were asked, with that on which stands what one is of."""
    return node.line if asked is None else asked._replace(gradient_of=node.line)


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
