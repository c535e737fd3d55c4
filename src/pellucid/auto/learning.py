"""From the rows of training to a predictor: a first network, then one for each of five folds."""

import math
import time
from dataclasses import dataclass, field, replace

import numpy as np

from pellucid.auto.answering.calibration import Calibration, fit_calibration
from pellucid.auto.answering.conformal import Conformal, fit_conformal, strangeness_of
from pellucid.auto.answering.predictor import Predictor
from pellucid.auto.columns.schema import Schema
from pellucid.auto.columns.targets import TargetEncoder
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.rows.splits import Split, fold_rows
from pellucid.auto.training.folds import FOLDS, TrainedFolds, train_folds
from pellucid.auto.training.metrics import Metric, scores_of
from pellucid.auto.training.pace import Pace
from pellucid.auto.training.progress import Narrator, Silence
from pellucid.auto.training.realmlp import PUBLISHED, Recipe
from pellucid.auto.training.recipe import EPOCHS, Rows, Trained, train
from pellucid.data.tables.tables import Table

FIRST_SHARE, FIRST_SECONDS = 0.1, 3.0  # of the time, and at most, for a first network
FEW_EPOCHS = 8  # with less, members are no better than they look
RESAMPLES, CERTAIN = 200, 0.975  # of the rows that compare two trainings, and how many must agree

Outcome = Trained | TrainedFolds


@dataclass(frozen=True, eq=False)
class Lesson:
    """What is learned from: rows whose target is known, how much each of them counts (mean 1, or
    None for all alike), and which of them belong together.
    """

    table: Table
    schema: Schema
    weights: np.ndarray | None = None
    group: str | None = None
    order_by: str | None = None

    def take(self, rows: np.ndarray) -> "Lesson":
        """Some of the rows."""
        weights = None if self.weights is None else self.weights[rows]
        return replace(self, table=self.table.take(rows), weights=weights)

    @property
    def answers(self) -> "TargetEncoder":
        """The code of the target, fitted on these rows."""
        return TargetEncoder.fit(self.table[self.schema.target.name], self.schema)

    def folds(self, seed: int) -> np.ndarray:
        """The number of the fold of each row."""
        how = {"order_by": self.order_by, "group": self.group}
        name, task = self.schema.target.name, self.schema.task
        return fold_rows(self.table, name, task=task, seed=seed, folds=FOLDS, **how)

    def encoded(self, encoder: Encoder, target: TargetEncoder) -> Rows:
        """The rows as a network reads them."""
        answers = target.encode(self.table[self.schema.target.name])
        return Rows.of(encoder.encode(self.table)[0], answers, self.weights)


@dataclass(frozen=True)
class Paces:
    """The paces of the first network, of the five folds, and of TabM's families, as far as there
    were any.
    """

    first: Pace | None = None
    folds: Pace | None = None
    families: tuple[Pace, ...] = ()


@dataclass(frozen=True, eq=False)
class Effort:
    """How to learn: by which measure the best round is chosen, how long, from which seed and by
    which recipe; or at the `paces` of another training, whatever the clock says.
    """

    metric: Metric
    seed: int = 0
    epochs: int = EPOCHS
    deadline: float = math.inf
    quality: str = "good"
    teller: Narrator = field(default_factory=Silence)
    paces: Paces = Paces()
    recipe: Recipe = PUBLISHED

    def within(self, share: float, most: float = math.inf) -> "Effort":
        """The same with only a share of the time that is left, and at most so many seconds."""
        now = time.monotonic()
        return replace(self, deadline=now + min(most, share * (self.deadline - now)))


def learned(lesson: Lesson, split: Split, effort: Effort) -> tuple[Predictor, Outcome, Paces]:
    """A predictor, how it was trained, and at which paces. A first one, of one network, takes a
    small part of the time; with the quality "good" members for five folds follow, whose answers for
    rows that they have not seen calibrate them. The first stays where they are worse, which is
    where the time was too short for them.
    """
    is_quick, early = effort.quality == "quick", effort.within(FIRST_SHARE, FIRST_SECONDS)
    first, found = learned_once(lesson, split, effort if is_quick else early)
    if is_quick:
        return first, found, Paces(found.pace)
    errors = [r.error for r in found.history[found.best_round - 1 : found.best_round]]
    if errors and math.isfinite(errors[0]):
        effort.teller.say(
            f"a first network after {found.seconds:.1f} s: error {errors[0]:.4f}; now five folds"
        )
    known = np.sort(np.concatenate([split.train, split.validation]))
    better, members = learned_in_folds(lesson.take(known), effort)
    paces = Paces(found.pace, members.pace)
    if is_worse(
        members, better, first, lesson.take(split.validation), np.isin(known, split.validation)
    ):
        return first, found, paces
    return better, members, paces


