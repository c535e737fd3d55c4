"""Which kind each column is, by rules a person can check, each with its reason in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pellucid.data.tables.tables import Column

COLUMN_KINDS = ("number", "category", "flag", "date", "text", "id", "constant", "empty")
UNUSED_KINDS = ("id", "constant", "empty")
# Two texts that say yes and no.
TRUTHS = tuple(
    map(
        frozenset,
        (("yes", "no"), ("y", "n"), ("t", "f"), ("on", "off"), ("true", "false"), ("1", "0")),
    )
)
ID_NAME = re.compile(
    r"(?:^|[\s_.-])(?:id|ids|idx|uuid|guid|rowid)$|[a-z](?:Id|ID)$|^unnamed:? ?\d*$|^column 1$"
    r"|^(?:index|key|row ?names?|row|serial|no|nr)$"
)
NAMELESS = re.compile(r"^unnamed:? ?\d*$|^column 1$|^row ?names?$")  # anything may stand there
# A text column needs this share of different values, this many words on average, or this many
# characters, to be prose.
TEXT_DISTINCT_SHARE = 0.2
TEXT_WORDS = 3.0
TEXT_CHARACTERS = 40.0
TEXT_LEAST_DISTINCT = 50
ID_DISTINCT_SHARE = 0.95
LEAST_ROWS_FOR_ID = 20
MOST_CODES = 50
# Identifiers are single words: unique texts of two or more are names, whose words may repeat.
NAME_WORDS = 2.0
MOST_LEVELS_NAMED = 4
MOST_CHARACTERS_NAMED = 48


@dataclass(frozen=True)
class ColumnSchema:
    """One column: its `kind` (of COLUMN_KINDS) and the `reason`, its `missing` cells and `distinct`
    values.

    `used`: whether the network reads it (ids, constants and empty columns are left out). `storage`:
    the kind of its `Column` (number, text, flag or date).
    """

    name: str
    kind: str
    reason: str
    missing: int
    distinct: int
    used: bool
    storage: str


def column_schema(column: Column) -> ColumnSchema:
    """The schema of a column to predict from."""
    kind, reason, distinct = kind_of(column)
    missing = int(column.missing.sum())
    return ColumnSchema(
        column.name, kind, reason, missing, distinct, kind not in UNUSED_KINDS, column.kind
    )


def kind_of(column: Column) -> tuple[str, str, int]:
    """The kind of a column (number, category, flag, date, text, id, constant or empty), why, and
    its distinct values.
    """
    distinct = n_distinct(column)
    known = int((~column.missing).sum())
    if known == 0:
        return "empty", "every cell is missing", 0
    if distinct == 1 and known == len(column):
        return "constant", f"every cell is {column.take([0]).to_texts()[0]!r}", 1
    decide = {"text": text_kind, "number": number_kind}.get(column.kind)
    if decide:
        kind, reason = decide(column, distinct, known)
    elif column.kind == "flag":
        kind, reason = "flag", "true or false"
    else:
        kind, reason = "date", "dates" if at_midnight(column) else "dates with times of day"
    return kind, reason, distinct


def n_distinct(column: Column) -> int:
    """How many different values a column has, missing ones aside."""
    known = column.values[~column.missing]
    return (
        int(np.count_nonzero(np.bincount(known)))
        if column.kind == "text"
        else len(np.unique(known))
    )


def at_midnight(column: Column) -> bool:
    """Whether a date column has no times of day."""
    known = column.values[~column.missing]
    return bool(np.all(known == known.astype("datetime64[D]")))


def text_kind(column: Column, distinct: int, known: int) -> tuple[str, str]:
    """The kind of a column of texts."""
    used, counts = column.used_levels()
    folded = {level.casefold(): level for level in reversed(used.levels)}
    if frozenset(folded) in TRUTHS:
        return "flag", " or ".join(repr(level) for level in reversed(folded.values()))
    words = float(np.dot(counts, [level.count(" ") + 1 for level in used.levels]) / known)
    length = float(np.dot(counts, [len(level) for level in used.levels]) / known)
    varied = distinct > TEXT_LEAST_DISTINCT and distinct > TEXT_DISTINCT_SHARE * known
    if varied and (words >= TEXT_WORDS or length >= TEXT_CHARACTERS) and words > 1:
        return "text", f"{words:.0f} words on average, {distinct:,} different texts"
    if known >= LEAST_ROWS_FOR_ID and distinct > ID_DISTINCT_SHARE * known:
        if words >= NAME_WORDS:
            return "text", f"names of {words:.0f} words on average, {distinct:,} different"
        return "id", "nearly every row has a value of its own"
    return "category", few_levels(used.levels) or f"{distinct:,} different texts"


def few_levels(levels: Sequence[str]) -> str:
    """Up to four short levels by name, else an empty string."""
    shown = ", ".join(map(repr, sorted(levels)))
    return shown if len(levels) <= MOST_LEVELS_NAMED and len(shown) <= MOST_CHARACTERS_NAMED else ""


def number_kind(column: Column, distinct: int, known: int) -> tuple[str, str]:
    """The kind of a column of numbers. Whole numbers stay numbers however few, unless they are 0
    and 1 or name things.
    """
    values = column.values[~column.missing]
    if distinct <= 2 and set(np.unique(values).tolist()) <= {0.0, 1.0}:
        return "flag", "0 or 1"
    if column.integral and is_id_name(column.name):
        if distinct == known and known >= LEAST_ROWS_FOR_ID:
            return "id", "its name says so, and no two rows have the same number"
        if distinct <= MOST_CODES and not NAMELESS.search(column.name.casefold()):
            return "category", f"its name says that its {distinct} numbers stand for things"
    if column.integral and known == len(column) >= LEAST_ROWS_FOR_ID and counts_rows(values):
        return "id", "it counts the rows"
    return "number", "whole numbers" if column.integral else "numbers"


def is_id_name(name: str) -> bool:
    """Whether a name is that of an identifier: `id`, `customer_id`, `PassengerId`, `index`,
    `Unnamed: 0` ...
    """
    return bool(ID_NAME.search(name) or ID_NAME.search(name.casefold()))


def counts_rows(values: np.ndarray) -> bool:
    """Whether the numbers are 0, 1, 2 ... or 1, 2, 3 ..."""
    return values[0] in {0, 1} and bool(np.all(np.diff(values) == 1))
