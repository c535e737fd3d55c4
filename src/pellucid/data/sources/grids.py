"""From a long table to series on a regular grid of time: steps of one length, every one filled."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pellucid.core.errors import DataError
from pellucid.data.tables.tables import Column, Table

DAY = 86_400_000_000  # microseconds
MOST_GAPS = 0.2  # of a grid; with more, rows are counted as steps in their order
MOST_COVARIATES = 16
NAMES = {3_600_000_000: "hour", DAY: "day", 7 * DAY: "week", 1_800_000_000: "half hour",
         60_000_000: "minute", 1_000_000: "second"}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """The distance of two neighbours in time: `size` microseconds, months or units of a number, or
    rows in their order. `kind`: time, months, number or order.
    """

    kind: str
    size: float

    def __str__(self) -> str:
        if self.kind == "months":
            names = {1: "month", 3: "quarter", 12: "year"}
            return names.get(int(self.size), f"{self.size:g} months")
        if self.kind == "time":
            return NAMES.get(int(self.size), f"{self.size / 1e6:,.0f} seconds")
        return "row" if self.kind == "order" else f"{self.size:g} units"

    def places(self, moments: np.ndarray) -> np.ndarray:
        """Moments as steps from some fixed one, float64."""
        return self.positions(moments) / self.size

    def positions(self, moments: np.ndarray) -> np.ndarray:
        """Moments as numbers in the unit of the size."""
        if self.kind == "months":
            months = moments.astype("datetime64[us]").astype("datetime64[M]")
            return months.astype(np.int64).astype(np.float64)
        return moments.astype(np.float64)

    def moments(self, last: np.ndarray, ahead: np.ndarray) -> np.ndarray:
        """The moments so many steps after the last one, of the same type as it."""
        if self.kind == "months":
            months = last.astype("datetime64[M]") + (ahead * int(self.size)).astype(
                "timedelta64[M]"
            )
            return months.astype("datetime64[us]") + (last - last.astype("datetime64[M]"))
        if last.dtype.kind == "M":
            return last + (ahead * int(self.size)).astype("timedelta64[us]")
        return last + ahead * self.size


@dataclass(frozen=True, eq=False)
class Grid:
    """Series on their grids. For each: its name, its values float64 (steps,), its covariates
    float64 (steps, columns), and its moments (steps,); `notes`: what was done.
    """

    names: tuple[str, ...]
    values: tuple[np.ndarray, ...]
    covariates: tuple[np.ndarray, ...]
    moments: tuple[np.ndarray, ...]
    columns: tuple[str, ...]
    step: Step
    notes: tuple[str, ...]


def step_of(moments: np.ndarray, is_date: bool) -> Step:
    """The step that most neighbours are apart. `moments`: sorted, each once, dates or numbers."""
    if len(moments) < 2:
        raise DataError("a series needs at least two moments of time")
    gaps = np.diff(moments.astype(np.int64 if is_date else np.float64))
    size = float(np.median(gaps))
    if is_date and size >= 28 * DAY:
        months = np.diff(moments.astype("datetime64[M]").astype(np.int64))
        return Step("months", float(max(1, np.median(months))))
    return Step("time" if is_date else "number", size)


def read_grid(
    table: Table, target: str, time_column: str, series: str | None, covariates: Sequence[str]
) -> Grid:
    """The series of a long table. DataError, in one sentence, when there is none.

    Several values at one moment become their mean; missing moments are filled in between; moments
    off the grid go to the nearest; where too many are missing, rows count as steps. Each is told.
    """
    times, answers = table[time_column], table[target]
    if times.kind == "text":
        raise DataError(f"the column {time_column!r} holds texts, not moments of time")
    if answers.kind not in {"number", "flag"}:
        raise DataError(f"the column {target!r} holds no numbers to continue")
    known = ~times.missing
    labels = labels_of(table, series, known)
    counts = {"mean": 0, "filled": 0, "moved": 0, "lost": int((~known).sum())}
    parts = [np.flatnonzero(known)[labels == label] for label in dict.fromkeys(labels.tolist())]
    named = list(dict.fromkeys(labels.tolist()))
    steps = [step_of(np.unique(times.values[rows]), times.kind == "date") for rows in parts
             if len(np.unique(times.values[rows])) > 1]  # fmt: skip
    if not steps:
        raise DataError("no series has two moments of time", given=f"{table.n_rows:,} rows")
    step = sorted(steps, key=lambda s: s.size)[len(steps) // 2]
    data = np.column_stack([answers.values, *(table[name].values for name in covariates)])
    if any(is_gappy(step, times.values[rows]) for rows in parts):
        step = Step("order", 1.0)
    found = [on_grid(times, data, rows, step, counts) for rows in parts]
    kept = [i for i, (values, _) in enumerate(found) if len(values)]
    return Grid(
        tuple(str(named[i]) for i in kept),
        tuple(found[i][0][:, 0] for i in kept),
        tuple(found[i][0][:, 1:] for i in kept),
        tuple(found[i][1] for i in kept),
        tuple(covariates), step, notes_of(counts, step, time_column),
    )  # fmt: skip


def labels_of(table: Table, series: str | None, known: np.ndarray) -> np.ndarray:
    """The series of each row whose moment is known."""
    if series is None:
        return np.full(int(known.sum()), "series", dtype=object)
    texts = np.array([text or "(none)" for text in table[series].to_texts()], dtype=object)
    return texts[known]


def is_gappy(step: Step, moments: np.ndarray) -> bool:
    """Whether too many steps of a series have no row."""
    places = np.unique(np.rint(step.places(moments)))
    return len(places) > 1 and len(places) < (1 - MOST_GAPS) * (places[-1] - places[0] + 1)


def on_grid(
    times: Column, data: np.ndarray, rows: np.ndarray, step: Step, counts: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of one series at every step (steps, columns), and the moments; counts."""
    moments = times.values[rows]
    order = np.argsort(moments, kind="stable")
    rows, moments = rows[order], moments[order]
    if step.kind == "order":
        unique, places = np.unique(moments, return_inverse=True)
        size = len(unique)
    else:
        exact = step.places(moments)
        places = np.rint(exact - exact[0]).astype(np.int64)
        counts["moved"] += int((np.abs(exact - exact[0] - places) > 0.01).sum())
        size = int(places[-1]) + 1
        unique = step.moments(moments[0], np.arange(size))
    found = np.full((size, data.shape[1]), np.nan)
    for column in range(data.shape[1]):
        here = data[rows, column]
        good = ~np.isnan(here)
        total = np.bincount(places[good], here[good], minlength=size)
        number = np.bincount(places[good], minlength=size)
        if column == 0:
            counts["mean"] += int((number > 1).sum())
            counts["filled"] += int((number == 0).sum())
        if not number.any():
            if column == 0:
                return np.empty((0, data.shape[1])), unique[:0]
            found[:, column] = 0.0
            continue
        at = np.flatnonzero(number)
        found[:, column] = np.interp(np.arange(size), at, total[at] / number[at])
    return found, unique


def notes_of(counts: dict[str, int], step: Step, time_column: str) -> tuple[str, ...]:
    """What was done to the rows, as sentences."""
    notes = []
    if counts["lost"]:
        notes.append(f"{counts['lost']:,} rows without {time_column!r} are left out")
    if counts["mean"]:
        notes.append(f"{counts['mean']:,} moments have several values: their mean is taken")
    if step.kind == "order":
        notes.append("the moments are irregular: each is taken as one step after the one before")
    if counts["moved"]:
        notes.append(f"{counts['moved']:,} moments lie between two steps: the nearest is taken")
    if counts["filled"]:
        notes.append(f"{counts['filled']:,} steps have no value: filled in a line between others")
    return tuple(notes)


def covariates_of(table: Table, *taken: str | None) -> list[str]:
    """The columns that may say more: numbers and truth values that are not taken already."""
    found = [c for c in table if c.kind in {"number", "flag"} and c.name not in taken]
    return [c.name for c in found if len(np.unique(c.values[~c.missing])) > 1][:MOST_COVARIATES]
