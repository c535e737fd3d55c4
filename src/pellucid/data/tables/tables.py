"""A table in memory: named columns of equal length, each of one of four kinds, none of them ever
changed in place.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import numpy as np

from pellucid.core.errors import DataError, IndexingError
from pellucid.data.tables.cells import shortened

KINDS = ("number", "text", "flag", "date")
MISSING_CODE = -1
PREVIEW_ROWS = 5


@dataclass(frozen=True, eq=False)
class Column:
    """A named column.

    `kind` decides what `values` holds:

    | kind | `values` | missing |
    |---|---|---|
    | number | float64, finite | NaN |
    | flag | float64, 0 or 1 | NaN |
    | text | int32 codes into `levels`, each once | -1 |
    | date | datetime64[us], UTC where a zone was given | NaT |

    `integral`: every number in it is a whole number. `date_order`: how `1/2/2024` was read in texts
    (`day first`, `month first`, or `open`: as month first, but nothing says so). `point`: a comma
    where that was read as the decimal point; `commas`: the numbers by that reading, where the texts
    were read otherwise and leave both open. `unit`: what all its numbers had, and was left out.
    `notes`: sentences about what reading it changed.
    """

    name: str
    kind: str
    values: np.ndarray
    levels: tuple[str, ...] = ()
    integral: bool = False
    date_order: str = ""
    point: str = ""
    unit: str = ""
    commas: np.ndarray | None = None
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    @property
    def missing(self) -> np.ndarray:
        """Which cells are missing: bool (n,)."""
        if self.kind == "text":
            return self.values < 0
        return np.isnat(self.values) if self.kind == "date" else np.isnan(self.values)

    def take(self, rows: Any) -> "Column":
        """The column at `rows` (indices, a slice or a bool mask); levels stay as they are."""
        commas = None if self.commas is None else self.commas[rows]
        return replace(self, values=self.values[rows], commas=commas)

    def rename(self, name: str) -> "Column":
        return replace(self, name=name)

    def used_levels(self) -> tuple["Column", np.ndarray]:
        """The column with only the levels that occur, and how often each does: int64
        (len(levels),). Text only.
        """
        counts = np.bincount(self.values[self.values >= 0], minlength=len(self.levels))
        kept = np.flatnonzero(counts)
        if len(kept) == len(self.levels):
            return self, counts
        renumber = np.full(len(self.levels) + 1, MISSING_CODE, np.int32)
        renumber[kept] = np.arange(len(kept), dtype=np.int32)
        levels = tuple(self.levels[i] for i in kept)
        return replace(self, values=renumber[self.values], levels=levels), counts[kept]

    def to_list(self) -> list[Any]:
        """The cells as Python values: int, float, bool, str or datetime, and None where missing."""
        missing = self.missing
        match self.kind:
            case "text":
                levels = np.array([*self.levels, None], dtype=object)
                return levels[self.values].tolist()
            case "flag":
                cells = (self.values == 1).astype(object)
            case "number" if self.integral:
                cells = np.array(
                    [None if math.isnan(x) else int(x) for x in self.values.tolist()], dtype=object
                )
            case _:
                cells = self.values.astype(object)
        cells[missing] = None
        return cells.tolist()

    def to_texts(self) -> list[str | None]:
        """The cells as they would be written: `3`, `2.5`, `True`, `2024-05-01`, and None where
        missing.

        Whole numbers lose their `.0`, so that 3, 3.0 and "3" are one text.
        """
        if self.kind == "text":
            return self.to_list()
        return [None if cell is None else cell_text(cell) for cell in self.to_list()]


def cell_text(cell: Any) -> str:
    """How a Python value is written as text, the same for equal numbers of different types."""
    if isinstance(cell, float) and math.isfinite(cell) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat()
            if cell.time() == datetime.min.time()
            else cell.isoformat(sep=" ")
        )
    return str(cell)


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length with unique names; `source` says where they came from.

    >>> from pellucid.data import read_table
    >>> table = read_table({"city": ["Rome", "Oslo", None], "area": [1285, 454, 12.5]})
    >>> table.names, table.n_rows
    (('city', 'area'), 3)
    >>> table["city"].levels
    ('Rome', 'Oslo')
    """

    columns: tuple[Column, ...]
    source: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lengths = {len(column) for column in self.columns}
        if len(lengths) > 1:
            given = ", ".join(f"{column.name} {len(column)}" for column in self.columns[:6])
            raise DataError("the columns of a table need equal lengths", given=given)
        seen: set[str] = set()
        for column in self.columns:
            if column.name in seen:
                raise DataError(
                    f"two columns have the name {column.name!r}",
                    fix="rename one of them: names tell columns apart",
                )
            seen.add(column.name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def n_rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.n_rows, len(self.columns)

    @property
    def all_notes(self) -> tuple[str, ...]:
        """What reading changed, for the table and for each column."""
        return (*self.notes, *(note for column in self.columns for note in column.notes))

    def __len__(self) -> int:
        return self.n_rows

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> Column:
        """The column of that name; DataError with the nearest name when there is none."""
        if name not in self.by_name:
            raise unknown_column(name, self.names, self.notes)
        return self.by_name[name]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def take(self, rows: Any) -> "Table":
        """The table at `rows`: indices (n,), a slice or a bool mask (n_rows,)."""
        rows = rows if isinstance(rows, slice) else np.asarray(rows)
        if isinstance(rows, np.ndarray) and rows.size == 0:
            rows = rows.astype(np.int64) if rows.dtype != bool else rows
        try:
            return replace(self, columns=tuple(column.take(rows) for column in self.columns))
        except IndexError as error:
            raise IndexingError(f"the table has {self.n_rows} rows: {error}") from None

    def head(self, n: int = PREVIEW_ROWS) -> "Table":
        return self.take(slice(0, n))

    def select(self, names: Sequence[str]) -> "Table":
        """The named columns, in the order given."""
        return replace(self, columns=tuple(self[name] for name in names))

    def drop(self, *names: str) -> "Table":
        """Every column but these."""
        for name in names:
            self[name]
        return replace(
            self, columns=tuple(column for column in self.columns if column.name not in names)
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row as a dict of Python values."""
        cells = [column.to_list() for column in self.columns]
        return (dict(zip(self.names, row, strict=True)) for row in zip(*cells, strict=True))

    def to_dict(self) -> dict[str, list[Any]]:
        """Name -> list of Python values."""
        return {column.name: column.to_list() for column in self.columns}

    def arrays(self) -> dict[str, np.ndarray]:
        """Name -> array: float64 with NaN, bool or object with None, datetime64 with NaT."""
        found = {}
        for column in self.columns:
            if column.kind in {"number", "date"}:
                found[column.name] = column.values
            elif column.kind == "flag" and not column.missing.any():
                found[column.name] = column.values == 1
            else:
                found[column.name] = np.array([*column.to_list(), None], dtype=object)[:-1]
        return found

    def __repr__(self) -> str:
        rows, columns = self.shape
        head = f"Table of {rows:,} rows x {columns:,} columns" + (
            f" from {self.source}" if self.source else ""
        )
        return "\n".join([head, *preview_lines(self)])


def joined_tables(tables: Sequence[Table]) -> Table:
    """Tables of the same columns below each other. DataError where columns differ."""
    first = tables[0]
    for table in tables[1:]:
        if [(c.name, c.kind) for c in table] != [(c.name, c.kind) for c in first]:
            raise DataError(
                "tables below each other need the same columns",
                given=f"{listing(first.names)}; {listing(table.names)}",
            )
    columns = zip(*(table.columns for table in tables), strict=True)
    return replace(first, columns=tuple(joined_columns(list(parts)) for parts in columns))


def joined_columns(parts: Sequence[Column]) -> Column:
    """Columns of one kind below each other."""
    if parts[0].kind != "text":
        values = np.concatenate([part.values for part in parts])
        integral = all(part.integral for part in parts)
        return replace(parts[0], values=values, integral=integral, commas=None)
    place: dict[str, int] = {}
    codes = []
    for part in parts:
        own = [place.setdefault(level, len(place)) for level in part.levels]
        codes.append(np.array([*own, MISSING_CODE], np.int32)[part.values])
    return replace(parts[0], values=np.concatenate(codes), levels=tuple(place))


def unknown_column(name: str, names: Iterable[str], notes: Sequence[str] = ()) -> DataError:
    """The error for a column that is not there, with the nearest name, or what reading the table
    has changed.
    """
    names = list(names)
    fix = did_you_mean(name, names) or "; ".join(notes)
    return DataError(f"there is no column {name!r}", given=listing(names), fix=fix)


def did_you_mean(name: str, names: Sequence[str]) -> str:
    """`did you mean 'x'?` for the nearest of `names`, ignoring case, or an empty string."""
    lowered = {known.casefold().strip(): known for known in reversed(names)}
    near = get_close_matches(name.casefold().strip(), lowered, n=1, cutoff=0.6)
    return f"did you mean {lowered[near[0]]!r}?" if near else ""


def listing(names: Sequence[str], most: int = 12) -> str:
    """Names joined by commas, the rest as a count."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def preview_lines(table: Table, most_columns: int = 8, width: int = 16) -> list[str]:
    """The first rows as aligned text."""
    shown = table.columns[:most_columns]
    cells = [
        [column.name, *(text or "" for text in column.take(slice(0, PREVIEW_ROWS)).to_texts())]
        for column in shown
    ]
    cut = [[shortened(cell, width) for cell in column] for column in cells]
    sizes = [max(map(len, column)) for column in cut]
    more = "  ..." if len(table.columns) > most_columns else ""
    rows = zip(*cut, strict=True)
    return [
        "  ".join(cell.rjust(size) for cell, size in zip(row, sizes, strict=True)) + more
        for row in rows
    ]
