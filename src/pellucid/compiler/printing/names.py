"""One name for each value of a schedule, the same at every level that is printed."""

from collections.abc import Sequence

from pellucid.compiler.computation import Computation
from pellucid.compiler.schedule import Schedule
from pellucid.graph import Node
from pellucid.graph.show import names_of

AXES = "ijklmnopqrstuvw"


def argument_names(computation: Computation, given: Sequence[str] = ()) -> dict[Node, str]:
    """The names of the arguments: those given, in the order of their slots, then in0, in1 ..."""
    return {
        node: given[slot] if slot < len(given) else f"in{slot}"
        for slot, node in enumerate(computation.inputs)
    }


class Names:
    """Names of the nodes of a schedule, and of where they lie; `given` are names of arguments."""

    def __init__(self, schedule: Schedule, given: Sequence[str] = ()) -> None:
        self.schedule = schedule
        computation, memory = schedule.computation, schedule.memory
        self.arguments = argument_names(computation, given)
        self.of = names_of(computation.outputs, self.arguments)
        self.buffers = {1 + slot: self.arguments[x] for slot, x in enumerate(computation.inputs)}
        first = 1 + len(computation.inputs)
        self.buffers |= {first + i: f"out{i}" for i in range(len(memory.results))}

    def __getitem__(self, node: Node) -> str:
        return self.of[node]

    def in_memory(self, node: Node) -> str:
        """The name of the memory in which a stored node lies: an argument, a result, or its own."""
        place = self.schedule.memory.places.get(node)
        return self.buffers.get(place.buffer, self.of[node]) if place else self.of[node]

    def stored(self, node: Node) -> str:
        """A node with the argument it overwrites or the result it is."""
        memory = self.in_memory(node)
        return self.of[node] if memory == self.of[node] else f"{self.of[node]} => {memory}"

    def many(self, nodes: Sequence[Node]) -> str:
        """Several nodes, in the order of the graph."""
        order = {name: number for number, name in enumerate(self.of.values())}
        return ", ".join(sorted((self.of[x] for x in nodes), key=order.__getitem__)) or "nothing"


def axis_name(axis: int) -> str:
    """A letter for an axis of a loop nest."""
    return AXES[axis] if axis < len(AXES) else f"a{axis}"
