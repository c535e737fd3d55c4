"""Contractions: tiles of the result handed out to the threads, each computed by a small function,
one for each size of tile.
"""

import math

from pellucid.backends.llvm.builder import Function, Module
from pellucid.backends.llvm.cuts import Cuts
from pellucid.backends.llvm.handout import LARGE, MOST_KERNELS, Handout, handed_out
from pellucid.backends.llvm.pull import at_piece, share_out
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.backends.llvm.sharing import Apart, shared
from pellucid.backends.llvm.steps import flags_place
from pellucid.backends.llvm.strips import StripKernel
from pellucid.backends.llvm.tile import Shape, Tile, by_column, parameters
from pellucid.compiler.index import Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.schedule import Schedule
from pellucid.compiler.work import products
from pellucid.ops.contraction import Contract


class TileKernel:
    """The writer of one contraction kernel; one that `shares` has tiles that others may call."""

    def __init__(
        self, module: Module, kernel: Kernel, schedule: Schedule, *, shares: bool = False
    ) -> None:
        self.module, self.kernel, self.schedule = module, kernel, schedule
        self.apart = Apart(kernel, schedule) if shares else None
        self.table = "%table"
        self.tiles: dict[str, str] = {}  # by the name of a tile's function, that of what is called
        (product,) = [h for h in kernel.heavy if isinstance(h.op, Contract)]
        self.cuts = Cuts(product, schedule.plans[product], schedule.layouts, schedule.target)

    def write(self) -> None:
        """Add the kernel and its tiles to the module."""
        if self.cuts.in_strips:
            StripKernel(self.module, self.kernel, self.schedule, self.cuts).write()
            return
        cuts = self.cuts
        row = Symbol("row_tile", 0, cuts.row_cut.count - 1)
        column = Symbol("column_tile", 0, cuts.column_tiles - 1)
        grid = [(Symbol(c, 0, cuts.sizes[c] - 1), cuts.sizes[c]) for c in cuts.grid]
        loops = {
            "grid": grid,
            "rows": [(row, cuts.row_cut.count)],
            "columns": [(column, cuts.column_tiles)],
        }
        dims = [dim for name in cuts.order_of_tiles() for dim in loops[name]]
        handout = self.handout(math.prod(extent for _, extent in dims))
        name = handed_out(self.kernel) if handout else self.kernel.name
        f = Function(self.module, name, PARAMETERS, cuts.lanes, internal=handout is not None)

        if self.apart is not None:
            self.table = self.apart.table(f)

        def tile() -> None:
            self.choose_tile(f, row, column, [s for s, _ in grid])

        if handout:
            handout.write(f, lambda piece: at_piece(f, piece, dims, tile))
        else:
            share_out(f, dims, tile)
        f.finish()

    def handout(self, total: int) -> Handout | None:
        """How the tiles are handed out, where that is done while the kernel runs: those of large
        products outside of loops.
        """
        found = self.module.handouts
        if self.schedule is not self.module.once:
            return None
        if 2 * products(self.cuts.product) < LARGE or total < 2 or len(found) == MOST_KERNELS:
            return None
        made = Handout(len(found), total, flags_place(self.schedule))
        found[self.kernel.name] = made
        return made

    def choose_tile(self, f: Function, row: Symbol, column: Symbol, grid: list[Symbol]) -> None:
        """Call the function of the tile at hand."""
        cuts, cut = self.cuts, self.cuts.row_cut
        start = self.row_start(f, row)

        def call(shape: Shape) -> None:
            arguments = [
                f"ptr {self.table}",
                *(f"i64 {f.bound[s]}" for s in grid),
                f"i64 {start}",
                f"i64 {f.bound[column]}",
            ]
            f.call_function(self.tile(shape), arguments)

        def of(rows: int) -> None:
            by_column(f, cuts, column, rows, call)

        if cut.larger:
            large = f.new(f"icmp ult i64 {f.bound[row]}, {cut.larger}")
            f.when(large, lambda: of(cut.base + 1), lambda: of(cut.base))
        else:
            of(cut.base)

    def row_start(self, f: Function, row: Symbol) -> str:
        """The first row of a tile."""
        cut = self.cuts.row_cut
        start = f.integer(variable(row) * cut.base)
        if not cut.larger:
            return start
        below = f.new(f"icmp ult i64 {f.bound[row]}, {cut.larger}")
        return f.new(
            f"add i64 {start}, {f.new(f'select i1 {below}, i64 {f.bound[row]}, i64 {cut.larger}')}"
        )

    def tile(self, shape: Shape) -> str:
        """The name of the function that computes a tile, written when it is first wanted."""
        name = f"{self.kernel.name}_{shape}"
        if name not in self.tiles:
            if self.apart is None:
                self.write_tile(self.module, self.schedule, name, shape)
                self.tiles[name] = name
            else:
                seen = self.apart.schedule
                self.tiles[name] = shared(
                    self.module, name, lambda trial: self.write_tile(trial, seen, name, shape)
                )
        return self.tiles[name]

    def write_tile(self, module: Module, schedule: Schedule, name: str, shape: Shape) -> None:
        """Add the function that computes a tile to a module."""
        f = Function(module, name, parameters(self.cuts), self.cuts.lanes, internal=True)
        Tile(f, self.kernel, schedule, self.cuts, shape).write()
