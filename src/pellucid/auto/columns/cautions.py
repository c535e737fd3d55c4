"""What in a table deserves a word of caution, and what is done about it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from pellucid.auto.columns.categories import MANY_LEVELS
from pellucid.auto.columns.kinds import ColumnSchema
from pellucid.auto.columns.leaks import gives_target_away
from pellucid.auto.columns.strengths import Strength
from pellucid.auto.columns.suspects import find_suspects
from pellucid.auto.columns.tasks import Task
from pellucid.data.tables.duplicates import nearly_repeated_rows, repeated_rows
from pellucid.data.tables.tables import Column, Table

MUCH_MISSING = 0.2
SMALL_SHARE = 0.1
FEW_ROWS = 100
FEW_ROWS_OF_CLASS = 5
MOST_NAMED = 6
# What is written where a number is not known; it deserves a word where it lies far outside.
STAND_INS = [sign * float("9" * digits) for digits in range(2, 8) for sign in (1, -1)]
LEAST_OTHERS = 10
DISTANT = 300.0  # times the range of the middle half of the rows
SECONDS = (315_532_800.0, 4_102_444_800.0)  # 1980 to 2100
TIME_NAME = re.compile(r"time|date|stamp|created|updated|epoch|_at$|_ts$|^ts$")


@dataclass(frozen=True)
class Caution:
    """Something a person should know: `what` was found in `column` ("" for the table), and what was
    `done` about it. `suspicion`: why the column may give the target away, if it may.
    """

    column: str
    what: str
    done: str = ""
    suspicion: str = ""

    def __str__(self) -> str:
        head = f"{self.column}: {self.what}" if self.column else self.what
        return f"{head}; {self.done}" if self.done else head


def find_cautions(
    table: Table,
    columns: Iterable[ColumnSchema],
    target: ColumnSchema,
    task: Task,
    known: np.ndarray,
) -> tuple[Caution, ...]:
    """Every caution about a table whose target is known in the rows `known`."""
    columns = list(columns)
    learned = table.take(known) if len(known) < table.n_rows else table
    return (
        *leak_cautions(learned, columns, target.name, task),
        *target_cautions(table, target, task, len(known)),
        *row_cautions(learned, target.name),
        *missing_cautions(columns, len(known)),
        *kind_cautions(columns),
        *number_cautions(learned, columns),
        *unused_cautions(columns),
        *(Caution("", note) for note in table.all_notes),
    )


def target_cautions(
    table: Table, target: ColumnSchema, task: Task, known: int
) -> Iterator[Caution]:
    """Missing targets, rare classes, uneven classes, few rows."""
    if known < table.n_rows:
        yield Caution(
            target.name,
            f"the target is missing in {table.n_rows - known:,} rows",
            "those rows are left out",
        )
    if task.name == "regression":
        yield from distant(table[target.name])
    if known < FEW_ROWS:
        yield Caution(
            "", f"only {known:,} rows to learn from", "expect a wide interval around the score"
        )
    rare = [
        name for name, rows in zip(task.classes, task.rows, strict=True) if rows < FEW_ROWS_OF_CLASS
    ]
    if rare:
        yield Caution(
            target.name,
            f"{named(rare)} occur in fewer than {FEW_ROWS_OF_CLASS} rows each"
            if len(rare) > 1
            else f"the class {rare[0]!r} occurs in fewer than {FEW_ROWS_OF_CLASS} rows",
            "kept, but hardly learned and hardly tested",
        )
    elif task.classes and min(task.rows) < SMALL_SHARE * known * 2 / len(task.classes):
        place = int(np.argmin(task.rows))
        share = task.rows[place] / known
        yield Caution(
            target.name,
            f"the classes are uneven: {task.classes[place]!r} is {share:.1%} of the rows",
            "every part of the split has the same shares; judge the score by the largest class",
        )


def distant(column: Column) -> Iterator[Caution]:
    """Numbers to predict that lie absurdly far from the others."""
    values = column.values[~column.missing]
    lower, middle, upper = np.quantile(values, (0.25, 0.5, 0.75)).tolist()
    away = np.abs(values - middle)
    far = away > DISTANT * (upper - lower)
    if upper > lower and far.any():
        yield Caution(
            column.name,
            f"{int(far.sum()):,} of its numbers lie very far from the others, such as "
            f"{values[np.argmax(away)]:g}",
            "kept; if they are mistakes, leave those rows out: they weigh more than all others",
        )


def unused_cautions(columns: list[ColumnSchema]) -> Iterator[Caution]:
    """Columns that are left out."""
    for kind, what in (
        ("empty", "every cell is missing"),
        ("constant", "the same value in every row"),
    ):
        names = [column.name for column in columns if column.kind == kind]
        if names:
            yield Caution(named(names), what, "left out")
    for column in columns:
        if column.kind == "id":
            yield Caution(column.name, f"looks like an identifier: {column.reason}", "left out")


def missing_cautions(columns: list[ColumnSchema], rows: int) -> Iterator[Caution]:
    """Missing cells: columns with many by name, the others together."""
    done = "filled in, and a column of its own says where"
    some = [column for column in columns if column.used and column.missing]
    much = [column for column in some if column.missing > MUCH_MISSING * rows]
    for column in much[:MOST_NAMED]:
        yield Caution(column.name, f"{column.missing / rows:.0%} of its cells are missing", done)
    rest = [column for column in some if column not in much[:MOST_NAMED]]
    if rest:
        cells = sum(column.missing for column in rest)
        yield Caution(
            named([column.name for column in rest]), f"{cells:,} missing cells in all", done
        )


def kind_cautions(columns: list[ColumnSchema]) -> Iterator[Caution]:
    """Many categories, prose, dates."""
    for column in columns:
        if column.kind == "category" and column.distinct > MANY_LEVELS:
            yield Caution(
                column.name,
                f"{column.distinct:,} different values",
                "each has learned values; those of one row share them with unknown ones",
            )
        if column.kind == "text":
            yield Caution(
                column.name, f"free text ({column.reason})", "read by the words that say most"
            )
        if column.kind == "date":
            yield Caution(
                column.name,
                "a date: rows are split at random, which flatters the score when the future is to "
                "be predicted",
                "read as year, month, day of the week and running time",
            )


def number_cautions(table: Table, columns: list[ColumnSchema]) -> Iterator[Caution]:
    """Numbers that probably stand for something else: a missing cell, a date."""
    for schema in columns:
        column = table[schema.name]
        if not (schema.kind == "number" and schema.used and column.kind == "number"):
            continue
        values = column.values[~column.missing]
        for number in stand_ins(values):
            rows = int((values == number).sum())
            yield Caution(
                schema.name,
                f"{number:g} stands in {rows:,} cells, far from all other numbers, as if it meant "
                "that nothing is known",
                "read as a number; leave such cells empty if so",
            )
        form = hidden_dates(values, schema.name) if column.integral else ""
        if form:
            yield Caution(
                schema.name,
                f"looks like {form}",
                "read as a number; written as 2024-05-31, its month and weekday are seen too",
            )


def stand_ins(values: np.ndarray) -> list[float]:
    """Numbers such as 9999 and -99 that occur more than once, further from all others than those
    are from each other, or the only ones below zero.
    """
    others = values[~np.isin(values, STAND_INS)]
    if len(others) in {0, len(values)} or len(others) < LEAST_OTHERS:
        return []
    lowest, highest = float(others.min()), float(others.max())
    return [
        number
        for number in STAND_INS
        if (values == number).sum() > 1
        and (
            max(lowest - number, number - highest) > highest - lowest > 0
            or (number <= -99 and lowest >= 0)
        )
    ]


def hidden_dates(values: np.ndarray, name: str) -> str:
    """How whole numbers that are dates are written: 20240531, or seconds; or an empty string."""
    if len(np.unique(values)) < LEAST_OTHERS:
        return ""
    year, month, day = values // 10_000, values // 100 % 100, values % 100
    if ((year >= 1900) & (year < 2100) & (month >= 1) & (month <= 12) & (day >= 1)).all() and (
        day <= 31
    ).all():
        return f"dates written as {values[0]:.0f}"
    timely = TIME_NAME.search(name.casefold())
    for unit, size in (("seconds", 1.0), ("milliseconds", 1e3)):
        if timely and ((values >= SECONDS[0] * size) & (values < SECONDS[1] * size)).all():
            return f"moments in {unit} since 1970"
    return ""


def row_cautions(table: Table, target: str) -> Iterator[Caution]:
    """Rows that repeat others, or nearly do."""
    repeated = repeated_rows(table)
    if repeated:
        verb = "row repeats an earlier one" if repeated == 1 else "rows repeat earlier ones"
        yield Caution("", f"{repeated:,} {verb}", "equal rows stay on one side of the split")
    nearly = nearly_repeated_rows(table, target)
    if nearly:
        verb = "row repeats an earlier one" if nearly == 1 else "rows repeat earlier ones"
        yield Caution(
            "",
            f"{nearly:,} {verb} but for a single cell",
            "they may stand on both sides of the split and flatter the score: name a column that "
            "is the same in both, group=...",
        )


def leak_cautions(
    table: Table, columns: list[ColumnSchema], target: str, task: Task
) -> Iterator[Caution]:
    """Columns that predict the target by themselves, or say too much of it."""
    told = set()
    for column in columns:
        if column.used and gives_target_away(table[column.name], table[target], task.name):
            told.add(column.name)
            yield Caution(
                column.name,
                f"predicts {target!r} perfectly by itself, as a copy of it would",
                "kept; if it is known only afterwards, leave it out and fit again",
                "it predicts the target perfectly by itself",
            )
    features = [column.name for column in columns if column.used and column.name not in told]
    ids = [column.name for column in columns if column.kind == "id"]
    for suspect in find_suspects(table, features, ids, table[target], task.name):
        s = suspect.strength
        is_id = suspect.name in ids
        yield Caution(
            suspect.name,
            f"may give {target!r} away: {suspect.why}" + told_of(s, is_id=is_id),
            "left out" if is_id else "kept; if it is known only afterwards, leave it out",
            suspect.why,
        )


def told_of(s: Strength, *, is_id: bool) -> str:
    """What a suspect explains, in brackets; nothing where that was not asked."""
    if not s.alone:
        return ""
    table = "" if is_id else f", {s.with_:.0%} by the table with it, {s.without:.0%} without it"
    return f" (explained on rows not fitted: {s.alone:.0%} by it alone{table})"


def named(names: list[str]) -> str:
    """Names joined by commas, the rest as a count."""
    shown = ", ".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {len(names) - MOST_NAMED:,} more"
