"""What a table holds and what is asked of it: the kind of every column, the task, and what deserves
a caution.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pellucid.auto.columns.cautions import Caution, find_cautions
from pellucid.auto.columns.kinds import ColumnSchema, column_schema, kind_of
from pellucid.auto.columns.objectives import Objective, objective_of
from pellucid.auto.columns.tasks import find_task, guess_target
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.tables.cells import shortened
from pellucid.data.tables.tables import Column, Table, listing

MOST_CLASSES_SHOWN = 6
MOST_COLUMNS_SHOWN = 60


@dataclass(frozen=True)
class Schema:
    """The columns of a table without the target (`columns`, in its order), and what is predicted.

    `task`: binary, multiclass, ordinal or regression. `classes`: texts in sorted order (numbers
    sort as numbers; ordinal ones from the lowest to the highest), empty for regression, of which
    `quantiles` may be asked for instead of the mean; `class_rows`: rows of each. `n_rows`: rows
    whose target is known. `warnings`: what to know about them.

    >>> from pellucid.data import read_table
    >>> table = read_table({"size": [3, 1, 4, 1, 5] * 8, "fits": [True, False] * 20})
    >>> schema = infer_schema(table, "fits")
    >>> schema.task, schema.classes, schema["size"].kind
    ('binary', ('False', 'True'), 'number')
    """

    columns: tuple[ColumnSchema, ...]
    target: ColumnSchema
    target_reason: str
    task: str
    task_reason: str
    classes: tuple[str, ...]
    class_rows: tuple[int, ...]
    n_rows: int
    warnings: tuple[Caution, ...] = ()
    quantiles: tuple[float, ...] = ()

    @property
    def objective(self) -> Objective:
        """What a network is trained for."""
        return objective_of(self.task, self.quantiles)

    @property
    def outputs(self) -> int:
        """How many classes or quantiles there are, 0 for a number."""
        return len(self.classes) or len(self.quantiles)

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the columns that are read to predict."""
        return tuple(column.name for column in self.columns if column.used)

    def __getitem__(self, name: str) -> ColumnSchema:
        for column in (*self.columns, self.target):
            if column.name == name:
                return column
        raise KeyError(name)

    def __str__(self) -> str:
        lines = [
            self.headline,
            f"  target: {self.target_reason}; {self.task_reason}",
            "",
            *column_lines(self.columns),
        ]
        if self.warnings:
            lines += ["", *(f"  ! {caution}" for caution in self.warnings)]
        return "\n".join(lines)

    @property
    def headline(self) -> str:
        """One sentence: rows, columns, what is predicted."""
        used, columns = len(self.features), len(self.columns)
        rows = f"{self.n_rows:,} rows, {used:,} of {columns:,} columns are read"
        if self.task == "regression":
            return f"Predict the number {self.target.name!r}: {rows}."
        classes = listing([shortened(name) for name in self.classes], MOST_CLASSES_SHOWN)
        count = len(self.classes)
        return f"Predict {self.target.name!r}, one of {count:,} classes ({classes}): {rows}."

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> "Schema":
        """The schema that `to_json` wrote."""
        return cls(
            columns=tuple(ColumnSchema(**column) for column in saved["columns"]),
            target=ColumnSchema(**saved["target"]),
            target_reason=saved["target_reason"],
            task=saved["task"],
            task_reason=saved["task_reason"],
            classes=tuple(saved["classes"]),
            class_rows=tuple(saved["class_rows"]),
            n_rows=saved["n_rows"],
            warnings=tuple(Caution(**caution) for caution in saved["warnings"]),
            quantiles=tuple(saved.get("quantiles", ())),
        )


def infer_schema(
    table: Table,
    target: str | None = None,
    *,
    task: str | None = None,
    classes: Sequence[str] | None = None,
    quantiles: Sequence[float] = (),
) -> Schema:
    """The schema of `table` for predicting `target`, guessed from the names of the columns when
    None.

    The task follows from the target: texts and truth values are classes; so are whole numbers when
    there are two, or at most 20 with five rows each on average; every other number is a quantity.
    `task` overrides that; `classes` lists the classes in an order; `quantiles` are to be predicted
    of a number. DataError says why nothing can be learned: no such target, a constant,
    missing or unique one, too few rows. Rows whose target is missing do not count (`known_rows`).
    """
    if not table.columns:
        raise DataError("the table has no columns", given=table.source)
    name, reason = (target, "as asked") if target is not None else guess_target(table)
    column = table[name]
    found = find_task(column, "regression" if quantiles else task, classes)
    known = np.flatnonzero(~column.missing)
    learned = table.take(known) if len(known) < table.n_rows else table
    columns = tuple(column_schema(other) for other in learned if other.name != name)
    if not any(other.used for other in columns):
        raise DataError(
            f"no column is left to predict {name!r} from",
            given=", ".join(f"{other.name} ({other.kind})" for other in columns[:6])
            or "only the target",
        )
    summary = target_schema(column, found.name, found.reason)
    return Schema(
        columns=columns,
        target=summary,
        target_reason=reason,
        task=found.name,
        task_reason=found.reason,
        classes=found.classes,
        class_rows=found.rows,
        n_rows=len(known),
        warnings=find_cautions(table, columns, summary, found, known),
        quantiles=checked_quantiles(quantiles),
    )


def checked_quantiles(asked: Sequence[float]) -> tuple[float, ...]:
    """The quantiles, each once, in their order; ArgumentError when one is not between 0 and 1."""
    found = tuple(sorted({float(share) for share in asked}))
    if not all(0.0 < share < 1.0 for share in found):
        raise ArgumentError(
            f"quantiles lie between 0 and 1, not {tuple(asked)}", fix="such as (0.1, 0.5, 0.9)"
        )
    return found


def target_schema(column: Column, task: str, reason: str) -> ColumnSchema:
    """The schema of the target, whose kind follows from the task."""
    kind = "number" if task == "regression" else "category"
    distinct = kind_of(column)[2]
    missing = int(column.missing.sum())
    return ColumnSchema(
        column.name, kind, reason, missing, distinct, used=False, storage=column.kind
    )


def known_rows(table: Table, schema: Schema) -> np.ndarray:
    """Indices of the rows whose target is known: int64, sorted."""
    return np.flatnonzero(~table[schema.target.name].missing)


def column_lines(columns: Sequence[ColumnSchema]) -> list[str]:
    """The columns as an aligned table."""
    rows = [("column", "kind", "missing", "distinct", "because")]
    for column in columns[:MOST_COLUMNS_SHOWN]:
        kind = column.kind if column.used else f"{column.kind} (left out)"
        rows.append(
            (column.name[:32], kind, f"{column.missing:,}", f"{column.distinct:,}", column.reason)
        )
    sizes = [max(len(row[i]) for row in rows) for i in range(4)]
    lines = [
        f"  {row[0]:<{sizes[0]}}  {row[1]:<{sizes[1]}}  "
        f"{row[2]:>{sizes[2]}}  {row[3]:>{sizes[3]}}  {row[4]}"
        for row in rows
    ]
    hidden = len(columns) - MOST_COLUMNS_SHOWN
    return [*lines, f"  ... and {hidden:,} more"] if hidden > 0 else lines
