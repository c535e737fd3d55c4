"""The gradient of attention. Scores are made again, block by block.

A thread has a whole group of heads, so that the gradients of its keys and values, to which every
block of queries adds, are its own: they are added up in one order, in the memory of the results.
"""

import math
from typing import NamedTuple

from pellucid.backends.llvm.attention_blocks import VECTORS, Blocks
from pellucid.backends.llvm.builder import Mask, Value
from pellucid.backends.llvm.pull import share_out
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.core.dtypes import bool_

Q, K, V, LOGARITHM, G, DELTA = range(6)  # the inputs
Pieces = list[tuple[int, Mask | None]]  # the vectors of a row: their first places and masks


class ByKey(NamedTuple):
    """A gradient of keys or values: its number and width; what of each query is added, and the
    input whose rows it is multiplied with.
    """

    part: int
    width: int
    source: str
    number: int


class Backward(Blocks):
    """The kernel of the gradient being written."""

    def write(self) -> None:
        """Add the kernel's function to the module."""
        f = self.f
        self.turned_queries = self.scratch(self.width * self.block)
        self.turned_gradients = self.scratch(self.value_width * self.block)
        self.by_query = self.scratch(self.width * self.block)
        self.weights = self.scratch(self.key_block * self.block)
        self.slopes = self.scratch(self.key_block * self.block)
        member = Symbol("member", 0, max(self.members - 1, 0))
        number = Symbol("block", 0, max(self.blocks - 1, 0))

        def head(_: list[Value]) -> None:
            f.bind(self.head, f.integer(variable(self.group) * self.members + variable(member)))
            f.loop(
                number, 0, self.blocks, [], lambda _: self.each_query_block(number, self.block_of)
            )

        def body() -> None:
            self.clear(1, self.width)
            self.clear(2, self.value_width)
            f.loop(member, 0, self.members, [], head)

        share_out(f, [(self.item, self.batch), (self.group, self.groups)], body)
        f.finish()

    def key_row(self, key: Affine, width: int) -> Affine:
        """The first element of a row of a result of the keys, groups inside places."""
        inner = (variable(self.item) * self.keys + key) * self.groups + variable(self.group)
        return inner * width

    def pieces(self, width: int) -> Pieces:
        """The vectors of a row: where they begin, and the masks of their lanes."""
        found: Pieces = []
        for first in range(0, width, self.lanes):
            rest = width - first
            found.append((first, None if rest >= self.lanes else self.f.mask_constant(rest)))
        return found

    def clear(self, part: int, width: int) -> None:
        """Zeros in the rows of a result of the keys."""
        f, base = self.f, self.results[part]
        if base is None:
            return
        key = Symbol("key", 0, max(self.keys - 1, 0))

        def row(_: list[Value]) -> None:
            start = self.key_row(variable(key), width)
            for first, mask in self.pieces(width):
                f.store(self.zero(), base, start + first + self.lane, mask)

        f.loop(key, 0, self.keys, [], row)

    def block_of(self, count: int) -> None:
        """A block of `count` queries of a head."""
        f = self.f
        self.turn_in(Q, self.width, count, self.turned_queries, self.op.scale)
        self.turn_in(G, self.value_width, count, self.turned_gradients, 1.0)
        self.fill(self.by_query, self.width * VECTORS, self.zero())
        infinite = f.splat(f.constant(math.inf, self.dtype))
        self.logarithms, self.deltas = [], []
        for v, mask in enumerate(self.masks(count)):
            found = []
            for number in (LOGARITHM, DELTA):
                at = self.place(number, self.head, Affine())
                at += variable(self.start) + v * self.lanes + self.lane
                found.append(f.splat(self.load(number, at, mask)))
            self.logarithms.append(self.where(mask, found[0], infinite))
            self.deltas.append(found[1])

        def keys(key: Affine, size: int, carried: list[Value]) -> list[Value]:
            self.keys_of(key, size, count)
            return carried

        self.each_key_block(count, [], keys)
        self.turn_out(self.by_query, self.width, count, 0, None)

    def where(self, mask: Mask | None, x: Value, other: Value) -> Value:
        """`x` in the lanes of the mask, else another value."""
        if mask is None:
            return x
        return self.f.emit("select", Value(mask.name, bool_, vector=True), x, other)

    def keys_of(self, key: Affine, size: int, count: int) -> None:
        """A block of keys: weights and slopes, then the three gradients."""

        def slopes(first: Affine, rows: int) -> None:
            beyond = self.beyond_first(key + first)
            if beyond is None:
                self.slopes_of(key, first, rows, count)
                return
            self.f.when(
                beyond,
                lambda: self.slopes_of(key, first, rows, count, 1),
                lambda: self.slopes_of(key, first, rows, count),
            )

        self.tiles(size, slopes)
        self.tiles(self.width, lambda e, rows: self.add_by_query(key, size, e, rows))
        for to in (
            ByKey(1, self.width, self.slopes, Q),
            ByKey(2, self.value_width, self.weights, G),
        ):
            for pieces in self.pairs(to.width) if self.results[to.part] else []:

                def add(first: Affine, rows: int, own: Pieces = pieces, to: ByKey = to) -> None:
                    self.add_by_key(key, first, rows, count, own, to)

                self.tiles(size, add)

    def pairs(self, width: int) -> list[Pieces]:
        """The vectors of a row, as many together as a tile holds."""
        pieces = self.pieces(width)
        return [pieces[i : i + VECTORS] for i in range(0, len(pieces), VECTORS)]

    def slopes_of(
        self, key: Affine, first: Affine, rows: int, count: int, skipped: int = 0
    ) -> None:
        """The weights of a few keys, and the gradients of their scores, into scratch memory; but
        for the first vectors of queries.
        """
        f, width = self.f, VECTORS - skipped
        scores = self.scores(key + first, rows, self.turned_queries, K, self.width, skipped)
        scores = self.masked(key + first, rows, count, scores, skipped)
        weights = [
            f.call("exp", f.emit("sub", x, self.logarithms[skipped + n % width]))
            for n, x in enumerate(scores)
        ]
        places = [
            (first + r) * self.block + v * self.lanes + self.lane
            for r in range(rows)
            for v in range(skipped, VECTORS)
        ]
        for at, x in zip(places, weights, strict=True):
            f.store(x, self.weights, at)
        taken = self.scores(key + first, rows, self.turned_gradients, V, self.value_width, skipped)
        scale = f.splat(f.constant(self.op.scale, self.dtype))
        for n, (at, x) in enumerate(zip(places, taken, strict=True)):
            weight = f.emit("mul", f.load(self.weights, at, self.dtype), scale)
            slope = f.emit("mul", weight, f.emit("sub", x, self.deltas[skipped + n % width]))
            f.store(slope, self.slopes, at)

    def add_by_query(self, key: Affine, size: int, e: Affine, rows: int) -> None:
        """What a block of keys adds to a few elements of the gradients of the queries."""
        f = self.f
        places = [
            (e + r) * self.block + v * self.lanes + self.lane
            for r in range(rows)
            for v in range(VECTORS)
        ]

        def left(r: int, at: Affine) -> Value:
            return self.load(K, self.place(K, self.group, key + at) + e + r)

        def right(v: int, at: Affine) -> Value:
            place = at * self.block + v * self.lanes + self.lane
            return f.load(self.slopes, place, self.dtype)

        begin = [f.load(self.by_query, at, self.dtype) for at in places]
        found = self.seen_products(key, size, left, right, begin)
        for at, value in zip(places, found, strict=True):
            f.store(value, self.by_query, at)

    def add_by_key(
        self, key: Affine, first: Affine, rows: int, count: int, pieces: Pieces, to: "ByKey"
    ) -> None:
        """What a block of queries adds to the gradients of a few keys or values."""
        f, base = self.f, self.results[to.part]
        assert base is not None
        places = [
            (self.key_row(key + first + r, to.width) + start + self.lane, mask)
            for r in range(rows)
            for start, mask in pieces
        ]

        def left(r: int, at: Affine) -> Value:
            return f.load(to.source, (first + r) * self.block + at, self.dtype)

        def right(v: int, at: Affine) -> Value:
            start, mask = pieces[v]
            row = self.place(to.number, self.head, variable(self.start) + at)
            return self.load(to.number, row + start + self.lane, mask)

        begin = [f.load(base, at, self.dtype, mask) for at, mask in places]
        beyond = self.beyond_first(key + first)
        low = 0 if beyond is None else f.new(f"select i1 {beyond}, i64 {self.lanes}, i64 0")
        found = self.products(rows, count, left, right, begin, low)
        for (at, mask), value in zip(places, found, strict=True):
            f.store(value, base, at, mask)
