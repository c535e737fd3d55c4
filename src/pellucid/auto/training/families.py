"""Families of TabM trained one after the other, each without its own fold of the rows, as far as
the time goes."""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pellucid.auto.columns.objectives import Objective
from pellucid.auto.training.folds import Folds, Watch, forget
from pellucid.auto.training.metrics import Metric, losses_of, mean, scores_of
from pellucid.auto.training.pace import Course, Pace
from pellucid.auto.training.recipe import PLANNED_SHARE, TRIAL_STEPS, Plan, Round
from pellucid.auto.training.tabm import TabM, Trainer, batch_for, initialise
from pellucid.data.serving.orders import permutation
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

EPOCHS, LEAST_EPOCHS = 48, 16  # of a family; with less, fewer families are trained
CHUNK = 512  # rows that are answered at once


@dataclass(frozen=True, eq=False)
class TrainedFamilies:
    """Families with the values of their best rounds, what each answers for the rows it has not seen
    (n, outputs), which rows these are (bool), and the pace of each.
    """

    network: TabM
    unseen: np.ndarray
    is_answered: np.ndarray
    paces: tuple[Pace, ...]
    steps: int
    seconds: float


class Learner:
    """One family at a time, on the rows of all folds but its own."""

    def __init__(self, network: TabM, folds: Folds, metric: Metric, seed: int) -> None:
        self.network, self.folds, self.metric, self.seed = network, folds, metric, seed
        self.trainer = Trainer(network, seed=seed)
        self.forward = compile(lambda x: network.forward(x)[0])
        self.batch = batch_for(folds.least)
        self.per_epoch = max(1, folds.least // self.batch)
        self.member = 0

    def begin(self, member: int) -> None:
        """Start anew as the family that does not see the fold `member`."""
        self.member = member
        initialise(self.network, [self.inputs(self.folds.learned[member])], self.seed + member)
        forget(self.trainer)
        self.trainer.keys[:, 0] = np.random.SeedSequence((self.seed, 5, member)).generate_state(1)

    def inputs(self, rows: np.ndarray) -> np.ndarray:
        """Rows as this family may look at them."""
        found = self.folds.x[rows]
        if self.folds.hidden is None:
            return found
        return np.where(self.folds.hidden[self.member], np.float32(0), found)

    def step(self, rows: np.ndarray, t: float) -> Tensor:
        """The loss of a batch, after which the family has moved."""
        y, weights = self.folds.y[rows], self.folds.weights[rows]
        return self.trainer.step(self.inputs(rows)[None], y[None], weights[None], t)

    def answers(self) -> np.ndarray:
        """What the family answers for its fold, (rows, outputs)."""
        rows = self.folds.judged[self.member]
        found = np.empty((len(rows), self.network.outputs), np.float32)
        size = min(CHUNK, self.folds.chunk)
        for start in range(0, len(rows), size):
            part = np.resize(rows[start : start + size], size)
            found[start : start + size] = self.forward(self.inputs(part)).numpy()[
                : len(rows) - start
            ]
        return found

    def judged(self) -> tuple[float, float]:
        """Loss and error for the fold."""
        rows, answers = self.folds.judged[self.member], self.answers()
        y, weights = self.folds.y[rows], self.folds.weights[rows].astype(np.float64)
        objective = self.network.objective
        wrong = self.metric.wrong(scores_of(objective, answers), y, weights)
        return mean(losses_of(objective, answers, y), weights), wrong

    def values(self) -> dict[str, np.ndarray]:
        """Everything that the family has learned."""
        return {name: array.copy() for name, array in self.network.state_dict().items()}

    def seconds_of_epoch(self) -> float:
        """How long an epoch takes with its judgement; the family has to begin again after it."""
        self.begin(0)
        rows, costs = self.folds.learned[0][: self.batch], []
        for _ in range(1 + TRIAL_STEPS):  # the first step compiles
            began = time.monotonic()
            self.step(rows, 0.0).numpy()
            costs.append(time.monotonic() - began)
        self.judged()
        began = time.monotonic()
        self.judged()
        return float(np.median(costs[1:])) * self.per_epoch + time.monotonic() - began


def train_families(  # noqa: PLR0913 (what is learned from, all but the first three by name)
    x: np.ndarray,
    y: np.ndarray,
    fold: np.ndarray,
    *,
    is_number: Sequence[bool],
    outputs: int,
    objective: Objective,
    metric: Metric,
    weights: np.ndarray,
    tables: Sequence[int] = (),
    hidden: np.ndarray | None = None,
    seed: int = 0,
    epochs: int = EPOCHS,
    deadline: float = math.inf,
    watch: Watch | None = None,
    paces: Sequence[Pace] | None = None,
) -> TrainedFamilies:
    """Families for the numbers in `fold`, or for the first of them, where the time until `deadline`
    is too short for all; arguments as those of `train_folds`, at most EPOCHS each. With `paces`
    those that these are of.
    """
    began = time.monotonic()
    how = {"is_number": is_number, "tables": tables}
    network = TabM(outputs or 1, objective, **how)
    hidden = None if hidden is None else hidden[:, network.order]
    folds = Folds(x[:, network.order], y, weights.astype(np.float32), fold, hidden)
    learner = Learner(network, folds, metric, seed)
    epoch = learner.seconds_of_epoch() if paces is None and deadline < math.inf else 0.0
    members = folds.members if paces is None else len(paces)
    left = PLANNED_SHARE * (deadline - time.monotonic())
    if epoch:
        members = int(np.clip(left / (epoch * LEAST_EPOCHS), 1, folds.members))
    unseen = np.zeros((len(x), outputs or 1), np.float32)
    is_answered, found, ways = np.zeros(len(x), bool), [], []
    for member in range(members):
        now = time.monotonic()
        until = now + (deadline - now) / (members - member)
        fitting = PLANNED_SHARE * (until - now) / epoch if epoch else math.inf
        steps = max(1, int(min(EPOCHS, epochs, fitting) * learner.per_epoch))
        pace = None if paces is None else paces[member]
        course = Course(steps if pace is None else pace.planned, until, pace)
        learner.begin(member)
        found.append(best_of(learner, course, watch))
        rows = folds.judged[member]
        network.load_state_dict(found[-1])
        unseen[rows], is_answered[rows] = learner.answers(), True
        ways.append(course)
    whole = together(found, outputs or 1, objective, how)
    if objective.activation == "mish":
        several = 0 if objective.name == "several numbers" else None
        whole.bounds = Tensor(np.array([y.min(several), y.max(several)], np.float32))
    taken = sum(course.taken for course in ways)
    paced = tuple(course.pace for course in ways)
    return TrainedFamilies(whole, unseen, is_answered, paced, taken, time.monotonic() - began)


def together(
    found: Sequence[dict[str, np.ndarray]], outputs: int, objective: Objective, how: dict
) -> TabM:
    """One network of all families."""
    whole = TabM(outputs, objective, members=len(found), **how)
    stacked = {name: np.concatenate([own[name] for own in found]) for name in found[0]}
    whole.load_state_dict({**stacked, "bounds": found[0]["bounds"]})
    return whole


def best_of(learner: Learner, course: Course, watch: Watch | None) -> dict[str, np.ndarray]:
    """The values of the last round in which a family was best on its fold."""
    lowest, kept = math.inf, learner.values()
    every = min(learner.per_epoch, course.steps)
    for number, seen in enumerate(rounds(learner, course, every), start=1):
        loss, error = learner.judged()
        if error <= lowest:
            lowest, kept = error, learner.values()
        if watch:
            watch(Round(number, -(-course.steps // every), seen, loss, error))
    return kept


def rounds(learner: Learner, course: Course, every: int) -> Iterator[float]:
    """The mean loss of the steps between two judgements."""
    rows, losses = learner.folds.learned[learner.member], list[Tensor]()
    order = rows
    plan = Plan(learner.batch, learner.per_epoch, course.steps, every)
    while course.taken < course.steps:
        epoch, place = divmod(course.taken, plan.per_epoch)
        if place == 0:
            order = rows[permutation(len(rows), learner.seed + learner.member, epoch)]
        losses.append(learner.step(order[place * plan.batch : (place + 1) * plan.batch], course.t))
        course.advance()
        if course.is_late or course.taken % every == 0 or course.taken == course.steps:
            yield float(np.mean([loss.numpy().mean() for loss in losses]))
            losses.clear()
            course.fit_the_time()
