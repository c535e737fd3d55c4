"""Reading rows at places that are data, and adding to rows at places that are data: each is the other's gradient."""

from dataclasses import dataclass

import numpy as np

from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.spec import Spec
from pellucid.graph import Op, apply


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


@dataclass(frozen=True)
class Gather(Op, name="gather"):
    """`x[i]` for each i of a list. A place beyond either end reads the row at that end."""

    def infer(self, x, places):
        check_places(self.name, places)
        if not x.shape or (x.shape[0] == 0 and places.size):
            raise ShapeError("gather: there are no rows to read from", given=f"{x}, {places}")
        return Spec((places.size, *x.shape[1:]), x.dtype)

    def reference(self, x, places):
        return x[np.clip(places.astype(np.int64), 0, max(len(x) - 1, 0))] if places.size else x[:0]

    def gradient(self, g, y, x, places):
        return apply("scatter_add", places, g, rows=x.shape[0]), None


@dataclass(frozen=True)
class ScatterAdd(Op, name="scatter_add"):
    """`rows` rows of zeros, to which row n of the updates has been added at place i[n]. A place beyond the ends counts
    as the row at that end; rows are added in their order, so the result is the same at any thread count."""

    rows: int

    def infer(self, places, updates):
        check_places(self.name, places)
        if not updates.shape or updates.shape[0] != places.size:
            raise ShapeError(
                "scatter_add: one row is needed for each index", given=f"{places}, {updates}"
            )
        return Spec((self.rows, *updates.shape[1:]), updates.dtype)

    def reference(self, places, updates):
        total = np.zeros((self.rows, *updates.shape[1:]), updates.dtype)
        np.add.at(total, np.clip(places.astype(np.int64), 0, max(self.rows - 1, 0)), updates)
        return total

    def gradient(self, g, y, places, updates):
        return None, apply("gather", g, places)
