"""A contraction cut into tiles: which labels a tile runs along, and how many of each."""

import itertools
import math
from dataclasses import dataclass

from pellucid.compiler.contraction import Plan, period
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.layout import Layouts
from pellucid.compiler.operand import Operand
from pellucid.compiler.reading import stripped
from pellucid.compiler.target import Target
from pellucid.graph import Node

WIDTH = 4  # vectors side by side in a tile, and more where there are few rows
DOT_WIDTH = 6
FEW_ROWS = 8  # up to which one tile has them all
PAGE = 4096  # bytes
FEWEST_TILES = 4  # along the columns, so that threads have something to share
NEARNESS, FARTHEST = (0.0, 0.25, 3.0), 8.0  # what a byte costs from each cache, and from memory
STRIDED = 4.0  # what a byte of the result costs where tiles go down the rows, not along them
HELD = 0.75  # the part of a cache that stays
FREE_REGISTERS = 8  # beside the sums: operands and addresses


@dataclass(frozen=True)
class Cut:
    """An axis in tiles: `count` of them, of `base` rows, the first `larger` of one more."""

    count: int
    base: int
    larger: int

    @staticmethod
    def of(size: int, most: int) -> "Cut":
        """Tiles as equal as can be; all of one size, where one not much below `most` divides."""
        for rows in range(most, max(most * 2 // 3, 1), -1):
            if size % rows == 0:
                return Cut(size // rows, rows, 0)
        return Cut.into(-(-size // most), size)

    @staticmethod
    def into(count: int, size: int) -> "Cut":
        """So many tiles."""
        return Cut(count, size // count, size % count)

    def sizes(self) -> list[int]:
        """The tile sizes that occur."""
        return [self.base + 1, self.base] if self.larger else [self.base]


class Cuts:
    """The tiles of one contraction.

    A tile has neighbours along `rows`, a label of the narrow operand or none, and along `columns`,
    the labels whose places are counted as one. Of the vectors of the columns it has `width`,
    in the last tile `last_width`. The other labels of the result are the `grid`.
    """

    def __init__(self, product: Node, plan: Plan, layouts: Layouts, target: Target) -> None:
        self.product, self.plan, self.target = product, plan, target
        self.op = product.op
        self.dot = plan.kind == "dot"
        self.lanes = target.lanes(product.dtype)
        self.sizes = self.op.sizes(*(x.shape for x in product.inputs))
        labels = (self.op.left, self.op.right)
        self.wide, self.narrow = plan.vectors, 1 - plan.vectors
        self.operands = [
            Operand(x, c, layouts) for x, c in zip(product.inputs, labels, strict=True)
        ]
        self.wide_labels, self.narrow_labels = labels[self.wide], labels[self.narrow]
        self.lane = Symbol("lane", 0, self.lanes - 1, is_lane=True)
        self.sums = target.registers - FREE_REGISTERS + self.dot
        self.cut()
        self.summed = self.order_of_sums()

    def cut(self) -> None:
        """Choose the labels and sizes of the tile."""
        out = self.op.out
        fixed = {
            c for x in self.operands for c in x.labels if x.guarded(c)
        }  # loops are bound by them
        free = [c for c in out if self.sizes[c] > 1 and c not in fixed]
        only_narrow = [c for c in free if c not in self.wide_labels]
        self.rows = max(only_narrow, key=self.as_rows, default="")
        rows = self.sizes.get(self.rows, 1)
        if self.dot:
            only_wide = [c for c in free if c not in self.narrow_labels]
            self.columns, width = self.columns_of_dot(only_wide, rows)
            extent = self.sizes.get(self.columns, 1)
        else:
            self.columns = self.plan.lanes
            extent = -(-math.prod(self.sizes[c] for c in self.columns) // self.lanes)
            width = self.most_columns(rows, extent)
        self.column_tiles = -(-extent // width)
        self.width = width if self.is_split() else -(-extent // self.column_tiles)
        self.last_width = extent - self.width * (self.column_tiles - 1)
        self.row_cut = Cut.of(rows, max(1, self.sums // self.width))
        self.grid = [
            c for c in out if c != self.rows and c not in self.columns and self.sizes[c] > 1
        ]
        if self.row_cut.larger and not self.grid and self.column_tiles == 1:
            even = self.row_cut.count + self.row_cut.count % 2
            self.row_cut = Cut.into(even, rows)  # two threads have as many each

    def columns_of_dot(self, labels: list[str], rows: int) -> tuple[str, int]:
        """The label that tiles of dot products run along, and how many of its places a tile has at
        most: those with the fewest loads for each product. Of equals, neighbours in a near cache.
        """
        if self.plan.meeting or not labels:
            return self.plan.meeting, DOT_WIDTH

        def loads(choice: tuple[str, int]) -> float:
            extent, width = self.sizes[choice[0]], choice[1]
            tiles = -(-extent // width)
            height = max(1, self.sums // -(-extent // tiles))
            return tiles / extent + Cut.of(rows, height).count / rows

        near = sorted(labels, key=self.sizes.__getitem__)
        return min(itertools.product(near, range(DOT_WIDTH, 2, -1)), key=loads)

    def as_rows(self, label: str) -> tuple[bool, int]:
        """How good a label is along the rows of a tile: best one whose neighbours lie side by side
        in the narrow operand, where a tile finds several in each cache line; then a long one.
        """
        beside = self.operands[self.narrow].stride(label) == 1
        return beside and self.sizes[label] >= FEW_ROWS, self.sizes[label]

    def most_columns(self, rows: int, extent: int) -> int:
        """The vectors side by side in a tile."""
        if self.is_split():
            repeat = period(self.sizes[self.columns[-1]], self.lanes)
            return min(extent, max(repeat, WIDTH // repeat * repeat))
        if rows > min(FEW_ROWS, self.sums):
            return WIDTH
        share = -(-extent // FEWEST_TILES)
        return min(self.sums // rows, max(WIDTH, share))

    def is_split(self) -> bool:
        """Do the lanes of a vector lie in several places, as rows of a picture do?"""
        outer, inner = self.columns[:-1], self.columns[-1:]
        return bool(outer) and self.operands[self.wide].stride(outer) != self.sizes[inner]

    def order_of_tiles(self) -> tuple[str, ...]:
        """In what order tiles follow one another: "grid", "rows" and "columns", outermost first.

        What is read again for the next tile had better still be in a near cache.
        """
        panel, strip = self.bytes_of(self.wide), self.bytes_of(self.narrow)
        wide, narrow = panel * self.column_tiles, strip * self.row_cut.count
        whole = stripped(self.product.inputs[self.wide]).spec.nbytes
        result = self.row_cut.base * self.width * self.lanes * self.product.dtype.itemsize
        costs = {
            ("grid", "columns", "rows"): panel * self.far(panel)
            + strip * self.far(narrow)
            + result * STRIDED,
            ("grid", "rows", "columns"): panel * self.far(wide) + strip * self.far(strip),
            ("rows", "grid", "columns"): panel * self.far(whole) + strip * self.far(strip),
        }
        if self.column_tiles == 1:
            del costs["grid", "rows", "columns"]
        if not self.grid or any(c in self.narrow_labels for c in self.grid):
            del costs["rows", "grid", "columns"]
        return min(costs, key=costs.__getitem__)

    def bytes_of(self, side: int) -> int:
        """What one tile reads of an operand."""
        summed = math.prod(self.sizes[c] for c in self.summed)
        places = self.row_cut.base if side == self.narrow else self.width
        vector = 1 if self.dot or side == self.narrow else self.lanes
        return summed * places * vector * self.product.dtype.itemsize

    def far(self, size: int) -> float:
        """How dear a byte is to read of so many that are read over and over."""
        caches = zip(NEARNESS, self.target.caches, strict=True)
        return next((cost for cost, cache in caches if size <= cache * HELD), FARTHEST)

    @property
    def in_strips(self) -> bool:
        """Are the sums of a strip of tiles kept in memory, while a few summed rows pass at a time?

        So they are where the wide operand comes from memory, and a tile would read a little of each
        of very many pages: no processor foresees that.
        """
        x, few = self.operands[self.wide], self.sizes.get(self.rows, 1) <= FEW_ROWS
        if self.dot or not few or len(self.summed) != 1 or any(o.guards for o in self.operands):
            return False
        step = (x.stride(self.summed[0]) or 0) * x.node.dtype.itemsize
        large = stripped(x.node).spec.nbytes > self.target.caches[1]
        return large and step >= PAGE // 4 and self.row_cut.count == 1

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
    def ragged(self) -> int:
        """Lanes in use in the last vector, 0 when it is full."""
        return 0 if self.dot else math.prod(self.sizes[c] for c in self.columns) % self.lanes

    def column_places(self, tile: Symbol, j: int, lane: Symbol) -> dict[str, Affine]:
        """The labels of the columns at vector j of a tile; at number j for a dot product."""
        start = (
            variable(tile) * self.width if tile.high > tile.low else Affine(tile.low * self.width)
        )
        if self.dot:
            return {self.columns: start + j} if self.columns else {}
        flat = start * self.lanes + j * self.lanes + variable(lane)
        found = {}
        for label in reversed(self.columns[1:]):
            found[label] = flat % self.sizes[label]
            flat //= self.sizes[label]
        return {self.columns[0]: flat, **found}
