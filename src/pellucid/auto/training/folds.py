"""Several members trained at once, each without its own fold of the rows: every row is answered by
the member that has not seen it."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from pellucid import optim
from pellucid.auto.columns.objectives import Objective
from pellucid.auto.training.blend import Blend
from pellucid.auto.training.metrics import Metric, losses_of, mean, metric_for, scores_of
from pellucid.auto.training.pace import Course, Pace
from pellucid.auto.training.realmlp import PUBLISHED, RealMLP, Recipe, Trainer, initialise
from pellucid.auto.training.recipe import (
    BATCHES,
    EPOCHS,
    PLANNED_SHARE,
    TRIAL_STEPS,
    Plan,
    Round,
    make_plan,
)
from pellucid.data.serving.orders import permutation
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile  # noqa: A004
from pellucid.tensor.transforms.mapping import vmap

FOLDS = 5
# In the authors' batches of 256 a few hundred rows are two steps, too few for 256 epochs: on nine
# of ten tables of 1,000 to 6,300 rows, batches of 32 or 64 gave better answers for unseen rows.
SMALL_BATCHES = ((1_000, 32), (4_500, 64), *BATCHES)
CHUNK, STEP = 512, 64  # rows of each fold that are answered at once, fewer where a fold is smaller

Watch = Callable[[Round], None]


class Stepping(Protocol):
    """A trainer: how many steps it took, and by which optimiser."""

    steps: int

    @property
    def optimizer(self) -> optim.Optimizer:
        """Whose moments are forgotten."""


@dataclass(frozen=True, eq=False)
class TrainedFolds:
    """The members with the values of their best rounds, what they answer for the rows they have not
    seen (n, outputs), and how they came to be. `best_round` is that of the median member.
    """

    network: RealMLP | Blend
    unseen: np.ndarray
    answers: np.ndarray  # the true ones
    weights: np.ndarray
    fold: np.ndarray  # of each row: the member that has not seen it
    metric: Metric
    history: tuple[Round, ...]
    best_round: int
    plan: Plan
    steps: int
    seconds: float
    pace: Pace

    def error_of(self, rows: np.ndarray) -> float:
        """The error of the answers for rows, by the metric."""
        scores = scores_of(self.network.objective, self.unseen[rows])
        return self.metric.wrong(scores, self.answers[rows], self.weights[rows])


class Folds:
    """The rows, and which of them each member learns from and is judged by."""

    def __init__(
        self,
        x: np.ndarray,
        y: np.ndarray,
        weights: np.ndarray,
        fold: np.ndarray,
        hidden: np.ndarray | None = None,
    ) -> None:
        self.x, self.y, self.weights, self.hidden = x, y, weights, hidden
        self.members = int(fold.max()) + 1
        self.learned = [np.flatnonzero(fold != k) for k in range(self.members)]
        self.judged = [np.flatnonzero(fold == k) for k in range(self.members)]
        self.least = min(map(len, self.learned))
        largest = max(map(len, self.judged))
        self.chunk = min(CHUNK, -(-largest // STEP) * STEP)
        most = -(-largest // self.chunk) * self.chunk
        self.padded = np.stack([np.resize(rows, most) for rows in self.judged])

    def learned_rows(self) -> list[np.ndarray]:
        """The inputs of the rows that each member learns from."""
        if self.hidden is None:
            return [self.x[rows] for rows in self.learned]
        masks = zip(self.learned, self.hidden, strict=True)
        return [np.where(hidden, np.float32(0), self.x[rows]) for rows, hidden in masks]

    def batch(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Inputs, answers and weights of rows (members, n)."""
        flat = rows.ravel()
        return (
            self.inputs(rows), self.y[flat].reshape(*rows.shape, *self.y.shape[1:]),
            self.weights[flat].reshape(rows.shape),
        )  # fmt: skip

    def inputs(self, rows: np.ndarray) -> np.ndarray:
        """Inputs of rows (members, n), 0 where they are hidden from a member."""
        found = self.x.take(rows.ravel(), axis=0).reshape(*rows.shape, self.x.shape[1])
        if self.hidden is not None:
            found = np.where(self.hidden[:, None, :], np.float32(0), found)
        return found

    def orders(self, seed: int, epoch: int) -> np.ndarray:
        """The rows of each member in the order of an epoch, (members, least)."""
        return np.stack(
            [
                rows[permutation(len(rows), seed * self.members + k, epoch)][: self.least]
                for k, rows in enumerate(self.learned)
            ]
        )


