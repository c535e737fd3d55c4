"""Which nodes are those of tensors that require a gradient, and which are results of captured
functions, through which gradients go on.
"""

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary, ref

from pellucid.graph import Node, rebuild, toposort

LEAVES: WeakKeyDictionary[Node, "ref[Any]"] = WeakKeyDictionary()  # whose gradient a node's is
ORIGINS: WeakKeyDictionary[Node, Callable[[], Node]] = WeakKeyDictionary()  # the graph of a result
TAGS = count()


def leaves_below(nodes: Iterable[Node]) -> list[tuple[Node, Any]]:
    """The tensors that require a gradient and that the nodes were computed from, with their
    nodes.
    """
    held = [(node, LEAVES[node]()) for node in toposort(nodes) if node in LEAVES]
    return [(node, leaf) for node, leaf in held if leaf is not None and leaf.requires_grad]


def traced_back(root: Node) -> Node:
    """`root` with the results of captured functions below it replaced by their graphs."""
    while found := {node: ORIGINS[node]() for node in toposort([root]) if node in ORIGINS}:
        (root,) = rebuild([root], replaced=found)
    return root


def is_tracked(nodes: Iterable[Node]) -> bool:
    """Can gradients go on from the nodes to a tensor that requires one?"""
    nodes = list(nodes)
    return bool(leaves_below(nodes)) or any(node in ORIGINS for node in toposort(nodes))
