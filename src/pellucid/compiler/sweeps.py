"""How often a row kernel walks over the elements of a row: once for each reduction that needs the
result of another, and once more where something of the whole space needs the last.

Reductions that do not need each other share a walk, and what is stored is stored on the first walk
that knows all it is made of. What belongs to the row as a whole is computed between two walks.
"""

from dataclasses import dataclass

from pellucid.compiler.kernels import Kernel
from pellucid.compiler.reads import Read, inner_reads
from pellucid.graph import Node, toposort
from pellucid.ops.family import Elementwise
from pellucid.ops.reduction import Reduction
from pellucid.ops.source import Source


@dataclass(frozen=True)
class Sweep:
    """A walk over the reduced axes in which `reductions` are carried on and `whole`, roots of the
    whole space, are stored; then `kept`, values of the row, are computed. Nothing is walked over
    for the latter alone.
    """

    reductions: tuple[Node, ...]
    whole: tuple[Node, ...]
    kept: tuple[Node, ...]


def sweeps(kernel: Kernel) -> list[Sweep]:
    """The walks of a row kernel, in order."""
    order = toposort(kernel.roots, kernel.reads - set(kernel.roots))
    rounds = rounds_needed(order)
    whole = {root: 1 + rounds[root] for root in kernel.roots if root.shape == kernel.space}
    last = max([*whole.values(), *(rounds[h] for h in kernel.heavy)], default=0)
    whole |= {root: last for root in whole if root in kernel.writes}
    kept = row_values(kernel)
    return [
        Sweep(
            tuple(h for h in order if h in kernel.heavy and rounds[h] == n),
            tuple(root for root in kernel.roots if whole.get(root) == n),
            tuple(x for x in order if x in kept and rounds[x] == n),
        )
        for n in range(last + 1)
    ]


def rounds_needed(order: list[Node]) -> dict[Node, int]:
    """How many walks must be over before a node is known."""
    found: dict[Node, int] = {}
    for node in order:
        before = max((found.get(x, 0) for x in node.inputs), default=0)
        found[node] = before + isinstance(node.op, Reduction)
    return found


def row_values(kernel: Kernel) -> set[Node]:
    """What is computed once for a row: roots of its shape, and what is read for every element, but
    is the same for all of them.
    """
    loops = kernel.loops
    found = {root for root in kernel.roots if root.shape != kernel.space}
    if not kernel.summed:
        return found
    loaded = kernel.reads - set(kernel.roots)
    places: dict[Node, set[object]] = {}
    met_inside: set[Node] = set()
    waiting: list[Read] = [(x, loops.own(x)) for x in kernel.roots]
    while waiting:
        node, index = waiting.pop()
        if node in loaded or isinstance(node.op, Source) or index in places.get(node, ()):
            continue
        places.setdefault(node, set()).add(index)
        for x, where in inner_reads(node, index):
            waiting.append((x, where))
            if where == loops.kept != index:
                met_inside.add(x)
    return found | {
        x
        for x in met_inside
        if isinstance(x.op, Elementwise)
        and x.shape == loops.kept_shape
        and places.get(x) == {loops.kept}
    }
