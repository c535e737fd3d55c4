"""Kernels: groups of nodes that share one loop nest."""

from dataclasses import dataclass, field

from pellucid.core.provenance import Line
from pellucid.core.spec import Shape
from pellucid.graph import Node


@dataclass(eq=False)
class Kernel:
    """A loop nest over `space`, of which the axes in `summed` are reduced.

    `roots` are what it computes: of the shape of the whole space, or of what remains of it. `heavy`
    are the reductions or the contraction inside. `reads` are the stored nodes and inputs it loads;
    `after` the kernels that must be done before it; `writes` the argument slots its roots
    overwrite.
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
    level: int = 0
    name: str = ""

    @property
    def kept(self) -> Shape:
        """The space without the reduced axes."""
        return tuple(n for axis, n in enumerate(self.space) if axis not in self.summed)

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
