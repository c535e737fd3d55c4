"""Row kernels: everything that is not a contraction. A loop over what is kept, walks over the rest,
values of the row between them.

The lanes of a vector run along one axis, chosen by what the loads and stores cost. When it is kept,
each lane is a row of its own; when it is reduced, the lanes of one row meet at the end.
"""

import math
from collections.abc import Callable, Sequence

from pellucid.backends.llvm.builder import Function, Mask, Module, Value
from pellucid.backends.llvm.folds import Fold, Place, Total
from pellucid.backends.llvm.positions import best_pair, first_best_pair
from pellucid.backends.llvm.pull import Pull, Stretch, computed, share_out
from pellucid.backends.llvm.rowspace import RowSpace, row_spaces
from pellucid.backends.llvm.turns import Turn
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.reading import Index
from pellucid.compiler.schedule import Schedule
from pellucid.compiler.sweeps import Sweep, sweeps
from pellucid.core.dtypes import bool_
from pellucid.graph import Node
from pellucid.ops.reduction import Position

PARAMETERS = [("i64", "tid"), ("i64", "threads"), ("ptr", "table")]
SIDE_BY_SIDE = 4  # vectors computed at once, to hide latencies
MOST_CARRIED = 8  # partial results carried at once: registers are few
SHARES = 64  # rows or more are shared out among the threads
LARGE = 40  # nodes from which an expression is not repeated side by side


def write_rows(module: Module, kernel: Kernel, schedule: Schedule) -> None:
    """Add the function of a row kernel to the module: its loop nests one after the other, all of
    them shared out among the threads as one range.
    """
    spaces = row_spaces(kernel, schedule)
    sizes = [len(s.kernel.roots) * max(math.prod(s.kernel.space), 1) for s in spaces]
    f = Function(module, kernel.name, PARAMETERS, spaces[0].lanes)
    for number, space in enumerate(spaces):
        stretch = Stretch(sum(sizes[:number]), sizes[number], sum(sizes))
        RowNest(f, space, schedule, stretch if len(spaces) > 1 else None).write()
    f.finish()


