"""Where every stored value lives: arguments and results in buffers of their own, all else in one
arena, whose places are used again once the last reader of a value is done. The peak is known before
anything runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pellucid.compiler.computation import Computation
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.layout import Layouts
from pellucid.compiler.native import native_of
from pellucid.compiler.reading import strides
from pellucid.graph import Node
from pellucid.ops.source import Input

ALIGNMENT = 64  # bytes: a cache line, and the widest vector
MARGIN = 256  # bytes left free around the arena
ARENA = 0  # the number of the arena among the buffers


@dataclass(frozen=True)
class Place:
    """A value in memory: the number of its buffer, its first byte there, and the elements between
    neighbours.
    """

    buffer: int
    start: int
    steps: tuple[int, ...]


@dataclass(frozen=True)
class Memory:
    """The places of all stored nodes, the bytes of the arena, and the buffers: arena, arguments,
    results. `scratch` is where in the arena the memory begins that a kernel needs for itself.
    """

    places: Mapping[Node, Place]
    arena_bytes: int
    results: tuple[Node, ...]
    arguments: int
    scratch: Mapping[Kernel, int] = field(default_factory=dict)

    @property
    def without_reuse(self) -> int:
        """What the arena would take if no place were used twice."""
        return sum(rounded(n.spec.nbytes) for n, p in self.places.items() if p.buffer == ARENA)


def rounded(size: int) -> int:
    """`size` bytes up to a whole number of cache lines."""
    return -(-size // ALIGNMENT) * ALIGNMENT


def plan_memory(computation: Computation, kernels: Iterable[Kernel], layouts: Layouts) -> Memory:
    """A place for every stored node."""
    kernels = list(kernels)
    places: dict[Node, Place] = {}
    for node in computation.inputs:
        places[node] = Place(1 + node.op.slot, 0, strides(node.shape, layouts.order(node)))
    results = []
    for node, slot in zip(computation.outputs, computation.updates, strict=True):
        steps = strides(node.shape, layouts.order(node))
        if slot is None:
            places[node] = Place(1 + len(computation.inputs) + len(results), 0, steps)
            results.append(node)
        else:
            places[node] = Place(1 + slot, 0, steps)
    scratch: dict[Kernel, int] = {}
    peak = plan_arena(kernels, layouts, places, scratch)
    return Memory(places, peak + 2 * MARGIN, tuple(results), len(computation.inputs), scratch)


def plan_arena(
    kernels: list[Kernel],
    layouts: Layouts,
    places: dict[Node, Place],
    scratch: dict[Kernel, int],
) -> int:
    """Places for what is neither argument nor result, and for what kernels need for themselves; the
    bytes they take.

    Kernels of one level run at once, so a place is free again one level after its last reader's.
    """
    last: dict[Node, int] = {}
    for kernel in kernels:
        for node in kernel.reads:
            last[node] = max(last.get(node, 0), kernel.level)
    arena = Arena()
    for level, group in by_level(kernels):
        arena.release(level)
        for kernel in group:
            native = native_of(kernel.roots[0])
            if native is not None and native.scratch:
                scratch[kernel] = MARGIN + arena.take(rounded(native.scratch), level)
            for root in kernel.roots:
                if (
                    root not in places
                    and root not in kernel.internal
                    and not isinstance(root.op, Input)
                ):
                    start = arena.take(rounded(root.spec.nbytes), last.get(root, level))
                    places[root] = Place(
                        ARENA, MARGIN + start, strides(root.shape, layouts.order(root))
                    )
    return arena.top


def by_level(kernels: list[Kernel]) -> Iterable[tuple[int, list[Kernel]]]:
    """Kernels in groups that run between two barriers."""
    levels: dict[int, list[Kernel]] = {}
    for kernel in kernels:
        levels.setdefault(kernel.level, []).append(kernel)
    return sorted(levels.items())


class Arena:
    """Stretches of one block of memory, given out and taken back."""

    def __init__(self) -> None:
        self.top = 0
        self.free: list[tuple[int, int]] = []  # (start, size), sorted
        self.used: list[tuple[int, int, int]] = []  # (last level, start, size)

    def take(self, size: int, last: int) -> int:
        """The start of a free stretch of `size` bytes, in use until `last`: the smallest that is
        large enough.
        """
        fitting = [stretch for stretch in self.free if stretch[1] >= size]
        if fitting:
            start, room = min(fitting, key=lambda stretch: stretch[1])
            self.free.remove((start, room))
            if room > size:
                self.free.append((start + size, room - size))
        else:
            start, self.top = self.top, self.top + size
        self.used.append((last, start, size))
        return start

    def release(self, level: int) -> None:
        """Take back what was last read before `level`, and join neighbours."""
        self.free += [(start, size) for last, start, size in self.used if last < level]
        self.used = [stretch for stretch in self.used if stretch[0] >= level]
        joined: list[tuple[int, int]] = []
        for start, size in sorted(self.free):
            if joined and sum(joined[-1]) == start:
                joined[-1] = (joined[-1][0], joined[-1][1] + size)
            elif size:
                joined.append((start, size))
        self.free = joined
