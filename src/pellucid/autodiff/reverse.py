"""Reverse mode: walk the graph from the result to its inputs. What comes out is a graph, so it
differentiates again.
"""

from collections.abc import Sequence

from pellucid.core.errors import DTypeError
from pellucid.graph import Node, apply, toposort
from pellucid.graph.node import scalar


def gradients(y: Node, wrt: Sequence[Node], seed: Node | None = None) -> list[Node | None]:
    """Gradient of `y` for each node of `wrt`, as new nodes; None for one that `y` does not depend
    on.

    `seed` is the gradient of `y` itself; by default ones, of the sum of `y`. The gradient for a
    complex number a + ib of a real y is dy/da + i dy/db.
    """
    if not y.dtype.is_inexact or (seed is None and not y.dtype.is_float):
        raise DTypeError("gradients exist of floats only", given=str(y.spec))
    order = toposort([y])
    depends = set(wrt)
    for node in order:
        if any(child in depends for child in node.inputs):
            depends.add(node)
    found = {y: scalar(1.0, y.dtype, y.shape) if seed is None else conjugate(seed)}
    targets = set(wrt)
    for node in reversed(order):
        if node not in found or node not in depends or not node.inputs:
            continue
        g = found[node] if node in targets else found.pop(node)
        for child, part in zip(node.inputs, node.op.gradient(g, node, *node.inputs), strict=True):
            if part is not None and child in depends:
                found[child] = found[child] + part if child in found else part
    return [conjugate(found[node]) if node in found else None for node in wrt]


def conjugate(g: Node) -> Node:
    """A gradient as users see it, or as the graph carries it (see `ops.complex_numbers`)."""
    return apply("conj", g) if g.dtype.kind == "complex" else g
