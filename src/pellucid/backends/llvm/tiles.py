"""Contractions: a tile of the result held in registers while a loop runs over the summed labels.

One small function for each size of tile, and one that hands the tiles out to the threads. Nothing
here knows of matrices or convolutions: what an operand reads where is pulled through its views.
"""

import math

from pellucid.backends.llvm.builder import Function, Mask, Module, Value
from pellucid.backends.llvm.cuts import Cut
from pellucid.backends.llvm.pull import Pull, computed, share_out
from pellucid.compiler.contraction import Operand, bounding_label
from pellucid.compiler.fuse import is_counted
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.reading import Index, stripped
from pellucid.compiler.schedule import Schedule
from pellucid.core.dtypes import bool_
from pellucid.graph import Node
from pellucid.ops.contraction import Contract

WIDTH = 4  # vectors side by side in a tile
DOT_WIDTH = 6
UNROLLED = 6  # summed labels up to this size are written out
FREE_REGISTERS = 8  # beside the sums: operands and addresses
MANY_TILES = 64
SHORT_TAIL = 5  # nodes after the sum, up to which they are written out for every place


class TileKernel:
    """The writer of one contraction kernel."""

    def __init__(self, module: Module, kernel: Kernel, schedule: Schedule) -> None:
        self.module, self.kernel, self.schedule = module, kernel, schedule
        (self.product,) = [h for h in kernel.heavy if isinstance(h.op, Contract)]
        self.op: Contract = self.product.op
        self.plan = schedule.plans[self.product]
        self.dot = self.plan.kind == "dot"
        self.lanes = schedule.target.lanes(self.product.dtype)
        shapes = [x.shape for x in self.product.inputs]
        self.sizes = self.op.sizes(*shapes)
        labels = (self.op.left, self.op.right)
        self.wide, self.narrow = self.plan.vectors, 1 - self.plan.vectors
        self.operands = [
            Operand(x, c, schedule.layouts)
            for x, c in zip(self.product.inputs, labels, strict=True)
        ]
        self.wide_labels, self.narrow_labels = labels[self.wide], labels[self.narrow]
        self.lane = Symbol("lane", 0, self.lanes - 1, is_lane=True)
        self.cut()

    def cut(self) -> None:
        """Choose the labels and sizes of the tile."""
        out = self.op.out
        fixed = {
            c for x in self.operands for c in x.labels if x.guarded(c)
        }  # loops are bound by them
        free = [c for c in out if self.sizes[c] > 1 and c not in fixed]
        only_narrow = [c for c in free if c not in self.wide_labels]
        only_wide = [c for c in free if c not in self.narrow_labels]
        sums = self.schedule.target.registers - FREE_REGISTERS
        if self.dot:
            small = [c for c in only_wide if 2 < self.sizes[c] <= 8]
            self.columns = min(small or only_wide, key=self.sizes.__getitem__, default="")
            extent, width = self.sizes.get(self.columns, 1), DOT_WIDTH
        else:
            self.columns = self.plan.lanes
            extent, width = -(-self.sizes[self.columns] // self.lanes), WIDTH
        tiles = -(-extent // width)
        self.width = -(-extent // tiles)
        self.column_tiles = tiles
        self.last_width = extent - self.width * (tiles - 1)
        self.rows = max(only_narrow, key=self.sizes.__getitem__, default="")
        most = max(1, (sums if not self.dot else sums + 1) // self.width)
        self.row_cut = Cut.of(self.sizes.get(self.rows, 1), most)
        self.grid = [c for c in out if c not in {self.rows, self.columns} and self.sizes[c] > 1]
        self.summed = self.order_of_sums()

    def order_of_sums(self) -> list[str]:
        """The summed labels, those with the longest steps outermost; the lanes of a dot product
        innermost.
        """
        wide = self.operands[self.wide]
        labels = [
            c for c in dict.fromkeys(self.narrow_labels + self.wide_labels) if c not in self.op.out
        ]
        inner = [self.plan.lanes] if self.dot else []
        rest = [c for c in labels if c not in inner]
        return sorted(rest, key=lambda c: -abs(wide.stride(c) or 0)) + inner

    @property
    def flops(self) -> int:
        """Multiplications and additions."""
        return 2 * math.prod(self.sizes.values())

    def write(self) -> None:
        """Add the kernel and its tiles to the module."""
        f = Function(
            self.module,
            self.kernel.name,
            [("i64", "tid"), ("i64", "threads"), ("ptr", "table")],
            self.lanes,
        )
        row, column = (
            Symbol("row_tile", 0, self.row_cut.count - 1),
            Symbol("column_tile", 0, self.column_tiles - 1),
        )
        grid = [(Symbol(c, 0, self.sizes[c] - 1), self.sizes[c]) for c in self.grid]
        rows, columns = (row, self.row_cut.count), (column, self.column_tiles)
        many = self.row_cut.count * math.prod(n for _, n in grid) > MANY_TILES
        if many and not grid:
            dims = [columns, rows]
        else:
            dims = [*grid, rows, columns] if many or self.dot else [rows, *grid, columns]
        share_out(f, dims, lambda: self.choose_tile(f, row, column, [s for s, _ in grid]))
        f.finish()

    def choose_tile(self, f: Function, row: Symbol, column: Symbol, grid: list[Symbol]) -> None:
        """Call the function of the tile at hand."""
        cut = self.row_cut
        start = self.row_start(f, row)

        def call(rows: int, width: int, *, last: bool = False) -> None:
            name = self.tile(rows, width, last=last)
            arguments = [
                "ptr %table",
                *(f"i64 {f.bound[s]}" for s in grid),
                f"i64 {start}",
                f"i64 {f.bound[column]}",
            ]
            f.call_function(name, arguments)

        def by_column(rows: int) -> None:
            if self.column_tiles == 1:
                call(rows, self.last_width, last=True)
            elif self.last_width == self.width and not self.ragged:
                call(rows, self.width)
            else:
                at_end = f.new(f"icmp eq i64 {f.bound[column]}, {self.column_tiles - 1}")
                f.when(
                    at_end,
                    lambda: call(rows, self.last_width, last=True),
                    lambda: call(rows, self.width),
                )

        if cut.larger:
            large = f.new(f"icmp ult i64 {f.bound[row]}, {cut.larger}")
            f.when(large, lambda: by_column(cut.base + 1), lambda: by_column(cut.base))
        else:
            by_column(cut.base)

    @property
    def ragged(self) -> int:
        """Lanes in use in the last vector, 0 when it is full."""
        return 0 if self.dot else self.sizes[self.columns] % self.lanes

    def row_start(self, f: Function, row: Symbol) -> str:
        """The first row of a tile."""
        cut = self.row_cut
        start = f.integer(variable(row) * cut.base)
        if not cut.larger:
            return start
        below = f.new(f"icmp ult i64 {f.bound[row]}, {cut.larger}")
        return f.new(
            f"add i64 {start}, {f.new(f'select i1 {below}, i64 {f.bound[row]}, i64 {cut.larger}')}"
        )

    def tile(self, rows: int, width: int, *, last: bool) -> str:
        """The name of the function that computes a tile of `rows` by `width`, written when it is
        first wanted.
        """
        name = f"{self.kernel.name}_{rows}x{width}" + ("_last" if last and self.ragged else "")
        if not any(f" @{name}(" in text[:200] for text in self.module.functions):
            Tile(self, name, rows, width, masked=last).write()
        return name


class Tile:
    """One tile function being written."""

    def __init__(
        self, kernel: TileKernel, name: str, rows: int, width: int, *, masked: bool
    ) -> None:
        self.k, self.rows, self.width = kernel, rows, width
        parameters = [
            ("ptr", "table"),
            *(("i64", f"at_{i}") for i in range(len(kernel.grid))),
            ("i64", "row"),
            ("i64", "column"),
        ]
        self.f = Function(kernel.module, name, parameters, kernel.lanes, internal=True)
        self.mask = self.f.mask_constant(kernel.ragged) if masked and kernel.ragged else None
        size = kernel.sizes.get(kernel.rows, 1)
        self.row, self.column = (
            Symbol("row", 0, max(size - rows, 0)),
            Symbol("column", 0, kernel.column_tiles - 1),
        )
        self.grid = {c: Symbol(c, 0, kernel.sizes[c] - 1) for c in kernel.grid}
        self.load = Pull(self.f, kernel.schedule, set(kernel.kernel.roots), bounded=True)
        self.finish = Pull(self.f, kernel.schedule, set(kernel.kernel.roots))

    def write(self) -> None:
        kernel = self.k.kernel
        f = self.f
        stored = {root for root in kernel.roots if root not in kernel.internal}
        self.finish.use_buffers({*kernel.reads, *stored})
        self.load.bases = self.finish.bases
        for number, symbol in enumerate(self.grid.values()):
            f.bind(symbol, f"%at_{number}")
        f.bind(self.row, "%row")
        f.bind(self.column, "%column")
        zero = f.splat(f.constant(0, self.k.product.dtype))
        sums = self.sum_over(self.k.summed, {}, [zero] * (self.rows * self.width))
        if self.rows > 1 and len(computed(kernel, self.k.schedule)) > SHORT_TAIL:
            self.store_in_loop(sums)
        else:
            for i in range(self.rows):
                for j in range(self.width):
                    self.store(Affine(i), j, sums[i * self.width + j])
        f.finish()

    # Indices

    def place(self, i: Affine | int, j: int) -> dict[str, Affine]:
        """The labels of the result at row i and column j of the tile."""
        k = self.k
        found = {c: variable(s) for c, s in self.grid.items()}
        if k.rows:
            found[k.rows] = variable(self.row) + i
        if k.columns:
            found[k.columns] = self.columns(j)
        return found

    def columns(self, j: int) -> Affine:
        """The index along the columns: whole numbers for a dot product, else vectors."""
        start = variable(self.column) * self.k.width
        if self.k.dot:
            return start + j
        return start * self.k.lanes + j * self.k.lanes + variable(self.k.lane)

    def result_index(self, i: Affine, j: int) -> Index:
        place = self.place(i, j)
        return tuple(place.get(c, Affine()) for c in self.k.op.out)

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
        k = self.k
        size = k.sizes[label]
        if k.dot and label == k.plan.lanes:
            return self.sum_lanes(label, fixed, sums)
        low, high = self.bounds(label, fixed)
        if isinstance(low, int) and size <= UNROLLED and not rest:
            for i in range(size):
                sums = self.sum_over(rest, {**fixed, label: Affine(i)}, sums)
            return sums
        symbol = Symbol(f"sum_{label}", 0, max(size - 1, 0))
        return self.f.loop(
            symbol,
            low,
            high,
            sums,
            lambda carried: self.sum_over(rest, {**fixed, label: variable(symbol)}, carried),
        )

    def sum_lanes(self, label: str, fixed: dict[str, Affine], sums: list[Value]) -> list[Value]:
        """The lanes of both operands along a summed label; masked lanes load zeros, which add
        nothing.
        """
        whole, rest = divmod(self.k.sizes[label], self.k.lanes)
        lane = variable(self.k.lane)
        symbol = Symbol(f"sum_{label}", 0, max(whole - 1, 0))

        def vector(carried: list[Value]) -> list[Value]:
            return self.add_products(
                {**fixed, label: variable(symbol) * self.k.lanes + lane}, carried, None
            )

        if whole:
            sums = self.f.loop(symbol, 0, whole, sums, vector)
        if rest:
            mask = self.f.mask_constant(rest)
            sums = self.add_products({**fixed, label: whole * self.k.lanes + lane}, sums, mask)
        return sums

    def add_products(
        self, fixed: dict[str, Affine], sums: list[Value], mask: Mask | None
    ) -> list[Value]:
        """Every sum of the tile with one more product."""
        k, f = self.k, self.f
        narrow, wide = k.product.inputs[k.narrow], k.product.inputs[k.wide]
        lefts = []
        for i in range(self.rows):
            index = self.operand_index(k.narrow_labels, {**self.place(i, 0), **fixed})
            lefts.append(self.operand(narrow, index, mask))
        rights = []
        for j in range(self.width):
            index = self.operand_index(k.wide_labels, {**self.place(0, j), **fixed})
            own = self.mask if self.mask is not None and j == self.width - 1 else None
            rights.append(f.splat(self.operand(wide, index, mask, own)))
        found = []
        for i, left in enumerate(lefts):
            vector = f.splat(left)
            found += [
                f.emit("fma", vector, right, sums[i * self.width + j])
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
        k, f = self.k, self.f
        found: list[tuple[Affine, Affine]] = []
        for operand in k.operands:
            for guard in operand.guards:
                if bounding_label(guard, operand, k.op) == label:
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
            return 0, k.sizes[label]
        low, high = "0", str(k.sizes[label])
        for start, end in found:
            low = self.larger("sgt", f.integer(start), low)
            high = self.larger("slt", f.integer(end), high)
        return low, high

    def larger(self, test: str, a: str, b: str) -> str:
        """`a` where it passes the test against `b`, else `b`."""
        condition = self.f.new(f"icmp {test} i64 {a}, {b}")
        return self.f.new(f"select i1 {condition}, i64 {a}, i64 {b}")

    # The end

    def store_in_loop(self, sums: list[Value]) -> None:
        """A long tail is written once and run for each row: the sums wait in memory meanwhile."""
        f, k = self.f, self.k
        dtype = k.product.dtype
        size = self.rows * self.width * f.lanes * dtype.itemsize
        scratch = f.new(f"alloca [{size} x i8], align 64")
        lane = variable(k.lane)
        for place, total in enumerate(sums):
            f.store(f.splat(total), scratch, place * f.lanes + lane)
        row = Symbol("tile_row", 0, self.rows - 1)

        def one_row(_: list[Value]) -> None:
            for j in range(self.width):
                start = variable(row) * (self.width * f.lanes) + (j * f.lanes)
                self.store(variable(row), j, f.load(scratch, start + lane, dtype))

        f.loop(row, 0, self.rows, [], one_row)

    def store(self, i: Affine, j: int, total: Value) -> None:
        """What follows the sum at one place of the tile, computed before any of it is stored."""
        k = self.k
        index = self.result_index(i, j)
        value = self.f.reduce("add", total) if k.dot else total
        self.finish.here = {k.product: value}
        mask = self.mask if j == self.width - 1 else None
        roots = k.kernel.roots
        values = [self.finish(root, index, mask) for root in roots]
        for root, value in zip(roots, values, strict=True):
            if root not in k.kernel.internal:
                self.finish.store(root, index, value, mask)
