"""Which column to predict and what kind of prediction that is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pellucid.auto.columns.kinds import kind_of, n_distinct
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.tables.tables import Column, Table, cell_text

TASKS = ("binary", "multiclass", "ordinal", "regression")
# Names that a column to predict usually has, the surest first.
TARGET_NAMES = (
    *(
        "target",
        "label",
        "labels",
        "outcome",
        "response",
        "survived",
        "species",
        "churn",
        "churned",
        "attrition",
    ),
    *(
        "default",
        "diagnosis",
        "fraud",
        "isfraud",
        "spam",
        "death",
        "died",
        "purchase",
        "purchased",
        "saleprice",
        "price",
    ),
    *(
        "medv",
        "sentiment",
        "income",
        "salary",
        "status",
        "class",
        "y",
        "quality",
        "category",
        "result",
    ),
)
# Whole numbers are classes when they are few, and few for the number of rows.
MOST_INTEGER_CLASSES = 20
LEAST_ROWS_FOR_INTEGER_CLASS = 5
LEAST_ROWS = 10
LEAST_ROWS_FOR_CLASS = 3.0
FEW_CLASSES = 20
FARTHEST_TARGET = 1e15  # whole numbers beyond are not exact, and squares of them drown all others


@dataclass(frozen=True)
class Task:
    """`name`: binary, multiclass, ordinal or regression; `classes`: their texts in sorted order;
    `rows`: rows of each class.
    """

    name: str
    reason: str
    classes: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


def guess_target(table: Table) -> tuple[str, str]:
    """The name of the column that is probably to be predicted, and why."""
    plain = {re.sub(r"[\W_]", "", name).casefold(): name for name in reversed(table.names)}
    for usual in TARGET_NAMES:
        if usual in plain and can_be_target(table[plain[usual]]):
            return plain[usual], "its name is a usual one for what is predicted"
    for column in reversed(table.columns):
        if can_be_target(column):
            return column.name, "it is the last column that can be predicted"
    raise DataError(
        "no column can be predicted",
        given=table.source or repr(table.names[:8]),
        fix="name a target",
    )


def can_be_target(column: Column) -> bool:
    """Whether a column could be meant: not an identifier, prose or a date, and learnable."""
    if kind_of(column)[0] in {"id", "constant", "empty", "text", "date"}:
        return False
    try:
        find_task(column)
    except DataError:
        return False
    return True


def find_task(
    column: Column, wanted: str | None = None, order: Sequence[str] | None = None
) -> Task:
    """The task that a target's known cells ask for; DataError when nothing can be learned. `order`:
    the classes in the order in which they are to be listed, which is that of ordinal ones.
    """
    if wanted is not None and wanted not in TASKS:
        raise ArgumentError(f"there is no task {wanted!r}", fix=f"use one of {', '.join(TASKS)}")
    known = column.take(~column.missing)
    check_learnable(column, known)
    classes, counts = class_counts(known)
    if wanted == "regression" or (wanted is None and not has_classes(known, len(classes))):
        if column.kind not in {"number", "flag"}:
            raise DataError(
                f"the target {column.name!r} holds texts: they cannot be predicted as numbers"
            )
        check_reach(column.name, known.values)
        return Task(
            "regression", f"{len(classes):,} different numbers" if wanted is None else "as asked"
        )
    check_classes(column.name, classes, counts)
    if order is not None or wanted == "ordinal":
        rows = dict(zip(classes, counts, strict=True))
        classes = in_order(column, classes, order)
        counts = tuple(rows[name] for name in classes)
    if wanted == "ordinal":
        return Task("ordinal", f"as asked, from {classes[0]} to {classes[-1]}", classes, counts)
    reason = class_reason(column.kind, len(classes)) if wanted is None else "as asked"
    return Task("binary" if len(classes) == 2 else "multiclass", reason, classes, counts)


def check_reach(name: str, values: np.ndarray) -> None:
    """DataError when numbers to predict are too large to be reckoned with."""
    farthest = float(values[np.argmax(np.abs(values))])
    if abs(farthest) > FARTHEST_TARGET:
        raise DataError(
            f"the target {name!r} reaches {farthest:g}, too far to be learned",
            fix="leave that row out, or predict the logarithm",
        )


def class_reason(kind: str, classes: int) -> str:
    """Why there are classes."""
    what = {"text": "different texts", "flag": "truth values"}.get(kind, "different whole numbers")
    return f"{classes:,} {what}"


def check_learnable(column: Column, known: Column) -> None:
    """DataError when a target is empty, a date, constant, or known for too few rows."""
    name = column.name
    if not len(known):
        raise DataError(f"the target {name!r} is missing in every row", fix="choose another target")
    if column.kind == "date":
        raise DataError(
            f"the target {name!r} holds dates, which cannot be predicted as they are",
            fix="use a number of days instead",
        )
    if len(known) < LEAST_ROWS:
        rows = "1 row" if len(known) == 1 else f"{len(known)} rows"
        raise DataError(
            f"the target {name!r} is known in {rows} only: "
            f"at least {LEAST_ROWS} are needed to learn and test"
        )
    if n_distinct(known) == 1:
        value = known.take([0]).to_texts()[0]
        raise DataError(
            f"the target {name!r} is always {value!r}: there is nothing to predict",
            fix="choose another target",
        )


def has_classes(known: Column, distinct: int) -> bool:
    """Whether a target's values are classes: texts, truth values, or few whole numbers."""
    if known.kind in {"text", "flag"}:
        return True
    if not known.integral:
        return False
    few = distinct <= MOST_INTEGER_CLASSES and distinct * LEAST_ROWS_FOR_INTEGER_CLASS <= len(known)
    return distinct == 2 or few


