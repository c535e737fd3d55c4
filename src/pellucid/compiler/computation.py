"""What is compiled: a graph with named arguments and results."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pellucid.graph import Node, rebuild, show


@dataclass(frozen=True)
class Computation:
    """A graph to be run many times.

    `inputs` are its arguments, in the order of their slots. `updates` holds, for each of `outputs`,
    the slot of the argument it overwrites, or None for a result of its own.
    """

    inputs: tuple[Node, ...]
    outputs: tuple[Node, ...]
    updates: tuple[int | None, ...]

    def with_outputs(self, outputs: Sequence[Node]) -> "Computation":
        """The same arguments and updates, of another graph."""
        return replace(self, outputs=tuple(outputs))

    def rewritten(self, change: Callable[[Node], Node]) -> "Computation":
        """The computation with `change` applied to every node, from the leaves up."""
        return self.with_outputs(rebuild(self.outputs, change))

    def __str__(self) -> str:
        return show(self.outputs)
