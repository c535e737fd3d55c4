"""Pellucid's learner as estimators of scikit-learn: for pipelines, grid search, cross-validation.

scikit-learn is an extra: this module is imported when one of the two classes is first asked for.
"""

import math
import time as clock
from abc import abstractmethod
from dataclasses import replace
from numbers import Real
from typing import Any, Self

import msgspec
import numpy as np

from pellucid.auto.answering.answers import Answers
from pellucid.auto.answering.conformal import COVERAGE
from pellucid.auto.answering.predictor import rebuilt
from pellucid.auto.answering.saving import Description
from pellucid.auto.blending import best_in_folds
from pellucid.auto.clock import seconds_of
from pellucid.auto.columns.kinds import ColumnSchema, column_schema
from pellucid.auto.columns.schema import Schema, checked_quantiles
from pellucid.auto.learning import Effort, Lesson, learned_alone, learned_in_folds
from pellucid.auto.training.metrics import metric_for
from pellucid.auto.training.recipe import EPOCHS
from pellucid.core.errors import ArgumentError
from pellucid.core.lazy import optional
from pellucid.data.tables.duplicates import row_keys
from pellucid.data.tables.reading import looks_like_pandas, read_table
from pellucid.data.tables.tables import Column, Table

base: Any = optional("sklearn.base", "sklearn")
validation: Any = optional("sklearn.utils.validation", "sklearn")
multiclass: Any = optional("sklearn.utils.multiclass", "sklearn")
class_weights: Any = optional("sklearn.utils.class_weight", "sklearn")

TARGET = "the target"
LEARN = {"good": learned_in_folds, "quick": learned_alone, "best": best_in_folds}


