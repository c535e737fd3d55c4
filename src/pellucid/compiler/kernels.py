"""Kernels: groups of nodes that share one loop nest."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pellucid.compiler.reads import Loops
from pellucid.core.provenance import Line
from pellucid.core.spec import Shape
from pellucid.graph import Node

Reason = tuple[str, Node]  # words with a {}, and the node that is named there


@dataclass(eq=False)
class Kernel:
    """A loop nest over `space`, of which the axes in `summed` are reduced.

    `roots` are what it computes: of the shape of the whole space, or of what remains of it. `heavy`
    are the reductions or the contraction inside. `reads` are the stored nodes and inputs it loads;
    `after` the kernels that must be done before it; `writes` the argument slots its roots
    overwrite; `why` says of each root why it joined the others, or begins a kernel. `parts` are
    loop nests that run one after the other in one function, where the kernel is several.
    """

    kind: str
    roots: list[Node]
    space: Shape
    summed: tuple[int, ...] = ()
    heavy: list[Node] = field(default_factory=list)
    reads: set[Node] = field(default_factory=set)
    after: set["Kernel"] = field(default_factory=set)
    writes: dict[Node, int] = field(default_factory=dict)
    internal: set[Node] = field(default_factory=set)
    why: dict[Node, Reason] = field(default_factory=dict)
    parts: tuple["Kernel", ...] = ()
    level: int = 0
    name: str = ""

    @property
    def loops(self) -> Loops:
        """The space, and which of its axes are reduced."""
        return Loops(self.space, self.summed)

    @property
    def nests(self) -> tuple["Kernel", ...]:
        """Its loop nests: itself, unless it has parts."""
        return self.parts or (self,)

    @property
    def item_sizes(self) -> set[int]:
        """The bytes of an element of what it computes."""
        return {x.dtype.itemsize for x in (*self.roots, *self.heavy)}

    def lines(self) -> list[Line]:
        """The user's lines that made what the kernel computes."""
        made = (*self.heavy, *self.roots)
        found = [node.line.alone() for node in made if node.line is not None]
        return list(dict.fromkeys(found))


def ancestors(kernel: Kernel) -> set[Kernel]:
    """The kernel and every kernel that must be done before it."""
    found: set[Kernel] = set()
    waiting = [kernel]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(current.after)
    return found


def set_levels(kernels: Iterable[Kernel]) -> None:
    """The level of a kernel is one more than that of the last it waits for; there is a barrier
    between levels.
    """
    done: set[Kernel] = set()
    for start in kernels:
        waiting = [start]
        while waiting:
            kernel = waiting[-1]
            missing = [k for k in kernel.after if k not in done]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            kernel.level = 1 + max((k.level for k in kernel.after), default=-1)
            done.add(kernel)
