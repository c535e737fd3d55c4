"""One tile of a contraction: held in registers while loops run over the summed labels.

Nothing here knows of matrices or convolutions: what an operand reads where is pulled through its
views.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

from pellucid.backends.llvm.builder import Function, Mask, Value
from pellucid.backends.llvm.cuts import PAGE, Cuts
from pellucid.backends.llvm.pull import Pull
from pellucid.backends.llvm.tails import comes_from_far, is_short, loads_of_tail
from pellucid.backends.llvm.turns import met
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.operand import bounding_label
from pellucid.compiler.pairs import PairProduct
from pellucid.compiler.reading import Index, base_of, stripped
from pellucid.compiler.reads import is_counted
from pellucid.compiler.schedule import Schedule
from pellucid.core.dtypes import bool_
from pellucid.graph import Node

UNROLLED = 6  # summed labels up to this size are written out
FEWEST_ROWS = 4  # tiles from which a part that follows is asked for share by share
MOST_FETCHED = 32  # cache lines asked for at a step
CACHE_LINE = 64  # bytes


@dataclass(frozen=True)
class Shape:
    """Rows and vectors of a tile; the numbers of the first and last column tile that it is for."""

    rows: int
    width: int
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.rows}x{self.width}" + ("_last" if self.first else "")


def parameters(cuts: Cuts) -> list[tuple[str, str]]:
    """What the function of a tile is given: the place of the tile."""
    grid = [("i64", f"at_{i}") for i in range(len(cuts.grid))]
    return [("ptr", "table"), *grid, ("i64", "row"), ("i64", "column")]


def by_column(
    f: Function, cuts: Cuts, column: Symbol, rows: int, call: Callable[[Shape], None]
) -> None:
    """Call the tile for a column: another one for the last, where that is not like the others."""
    last = cuts.column_tiles - 1
    if last == 0:
        call(Shape(rows, cuts.last_width, 0, 0))
    elif cuts.last_width == cuts.width and not cuts.ragged:
        call(Shape(rows, cuts.width, 0, last))
    else:
        f.when(
            f.new(f"icmp eq i64 {f.bound[column]}, {last}"),
            lambda: call(Shape(rows, cuts.last_width, last, last)),
            lambda: call(Shape(rows, cuts.width, 0, last - 1)),
        )


class Tile:
    """One tile function being written."""

    def __init__(
        self, f: Function, kernel: Kernel, schedule: Schedule, cuts: Cuts, shape: Shape
    ) -> None:
        self.f, self.kernel, self.schedule, self.cuts = f, kernel, schedule, cuts
        self.rows, self.width = shape.rows, shape.width
        ends = cuts.ragged and shape.last == cuts.column_tiles - 1
        self.mask = f.mask_constant(cuts.ragged) if ends else None
        size = cuts.sizes.get(cuts.rows, 1)
        self.row = Symbol("row", 0, max(size - shape.rows, 0))
        self.column = Symbol("column", shape.first, shape.last)
        self.last_lane = Symbol("lane", 0, (cuts.ragged if ends else cuts.lanes) - 1, is_lane=True)
        self.grid = {c: Symbol(c, 0, cuts.sizes[c] - 1) for c in cuts.grid}
        self.load = Pull(f, schedule, set(kernel.roots), bounded=True)
        self.finish = Pull(f, schedule, set(kernel.roots))

    def write(self) -> None:
        """Add the function to the module."""
        self.begin()
        self.fetch_tail()
        zero = self.f.splat(self.f.constant(0, self.cuts.product.dtype))
        self.store_all(self.sum_over(self.cuts.summed, {}, [zero] * (self.rows * self.width)))
        self.f.finish()

    def begin(self) -> None:
        """Load the pointers to buffers, and name the parameters."""
        f, kernel = self.f, self.kernel
        stored = {root for root in kernel.roots if root not in kernel.internal}
        self.finish.use_buffers({*kernel.reads, *stored})
        self.load.bases = self.finish.bases
        for number, symbol in enumerate(self.grid.values()):
            f.bind(symbol, f"%at_{number}")
        f.bind(self.row, "%row")
        f.bind(self.column, "%column")

    def fetch_tail(self) -> None:
        """Ask for what follows the sums will load, so that it comes from far while they grow."""
        if self.cuts.dot or not comes_from_far(self.schedule):
            return
        kernel, product = self.kernel, self.cuts.product
        for i in range(self.rows):
            for j in range(self.width):
                index = self.result_index(Affine(i), j)
                for node, place in loads_of_tail(kernel, product, self.schedule, index):
                    self.f.fetch(*self.finish.address(node, place), node.dtype)

    # Indices

    def place(self, i: Affine | int, j: int) -> dict[str, Affine]:
        """The labels of the result at row i and column j of the tile."""
        found = {c: variable(s) for c, s in self.grid.items()}
        if self.cuts.rows:
            found[self.cuts.rows] = variable(self.row) + i
        lane = self.last_lane if j == self.width - 1 else self.cuts.lane
        return found | self.cuts.column_places(self.column, j, lane)

    def result_index(self, i: Affine, j: int) -> Index:
        place = self.place(i, j)
        return tuple(place.get(c, Affine()) for c in self.cuts.op.out)

    def operand_index(self, labels: str, place: dict[str, Affine]) -> Index:
        return tuple(place.get(c, Affine()) for c in labels)

    # The sum

    def sum_over(
        self, labels: list[str], fixed: dict[str, Affine], sums: list[Value]
    ) -> list[Value]:
        """The partial sums after loops over `labels`."""
        if not labels:
            return self.add_products(fixed, sums, None)
        label, *rest = labels
        cuts = self.cuts
        size = cuts.sizes[label]
        if cuts.dot and label == cuts.plan.lanes:
            return self.sum_lanes(label, fixed, sums)
        low, high = self.bounds(label, fixed)
        if isinstance(low, int) and size <= UNROLLED and not rest:
            for i in range(size):
                sums = self.sum_over(rest, {**fixed, label: Affine(i)}, sums)
            return sums
        symbol = Symbol(f"sum_{label}", 0, max(size - 1, 0))

        def once(carried: list[Value]) -> list[Value]:
            if len(rest) == 1:
                self.fetch_next(rest[0], {**fixed, label: variable(symbol) + 1})
                self.fetch_panels(rest[0], {**fixed, label: variable(symbol)})
            return self.sum_over(rest, {**fixed, label: variable(symbol)}, carried)

        return self.f.loop(symbol, low, high, sums, once)

    def fetch_next(self, label: str, following: dict[str, Affine]) -> None:
        """Ask for what the narrow operand has next, when it takes a large step: no processor
        foresees where short rows go on in another page.
        """
        cuts, f = self.cuts, self.f
        x, size = cuts.operands[cuts.narrow], cuts.sizes[label]
        item = x.node.dtype.itemsize
        (step,) = [c for c in following if c not in cuts.op.out][-1:]
        far = abs(x.stride(step) or 0) * item >= PAGE
        if cuts.dot or x.guards or not far or x.stride(label) != 1:
            return
        near = min(abs(x.stride(cuts.rows) or 0) if cuts.rows else 0, size)
        lines = range(0, self.rows * near or size, CACHE_LINE // item)
        if near < size or len(lines) > MOST_FETCHED:
            return
        index = self.operand_index(
            cuts.narrow_labels, {**self.place(0, 0), **following, label: Affine()}
        )
        node, place, _ = base_of(x.node, index)
        base, element = self.load.address(node, place)
        for start in lines:
            f.fetch(base, element + start, node.dtype)

    def fetch_panels(self, label: str, fixed: dict[str, Affine]) -> None:
        """Ask for a share of what is read when the innermost grid label goes on: all tiles of one
        place together ask for the whole, so that it arrives while they compute.
        """
        cuts = self.cuts
        few = not cuts.grid or cuts.row_cut.count < FEWEST_ROWS
        if few or cuts.order_of_tiles()[0] != "grid" or not comes_from_far(self.schedule):
            return
        size, rows = cuts.sizes[label], cuts.sizes[cuts.rows]
        first, count = variable(self.row) * size // rows, -(-size * self.rows // rows)
        for side, labels in ((cuts.wide, cuts.wide_labels), (cuts.narrow, cuts.narrow_labels)):
            x, lines = cuts.operands[side], self.lines_across(side)
            changes = cuts.grid[-1] in labels and label in labels and not x.guards
            if not changes or count * len(lines) > MOST_FETCHED or not self.is_held(labels):
                continue
            for i, place in itertools.product(range(count), lines):
                following = place[cuts.grid[-1]] + 1
                there = {**place, **fixed, label: first + i, cuts.grid[-1]: following}
                node, index, _ = base_of(x.node, self.operand_index(labels, there))
                self.f.fetch(*self.load.address(node, index), node.dtype)

    def lines_across(self, side: int) -> list[dict[str, Affine]]:
        """Where the cache lines begin that tiles read of one summed row of an operand: those of its
        columns, or of all rows of tiles where these lie side by side.
        """
        cuts = self.cuts
        if side == cuts.wide:
            return [self.place(0, j) for j in range(self.width)]
        beside = cuts.operands[side].stride(cuts.rows) == 1
        step = CACHE_LINE // cuts.product.dtype.itemsize if beside else 1
        return [
            {**self.place(0, 0), cuts.rows: Affine(n)}
            for n in range(0, cuts.sizes[cuts.rows], step)
        ]

    def is_held(self, labels: str) -> bool:
        """Does what is read of an operand at one place of the grid fit half the second cache?"""
        cuts = self.cuts
        count = math.prod(cuts.sizes[c] for c in labels if c not in cuts.grid)
        return 2 * count * cuts.product.dtype.itemsize <= cuts.target.caches[1]

    def sum_lanes(self, label: str, fixed: dict[str, Affine], sums: list[Value]) -> list[Value]:
        """The lanes of both operands along a summed label; masked lanes load zeros, which add
        nothing.
        """
        whole, rest = divmod(self.cuts.sizes[label], self.cuts.lanes)
        lane = variable(self.cuts.lane)
        symbol = Symbol(f"sum_{label}", 0, max(whole - 1, 0))

        def vector(carried: list[Value]) -> list[Value]:
            return self.add_products(
                {**fixed, label: variable(symbol) * self.cuts.lanes + lane}, carried, None
            )

        if whole:
            sums = self.f.loop(symbol, 0, whole, sums, vector)
        if rest:
            mask = self.f.mask_constant(rest)
            sums = self.add_products({**fixed, label: whole * self.cuts.lanes + lane}, sums, mask)
        return sums

    def add_products(
        self, fixed: dict[str, Affine], sums: list[Value], mask: Mask | None
    ) -> list[Value]:
        """Every sum of the tile with one more product."""
        cuts, f = self.cuts, self.f
        narrow, wide = cuts.product.inputs[cuts.narrow], cuts.product.inputs[cuts.wide]
        lefts = []
        for i in range(self.rows):
            index = self.operand_index(cuts.narrow_labels, {**self.place(i, 0), **fixed})
            lefts.append(self.operand(narrow, index, mask))
        rights = []
        for j in range(self.width):
            index = self.operand_index(cuts.wide_labels, {**self.place(0, j), **fixed})
            own = self.mask if self.mask is not None and j == self.width - 1 else None
            rights.append(f.splat(self.operand(wide, index, mask, own)))
        found = []
        step = "dot" if isinstance(cuts.op, PairProduct) else "fma"
        for i, left in enumerate(lefts):
            vector = f.splat(left)
            found += [
                f.emit(step, vector, right, sums[i * self.width + j])
                for j, right in enumerate(rights)
            ]
        return found

    def operand(
        self, node: Node, index: Index, mask: Mask | None, own: Mask | None = None
    ) -> Value:
        """An operand, 0 in lanes masked out of a sum: loads give that, counting does not."""
        value = self.load(node, index, mask or own)
        if mask is None or not is_counted(stripped(node)):
            return value
        zero = self.f.splat(self.f.constant(0, value.dtype))
        return self.f.emit(
            "select", Value(mask.name, bool_, vector=True), self.f.splat(value), zero
        )

    def bounds(self, label: str, fixed: dict[str, Affine]) -> tuple[int, int] | tuple[str, str]:
        """Where the loop over a summed label begins and ends: inside all padding."""
        cuts, f = self.cuts, self.f
        found: list[tuple[Affine, Affine]] = []
        for operand in cuts.operands:
            for guard in operand.guards:
                beside = any(operand.symbols.get(c) in guard[0].terms for c in cuts.columns)
                if not beside and bounding_label(guard, operand, cuts.op) == label:
                    expression, size = guard
                    symbol = operand.symbols[label]
                    sign = expression.coefficient(symbol)
                    place = {**self.place(0, 0), **fixed}
                    values = {
                        s: place.get(c, Affine()) for c, s in operand.symbols.items() if c != label
                    }
                    rest = (expression - variable(symbol) * sign).substitute(values)
                    found.append(
                        (-rest, -rest + size) if sign == 1 else (rest + (1 - size), rest + 1)
                    )
        if not found:
            return 0, cuts.sizes[label]
        low, high = "0", str(cuts.sizes[label])
        for start, end in found:
            low = self.larger("sgt", f.integer(start), low)
            high = self.larger("slt", f.integer(end), high)
        return low, high

    def larger(self, test: str, a: str, b: str) -> str:
        """`a` where it passes the test against `b`, else `b`."""
        condition = self.f.new(f"icmp {test} i64 {a}, {b}")
        return self.f.new(f"select i1 {condition}, i64 {a}, i64 {b}")

    # The end

    def store_all(self, sums: list[Value]) -> None:
        """What follows the sums, at every place of the tile."""
        if self.cuts.plan.meeting and 1 < self.width <= self.f.lanes:
            self.store_met(sums)
            return
        if self.rows > 1 and not is_short(self.kernel, self.cuts.product, self.schedule):
            self.store_in_loop(sums)
            return
        for i in range(self.rows):
            for j in range(self.width):
                self.store(Affine(i), j, sums[i * self.width + j])

    def store_met(self, sums: list[Value]) -> None:
        """The sums of dot products added up, those of a row of the tile as one vector."""
        f, (label, width) = self.f, (self.cuts.plan.meeting, self.width)
        lane, mask = Symbol("lane", 0, width - 1, is_lane=True), f.mask_constant(width)
        for i in range(self.rows):
            place = self.place(i, 0)
            place[label] = place[label] + variable(lane)
            index = tuple(place.get(c, Affine()) for c in self.cuts.op.out)
            self.store_at(index, met(f, sums[i * width : (i + 1) * width]), mask)

    def store_in_loop(self, sums: list[Value]) -> None:
        """A long tail is written once and run for each row: the sums wait in memory meanwhile."""
        f, cuts = self.f, self.cuts
        dtype = cuts.product.dtype
        size = self.rows * self.width * f.lanes * dtype.itemsize
        scratch = f.new(f"alloca [{size} x i8], align 64")
        lane = variable(cuts.lane)
        for place, total in enumerate(sums):
            f.store(f.splat(total), scratch, place * f.lanes + lane)
        row = Symbol("tile_row", 0, self.rows - 1)

        def one_row(_: list[Value]) -> None:
            for j in range(self.width):
                start = variable(row) * (self.width * f.lanes) + (j * f.lanes)
                self.store(variable(row), j, f.load(scratch, start + lane, dtype))

        f.loop(row, 0, self.rows, [], one_row)

    def store(self, i: Affine, j: int, total: Value) -> None:
        """What follows the sum at one place of the tile."""
        value = self.f.reduce("add", total) if self.cuts.dot else total
        self.store_at(self.result_index(i, j), value, self.mask if j == self.width - 1 else None)

    def store_at(self, index: Index, value: Value, mask: Mask | None) -> None:
        """What follows the sum at an index, computed before any of it is stored."""
        self.finish.here = {self.cuts.product: value}
        roots = self.kernel.roots
        values = [self.finish(root, index, mask) for root in roots]
        for root, made in zip(roots, values, strict=True):
            if root not in self.kernel.internal:
                self.finish.store(root, index, made, mask)
