"""RealMLP-TD: the network for tables, whole, as several members that are trained at once.

The recipe is that of Holzmüller, Grinsztajn and Steinwart, "Better by default: strong pre-tuned
MLPs and boosted trees on tabular data" (2024): periodic embeddings of numbers, a scaling layer,
three layers of 256 in neural-tangent parametrisation with parametric activations, first values that
depend on the data, and for the training Adam with a short memory, label smoothing, and dropout,
decay and a learning rate that run along schedules. Every number below is theirs.

Each member is a network of its own, with rows of its own to learn from. Their parameters are
stacked, and `vmap` makes one program of them: one step for all.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid import nn, optim
from pellucid.auto.columns.objectives import Objective, default_objective
from pellucid.auto.training.recipe import SIZES, answered
from pellucid.core.errors import ArgumentError
from pellucid.tensor.functions.namespace import cos
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.indexing import take
from pellucid.tensor.nodes.manipulation import concat
from pellucid.tensor.nodes.products import einsum
from pellucid.tensor.random.keys import split
from pellucid.tensor.tensor import Parameter, Tensor, state
from pellucid.tensor.transforms.compiled import compile  # noqa: A004
from pellucid.tensor.transforms.mapping import vmap

NAME = "RealMLP-TD"
WIDTH, LAYERS = 256, 3
FREQUENCIES, EMBEDDED, SPREAD = 16, 3, 0.1  # cosines of a number, what is made of them, their pace
LEVEL_WIDTH = 8  # values of a level, of a category of many
RATES = {"selu": 0.04, "mish": 0.2}  # SELU for classes, Mish for numbers
FACTORS = {"scale": 6.0, "bias": 0.1, "slope": 0.1, "embed": 0.1}  # of the learning rate
BETAS, EPSILON = (0.9, 0.95), 1e-8
SMOOTHING, DROPOUT, DECAY = 0.1, 0.15, 0.02
LEAST_SHARE = 1e-6  # of a label's probability, so that the logarithm of its odds is finite
HINGES = 5  # rows whose mixture lies on the hinge of each unit
INIT_ROWS = 4096  # rows that first values are fitted to
LEAST_SPREAD = 1e-4  # below, what varies is rounding: the inputs are constant
ACTIVATIONS = {"selu": nn.selu, "mish": nn.mish}


@dataclass(frozen=True)
class Recipe:
    """What may be searched for: the learning rate (None for that of RATES), the shares of dropout,
    decay and smoothing, and the pace of the cosines."""

    rate: float | None = None
    dropout: float = DROPOUT
    decay: float = DECAY
    smoothing: float = SMOOTHING
    spread: float = SPREAD


PUBLISHED = Recipe()

einsum_of, joined, taken = lifted(einsum), lifted(concat), lifted(take)
Values = dict[str, Any]


class RealMLP(nn.Module):
    """`members` networks: float32 (n, inputs) to (n, outputs). `is_number` tells which inputs are
    scaled quantities, and not one-hot columns; inside, these come first. `tables` tells of each
    input how many levels it numbers, or 0; inside, those that number levels come last.

    What they answer together is the mean of their probabilities, as logarithms (of the odds, where
    labels may hold together); or, with the activation "mish", of their numbers, within the `bounds`
    of those seen.

    >>> network = RealMLP(3, "selu", is_number=[True, False, True, False], members=2)
    >>> network.run(np.ones((5, 4), np.float32)).shape
    (5, 3)
    """

    def __init__(
        self,
        outputs: int,
        activation: str,
        *,
        is_number: Sequence[bool],
        members: int = 1,
        objective: Objective | None = None,
        tables: Sequence[int] = (),
    ) -> None:
        if activation not in ACTIVATIONS:
            raise ArgumentError(
                f"there is no activation {activation!r}",
                fix=f"use one of {', '.join(ACTIVATIONS)}",
            )
        tables = tuple(tables) or (0,) * len(is_number)
        inputs, numbers = len(is_number), sum(map(bool, is_number))
        self.inputs, self.outputs, self.activation = inputs, outputs, activation
        self.objective = default_objective(activation, objective)
        self.numbers, self.members = numbers, members
        self.tables = tuple(size for size in tables if size)
        self.order = order_of_inputs(is_number, tables)
        self.is_ordered = bool((np.diff(self.order) > 0).all())
        width = inputs + EMBEDDED * numbers + (LEVEL_WIDTH - 1) * len(self.tables)
        sizes = [width, *[WIDTH] * LAYERS, outputs]
        shapes: dict[str, tuple[int, ...]] = {"scale": (width,)}
        if self.tables:
            shapes["levels"] = (sum(self.tables), LEVEL_WIDTH)
        if numbers:
            shapes |= {
                "embed_pace": (numbers, FREQUENCIES), "embed_phase": (numbers, FREQUENCIES),
                "embed_weight": (numbers, EMBEDDED, FREQUENCIES),
                "embed_shift": (numbers, EMBEDDED),
            }  # fmt: skip
        for layer in range(LAYERS + 1):
            shapes[f"weight{layer}"] = (sizes[layer + 1], sizes[layer])
            shapes[f"bias{layer}"] = (sizes[layer + 1],)
            if layer < LAYERS:
                shapes[f"slope{layer}"] = (WIDTH,)
        for name, shape in shapes.items():
            setattr(self, name, Parameter(np.ones((members, *shape), np.float32)))
        self.bounds = state(unbounded(self.objective, outputs))
        self.compiled = compile(self.together)
        self.compiled_apart = compile(lambda x: self.forward(x).permute(1, 0, 2))

    def values(self) -> Values:
        """The parameters by name, the members along their first axis."""
        return dict(self.named_parameters())

    def entrance(self, p: Values, x: Tensor) -> Tensor:
        """What the first layer of a member is given, for rows (n, inputs)."""
        if self.tables:
            x = self.with_levels(p, x)
        if not self.numbers:
            return x * p["scale"]
        numbers = x[:, : self.numbers]
        waves = cos((numbers[:, :, None] * p["embed_pace"]) * (2 * math.pi) + p["embed_phase"])
        found = einsum_of("ncf,cef->nce", waves, p["embed_weight"]) + p["embed_shift"]
        embedded = found.reshape(found.shape[0], self.numbers * EMBEDDED)
        return joined([x, embedded], axis=1) * p["scale"]

    def with_levels(self, p: Values, x: Tensor) -> Tensor:
        """Rows with the values of levels in the place of their numbers, which come last."""
        plain = self.inputs - len(self.tables)
        return joined([x[:, :plain], apart_of(p["levels"], self.tables, x[:, plain:])], axis=1)

    def layer(self, p: Values, number: int, x: Tensor) -> Tensor:
        """A layer of a member before its activation: W x / sqrt(inputs) + b."""
        weight = p[f"weight{number}"]
        return x @ weight.T * (1 / math.sqrt(weight.shape[1])) + p[f"bias{number}"]

    def bent(self, p: Values, number: int, x: Tensor) -> Tensor:
        """The activation f of a layer, x + slope (f(x) - x)."""
        return x + p[f"slope{number}"] * (ACTIVATIONS[self.activation](x) - x)

    def member(
        self, p: Values, x: Tensor, key: Tensor | None = None, dropped: Tensor | float = 0.0
    ) -> Tensor:
        """The outputs of one member for rows; with a `key`, the share `dropped` of hidden values is
        left out at random."""
        x = self.entrance(p, x)
        keys = None if key is None else split(key, LAYERS)
        for number in range(LAYERS):
            x = self.bent(p, number, self.layer(p, number, x))
            if keys is not None:
                x = nn.dropout(x, dropped, key=keys[number])
        return self.layer(p, LAYERS, x)

    def forward(self, x: Tensor) -> Tensor:
        """The outputs of each member for the same rows, (members, n, outputs)."""
        return vmap(self.member, (0, None))(self.values(), x)

    def together(self, x: Tensor) -> Tensor:
        """What the members answer together, (n, outputs)."""
        found = mean_answer(self.objective, self(x))
        return found.clip(self.bounds[0], self.bounds[1]) if self.activation == "mish" else found

    def run(self, x: np.ndarray) -> np.ndarray:
        """The answers for any number of rows, computed in batches of the sizes `SIZES`: NumPy's
        float32 (n, outputs).
        """
        return answered(self.compiled, x[:, self.order], (self.outputs,))

    def run_one(self, x: np.ndarray) -> np.ndarray:
        """The answers for one row (1, inputs): NumPy's float32 (1, outputs)."""
        return self.compiled(x if self.is_ordered else x.take(self.order, axis=1)).numpy()

    def run_evenly(self, x: np.ndarray) -> np.ndarray:
        """As `run`, in batches of the largest size only: a row is answered to the bit alike
        whatever rows are beside it."""
        return answered(self.compiled, x[:, self.order], (self.outputs,), SIZES[-1:])

    def run_apart(self, x: np.ndarray) -> np.ndarray:
        """The answers of each member for any number of rows: float32 (n, members, outputs)."""
        shape = (self.members, self.outputs)
        return answered(self.compiled_apart, x[:, self.order], shape)


