"""Columns made from texts, from Python values and from arrays. The same cells give the same column
by every road.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from pellucid.data.tables.cells import COMMA_READ, is_missing, is_none, meaning
from pellucid.data.tables.dates import moment_of
from pellucid.data.tables.tables import MISSING_CODE, Column, cell_text

EXACT_INTEGER = 2**53
# Longer ones are no identifiers that a text should keep exact.
LONGEST_INTEGER = 10**40
NESTED = (list, tuple, dict, set, frozenset, np.ndarray)


def column_from_texts(
    name: str, texts: Sequence[str | None], notes: tuple[str, ...] = ()
) -> Column:
    """A column from the text of its cells, None where there is none; what the texts mean decides
    its kind.

    >>> column_from_texts("age", ["31", " NA", "4.5"]).values
    array([31. ,  nan,  4.5])
    """
    index = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    codes = np.fromiter(map(index.__getitem__, texts), np.int32, len(texts))
    return column_from_codes(name, codes, list(index), notes)


def column_from_codes(
    name: str, codes: np.ndarray, levels: Sequence[str | None], notes: tuple[str, ...] = ()
) -> Column:
    """A column from integer codes into `levels`; negative codes and levels that mean missing are
    missing.
    """
    counts = np.bincount(codes[codes >= 0], minlength=len(levels)).astype(np.int64)
    texts, renumber, counts = distinct_texts(levels, counts)
    places = np.append(renumber, np.int32(MISSING_CODE))[codes]
    nothing = np.array([is_none(text) for text in texts], dtype=bool)
    if nothing.all():  # words, as far as one can see
        nothing[:] = False
    found = meaning(
        [text for text, none in zip(texts, nothing, strict=True) if not none], counts[~nothing]
    )
    notes = (*notes, *(f"column {name!r}: {note}" for note in found.notes))
    if found.kind == "text":
        return Column(name, "text", places, tuple(texts), notes=notes)
    values = np.full(len(texts) + 1, missing_value(found.kind))
    values[:-1][~nothing] = found.values
    integral = found.kind == "number" and is_integral(found.values)
    commas = None
    if found.commas is not None:
        commas = values.copy()
        commas[:-1][~nothing] = found.commas
        commas = commas[places]
    return Column(
        name, found.kind, values[places], integral=integral, date_order=found.date_order,
        point=found.point, unit=found.unit, commas=commas, notes=notes,
    )  # fmt: skip


def with_commas(column: Column) -> Column:
    """The column by its other reading, in which a comma is the decimal point, where it has one."""
    if column.commas is None:
        return column
    note = f"column {column.name!r}: {COMMA_READ}, as in the other columns"
    return replace(
        column, values=column.commas, commas=None, point=",", notes=(*column.notes, note),
        integral=is_integral(column.commas),
    )  # fmt: skip


def distinct_texts(
    levels: Sequence[str | None], counts: np.ndarray
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The distinct, stripped, present texts that occur; each level's place among them (-1:
    missing); their counts.

    "-" is a value where "+" is one too.
    """
    stripped = ["" if level is None else level.strip() for level in levels]
    signs = "+" in stripped
    index: dict[str, int] = {}
    renumber = np.full(len(levels), MISSING_CODE, np.int32)
    for i, text in enumerate(stripped):
        if counts[i] and (not is_missing(text) or (signs and text == "-")):
            renumber[i] = index.setdefault(text, len(index))
    kept = renumber >= 0
    return (
        list(index),
        renumber,
        np.bincount(renumber[kept], counts[kept], len(index)).astype(np.int64),
    )


def missing_value(kind: str) -> Any:
    """What stands for a missing cell in a column of that kind."""
    return np.datetime64("NaT", "us") if kind == "date" else math.nan


def is_integral(values: np.ndarray) -> bool:
    """Whether every number that is there is a whole one that float64 holds exactly."""
    known = values[~np.isnan(values)]
    return bool(len(known)) and bool(
        np.all((np.floor(known) == known) & (np.abs(known) < EXACT_INTEGER))
    )


def column_from_array(name: str, values: np.ndarray, missing: np.ndarray | None = None) -> Column:
    """A column from a one-dimensional array of any dtype; `missing` marks cells to ignore."""
    values = np.asarray(values)
    kind = values.dtype.kind
    if kind == "b":
        return Column(name, "flag", blanked(values.astype(np.float64), missing))
    if kind in "iuf":
        return column_from_numbers(name, values, missing)
    if kind == "M":
        moments = values.astype("datetime64[us]")
        return Column(
            name,
            "date",
            moments if missing is None else np.where(missing, np.datetime64("NaT", "us"), moments),
        )
    if kind == "m":
        seconds = np.where(np.isnat(values), math.nan, values / np.timedelta64(1, "s"))
        return Column(name, "number", blanked(seconds, missing), notes=(lasting(name),))
    cells = values.tolist()
    if missing is not None:
        cells = [None if gone else cell for cell, gone in zip(cells, missing.tolist(), strict=True)]
    return column_from_values(name, cells)


