"""The kernel of `scatter_add`: each thread owns a share of the results and walks all the places, so
that sums have one order.

It owns columns where rows are as wide as a vector: each place then adds vectors to vectors. Where
not the numbers of an update lie together but those of neighbouring updates, as a loop leaves them,
squares are turned in registers on the way.
"""

import math
from collections.abc import Callable

from pellucid.backends.llvm.builder import Function, Mask, Module, Value
from pellucid.backends.llvm.pull import Pull, clamped
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.backends.llvm.rowspace import step_along
from pellucid.backends.llvm.turns import turned
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.reading import Index, offset, through, unflattened
from pellucid.compiler.schedule import Schedule
from pellucid.core.dtypes import int64
from pellucid.graph import Node
from pellucid.ops.view import Reading

Axes = tuple[Affine, ...]  # a place along each axis of a row


def write_scatter(module: Module, kernel: Kernel, schedule: Schedule) -> None:
    """Add the kernel's function to the module."""
    f = Function(module, kernel.name, PARAMETERS, schedule.target.lanes(kernel.roots[0].dtype))
    Scatter(f, kernel, schedule).write()
    f.finish()


class Scatter:
    """The kernel being written."""

    def __init__(self, f: Function, kernel: Kernel, schedule: Schedule) -> None:
        self.f, self.schedule = f, schedule
        (self.root,) = kernel.roots
        self.places, self.updates = self.root.inputs
        self.pull = Pull(f, schedule, {self.root})
        self.pull.use_buffers({*kernel.reads, self.root})
        self.place = schedule.memory.places[self.root]
        self.base, self.origin = self.pull.address(self.root, (Affine(),) * len(self.root.shape))
        self.rest = self.root.shape[1:]
        self.lane = variable(Symbol("lane", 0, f.lanes - 1, is_lane=True))

    def write(self) -> None:
        """Zeros, and then every update where it belongs."""
        if not self.root.spec.size:
            return
        if not self.rest or self.rest[-1] < self.f.lanes or self.place.steps[-1] != 1:
            self.by_rows()
            return
        run = self.neighbours()
        blocks = math.prod(self.rest[:-1]) * -(-self.rest[-1] // self.f.lanes)
        low, high = self.share(blocks)
        row = Symbol("row", 0, self.root.shape[0] - 1)
        start = self.origin + variable(row) * self.place.steps[0]
        zero = self.f.splat(self.f.constant(0, self.root.dtype))
        self.f.loop(
            row,
            0,
            self.root.shape[0],
            [],
            lambda _: self.each_block(
                low,
                high,
                lambda inner, column, mask: self.f.store(
                    zero, self.base, start + self.inside((*inner, column + self.lane)), mask
                ),
            ),
        )
        if run:
            self.in_squares(run, low, high)
        else:
            self.in_vectors(low, high)

    def share(self, count: int) -> tuple[str, str]:
        """The first of so many pieces that this thread owns, and the one after its last."""
        f = self.f
        first, after = (
            f.new(f"udiv i64 {f.new(f'mul i64 {who}, {count}')}, %threads")
            for who in ("%tid", f.new("add i64 %tid, 1"))
        )
        return first, after

    def target(self, number: Affine) -> Value:
        """Where the row begins that an update is added to."""
        row = clamped(self.f, self.pull(self.places, (number,)), self.root.shape[0])
        return self.f.emit("mul", row, self.f.constant(self.place.steps[0], int64))

    def add(self, value: Value, start: Value, index: Axes, mask: Mask | None = None) -> None:
        """Add a vector, or a number, to what stands in a row."""
        f, where = self.f, self.origin + self.inside(index)
        total = f.load_at(self.base, start, where, self.root.dtype, mask)
        f.store_at(f.emit("add", total, value), self.base, start, where, mask)

    def inside(self, index: Axes) -> Affine:
        """The place of a number in its row."""
        steps = self.place.steps[1:]
        return sum((i * step for i, step in zip(index, steps, strict=True)), Affine())

    # By columns

    def each_block(
        self,
        low: str,
        high: str,
        body: Callable[[Axes, Affine, Mask | None], None],
    ) -> None:
        """`body` with the axes of a row but the last, where in that a vector begins, and its mask;
        for each vector that this thread owns.
        """
        f = self.f
        count = -(-self.rest[-1] // f.lanes)
        rest = self.rest[-1] % f.lanes
        block = Symbol("block", 0, math.prod(self.rest[:-1]) * count - 1)

        def one(_: list[Value]) -> None:
            inner = unflattened(variable(block) // count, self.rest[:-1])
            begin = variable(block) % count * f.lanes
            if not rest:
                body(inner, begin, None)
                return
            last = f.new(f"icmp eq i64 {f.integer(variable(block) % count)}, {count - 1}")
            f.when(
                last,
                lambda: body(inner, begin, f.mask_constant(rest)),
                lambda: body(inner, begin, None),
            )

        f.loop(block, low, high, [], one)

    def in_vectors(self, low: str, high: str) -> None:
        """Update after update."""
        number = Symbol("n", 0, max(self.places.spec.size - 1, 0))

        def one(_: list[Value]) -> None:
            start = self.target(variable(number))

            def vector(inner: Axes, column: Affine, mask: Mask | None) -> None:
                index = (variable(number), *inner, column + self.lane)
                value = self.f.splat(self.pull(self.updates, index, mask))
                self.add(value, start, (*inner, column + self.lane), mask)

            self.each_block(low, high, vector)

        self.f.loop(number, 0, self.places.spec.size, [], one)

    def neighbours(self) -> int:
        """How many updates follow one another whose numbers lie side by side; 0 where those of one
        update do, or nothing does.
        """
        lanes = self.f.lanes
        sizes = {n for x in self.chain() for n in x.shape if n % lanes == 0}
        if self.rest[-1] % lanes or self.chain()[-1] not in self.schedule.memory.places:
            return 0
        for run in sorted(sizes, reverse=True):
            if run and self.places.spec.size % run == 0:
                outer = Symbol("outer", 0, self.places.spec.size // run - 1)
                inner = Symbol("inner", 0, run - 1)
                axes = [Symbol(f"i{a}", 0, n - 1) for a, n in enumerate(self.rest)]
                number = variable(outer) * run + variable(inner)
                where = self.where(number, axes)
                if step_along(where, axes[-1]) != 1 and step_along(where, inner) == 1:
                    return run
        return 0

    def chain(self) -> list[Node]:
        """The updates, and the nodes below the views on top of them down to what is stored."""
        found = [self.updates]
        while found[-1] not in self.schedule.memory.places and isinstance(found[-1].op, Reading):
            found += found[-1].inputs
        return found

    def where(self, number: Affine, axes: list[Symbol]) -> Affine:
        """Where in memory the numbers of an update lie."""
        index: Index = (number, *map(variable, axes))
        *views, stored = self.chain()
        for view in views:
            index, _ = through(view, index)
        return offset(index, self.schedule.memory.places[stored].steps)

    def in_squares(self, run: int, low: str, high: str) -> None:
        """As many updates at once as a vector has lanes: squares loaded across and turned."""
        f, lanes = self.f, self.f.lanes
        outer = Symbol("outer", 0, self.places.spec.size // run - 1)
        part = Symbol("part", 0, run // lanes - 1)
        first = variable(outer) * run + variable(part) * lanes

        def some(_: list[Value]) -> None:
            starts = [self.target(first + r) for r in range(lanes)]

            def square(inner: Axes, column: Affine, _: Mask | None) -> None:
                across = [
                    f.splat(self.pull(self.updates, (first + self.lane, *inner, column + j)))
                    for j in range(lanes)
                ]
                for start, value in zip(starts, turned(f, across), strict=True):
                    self.add(value, start, (*inner, column + self.lane))

            self.each_block(low, high, square)

        f.loop(
            outer,
            0,
            self.places.spec.size // run,
            [],
            lambda _: f.loop(part, 0, run // lanes, [], some),
        )

    # By rows

    def by_rows(self) -> None:
        """Number by number, by the thread that owns the row."""
        f, size = self.f, self.places.spec.size
        low, high = self.share(self.root.shape[0])
        row = Symbol("row", 0, self.root.shape[0] - 1)
        number = Symbol("n", 0, max(size - 1, 0))
        axes = [Symbol(f"i{axis}", 0, n - 1) for axis, n in enumerate(self.rest)]
        index = tuple(map(variable, axes))

        def each(body: Callable[[], None], axes: list[Symbol] = axes) -> None:
            if not axes:
                body()
                return
            first, *others = axes
            f.loop(first, 0, first.high + 1, [], lambda _: each(body, others))

        def clear() -> None:
            where = self.origin + variable(row) * self.place.steps[0] + self.inside(index)
            f.store(f.constant(0, self.root.dtype), self.base, where)

        def one(_: list[Value]) -> None:
            target = clamped(f, self.pull(self.places, (variable(number),)), self.root.shape[0])
            own = f.new(
                f"and i1 {f.new(f'icmp sge i64 {target.name}, {low}')}, "
                f"{f.new(f'icmp slt i64 {target.name}, {high}')}"
            )
            start = f.emit("mul", target, f.constant(self.place.steps[0], int64))

            def add() -> None:
                self.add(self.pull(self.updates, (variable(number), *index)), start, index)

            f.when(own, lambda: each(add))

        f.loop(row, low, high, [], lambda _: each(clear))
        f.loop(number, 0, size, [], one)