def order_of_inputs(is_number: Sequence[bool], tables: Sequence[int]) -> np.ndarray:
    """The columns of the encoder's matrix as networks take them: numbers, plain ones, levels."""
    return np.lexsort((~np.asarray(is_number, bool), np.asarray(tables) > 0))


def apart_of(values: Tensor, tables: Sequence[int], numbered: Tensor) -> Tensor:
    """The values of levels (all levels, LEVEL_WIDTH) for rows of their numbers (n, columns)."""
    starts = np.cumsum([0, *tables[:-1]]).astype(np.int32)
    places = numbered.astype("int32") + starts
    n, count = places.shape
    found = taken(values, places.reshape(n * count), axis=0)
    return found.reshape(n, count * LEVEL_WIDTH)


def mean_answer(objective: Objective, found: Tensor) -> Tensor:
    """The mean of what several networks answer (many, n, outputs): of numbers; of probabilities, as
    logarithms; of the probabilities of labels, as logarithms of the odds.
    """
    if objective.activation == "mish":
        return found.mean(0)
    if objective.name == "labels":
        shares = nn.sigmoid(found).mean(0).clip(LEAST_SHARE, 1 - LEAST_SHARE)
        return (shares / (1 - shares)).log()
    return (nn.softmax(found, -1).mean(0) + 1e-30).log()