def column_from_numbers(name: str, values: np.ndarray, missing: np.ndarray | None = None) -> Column:
    """A number column; integers too long for float64 stay exact as text, infinite numbers become
    missing.
    """
    if values.dtype.kind in "iu" and values.size:
        known = values if missing is None else values[~missing]
        if known.size and max(abs(int(known.min())), abs(int(known.max()))) >= EXACT_INTEGER:
            gone = np.zeros(len(values), bool) if missing is None else missing
            texts = [
                None if g else str(v) for v, g in zip(values.tolist(), gone.tolist(), strict=True)
            ]
            return column_from_texts(name, texts)
    cells = blanked(values.astype(np.float64), missing)
    infinite = np.isinf(cells)
    notes: tuple[str, ...] = ()
    if infinite.any():
        cells = np.where(infinite, math.nan, cells)
        notes = (f"column {name!r}: {int(infinite.sum()):,} infinite numbers count as missing",)
    return Column(name, "number", cells, integral=is_integral(cells), notes=notes)


def blanked(values: np.ndarray, missing: np.ndarray | None) -> np.ndarray:
    """The values with NaN where they are missing."""
    return values if missing is None else np.where(missing, math.nan, values)


def lasting(name: str) -> str:
    """The note on durations."""
    return f"column {name!r}: durations were read as seconds"


def column_from_values(name: str, values: Sequence[Any]) -> Column:
    """A column from Python objects of any types, mixed or not."""
    cells = [plain(value) for value in values]
    kinds = {type(cell) for cell in cells} - {type(None)}
    if kinds == {str}:
        return column_from_texts(name, cells, conversion_notes(name, values, kinds))
    if kinds == {bool}:
        return Column(name, "flag", np.array([math.nan if c is None else float(c) for c in cells]))
    if kinds and kinds <= {int, float}:
        return column_from_objects(name, cells)
    if kinds and kinds <= {datetime}:
        nowhere = np.datetime64("NaT", "us")
        return Column(
            name,
            "date",
            np.array([nowhere if c is None else moment_of(c) for c in cells], "datetime64[us]"),
        )
    notes = conversion_notes(name, values, kinds)
    return column_from_texts(
        name, [None if cell is None else cell_text(cell) for cell in cells], notes
    )


def column_from_objects(name: str, cells: Sequence[int | float | None]) -> Column:
    """A number column from Python numbers; texts where an integer is too long to be exact."""
    if any(isinstance(cell, int) and abs(cell) >= EXACT_INTEGER for cell in cells):
        return column_from_texts(
            name, [None if cell is None else cell_text(cell) for cell in cells]
        )
    return column_from_numbers(
        name, np.array([math.nan if cell is None else cell for cell in cells], np.float64)
    )


def plain(value: Any) -> Any:
    """A cell as one of None, bool, int, float, str, datetime; nested values as JSON-like text."""
    if value is None or type(value) in {str, bool}:
        return value
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool | float | int | Decimal | Fraction):
        return plain_number(value)
    if isinstance(value, date | time | timedelta):
        return plain_time(value)
    if isinstance(value, bytes | bytearray):
        return decoded(bytes(value))
    return nested_text(value) if isinstance(value, NESTED) else str(value)


def plain_number(value: bool | float | int | Decimal | Fraction) -> bool | float | int | None:
    """A number as bool, int where it is whole and not astronomical, or float; None for what is no
    number.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else float(value)
    if isinstance(value, Decimal) and not value.is_finite():
        return None if value.is_nan() else float(value)
    whole = value.denominator == 1 if not isinstance(value, Decimal) else is_whole(value)
    if whole and abs(value) < LONGEST_INTEGER:
        return int(value)
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def is_whole(value: Decimal) -> bool:
    """Whether a finite decimal has no fraction."""
    return value == value.to_integral_value()


def plain_time(value: date | time | timedelta) -> datetime | float | None:
    """A moment as datetime; a time of day or a duration as seconds."""
    if isinstance(value, datetime):
        # pandas marks a missing moment by a datetime that is not equal to itself
        return value if value == value else None  # noqa: PLR0124
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, timedelta):
        return value.total_seconds()
    return 3600.0 * value.hour + 60.0 * value.minute + value.second + value.microsecond / 1e6


def decoded(raw: bytes) -> str:
    """Bytes as UTF-8, or as hexadecimal digits where they are not text."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return "0x" + raw.hex()


def nested_text(value: Any) -> str:
    """Lists and records as JSON."""
    plain_value = value.tolist() if isinstance(value, np.ndarray) else value
    if isinstance(plain_value, set | frozenset):
        plain_value = sorted(plain_value, key=str)
    return json.dumps(plain_value, default=str, ensure_ascii=False)


def conversion_notes(name: str, values: Sequence[Any], kinds: set[type]) -> tuple[str, ...]:
    """What had to be turned into text, in a sentence."""
    if set(map(type, values)) <= {str, type(None)}:
        return ()
    if any(isinstance(value, NESTED) for value in values):
        return (f"column {name!r}: lists and records inside cells were read as text",)
    if any(isinstance(value, bytes | bytearray) for value in values):
        return (f"column {name!r}: bytes were read as text",)
    if len(kinds) > 1:
        mixed = " and ".join(sorted(kind.__name__ for kind in kinds))
        return (
            f"column {name!r}: its cells are of mixed types ({mixed}) and were read as text first",
        )
    return ()
