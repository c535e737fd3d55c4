"""Row kernels: everything that is not a contraction. A loop over what is kept, reductions over the
rest, then stores.

The lanes of a vector run along one axis, chosen by what the loads and stores cost. When it is kept,
each lane is a row of its own; when it is reduced, the lanes of one row meet at the end.
"""

import math
from collections.abc import Callable

from pellucid.backends.llvm.builder import Function, Mask, Module, Value
from pellucid.backends.llvm.positions import best_lane, best_pair, first_best_pair
from pellucid.backends.llvm.pull import Pull, computed, share_out
from pellucid.backends.llvm.rowspace import RowSpace
from pellucid.backends.llvm.turns import Turn
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.reading import Index
from pellucid.compiler.schedule import Schedule
from pellucid.core.dtypes import bool_, int64
from pellucid.graph import Node
from pellucid.ops.reduction import Position, Reduction

PARAMETERS = [("i64", "tid"), ("i64", "threads"), ("ptr", "table")]
SIDE_BY_SIDE = 4  # vectors computed at once, to hide latencies
SHARES = 64  # rows or more are shared out among the threads
LARGE = 40  # nodes from which an expression is not repeated side by side
INSTRUCTION = {"sum": "add", "prod": "mul", "max": "max", "min": "min"}


class RowKernel:
    """The writer of one row kernel."""

    def __init__(self, module: Module, kernel: Kernel, schedule: Schedule) -> None:
        self.kernel, self.schedule = kernel, schedule
        self.space = RowSpace(kernel, schedule)
        self.axes, self.sizes, self.order = self.space.axes, self.space.sizes, self.space.order
        self.summed, self.lane_axis = self.space.summed, self.space.lane_axis
        self.lanes = self.space.lanes
        self.reductions: list[Node] = [h for h in kernel.heavy if isinstance(h.op, Reduction)]
        self.lane = Symbol("lane", 0, self.lanes - 1, is_lane=True)
        self.f = Function(module, kernel.name, PARAMETERS, self.lanes)
        self.pull = Pull(self.f, schedule, self.space.own)
        self.reduced: list[dict[Node, Value]] = []  # what is reduced, for each vector side by side

    # Writing

    def write(self) -> None:
        """Add the kernel's function to the module."""
        kernel, f = self.kernel, self.f
        stored = {root for root in kernel.roots if root not in kernel.internal}
        self.pull.use_buffers({*kernel.reads, *stored})
        axis, turned = self.lane_axis, self.space.turned_axis()
        outer = [a for a in self.order if a not in self.summed and a != axis]
        if axis is None:
            share_out(f, [(self.axes[a], 1) for a in outer], lambda: self.row([None]))
        elif turned is not None:
            Turn(f, self.pull, self.space, turned).write()
        elif axis in self.summed:
            self.shared(outer, lambda: self.row([None]))
        else:
            self.blocks(outer, axis)
        f.finish()

    def shared(self, axes: list[int], body: Callable[[], None]) -> None:
        """The outermost axes shared out among the threads, the others as loops."""
        cut, shares = 0, 1
        while cut < len(axes) and shares < SHARES:
            shares *= self.sizes[axes[cut]]
            cut += 1
        share_out(
            self.f,
            [(self.axes[a], self.sizes[a]) for a in axes[:cut]],
            lambda: self.nest(axes[cut:], body),
        )

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
        side = self.side_by_side(whole)
        block = Symbol("block", 0, max(whole // side - 1, 0))

        def vectors(first: Affine, count: int, mask: Mask | None) -> None:
            self.row([first + lanes * j + variable(self.lane) for j in range(count)], mask)

        def full() -> None:
            vectors(variable(block) * (side * lanes), side, None)

        def tail() -> None:
            vectors(Affine(whole * lanes), 1, self.f.mask_constant(rest))

        if whole // side > 1 and math.prod(self.sizes[a] for a in outer) < SHARES:
            share_out(self.f, [(block, whole // side)], lambda: self.nest(outer, full))
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

    def side_by_side(self, vectors: int) -> int:
        """How many vectors are computed at once."""
        if len(computed(self.kernel, self.schedule)) > LARGE:
            return 1
        return next((n for n in (SIDE_BY_SIDE, 3, 2) if vectors and vectors % n == 0), 1)

    def index(self, lane: Affine | None) -> Index:
        """The index of the space inside the loops; `lane` is that of the lane axis."""
        return tuple(
            lane if axis == self.lane_axis and lane is not None else variable(s)
            for axis, s in enumerate(self.axes)
        )

    def row(self, lanes: list[Affine | None], mask: Mask | None = None) -> None:
        """Reductions one after another, then what remains of each row, then the whole of it."""
        horizontal = self.lane_axis in self.summed
        self.reduced = [{} for _ in lanes]
        self.pull.here = self.reduced[0]
        for node in self.reductions:
            values = [self.across(node)] if horizontal else self.along(node, lanes, mask)
            for found, value in zip(self.reduced, values, strict=True):
                found[node] = value
        whole = [r for r in self.kernel.roots if r.shape == self.kernel.space]
        reduced = [r for r in self.kernel.roots if r.shape != self.kernel.space]
        self.store_each(reduced, lanes, mask)
        if not whole:
            return
        if horizontal:
            inner = [a for a in self.order if a in self.summed and a != self.lane_axis]
            self.nest(
                inner, lambda: self.sweep(lambda lane, m: self.store(whole, self.index(lane), m))
            )
        else:
            inner = [a for a in self.order if a in self.summed]
            self.nest(inner, lambda: self.store_each(whole, lanes, mask))

    def store_each(self, roots: list[Node], lanes: list[Affine | None], mask: Mask | None) -> None:
        """Compute and store roots, one vector after another."""
        for lane, reduced in zip(lanes, self.reduced, strict=True):
            self.pull.here = reduced
            self.store(roots, self.index(lane), mask)

    def store(self, roots: list[Node], index: Index, mask: Mask | None) -> None:
        """Compute roots at an index, all before any is stored: an argument may be about to be
        overwritten.
        """
        places = [(root, self.space.root_index(root, index)) for root in roots]
        values = [(root, at, self.pull(root, at, mask)) for root, at in places]
        for root, at, value in values:
            if root not in self.kernel.internal:
                self.pull.store(root, at, value, mask)

    def sweep(self, each: Callable[[Affine, Mask | None], object]) -> None:
        """Every vector along the lane axis, the masked rest last."""
        assert self.lane_axis is not None
        whole, rest = divmod(self.sizes[self.lane_axis], self.lanes)
        block = Symbol("block", 0, max(whole - 1, 0))
        lane = variable(self.lane)
        if whole:
            self.f.loop(
                block, 0, whole, [], lambda _: each(variable(block) * self.lanes + lane, None)
            )
        if rest:
            each(whole * self.lanes + lane, self.f.mask_constant(rest))

    # Reductions

    def along(self, node: Node, lanes: list[Affine | None], mask: Mask | None) -> list[Value]:
        """A reduction in which every lane is a row of its own."""
        axes = [a for a in self.order if a in self.summed]
        position = isinstance(node.op, Position)
        if position:
            axes.sort()

        def step(carried: list[Value]) -> list[Value]:
            found = []
            for number, lane in enumerate(lanes):
                index, self.pull.here = self.index(lane), self.reduced[number]
                x = self.vector(self.pull(node.inputs[0], index, mask), lane)
                if position:
                    pair = (carried[2 * number], carried[2 * number + 1])
                    found += best_pair(self.f, node.op, pair, (x, self.place(node, index)))
                else:
                    found.append(node.op.combine(self.f, carried[number], x))
            return found

        start = []
        for lane in lanes:
            start.append(self.vector(self.neutral(node), lane))
            if position:
                start.append(self.vector(self.f.constant(0, int64), lane))
        results = self.reduce_nest(axes, start, step)
        return results[1::2] if position else results

    def vector(self, value: Value, lane: Affine | None) -> Value:
        """A value with a number for each lane, where there are lanes."""
        return value if lane is None else self.f.splat(value)

    def neutral(self, node: Node) -> Value:
        return self.f.constant(node.op.neutral(node.inputs[0].dtype), node.inputs[0].dtype)

    def place(self, node: Node, index: Index) -> Value:
        """The position of an element, counted over the reduced axes."""
        flat = Affine()
        for axis in node.op.axes:
            flat = flat * self.kernel.space[axis] + index[axis]
        return self.f.index_value(flat, int64)

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

    def across(self, node: Node) -> Value:
        """A reduction in which the lanes of one row meet at the end."""
        assert self.lane_axis is not None
        outer = [a for a in self.order if a in self.summed and a != self.lane_axis]
        if isinstance(node.op, Position):
            return self.position_across(node, sorted(outer))
        whole, rest = divmod(self.sizes[self.lane_axis], self.lanes)
        side = self.side_by_side(whole)
        start = [self.f.splat(self.neutral(node))] * side

        def step(carried: list[Value]) -> list[Value]:
            def block(c: list[Value]) -> list[Value]:
                first = variable(symbol) * (side * self.lanes) + variable(self.lane)
                return [self.folded(node, a, first + j * self.lanes, None) for j, a in enumerate(c)]

            symbol = Symbol("block", 0, max(whole // side - 1, 0))
            if whole:
                carried = self.f.loop(symbol, 0, whole // side, carried, block)
            if rest:
                last = self.folded(
                    node,
                    carried[0],
                    whole * self.lanes + variable(self.lane),
                    self.f.mask_constant(rest),
                )
                carried = [last, *carried[1:]]
            return carried

        partial, *others = self.reduce_nest(outer, start, step)
        for other in others:
            partial = node.op.combine(self.f, partial, other)
        name = INSTRUCTION[node.op.name]
        logical = {"max": "or", "min": "and"}
        return self.f.reduce(logical[name] if partial.dtype.kind == "bool" else name, partial)

    def folded(self, node: Node, carried: Value, lane: Affine, mask: Mask | None) -> Value:
        """A partial result with one more vector; masked lanes count for nothing."""
        x = self.f.splat(self.pull(node.inputs[0], self.index(lane), mask))
        return node.op.combine(self.f, carried, self.unmasked(node, x, mask))

    def unmasked(self, node: Node, x: Value, mask: Mask | None) -> Value:
        if mask is None:
            return x
        return self.f.emit(
            "select", Value(mask.name, bool_, vector=True), x, self.f.splat(self.neutral(node))
        )

    def position_across(self, node: Node, outer: list[int]) -> Value:
        """Where the best stands, the lanes of one row compared at the end."""
        start = [self.f.splat(self.neutral(node)), self.f.splat(self.f.constant(0, int64))]

        def one(carried: list[Value], lane: Affine, mask: Mask | None) -> list[Value]:
            index = self.index(lane)
            x = self.unmasked(node, self.f.splat(self.pull(node.inputs[0], index, mask)), mask)
            place = self.f.splat(self.place(node, index))
            return first_best_pair(self.f, node.op, (carried[0], carried[1]), (x, place))

        def step(carried: list[Value]) -> list[Value]:
            assert self.lane_axis is not None
            whole, rest = divmod(self.sizes[self.lane_axis], self.lanes)
            symbol = Symbol("block", 0, max(whole - 1, 0))
            lane = variable(self.lane)
            if whole:
                carried = self.f.loop(
                    symbol,
                    0,
                    whole,
                    carried,
                    lambda c: one(c, variable(symbol) * self.lanes + lane, None),
                )
            return (
                one(carried, whole * self.lanes + lane, self.f.mask_constant(rest))
                if rest
                else carried
            )

        value, place = self.reduce_nest(outer, start, step)
        return best_lane(self.f, node.op, value, place, self.lanes)