def unbounded(objective: Objective, outputs: int) -> np.ndarray:
    """Bounds that bind no number: of all outputs, or of each where they are several targets."""
    most = np.float32(np.finfo(np.float32).max)
    shape = (outputs,) if objective.name == "several numbers" else ()
    return np.stack([np.full(shape, -most), np.full(shape, most)])


def initialise(network: RealMLP, rows: list[np.ndarray], seed: int, spread: float = SPREAD) -> None:
    """First values of each member, fitted to its own `rows`: every unit's input has variance 1,
    and a random mixture of rows lies on its hinge. `spread`: the pace of the cosines."""
    drawn = [first_values(network, x, seed, place, spread) for place, x in enumerate(rows)]
    for name, parameter in network.values().items():
        parameter.assign(Tensor(np.stack([values[name] for values in drawn]).astype(np.float32)))


def first_values(
    network: RealMLP, rows: np.ndarray, seed: int, member: int, pace: float
) -> dict[str, np.ndarray]:
    """First values of one member, layer by layer."""
    random = np.random.default_rng((seed, member))
    if len(rows) > INIT_ROWS:
        rows = rows[random.choice(len(rows), INIT_ROWS, replace=False)]
    shapes = {name: x.shape[1:] for name, x in network.values().items()}
    found = {name: np.ones(shape) for name, shape in shapes.items()}
    if network.numbers:
        bound = 1 / math.sqrt(FREQUENCIES)
        found["embed_pace"] = random.normal(0, pace, shapes["embed_pace"])
        found["embed_phase"] = random.uniform(-math.pi, math.pi, shapes["embed_phase"])
        for name in ("embed_weight", "embed_shift"):
            found[name] = random.uniform(-bound, bound, shapes[name])

    if network.tables:
        found["levels"] = random.normal(size=shapes["levels"])

    def run(function: Any, x: Any) -> np.ndarray:
        held = {name: Tensor(value.astype(np.float32)) for name, value in found.items()}
        return function(held, Tensor(x)).numpy()

    x = run(network.entrance, rows.astype(np.float32))
    for number in range(LAYERS + 1):
        weight = random.standard_normal(shapes[f"weight{number}"])
        units = x @ weight.T / math.sqrt(x.shape[1])
        spread = units.std(0)
        weight /= np.where(spread > LEAST_SPREAD, spread, 1.0)[:, None]
        units = x @ weight.T / math.sqrt(x.shape[1])
        shares = random.exponential(size=(HINGES, len(weight)))
        shares /= shares.sum(0)
        chosen = random.integers(0, len(x), (HINGES, len(weight)))
        bias = -(shares * np.take_along_axis(units, chosen, 0)).sum(0)
        found[f"weight{number}"], found[f"bias{number}"] = weight, bias
        if number < LAYERS:
            x = run(lambda p, z, n=number: network.bent(p, n, z), (units + bias).astype(np.float32))
    return found


