"""The part of the data where the model does worst, found among the values of every column."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pellucid.data.tables.tables import Column
from pellucid.report.inputs import HeldOut
from pellucid.report.intervals import student_quantile
from pellucid.report.words import count, number, percent, short, value

PARTS = 4  # of a column of numbers, each with as many rows
MOST_LEVELS = 12
LEAST_ROWS, LEAST_SHARE = 12, 0.03
MOST_PAIRED = 16  # slices of one column that are crossed with each other
MOST_SHOWN = 6
SURE = 0.05  # of a slice this much worse by chance, all slices looked at taken together


@dataclass(frozen=True)
class Slice:
    """Rows that share a value or two: how many, their mean loss and that of all other rows.

    `chance`: how probable so large a difference is when there is none, corrected for the number of
    slices that were looked at (Bonferroni).
    """

    name: str
    rows: int
    loss: float
    others: float
    chance: float

    @property
    def is_real(self) -> bool:
        """Whether it is worse than chance would make the worst of so many."""
        return self.chance < SURE


@dataclass(frozen=True)
class Slices:
    """The slices with the largest surplus of loss, worst first, of `looked_at` in all."""

    worst: tuple[Slice, ...]
    unit: str
    looked_at: int

    def in_words(self, loss: float) -> str:
        """A mean loss as `12 % wrong` or `off by 4.1`."""
        return f"{percent(loss)} wrong" if self.unit == "accuracy" else f"off by {number(loss)}"

    def sentence(self) -> str:
        """The worst slice, or that none stands out."""
        if not self.worst:
            return "There are too few held-out rows to compare parts of the data."
        first = self.worst[0]
        here, there = self.in_words(first.loss), self.in_words(first.others)
        said = f"{here} in {count(first.rows, 'row')} against {there} elsewhere"
        if first.is_real:
            return f"The model does worst where {first.name}: {said}."
        return (
            f"Of {self.looked_at:,} parts of the data none is worse than chance explains; the "
            f"weakest is where {first.name} ({said})."
        )

    def __str__(self) -> str:
        return self.sentence()


def slices_of(held_out: HeldOut, *, first: tuple[str, ...] = ()) -> Slices:
    """Every value and range of every column, and crossings of the worst of them, compared by the
    loss of their rows: wrong or right for classes, the absolute error for numbers.
    """
    losses = row_losses(held_out)
    columns = [c for c in held_out.table.columns if c.name != held_out.target]
    columns.sort(key=lambda c: first.index(c.name) if c.name in first else len(first))
    least = max(LEAST_ROWS, math.ceil(LEAST_SHARE * held_out.n_rows))
    found = [
        (column.name, name, rows)
        for column in columns
        for name, rows in parts_of(column)
        if least <= rows.sum() <= held_out.n_rows - least
    ]
    found.sort(key=lambda part: -surplus(losses, part[2]))
    crossed = []
    for place, (column, name, rows) in enumerate(found[:MOST_PAIRED]):
        for other_column, other, others in found[place + 1 : MOST_PAIRED]:
            both = rows & others
            if column != other_column and least <= both.sum() < min(rows.sum(), others.sum()):
                crossed.append(("", f"{name} and {other}", both))
    every = [*found, *crossed]
    slices = [judged(name, rows, losses, len(every)) for _, name, rows in every]
    slices.sort(key=lambda s: (s.chance, s.others - s.loss))
    unit = "accuracy" if held_out.classes else "error"
    worst = tuple(s for s in slices if s.loss > s.others)[:MOST_SHOWN]
    return Slices(worst, unit, len(every))


def row_losses(held_out: HeldOut) -> np.ndarray:
    """The loss of each row: 1 for a wrong class, or the absolute error."""
    if held_out.classes:
        return (held_out.answers != held_out.truth).astype(np.float64)
    unit = held_out.unit
    return np.abs(held_out.truth / unit - held_out.predicted / unit) * unit


def parts_of(column: Column) -> Iterator[tuple[str, np.ndarray]]:
    """The values, or ranges, of a column in words, each with its rows."""
    name, missing = short(column.name, 28), column.missing
    if missing.any():
        yield f"{name} is missing", missing
    if column.kind in ("text", "flag"):
        values = np.where(missing, -1, column.values).astype(np.int64)
        codes, counts = np.unique(values[~missing], return_counts=True)
        for code in codes[np.argsort(-counts, kind="stable")][:MOST_LEVELS].tolist():
            level = column.levels[code] if column.kind == "text" else ("no", "yes")[code]
            yield f"{name} is {short(level, 28)}", values == code
        return
    values = column.values
    if column.kind == "date":
        values = values.astype("datetime64[us]").astype(np.int64).astype(np.float64)
    known = values[~missing]
    if len(known) < 2 * LEAST_ROWS:
        return
    edges = np.unique(np.quantile(known, np.arange(1, PARTS) / PARTS))
    edges = edges[edges < known.max()]
    for low, high in zip([-math.inf, *edges], [*edges, math.inf], strict=True):
        yield f"{name} {between(column, low, high)}", (values > low) & (values <= high) & ~missing


def between(column: Column, low: float, high: float) -> str:
    """A range in words."""

    def said(end: float) -> str:
        if column.kind == "date":
            return str(np.datetime64(int(end), "us").astype("datetime64[D]"))
        return value(float(end))

    if low == -math.inf:
        return f"is at most {said(high)}"
    return f"is above {said(low)}" if high == math.inf else f"is {said(low)} to {said(high)}"


def surplus(losses: np.ndarray, rows: np.ndarray) -> float:
    """By how many standard errors the rows' mean loss is above that of the others."""
    here, there = losses[rows], losses[~rows]
    spread = math.sqrt(spread_of(here, losses) + spread_of(there, losses))
    return float(here.mean() - there.mean()) / spread if spread > 0 else 0.0


def spread_of(part: np.ndarray, losses: np.ndarray) -> float:
    """The squared standard error of a part's mean; a part without any spread borrows that of all
    rows, or two rows answered wrongly would be certain of it.
    """
    own = float(part.var(ddof=1)) if len(part) > 1 else 0.0
    return max(own, 0.5 * float(losses.var())) / len(part)


def judged(name: str, rows: np.ndarray, losses: np.ndarray, looked_at: int) -> Slice:
    """A slice with how probable its surplus is by chance."""
    z = surplus(losses, rows) * 1.96 / student_quantile(max(1, int(rows.sum()) - 1))
    chance = min(1.0, looked_at * 0.5 * math.erfc(z / math.sqrt(2)))
    here, there = float(losses[rows].mean()), float(losses[~rows].mean())
    return Slice(name, int(rows.sum()), here, there, chance)
