"""Blocks turned in registers: computed along one axis, stored along another.

A vector of neighbours costs as much to load as one element. So where results lie along one axis and
what they are made from along another, a square of vectors is computed along the second, turned by
shuffles (Eklundh, "A fast computer method for matrix transposing", 1972), and stored along the
first.
"""

from collections.abc import Callable

from pellucid.backends.llvm.builder import Function, Mask, Value
from pellucid.backends.llvm.pull import Pull, Stretch, share_out
from pellucid.backends.llvm.rowspace import RowSpace, step_along
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.reading import Index, offset
from pellucid.graph import Node


def turned(f: Function, rows: list[Value]) -> list[Value]:
    """The columns of a square of vectors: as many rows as lanes."""
    kind, step = f.types.of(rows[0]), 1
    while step < f.lanes:
        following = list(rows)
        for i in range(f.lanes):
            if i & step:
                continue
            a, b = rows[i], rows[i + step]
            for place, order in (
                (i, low_halves(f.lanes, step)),
                (i + step, high_halves(f.lanes, step)),
            ):
                indices = ", ".join(f"i32 {k}" for k in order)
                name = f.new(
                    f"shufflevector {kind} {a.name}, {kind} {b.name}, <{f.lanes} x i32> <{indices}>"
                )
                following[place] = Value(name, a.dtype, vector=True)
        rows, step = following, 2 * step
    return rows


def low_halves(lanes: int, step: int) -> list[int]:
    """Lanes of a where bit `step` is clear, and those of b, moved up, where it is set."""
    return [k if not k & step else lanes + k - step for k in range(lanes)]


def high_halves(lanes: int, step: int) -> list[int]:
    """Lanes of a, moved down, where bit `step` is clear, and those of b where it is set."""
    return [k + step if not k & step else lanes + k for k in range(lanes)]


def met(f: Function, vectors: list[Value]) -> Value:
    """The sum of all lanes of each vector, in the lane of its number.

    Two vectors are folded into one, each into one half of it, until one is left; then that.
    """
    count = 1 << (len(vectors) - 1).bit_length()
    found = [*vectors, *vectors[:1] * (count - len(vectors))]
    size = f.lanes  # lanes that belong to one sum
    while size > 1:
        size //= 2
        pairs = zip(found[::2], found[1::2] or found, strict=True)
        found = [folded(f, a, b, size) for a, b in pairs]
    return found[0]


def folded(f: Function, a: Value, b: Value, size: int) -> Value:
    """Groups of twice `size` lanes in a, then in b, each as the sum of its halves."""
    kind = f.types.of(a)
    starts = range(0, 2 * f.lanes, 2 * size)
    halves = []
    for shift in (0, size):
        order = ", ".join(f"i32 {start + shift + k}" for start in starts for k in range(size))
        name = f.new(f"shufflevector {kind} {a.name}, {kind} {b.name}, <{f.lanes} x i32> <{order}>")
        halves.append(Value(name, a.dtype, vector=True))
    return f.emit("add", *halves)


class Turn:
    """The writer of a kernel whose sources lie along one axis, some of its roots along another."""

    def __init__(
        self,
        f: Function,
        pull: Pull,
        space: RowSpace,
        axes: tuple[int, int],
        stretch: Stretch | None,
    ) -> None:
        self.f, self.pull, self.space, self.stretch = f, pull, space, stretch
        self.computed_axis, self.stored_axis = axes
        self.lane = variable(Symbol("lane", 0, f.lanes - 1, is_lane=True))

    def write(self) -> None:
        """Squares shared out among the threads, those at the ends with masks.

        They follow one another as the results lie: loads are foreseen by the processor, while a
        store waits until its line is there.
        """
        f, space = self.f, self.space
        stored, computed = self.stored_axis, self.computed_axis
        counts = [-(-space.sizes[a] // f.lanes) for a in (stored, computed)]
        blocks = [Symbol(f"block{i}", 0, n - 1) for i, n in enumerate(counts)]
        outer = [a for a in space.order if a not in {stored, computed}]
        dims = [(space.axes[a], space.sizes[a]) for a in outer]
        dims += zip(blocks[::-1], counts[::-1], strict=True)
        rest = [space.sizes[a] % f.lanes for a in (stored, computed)]

        def square(rows: int, columns: int) -> None:
            starts = [variable(block) * f.lanes for block in blocks]
            self.square(starts, rows, columns)

        def by_column(rows: int) -> None:
            self.at_end(blocks[1], rest[1], lambda columns: square(rows, columns))

        share_out(f, dims, lambda: self.at_end(blocks[0], rest[0], by_column), self.stretch)

    def at_end(self, block: Symbol, rest: int, body: Callable[[int], None]) -> None:
        """`body` with the number of lanes in use: all, but for the last block."""
        f = self.f
        if not rest:
            body(f.lanes)
        elif block.high == 0:
            body(rest)
        else:
            last = f.new(f"icmp eq i64 {f.bound[block]}, {block.high}")
            f.when(last, lambda: body(rest), lambda: body(f.lanes))

    def square(self, starts: list[Affine], rows: int, columns: int) -> None:
        """One square: `rows` vectors of `columns` lanes computed, `columns` of `rows` stored."""
        f, kernel = self.f, self.space.kernel
        mask = self.mask(columns)
        for root in kernel.roots:
            if root in kernel.internal:
                continue
            if not self.is_turned(root):
                self.store_as_computed(root, starts, rows, mask)
                continue
            found = []
            for i in range(rows):
                index = self.index(starts[0] + i, starts[1] + self.lane)
                found.append(f.splat(self.pull(root, self.space.root_index(root, index), mask)))
            found += [f.splat(f.constant(0, root.dtype))] * (f.lanes - rows)
            for j, column in enumerate(turned(f, found)[:columns]):
                index = self.index(starts[0] + self.lane, starts[1] + j)
                place = self.space.root_index(root, index)
                self.pull.store(root, place, column, self.mask(rows))

    def store_as_computed(
        self, root: Node, starts: list[Affine], rows: int, mask: Mask | None
    ) -> None:
        """A root that lies along the axis it is computed along."""
        for i in range(rows):
            index = self.index(starts[0] + i, starts[1] + self.lane)
            place = self.space.root_index(root, index)
            self.pull.store(root, place, self.pull(root, place, mask), mask)

    def is_turned(self, root: Node) -> bool:
        """Do neighbours along the axis of stores lie next to each other?"""
        index = tuple(variable(s) for s in self.space.axes)
        place = offset(self.space.root_index(root, index), self.space.places[root].steps)
        return step_along(place, self.space.axes[self.stored_axis]) == 1

    def mask(self, lanes: int) -> Mask | None:
        return None if lanes == self.f.lanes else self.f.mask_constant(lanes)

    def index(self, stored: Affine, computed: Affine) -> Index:
        """The index of the space at places along the two axes."""
        moved = {self.stored_axis: stored, self.computed_axis: computed}
        return tuple(moved.get(axis, variable(s)) for axis, s in enumerate(self.space.axes))
