"""One row as a network reads it, without a table in between: what `predict` of a dict is quick by.

Only rows in which nothing is unusual go this way. Any other one is read as a table, and gets its
notes there.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from pellucid.auto.columns.categories import CategoryCode, LevelsCode
from pellucid.auto.encoding.codes import Code, NumberCode
from pellucid.auto.encoding.encode import Encoder, scaled
from pellucid.data.tables.cells import is_missing
from pellucid.data.tables.columns import EXACT_INTEGER, column_from_values
from pellucid.data.tables.tables import cell_text

Raw = tuple[float, ...]
Reader = Callable[[Any], Raw | None]  # None: not plain enough


class RowReader:
    """Reads rows for one encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self.medians, self.scales = encoder.medians, encoder.scales
        self.known = frozenset(encoder.known)
        self.readers = [(code.name, reader_of(code)) for code in encoder.codes]
        self.levels = np.array(encoder.tables) > 0
        self.has_levels = bool(self.levels.any())

    def read(self, row: Mapping[Any, Any]) -> np.ndarray | None:
        """The row as `Encoder.encode` gives it, float32 (1, width), or None where it would have
        something to say.
        """
        if not row.keys() <= self.known:
            return None
        raw: list[float] = []
        for name, reader in self.readers:
            if name not in row:
                return None
            found = reader(row[name])
            if found is None:
                return None
            raw += found
        cells = np.array(raw)[None]
        x = scaled(cells, self.medians, self.scales)
        return (np.where(self.levels, cells, x) if self.has_levels else x).astype(np.float32)


def reader_of(code: Code) -> Reader:
    """How a cell of a column is read."""
    if isinstance(code, NumberCode):
        return number_reader(code)
    if isinstance(code, CategoryCode | LevelsCode):
        return level_reader(code)
    return cell_reader(code)


def number_reader(code: NumberCode) -> Reader:
    """A reader of numbers that are not far from those of training."""
    reach = code.highest - code.lowest
    low, high = code.lowest - reach, code.highest + reach

    def read(cell: Any) -> Raw | None:
        kind = type(cell)
        if (kind is float or (kind is int and abs(cell) < EXACT_INTEGER)) and low <= cell <= high:
            return (cell, -1.0) if code.indicator else (cell,)
        if code.indicator and (cell is None or (kind is float and math.isnan(cell))):
            return math.nan, 1.0
        return None

    return read


def level_reader(code: CategoryCode | LevelsCode) -> Reader:
    """A reader of the levels that training saw, written as they were."""
    plain = [level for level in code.levels if not is_missing(level)]
    places = {level: place for place, level in enumerate(code.levels)}
    shift = 2 if isinstance(code, LevelsCode) else 0
    codes = np.array([places[level] + shift for level in plain], np.int64)
    rows = code.expand(codes) if plain else np.empty((0, 0))
    found = {level: tuple(row) for level, row in zip(plain, rows.tolist(), strict=True)}

    def read(cell: Any) -> Raw | None:
        kind = type(cell)
        if kind is str:
            return found.get(cell)
        if kind is bool or kind is int or (kind is float and not math.isnan(cell)):
            return found.get(cell_text(cell))
        return None

    return read


def cell_reader(code: Code) -> Reader:
    """A reader of any other cell, by the road that columns take."""

    def read(cell: Any) -> Raw | None:
        column = column_from_values(code.name, [cell])
        prepared, notes = code.prepare(column)
        if notes or column.notes:
            return None
        return tuple(code.expand(prepared)[0].tolist())

    return read
