"""Reverse mode: walk the graph from the result to its inputs. What comes out is a graph, so it
differentiates again.
"""

from collections.abc import Sequence

from pellucid.core.errors import DTypeError
from pellucid.core.provenance import Line, made_for, user_frame_line
from pellucid.graph import Node, toposort
from pellucid.graph.node import scalar


def gradients(y: Node, wrt: Sequence[Node], seed: Node | None = None) -> list[Node | None]:
    """Gradient of `y` for each node of `wrt`, as new nodes; None for one that `y` does not depend
    on.

    `seed` is the gradient of `y` itself; by default ones, of the sum of `y`.
    """
    if not y.dtype.is_float:
        raise DTypeError("gradients exist of floats only", given=str(y.spec))
    order = toposort([y])
    depends = set(wrt)
    for node in order:
        if any(child in depends for child in node.inputs):
            depends.add(node)
    found = {y: scalar(1.0, y.dtype, y.shape) if seed is None else seed}
    targets = set(wrt)
    asked = user_frame_line()
    for node in reversed(order):
        if node not in found or node not in depends or not node.inputs:
            continue
        with made_for(line_of_gradient(node, asked)):
            g = found[node] if node in targets else found.pop(node)
            parts = node.op.gradient(g, node, *node.inputs)
            for child, part in zip(node.inputs, parts, strict=True):
                if part is not None and child in depends:
                    found[child] = found[child] + part if child in found else part
    return [found.get(node) for node in wrt]


def line_of_gradient(node: Node, asked: Line | None) -> Line | None:
    """The line from which gradients were asked, with that on which stands what one is of."""
    return node.line if asked is None else asked._replace(gradient_of=node.line)