class Learner(base.BaseEstimator):
    """What the classifier and the regressor share.

    Fitting is a function of the rows, their weights and the seed alone: equal rows are learned as
    one that weighs as much as all of them, in an order of their own. So a weight of 2 is the same
    as a row given twice, and one of 0 as none.
    """

    metric: str | None
    quality: str
    max_epochs: int
    time: Any
    random_state: Any

    @abstractmethod
    def answers_of(self, y: np.ndarray, weights: np.ndarray) -> tuple[Schema, Column, np.ndarray]:
        """The schema but for its columns, the answers as a column, and the weights of rows."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """The estimator, trained on rows `X` (n, columns): an array of numbers, or a frame of
        numbers, categories, truth values, dates and texts, in which cells may be missing; and their
        answers `y` (n,).
        """
        self.check_settings()
        table, y = self.rows_to_learn(X, y)
        weights = weights_of(sample_weight, table.n_rows)
        schema, answers, weights = self.answers_of(y, weights)
        lesson = lesson_of(table, schema, answers, weights)
        effort = Effort(
            metric_for(schema.objective, self.metric),
            seed=int(validation.check_random_state(self.random_state).randint(2**31 - 1)),
            epochs=self.max_epochs,
            deadline=math.inf if self.time is None else clock.monotonic() + seconds_of(self.time),
        )
        self.model_, trained = LEARN[self.quality](lesson, effort)
        self.n_iter_ = max(1, -(-trained.steps // trained.plan.per_epoch))
        return self

    def check_settings(self) -> None:
        """ArgumentError, which is a ValueError, for a setting that cannot be."""
        if self.quality not in LEARN:
            raise ArgumentError(
                f"there is no quality {self.quality!r}", fix=f"use one of {', '.join(LEARN)}"
            )
        if self.max_epochs < 1:
            raise ArgumentError(f"epochs are 1 or more, not {self.max_epochs}")

    def rows_to_learn(self, X: Any, y: Any) -> tuple[Table, np.ndarray]:
        """Rows and answers, checked as scikit-learn checks them; a frame's columns stay what they
        are.
        """
        numeric = base.is_regressor(self)
        if not is_frame(X):
            how = {"dtype": "numeric", "ensure_all_finite": "allow-nan", "y_numeric": numeric}
            X, y = validation.validate_data(self, X, y, **how)
            return read_table(np.asarray(X)), y
        validation.validate_data(self, X, y, skip_check_array=True)
        table = named_by_place(read_table(X))
        kind = np.float64 if numeric else None
        y = validation.check_array(y, ensure_2d=False, dtype=kind, input_name="y")
        y = validation.column_or_1d(y, warn=True)
        validation.check_consistent_length(X, y)
        return table, y

    def rows_to_answer(self, X: Any) -> Table:
        """Rows, checked against those of training."""
        validation.check_is_fitted(self)
        if is_frame(X):
            validation.validate_data(self, X, reset=False, skip_check_array=True)
            return named_by_place(read_table(X))
        how = {"dtype": "numeric", "ensure_all_finite": "allow-nan"}
        return read_table(np.asarray(validation.validate_data(self, X, reset=False, **how)))

    def outputs(self, X: Any) -> np.ndarray:
        """What the network answers, (n, outputs), to the bit alike whatever rows are beside."""
        table = self.rows_to_answer(X)
        return self.model_.network.run_evenly(self.model_.encoder.encode(table)[0])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def __getstate__(self) -> dict[str, Any]:
        """Everything as plain values: the network is compiled again where it is needed."""
        held: Any = super().__getstate__()
        state: dict[str, Any] = {**held}
        if "model_" in state:
            model = state["model_"]
            state["model_"] = msgspec.json.encode(model.description), model.network.state_dict()
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        if "model_" in state:
            content, arrays = state["model_"]
            description = msgspec.json.decode(content, type=Description)
            state = state | {"model_": rebuilt(description, arrays)}
        super().__setstate__(state)


class PellucidClassifier(base.ClassifierMixin, Learner):
    """A classifier for tables: networks for five folds of the rows, whose calibrated probabilities
    are averaged.

    `quality`: "good", "quick" for one network, "best" for two kinds of them. `metric` chooses the
    best epoch: accuracy, balanced accuracy, log loss, AUC or F1. `max_epochs` and `time` (as "60s",
    or seconds) limit the training; with a time, the same seed gives the same model only if all
    epochs fit into it. `class_weight`: None, "balanced", or the weight of each class. `X` may hold
    missing cells; frames may hold categories, dates and texts.

    >>> points = np.random.default_rng(0).normal(size=(80, 2))
    >>> model = PellucidClassifier(max_epochs=20, random_state=0)
    >>> model.fit(points, points[:, 0] > 0).predict([[2.0, 0.0], [-2.0, 0.0]]).tolist()
    [True, False]
    """

    def __init__(
        self,
        *,
        quality: str = "good",
        metric: str | None = None,
        max_epochs: int = EPOCHS,
        time: str | float | None = None,
        class_weight: Any = None,
        random_state: Any = None,
    ) -> None:
        self.quality = quality
        self.metric = metric
        self.max_epochs = max_epochs
        self.time = time
        self.class_weight = class_weight
        self.random_state = random_state

    def answers_of(self, y: np.ndarray, weights: np.ndarray) -> tuple[Schema, Column, np.ndarray]:
        multiclass.check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if self.class_weight is not None:
            weights = weights * class_weights.compute_sample_weight(self.class_weight, y)
        names = tuple(str(place) for place in range(len(self.classes_)))
        rows = tuple(np.bincount(codes, minlength=len(names)).tolist())
        task = "binary" if len(names) == 2 else "multiclass"
        column = Column(TARGET, "number", codes.astype(np.float64), integral=True)
        return schema_of("category", task, names, rows), column, weights

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probabilities (n, classes), in the order of `classes_`."""
        outputs = self.outputs(X)
        return self.model_.calibration.probabilities(outputs)

    def predict(self, X: Any) -> np.ndarray:
        """The likeliest class of each row."""
        found = self.predict_proba(X).argmax(axis=1)
        return self.classes_[found]


class PellucidRegressor(base.RegressorMixin, Learner):
    """A regressor for tables: networks for five folds of the rows, whose answers are averaged.

    `quality`: "good", "quick" for one network, "best" for two kinds of them. `metric` chooses the
    best epoch: RMSE or MAE. `max_epochs` and `time` (as "60s", or seconds) limit the training; with
    a time, the same seed gives the same model only if all epochs fit into it. `quantiles`, such as
    (0.1, 0.5, 0.9), are learned instead of the mean. `X` may hold missing cells; frames may hold
    categories, dates and texts.

    >>> points = np.random.default_rng(0).normal(size=(80, 2))
    >>> model = PellucidRegressor(max_epochs=40, random_state=0)
    >>> bool(model.fit(points, points[:, 0]).score(points, points[:, 0]) > 0.9)
    True
    """

    def __init__(
        self,
        *,
        quality: str = "good",
        metric: str | None = None,
        max_epochs: int = EPOCHS,
        time: str | float | None = None,
        quantiles: Any = None,
        random_state: Any = None,
    ) -> None:
        self.quality = quality
        self.metric = metric
        self.max_epochs = max_epochs
        self.time = time
        self.quantiles = quantiles
        self.random_state = random_state

    def answers_of(self, y: np.ndarray, weights: np.ndarray) -> tuple[Schema, Column, np.ndarray]:
        quantiles = checked_quantiles(() if self.quantiles is None else self.quantiles)
        column = Column(TARGET, "number", np.asarray(y, np.float64))
        return schema_of("number", "regression", quantiles=quantiles), column, weights

    def predict(self, X: Any) -> np.ndarray:
        """A number for each row: the mean, or the quantile nearest to the median."""
        return self.numbers_of(X).predictions

    def numbers_of(self, X: Any) -> Answers:
        """The answers in the unit of the target."""
        outputs = self.outputs(X)
        return self.model_.numbers(outputs, (), COVERAGE, 0.0)

    def predict_quantiles(self, X: Any) -> np.ndarray:
        """The quantiles of each row, (n, quantiles), in rising order. ArgumentError when none were
        learned.
        """
        found = self.numbers_of(X).quantiles
        if found is None:
            raise ArgumentError("no quantiles were learned", fix="give quantiles=(0.1, 0.5, 0.9)")
        return found


