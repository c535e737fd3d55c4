"""Contractions of few rows with an operand that comes from memory, strip by strip.

A strip is a run of columns. Its sums wait in a near cache while a few summed rows of the operand
pass, each read from page to page as it lies; then the next rows, and at the end what follows the
sums. Each result is summed in the same order as without strips.
"""

import math
from typing import final

from pellucid.backends.llvm.builder import Function, Mask, Module, Value
from pellucid.backends.llvm.cuts import Cuts
from pellucid.backends.llvm.pull import share_out
from pellucid.backends.llvm.tile import Shape, Tile, by_column, parameters
from pellucid.backends.llvm.values import MEMORY
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.reading import base_of
from pellucid.compiler.schedule import Schedule

SUMS = 2**16  # bytes of the sums of a strip, at most
DEPTH = 16  # summed rows that pass at a time
STRIPS = 4  # at least, where there are columns enough: for threads to share
MORE = [("ptr", "sums"), ("i64", "first"), ("i64", "end")]


class StripTile(Tile):
    """A tile that keeps its sums in memory."""

    def kept(self) -> list[Value]:
        """The sums so far."""
        dtype, lane = self.cuts.product.dtype, variable(self.cuts.lane)
        count = self.rows * self.width
        return [self.f.load("%sums", n * self.f.lanes + lane, dtype) for n in range(count)]


@final
class Passing(StripTile):
    """A few summed rows added to the sums."""

    def write(self) -> None:
        self.begin()
        sums = self.sum_over(self.cuts.summed, {}, self.kept())
        for n, total in enumerate(sums):
            self.f.store(total, "%sums", n * self.f.lanes + variable(self.cuts.lane))
        self.f.finish()

    def bounds(self, label: str, fixed: dict[str, Affine]) -> tuple[str, str]:
        return "%first", "%end"

    def add_products(
        self, fixed: dict[str, Affine], sums: list[Value], mask: Mask | None
    ) -> list[Value]:
        """The products, while the same columns of the rows that pass next are asked for."""
        cuts, (label,) = self.cuts, self.cuts.summed
        wide = cuts.product.inputs[cuts.wide]
        for j in range(self.width):
            place = {**self.place(0, j), label: fixed[label] + DEPTH}
            base, index, _ = base_of(wide, self.operand_index(cuts.wide_labels, place))
            self.f.fetch(*self.load.address(base, index), base.dtype)
        return super().add_products(fixed, sums, mask)


@final
class Ending(StripTile):
    """What follows the sums."""

    def write(self) -> None:
        self.begin()
        self.store_all(self.kept())
        self.f.finish()


@final
class StripKernel:
    """The writer of one such kernel."""

    def __init__(self, module: Module, kernel: Kernel, schedule: Schedule, cuts: Cuts) -> None:
        self.module, self.kernel, self.schedule, self.cuts = module, kernel, schedule, cuts
        self.rows = cuts.row_cut.base
        self.tile = self.rows * cuts.width * cuts.lanes  # sums of one tile
        size = cuts.product.dtype.itemsize
        share = -(-cuts.column_tiles // STRIPS)
        self.tiles = min(share, max(1, SUMS // (self.tile * size)))
        self.written: set[str] = set()

    def write(self) -> None:
        """Add the kernel and its tiles to the module."""
        cuts = self.cuts
        shared = [("i64", "tid"), ("i64", "threads"), ("ptr", "table")]
        f = Function(self.module, self.kernel.name, shared, cuts.lanes)
        size = self.tiles * self.tile * cuts.product.dtype.itemsize
        sums = f.new(f"alloca [{size} x i8], align 64")
        strips = -(-cuts.column_tiles // self.tiles)
        strip = Symbol("strip", 0, strips - 1)
        grid = [(Symbol(c, 0, cuts.sizes[c] - 1), cuts.sizes[c]) for c in cuts.grid]
        share_out(
            f, [*grid, (strip, strips)], lambda: self.strip(f, strip, [s for s, _ in grid], sums)
        )
        f.finish()

    def strip(self, f: Function, strip: Symbol, grid: list[Symbol], sums: str) -> None:
        """All summed rows pass one strip."""
        cuts = self.cuts
        length = cuts.sizes[cuts.summed[0]]
        low = f.integer(variable(strip) * self.tiles)
        high = lower(f, f.integer(variable(strip) * self.tiles + self.tiles), cuts.column_tiles)
        self.clear(f, sums)
        blocks = -(-length // DEPTH)
        block, column = Symbol("block", 0, blocks - 1), Symbol("column", 0, cuts.column_tiles - 1)

        def each(kind: type[StripTile], first: str, end: str) -> None:
            def call(shape: Shape) -> None:
                place = f.new(f"sub i64 {f.bound[column]}, {low}")
                start = f.new(f"mul i64 {place}, {self.tile}")
                own = f.new(
                    f"getelementptr {MEMORY[cuts.product.dtype.name]}, ptr {sums}, i64 {start}"
                )
                where = [*(f"i64 {f.bound[s]}" for s in grid), "i64 0", f"i64 {f.bound[column]}"]
                given = ["ptr %table", *where, f"ptr {own}", f"i64 {first}", f"i64 {end}"]
                f.call_function(self.function(kind, shape), given)

            f.loop(column, low, high, [], lambda _: by_column(f, cuts, column, self.rows, call))

        def passing(_: list[Value]) -> None:
            end = lower(f, f.integer(variable(block) * DEPTH + DEPTH), length)
            each(Passing, f.integer(variable(block) * DEPTH), end)

        f.loop(block, 0, blocks, [], passing)
        each(Ending, "0", "0")

    def clear(self, f: Function, sums: str) -> None:
        """Zeros for every sum of a strip."""
        vector = Symbol("vector", 0, math.ceil(self.tiles * self.tile / f.lanes) - 1)
        zero = f.splat(f.constant(0, self.cuts.product.dtype))
        place = variable(vector) * f.lanes + variable(self.cuts.lane)
        f.loop(vector, 0, vector.high + 1, [], lambda _: f.store(zero, sums, place))

    def function(self, kind: type[StripTile], shape: Shape) -> str:
        """The name of a function, written when it is first wanted."""
        name = f"{self.kernel.name}_{kind.__name__.lower()}_{shape}"
        if name not in self.written:
            self.written.add(name)
            given = [*parameters(self.cuts), *MORE]
            f = Function(self.module, name, given, self.cuts.lanes, internal=True)
            kind(f, self.kernel, self.schedule, self.cuts, shape).write()
        return name


def lower(f: Function, a: str, b: int) -> str:
    """The smaller of two i64."""
    return f.new(f"select i1 {f.new(f'icmp slt i64 {a}, {b}')}, i64 {a}, i64 {b}")
