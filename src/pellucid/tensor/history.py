"""What the results of a captured function were computed from, for gradients that are asked for
outside it.

A call keeps what it was given. When a gradient is wanted through one of its results, the graph of
the function is put in the place of that result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import ref

import numpy as np

from pellucid.graph import Node, rebuild, toposort
from pellucid.graph.node import node as make_node
from pellucid.ops.source import Data
from pellucid.runtime.capture import Capture
from pellucid.runtime.storage import Storage
from pellucid.tensor.gradient_leaves import LEAVES
from pellucid.tensor.tensor import Tensor

KEPT_BYTES = 4096  # of state that is overwritten, but not learned, a copy is made if it is small


@dataclass(frozen=True)
class History:
    """The `outputs` of a captured function in terms of its `inputs`: the arguments, then what the
    tensors `held` had in them, of which those in `overwritten` get new values.
    """

    inputs: tuple[Node, ...]
    outputs: tuple[Node, ...]
    held: tuple[Any, ...]
    overwritten: frozenset[Any]
    learns: bool  # does a result depend on a parameter?
    places: tuple[int, ...]  # of the results that can have a gradient

    def call(self, arguments: Sequence[Any], given: Sequence[Storage]) -> "Call | None":
        """What is kept of a call that is about to be made and recorded; None if nobody can want a
        gradient.
        """
        wanted = [type(x) is not np.ndarray and x.requires_grad for x in arguments]
        if not (self.learns or True in wanted):
            return None
        sources: Sequence[Node | Storage] = given
        if True in wanted:
            sources = [x.node if w else s for x, s, w in zip(arguments, given, wanted, strict=True)]
        values = [x.value for x in self.held if x.graph is not None and x.value is not None]
        if self.overwritten or len(values) < len(self.held):
            values = [self.value(x) for x in self.held]
        return Call(self, (*sources, *values))

    def value(self, x: Any) -> Storage:
        """What a tensor has in it, now and after the call."""
        if self.overwritten and x in self.overwritten:
            return x.storage().copy()
        if x.graph is None:
            _ = x.node  # who overwrites the value later knows by its graph that it is still read
        return x.value or x.storage()


def history_of(capture: Capture, arguments: int, outputs: Sequence[Tensor]) -> History | None:
    """The history of the results of a capture with so many arguments, unless the function
    overwrites what a gradient would need.
    """
    nodes = [x.node for x in outputs]
    read = set(toposort(nodes))
    overwritten = frozenset(x for x in capture.updated if capture.inputs[capture.held[x]] in read)
    if any(map(is_lost, overwritten)) or not any(x.dtype.is_inexact for x in outputs):
        return None
    held = tuple(x for x, slot in capture.held.items() if capture.inputs[slot] in read)
    slots = [*range(arguments), *(capture.held[x] for x in held)]
    inputs = tuple(capture.inputs[slot] for slot in slots)
    learns = any(x.requires_grad for x in outputs)
    places = tuple(place for place, x in enumerate(outputs) if x.dtype.is_inexact)
    return History(inputs, tuple(nodes), held, overwritten, learns, places)


def is_lost(x: Any) -> bool:
    """Is the value of a tensor gone once it is overwritten?"""
    return x.requires_grad or x.storage().spec.nbytes > KEPT_BYTES


class Call:
    """One call of a captured function: its history, and a node or a value for each input."""

    def __init__(self, history: History, sources: Sequence[Node | Storage]) -> None:
        self.history, self.sources = history, sources
        self.nodes: list[Node] = []

    def node(self, place: int) -> Node:
        """The graph of a result."""
        if not self.nodes:
            holders = (*[None] * (len(self.sources) - len(self.history.held)), *self.history.held)
            given = map(node_of, self.sources, holders)
            replaced = dict(zip(self.history.inputs, given, strict=True))
            self.nodes = rebuild(self.history.outputs, replaced=replaced)
        return self.nodes[place]

    def follow(self, results: Sequence[Tensor]) -> None:
        """Let gradients go on through the results."""
        for place in self.history.places:
            x = results[place]
            x.is_leaf, x.requires_grad, x.origin = False, True, partial(self.node, place)


def node_of(source: Node | Storage, holder: Tensor | None) -> Node:
    """The node of a source, which stands for a tensor if that held it."""
    if isinstance(source, Node):
        return source
    is_state = holder is not None and holder.is_state
    found = make_node(Data(source, source.spec, is_state))
    if holder is not None and holder.is_leaf and holder.requires_grad:
        LEAVES[found] = ref(holder)
    return found
