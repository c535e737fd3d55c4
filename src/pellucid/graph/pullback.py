"""Reverse mode: gradients carried from results back to what they were computed from. What comes out
is a graph, so it differentiates again.
"""

from collections.abc import Sequence

from pellucid.graph.node import Node
from pellucid.graph.order import toposort
from pellucid.graph.parts import Part

Parts = list[Node | None]


def pullback(
    results: Sequence[Node], seeds: Sequence[Node], wrt: Sequence[Node]
) -> list[Node | None]:
    """The gradient for each node of `wrt`, given those of `results`; None where nothing depends on
    it.

    An operation that makes several values is asked once, with a list of the gradients of its parts.
    """
    order = toposort(results)
    depends = set(wrt)
    for node in order:
        if any(child in depends for child in node.inputs):
            depends.add(node)
    targets = set(wrt)
    found: dict[Node, Node] = {}
    bundles: dict[Node, Parts] = {}
    for result, seed in zip(results, seeds, strict=True):
        found[result] = found[result] + seed if result in found else seed
    for node in reversed(order):
        if node not in depends or not node.inputs:
            continue
        g: Node | Parts | None = bundles.pop(node, None) or found.get(node)
        if g is None:
            continue
        if node not in targets:
            found.pop(node, None)
        if isinstance(node.op, Part):
            (bundle,) = node.inputs
            own = bundles.setdefault(bundle, [None] * len(bundle.spec.parts))
            own[node.op.index] = g
            continue
        for child, part in zip(node.inputs, node.op.gradient(g, node, *node.inputs), strict=True):
            if part is not None and child in depends:
                found[child] = found[child] + part if child in found else part
    return [found.get(node) for node in wrt]
