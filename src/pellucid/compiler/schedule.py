"""What the compiler makes: a computation as kernels with places in memory."""

from dataclasses import dataclass

from pellucid.compiler.computation import Computation
from pellucid.compiler.contraction import Plan
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.layout import Layouts
from pellucid.compiler.plan import Memory
from pellucid.compiler.target import Target
from pellucid.graph import Node


@dataclass(frozen=True)
class Schedule:
    """A computation as kernels: what a backend writes code from."""

    computation: Computation
    layouts: Layouts
    plans: dict[Node, Plan]
    kernels: list[Kernel]
    memory: Memory
    target: Target

    @property
    def nbytes(self) -> int:
        """The bytes that a run goes through: arguments, results and the arena."""
        outside = (*self.computation.inputs, *self.memory.results)
        return self.memory.arena_bytes + sum(node.spec.nbytes for node in outside)
