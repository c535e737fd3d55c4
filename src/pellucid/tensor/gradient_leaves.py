"""Which nodes are those of tensors that require a gradient."""

from collections.abc import Iterable
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary, ref

from pellucid.graph import Node, toposort

LEAVES: WeakKeyDictionary[Node, "ref[Any]"] = WeakKeyDictionary()  # whose gradient a node's is
TAGS = count()


def leaves_below(nodes: Iterable[Node]) -> list[tuple[Node, Any]]:
    """The tensors that require a gradient and that the nodes were computed from, with their
    nodes.
    """
    held = [(node, LEAVES[node]()) for node in toposort(nodes) if node in LEAVES]
    return [(node, leaf) for node, leaf in held if leaf is not None and leaf.requires_grad]