class RowNest:
    """The writer of one loop nest."""

    def __init__(
        self, f: Function, space: RowSpace, schedule: Schedule, stretch: Stretch | None
    ) -> None:
        self.f, self.space, self.stretch = f, space, stretch
        self.kernel, self.schedule = space.kernel, schedule
        self.axes, self.sizes, self.order = space.axes, space.sizes, space.order
        self.summed, self.lane_axis, self.lanes = space.summed, space.lane_axis, space.lanes
        self.lane = Symbol("lane", 0, self.lanes - 1, is_lane=True)
        self.sweeps = sweeps(self.kernel)
        self.pull = Pull(f, schedule, space.own)
        self.row_values: list[dict[Node, Value]] = []  # for each vector side by side

    # Loops

    def write(self) -> None:
        """Add the loops to the function."""
        stored = {root for root in self.kernel.roots if root not in self.kernel.internal}
        self.pull.use_buffers({*self.kernel.reads, *stored})
        axis, turned = self.lane_axis, self.space.turned_axes()
        outer = [a for a in self.order if a not in self.summed and a != axis]
        if axis is None:
            self.share_out([(self.axes[a], 1) for a in outer], lambda: self.row([None]))
        elif turned is not None:
            Turn(self.f, self.pull, self.space, turned, self.stretch).write()
        elif axis in self.summed:
            self.shared(outer, lambda: self.row([None]))
        else:
            self.blocks(outer, axis)

    def shared(self, axes: list[int], body: Callable[[], None]) -> None:
        """The outermost axes shared out among the threads, the others as loops."""
        cut, shares = 0, 1
        while cut < len(axes) and shares < SHARES:
            shares *= self.sizes[axes[cut]]
            cut += 1
        self.share_out(
            [(self.axes[a], self.sizes[a]) for a in axes[:cut]],
            lambda: self.nest(axes[cut:], body),
        )

    def share_out(self, dims: list[tuple[Symbol, int]], body: Callable[[], None]) -> None:
        """Loops whose combinations the threads share."""
        share_out(self.f, dims, body, self.stretch)

    def nest(self, axes: list[int], body: Callable[[], None]) -> None:
        """Plain loops over axes."""
        if not axes:
            body()
            return
        first, *rest = axes
        self.f.loop(self.axes[first], 0, self.sizes[first], [], lambda _: self.nest(rest, body))

    def blocks(self, outer: list[int], axis: int) -> None:
        """Lanes along a kept axis: blocks of vectors, then the masked rest."""
        size, lanes = self.sizes[axis], self.lanes
        whole, rest = divmod(size, lanes)
        side = self.side_by_side(whole, max(len(sweep.reductions) for sweep in self.sweeps))
        block = Symbol("block", 0, max(whole // side - 1, 0))

        def vectors(first: Affine, count: int, mask: Mask | None) -> None:
            self.row([first + lanes * j + variable(self.lane) for j in range(count)], mask)

        def full() -> None:
            vectors(variable(block) * (side * lanes), side, None)

        def tail() -> None:
            vectors(Affine(whole * lanes), 1, self.f.mask_constant(rest))

        if whole // side > 1 and math.prod(self.sizes[a] for a in outer) < SHARES:
            self.share_out([(block, whole // side)], lambda: self.nest(outer, full))
            if rest:
                first = self.f.new("icmp eq i64 %tid, 0")
                self.f.when(first, lambda: self.nest(outer, tail))
            return

        def along() -> None:
            if whole:
                self.f.loop(block, 0, whole // side, [], lambda _: full())
            if rest:
                tail()

        self.shared(outer, along)

    def side_by_side(self, vectors: int, reductions: int) -> int:
        """How many vectors are computed at once."""
        inside = [x for x in computed(self.kernel, self.schedule) if x.shape == self.kernel.space]
        most = min(SIDE_BY_SIDE, MOST_CARRIED // max(reductions, 1))
        if len(inside) > LARGE:
            return 1
        return next((n for n in range(most, 1, -1) if vectors and vectors % n == 0), 1)

    def index(self, lane: Affine | None) -> Index:
        """The index of the space inside the loops; `lane` is that of the lane axis."""
        return tuple(
            lane if axis == self.lane_axis and lane is not None else variable(s)
            for axis, s in enumerate(self.axes)
        )

    # Rows

    def row(self, lanes: list[Affine | None], mask: Mask | None = None) -> None:
        """The walks over a row, or over several rows at once, one for each lane of the vectors."""
        self.row_values = [{} for _ in lanes]
        self.pull.own = set(self.kernel.roots)
        horizontal = self.lane_axis in self.summed
        late: list[Node] = []
        for sweep in self.sweeps:
            if sweep.reductions or sweep.whole:
                walk = self.across if horizontal else self.along
                walk(sweep, lanes, mask)
            for node in sweep.kept:
                self.compute(node, lanes, mask)
            roots = [x for x in sweep.kept if x in self.kernel.roots]
            late += [x for x in roots if x in self.kernel.writes]
            self.store_each([x for x in roots if x not in late], lanes, mask)
            # What is stored need not be computed again.
            self.pull.own -= {x for x in sweep.whole if x not in self.kernel.internal}
        self.store_each(late, lanes, mask)  # another walk may have read what is overwritten here

    def compute(self, node: Node, lanes: list[Affine | None], mask: Mask | None) -> None:
        """Compute a value of the row, to have it at hand from now on."""
        for lane, found in zip(lanes, self.row_values, strict=True):
            self.pull.here = found
            found[node] = self.pull(node, self.space.root_index(node, self.index(lane)), mask)

    def store_each(self, roots: list[Node], lanes: list[Affine | None], mask: Mask | None) -> None:
        """Compute roots for every vector side by side, then store them."""
        values = []
        for lane, found in zip(lanes, self.row_values, strict=True):
            self.pull.here = found
            values += self.values(roots, self.index(lane), mask)
        self.store_values(values, mask)

    def store(self, roots: Sequence[Node], index: Index, mask: Mask | None) -> None:
        """Compute and store roots at an index."""
        self.store_values(self.values(roots, index, mask), mask)

    def values(
        self, roots: Sequence[Node], index: Index, mask: Mask | None
    ) -> list[tuple[Node, Index, Value]]:
        """Roots, where they are, and what they are at an index of the space."""
        places = [(root, self.space.root_index(root, index)) for root in roots]
        return [(root, at, self.pull(root, at, mask)) for root, at in places]

    def store_values(self, values: list[tuple[Node, Index, Value]], mask: Mask | None) -> None:
        """Store what is computed. All of it is before any is stored: an argument may be about to
        be overwritten, and no load has to wait for a store that may be to the same place.
        """
        for root, at, value in values:
            if root not in self.kernel.internal:
                self.pull.store(root, at, value, mask)

    # Walks

    def along(self, sweep: Sweep, lanes: list[Affine | None], mask: Mask | None) -> None:
        """A walk in which every lane is in a row of its own."""
        axes = [a for a in self.order if a in self.summed]
        if any(isinstance(node.op, Position) for node in sweep.reductions):
            axes.sort()  # the first of equals is the first in row-major order
        folds = [
            Place(self.f, node, best_pair) if isinstance(node.op, Position) else Total(self.f, node)
            for node in sweep.reductions
        ]
        width = sum(fold.values for fold in folds)

        def step(carried: list[Value]) -> list[Value]:
            found = []
            for number, lane in enumerate(lanes):
                self.pull.here = self.row_values[number]
                own = carried[number * width : (number + 1) * width]
                found += self.element(sweep, folds, own, lane, mask, None)
            return found

        start = [
            x if lane is None else self.f.splat(x)
            for lane in lanes
            for fold in folds
            for x in fold.start()
        ]
        results = self.reduce_nest(axes, start, step)
        for number, found in enumerate(self.row_values):
            parts = divided(folds, results[number * width :])
            found.update({x.node: x.result(part) for x, part in zip(folds, parts, strict=True)})

    def across(self, sweep: Sweep, lanes: list[Affine | None], mask: Mask | None) -> None:
        """A walk in which the lanes of a vector are in one row, and meet at the end."""
        assert self.lane_axis is not None
        outer = [a for a in self.order if a in self.summed and a != self.lane_axis]
        folds = [
            Place(self.f, node, first_best_pair)
            if isinstance(node.op, Position)
            else Total(self.f, node)
            for node in sweep.reductions
        ]
        width = sum(fold.values for fold in folds)
        whole, rest = divmod(self.sizes[self.lane_axis], self.lanes)
        side = self.side_by_side(whole, width) if folds else 1
        block = Symbol("block", 0, max(whole // side - 1, 0))
        (self.pull.here,) = self.row_values

        def vectors(carried: list[Value]) -> list[Value]:
            first = variable(block) * (side * self.lanes) + variable(self.lane)
            found = []
            for j in range(side):
                own = carried[j * width : (j + 1) * width]
                found += self.element(sweep, folds, own, first + j * self.lanes, None, None)
            return found

        def step(carried: list[Value]) -> list[Value]:
            if whole:
                carried = self.f.loop(block, 0, whole // side, carried, vectors)
            if rest:
                last, live = whole * self.lanes + variable(self.lane), self.f.mask_constant(rest)
                first = self.element(sweep, folds, carried[:width], last, live, live)
                carried = [*first, *carried[width:]]
            return carried

        start = [self.f.splat(x) for _ in range(side) for fold in folds for x in fold.start()]
        results = self.reduce_nest(outer, start, step)
        parts = [divided(folds, results[j * width :]) for j in range(side)]
        for number, fold in enumerate(folds):
            partial = parts[0][number]
            for other in parts[1:]:
                partial = fold.both(partial, other[number])
            self.pull.here[fold.node] = fold.across(partial)

    def element(
        self,
        sweep: Sweep,
        folds: Sequence[Fold],
        carried: list[Value],
        lane: Affine | None,
        mask: Mask | None,
        counted: Mask | None,
    ) -> list[Value]:
        """The partial results with one more element, or a vector of them, taken in; what is known
        of it is stored. Only lanes in `counted` count.
        """
        index, found = self.index(lane), []
        for fold, partial in zip(folds, divided(folds, carried), strict=True):
            x = self.pull(fold.node.inputs[0], index, mask)
            x = x if lane is None else self.f.splat(x)
            if counted is not None:
                live = Value(counted.name, bool_, vector=True)
                x = self.f.emit("select", live, x, self.f.splat(fold.neutral()))
            found += fold.one_more(partial, x, self.place(fold.node, index))
        self.store(sweep.whole, index, mask)
        return found

    def place(self, node: Node, index: Index) -> Affine:
        """The position of an element, counted over the reduced axes."""
        flat = Affine()
        for axis in node.op.axes:
            flat = flat * self.kernel.space[axis] + index[axis]
        return flat

    def reduce_nest(
        self, axes: list[int], carried: list[Value], step: Callable[[list[Value]], list[Value]]
    ) -> list[Value]:
        """Nested loops that carry partial results."""
        if not axes:
            return step(carried)
        first, *rest = axes
        return self.f.loop(
            self.axes[first],
            0,
            self.sizes[first],
            carried,
            lambda c: self.reduce_nest(rest, c, step),
        )


def divided(folds: Sequence[Fold], values: list[Value]) -> list[list[Value]]:
    """The partial results of each reduction, from the first of those in a row."""
    found, start = [], 0
    for fold in folds:
        found.append(values[start : start + fold.values])
        start += fold.values
    return found
