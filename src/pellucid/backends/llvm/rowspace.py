"""What the loops of a row kernel run over, and along which axis the lanes of its vectors lie."""

import math
from collections.abc import Iterator

from pellucid.backends.llvm.pull import computed
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.reading import Index, offset, unflattened
from pellucid.compiler.reads import reads_of
from pellucid.compiler.schedule import Schedule
from pellucid.graph import Node
from pellucid.ops.transcendental import Function

# What an element costs that is loaded or stored, a vector of neighbours costing 1.
SCATTERED = 1.0  # each lane by itself
REPEATED = 0.02  # the same in every lane
REDUCED_LANES = 16.0  # lanes that meet at the end, shared by all that are reduced to one
FAR = 2**20  # steps beyond count alike
STREAM = 2**16  # elements, which near caches hardly hold
QUICK = 4  # operations on an element that cost less than its way from memory


class RowSpace:
    """The axes of a kernel's loops: symbols, `sizes`, which are `summed`, and the `order` from
    outermost to innermost; the `lane_axis`, None for a scalar. Where everything lies in one run of
    memory, `flat`, all axes are one.
    """

    def __init__(self, kernel: Kernel, schedule: Schedule, lanes: int) -> None:
        self.kernel, self.places, self.lanes = kernel, schedule.memory.places, lanes
        self.own = set(kernel.roots)
        self.axes = kernel.loops.symbols
        self.sizes, self.summed = kernel.space, kernel.summed
        self.flat = self.can_be_flat()
        if self.flat:
            self.sizes = (math.prod(kernel.space),)
            self.axes = [Symbol("i", 0, max(self.sizes[0] - 1, 0))]
        index = tuple(variable(s) for s in self.axes)
        self.stores, self.loads = list(self.stored(index)), list(self.loaded(index))
        self.order = self.by_steps()
        candidates = [axis for axis, size in enumerate(self.sizes) if size > 1]
        self.lane_axis = min(candidates, key=lambda a: (self.cost(a), -a), default=None)

    def root_index(self, root: Node, index: Index) -> Index:
        """The index at which a root is computed, given that of the space."""
        if self.flat:
            return unflattened(index[0], root.shape)
        if root.shape == self.kernel.space:
            return index
        return tuple(i for axis, i in enumerate(index) if axis not in self.summed)

    def stored(self, index: Index) -> Iterator[Affine]:
        """Where in memory everything lies that the kernel stores."""
        for root in self.kernel.roots:
            if root not in self.kernel.internal:
                yield offset(self.root_index(root, index), self.places[root].steps)

    def loaded(self, index: Index) -> Iterator[Affine]:
        """Where in memory everything lies that the kernel loads."""
        kept = self.own.union(self.places)
        for root in self.kernel.roots:
            for node, place in reads_of(root, self.root_index(root, index), kept).loads:
                if place is not None and node not in self.own:
                    yield offset(place, self.places[node].steps)

    def can_be_flat(self) -> bool:
        """Can all axes be read as one? Then nothing is lost at the ends of short rows."""
        kernel = self.kernel
        if kernel.heavy or len(kernel.space) < 2 or math.prod(kernel.space) == 0:
            return False
        flat = Symbol("i", 0, math.prod(kernel.space) - 1)
        self.flat = True
        index = (variable(flat),)
        return all(
            isinstance(s, Symbol)
            for access in (*self.stored(index), *self.loaded(index))
            for s in access.terms
        )

    def by_steps(self) -> list[int]:
        """The axes, those with the longest steps through memory first."""
        steps = [sum(min(abs(a.coefficient(s)), FAR) for a in self.accesses) for s in self.axes]
        return sorted(range(len(self.sizes)), key=lambda axis: -steps[axis])

    def cost(self, axis: int) -> float:
        """What one element costs with the lanes along `axis`."""
        reduced = math.prod(self.sizes[a] for a in self.summed)
        total = REDUCED_LANES / max(reduced, 1) if axis in self.summed else 0.0
        for access in self.accesses:
            step = step_along(access, self.axes[axis])
            total += SCATTERED if step is None or step > 1 else 1 / self.lanes if step else REPEATED
        size = self.sizes[axis]
        return total * self.lanes * -(-size // self.lanes) / size

    @property
    def accesses(self) -> list[Affine]:
        """Where in memory everything lies that the kernel stores and loads."""
        return self.stores + self.loads

    def turned_axes(self) -> tuple[int, int] | None:
        """The axes to compute along and to store along, where blocks are turned in registers.

        One of them is the lane axis; along the other lies everything that is scattered along the
        lanes, be it loaded or, where all loads suit the lanes, stored.
        """
        kernel, lane_axis = self.kernel, self.lane_axis
        if lane_axis is None or lane_axis in self.summed or kernel.heavy:
            return None
        if kernel.writes and len(kernel.roots) > 1:
            return None  # a square is stored before another root may read what it overwrites
        stores, loads = (self.scattered(x, lane_axis) for x in (self.stores, self.loads))
        for axis, size in enumerate(self.sizes):
            along = [step_along(access, self.axes[axis]) for access in stores + loads]
            if along and size >= self.lanes // 2 and all(step == 1 for step in along):
                return (axis, lane_axis) if loads else (lane_axis, axis)
        return None

    def scattered(self, accesses: list[Affine], axis: int) -> list[Affine]:
        """Those whose neighbours along `axis` are not next to each other in memory."""
        steps = [step_along(access, self.axes[axis]) for access in accesses]
        return [a for a, step in zip(accesses, steps, strict=True) if step is None or step > 1]


def row_spaces(kernel: Kernel, schedule: Schedule) -> list[RowSpace]:
    """The spaces of a kernel's loop nests, all with as many lanes; of those that compute something.

    A vector is filled by elements of 4 bytes, unless all have 8.
    """
    lanes = schedule.target.vector_bytes // (8 if kernel.item_sizes == {8} else 4)
    nests = [nest for nest in kernel.nests if any(root.spec.size for root in nest.roots)]
    spaces = [RowSpace(nest, schedule, lanes) for nest in nests]
    if schedule.target.in_halves and all(is_stream(space, schedule) for space in spaces):
        return [RowSpace(nest, schedule, lanes // 2) for nest in nests]
    return spaces


def is_stream(space: RowSpace, schedule: Schedule) -> bool:
    """Is the loop one over many neighbours with little to compute, so that it waits for memory?"""
    if space.kernel.heavy or len(space.sizes) != 1 or space.sizes[0] < STREAM:
        return False
    inside = computed(space.kernel, schedule)
    quick = len(inside) <= QUICK and not any(isinstance(x.op, Function) for x in inside)
    return quick and all(step_along(a, space.axes[0]) in {0, 1} for a in space.accesses)


def step_along(access: Affine, symbol: Symbol) -> int | None:
    """Elements between neighbours; None where the symbol stands in a quotient or remainder."""
    for found in access.terms:
        if not isinstance(found, Symbol) and symbol in found.expression.symbols():
            return None
    return abs(access.coefficient(symbol))
