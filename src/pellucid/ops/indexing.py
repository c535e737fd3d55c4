"""Reading rows at places that are data, and adding to rows at places that are data: each is the
other's gradient.
"""

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


def clipped(places: np.ndarray, rows: int) -> np.ndarray:
    """Places beyond the ends as those at the ends; int64."""
    return np.minimum(
        np.maximum(places, 0), min(max(rows - 1, 0), np.iinfo(places.dtype).max)
    ).astype(np.int64)


class Gather(Op, name="gather"):
    """`x[i]` for each i of a list. A place beyond either end reads the row at that end."""

    def infer(self, x, places):
        check_places(self.name, places)
        if not x.shape or (x.shape[0] == 0 and places.size):
            raise ShapeError("gather: there are no rows to read from", given=f"{x}, {places}")
        return Spec((places.size, *x.shape[1:]), x.dtype)

    def reference(self, x, places):
        return x[clipped(places, len(x))] if places.size else x[:0]

    def gradient(self, g, y, x, places):
        return apply("scatter_add", places, g, rows=x.shape[0]), None


@dataclass(frozen=True)
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

    def gradient(self, g, y, places, updates):
        return None, apply("gather", g, places)
