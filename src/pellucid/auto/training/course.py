"""A training that ends in time: steps planned by measured speed, judged on the way, the best values
kept. What a step is, the learner says: one for each kind of data.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from pellucid.auto.training.decisions import Decisions
from pellucid.auto.training.pace import Course
from pellucid.auto.training.progress import Narrator
from pellucid.auto.training.recipe import PLANNED_SHARE, TRIAL_STEPS, Round
from pellucid.data.serving.orders import permutation
from pellucid.nn import Module
from pellucid.tensor.random.keys import DEFAULT
from pellucid.tensor.tensor import Tensor

JUDGED = 24  # rounds at most: judging costs time too

Watch = Callable[[Round], None]


class Learner(Protocol):
    """A network and how it learns."""

    @property
    def network(self) -> Module:
        """What learns."""

    def step(self, rows: np.ndarray, t: float) -> Tensor:
        """The loss of a batch, the rows of training by their places; afterwards the network has
        moved. `t` is the place in the course, 0 to 1."""

    def judged(self) -> tuple[float, float]:
        """Loss and error on the rows of validation, NaN where there are none."""

    def values(self) -> dict[str, np.ndarray]:
        """What the network would be saved with now."""


@dataclass(frozen=True, eq=False)
class Effort:
    """What a training may cost: until when, how many epochs (None: as many as do good), from which
    seed; who is told; and what the clock decided, or another one did."""

    seed: int
    epochs: float | None
    deadline: float
    teller: Narrator
    decisions: Decisions = field(default_factory=Decisions)


@dataclass(frozen=True)
class Pace:
    """Seconds that a step takes, one judgement, and the first step beyond that: to compile it."""

    step: float
    judgement: float
    compiling: float

    def scaled(self, factor: float) -> "Pace":
        """That of a network whose steps take so many times as long."""
        return Pace(self.step * factor, self.judgement * factor, self.compiling)

    def steps_until(self, deadline: float, judgements: float = JUDGED) -> float:
        """How many steps fit before a moment of `time.monotonic()`, with at most so many
        judgements."""
        left = PLANNED_SHARE * (deadline - time.monotonic())
        left -= self.compiling + min(JUDGED, judgements) * self.judgement
        return max(1.0, left / self.step)


@dataclass(frozen=True)
class Schedule:
    """`steps` in all, each on `batch` rows; `per_epoch` batches show every row once."""

    batch: int
    per_epoch: int
    steps: int

    @property
    def every(self) -> int:
        """Steps between two judgements."""
        return max(1, self.per_epoch, -(-self.steps // JUDGED))

    @property
    def epochs(self) -> float:
        """How often every row is shown."""
        return self.steps / self.per_epoch


@dataclass(frozen=True, eq=False)
class Learned:
    """What came of a training; the network holds the values of its best round."""

    history: tuple[Round, ...]
    best_round: int
    schedule: Schedule
    steps: int
    seconds: float


def schedule_of(
    rows: int,
    batch: int,
    epochs: float,
    *,
    affordable: float = math.inf,
    decisions: Decisions | None = None,
) -> Schedule:
    """The schedule of so many epochs, or of as many steps as are affordable, but at least one; what
    is affordable is one of the `decisions`.

    >>> schedule_of(1000, 256, 8).steps, schedule_of(1000, 256, 8, affordable=10.5).steps
    (24, 10)
    """
    batch = min(rows, batch)
    per_epoch = rows // batch
    steps = max(1, int(min(epochs * per_epoch, affordable)))
    return Schedule(batch, per_epoch, steps if decisions is None else decisions("steps", steps))


def pace_of(learner: Learner, batch: int) -> Pace:
    """How fast a learner is, which learns meanwhile: to be thrown away."""
    rows, costs = np.arange(batch), []
    for _ in range(1 + TRIAL_STEPS):  # the first step compiles
        began = time.monotonic()
        learner.step(rows, 0.5).item()
        costs.append(time.monotonic() - began)
    learner.judged()
    began = time.monotonic()
    learner.judged()
    step = float(np.median(costs[1:]))
    return Pace(step, time.monotonic() - began, costs[0] - step)


def follow(
    learner: Learner,
    rows: int,
    schedule: Schedule,
    *,
    seed: int,
    deadline: float = math.inf,
    watch: Watch | None = None,
    decisions: Decisions | None = None,
) -> Learned:
    """The course of a training over `rows` rows. The order of rows is a function of the seed and
    the epoch; when `deadline` comes early, what is left of the learning rate's way is gone faster.
    With the `decisions` of another training it goes as far as that one did.
    """
    began = time.monotonic()
    pace = None if decisions is None else decisions.course()
    course, history = Course(schedule.steps, deadline, pace), []
    best, lowest, kept = 0, math.inf, learner.values()
    for train_loss in rounds(learner, rows, schedule, course, seed):
        loss, error = learner.judged()
        planned = -(-course.steps // schedule.every)
        history.append(Round(len(history) + 1, planned, train_loss, loss, error))
        if loss <= lowest or math.isnan(loss):
            best, lowest, kept = len(history), loss, learner.values()
        if watch:
            watch(history[-1])
    learner.network.load_state_dict(kept)
    if decisions is not None:
        decisions.went(course.pace)
    seconds = time.monotonic() - began
    return Learned(tuple(history), best, schedule, course.taken, seconds)


def rounds(
    learner: Learner, rows: int, schedule: Schedule, course: Course, seed: int
) -> Iterator[float]:
    """The mean loss of the steps between two judgements."""
    losses: list[Tensor] = []
    order = np.arange(rows)
    while course.taken < course.steps:
        epoch, place = divmod(course.taken, schedule.per_epoch)
        order = permutation(rows, seed, epoch) if place == 0 else order
        chosen = order[place * schedule.batch : (place + 1) * schedule.batch]
        losses.append(learner.step(chosen, course.t))
        course.advance()
        if course.is_late or course.taken % schedule.every == 0 or course.taken == course.steps:
            yield float(np.mean([loss.item() for loss in losses]))
            losses.clear()
            course.fit_the_time()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """A block whose random numbers start from `seed`; afterwards those of the process go on as if
    it had not been."""
    before = DEFAULT.key.numpy().copy()
    DEFAULT.seed(seed)
    try:
        yield
    finally:
        DEFAULT.key.replace(Tensor(before).storage())


def one_cycle(t: float, warm: float = 0.2) -> float:
    """The factor of the learning rate: from a twentieth up to 1 in the share `warm`, then down to 0
    in a line.

    >>> one_cycle(0.2), one_cycle(1.0)
    (1.0, 0.0)
    """
    return 0.05 + 0.95 * t / warm if t < warm else (1.0 - t) / (1.0 - warm)
