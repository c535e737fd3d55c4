"""RealMLP-TD-S: the network for tables and how it is trained, whole, in one file to read, copy and
change.

The recipe is that of Holzmüller, Grinsztajn and Steinwart, "Better by default: strong pre-tuned
MLPs and boosted trees on tabular data" (2024), in its simplified form: a scaling layer, three
layers of 256 in neural-tangent parametrisation, Adam with a short memory, label smoothing, and a
learning rate that falls four times. Every number below is theirs.
"""

import itertools
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.data.orders import permutation
from pellucid.tensor import namespace as pel
from pellucid.tensor.tensor import Parameter, Tensor, state
from pellucid.tensor.transforms import compile, gradients  # noqa: A004

NAME = "RealMLP-TD-S"
WIDTH, DEPTH = 256, 3
EPOCHS = 256
SCALE_FACTOR, BIAS_FACTOR = 6.0, 0.1  # of the learning rate, for the scaling layer and for biases
BETAS, EPSILON = (0.9, 0.95), 1e-8
SMOOTHING = 0.1
RATES = {"selu": 0.04, "mish": 0.07}  # SELU for classes, Mish for numbers
# Rows in a batch, by the rows there are: the authors' rule for larger tables.
BATCHES = ((30_000, 256), (100_000, 512), (math.inf, 1024))
# Selu's constants: Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks"
# (2017).
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772

# A network answers rows in batches of these sizes, so that few programs serve any number of rows.
SIZES = (1, 16, 256, 4096)
# A training that the clock cuts short is still judged this often.
LEAST_ROUNDS = 16
TRIAL_STEPS = 5
# The share of the time left that is planned; the rest is for a machine that slows down.
PLANNED_SHARE = 0.9


def selu(x: Tensor) -> Tensor:
    """The scaled exponential linear unit: straight above 0, an exponential below."""
    return SELU_SCALE * (pel.maximum(x, 0.0) + SELU_ALPHA * pel.expm1(pel.minimum(x, 0.0)))


def mish(x: Tensor) -> Tensor:
    """x tanh(log(1 + exp(x))): Misra, "Mish: a self regularized non-monotonic activation function"
    (2019).
    """
    softplus = pel.maximum(x, 0.0) + pel.log1p(pel.exp(-abs(x)))
    return x * pel.tanh(softplus)


ACTIVATIONS = {"selu": selu, "mish": mish}


