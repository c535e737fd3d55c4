"""Networks trained again, shortly, for what a report wants to know: with fewer rows, or without a
column. Five at a time, by the program that has trained the model's own members.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pellucid.auto.columns.objectives import Objective
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.training.folds import CHUNK, FOLDS
from pellucid.auto.training.realmlp import RealMLP, Trainer, initialise
from pellucid.data.serving.orders import permutation
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile  # noqa: A004
from pellucid.tensor.transforms.mapping import vmap


@dataclass(frozen=True, eq=False)
class Refit:
    """One network to be: the rows it learns from (indices), and the columns of the matrix that it
    does not see.
    """

    rows: np.ndarray
    hidden: slice | None = None


@dataclass(frozen=True, eq=False)
class Given:
    """What refits share: rows (n, inputs) with answers and weights, the held-out rows (m, inputs)
    they answer, what they are trained for, the rows in a batch, and the code that wrote the rows.
    """

    x: np.ndarray
    y: np.ndarray
    new: np.ndarray
    weights: np.ndarray
    objective: Objective
    outputs: int
    batch: int
    plain: Encoder


def refit(
    given: Given, wanted: Sequence[Refit], *, steps: int, seed: int, until: float = math.inf
) -> np.ndarray | None:
    """What each network answers for the held-out rows, (len(wanted), m, outputs), after `steps`;
    None when these are not taken before `time.monotonic()` passes `until`.

    All take the same number of steps; one with few rows sees them more often.
    """
    found = []
    for start in range(0, len(wanted), FOLDS):
        group = list(wanted[start : start + FOLDS])
        filled = [*group, *(group[-1:] * (FOLDS - len(group)))]
        answers = refit_five(given, filled, steps=steps, seed=seed, until=until)
        if answers is None:
            return None
        found.append(answers[: len(group)])
    return np.concatenate(found)


def refit_five(
    given: Given, wanted: list[Refit], *, steps: int, seed: int, until: float
) -> np.ndarray | None:
    """Five networks, trained as one; None when they are not done in time."""
    network = RealMLP(
        given.outputs or 1,
        given.objective.activation,
        is_number=given.plain.is_number.tolist(),
        members=len(wanted),
        objective=given.objective,
    )
    hidden = np.ones((len(wanted), 1, given.x.shape[1]), np.float32)
    for member, one in enumerate(wanted):
        hidden[member, :, one.hidden] = (
            0.0  # as if missing everywhere: what never varies says nothing
        )
    hidden = hidden[:, :, network.order]
    x = given.x[:, network.order]
    if not given.objective.has_classes:
        network.bounds = Tensor(np.array([given.y.min(), given.y.max()], np.float32))
    initialise(network, [x[one.rows] * hidden[k] for k, one in enumerate(wanted)], seed)
    trainer = Trainer(network, seed=seed)
    streams = [Stream(one.rows, given.batch, seed + k) for k, one in enumerate(wanted)]
    for step in range(steps):
        if time.monotonic() > until:
            return None
        rows = np.stack([stream.next() for stream in streams])
        trainer.step(x[rows] * hidden, given.y[rows], given.weights[rows], step / steps)
    return answered(network, given.new[:, network.order], hidden)


class Stream:
    """Batches of a set of rows, in an order that is a function of the seed; where there are fewer
    rows than a batch holds, some come twice.
    """

    def __init__(self, rows: np.ndarray, batch: int, seed: int) -> None:
        self.rows, self.batch, self.seed = rows, batch, seed
        self.epoch, self.left = 0, np.empty(0, np.int64)

    def next(self) -> np.ndarray:
        """The rows of the next batch."""
        while len(self.left) < self.batch:
            order = self.rows[permutation(len(self.rows), self.seed, self.epoch)]
            self.left, self.epoch = np.concatenate([self.left, order]), self.epoch + 1
        chosen, self.left = self.left[: self.batch], self.left[self.batch :]
        return chosen


def answered(network: RealMLP, new: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """What each member answers for the same rows, (members, m, outputs)."""
    forward = compile(lambda x: vmap(network.member)(network.values(), x))
    found = np.empty((network.members, len(new), network.outputs), np.float32)
    for start in range(0, len(new), CHUNK):
        part = new[start : start + CHUNK]
        padded = np.zeros((CHUNK, new.shape[1]), np.float32)
        padded[: len(part)] = part
        found[:, start : start + CHUNK] = forward(padded * hidden).numpy()[:, : len(part)]
    return found


def losses_of(
    outputs: np.ndarray, truth: np.ndarray, *, classes: bool, middle: int = 0
) -> np.ndarray:
    """The loss of each answer, (members, m): 1 for a wrong class, or the distance of a number,
    which is the output at the place `middle`.
    """
    if classes:
        return (outputs.argmax(axis=2) != truth).astype(np.float64)
    return np.abs(outputs[:, :, middle].astype(np.float64) - truth)


def affordable(seconds: float, seconds_for_step: float, most: int) -> int:
    """How many steps fit into so many seconds, at most `most`."""
    return int(min(most, max(0.0, seconds) / max(seconds_for_step, 1e-6)))