def is_frame(X: Any) -> bool:
    """Whether rows come with columns that have kinds of their own."""
    return looks_like_pandas(X) or (hasattr(X, "__arrow_c_stream__") and hasattr(X, "columns"))


def named_by_place(table: Table) -> Table:
    """The table with columns called by their place, since names are checked already. DataError, a
    ValueError, when it is empty."""
    if not table.n_rows or not table.columns:
        raise ArgumentError(
            f"found a frame with {table.n_rows} sample(s) (shape={table.shape}) while a minimum of "
            "1 is required"
        )
    return Table(tuple(c.rename(f"x{place}") for place, c in enumerate(table.columns)))


def weights_of(sample_weight: Any, rows: int) -> np.ndarray:
    """A weight for each row: float64 (n,)."""
    if sample_weight is None or isinstance(sample_weight, Real):
        return np.full(rows, 1.0 if sample_weight is None else float(sample_weight))
    how = {"ensure_2d": False, "dtype": np.float64, "input_name": "sample_weight"}
    found = validation.check_array(sample_weight, **how)
    if found.shape != (rows,):
        raise ArgumentError(f"sample_weight has the shape {found.shape}, and there are {rows} rows")
    if (found < 0).any() or not found.any():
        raise ArgumentError("sample weights are 0 or more, and not all of them are zero")
    return found


def schema_of(
    kind: str,
    task: str,
    classes: tuple[str, ...] = (),
    rows: tuple[int, ...] = (),
    quantiles: tuple[float, ...] = (),
) -> Schema:
    """A schema of no columns yet."""
    target = ColumnSchema(TARGET, kind, "as given", 0, len(classes), used=False, storage="number")
    named = (target, "as given", task, "as asked", classes, rows)
    return Schema((), *named, n_rows=sum(rows), quantiles=quantiles)


def lesson_of(table: Table, schema: Schema, answers: Column, weights: np.ndarray) -> Lesson:
    """What is learned from: each different row once, with the weight of all that equal it, in an
    order that follows from what they hold.
    """
    counted = np.flatnonzero(weights)
    rows = Table((*(as_levels(c.take(counted)) for c in table), answers.take(counted)))
    _, first, same = np.unique(row_keys(rows), return_index=True, return_inverse=True)
    if len(first) < 2:
        raise ArgumentError(
            "there is 1 sample to learn from, other rows equal it: two different ones are needed"
        )
    columns = tuple(used_anyway(column_schema(c)) for c in rows if c.name != TARGET)
    weight = np.bincount(same, weights[counted])
    return Lesson(rows.take(first), replace(schema, columns=columns), weight)


def as_levels(column: Column) -> Column:
    """A text column with its levels in the order of the alphabet; another as it is."""
    if column.kind != "text":
        return column
    used, _ = column.used_levels()
    order = sorted(range(len(used.levels)), key=used.levels.__getitem__)
    places = np.empty(len(order) + 1, np.int32)
    places[order], places[-1] = np.arange(len(order)), -1
    levels = tuple(used.levels[i] for i in order)
    return Column(column.name, "text", places[used.values], levels, notes=column.notes)


def used_anyway(column: ColumnSchema) -> ColumnSchema:
    """A column that is read whatever it looks like, since somebody chose to give it."""
    if column.used:
        return column
    kind = "category" if column.storage == "text" else column.storage
    return replace(column, kind=kind, reason="as given", used=True)
