"""RealMLP-TD-S: the network for tables and how it is trained, whole, in one file to read, copy and
change.

The recipe is that of Holzmüller, Grinsztajn and Steinwart, "Better by default: strong pre-tuned
MLPs and boosted trees on tabular data" (2024), in its simplified form: a scaling layer, three
layers of 256 in neural-tangent parametrisation, Adam with a short memory, label smoothing, and a
learning rate that falls four times. Every number below is theirs.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from pellucid import nn, optim
from pellucid.auto.columns.objectives import Objective, default_objective
from pellucid.auto.training.metrics import Metric, losses_of, mean, metric_for, scores_of
from pellucid.auto.training.pace import Course, Pace
from pellucid.core.errors import ArgumentError
from pellucid.data.serving.orders import permutation
from pellucid.tensor.tensor import Parameter, Tensor
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

NAME = "RealMLP-TD-S"
WIDTH = 256
EPOCHS = 256
SCALE_FACTOR, BIAS_FACTOR = 6.0, 0.1  # of the learning rate, for the scaling layer and for biases
BETAS, EPSILON = (0.9, 0.95), 1e-8
SMOOTHING = 0.1
RATES = {"selu": 0.04, "mish": 0.07}  # SELU for classes, Mish for numbers
# Rows in a batch, by the rows there are: the authors' rule for larger tables.
Batches = tuple[tuple[float, int], ...]
BATCHES: Batches = ((30_000, 256), (100_000, 512), (math.inf, 1024))
ACTIVATIONS = {"selu": nn.selu, "mish": nn.mish}

# A network answers rows in batches of these sizes, so that few programs serve any number of rows.
SIZES = (1, 16, 256)
# A training that the clock cuts short is still judged this often.
LEAST_ROUNDS = 16
TRIAL_STEPS = 5
# The share of the time left that is planned; the rest is for a machine that slows down.
PLANNED_SHARE = 0.95


class NTPLinear(nn.Module):
    """W x / sqrt(inputs) + b: the neural-tangent parametrisation, in which W and b are of size 1.

    Both start as N(0, 1), or as zeros without a source of `random` numbers.
    """

    def __init__(
        self, inputs: int, outputs: int, random: np.random.Generator | None = None
    ) -> None:
        shapes = (outputs, inputs), (outputs,)
        weight, bias = (
            np.zeros(shape, np.float32)
            if random is None
            else random.standard_normal(shape, dtype=np.float32)
            for shape in shapes
        )
        self.weight, self.bias = Parameter(weight), Parameter(bias)
        self.factor = 1.0 / math.sqrt(inputs)

    def forward(self, x: Tensor) -> Tensor:
        """The outputs of a batch."""
        return x @ self.weight.T * self.factor + self.bias


class RealMLP(nn.Module):
    """The network: float32 (n, inputs) to (n, outputs), logits of classes or, with one output,
    standardised numbers.

    A factor for each input, three hidden layers whose values are drawn from `seed`, and a last
    layer of zeros.

    >>> network = RealMLP(4, 3, "selu")
    >>> network.run(np.ones((2, 4), np.float32)).tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        activation: str,
        *,
        seed: int = 0,
        objective: Objective | None = None,
    ) -> None:
        if activation not in ACTIVATIONS:
            raise ArgumentError(
                f"there is no activation {activation!r}",
                fix=f"use one of {', '.join(ACTIVATIONS)}",
            )
        random = np.random.default_rng(seed)
        self.inputs, self.outputs, self.activation = inputs, outputs, activation
        self.objective = default_objective(activation, objective)
        self.scale = Parameter(np.ones(inputs, np.float32))
        self.hidden1 = NTPLinear(inputs, WIDTH, random)
        self.hidden2 = NTPLinear(WIDTH, WIDTH, random)
        self.hidden3 = NTPLinear(WIDTH, WIDTH, random)
        self.last = NTPLinear(WIDTH, outputs)
        self.compiled = compile(self.forward)

    def forward(self, x: Tensor) -> Tensor:
        """The outputs of a batch."""
        activation = ACTIVATIONS[self.activation]
        x = activation(self.hidden1(x * self.scale))
        x = activation(self.hidden2(x))
        x = activation(self.hidden3(x))
        return self.last(x)

    def run(self, x: np.ndarray) -> np.ndarray:
        """The outputs of any number of rows, computed in batches of the sizes `SIZES`: NumPy's
        float32 (n, outputs).
        """
        return answered(self.compiled, x, (self.outputs,), SIZES)

    def run_one(self, x: np.ndarray) -> np.ndarray:
        """The answers for one row (1, inputs): NumPy's float32 (1, outputs)."""
        return self.compiled(x).numpy()

    def run_evenly(self, x: np.ndarray) -> np.ndarray:
        """As `run`, in batches of the largest size only: a row is answered to the bit alike
        whatever rows are beside it."""
        return answered(self.compiled, x, (self.outputs,), SIZES[-1:])


