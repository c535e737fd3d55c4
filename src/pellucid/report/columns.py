"""What the table holds, column by column."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.data.tables.tables import Column
from pellucid.report.inputs import NO_NOTES, ColumnNote, DataNotes, DataWarning, HeldOut
from pellucid.report.words import count, listing, number, percent, value

BARS = 16
TOP_LEVELS = 5


@dataclass(frozen=True)
class ColumnSummary:
    """One column: what it is, what is missing, and how its values are spread.

    Numbers and dates have `bars` (a histogram from `low` to `high`); texts and flags have `top`,
    the most frequent values with their counts, and `others`, the rows with any other value.
    """

    name: str
    kind: str
    rows: int
    missing: int
    distinct: int
    bars: tuple[int, ...] = ()
    low: str = ""
    high: str = ""
    middle: str = ""
    top: tuple[tuple[str, int], ...] = ()
    others: int = 0
    used: bool = True
    done: str = ""

    def sentence(self) -> str:
        """The column in one line."""
        gone = (
            f", {percent(self.missing / self.rows)} missing" if self.missing and self.rows else ""
        )
        return f"{self.kind}, {count(self.distinct, 'distinct value')}{gone}"

    def __str__(self) -> str:
        return f"{self.name}: {self.sentence()}"


@dataclass(frozen=True)
class DataSummary:
    """The columns, the target, the warnings."""

    rows: int
    columns: tuple[ColumnSummary, ...]
    target: ColumnSummary
    warnings: tuple[DataWarning, ...]
    source: str = ""

    @property
    def missing_cells(self) -> int:
        """How many cells of all columns are missing."""
        return sum(column.missing for column in self.columns)

    def sentence(self) -> str:
        """The table in one line, and which columns were left out."""
        cells = self.rows * len(self.columns)
        gone = (
            f"{percent(self.missing_cells / cells)} of its cells missing"
            if self.missing_cells
            else "nothing missing"
        )
        left_out = [column.name for column in self.columns if not column.used]
        out = (
            f"; {listing(left_out)} {'was' if len(left_out) == 1 else 'were'} left out"
            if left_out
            else ""
        )
        columns = count(len(self.columns), "column")
        return f"The table has {count(self.rows, 'row')} and {columns}, {gone}{out}."

    def __str__(self) -> str:
        warned = [f"! {w.column + ': ' if w.column else ''}{w.what}" for w in self.warnings]
        return "\n".join([self.sentence(), *warned])


def data_summary(
    held_out: HeldOut, notes: DataNotes = NO_NOTES, answers: np.ndarray | None = None
) -> DataSummary:
    """The columns of `notes.table` (without it, of the held-out rows), as `notes` speaks of them.

    `answers` (class codes or numbers) are summarised as the target; without them the held-out
    answers are.
    """
    table = held_out.table if notes.table is None else notes.table
    known = {note.name: note for note in notes.columns}
    columns = tuple(
        summarise(column, known.get(column.name))
        for column in table.columns
        if column.name != held_out.target
    )
    seen = held_out.truth if answers is None else np.asarray(answers)
    note = known.get(held_out.target)
    # of the target's note only the kind: its counts are of the whole table, not of the answers seen
    named = ColumnNote(note.name, note.kind) if note else None
    target = summarise(_as_column(held_out, seen), named)
    return DataSummary(table.n_rows, columns, target, notes.warnings, notes.source or table.source)


def _as_column(held_out: HeldOut, answers: np.ndarray) -> Column:
    if held_out.classes:
        return Column(held_out.target, "text", answers.astype(np.int32), held_out.classes)
    return Column(held_out.target, "number", answers.astype(np.float64))


def summarise(column: Column, note: ColumnNote | None = None) -> ColumnSummary:
    """One column's summary; a note's kind and counts win over what is counted here."""
    missing = column.missing
    values = column.values[~missing]
    distinct, counts = np.unique(values, return_counts=True)
    shape = (
        _top(column, distinct, counts) if column.kind in ("text", "flag") else _bars(column, values)
    )
    note = note or ColumnNote(column.name, column.kind)
    return ColumnSummary(
        name=column.name,
        kind=note.kind,
        rows=len(column),
        missing=int(missing.sum()) if note.missing is None else note.missing,
        distinct=len(distinct) if note.distinct is None else note.distinct,
        used=note.used,
        done=note.done,
        **shape,
    )


def _top(column: Column, distinct: np.ndarray, counts: np.ndarray) -> dict[str, Any]:
    order = np.argsort(-counts, kind="stable")[:TOP_LEVELS]
    names = column.levels if column.kind == "text" else ("no", "yes")
    top = tuple((names[int(distinct[i])], int(counts[i])) for i in order)
    return {"top": top, "others": int(counts.sum()) - sum(n for _, n in top)}


def _bars(column: Column, values: np.ndarray) -> dict[str, Any]:
    if not len(values):
        return {}
    axis = values.astype("datetime64[us]").astype(np.int64) if column.kind == "date" else values
    axis = axis.astype(np.float64)
    low, high = float(axis.min()), float(axis.max())
    # halves, so that a range wider than the largest float does not overflow
    place = np.zeros(len(axis), np.int64)
    if high > low:
        place = np.minimum(
            ((axis / 2 - low / 2) / (high / 2 - low / 2) * BARS).astype(np.int64), BARS - 1
        )
    bars = np.bincount(place, minlength=BARS) if high > low else np.array([len(axis)])
    ends = {"low": values.min(), "middle": np.sort(values)[len(values) // 2], "high": values.max()}
    texts = {place: _end(column, end) for place, end in ends.items()}
    return {"bars": tuple(int(n) for n in bars), **texts}


def _end(column: Column, end: Any) -> str:
    if column.kind == "date":
        return str(end.astype("datetime64[D]"))
    return value(int(end)) if column.integral and abs(end) < 10_000 else number(float(end))