class Judge:
    """What the members answer for the rows they have not seen, and how wrong that is."""

    def __init__(self, network: RealMLP, folds: Folds, metric: Metric | None = None) -> None:
        self.network, self.folds = network, folds
        self.metric = metric or metric_for(network.objective)
        self.forward = compile(lambda x: vmap(network.member)(network.values(), x))

    def answers(self) -> np.ndarray:
        """(n, outputs), in the order of the rows."""
        found = np.zeros((len(self.folds.x), self.network.outputs), np.float32)
        chunk = self.folds.chunk
        for start in range(0, self.folds.padded.shape[1], chunk):
            rows = self.folds.padded[:, start : start + chunk]
            found[rows] = self.forward(self.folds.inputs(rows)).numpy()
        return found

    def errors(self, answers: np.ndarray) -> tuple[float, list[float]]:
        """The loss over all rows, and the error of each member by the metric."""
        objective, y = self.network.objective, self.folds.y
        weights, scores = self.folds.weights.astype(np.float64), scores_of(objective, answers)
        wrong = [self.metric.wrong(scores[r], y[r], weights[r]) for r in self.folds.judged]
        rows = np.sort(np.concatenate(self.folds.judged))
        return mean(losses_of(objective, answers[rows], y[rows]), weights[rows]), wrong


class Keeper:
    """The values each member had in its last best round."""

    def __init__(self, network: RealMLP) -> None:
        self.network = network
        self.values = {name: x.numpy().copy() for name, x in network.values().items()}
        self.lowest = [math.inf] * network.members
        self.rounds = [0] * network.members

    def keep(self, number: int, errors: list[float]) -> None:
        """Remember the members that were never better."""
        better = [k for k, error in enumerate(errors) if error <= self.lowest[k]]
        for k in better:
            self.lowest[k], self.rounds[k] = errors[k], number
        for name, x in self.network.values().items():
            if better:
                self.values[name][better] = x.numpy()[better]

    def restore(self) -> int:
        """Give every member its best values back; the median of their rounds."""
        for name, x in self.network.values().items():
            x.assign(Tensor(self.values[name]))
        return int(np.median(self.rounds))


def train_folds(  # noqa: PLR0913 (what is learned from, all but the first three by name)
    x: np.ndarray,
    y: np.ndarray,
    fold: np.ndarray,
    *,
    is_number: Sequence[bool],
    outputs: int = 0,
    objective: Objective | None = None,
    metric: Metric | None = None,
    weights: np.ndarray | None = None,
    tables: Sequence[int] = (),
    hidden: np.ndarray | None = None,
    seed: int = 0,
    epochs: int = EPOCHS,
    deadline: float = math.inf,
    watch: Watch | None = None,
    pace: Pace | None = None,
    recipe: Recipe = PUBLISHED,
) -> TrainedFolds:
    """Members trained on rows (n, inputs), one for each of the numbers in `fold`, with the values
    of the last round in which each was best on its own fold.

    `y`: int64 codes of `outputs` classes, or standardised float32 when `outputs` is 0 or counts
    quantiles; float32 (n, outputs) where there are several targets. A row whose `fold` is -1 is
    learned from by all, and judges none. `weights` count rows more or less. `tables`: of each input
    how many levels it numbers, or 0. `hidden` (members, inputs): what a member must not look at.
    Best is what the `metric` says. Steps are planned so that training ends before
    `time.monotonic()` passes `deadline`. The same seed gives the same members whenever all `epochs`
    fit, or with the `pace` of another training.
    """
    began = time.monotonic()
    weights = np.ones(len(x), np.float32) if weights is None else weights / weights.mean()
    objective = objective or Objective("classes" if outputs else "numbers")
    metric = metric or metric_for(objective)
    network = RealMLP(
        outputs or 1,
        objective.activation,
        is_number=is_number,
        members=int(fold.max()) + 1,
        objective=objective,
        tables=tables,
    )
    hidden = None if hidden is None else hidden[:, network.order]
    folds = Folds(x[:, network.order], y, weights.astype(np.float32), fold, hidden)
    if objective.activation == "mish":
        several = 0 if objective.name == "several numbers" else None
        network.bounds = Tensor(np.array([y.min(several), y.max(several)], np.float32))
    initialise(network, folds.learned_rows(), seed, recipe.spread)
    smoothing = recipe.smoothing if metric.sure else 0.0
    trainer = Trainer(network, seed=seed, smoothing=smoothing, recipe=recipe)
    judge = Judge(network, folds, metric)
    plan, affordable = make_plan(folds.least, epochs, batches=SMALL_BATCHES), math.inf
    if pace is not None:
        affordable = pace.planned
    elif deadline < math.inf:
        affordable = affordable_steps(trainer, judge, plan, deadline)
    plan = make_plan(folds.least, epochs, affordable, SMALL_BATCHES)
    keeper, course = Keeper(network), Course(plan.steps, deadline, pace)
    history = tuple(follow(course, plan, trainer, judge, keeper, watch))
    best = keeper.restore()
    answers = judge.answers()
    if hidden is not None:
        hide(network, hidden)
    seconds = time.monotonic() - began
    course_of = (history, best, plan, course.taken, seconds, course.pace)
    return TrainedFolds(network, answers, y, folds.weights, fold, metric, *course_of)


