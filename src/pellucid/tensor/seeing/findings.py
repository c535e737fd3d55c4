"""What is found when a function is seen through, as values, before anything is made of them."""

from dataclasses import dataclass, field

from pellucid.core.errors import ArgumentError
from pellucid.core.provenance import Line
from pellucid.tensor.seeing.profiling import KernelProfile, Profile
from pellucid.tensor.seeing.sources import Source

Place = tuple[str, int]  # a file and the number of a line in it


@dataclass(frozen=True, repr=False)
class KernelFindings:
    """One kernel at every level.

    `reads` and `makes` are names of values. `notes` say how it is computed, `reasons` why each
    value that it stores is stored, and why here. `loops`, `ir` and `assembly` are texts. `lines`
    holds every line of the user that had a part in it, with its share of the work; `gradients` the
    part of that share which it has through its gradient. `layers` are the layers of a network it
    belongs to, with the shares of their own work and of that of their gradients.
    """

    profile: KernelProfile
    space: str
    reads: str
    makes: str
    notes: tuple[str, ...]
    reasons: tuple[str, ...]
    loops: str
    ir: str
    assembly: str
    lines: dict[Line, float] = field(default_factory=dict)
    gradients: dict[Line, float] = field(default_factory=dict)
    layers: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name, as in `k3`."""
        return self.profile.name

    def places(self) -> list[tuple[Line, str]]:
        """The lines behind it, those with most of its work first, and each as text."""
        ordered = sorted(self.lines, key=lambda line: -self.lines[line])
        half = {line for line in ordered if 2 * self.gradients.get(line, 0.0) > self.lines[line]}
        return [
            (line, f"{line.place()}{' (its gradient)' if line in half else ''}") for line in ordered
        ]


@dataclass(frozen=True)
class GraphRow:
    """A value of the graph: how it is computed, in which kernels, from which of the user's
    lines."""

    name: str
    expression: str
    spec: str
    kernels: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class MemoryRow:
    """A stored value: where it lies, and from which level of the program to which it is needed."""

    name: str
    spec: str
    where: str
    offset: int | None  # in the arena
    bytes: int
    levels: tuple[int, int]
    kernel: str


@dataclass(frozen=True)
class Mark:
    """What a line of the user costs: microseconds, those of its gradient apart; and the kernels it
    has a part in.

    A line that calls others stands for them too.
    """

    microseconds: float = 0.0
    gradient: float = 0.0
    kernels: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """Microseconds in all."""
        return self.microseconds + self.gradient


@dataclass(frozen=True, repr=False)
class Findings:
    """A compiled function on every level: the profile, the user's source and what each line and
    each layer of a network costs, the graph, the kernels, the memory plan.

    `arena` and `apart`: bytes of memory for intermediate values, and what they would take if no
    place were used twice. `step`: the IR of the function that runs the kernels in order.
    """

    profile: Profile
    sources: tuple[Source, ...]
    marks: dict[Place, Mark]
    layers: dict[str, Mark]
    graph: tuple[GraphRow, ...]
    kernels: tuple[KernelFindings, ...]
    memory: tuple[MemoryRow, ...]
    arena: int
    apart: int
    step: str

    @property
    def function(self) -> str:
        """The name of the function."""
        return self.profile.function

    def __getitem__(self, kernel: str) -> KernelFindings:
        for found in self.kernels:
            if found.name == kernel:
                return found
        raise ArgumentError(
            f"there is no kernel {kernel!r}", given=", ".join(k.name for k in self.kernels)
        )