class RealMLP:
    """The network: float32 (n, inputs) to (n, outputs), logits of classes or, with one output,
    standardised numbers.

    `parameters`: name -> Parameter. Weights and biases start as N(0, 1) drawn from `seed`, the last
    layer as zeros.

    >>> network = RealMLP(4, 3, "selu")
    >>> network.run(np.ones((2, 4), np.float32)).tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """

    def __init__(self, inputs: int, outputs: int, activation: str, *, seed: int = 0) -> None:
        if activation not in ACTIVATIONS:
            raise ArgumentError(
                f"there is no activation {activation!r}", fix=f"use one of {', '.join(ACTIVATIONS)}"
            )
        self.inputs, self.outputs, self.activation = inputs, outputs, activation
        self.parameters = {
            name: Parameter(value) for name, value in initial_values(inputs, outputs, seed).items()
        }
        self.compiled = compile(self.forward)

    @staticmethod
    def shapes(inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        """Name -> shape of every parameter."""
        widths = [inputs, *[WIDTH] * DEPTH, outputs]
        found: dict[str, tuple[int, ...]] = {"scale": (inputs,)}
        for layer, (before, after) in enumerate(itertools.pairwise(widths), 1):
            found |= {f"linear{layer}.weight": (after, before), f"linear{layer}.bias": (after,)}
        return found

    def forward(self, x: Tensor) -> Tensor:
        """The outputs of a batch."""
        p, activation = self.parameters, ACTIVATIONS[self.activation]
        z = x * p["scale"]
        for layer in range(1, DEPTH + 2):
            weight, bias = p[f"linear{layer}.weight"], p[f"linear{layer}.bias"]
            z = z @ weight.T * (1.0 / math.sqrt(weight.shape[1])) + bias
            z = activation(z) if layer <= DEPTH else z
        return z

    def run(self, x: np.ndarray) -> np.ndarray:
        """The outputs of any number of rows, float32 (n, outputs), computed in batches of the sizes
        `SIZES`.
        """
        found = np.empty((len(x), self.outputs), np.float32)
        for start, rows in chunks(len(x)):
            part = x[start : start + SIZES[-1]]
            if len(part) < rows:
                part = np.concatenate([part, np.zeros((rows - len(part), self.inputs), np.float32)])
            found[start : start + rows] = self.compiled(part).numpy()[: len(found) - start]
        return found

    def values(self) -> dict[str, np.ndarray]:
        """A copy of every parameter."""
        return {name: parameter.numpy().copy() for name, parameter in self.parameters.items()}

    def load(self, values: dict[str, np.ndarray]) -> None:
        """Hold copies of `values` from now on."""
        for name, parameter in self.parameters.items():
            hold(parameter, values[name])


def initial_values(inputs: int, outputs: int, seed: int) -> dict[str, np.ndarray]:
    """Name -> float32 array: scales of 1, then N(0, 1), then zeros for the last layer."""
    random = np.random.default_rng(seed)
    values = {}
    for name, shape in RealMLP.shapes(inputs, outputs).items():
        drawn = random.standard_normal(shape, dtype=np.float32)
        last = name.startswith(f"linear{DEPTH + 1}")
        values[name] = (
            np.ones_like(drawn) if name == "scale" else np.zeros_like(drawn) if last else drawn
        )
    return values


def chunks(rows: int) -> Iterator[tuple[int, int]]:
    """Where each batch starts and its padded size: the largest size while it is filled, then the
    smallest that fits.
    """
    for start in range(0, rows, SIZES[-1]):
        yield start, next(size for size in SIZES if size >= min(rows - start, SIZES[-1]))


def hold(tensor: Tensor, value: np.ndarray) -> None:
    """Replace what a tensor holds by a copy of an array."""
    tensor.replace(Tensor(value.copy()).storage())


def coslog4(t: float) -> float:
    """The learning rate over the course t in [0, 1], as a factor: four waves, each twice as long,
    ending at 0.

    >>> [round(coslog4(t), 9) for t in (0, 1 / 15, 3 / 15, 7 / 15, 1)]
    [0.0, 0.0, 0.0, 0.0, 0.0]
    """
    return 0.5 * (1.0 - math.cos(2.0 * math.pi * math.log2(1.0 + 15.0 * t)))


def smoothed_cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """The mean cross-entropy against labels that keep 1 - SMOOTHING and share the rest among all
    classes.
    """
    classes = logits.shape[1]
    wanted = (
        pel.one_hot(labels, classes).astype("float32") * (1.0 - SMOOTHING) + SMOOTHING / classes
    )
    return -(wanted * pel.log_softmax(logits, axis=1)).sum(axis=1).mean()


def squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """The mean squared error of the only output."""
    return ((outputs.reshape(-1) - targets) ** 2).mean()


class Trainer:
    """Adam (Kingma and Ba, 2015) on the loss of a batch, as one compiled step.

    Moments start at 0 and are kept for each parameter; `steps` counts for the correction of that
    start.
    """

    def __init__(self, network: RealMLP) -> None:
        self.network, self.steps = network, 0
        self.loss = smoothed_cross_entropy if network.activation == "selu" else squared_error
        self.moments = {
            name: (state(np.zeros(p.shape, np.float32)), state(np.zeros(p.shape, np.float32)))
            for name, p in network.parameters.items()
        }
        self.compiled = compile(self.update)

    def update(self, x: Tensor, y: Tensor, rates: Tensor) -> Tensor:
        """The loss of a batch; afterwards every parameter has moved. `rates`: the learning rate and
        Adam's corrections.
        """
        parameters = self.network.parameters
        loss = self.loss(self.network.forward(x), y)
        for (name, p), g in zip(
            parameters.items(), gradients(loss, list(parameters.values())), strict=True
        ):
            first, second = self.moments[name]
            m = first.assign(BETAS[0] * first + (1.0 - BETAS[0]) * g)
            v = second.assign(BETAS[1] * second + (1.0 - BETAS[1]) * g * g)
            factor = (
                SCALE_FACTOR if name == "scale" else BIAS_FACTOR if name.endswith("bias") else 1.0
            )
            p.assign(p - factor * rates[0] * (m * rates[1]) / (pel.sqrt(v * rates[2]) + EPSILON))
        return loss

    def step(self, x: np.ndarray, y: np.ndarray, t: float) -> Tensor:
        """The loss of a batch, after whose gradient the network has moved; `t` is the place in the
        course, 0 to 1.
        """
        self.steps += 1
        rate = RATES[self.network.activation] * coslog4(t)
        corrections = (1.0 / (1.0 - beta**self.steps) for beta in BETAS)
        return self.compiled(x, y, np.array([rate, *corrections], np.float32))

    def restart(self, values: dict[str, np.ndarray]) -> None:
        """Go back to the start of a training, with `values` in the network."""
        self.network.load(values)
        self.steps = 0
        for moment in (m for pair in self.moments.values() for m in pair):
            hold(moment, np.zeros(moment.shape, np.float32))


@dataclass(frozen=True)
class Plan:
    """`steps` in all, each on `batch` rows, judged after every `every`; `per_epoch` batches show
    every row once.
    """

    batch: int
    per_epoch: int
    steps: int
    every: int

    @property
    def rounds(self) -> int:
        """How often the network is judged: after each epoch, unless time allows only a few."""
        return -(-self.steps // self.every)


@dataclass(frozen=True)
class Round:
    """What was measured after one round of a training. `error`: the share of wrong classes, or the
    root of the mean squared error of the standardised target, on the rows of validation (NaN where
    there are none).
    """

    round: int
    rounds: int
    train_loss: float
    validation_loss: float
    error: float


@dataclass(frozen=True, eq=False)
class Trained:
    """A network with the values of its best round, and how it came to be."""

    network: RealMLP
    history: tuple[Round, ...]
    best_round: int
    plan: Plan
    seconds: float
    is_complete: bool


def make_plan(rows: int, epochs: int, affordable: float = math.inf) -> Plan:
    """The plan for `epochs` passes over the rows, or for as many steps as are `affordable`, but at
    least one.

    >>> make_plan(1000, 256).steps, make_plan(1000, 256, affordable=100)
    (768, Plan(batch=256, per_epoch=3, steps=100, every=3))
    """
    batch = min(rows, next(size for most, size in BATCHES if rows <= most))
    per_epoch = rows // batch
    steps = max(1, int(min(epochs * per_epoch, affordable)))
    return Plan(batch, per_epoch, steps, min(per_epoch, -(-steps // LEAST_ROUNDS)))


Watch = Callable[[Round], None]


def train(
    rows: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    *,
    outputs: int = 0,
    seed: int = 0,
    epochs: int = EPOCHS,
    deadline: float = math.inf,
    watch: Watch | None = None,
) -> Trained:
    """A network trained on `rows`, with the values of the last round that was best on `validation`.

    Both are pairs of float32 (n, inputs) and answers: int64 codes (n,) of `outputs` classes, or
    standardised float32 (n,) when `outputs` is 0. `validation` may have no rows: then the last
    round is kept. `watch` is called with each Round. Training stops when `time.monotonic()` passes
    `deadline`; where 256 epochs would not fit before it, fewer steps are planned from the measured
    speed, so that the learning rate still runs its whole course. The same seed gives the same
    network whenever all epochs fit.
    """
    began = time.monotonic()
    network = RealMLP(rows[0].shape[1], outputs or 1, "selu" if outputs else "mish", seed=seed)
    trainer, plan = Trainer(network), make_plan(len(rows[0]), epochs)
    if deadline < math.inf:
        plan = make_plan(
            len(rows[0]), epochs, affordable_steps(trainer, plan, rows, validation, deadline)
        )
    history: list[Round] = []
    best, lowest, kept = 0, math.inf, network.values()
    for train_loss in rounds(trainer, plan, rows, seed, deadline):
        loss, error = judged(network, *validation)
        history.append(Round(len(history) + 1, plan.rounds, train_loss, loss, error))
        if error <= lowest or not len(validation[0]):
            best, lowest, kept = len(history), error, network.values()
        if watch:
            watch(history[-1])
    network.load(kept)
    seconds = time.monotonic() - began
    return Trained(
        network, tuple(history), best, plan, seconds, is_complete=trainer.steps == plan.steps
    )


def rounds(
    trainer: Trainer, plan: Plan, rows: tuple[np.ndarray, np.ndarray], seed: int, deadline: float
) -> Iterator[float]:
    """The mean loss of the steps of each round, in an order of rows that is a function of the seed
    and the epoch.
    """
    x, y = rows
    losses: list[Tensor] = []
    order = np.arange(len(x))
    for number in range(plan.steps):
        epoch, place = divmod(number, plan.per_epoch)
        order = permutation(len(x), seed, epoch) if place == 0 else order
        chosen = order[place * plan.batch : (place + 1) * plan.batch]
        losses.append(trainer.step(x.take(chosen, axis=0), y[chosen], number / plan.steps))
        is_late = time.monotonic() >= deadline
        if is_late or (number + 1) % plan.every == 0 or number + 1 == plan.steps:
            yield float(np.mean([loss.item() for loss in losses]))
            losses.clear()
        if is_late:
            return


def judged(network: RealMLP, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Loss and error of a network on rows: cross-entropy and the share of wrong classes, or mean
    squared error and its root. NaN when there are no rows.
    """
    if not len(x):
        return math.nan, math.nan
    found = network.run(x).astype(np.float64)
    if network.activation == "mish":
        loss = float(np.mean((found[:, 0] - y) ** 2))
        return loss, math.sqrt(loss)
    shifted = found - found.max(axis=1, keepdims=True)
    given = np.take_along_axis(shifted, y[:, None], axis=1)[:, 0] - np.log(
        np.exp(shifted).sum(axis=1)
    )
    return float(-given.mean()), float(np.mean(found.argmax(axis=1) != y))


def affordable_steps(
    trainer: Trainer,
    plan: Plan,
    rows: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    deadline: float,
) -> float:
    """How many steps fit before the deadline, by the time that a few take; the trainer is then
    where it was.
    """
    before, costs = trainer.network.values(), []
    batch = tuple(part[: plan.batch] for part in rows)
    for _ in range(1 + TRIAL_STEPS):  # the first step compiles
        began = time.monotonic()
        trainer.step(*batch, 0.0).item()
        costs.append(time.monotonic() - began)
    judged(trainer.network, *validation)
    began = time.monotonic()
    judged(trainer.network, *validation)
    judging = (time.monotonic() - began) / plan.every
    trainer.restart(before)
    return PLANNED_SHARE * (deadline - time.monotonic()) / (float(np.median(costs[1:])) + judging)
