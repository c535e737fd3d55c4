"""Which nodes live in memory. All others are computed where they are read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pellucid.compiler.copy import Copy
from pellucid.compiler.reading import stripped
from pellucid.graph import Node, Part, toposort
from pellucid.graph.order import users
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.host import runs_on_host
from pellucid.ops.indexing import Gather, ScatterAdd
from pellucid.ops.reduction import Reduction
from pellucid.ops.source import Source
from pellucid.ops.transcendental import Function
from pellucid.ops.view import Pad, Reading, Reshape

CALL_COST = 8  # of a function of vector maths, in simple instructions
PAD_COST = 6  # of finding out whether an index lies in a padding, and of choosing
RECOMPUTED_COST = 24  # an expression this dear is stored when two kernels read it
DEEPEST = 64  # nodes below one another in an expression: the walks over it are recursive
REPEATED_COST = 8  # and one this dear when it is read through a view that repeats it
REASON = {
    "copy": "a copy",
    "scatter_add": "added to row by row",
    "part": "one of several values",
}
CALLED = "made by NumPy"


@dataclass
class Stored:
    """`nodes` live in memory; `root` tells what stored node absorbs each contraction and reduction.

    `why` says what for, in words, and names the reader that asks: `("an operand of", reader)`.
    """

    nodes: set[Node]
    root: dict[Node, Node] = field(default_factory=dict)
    why: dict[Node, tuple[str, Node | None]] = field(default_factory=dict)

    def keep(self, node: Node, why: str, reader: Node | None = None) -> None:
        """Store a node. The first reason stands."""
        self.nodes.add(node)
        self.why.setdefault(node, (why, reader))


def stored(outputs: Iterable[Node]) -> Stored:
    """The nodes of a graph that have to be, or had better be, in memory."""
    outputs = list(outputs)
    order = toposort(outputs)
    read_by = users(order)
    found = Stored(set())
    for node in outputs:
        found.keep(node, "a result")
    for node in order:
        for x in needed(node):
            why = CALLED if runs_on_host(x) else REASON.get(x.op.name, "an operand of")
            found.keep(x, why, None if x is node or why == CALLED else node)
    store_tails(order, read_by, found)
    store_costly(order, read_by, found)
    found.nodes = {node for node in found.nodes if not isinstance(node.op, Source)}
    for node in order:
        if is_heavy(node):
            found.root.setdefault(node, tail(node, read_by, found.nodes))
    return found


def is_heavy(node: Node) -> bool:
    """Does it need a loop of its own?"""
    return isinstance(node.op, (Contract, Reduction)) and not runs_on_host(node)


def needed(node: Node) -> list[Node]:
    """What `node` can only read from memory, and itself when it cannot be computed in place."""
    if runs_on_host(node):
        return [*node.inputs, node]
    if isinstance(node.op, Contract):
        return [stripped(x) for x in node.inputs]
    if isinstance(node.op, Gather):
        return [node.inputs[0]]
    if isinstance(node.op, ScatterAdd):
        places, updates = node.inputs
        return [places, below_reshapes(updates), node]
    if isinstance(node.op, Part):
        return [*(stripped(x) for x in node.inputs[0].inputs), node]
    return [node] if isinstance(node.op, Copy) else []


def below_reshapes(node: Node) -> Node:
    """What a node is in another shape."""
    while isinstance(node.op, Reshape):
        (node,) = node.inputs
    return node


def signature(node: Node) -> object:
    """Heavy nodes of one signature can share a loop nest."""
    return node if isinstance(node.op, Contract) else (node.inputs[0].shape, node.op.axes)


def store_tails(order: list[Node], read_by: dict[Node, list[Node]], found: Stored) -> None:
    """Each heavy node absorbs its one elementwise reader, then the next; the last is stored."""
    holds: dict[Node, Node] = {}
    for heavy in order:
        if not is_heavy(heavy):
            continue
        node = heavy
        holds.setdefault(node, heavy)
        while node not in found.nodes:
            readers = read_by[node]
            follows = len(readers) == 1 and isinstance(readers[0].op, Elementwise)
            if not follows or signature(holds.get(readers[0], heavy)) != signature(heavy):
                found.keep(node, *why_no_tail(readers))
                break
            node = readers[0]
            holds.setdefault(node, heavy)


def why_no_tail(readers: list[Node]) -> tuple[str, Node | None]:
    """Why a heavy node does not run on into what reads it."""
    if len(readers) != 1:
        return f"read by {len(readers)} expressions", None
    if isinstance(readers[0].op, Elementwise):
        return "with a loop of its own beside that of", readers[0]
    return "read at other indices by", readers[0]


def tail(node: Node, read_by: dict[Node, list[Node]], nodes: set[Node]) -> Node:
    """The stored node that a heavy node ends in."""
    while node not in nodes:
        node = read_by[node][0]
    return node


def store_costly(order: list[Node], read_by: dict[Node, list[Node]], found: Stored) -> None:
    """Store what would be computed several times, and is dear."""
    cost: dict[Node, int] = {}
    depth: dict[Node, int] = {}
    for node in order:
        inline = [x for x in node.inputs if x not in found.nodes]
        inner = sum(cost[x] for x in inline)
        depth[node] = 1 + max((depth[x] for x in inline), default=0)
        if isinstance(node.op, (Reading, Source)):
            cost[node] = inner + (PAD_COST if isinstance(node.op, Pad) else 0)
        else:
            cost[node] = inner + (CALL_COST if isinstance(node.op, Function) else 1)
        if not isinstance(node.op, Elementwise) or node in found.nodes:
            continue
        if depth[node] >= DEEPEST:
            found.keep(node, "an expression as deep as can be written at once")
            continue
        twice = len(read_by[node]) > 1 and cost[node] >= RECOMPUTED_COST
        if twice:
            found.keep(node, f"dear, and read by {len(read_by[node])} expressions")
        elif cost[node] >= REPEATED_COST and is_repeated(node, read_by):
            found.keep(node, "dear, and read several times through a view")


def is_repeated(node: Node, read_by: dict[Node, list[Node]]) -> bool:
    """Is it read through a view that shows each element several times?"""
    return any(
        isinstance(reader.op, Reading) and reader.spec.size >= 4 * node.spec.size
        for reader in read_by[node]
    )