def follow(
    course: Course, plan: Plan, trainer: Trainer, judge: Judge, keeper: Keeper, watch: Watch | None
) -> Iterator[Round]:
    """The rounds of a training, each once it is over."""
    folds, seed, number = judge.folds, trainer.seed, 0
    losses: list[Tensor] = []
    order = folds.orders(seed, 0)
    while course.taken < course.steps:
        epoch, place = divmod(course.taken, plan.per_epoch)
        order = folds.orders(seed, epoch) if place == 0 else order
        chosen = order[:, place * plan.batch : (place + 1) * plan.batch]
        losses.append(trainer.step(*folds.batch(chosen), course.t))
        course.advance()
        if course.is_late or course.taken % plan.every == 0 or course.taken == course.steps:
            number += 1
            seen = float(np.mean([loss.numpy().mean() for loss in losses]))
            losses.clear()
            loss, errors = judge.errors(judge.answers())
            keeper.keep(number, errors)
            planned = -(-course.steps // plan.every)
            found = Round(number, planned, seen, loss, float(np.mean(errors)))
            if watch:
                watch(found)
            yield found
            course.fit_the_time()


def hide(network: RealMLP, hidden: np.ndarray) -> None:
    """Let members not look at inputs, in the network's order, that were 0 in their training."""
    parameter = network.values()["scale"]
    scale = parameter.numpy().copy()
    plain = hidden.shape[1] - len(network.tables)
    scale[:, :plain][hidden[:, :plain]] = 0
    parameter.assign(Tensor(scale))


def affordable_steps(trainer: Trainer, judge: Judge, plan: Plan, deadline: float) -> float:
    """How many steps fit before the deadline, by the time that a few take; the members are then
    where they were.
    """
    network, folds = trainer.network, judge.folds
    before = {name: x.numpy().copy() for name, x in network.values().items()}
    batch, costs = folds.batch(folds.orders(0, 0)[:, : plan.batch]), []
    for _ in range(1 + TRIAL_STEPS):  # the first step compiles
        began = time.monotonic()
        trainer.step(*batch, 0.0).numpy()
        costs.append(time.monotonic() - began)
    judge.answers()
    began = time.monotonic()
    judge.errors(judge.answers())
    judging = (time.monotonic() - began) / plan.every
    for name, x in network.values().items():
        x.assign(Tensor(before[name]))
    forget(trainer)
    return PLANNED_SHARE * (deadline - time.monotonic()) / (float(np.median(costs[1:])) + judging)


def forget(trainer: Stepping) -> None:
    """Put the optimiser where it was before its first step."""
    trainer.steps = 0
    moments = [m for kept in trainer.optimizer.state.values() for m in kept.values()]
    for held in (*moments, *(group.step for group in trainer.optimizer.param_groups)):
        held.replace(Tensor(np.zeros(held.shape, held.dtype.numpy)).storage())