def is_worse(
    members: TrainedFolds, better: Predictor, first: Predictor, seen: Lesson, validation: np.ndarray
) -> bool:
    """Are the members worse on the rows of validation than the first network? It has chosen its
    round by these rows: where the members had their epochs, it has to lead on nearly every choice
    of such rows.
    """
    if not validation.any():
        return False
    outputs = first.outputs(seen.table)[0]
    if not first.schema.classes:
        outputs = (first.target.decode(outputs) - better.target.mean) / better.target.deviation
    objective, metric = members.network.objective, members.metric
    alone, together = (scores_of(objective, own) for own in (outputs, members.unseen[validation]))
    y, weights = members.answers[validation], members.weights[validation].astype(np.float64)

    def is_lost(rows: np.ndarray) -> bool:
        found, other = (metric.wrong(x[rows], y[rows], weights[rows]) for x in (together, alone))
        return found > other

    if members.steps < FEW_EPOCHS * members.plan.per_epoch:
        return is_lost(np.arange(len(y)))
    random = np.random.default_rng(0)
    drawn = (random.integers(0, len(y), len(y)) for _ in range(RESAMPLES))
    return sum(map(is_lost, drawn)) >= CERTAIN * RESAMPLES


def learned_once(lesson: Lesson, split: Split, effort: Effort) -> tuple[Predictor, Trained]:
    """A predictor trained on the rows of training, its best epoch chosen by validation."""
    schema, training = lesson.schema, lesson.take(split.train)
    encoder, target = Encoder.fit(training.table, schema), training.answers
    rows, validation = (
        part.encoded(encoder, target) for part in (training, lesson.take(split.validation))
    )
    trained = train(
        rows, validation, outputs=schema.outputs, objective=schema.objective, metric=effort.metric,
        seed=effort.seed, epochs=effort.epochs, deadline=effort.deadline,
        watch=effort.teller.watch, pace=effort.paces.first,
    )  # fmt: skip
    calibration = Calibration()
    if schema.classes:
        outputs = trained.network.run(validation.x)
        calibration = fit_calibration(outputs, validation.y, validation.weights)
    return Predictor(schema, encoder, target, trained.network, calibration), trained


def learned_alone(lesson: Lesson, effort: Effort) -> tuple[Predictor, Trained]:
    """A predictor of one network, whose best epoch is chosen by one fold of the rows."""
    is_validation = lesson.folds(effort.seed) == 0
    if is_validation.all():  # one row
        is_validation[:] = False
    parts = (np.flatnonzero(~is_validation), np.flatnonzero(is_validation), np.empty(0, np.int64))
    return learned_once(lesson, Split(*parts, how="one fold chooses the epoch"), effort)


def learned_in_folds(lesson: Lesson, effort: Effort) -> tuple[Predictor, TrainedFolds]:
    """A predictor of five members, each trained without one fold of the rows."""
    schema = lesson.schema
    fold = lesson.folds(effort.seed)
    encoder, target = Encoder.fit(lesson.table, schema, fold), lesson.answers
    rows = lesson.encoded(encoder, target)
    trained = train_folds(
        rows.x, rows.y, fold, is_number=encoder.is_number.tolist(), tables=encoder.tables,
        hidden=encoder.hidden(int(fold.max()) + 1),
        outputs=schema.outputs, objective=schema.objective, metric=effort.metric,
        weights=rows.weights, seed=effort.seed, epochs=effort.epochs, deadline=effort.deadline,
        watch=effort.teller.watch, pace=effort.paces.folds, recipe=effort.recipe,
    )  # fmt: skip
    calibration = Calibration()
    if schema.classes:
        calibration = fit_calibration(trained.unseen, rows.y, trained.weights)
    return Predictor(schema, encoder, target, trained.network, calibration), trained


def conformal_of(model: Predictor, lesson: Lesson, split: Split, trained: Outcome) -> Conformal:
    """How strange the truth is to the model, from the rows that its networks have not seen."""
    target, name = model.target, lesson.schema.target.name
    number = None if model.schema.classes else target

    def strangeness(outputs: np.ndarray, codes: np.ndarray) -> np.ndarray:
        if number is None:
            return strangeness_of(model.calibration.probabilities(outputs), codes)
        found = number.decode(outputs if model.schema.quantiles else outputs[:, 0])
        return strangeness_of(found, number.decode(codes))

    test = lesson.take(split.test).table
    x, codes = model.encoder.encode(test)[0], target.encode(test[name])
    if isinstance(trained, TrainedFolds):
        unseen = strangeness(trained.unseen, trained.answers)
        members = trained.network.run_apart(x).transpose(1, 0, 2)
        apart = np.stack([strangeness(outputs, codes) for outputs in members])
        return fit_conformal(unseen, strangeness(model.network.run(x), codes), apart)
    rows = lesson.take(split.validation).table
    return fit_conformal(strangeness(model.outputs(rows)[0], target.encode(rows[name])))
