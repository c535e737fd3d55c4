"""Some training rows that stay with a model, so that later rows can be compared with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
import numpy as np

from pellucid.auto.encoding.encode import Encoder
from pellucid.core.errors import StateError
from pellucid.data.tables.tables import Column, Table

MOST_ROWS, MOST_CELLS = 1_000, 100_000
BLOCK = 256  # rows whose distances are computed at once


@dataclass(frozen=True, eq=False)
class Sample:
    """Training rows, target included, and where each stood in the whole table (from 0)."""

    table: Table
    places: np.ndarray
    encoder: Encoder

    @classmethod
    def of(
        cls, table: Table, rows: np.ndarray, encoder: Encoder, seed: int, more: Sequence[str] = ()
    ) -> "Sample":
        """A sample of the rows of a table, drawn by the seed: the columns that the encoder knows,
        and `more`."""
        most = int(np.clip(MOST_CELLS // max(len(table.columns), 1), 50, MOST_ROWS))
        chosen = rows[np.sort(np.random.default_rng(seed).permutation(len(rows))[:most])]
        kept = {*encoder.known, *more}
        columns = tuple(c for c in table.take(chosen).columns if c.name in kept)
        return cls(Table(columns), chosen, encoder)

    @cached_property
    def encoded(self) -> np.ndarray:
        """The rows as the network reads them, (n, inputs)."""
        return self.encoder.encode(self.table)[0]

    @cached_property
    def reach(self) -> float:
        """The largest distance of one of the rows to the nearest other."""
        return float(self.nearest(self.encoded, 2)[1][:, 1].max(initial=0.0))

    def nearest(self, rows: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
        """Places in the sample of the rows nearest to each of `rows` (encoded), and their
        distances: the root of the mean squared difference, which is 1 for different levels of a
        category that are numbered. Both (n, most), the nearest first.
        """
        most = min(most, self.table.n_rows)
        places, distances = [], []
        numbered = np.array(self.encoder.tables) > 0
        plain, levels = self.encoded[:, ~numbered], self.encoded[:, numbered]
        own = np.square(plain, dtype=np.float64).sum(axis=1)
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            part = block[:, ~numbered].astype(np.float64)
            squares = np.square(part).sum(axis=1)[:, None] + own - 2 * part @ plain.T
            squares += (block[:, None, numbered] != levels).sum(axis=2)
            order = np.argsort(squares, axis=1, kind="stable")[:, :most]
            places.append(order)
            distances.append(np.take_along_axis(squares, order, axis=1))
        if not places:
            return np.empty((0, most), np.int64), np.empty((0, most))
        width = max(1, self.encoded.shape[1])
        return np.concatenate(places), np.sqrt(np.maximum(np.concatenate(distances), 0) / width)

    def is_outside(self, rows: np.ndarray) -> np.ndarray:
        """Which encoded rows are further from every row of the sample than any of those is from the
        nearest other.
        """
        return self.nearest(rows, 1)[1][:, 0] > self.reach

    def to_json(self) -> str:
        """The sample as text."""
        columns = [
            {
                "name": c.name, "kind": c.kind, "integral": c.integral,
                "date_order": c.date_order, **cells_of(c),
            }
            for c in self.table.columns
        ]  # fmt: skip
        return msgspec.json.encode({"columns": columns, "places": self.places.tolist()}).decode()

    @classmethod
    def from_json(cls, text: str, encoder: Encoder) -> "Sample":
        """The sample that `to_json` wrote; StateError when the text is something else."""
        try:
            saved = msgspec.json.decode(text, type=Saved)
            columns = tuple(column_of(column) for column in saved.columns)
            sample = cls(Table(columns), np.array(saved.places, np.int64), encoder)
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise StateError("the sample of training rows is damaged", given=str(error)) from None
        if sample.table.n_rows != len(sample.places):
            raise StateError("the sample of training rows is damaged", given="lengths differ")
        return sample


class SavedColumn(msgspec.Struct):
    """A column as the text holds it."""

    name: str
    kind: str
    integral: bool
    date_order: str
    cells: list[float | None]
    levels: list[str] = []


class Saved(msgspec.Struct):
    """A sample as the text holds it."""

    columns: list[SavedColumn]
    places: list[int]


def cells_of(column: Column) -> dict[str, Any]:
    """The cells of a column as plain JSON: codes with their levels, microseconds, or numbers."""
    if column.kind == "text":
        used, _ = column.used_levels()
        return {"cells": used.values.tolist(), "levels": list(used.levels)}
    values = (
        column.values.astype("datetime64[us]").astype(np.int64)
        if column.kind == "date"
        else column.values
    )
    cells = values.astype(object)
    cells[column.missing] = None
    return {"cells": cells.tolist()}


def column_of(saved: SavedColumn) -> Column:
    """The column that `cells_of` described. ValueError for an unknown kind or code."""
    more = {"integral": saved.integral, "date_order": saved.date_order}
    if saved.kind == "text":
        codes = np.array(saved.cells, np.int32)
        if len(codes) and not (codes.min() >= -1 and codes.max() < len(saved.levels)):
            raise ValueError("a code lies outside the levels")
        return Column(saved.name, "text", codes, tuple(saved.levels), **more)
    cells = np.array([np.nan if cell is None else cell for cell in saved.cells], np.float64)
    if saved.kind in {"number", "flag"}:
        return Column(saved.name, saved.kind, cells, **more)
    if saved.kind != "date":
        raise ValueError(f"there is no kind {saved.kind!r}")
    whole = [None if cell is None else int(cell) for cell in saved.cells]
    moments = np.array(
        ["NaT" if c is None else np.datetime64(c, "us") for c in whole], "datetime64[us]"
    )
    return Column(saved.name, "date", moments, **more)
