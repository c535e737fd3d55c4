"""Walking a graph, and building it again with parts replaced."""

from collections.abc import Callable, Container, Iterable, Mapping

from pellucid.core.provenance import made_for_each
from pellucid.graph.node import Node, make


def toposort(roots: Iterable[Node], known: Container[Node] = ()) -> list[Node]:
    """All nodes at and below `roots`, inputs before users; those in `known`, and what only they
    need, left out.
    """
    order: list[Node] = []
    seen: set[Node] = set()
    stack: list[Node | None] = [*reversed(list(roots))]
    while stack:
        node = stack.pop()
        if node is None:  # the one below has all its inputs
            order.append(stack.pop())  # type: ignore[bad-argument-type]
        elif node not in seen and node not in known:
            seen.add(node)
            if node.inputs:
                stack += (node, None)
                stack += [child for child in reversed(node.inputs) if child not in seen]
            else:
                order.append(node)
    return order


def users(order: Iterable[Node]) -> dict[Node, list[Node]]:
    """For each node of `order`, the nodes that read it."""
    found: dict[Node, list[Node]] = {}
    for node in order:
        found.setdefault(node, [])
        for child in dict.fromkeys(node.inputs):
            found.setdefault(child, []).append(node)
    return found


def with_inputs(node: Node, inputs: tuple[Node, ...]) -> Node:
    """`node` reading other inputs of the same specs."""
    for new, old in zip(inputs, node.inputs, strict=True):
        if new is not old:
            return make(node.op, inputs, node.spec, node.line)
    return node


def rebuild(
    roots: Iterable[Node],
    change: Callable[[Node], Node] = lambda node: node,
    replaced: Mapping[Node, Node] | None = None,
) -> list[Node]:
    """`roots` with `change` applied to every node from the leaves up, starting from `replaced`.

    What `change` makes of a node comes from the user's line that the node comes from.
    """
    roots = list(roots)
    done: dict[Node, Node] = dict(replaced or {})
    with made_for_each() as comes_from:
        for node in toposort(roots, done):
            comes_from(node.line)
            inputs = tuple([done[child] for child in node.inputs])
            done[node] = change(with_inputs(node, inputs))
    return [done[root] for root in roots]
