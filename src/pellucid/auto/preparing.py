"""The rows of a fit before anything is learned from them: the schema, and who learns and judges."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from pellucid.auto.answering.runs import Run
from pellucid.auto.columns.schema import Schema, infer_schema, known_rows
from pellucid.auto.columns.targets import with_target_spelt_alike
from pellucid.auto.given import known_table
from pellucid.auto.learning import Lesson
from pellucid.auto.rows.arrangement import Wish, arranged, arrangement_of
from pellucid.auto.rows.splits import Split, split_rows
from pellucid.auto.rows.weights import column_of_weights, weights_of_rows
from pellucid.auto.training.progress import Narrator
from pellucid.core.errors import DataError
from pellucid.data.tables.tables import Column, Table

SHARES = {"test": 0.2, "validation": 0.16}  # of all rows; the rest is trained on


def understood(data: Any, asked: Run, given: Mapping[str, Any], teller: Narrator) -> Lesson:
    """The rows whose target is known, how much they count, and the schema, which is told."""
    table, weights = column_of_weights(known_table(data), given["weights"])
    if given["classes"] is None:
        table = with_target_spelt_alike(table, asked.target or None)
    schema = infer_schema(
        table, asked.target or None, task=asked.task or None, classes=given["classes"],
        quantiles=() if given["quantiles"] is None else given["quantiles"],
    )  # fmt: skip
    teller.say(f"{schema}\n")
    known = known_rows(table, schema)
    if len(known) < table.n_rows:
        table, weights = table.take(known), None if weights is None else weights[known]
    answers = table[schema.target.name]
    return Lesson(table, schema, weights_of_rows(answers, schema, weights, given["class_weight"]))


def arranged_as(lesson: Lesson, group: Wish, order_by: Wish, teller: Narrator) -> Lesson:
    """The lesson with what its splits have to respect, which is told."""
    found = arrangement_of(lesson.table, lesson.schema, group, order_by)
    teller.say(f"  split: {found.why}\n")
    schema = arranged(lesson.schema, found)
    return replace(lesson, schema=schema, group=found.group, order_by=found.order_by)


def parted(
    table: Table, schema: Schema, seed: int, group: str | None = None, order_by: str | None = None
) -> Split:
    """Rows to train on, to choose the epoch by, and to judge by.

    Equal rows stay together, as copies would. But where that leaves too few to judge by, a few
    columns of few values are all the table has, equal rows are no copies, and are told apart.
    DataError when nothing is left to judge by.
    """
    name = schema.target.name
    how = {"task": schema.task, "seed": seed, **SHARES}
    split = split_rows(table, name, group=group, order_by=order_by, **how)
    if not (group or order_by) and any(
        len(getattr(split, part)) < table.n_rows * SHARES[part] / 2 for part in SHARES
    ):
        numbers = Column(f"row of {name}", "number", np.arange(table.n_rows, dtype=np.float64))
        split = split_rows(Table((numbers, table[name])), name, **how)
    if not len(split.test):
        raise DataError(f"{table.n_rows:,} rows are too few to hold some out for the score")
    return split
