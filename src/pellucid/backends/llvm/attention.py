"""The kernel of attention: a block of queries meets one block of keys after another, and keeps the
highest score and the sum of each row so far (Dao et al., 2022).
"""

import math

from pellucid.backends.llvm.attention_blocks import TILE, VECTORS, Blocks
from pellucid.backends.llvm.builder import Value
from pellucid.backends.llvm.pull import share_out
from pellucid.compiler.index import Affine, Symbol, variable


class Forward(Blocks):
    """The kernel of attention being written."""

    def write(self) -> None:
        """Add the kernel's function to the module."""
        f = self.f
        self.turned_queries = self.scratch(self.width * self.block)
        self.taken = self.scratch(self.value_width * self.block)
        self.weights = self.scratch(self.key_block * self.block)
        number = Symbol("block", 0, max(self.blocks - 1, 0))
        dims = [(self.item, self.batch), (self.head, self.heads), (number, self.blocks)]

        def body() -> None:
            f.bind(self.group, f.integer(variable(self.head) // self.members))
            self.each_query_block(number, self.block_of)

        share_out(f, dims, body)
        f.finish()

    def block_of(self, count: int) -> None:
        """A block of `count` queries."""
        f = self.f
        self.turn_in(0, self.width, count, self.turned_queries, self.op.scale)
        self.fill(self.taken, self.value_width * VECTORS, self.zero())
        lowest = f.splat(f.constant(-math.inf, self.dtype))
        begin = [lowest] * VECTORS + [self.zero()] * VECTORS

        def keys(key: Affine, size: int, carried: list[Value]) -> list[Value]:
            return self.keys_of(key, size, count, carried)

        found = self.each_key_block(count, begin, keys)
        highest, total = found[:VECTORS], found[VECTORS:]
        zero, one = self.zero(), f.splat(f.constant(1, self.dtype))
        empty = [f.emit("eq", x, zero) for x in total]
        factors = [
            f.emit("select", e, zero, f.emit("div", one, x))
            for e, x in zip(empty, total, strict=True)
        ]
        self.turn_out(self.taken, self.value_width, count, 0, factors)
        base = self.results[1]
        if base is None:
            return
        infinite = f.splat(f.constant(math.inf, self.dtype))
        for v, mask in enumerate(self.masks(count)):
            if v * self.lanes < count:
                value = f.emit("add", highest[v], f.call("log", total[v]))
                value = f.emit("select", empty[v], infinite, value)
                rows = (variable(self.item) * self.heads + variable(self.head)) * self.queries
                at = rows + variable(self.start) + v * self.lanes + self.lane
                f.store(value, base, at, mask)

    def keys_of(self, key: Affine, size: int, count: int, carried: list[Value]) -> list[Value]:
        """A block of keys: scores, weights, and what is taken of the values."""
        f = self.f
        highest, total = carried[:VECTORS], carried[VECTORS:]
        fresh = self.all_scores(key, size, count, highest)
        zero = self.zero()
        lowest = f.splat(f.constant(-math.inf, self.dtype))
        safe = [f.emit("select", f.emit("eq", x, lowest), zero, x) for x in fresh]
        shrink = [
            f.call("exp", f.emit("sub", old, new)) for old, new in zip(highest, safe, strict=True)
        ]
        row = Symbol("row", 0, size - 1)

        def weigh(sums: list[Value], skipped: int = 0) -> list[Value]:
            found = sums[:skipped]
            for v in range(skipped, VECTORS):
                at = variable(row) * self.block + v * self.lanes + self.lane
                x = f.load(self.weights, at, self.dtype)
                x = f.call("exp", f.emit("sub", x, safe[v]))
                f.store(x, self.weights, at)
                found.append(f.emit("add", sums[v], x))
            return found

        total = [f.emit("mul", x, y) for x, y in zip(total, shrink, strict=True)]
        if self.op.causal:
            end = self.first_seen(key, size)
            total = f.loop(row, 0, end, total, weigh)
            total = f.loop(row, end, size, total, lambda sums: weigh(sums, 1))
        else:
            total = f.loop(row, 0, size, total, weigh)
        self.tiles(self.value_width, lambda e, rows: self.take(key, size, e, rows, shrink))
        return [*fresh, *total]

    def all_scores(self, key: Affine, size: int, count: int, highest: list[Value]) -> list[Value]:
        """The scores of a block into scratch memory; the highest so far."""
        f = self.f

        def tile(first: Affine, rows: int, best: list[Value]) -> list[Value]:
            beyond = self.beyond_first(key + first)
            if beyond is None:
                return some(first, rows, best, 0)
            return f.when_value(
                beyond,
                lambda: some(first, rows, list(best), 1),
                lambda: some(first, rows, list(best), 0),
            )

        def some(first: Affine, rows: int, best: list[Value], skipped: int) -> list[Value]:
            found = self.scores(key + first, rows, self.turned_queries, 1, self.width, skipped)
            found = self.masked(key + first, rows, count, found, skipped)
            for r in range(rows):
                for v in range(skipped, VECTORS):
                    x = found[r * (VECTORS - skipped) + v - skipped]
                    at = (first + r) * self.block + v * self.lanes + self.lane
                    f.store(x, self.weights, at)
                    best[v] = f.emit("select", f.emit("gt", best[v], x), best[v], x)
            return best

        whole, rest = divmod(size, TILE)
        symbol = Symbol("tile", 0, max(whole - 1, 0))
        best = list(highest)
        if whole:
            best = f.loop(
                symbol, 0, whole, best, lambda c: tile(variable(symbol) * TILE, TILE, list(c))
            )
        return tile(Affine(whole * TILE), rest, list(best)) if rest else best

    def take(self, key: Affine, size: int, e: Affine, rows: int, shrink: list[Value]) -> None:
        """What a block of keys adds to a few elements of the results."""
        f = self.f
        begin, places = [], []
        for r in range(rows):
            for v in range(VECTORS):
                at = (e + r) * self.block + v * self.lanes + self.lane
                places.append(at)
                begin.append(f.emit("mul", f.load(self.taken, at, self.dtype), shrink[v]))

        def left(r: int, at: Affine) -> Value:
            return self.load(2, self.place(2, self.group, key + at) + e + r)

        def right(v: int, at: Affine) -> Value:
            place = at * self.block + v * self.lanes + self.lane
            return f.load(self.weights, place, self.dtype)

        found = self.seen_products(key, size, left, right, begin)
        for at, value in zip(places, found, strict=True):
            f.store(value, self.taken, at)
