"""Attention and its gradient: blocks of queries, a lane for each, against blocks of keys.

The lanes of a vector are queries, so that the highest score and the sum of a row need no steps
across lanes. Queries, and what is taken from values, stand turned in scratch memory: an element of
each query in a vector. A score is then a sum of products of such vectors with numbers of a key.
"""

import math
from collections.abc import Callable, Sequence

from pellucid.backends.llvm.builder import Function, Mask, Module, Value
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.backends.llvm.steps import Places
from pellucid.backends.llvm.turns import turned
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.schedule import Schedule
from pellucid.core.dtypes import bool_, int32

VECTORS = 2  # of queries side by side
TILE = 8  # keys, or elements of a row, whose sums are held in registers
KEYS = 64  # in a block
CAUSAL_KEYS = 32  # a block that reaches beyond the diagonal is computed whole


class Blocks:
    """What both directions share: sizes, operands, turned blocks, tiles of scores."""

    def __init__(self, module: Module, kernel: Kernel, schedule: Schedule) -> None:
        self.f = f = Function(
            module, kernel.name, PARAMETERS, schedule.target.lanes(kernel.roots[0].dtype)
        )
        self.places = Places(f, kernel, schedule)
        self.op, inputs = self.places.native.source, self.places.bundle.inputs
        q, k, v = (x.shape for x in inputs[:3])
        self.dtype = inputs[0].dtype
        self.batch, self.heads, self.queries, self.width = q
        self.groups, self.keys, self.value_width = k[1], k[2], v[3]
        self.members = self.heads // self.groups
        self.lanes, self.block = f.lanes, VECTORS * f.lanes
        self.blocks = -(-self.queries // self.block)
        self.key_block = CAUSAL_KEYS if self.op.causal else KEYS
        self.lane = variable(Symbol("lane", 0, self.lanes - 1, is_lane=True))
        self.item = Symbol("batch", 0, max(self.batch - 1, 0))
        self.head = Symbol("head", 0, max(self.heads - 1, 0))
        self.group = Symbol("group", 0, max(self.groups - 1, 0))
        self.start = Symbol("first_query", 0, max((self.blocks - 1) * self.block, 0))
        self.operands = [self.places.input(number) for number in range(len(inputs))]
        self.size = self.dtype.itemsize
        self.results = [self.places.output(n) for n in range(len(self.places.native.specs))]

    def scratch(self, count: int) -> str:
        """Memory for so many numbers, this thread's own."""
        return self.f.new(f"alloca [{count * self.size} x i8], align 64")

    def zero(self) -> Value:
        return self.f.splat(self.f.constant(0, self.dtype))

    def steps(self, number: int) -> tuple[int, ...]:
        """The elements between neighbours along the free axes of an input."""
        return tuple(step // self.places.item_size(number) for step in self.operands[number][1])

    def place(self, number: int, head: Symbol, row: Affine) -> Affine:
        """The first element of a row of an input, or its only one."""
        by_item, by_head, *by_row = self.steps(number)
        found = variable(self.item) * by_item + variable(head) * by_head
        return found + row * (by_row[0] if by_row else 1)

    def load(self, number: int, at: Affine, mask: Mask | None = None) -> Value:
        """An element of an input, or a vector of them."""
        return self.f.load(self.operands[number][0], at, self.dtype, mask)

    def masks(self, count: int) -> list[Mask | None]:
        """The masks of the vectors of a block of so many queries."""
        found: list[Mask | None] = []
        for v in range(VECTORS):
            rest = max(0, min(self.lanes, count - v * self.lanes))
            found.append(None if rest == self.lanes else self.f.mask_constant(rest))
        return found

    # Turned blocks

    def turn_in(self, number: int, width: int, count: int, target: str, factor: float) -> None:
        """Rows of an input for the queries of a block, turned and multiplied, into scratch memory;
        zeros for queries that are not there.
        """
        f, lanes = self.f, self.lanes
        scale = f.splat(f.constant(factor, self.dtype))
        for first in range(0, width, lanes):
            taken = min(lanes, width - first)
            mask = None if taken == lanes else f.mask_constant(taken)
            for v in range(VECTORS):
                rows = []
                for r in range(lanes):
                    row = v * lanes + r
                    if row >= count:
                        rows.append(self.zero())
                        continue
                    at = self.place(number, self.head, variable(self.start) + row)
                    x = self.load(number, at + first + self.lane, mask)
                    rows.append(f.emit("mul", x, scale) if factor != 1 else x)
                for e, column in enumerate(turned(f, rows)[:taken]):
                    at = Affine((first + e) * self.block + v * lanes) + self.lane
                    f.store(column, target, at)

    def turn_out(
        self, source: str, width: int, count: int, part: int, factors: Sequence[Value] | None
    ) -> None:
        """A turned block, multiplied for each query, into the rows of a result."""
        f, lanes = self.f, self.lanes
        base = self.results[part]
        if base is None:
            return
        for first in range(0, width, lanes):
            taken = min(lanes, width - first)
            mask = None if taken == lanes else f.mask_constant(taken)
            for v in range(VECTORS):
                if v * lanes >= count:
                    continue
                columns = []
                for e in range(lanes):
                    if e >= taken:
                        columns.append(self.zero())
                        continue
                    at = Affine((first + e) * self.block + v * lanes) + self.lane
                    x = f.load(source, at, self.dtype)
                    columns.append(f.emit("mul", x, factors[v]) if factors else x)
                for r, row in enumerate(turned(f, columns)[: count - v * lanes]):
                    at = self.result_row(self.head, variable(self.start) + (v * lanes + r), width)
                    f.store(row, base, at + first + self.lane, mask)

    def result_row(self, head: Symbol, row: Affine, width: int) -> Affine:
        """The first element of a row of a result of the queries, heads inside places."""
        inner = (variable(self.item) * self.queries + row) * self.heads + variable(head)
        return inner * width

    def fill(self, target: str, count: int, value: Value) -> None:
        """`count` vectors of one value."""
        at = Symbol("at", 0, max(count - 1, 0))
        self.f.loop(
            at,
            0,
            count,
            [],
            lambda _: self.f.store(value, target, variable(at) * self.lanes + self.lane),
        )

    # Tiles

    def tiles(self, count: int, body: Callable[[Affine, int], None]) -> None:
        """`body` for every tile of `count` rows: its first row, and how many there are."""
        whole, rest = divmod(count, TILE)
        tile = Symbol("tile", 0, max(whole - 1, 0))
        if whole:
            self.f.loop(tile, 0, whole, [], lambda _: body(variable(tile) * TILE, TILE))
        if rest:
            body(Affine(whole * TILE), rest)

    def products(
        self,
        rows: int,
        length: int | str,
        left: Callable[[int, Affine], Value],
        right: Callable[[int, Affine], Value],
        begin: Sequence[Value],
        first: int | str = 0,
    ) -> list[Value]:
        """A tile of sums: to each of `begin`, `rows` by vectors, the products of numbers on the
        left and vectors on the right are added, for all places from the first up to `length`.
        """
        f = self.f
        width = len(begin) // rows
        symbol = Symbol("inner", 0, 2**40)

        def step(carried: list[Value]) -> list[Value]:
            at = variable(symbol)
            vectors = [right(v, at) for v in range(width)]
            found = []
            for r in range(rows):
                number = f.splat(left(r, at))
                found += [
                    f.emit("fma", number, vectors[v], carried[r * width + v]) for v in range(width)
                ]
            return found

        return f.loop(symbol, first, length, list(begin), step)

    def scores(
        self, key: Affine, rows: int, turned_block: str, number: int, width: int, skipped: int = 0
    ) -> list[Value]:
        """Products of rows of keys or values with the turned rows of the queries of a block, but
        for the first vectors.
        """

        def left(r: int, at: Affine) -> Value:
            return self.load(number, self.place(number, self.group, key + r) + at)

        def right(v: int, at: Affine) -> Value:
            place = at * self.block + (v + skipped) * self.lanes + self.lane
            return self.f.load(turned_block, place, self.dtype)

        begin = [self.zero()] * (rows * (VECTORS - skipped))
        return self.products(rows, width, left, right, begin)

    def masked(
        self, key: Affine, rows: int, count: int, scores: list[Value], skipped: int = 0
    ) -> list[Value]:
        """Scores with the mask: minus infinity where a key is not seen."""
        f, found = self.f, list(scores)
        never = f.splat(f.constant(-math.inf, self.dtype))
        mask = self.mask_input()
        lanes_there = self.masks(count)
        for r in range(rows):
            for v in range(skipped, VECTORS):
                place = r * (VECTORS - skipped) + v - skipped
                if mask is not None:
                    value = self.mask_value(mask, key + r, v, lanes_there[v])
                    if value.dtype is bool_:
                        found[place] = f.emit("select", f.splat(value), found[place], never)
                    else:
                        found[place] = f.emit("add", found[place], value)
                if self.op.causal:
                    query = variable(self.start) + v * self.lanes + self.lane
                    seen = f.emit("le", f.index_value(key + r, int32), f.index_value(query, int32))
                    found[place] = f.emit("select", seen, found[place], never)
        return found

    def mask_input(self) -> int | None:
        """The number of the input that is the mask, if there is one."""
        return len(self.operands) - 1 if len(self.operands) in {4, 7} else None

    def mask_value(self, number: int, key: Affine, v: int, lanes_there: Mask | None) -> Value:
        """The mask of a key for a vector of queries."""
        node = self.places.bundle.inputs[number]
        row = variable(self.start) + v * self.lanes + self.lane
        index = (variable(self.item), variable(self.head), row, key)
        at = Affine()
        for i, step, size in zip(index, self.steps(number), node.shape, strict=True):
            at += i * (step if size > 1 else 0)
        return self.f.load(self.operands[number][0], at, node.dtype, lanes_there)

    # Blocks

    def each_query_block(self, number: Symbol, body: Callable[[int], None]) -> None:
        """`body` with the number of queries in the block at hand, the first being bound."""
        f = self.f
        f.bind(self.start, f.integer(variable(number) * self.block))
        rest = self.queries - (self.blocks - 1) * self.block
        if rest == self.block or self.blocks == 1:
            body(rest)
            return
        last = f.new(f"icmp eq i64 {f.bound[number]}, {self.blocks - 1}")
        f.when(last, lambda: body(rest), lambda: body(self.block))

    def each_key_block(
        self,
        count: int,
        carried: Sequence[Value],
        body: Callable[[Affine, int, list[Value]], list[Value]],
    ) -> list[Value]:
        """`body` for every block of keys that a block of `count` queries sees: its first key, how
        many there are, and what is carried.
        """
        f = self.f
        whole, rest = divmod(self.keys, self.key_block)
        high: int | str = whole
        reach = self.last_seen(count)
        if self.op.causal and whole:
            seen = f.integer((reach + (self.key_block - 1)) // self.key_block)
            fewer = f.new(f"icmp slt i64 {seen}, {whole}")
            high = f.new(f"select i1 {fewer}, i64 {seen}, i64 {whole}")
        block = Symbol("keys", 0, max(whole - 1, 0))
        found = list(carried)
        if whole:
            found = f.loop(
                block, 0, high, found,
                lambda c: body(variable(block) * self.key_block, self.key_block, c),
            )  # fmt: skip
        if not rest:
            return found
        first = Affine(whole * self.key_block)
        if not self.op.causal:
            return body(first, rest, found)
        some = f.new(f"icmp sgt i64 {f.integer(reach)}, {whole * self.key_block}")
        if not found:

            def run() -> None:
                body(first, rest, [])

            f.when(some, run)
            return []
        return f.when_value(some, lambda: body(first, rest, found), lambda: found)

    # Under a causal mask the first vector of queries ends before the second

    def beyond_first(self, key: Affine) -> str | None:
        """Does no query of the first vector see this key, nor those after it?"""
        if not self.op.causal:
            return None
        behind = key - variable(self.start) + -self.lanes
        return self.f.new(f"icmp sge i64 {self.f.integer(behind)}, 0")

    def seen_products(
        self,
        key: Affine,
        size: int,
        left: Callable[[int, Affine], Value],
        right: Callable[[int, Affine], Value],
        begin: Sequence[Value],
    ) -> list[Value]:
        """A tile of sums over a block of keys, for each vector of queries over those it may see."""
        rows = len(begin) // VECTORS
        if not self.op.causal:
            return self.products(rows, size, left, right, begin)
        end = self.first_seen(key, size)
        found = self.products(rows, end, left, right, begin)
        rest = self.products(
            rows, size, left, lambda v, at: right(v + 1, at), found[1::VECTORS], end
        )
        return [x for pair in zip(found[::VECTORS], rest, strict=True) for x in pair]

    def first_seen(self, key: Affine, size: int) -> str:
        """How many keys of a block the first vector of queries may see."""
        f = self.f
        count = f.integer(variable(self.start) + self.lanes - key)
        some = f.new(f"icmp sgt i64 {count}, 0")
        count = f.new(f"select i1 {some}, i64 {count}, i64 0")
        fewer = f.new(f"icmp slt i64 {count}, {size}")
        return f.new(f"select i1 {fewer}, i64 {count}, i64 {size}")

    def last_seen(self, count: int) -> Affine:
        """One more than the last key that a causal block of queries sees."""
        return variable(self.start) + count
