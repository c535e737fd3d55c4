"""Loops made one: the loop that gives a loss and the one that saves what its gradient needs take
the same steps. What nobody reads of a loop is not computed.
"""

from collections.abc import Sequence
from dataclasses import replace

from pellucid.compiler.computation import Computation
from pellucid.graph import Node, Part, part, toposort
from pellucid.graph.node import node as make_node
from pellucid.graph.order import with_inputs
from pellucid.ops.closed import Closed
from pellucid.ops.loop import Scan
from pellucid.ops.steps import hoisted, last

MOST_ROUNDS = 8  # what is left out of one loop may leave others without readers


def merge_loops(computation: Computation) -> Computation:
    """Every loop once, with the results that are read."""
    for _ in range(MOST_ROUNDS):
        found = merged(computation)
        if found.outputs == computation.outputs:
            break
        computation = found
    return computation


def merged(computation: Computation) -> Computation:
    """One round."""
    order = toposort(computation.outputs)
    loops: dict[object, Joined] = {}
    for node in order:
        loop = node.inputs[0] if isinstance(node.op, Part) else None
        if loop is not None and isinstance(loop.op, Scan):
            loops.setdefault(steps_of(loop), Joined(loop)).add(loop, node.op.index)
    if not loops:
        return computation
    done: dict[Node, Node] = {}
    for node in order:
        if isinstance(node.op, Scan):
            found = loops[steps_of(node)].built(tuple(done[x] for x in node.inputs))
        elif isinstance(node.op, Part) and isinstance(node.inputs[0].op, Scan):
            found = loops[steps_of(node.inputs[0])].result(node)
        else:
            found = with_inputs(node, tuple(done[x] for x in node.inputs))
        done[node] = found
    return computation.with_outputs([done[x] for x in computation.outputs])


def steps_of(loop: Node) -> object:
    """Equal for loops that take the same steps."""
    op: Scan = loop.op
    carried = op.body.outputs[: op.carries]
    return loop.inputs, op.body.inputs, carried, op.slices, op.length, op.reverse


class Joined:
    """Loops of the same steps, as one."""

    def __init__(self, loop: Node) -> None:
        self.op: Scan = loop.op
        self.states: set[int] = set()
        self.kept: set[int] = set()
        self.made: dict[Node, None] = {}
        self.loop: Node | None = None

    def add(self, loop: Node, index: int) -> None:
        """Result number `index` of `loop` is read."""
        if index >= loop.op.carries:
            self.made[loop.op.body.outputs[index]] = None
            return
        self.states.add(index)
        if loop.op.kept[index]:
            self.kept.add(index)

    def needed(self) -> list[int]:
        """The carried values that are read, or that decide something that is."""
        body, found = self.op.body, set(self.states)
        while True:
            read = set(toposort([*self.made, *(body.outputs[n] for n in found)]))
            more = {n for n in range(self.op.carries) if body.inputs[n] in read}
            if more <= found:
                return sorted(found)
            found |= more

    def built(self, inputs: Sequence[Node]) -> Node:
        """The loop on `inputs`, with what is needed only."""
        if self.loop is not None:
            return self.loop
        body, count = self.op.body, self.op.carries
        self.places = self.needed()
        live = Closed(
            (*(body.inputs[n] for n in self.places), *body.inputs[count:]),
            (*(body.outputs[n] for n in self.places), *self.made),
        )
        given = [*(inputs[n] for n in self.places), *inputs[count:]]
        live, given, slices = hoisted(live, given, len(self.places), self.op.slices, self.op.length)
        kept = tuple(n in self.kept for n in self.places)
        self.loop = make_node(replace(self.op, body=live, kept=kept, slices=slices), *given)
        return self.loop

    def result(self, node: Node) -> Node:
        """What the one loop has in the place of a result of another."""
        assert self.loop is not None
        op, index = node.inputs[0].op, node.op.index
        if index >= op.carries:
            own = op.body.outputs[index]
            return part(self.loop, len(self.places) + list(self.made).index(own))
        place = self.places.index(index)
        return part(self.loop, place) if op.kept[index] else last(self.loop, place)