class Trainer:
    """Adam with decay apart from the gradient, on the losses of all members, as one compiled step.
    `steps` counts those taken.
    """

    def __init__(
        self,
        network: RealMLP,
        *,
        seed: int = 0,
        smoothing: float = SMOOTHING,
        recipe: Recipe = PUBLISHED,
    ) -> None:
        self.network, self.smoothing, self.seed, self.steps = network, smoothing, seed, 0
        self.recipe = recipe
        self.rate = RATES[network.activation] if recipe.rate is None else recipe.rate
        draws = (np.random.SeedSequence((seed, k)) for k in range(network.members))
        self.keys = np.array([[drawn.generate_state(1)[0], 0] for drawn in draws], np.uint32)
        named = network.values()
        groups = [
            {
                "params": [p for n, p in named.items() if part_of(n) == part],
                "factor": FACTORS.get(part, 1.0),
                "decayed": part != "bias",
            }
            for part in dict.fromkeys(map(part_of, named))
        ]
        self.optimizer = optim.AdamW(groups, lr=0.0, betas=BETAS, eps=EPSILON, weight_decay=DECAY)
        for group in self.optimizer.param_groups:
            if not group["decayed"]:
                group["weight_decay"] = 0.0
        self.compiled = compile(self.update)

    def update(
        self, x: Tensor, y: Tensor, weights: Tensor, keys: Tensor, dropped: Tensor
    ) -> Tensor:
        """The loss of each member's batch; afterwards every parameter has moved."""
        member = vmap(self.loss, (0, 0, 0, 0, 0, None))
        losses = member(self.network.values(), x, y, weights, keys, dropped)
        self.optimizer.minimize(losses.sum())
        return losses

    def loss(
        self, p: Values, x: Tensor, y: Tensor, weights: Tensor, key: Tensor, dropped: Tensor
    ) -> Tensor:
        """The loss of one member's batch, weighted by row."""
        found = self.network.member(p, x, key, dropped)
        return (self.network.objective.losses(found, y, self.smoothing) * weights).mean()

    def step(self, x: np.ndarray, y: np.ndarray, weights: np.ndarray, t: float) -> Tensor:
        """The losses of batches (members, n, ...), after whose gradients the networks have moved;
        `t` is the place in the course, 0 to 1.
        """
        self.steps += 1
        rate, late = self.rate * optim.coslog4(t), optim.flat_cos(t)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["factor"]
            if group["decayed"]:
                group["weight_decay"] = self.recipe.decay * late
        self.keys[:, 1] = self.steps
        dropped = np.float32(self.recipe.dropout * late)
        return self.compiled(x, y, weights, self.keys, dropped)


def part_of(name: str) -> str:
    """Which factor of the learning rate goes with a parameter: the word its name begins with."""
    return name.split("_", maxsplit=1)[0].rstrip("0123456789")
