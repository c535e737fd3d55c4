"""Where sequences and their classes come from: a long table, or arrays with labels of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.auto.columns.kinds import is_id_name
from pellucid.auto.columns.tasks import guess_target
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import Column, Table, listing

MOST_CHANNELS = 64
MOST_NAMED = 5


@dataclass(frozen=True, eq=False)
class Sequences:
    """Sequences, each float64 (steps, channels), their `names`, and the class of each, `labels`,
    empty where nobody said. `columns`: what the channels are called.
    """

    values: tuple[np.ndarray, ...]
    labels: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    target: str
    source: str
    series_column: str | None = None
    time_column: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def lengths(self) -> np.ndarray:
        """The steps of each: int64."""
        return np.array([len(values) for values in self.values], np.int64)


def sequence_sources(
    data: Any, target: Any = None, series: Any = None, time_column: str | None = None
) -> Sequences:
    """The sequences that `data` holds, with their classes."""
    if is_arrays(data):
        if target is None or isinstance(target, str):
            raise ArgumentError(
                "an array of sequences needs the class of each", fix="target=[...], one for each"
            )
        found = from_arrays(data)
        labels = tuple(str(label) for label in np.asarray(target).ravel().tolist())
        if len(labels) != len(found):
            raise ArgumentError(
                "there must be one label for each sequence",
                given=f"{len(labels):,} labels, {len(found):,} sequences",
            )
        names = tuple(f"sequence {i}" for i in range(len(found)))
        return Sequences(found, labels, names, channel_names(found), "class", "")
    table = read_table(data)
    if not isinstance(series, str):
        series = thing_of(table, target)
    name = target if target is not None else guess_target(table.drop(series))[0]
    moment = time_column if time_column is not None else moment_of(table, series, name)
    taken = {name, series, moment}
    columns = tuple(c.name for c in table if c.name not in taken and c.kind in {"number", "flag"})
    if not columns:
        raise DataError(
            "no column of numbers is left to tell sequences apart by",
            given=listing(table.names, MOST_NAMED),
        )
    return from_table(table, series, moment, columns[:MOST_CHANNELS], name)


def is_arrays(data: Any) -> bool:
    """Whether `data` are arrays of steps: (n, steps, channels), (n, steps), or a list of them."""
    if isinstance(data, np.ndarray):
        return data.ndim in {2, 3}
    return (
        isinstance(data, Sequence)
        and not isinstance(data, str)
        and len(data) > 0
        and all(isinstance(one, np.ndarray) for one in data)
    )


def from_arrays(data: Any) -> tuple[np.ndarray, ...]:
    """Sequences (steps, channels) of an array or a list of arrays, without missing steps."""
    found = [np.asarray(one, np.float64) for one in data]
    found = [one[:, None] if one.ndim == 1 else one for one in found]
    if any(one.ndim != 2 or one.shape[1] != found[0].shape[1] or not len(one) for one in found):
        raise DataError(
            "each sequence is an array (steps, channels), with the same channels and a step at "
            "least", given=", ".join(str(one.shape) for one in found[:MOST_NAMED]),
        )  # fmt: skip
    return tuple(filled(one) for one in found)


def channel_names(found: Sequence[np.ndarray]) -> tuple[str, ...]:
    """Names for channels without."""
    count = found[0].shape[1]
    return ("value",) if count == 1 else tuple(f"channel {i}" for i in range(count))


def thing_of(table: Table, target: str | None) -> str:
    """The column that tells sequences apart: by its name, of several rows for each value."""
    for column in table:
        distinct = len(set(column.to_texts()))
        if column.name != target and is_id_name(column.name) and distinct * 2 <= table.n_rows:
            return column.name
    raise DataError(
        "no column's name says that it tells sequences apart", given=listing(table.names, 8),
        fix="name it: series=...",
    )  # fmt: skip


def moment_of(table: Table, series: str, target: str) -> str | None:
    """The column of time: the first of dates, or one whose name says so; None for the rows' own
    order."""
    others = [c for c in table if c.name not in {series, target}]
    dates = [c.name for c in others if c.kind == "date"]
    usual = {"time", "t", "step", "timestep", "timestamp", "tick", "dim_time", "timepoints"}
    named = [c.name for c in others if c.kind == "number" and c.name.casefold() in usual]
    return next(iter([*dates, *named]), None)


def from_table(
    table: Table, series: str, moment: str | None, columns: tuple[str, ...], target: str | None
) -> Sequences:
    """The sequences of a long table, each in the order of time. `target` of None: no classes."""
    things = np.array([text or "" for text in table[series].to_texts()], object)
    heads, first, which = np.unique(things.astype(str), return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))  # in the order in which they come
    which = rank[which]
    times = np.arange(table.n_rows) if moment is None else sortable(table[moment])
    order = np.lexsort((times, which))
    bounds = np.cumsum(np.bincount(which, minlength=len(heads)))[:-1]
    parts = np.split(order, bounds)
    data = np.column_stack([np.asarray(table[name].values, np.float64) for name in columns])
    notes = [] if moment is not None else ["no column of time: steps come in the rows' order"]
    names = tuple(heads[np.argsort(first)].tolist())
    labels: tuple[str, ...] = ()
    if target is not None:
        answers = table[target].to_texts()
        labels = tuple(first_known([answers[i] for i in rows.tolist()]) for rows in parts)
        several = [n for n, rows in zip(names, parts, strict=True)
                   if len({answers[i] for i in rows.tolist()} - {None}) > 1]  # fmt: skip
        if several:
            raise DataError(
                f"{len(several):,} of the {series!r} have several values of {target!r}",
                given=listing(several, MOST_NAMED), fix="a sequence has one class",
            )  # fmt: skip
    good = [i for i in range(len(parts)) if target is None or labels[i]]
    if len(good) < len(parts):
        notes.append(f"{len(parts) - len(good):,} sequences without a class are left out")
    if np.isnan(data).any():
        notes.append("missing values are filled in a line between their neighbours")
    return Sequences(
        tuple(filled(data[parts[i]]) for i in good),
        tuple(labels[i] for i in good) if labels else (), tuple(names[i] for i in good), columns,
        target or "", table.source, series, moment, tuple(notes),
    )  # fmt: skip


def first_known(cells: Sequence[str | None]) -> str:
    """The first cell that is not missing, or nothing."""
    return next((cell for cell in cells if cell is not None), "")


def sortable(column: Column) -> np.ndarray:
    """Moments as numbers in their order. DataError for texts."""
    if column.kind == "text":
        raise DataError(f"the column {column.name!r} holds texts, not moments of time")
    return column.values.astype(np.int64) if column.kind == "date" else column.values


def filled(values: np.ndarray) -> np.ndarray:
    """The values (steps, channels), missing ones in a line between their neighbours; 0 where a
    channel has none."""
    bad = ~np.isfinite(values)
    if not bad.any():
        return values
    found, places = values.copy(), np.arange(len(values))
    for channel in range(values.shape[1]):
        good = ~bad[:, channel]
        known = values[good, channel]
        found[:, channel] = np.interp(places, places[good], known) if good.any() else 0.0
    return found