def answered(
    compiled: Any, x: np.ndarray, shape: tuple[int, ...], sizes: tuple[int, ...] = SIZES
) -> np.ndarray:
    """What a compiled function makes of rows, in batches of some sizes: float32 (n, *shape)."""
    found = np.empty((len(x), *shape), np.float32)
    for start in range(0, len(x), sizes[-1]):
        part = x[start : start + sizes[-1]]
        size = next(size for size in sizes if size >= len(part))
        if len(part) < size:
            part = np.concatenate([part, np.zeros((size - len(part), x.shape[1]), np.float32)])
        outputs = compiled(np.ascontiguousarray(part)).numpy()
        found[start : start + size] = outputs[: len(found) - start]
    return found


class Trainer:
    """Adam on the loss of a batch, as one compiled step. `steps` counts those taken.

    The scaling layer learns faster than the weights, and biases slower.
    """

    def __init__(self, network: RealMLP, *, smoothing: float = SMOOTHING) -> None:
        self.network, self.smoothing, self.steps = network, smoothing, 0
        named = dict(network.named_parameters())
        groups = [
            {"params": [p for n, p in named.items() if factor_of(n) == factor], "factor": factor}
            for factor in (1.0, SCALE_FACTOR, BIAS_FACTOR)
        ]
        self.optimizer = optim.Adam(groups, lr=0.0, betas=BETAS, eps=EPSILON)
        self.compiled = compile(self.update)

    def update(self, x: Tensor, y: Tensor, weights: Tensor) -> Tensor:
        """The loss of a batch, weighted by row; afterwards every parameter has moved."""
        losses = self.network.objective.losses(self.network(x), y, self.smoothing)
        loss = (losses * weights).mean()
        self.optimizer.minimize(loss)
        return loss

    def step(self, x: np.ndarray, y: np.ndarray, weights: np.ndarray, t: float) -> Tensor:
        """The loss of a batch, after whose gradient the network has moved; `t` is the place in the
        course, 0 to 1.
        """
        self.steps += 1
        rate = RATES[self.network.activation] * optim.coslog4(t)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        return self.compiled(x, y, weights)

    def restart(self, values: dict[str, np.ndarray]) -> None:
        """Go back to the start of a training, with `values` in the network."""
        self.network.load_state_dict(values)
        self.steps = 0
        moments = [m for kept in self.optimizer.state.values() for m in kept.values()]
        for held in (*moments, *(group.step for group in self.optimizer.param_groups)):
            held.replace(Tensor(np.zeros(held.shape, held.dtype.numpy)).storage())


def factor_of(name: str) -> float:
    """By how much the learning rate of a parameter is multiplied."""
    return SCALE_FACTOR if name == "scale" else BIAS_FACTOR if name.endswith("bias") else 1.0


@dataclass(frozen=True)
class Plan:
    """`steps` in all, each on `batch` rows, judged after every `every`; `per_epoch` batches show
    every row once.
    """

    batch: int
    per_epoch: int
    steps: int
    every: int


@dataclass(frozen=True)
class Round:
    """What was measured after one round of a training. `error`: that of the metric (the share of
    wrong classes, or the root of the mean squared error of the standardised target, unless another
    was asked for) on the rows of validation; NaN where there are none.
    """

    round: int
    rounds: int
    train_loss: float
    validation_loss: float
    error: float


@dataclass(frozen=True, eq=False)
class Trained:
    """A network with the values of its best round, and how it came to be. `rows`: how many were
    seen, where not all were in memory.
    """

    network: Any
    history: tuple[Round, ...]
    best_round: int
    plan: Plan
    steps: int
    seconds: float
    pace: Pace
    rows: int = 0


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows to learn from or to be judged by: float32 (n, inputs), answers (n,), int64 codes of
    classes or standardised float32, and float32 weights (n,), the mean of which is 1.
    """

    x: np.ndarray
    y: np.ndarray
    weights: np.ndarray

    @classmethod
    def of(cls, x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None) -> "Rows":
        """Rows of the same weight, unless weights are given."""
        if weights is None or not len(x):
            return cls(x, y, np.ones(len(x), np.float32))
        return cls(x, y, (weights / weights.mean()).astype(np.float32))

    def __len__(self) -> int:
        return len(self.x)

    def take(self, rows: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Inputs, answers and weights of some of them."""
        return self.x.take(rows, axis=0), self.y[rows], self.weights[rows]


