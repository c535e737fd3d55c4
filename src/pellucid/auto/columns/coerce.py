"""A column as numbers, as texts or as moments, whatever it holds, and what was lost by that."""

from dataclasses import dataclass

import numpy as np

from pellucid.data.tables.cells import (
    FLAGS,
    is_none,
    measured,
    parse_number,
    plain_number,
    uncounted,
)
from pellucid.data.tables.dates import parse_dates, swapped
from pellucid.data.tables.tables import Column, cell_text

Prepared = tuple[np.ndarray, tuple[str, ...]]
NOWHERE = np.datetime64("NaT", "us")


@dataclass(frozen=True, eq=False)
class Coerced:
    """`values`: float64 with NaN, datetime64[us] with NaT, or int codes with -1 into `levels`;
    `notes`: sentences.
    """

    values: np.ndarray
    levels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def as_numbers(column: Column, *, point: str = "", unit: str = "") -> Coerced:
    """The cells as float64, NaN where they are missing or no numbers.

    `point`: a comma where that is the decimal point in texts that leave it open; `unit`: the one
    that texts may have.
    """
    if column.kind in {"number", "flag"}:
        values = column.commas if point and column.commas is not None else column.values
        notes = other_unit(column, unit) if column.unit not in {"", unit} else ()
        return Coerced(values, notes=notes)
    if column.kind == "date":
        return Coerced(
            np.full(len(column), np.nan), notes=strangers(column, ~column.missing, "not a number")
        )
    found = [number_of(level, point or ".", unit) for level in column.levels]
    table = np.array([*found, np.nan])
    values = table[column.values]
    values[np.isinf(values)] = np.nan
    return Coerced(
        values, notes=strangers(column, np.isnan(values) & ~column.missing, "not a number")
    )


def number_of(text: str, point: str, unit: str) -> float:
    """The number of a text, NaN where it is none; true is 1."""
    number = None if "_" in text else plain_number(text, point)
    if number is None:
        number = measured(text, unit, point) if unit else parse_number(text)
    return FLAGS.get(text.casefold(), np.nan) if number is None else number


def other_unit(column: Column, unit: str) -> tuple[str, ...]:
    """The note on numbers with another unit than in training."""
    known = f"those of training in {unit!r}" if unit else "those of training had no unit"
    return (f"column {column.name!r}: its numbers are in {column.unit!r}, {known}",)


def as_moments(column: Column, *, day_first: bool = False) -> Coerced:
    """The cells as datetime64[us], NaT where they are missing or no dates.

    `day_first`: how to read dates that leave the order of day and month open.
    """
    values, order = np.full(len(column), NOWHERE), column.date_order
    if column.kind == "date":
        values = column.values
    elif column.kind == "text":
        moments, order = parse_dates(column.levels)
        values = np.append(moments, NOWHERE)[column.values]
    if order == "open" and day_first:
        return Coerced(swapped(values), notes=(as_in_training(column.name),))
    return Coerced(
        values, notes=strangers(column, np.isnat(values) & ~column.missing, "not a date")
    )


def as_texts(column: Column) -> Coerced:
    """The cells as codes into their distinct texts, -1 where missing; equal numbers are equal
    texts.
    """
    if column.kind == "text":
        used, _ = column.used_levels()
        return Coerced(used.values, tuple(canonical(level) for level in used.levels))
    known = ~column.missing
    values, inverse = np.unique(column.values[known], return_inverse=True)
    codes = np.full(len(column), -1, np.int64)
    codes[known] = inverse
    if column.kind == "flag":
        return Coerced(codes, tuple(str(value == 1) for value in values))
    levels = values.astype(object) if column.kind == "date" else values
    return Coerced(codes, tuple(cell_text(level) for level in levels.tolist()))


def as_in_training(name: str) -> str:
    """The note on dates whose order was taken from training."""
    return f"column {name!r}: the day was taken to be first in its dates, as in training"


def canonical(text: str) -> str:
    """A text in the form that its value has in a column of another kind: `1.0` is 1, `TRUE` is
    True.
    """
    if text.casefold() in FLAGS:
        return text.capitalize()
    try:
        return cell_text(float(text)) if text[0] not in "0_" and "_" not in text else text
    except (ValueError, OverflowError, IndexError):
        return text


def strangers(column: Column, which: np.ndarray, what: str) -> tuple[str, ...]:
    """The sentence for cells that are not what the column held in training; a plain "none" needs
    none.
    """
    if column.kind == "text":
        nothing = np.array([*map(is_none, column.levels), False])
        which = which & ~nothing[column.values]
    rows = np.flatnonzero(which)
    if not len(rows):
        return ()
    example = column.take(rows[:1]).to_texts()[0] or ""
    return (f"column {column.name!r}: {uncounted(len(rows), what, example)}",)


def unexpected(name: str, indicator: bool, missing: np.ndarray) -> tuple[str, ...]:
    """A note on missing cells where training had none; with an `indicator` it had some."""
    if indicator or not missing.any():
        return ()
    count = int(missing.sum())
    cells = "1 cell is missing" if count == 1 else f"{count:,} cells are missing"
    return (f"column {name!r}: {cells}, though none was in training",)
