"""Closed graphs: the bodies of loops and branches, as functions of numbered arguments."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from pellucid.core.spec import Spec
from pellucid.graph import Node, rebuild, toposort
from pellucid.graph.node import make
from pellucid.ops.source import Constant, Input, Iota, Source
from pellucid.ops.view import Reading

FRESH = count(1)


@dataclass(frozen=True)
class Closed:
    """`outputs` as a function of `inputs`; nothing else is read.

    Nodes are shared, so two that compute the same are equal, and can be keys.
    """

    inputs: tuple[Node, ...]
    outputs: tuple[Node, ...]

    def __call__(self, *arguments: Node) -> list[Node]:
        """The outputs for these arguments."""
        return rebuild(self.outputs, replaced=dict(zip(self.inputs, arguments, strict=True)))


def fresh(spec: Spec) -> Node:
    """An argument like no other, to trace with."""
    return make(Input(-next(FRESH), spec), (), spec, None)


def close(
    arguments: Sequence[Node], outputs: Sequence[Node], batches: Sequence[int | None] = ()
) -> tuple[Closed, list[Node]]:
    """`outputs` as a function of `arguments` and of what else they read; the nodes of that.

    What does not depend on the arguments stays outside, and is read through the same views inside.
    What is made of literals alone goes inside. `batches` are the axes of the arguments that count
    examples.
    """
    outside = outermost(arguments, outputs)
    known = [*arguments, *outside]
    axes = [*batches, *([None] * (len(known) - len(batches)))]
    inputs = tuple(
        make(Input(slot, x.spec, axis), (), x.spec, None)
        for slot, (x, axis) in enumerate(zip(known, axes, strict=True))
    )
    found = rebuild(outputs, untagged, dict(zip(known, inputs, strict=True)))
    return Closed(inputs, tuple(found)), outside


def untagged(node: Node) -> Node:
    """A node without the tag that told it apart while gradients were taken inside."""
    return node.inputs[0] if node.op.name == "tagged" else node


def outermost(arguments: Iterable[Node], outputs: Sequence[Node]) -> list[Node]:
    """The nodes below `outputs` that depend on data but on none of `arguments`, as far out as they
    go, views on top left aside.
    """
    known = set(arguments)
    inner = depending(outputs, known.__contains__)
    data = depending(outputs, is_data)
    found: dict[Node, None] = {}

    def read(node: Node) -> None:
        if node not in inner and node in data:
            while isinstance(node.op, Reading):
                (node,) = node.inputs
            found[node] = None

    for node in toposort(outputs, known):
        if node in inner:
            for child in node.inputs:
                read(child)
    for node in outputs:
        read(node)
    return list(found)


def is_data(node: Node) -> bool:
    """Is it a value from outside, not a literal?"""
    return isinstance(node.op, Source) and not isinstance(node.op, (Constant, Iota))


def depending(outputs: Iterable[Node], start: Callable[[Node], bool]) -> set[Node]:
    """The nodes of a graph that are, or depend on, one for which `start` holds."""
    found: set[Node] = set()
    for node in toposort(outputs):
        if start(node) or any(child in found for child in node.inputs):
            found.add(node)
    return found


def batch_of(spec: Spec) -> int | None:
    """The axis that counts examples in what changes from step to step: the first of several."""
    return 0 if len(spec.shape) > 1 else None
