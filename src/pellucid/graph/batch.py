"""A graph for one example, written again for many."""

from collections.abc import Iterable, Mapping

from pellucid.core.provenance import made_for
from pellucid.graph.node import Node, repeated
from pellucid.graph.order import toposort


def batch(roots: Iterable[Node], arrays: Mapping[Node, Node], size: int) -> list[Node]:
    """`roots` for `size` examples, along a leading axis. `arrays` says which nodes stand for one
    example, and what holds all of them along its first axis.

    What does not depend on an example is computed once and read by all.
    """
    roots, done = list(roots), dict(arrays)
    for node in toposort(roots, done):
        mapped = tuple(x in done for x in node.inputs)
        if any(mapped):
            with made_for(node.line):
                inputs = (done.get(x, x) for x in node.inputs)
                done[node] = node.op.batched(size, mapped, *inputs)
    return [done[root] if root in done else repeated(root, size) for root in roots]
