"""Reading rows at places that are data, and adding to rows at places that are data: each is the
other's gradient.
"""

import numpy as np

from pellucid.core.dtypes import int64
from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.spec import Spec
from pellucid.graph import Node, Op, apply
from pellucid.graph.node import combine, node, repeated


def check_places(name: str, places: Spec) -> None:
    """Raise unless `places` is a list of whole numbers."""
    if not places.dtype.is_integer:
        raise DTypeError(
            f"{name}: indices must be integers",
            given=str(places),
            fix="convert them with astype('int64')",
        )
    if len(places.shape) != 1:
        raise ShapeError(f"{name}: indices must be one list", given=str(places))


def clipped(places: np.ndarray, rows: int) -> np.ndarray:
    """Places beyond the ends as those at the ends; int64."""
    return np.minimum(
        np.maximum(places, 0), min(max(rows - 1, 0), np.iinfo(places.dtype).max)
    ).astype(np.int64)


def in_one_list(places: Node, rows: int) -> Node:
    """Lists of places, each in `rows` rows of its own, as one list of places in all rows."""
    size, count = places.shape
    last = min(max(rows - 1, 0), int(places.dtype.highest))
    inside = combine("minimum", combine("maximum", places, 0), last)
    first = apply("iota", shape=places.shape, axis=0, dtype=int64) * rows
    return apply("reshape", apply("cast", inside, dtype=int64) + first, shape=(size * count,))


def exchanged(x: Node) -> Node:
    """The first two axes exchanged."""
    terms = ((0, ((1, 1),)), (0, ((0, 1),)), *((0, ((a, 1),)) for a in range(2, len(x.shape))))
    return apply("view", x, shape=(x.shape[1], x.shape[0], *x.shape[2:]), terms=terms)


def joined(x: Node) -> Node:
    """The first two axes as one."""
    return apply("reshape", x, shape=(x.shape[0] * x.shape[1], *x.shape[2:]))


class Gather(Op, name="gather"):
    """`x[i]` for each i of a list. A place beyond either end reads the row at that end."""

    def infer(self, x, places):
        check_places(self.name, places)
        if not x.shape or (x.shape[0] == 0 and places.size):
            raise ShapeError("gather: there are no rows to read from", given=f"{x}, {places}")
        return Spec((places.size, *x.shape[1:]), x.dtype)

    def reference(self, x, places):
        return x[clipped(places, len(x))] if places.size else x[:0]

    def batched(self, size, mapped, x, places):
        if mapped == (True, False):
            return exchanged(node(self, exchanged(x), places))
        count = places.shape[1]
        if mapped == (False, True):
            found = node(self, x, apply("reshape", places, shape=(size * count,)))
        else:
            found = node(self, joined(x), in_one_list(places, x.shape[1]))
        return apply("reshape", found, shape=(size, count, *found.shape[1:]))

    def gradient(self, g, y, x, places):
        return apply("scatter_add", places, g, rows=x.shape[0]), None


class ScatterAdd(Op, name="scatter_add"):
    """`rows` rows of zeros, to which row n of the updates has been added at place i[n]. A place
    beyond the ends counts as the row at that end; rows are added in their order, so the result is
    the same at any thread count."""

    rows: int

    def infer(self, places, updates):
        check_places(self.name, places)
        if not updates.shape or updates.shape[0] != places.size:
            raise ShapeError(
                "scatter_add: one row is needed for each index", given=f"{places}, {updates}"
            )
        if self.rows < 1 and places.size:
            raise ShapeError("scatter_add: there are no rows to add to", given=str(places))
        return Spec((self.rows, *updates.shape[1:]), updates.dtype)

    def reference(self, places, updates):
        total = np.zeros((self.rows, *updates.shape[1:]), updates.dtype)
        np.add.at(total, clipped(places, self.rows), updates)
        return total

    def batched(self, size, mapped, places, updates):
        if mapped == (False, True):
            return exchanged(node(self, places, exchanged(updates)))
        updates = joined(updates if mapped[1] else repeated(updates, size))
        found = node(ScatterAdd(size * self.rows), in_one_list(places, self.rows), updates)
        return apply("reshape", found, shape=(size, self.rows, *found.shape[1:]))

    def gradient(self, g, y, places, updates):
        return None, apply("gather", g, places)
