"""How new rows differ from those a model was trained on."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pellucid.auto.columns.coerce import as_moments, as_numbers, as_texts
from pellucid.auto.encoding.codes import CategoryCode, LevelsCode, NumberCode
from pellucid.auto.encoding.samples import Sample
from pellucid.data.tables.tables import Column, Table
from pellucid.report.words import count, listing, percent, short

SURE = 0.01  # of a difference this large by chance, all columns taken together
NOTABLE = 0.1  # differences below this share of the rows matter little, however certain
MOST_UNSEEN, MOST_OUTSIDE = 5, 20
MOST_LEVELS = 50  # of a category that are compared one by one


@dataclass(frozen=True)
class ColumnDrift:
    """One column. `moved`: the largest difference of the shares below any value (Kolmogorov and
    Smirnov) of numbers and dates, or half the sum of the differences of the shares of all values
    (total variation) of others, 0 to 1. `chance`: how probable as much is without drift, all
    columns taken together. `unseen`: values that training did not have, with their rows; `beyond`:
    numbers outside the range of training.
    """

    name: str
    kind: str
    moved: float
    chance: float
    missing_before: float
    missing_now: float
    unseen: tuple[tuple[str, int], ...] = ()
    unseen_rows: int = 0
    beyond: int = 0

    @property
    def has_drifted(self) -> bool:
        """Whether the difference is both certain and large enough to matter."""
        return self.chance < SURE and self.moved >= NOTABLE

    def in_words(self) -> str:
        """What is different, in a few words."""
        parts = []
        if self.has_drifted:
            parts.append("drifted")
        if abs(self.missing_now - self.missing_before) >= NOTABLE:
            parts.append(
                f"missing {percent(self.missing_before)} then, {percent(self.missing_now)} now"
            )
        if self.unseen:
            names = listing([name for name, _ in self.unseen], 3, 20)
            parts.append(f"never seen: {names} ({count(self.unseen_rows, 'row')})")
        if self.beyond:
            parts.append(f"{count(self.beyond, 'number')} out of range")
        return "; ".join(parts)


@dataclass(frozen=True)
class Drift:
    """Every column, those that moved most first; the answers as one more (`answers`); and the rows
    unlike any training row (from 1), `outside_rows` of them in all.
    """

    columns: tuple[ColumnDrift, ...]
    answers: ColumnDrift
    rows: int
    compared_with: int
    outside: tuple[int, ...]
    outside_rows: int
    notes: tuple[str, ...] = ()

    @property
    def drifted(self) -> tuple[ColumnDrift, ...]:
        """The columns that are different."""
        return tuple(column for column in self.columns if column.has_drifted)

    def sentence(self) -> str:
        """What to know before the answers for these rows are trusted."""
        parts = []
        if self.drifted:
            names = listing([column.name for column in self.drifted], 4, 28)
            parts.append(f"{names} {'has' if len(self.drifted) == 1 else 'have'} drifted")
        if self.outside_rows:
            share = percent(self.outside_rows / max(self.rows, 1))
            parts.append(f"{count(self.outside_rows, 'row')} ({share}) unlike any training row")
        unseen = [column.name for column in self.columns if column.unseen]
        if unseen:
            parts.append(f"values never seen in {listing(unseen, 4, 28)}")
        if self.answers.has_drifted:
            parts.append("the answers shift")
        if not parts:
            return f"{count(self.rows, 'row')} like those of the training: no drift can be shown."
        return f"Of {count(self.rows, 'row')}: {'; '.join(parts)}."

    def __str__(self) -> str:
        rows = [("column", "kind", "moved", "by chance", "what")]
        for column in (*self.columns[:40], self.answers):
            chance = "< 0.001" if column.chance < 0.001 else f"{column.chance:.3f}"
            rows.append(
                (
                    short(column.name, 28),
                    column.kind,
                    f"{column.moved:.2f}",
                    chance,
                    column.in_words(),
                )
            )
        sizes = [max(len(row[i]) for row in rows) for i in range(4)]
        lines = [
            f"  {name:<{sizes[0]}}  {kind:<{sizes[1]}}  {moved:>{sizes[2]}}  {chance:>{sizes[3]}}"
            f"  {what}".rstrip()
            for name, kind, moved, chance, what in rows
        ]
        if self.outside:
            lines.append(f"  rows unlike any training row: {', '.join(map(str, self.outside))}")
        return "\n".join([self.sentence(), *lines, *(f"  note: {note}" for note in self.notes)])

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            **asdict(self),
            "sentence": self.sentence(),
            "drifted": [c.name for c in self.drifted],
        }


def drift_of(
    sample: Sample,
    table: Table,
    answers: tuple[np.ndarray, np.ndarray],
    kinds: Mapping[str, str],
) -> Drift:
    """The drift of a table against a sample of earlier rows. `answers`: for those and for these, a
    number or several for each row; `kinds`: of the columns, as they are told.
    """
    encoder = sample.encoder
    x, notes = encoder.encode(table)
    absent = [code.name for code in encoder.codes if code.name not in table]
    tested = max(1, len(encoder.codes) - len(absent) + 1)
    columns = [
        column_drift(code, kinds[code.name], sample.table[code.name], table[code.name], tested)
        for code in encoder.codes
        if code.name not in absent
    ]
    columns.sort(key=lambda c: (-c.has_drifted, -c.moved))
    strange = np.flatnonzero(sample.is_outside(x)) if table.n_rows else np.empty(0, np.int64)
    return Drift(
        tuple(columns),
        answer_drift(*answers, tested),
        table.n_rows,
        sample.table.n_rows,
        tuple((strange[:MOST_OUTSIDE] + 1).tolist()),
        len(strange),
        tuple(note for note in notes.sentences if "not there" in note or "are ignored" in note),
    )


def column_drift(code: Any, kind: str, before: Column, now: Column, tested: int) -> ColumnDrift:
    """The drift of one column."""
    gone = float(before.missing.mean()), float(now.missing.mean()) if len(now) else 0.0
    if isinstance(code, CategoryCode | LevelsCode):
        moved, chance = compared_levels(texts_of(before), texts_of(now))
        known = {*code.levels} | {level for level in texts_of(before) if level is not None}
        strange: dict[str, int] = {}
        for level in texts_of(now):
            if level is not None and level not in known:
                strange[level] = strange.get(level, 0) + 1
        most = sorted(strange.items(), key=lambda item: (-item[1], item[0]))[:MOST_UNSEEN]
        rows = sum(strange.values())
        return ColumnDrift(
            before.name, kind, moved, corrected(chance, tested), *gone, tuple(most), rows
        )
    a, b = numbers_of(before, code), numbers_of(now, code)
    moved, chance = compared_numbers(a[~np.isnan(a)], b[~np.isnan(b)])
    beyond = 0
    if isinstance(code, NumberCode):
        beyond = int(((b < code.lowest) | (b > code.highest)).sum())
    return ColumnDrift(before.name, kind, moved, corrected(chance, tested), *gone, beyond=beyond)


def answer_drift(before: np.ndarray, now: np.ndarray, tested: int) -> ColumnDrift:
    """The drift of the model's answers: of that number of each which moved most."""
    before, now = (side[:, None] if side.ndim == 1 else side for side in (before, now))
    found = [compared_numbers(b, n) for b, n in zip(before.T, now.T, strict=True)]
    moved, chance = max(found, key=lambda pair: pair[0])
    chance = min(1.0, chance * len(found))
    return ColumnDrift("(the answers)", "answer", moved, corrected(chance, tested), 0.0, 0.0)


