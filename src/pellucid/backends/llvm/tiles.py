"""Contractions: tiles of the result handed out to the threads, each computed by a small function,
one for each size of tile.
"""

from pellucid.backends.llvm.builder import Function, Module
from pellucid.backends.llvm.cuts import Cuts
from pellucid.backends.llvm.pull import share_out
from pellucid.backends.llvm.strips import StripKernel
from pellucid.backends.llvm.tile import Shape, Tile, by_column, parameters
from pellucid.compiler.index import Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.schedule import Schedule
from pellucid.ops.contraction import Contract


class TileKernel:
    """The writer of one contraction kernel."""

    def __init__(self, module: Module, kernel: Kernel, schedule: Schedule) -> None:
        self.module, self.kernel, self.schedule = module, kernel, schedule
        (product,) = [h for h in kernel.heavy if isinstance(h.op, Contract)]
        self.cuts = Cuts(product, schedule.plans[product], schedule.layouts, schedule.target)

    def write(self) -> None:
        """Add the kernel and its tiles to the module."""
        if self.cuts.in_strips:
            StripKernel(self.module, self.kernel, self.schedule, self.cuts).write()
            return
        f = Function(
            self.module,
            self.kernel.name,
            [("i64", "tid"), ("i64", "threads"), ("ptr", "table")],
            self.cuts.lanes,
        )
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
        share_out(f, dims, lambda: self.choose_tile(f, row, column, [s for s, _ in grid]))
        f.finish()

    def choose_tile(self, f: Function, row: Symbol, column: Symbol, grid: list[Symbol]) -> None:
        """Call the function of the tile at hand."""
        cuts, cut = self.cuts, self.cuts.row_cut
        start = self.row_start(f, row)

        def call(shape: Shape) -> None:
            arguments = [
                "ptr %table",
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
        if not any(f" @{name}(" in text[:200] for text in self.module.functions):
            f = Function(self.module, name, parameters(self.cuts), self.cuts.lanes, internal=True)
            Tile(f, self.kernel, self.schedule, self.cuts, shape).write()
        return name
