"""A graph computed in NumPy, node by node, from the definitions of its operations."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from pellucid.graph.node import Node
from pellucid.graph.order import toposort


def evaluate(roots: Iterable[Node], given: Mapping[Node, Any]) -> list[Any]:
    """The values of `roots`; `given` holds those of the inputs.

    The value of a node is an array; of one that makes several values, a tuple of arrays.
    """
    roots = list(roots)
    values = every_value(roots, given)
    return [values[root] for root in roots]


def every_value(roots: Iterable[Node], given: Mapping[Node, Any]) -> dict[Node, Any]:
    """The values of `roots` and of every node below them."""
    values = dict(given)
    with np.errstate(all="ignore"):
        for node in toposort(roots, values):
            found = node.op.reference(*(values[child] for child in node.inputs))
            values[node] = found if node.spec.parts else np.asarray(found)
    return values
