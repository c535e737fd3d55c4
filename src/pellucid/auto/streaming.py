"""Learning from a file that does not fit into memory: rows pass by once or more, and are gone.

The heads of the file's blocks are kept: they tell the schema, fit the encoder, train a first
network, choose the best round and judge. All other rows are trained on as they come from the disk.
"""

import time
from collections.abc import Iterator

import numpy as np

from pellucid.auto.answering.calibration import Calibration, fit_calibration
from pellucid.auto.answering.predictor import Predictor
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.learning import Effort, Lesson, Paces
from pellucid.auto.rows.splits import Split
from pellucid.auto.training.folds import Keeper
from pellucid.auto.training.metrics import losses_of, mean, scores_of
from pellucid.auto.training.pace import Course
from pellucid.auto.training.realmlp import SMOOTHING, RealMLP, Trainer, initialise
from pellucid.auto.training.recipe import (
    LEAST_ROUNDS,
    PLANNED_SHARE,
    Plan,
    Round,
    Rows,
    Trained,
    make_plan,
)
from pellucid.data.serving.prefetching import prefetched
from pellucid.data.tables.large_files import Stream
from pellucid.data.tables.tables import Table
from pellucid.tensor.tensor import Tensor

TRIAL_STEPS = 20
MOST_JUDGED = 20_000  # rows that choose the best round


def learned_from_stream(
    stream: Stream, lesson: Lesson, split: Split, effort: Effort
) -> tuple[Predictor, Trained, Paces]:
    """A predictor trained on the rows of a stream, how, and at which pace; `lesson` holds its
    heads, of which `split` keeps some to choose the best round and some to judge."""
    began = time.monotonic()
    schema, training = lesson.schema, lesson.take(split.train)
    fold = np.zeros(len(split.train), np.int64)
    encoder, target = Encoder.fit(training.table, schema, fold), training.answers
    kept = lesson.take(split.validation[:MOST_JUDGED]).encoded(encoder, target)
    network = network_for(encoder, lesson, training.encoded(encoder, target), effort)
    trainer = Trainer(network, seed=effort.seed, smoothing=SMOOTHING if effort.metric.sure else 0.0)
    passing = Passing(stream, lesson, encoder, effort)
    keeper = Keeper(network)
    running = Running(trainer, passing, kept, keeper, effort)
    history = tuple(running.rounds())
    best = keeper.restore() if history else 0
    calibration = Calibration()
    if schema.classes:
        calibration = fit_calibration(network.run(kept.x), kept.y, kept.weights)
    plan = Plan(passing.batch, max(1, stream.rows // passing.batch), trainer.steps, running.every)
    seconds, seen = time.monotonic() - began, min(stream.rows, trainer.steps * passing.batch)
    pace = running.course.pace
    trained = Trained(network, history, best, plan, trainer.steps, seconds, pace, seen)
    return Predictor(schema, encoder, target, network, calibration), trained, Paces(pace)


class Running:
    """The rounds of a training on rows that pass by."""

    def __init__(
        self, trainer: Trainer, passing: "Passing", kept: Rows, keeper: Keeper, effort: Effort
    ) -> None:
        self.trainer, self.passing, self.kept = trainer, passing, kept
        self.keeper, self.effort = keeper, effort
        self.course = Course(passing.wanted, effort.deadline, effort.paces.first)
        self.every, self.began = 1, 0.0

    def rounds(self) -> Iterator[Round]:
        """Each round, once it is over. The first steps tell the pace, and so how many there are."""
        losses: list[Tensor] = []
        number = 0
        for x, y, weights in self.passing.batches():
            losses.append(self.trainer.step(x[None], y[None], weights[None], self.course.t))
            self.course.advance()
            self.find_pace(losses[-1])
            is_last = self.course.taken >= self.course.steps or self.course.is_late
            if is_last or (self.trainer.steps > TRIAL_STEPS and not self.course.taken % self.every):
                number += 1
                seen = float(np.mean([loss.numpy().mean() for loss in losses]))
                losses.clear()
                found = judged(self.trainer.network, self.kept, self.effort, number, seen)
                self.keeper.keep(number, [found.error])
                self.effort.teller.watch(found)
                yield found
            if is_last:
                self.course.change(self.course.taken)
                return

    def find_pace(self, loss: Tensor) -> None:
        """After the first steps: plan as many as the time allows. The first one compiles."""
        if self.trainer.steps == 1:
            loss.numpy()
            self.began = time.monotonic()
        if self.trainer.steps == TRIAL_STEPS:
            loss.numpy()
            pace = (time.monotonic() - self.began) / (TRIAL_STEPS - 1)
            left = max(0.0, self.effort.deadline - time.monotonic())
            affordable = int(min(self.passing.wanted, PLANNED_SHARE * left / pace))
            self.course.change(TRIAL_STEPS + max(1, affordable))
            self.every = max(1, self.course.steps // LEAST_ROUNDS)


def network_for(encoder: Encoder, lesson: Lesson, rows: Rows, effort: Effort) -> RealMLP:
    """One member, whose first values fit the rows that are kept."""
    schema = lesson.schema
    network = RealMLP(
        schema.outputs or 1, schema.objective.activation, is_number=encoder.is_number.tolist(),
        objective=schema.objective, tables=encoder.tables,
    )  # fmt: skip
    if not schema.objective.has_classes:
        network.bounds = Tensor(np.array([rows.y.min(), rows.y.max()], np.float32))
    initialise(network, [rows.x[:, network.order]], effort.seed)
    return network


def judged(network: RealMLP, rows: Rows, effort: Effort, number: int, seen: float) -> Round:
    """What a round has come to on the rows that are kept for that."""
    outputs, weights = network.run(rows.x), rows.weights.astype(np.float64)
    loss = mean(losses_of(network.objective, outputs, rows.y), weights)
    error = effort.metric.wrong(scores_of(network.objective, outputs), rows.y, weights)
    return Round(number, LEAST_ROUNDS, seen, loss, error)


class Passing:
    """The rows of a stream as batches, the next ones read while these are trained on."""

    def __init__(self, stream: Stream, lesson: Lesson, encoder: Encoder, effort: Effort) -> None:
        self.stream, self.lesson, self.encoder, self.effort = stream, lesson, encoder, effort
        self.target = lesson.answers
        self.batch = make_plan(stream.rows, 1).batch
        self.wanted = max(TRIAL_STEPS + 1, effort.epochs * (stream.rows // self.batch))

    def rows(self, table: Table) -> Rows:
        """The rows of a part whose target is known."""
        answers = table[self.lesson.schema.target.name]
        codes = self.target.encode(answers)
        known = ~answers.missing & (codes >= 0 if codes.dtype.kind == "i" else np.isfinite(codes))
        x = self.encoder.encode(table)[0]
        return Rows.of(x[known], codes[known])

    def batches(self) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Inputs, answers and weights, epoch after epoch."""
        order = network_order(self.encoder)
        for epoch in range(self.effort.epochs):
            parts = map(self.rows, self.stream.bodies(self.effort.seed, epoch))
            for rows in prefetched(parts, ahead=1):
                for start in range(0, len(rows) - self.batch + 1, self.batch):
                    x, y, weights = rows.take(np.arange(start, start + self.batch))
                    yield x[:, order], y, weights


def network_order(encoder: Encoder) -> np.ndarray:
    """The order in which the network of an encoder takes its inputs."""
    return np.lexsort((~encoder.is_number, np.array(encoder.tables) > 0))