def class_counts(known: Column) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The distinct values as texts, numbers in their own order and texts in that of the alphabet,
    and their rows.
    """
    if known.kind == "text":
        used, counts = known.used_levels()
        order = sorted(range(len(used.levels)), key=used.levels.__getitem__)
        return tuple(used.levels[i] for i in order), tuple(int(counts[i]) for i in order)
    values, counts = np.unique(known.values, return_counts=True)
    texts = [str(v == 1) if known.kind == "flag" else cell_text(v) for v in values.tolist()]
    return tuple(texts), tuple(counts.tolist())


def check_classes(name: str, classes: tuple[str, ...], counts: tuple[int, ...]) -> None:
    """DataError when there are too many classes for the rows, or too few rows in them."""
    rows = sum(counts)
    if len(classes) > FEW_CLASSES and rows < LEAST_ROWS_FOR_CLASS * len(classes):
        raise DataError(
            f"the target {name!r} has {len(classes):,} different values in {rows:,} rows: "
            "too few rows for each class",
            fix="choose a target with fewer classes, or one of numbers",
        )
    if sum(count >= 2 for count in counts) < 2:
        raise DataError(
            f"the target {name!r} has one row only in every class but one: "
            "nothing can be learned of those",
            given=", ".join(f"{c} {k}" for c, k in list(zip(classes, counts, strict=True))[:6]),
        )


# Scales that people answer on, from the lowest to the highest.
SCALES = (
    ("none", "very low", "low", "medium", "moderate", "high", "very high"),
    ("tiny", "xs", "s", "small", "m", "medium", "l", "large", "xl", "huge", "xxl"),
    ("never", "rarely", "seldom", "sometimes", "often", "usually", "always"),
    ("very poor", "poor", "bad", "fair", "average", "good", "very good", "excellent", "ideal"),
    ("fair", "good", "very good", "premium", "ideal"),
    ("strongly disagree", "disagree", "neutral", "agree", "strongly agree"),
    ("very unsatisfied", "unsatisfied", "neutral", "satisfied", "very satisfied"),
    ("not at all", "a little", "somewhat", "a lot", "very much"),
    ("mild", "moderate", "severe", "critical"),
    ("beginner", "intermediate", "advanced", "expert"),
)
LEADING_NUMBER = re.compile(r"\s*(-?\d+(?:\.\d+)?)")


def in_order(
    column: Column, classes: tuple[str, ...], order: Sequence[str] | None
) -> tuple[str, ...]:
    """The classes from the lowest to the highest: as given, by number, by the number they begin
    with, or as people answer. ArgumentError and DataError when that is not known.
    """
    if order is not None:
        given = tuple(cell_text(name) for name in order)
        if sorted(given) != sorted(classes):
            raise ArgumentError(
                f"the classes given are not those of {column.name!r}",
                given=", ".join(given),
                fix=f"give each of {', '.join(classes)} once",
            )
        return given
    if column.kind != "text":
        return classes
    numbers = [LEADING_NUMBER.match(name) for name in classes]
    if all(numbers):
        ranks = [float(found[1]) for found in numbers if found]
        return tuple(name for _, name in sorted(zip(ranks, classes, strict=True)))
    words = {name: re.sub(r"[\W_]+", " ", name).strip().casefold() for name in classes}
    for scale in SCALES:
        if set(words.values()) <= set(scale):
            return tuple(sorted(classes, key=lambda name: scale.index(words[name])))
    raise DataError(
        f"the order of the levels of {column.name!r} is not known",
        given=", ".join(classes),
        fix="list them from the lowest to the highest: classes=[...]",
    )