def corrected(chance: float, tested: int) -> float:
    """The probability that the smallest of so many is as small (Bonferroni)."""
    return min(1.0, chance * tested)


def texts_of(column: Column) -> list[str | None]:
    """The cells as texts, as a category's code reads them."""
    found = as_texts(column)
    levels = [*found.levels, None]
    return [levels[place] for place in found.values.tolist()]


def numbers_of(column: Column, code: Any) -> np.ndarray:
    """The cells as numbers: dates as days, prose by its length; NaN where missing."""
    if code.kind == "number":
        return as_numbers(column).values
    if code.kind == "date":
        moments = as_moments(column, day_first=code.day_first).values
        days = moments.astype("datetime64[us]").astype(np.int64) / 86_400_000_000
        return np.where(np.isnat(moments), np.nan, days)
    return np.array([np.nan if text is None else float(len(text)) for text in texts_of(column)])


def compared_numbers(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """The statistic of Kolmogorov and Smirnov for two samples, and the probability of one as large
    if both come from the same distribution (the asymptotic series, with Stephens' correction).

    >>> moved, chance = compared_numbers(np.arange(100.0), np.arange(100.0) + 50)
    >>> round(moved, 2), chance < 0.001
    (0.5, True)
    """
    if not len(a) or not len(b):
        return 0.0, 1.0
    every = np.sort(np.concatenate([a, b]))
    below = [np.searchsorted(np.sort(side), every, side="right") / len(side) for side in (a, b)]
    moved = float(np.abs(below[0] - below[1]).max())
    size = math.sqrt(len(a) * len(b) / (len(a) + len(b)))
    reach = (size + 0.12 + 0.11 / size) * moved
    if reach < 0.2:  # the series converges slowly there, and is 1 to many digits
        return moved, 1.0
    terms = (2 * (-1) ** (j - 1) * math.exp(-2 * j * j * reach * reach) for j in range(1, 101))
    return moved, min(1.0, max(0.0, math.fsum(terms)))


def compared_levels(before: list[str | None], now: list[str | None]) -> tuple[float, float]:
    """Half the sum of the differences of the shares of all values, missing ones included, and the
    probability of as large a chi-square without a difference (Wilson and Hilferty 1931).
    """
    if not before or not now:
        return 0.0, 1.0
    names = sorted({*before, *now}, key=lambda name: (name is None, name or ""))
    place = {name: i for i, name in enumerate(names)}
    counts = np.stack(
        [
            np.bincount([place[name] for name in side], minlength=len(names))
            for side in (before, now)
        ]
    ).astype(np.float64)
    shares = counts / counts.sum(axis=1, keepdims=True)
    moved = float(np.abs(shares[0] - shares[1]).sum() / 2)
    order = np.argsort(-counts.sum(axis=0), kind="stable")
    kept = [k for k in order[:MOST_LEVELS] if counts[:, k].sum() >= 5]
    rest = counts.sum(axis=1) - counts[:, kept].sum(axis=1)
    table = np.column_stack([counts[:, kept], rest]) if rest.sum() else counts[:, kept]
    if table.shape[1] < 2:
        return moved, 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    return moved, chi_square_chance(
        float(((table - expected) ** 2 / expected).sum()), table.shape[1] - 1
    )


def chi_square_chance(size: float, freedom: int) -> float:
    """The probability of a chi-square at least so large.

    >>> round(chi_square_chance(3.84, 1), 2)
    0.05
    """
    spread = 2 / (9 * freedom)
    z = ((size / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return 0.5 * math.erfc(z / math.sqrt(2))
