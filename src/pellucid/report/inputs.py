"""What a report is made from: plain values, so that any model that can predict can have one."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.data.tables.tables import Table

Task = Literal["binary", "multiclass", "regression"]
Severity = Literal["note", "warning", "serious"]


Predict = Callable[[Table], np.ndarray]
"""Rows in; (n, classes) probabilities or (n,) numbers out."""


@dataclass(frozen=True)
class HeldOut:
    """The rows the model was never shown, their true answers, and what the model said.

    `truth` holds class codes (integers, positions in `classes`) or numbers; `predicted` holds
    probabilities of shape (n, len(classes)), or numbers of shape (n,). `table` holds the rows'
    columns. No `classes` means regression. `places` says where each row stood in the whole table
    (from 0), so that a reader can find it again. `naive` holds answers that need no model, with
    their name, where for numbers something better than their average is at hand. Raises
    ArgumentError when these do not fit together.
    """

    target: str
    truth: np.ndarray
    predicted: np.ndarray
    table: Table
    classes: tuple[str, ...] = ()
    places: np.ndarray | None = None
    naive: np.ndarray | None = None
    naive_name: str = ""

    def __post_init__(self) -> None:
        classes = tuple(str(name) for name in self.classes)
        dtype = np.float64 if not classes else np.int64
        truth = np.asarray(self.truth)
        if classes and truth.dtype.kind not in "iub":
            raise ArgumentError(
                "report: the true answers of a classification are class codes",
                given=f"truth of dtype {truth.dtype}",
                fix="give integers, each a position in classes",
            )
        object.__setattr__(self, "classes", classes)
        object.__setattr__(self, "truth", truth.astype(dtype).reshape(-1))
        object.__setattr__(self, "predicted", np.asarray(self.predicted, np.float64))
        self._check()

    def _check(self) -> None:
        n, k = len(self.truth), len(self.classes)
        if self.table.n_rows != n:
            given = f"{self.table.n_rows} rows and {n} answers"
            raise ArgumentError(
                "report: the held-out table and the true answers differ in length", given=given
            )
        expected = (n, k) if k else (n,)
        if n == 0:
            raise ArgumentError("report: there are no held-out rows to judge the model by")
        if self.predicted.shape != expected:
            given = f"{self.predicted.shape} for {n} answers and {k} classes"
            raise ArgumentError(
                "report: the predictions do not fit the answers and classes", given=given
            )
        if not np.isfinite(self.predicted).all():
            row = int(np.argwhere(~np.isfinite(self.predicted))[0][0])
            raise ArgumentError(
                "report: a prediction is not a finite number", given=f"row {row} (counted from 0)"
            )
        if not np.isfinite(self.truth).all():
            raise ArgumentError(
                "report: a true answer is missing", fix="leave out rows whose answer is unknown"
            )
        if k and (self.truth.min() < 0 or self.truth.max() >= k):
            raise ArgumentError(
                "report: a class code lies outside the classes",
                given=f"codes {self.truth.min()} to {self.truth.max()} for {k} classes",
            )

    @property
    def task(self) -> Task:
        """'regression', 'binary' or 'multiclass', by the number of classes."""
        if not self.classes:
            return "regression"
        return "binary" if len(self.classes) == 2 else "multiclass"

    @property
    def n_rows(self) -> int:
        """How many rows were held out."""
        return len(self.truth)

    @property
    def unit(self) -> float:
        """A power of two near the largest number if squares of such numbers overflow, else 1."""
        largest = float(max(np.abs(self.truth).max(), np.abs(self.predicted).max()))
        moderate = self.classes or largest == 0 or 1e-100 < largest < 1e100
        return 1.0 if moderate else 2.0 ** min(math.frexp(largest)[1], 1000)

    @property
    def answers(self) -> np.ndarray:
        """The model's answers: each row's most probable class code, or its predicted number."""
        return self.predicted.argmax(axis=1) if self.classes else self.predicted


@dataclass(frozen=True)
class Epoch:
    """One line of a training history; anything not measured stays NaN."""

    epoch: int
    train_loss: float = float("nan")
    validation_loss: float = float("nan")
    validation_score: float = float("nan")


@dataclass(frozen=True)
class Training:
    """How the model came to be: rows and seconds spent, the history, and the answers it learned
    from.

    `answers` (class codes or numbers) give the baseline; without them the held-out answers do.
    `best_epoch` is the `Epoch.epoch` whose weights were kept.
    """

    rows: int = 0
    seconds: float = 0.0
    history: tuple[Epoch, ...] = ()
    best_epoch: int | None = None
    score_name: str = "validation score"
    answers: np.ndarray | None = None


@dataclass(frozen=True)
class ColumnNote:
    """What is known of one column: its kind, how many values are missing or distinct, and what was
    done with it.

    `missing` and `distinct` of None are counted from the table. `used` is False for a column left
    out.
    """

    name: str
    kind: str
    missing: int | None = None
    distinct: int | None = None
    used: bool = True
    done: str = ""


@dataclass(frozen=True)
class DataWarning:
    """Something a reader should know about the data, and what was done about it. `column` may be
    empty.
    """

    what: str
    done: str = ""
    column: str = ""
    severity: Severity = "warning"


@dataclass(frozen=True)
class DataNotes:
    """What the schema step found: one note per column, the warnings, and the table they speak of.

    Without `table` the held-out rows are summarised.
    """

    columns: tuple[ColumnNote, ...] = ()
    warnings: tuple[DataWarning, ...] = ()
    table: Table | None = None
    source: str = ""


@dataclass(frozen=True)
class Making:
    """How to make this model again: recipe, settings, seed and versions, shown as given."""

    recipe: str = ""
    seed: int = 0
    settings: Mapping[str, object] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rival:
    """Another model's answers for the held-out rows: (n, classes) or (n,), like `predicted`.

    `predicted` of None, with a `note` that says why: it was not trained.
    """

    name: str
    predicted: np.ndarray | None
    seconds: float = 0.0
    note: str = ""


@dataclass(frozen=True)
class Refits:
    """The losses of networks trained on ever more rows, judged by the held-out rows.

    `sizes`: rows each was trained on, rising. `losses`: (repeats, sizes, held-out rows), 1 for a
    wrong class and 0 for a right one, or the absolute error of a number.
    """

    sizes: tuple[int, ...]
    losses: np.ndarray


@dataclass(frozen=True)
class Suspect:
    """A column that may give the target away, why it is suspected, and the losses of a network with
    it and of one without it, for each held-out row, as in `Refits`; None when there was no time to
    train them. `is_read`: whether the model reads the column at all.
    """

    column: str
    reason: str
    losses_with: np.ndarray | None = None
    losses_without: np.ndarray | None = None
    is_read: bool = True


NO_TRAINING, NO_NOTES, NO_MAKING = Training(), DataNotes(), Making()