def make_plan(
    rows: int, epochs: int, affordable: float = math.inf, batches: Batches = BATCHES
) -> Plan:
    """The plan for `epochs` passes over the rows, or for as many steps as are `affordable`, but at
    least one; `batches`: how many rows a batch has, by the rows there are.

    >>> make_plan(1000, 256).steps, make_plan(1000, 256, affordable=100)
    (768, Plan(batch=256, per_epoch=3, steps=100, every=3))
    """
    batch = min(rows, next(size for most, size in batches if rows <= most))
    per_epoch = rows // batch
    steps = max(1, int(min(epochs * per_epoch, affordable)))
    return Plan(batch, per_epoch, steps, min(per_epoch, -(-steps // LEAST_ROUNDS)))


Watch = Callable[[Round], None]


def train(  # noqa: PLR0913 (all but the first two by name)
    rows: Rows,
    validation: Rows,
    *,
    outputs: int = 0,
    objective: Objective | None = None,
    metric: Metric | None = None,
    seed: int = 0,
    epochs: int = EPOCHS,
    deadline: float = math.inf,
    watch: Watch | None = None,
    pace: Pace | None = None,
) -> Trained:
    """A network trained on `rows`, with the values of the last round that was best on `validation`
    by the `metric`.

    `outputs`: how many classes or quantiles there are; 0 for numbers. `validation` may have no
    rows: then the last round is kept. `watch` is called with each Round. Training stops when
    `time.monotonic()` passes `deadline`; where not all `epochs` fit before it, fewer steps are
    planned from the measured speed, so that the learning rate still runs its whole course. The same
    seed gives the same network whenever all epochs fit, or with the `pace` of another training.
    """
    began = time.monotonic()
    objective = objective or Objective("classes" if outputs else "numbers")
    metric = metric or metric_for(objective)
    network = RealMLP(
        rows.x.shape[1], outputs or 1, objective.activation, seed=seed, objective=objective
    )
    trainer = Trainer(network, smoothing=SMOOTHING if metric.sure else 0.0)
    judge = partial(judged, network, metric, validation)
    plan = make_plan(len(rows), epochs)
    if pace is not None:
        plan = make_plan(len(rows), epochs, pace.planned)
    elif deadline < math.inf:
        affordable = affordable_steps(trainer, plan, rows, judge, deadline)
        plan = make_plan(len(rows), epochs, affordable)
    history: list[Round] = []
    best, lowest, kept = 0, math.inf, network.state_dict()
    course = Course(plan.steps, deadline, pace)
    for train_loss in rounds(trainer, plan, course, rows, seed):
        loss, error = judge()
        planned = -(-course.steps // plan.every)
        history.append(Round(len(history) + 1, planned, train_loss, loss, error))
        if error <= lowest or not len(validation):
            best, lowest, kept = len(history), error, network.state_dict()
        if watch:
            watch(history[-1])
    network.load_state_dict(kept)
    seconds = time.monotonic() - began
    return Trained(network, tuple(history), best, plan, course.taken, seconds, course.pace)


def rounds(trainer: Trainer, plan: Plan, course: Course, rows: Rows, seed: int) -> Iterator[float]:
    """The mean loss of the steps of each round, in an order of rows that is a function of the seed
    and the epoch.
    """
    losses: list[Tensor] = []
    order = np.arange(len(rows))
    while course.taken < course.steps:
        epoch, place = divmod(course.taken, plan.per_epoch)
        order = permutation(len(rows), seed, epoch) if place == 0 else order
        chosen = order[place * plan.batch : (place + 1) * plan.batch]
        losses.append(trainer.step(*rows.take(chosen), course.t))
        course.advance()
        if course.is_late or course.taken % plan.every == 0 or course.taken == course.steps:
            yield float(np.mean([loss.item() for loss in losses]))
            losses.clear()
            course.fit_the_time()


def judged(network: RealMLP, metric: Metric, rows: Rows) -> tuple[float, float]:
    """Loss and error of a network on rows. NaN when there are none."""
    if not len(rows):
        return math.nan, math.nan
    outputs, weights = network.run(rows.x), rows.weights.astype(np.float64)
    losses = losses_of(network.objective, outputs, rows.y)
    return mean(losses, weights), metric.wrong(
        scores_of(network.objective, outputs), rows.y, weights
    )


def affordable_steps(
    trainer: Trainer,
    plan: Plan,
    rows: Rows,
    judge: Callable[[], object],
    deadline: float,
) -> float:
    """How many steps fit before the deadline, by the time that a few take; the trainer is then
    where it was.
    """
    before, costs = trainer.network.state_dict(), []
    batch = rows.take(np.arange(plan.batch))
    for _ in range(1 + TRIAL_STEPS):  # the first step compiles
        began = time.monotonic()
        trainer.step(*batch, 0.0).item()
        costs.append(time.monotonic() - began)
    judge()
    began = time.monotonic()
    judge()
    judging = (time.monotonic() - began) / plan.every
    trainer.restart(before)
    return PLANNED_SHARE * (deadline - time.monotonic()) / (float(np.median(costs[1:])) + judging)
