"""TabM-mini: many small networks that share nearly all of their weights, trained at once.

The recipe is that of Gorishniy, Kotelnikov and Babenko, "TabM: advancing tabular deep learning with
parameter-efficient ensembling" (2024), in the form where a network differs from the others by a
factor for each column, before the first layer, and by its last layer. Numbers are read by their
places between quantiles, as in "On embeddings for numerical features in tabular deep learning"
(Gorishniy, Rubachev and Babenko, 2022): steps are found that a smooth network finds late. Theirs
are the numbers below, but for WIDTH and BINS, half as wide and two thirds as many, so that two
cores carry them, and for the rate, which they keep until patience ends and which here falls to
nothing in the last part of a training that has a given time.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid import nn, optim
from pellucid.auto.columns.objectives import Objective
from pellucid.auto.training.realmlp import (
    LEVEL_WIDTH,
    apart_of,
    mean_answer,
    order_of_inputs,
    unbounded,
)
from pellucid.auto.training.recipe import SIZES, answered
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.manipulation import concat
from pellucid.tensor.nodes.products import einsum
from pellucid.tensor.random.keys import split
from pellucid.tensor.tensor import Parameter, Tensor, state
from pellucid.tensor.transforms.compiled import compile  # noqa: A004
from pellucid.tensor.transforms.mapping import vmap

NAME = "TabM-mini"
FAMILY = 32  # networks that share their weights
WIDTH, BLOCKS, BINS, EMBEDDED = 256, 2, 32, 16
DROPOUT, DECAY, RATE, MOST_GRADIENT = 0.1, 3e-4, 2e-3, 1.0
CONSTANT = 0.5  # of a training, before the rate falls
UNDECAYED = ("bias", "line", "line_shift", "pieces", "levels", "mark")
# Rows in a batch, by the rows there are.
BATCHES = ((2_800, 32), (4_500, 64), (6_400, 128), (32_000, 256), (math.inf, 512))

einsum_of, joined = lifted(einsum), lifted(concat)
Values = dict[str, Any]


def batch_for(rows: int) -> int:
    """How many rows make a batch."""
    return min(rows, next(size for most, size in BATCHES if rows <= most))


def edges_of(columns: np.ndarray) -> np.ndarray:
    """The quantiles of each column, float32 (columns, BINS + 1), each above the one before. Where
    values are few, the last edges lie beyond all of them.
    """
    shares = np.linspace(0, 1, BINS + 1)
    found = np.empty((columns.shape[1], BINS + 1), np.float32)
    for place, column in enumerate(columns.T):
        own = np.unique(np.quantile(column, shares).astype(np.float32))
        beyond = own[-1] + 1.0 + np.arange(BINS + 1 - len(own), dtype=np.float32)
        found[place] = np.concatenate([own, beyond])
    return found


class TabM(nn.Module):
    """`members` families of networks, each with rows of its own to learn from: float32 (n, inputs)
    to (n, outputs). `is_number`, `tables`, `order` and what is answered are those of RealMLP.

    >>> network = TabM(3, Objective("classes"), is_number=[True, False, True])
    >>> network.run(np.ones((5, 3), np.float32)).shape
    (5, 3)
    """

    def __init__(
        self,
        outputs: int,
        objective: Objective,
        *,
        is_number: Sequence[bool],
        members: int = 1,
        tables: Sequence[int] = (),
    ) -> None:
        tables = tuple(tables) or (0,) * len(is_number)
        inputs, numbers = len(is_number), sum(map(bool, is_number))
        self.inputs, self.outputs, self.objective = inputs, outputs, objective
        self.numbers, self.members, self.activation = numbers, members, objective.activation
        self.tables = tuple(size for size in tables if size)
        self.order = order_of_inputs(is_number, tables)
        self.plain = inputs - numbers - len(self.tables)
        width = EMBEDDED * numbers + self.plain + LEVEL_WIDTH * len(self.tables)
        sizes = [width, *[WIDTH] * BLOCKS]
        shapes: dict[str, tuple[int, ...]] = {"mark": (FAMILY, inputs)}
        if self.tables:
            shapes["levels"] = (sum(self.tables), LEVEL_WIDTH)
        if numbers:
            shapes |= {"line": (numbers, EMBEDDED), "line_shift": (numbers, EMBEDDED),
                       "pieces": (numbers, EMBEDDED, BINS)}  # fmt: skip
        for layer in range(BLOCKS):
            shapes[f"weight{layer}"] = (sizes[layer + 1], sizes[layer])
            shapes[f"bias{layer}"] = (sizes[layer + 1],)
        shapes |= {"head": (FAMILY, outputs, WIDTH), "bias_head": (FAMILY, outputs)}
        for name, shape in shapes.items():
            setattr(self, name, Parameter(np.zeros((members, *shape), np.float32)))
        steps = np.arange(BINS + 1, dtype=np.float32)
        self.edges = state(np.broadcast_to(steps, (members, max(1, numbers), BINS + 1)).copy())
        self.bounds = state(unbounded(objective, outputs))
        self.compiled = compile(self.together)
        self.compiled_apart = compile(lambda x: self.forward(x).permute(1, 0, 2))

    def values(self) -> Values:
        """The parameters by name, the members along their first axis."""
        return dict(self.named_parameters())

    def entrance(self, p: Values, edges: Tensor, x: Tensor) -> Tensor:
        """What rows (n, inputs) are to a family before its marks: the place of each number, then
        the other columns, then the values of levels.
        """
        parts, numbers = [], x[:, : self.numbers]
        if self.numbers:
            low, high = edges[:, :-1], edges[:, 1:]
            shares = ((numbers[:, :, None] - low) / (high - low)).clip(0.0, 1.0)
            found = einsum_of("ncb,ceb->nce", shares, p["pieces"])
            found = found + numbers[:, :, None] * p["line"] + p["line_shift"]
            parts.append(found.reshape(x.shape[0], self.numbers * EMBEDDED))
        if self.plain:
            parts.append(x[:, self.numbers : self.numbers + self.plain])
        if self.tables:
            parts.append(apart_of(p["levels"], self.tables, x[:, self.numbers + self.plain :]))
        return joined(parts, axis=1) if len(parts) > 1 else parts[0]

    def marks(self, p: Values) -> Tensor:
        """The factor of each network for everything that a column has become, (FAMILY, width)."""
        own, end = p["mark"], self.numbers + self.plain
        parts = []
        if self.numbers:
            parts.append(repeated_for(own[:, : self.numbers], EMBEDDED))
        if self.plain:
            parts.append(own[:, self.numbers : end])
        if self.tables:
            parts.append(repeated_for(own[:, end:], LEVEL_WIDTH))
        return joined(parts, axis=1) if len(parts) > 1 else parts[0]

    def family(self, p: Values, edges: Tensor, x: Tensor, key: Tensor | None = None) -> Tensor:
        """What each network of a family answers for the same rows, (FAMILY, n, outputs); with a
        `key`, values are left out at random.
        """
        n = x.shape[0]
        entered, marks = self.entrance(p, edges, x), self.marks(p)
        z = (entered[None, :, :] * marks[:, None, :]).reshape(FAMILY * n, entered.shape[1])
        keys = None if key is None else split(key, BLOCKS)
        for layer in range(BLOCKS):
            z = nn.relu(z @ p[f"weight{layer}"].T + p[f"bias{layer}"])
            if keys is not None:
                z = nn.dropout(z, DROPOUT, key=keys[layer])
        found = einsum_of("fnw,fow->fno", z.reshape(FAMILY, n, WIDTH), p["head"])
        return found + p["bias_head"][:, None, :]

    def member(self, p: Values, edges: Tensor, x: Tensor) -> Tensor:
        """What a family answers together, (n, outputs)."""
        return self.mean_of(self.family(p, edges, x))

    def mean_of(self, found: Tensor) -> Tensor:
        """The mean of answers (many, n, outputs): of probabilities as logarithms, or of numbers."""
        return mean_answer(self.objective, found)

    def forward(self, x: Tensor) -> Tensor:
        """The answers of each member for the same rows, (members, n, outputs)."""
        return vmap(self.member, (0, 0, None))(self.values(), self.edges, x)

    def together(self, x: Tensor) -> Tensor:
        """What the members answer together, (n, outputs)."""
        found = self.mean_of(self(x))
        return found.clip(self.bounds[0], self.bounds[1]) if self.activation == "mish" else found

    def run(self, x: np.ndarray) -> np.ndarray:
        """The answers for any number of rows: NumPy's float32 (n, outputs)."""
        return answered(self.compiled, x[:, self.order], (self.outputs,), SIZES)


def repeated_for(marks: Tensor, times: int) -> Tensor:
    """Each column (n, columns) so often, beside itself."""
    n, columns = marks.shape
    wide = marks[:, :, None] * np.ones((1, 1, times), np.float32)
    return wide.reshape(n, columns * times)


def initialise(network: TabM, rows: list[np.ndarray], seed: int) -> None:
    """First values of each member: those of linear layers as they are usual, marks from N(0, 1),
    pieces of zeros beside a line, and edges at the quantiles of the member's own `rows`.
    """
    drawn = [first_values(network, np.random.default_rng((seed, 7, k))) for k in range(len(rows))]
    for name, parameter in network.values().items():
        stacked = np.stack([values[name] for values in drawn])
        parameter.assign(Tensor(stacked.astype(np.float32)))
    if network.numbers:
        edges = np.stack([edges_of(own[:, : network.numbers]) for own in rows])
        network.edges = Tensor(edges)


def first_values(network: TabM, random: np.random.Generator) -> dict[str, np.ndarray]:
    """First values of one member."""
    found = {}
    for name, parameter in network.values().items():
        shape = parameter.shape[1:]
        if name in {"mark", "levels"}:
            found[name] = random.standard_normal(shape)
        elif name == "pieces":
            found[name] = np.zeros(shape)
        else:
            inputs = {"line": EMBEDDED, "line_shift": EMBEDDED, "head": WIDTH, "bias_head": WIDTH}
            of_layer = network.values().get(name.replace("bias", "weight"))
            fan = inputs[name] if name in inputs or of_layer is None else of_layer.shape[-1]
            found[name] = random.uniform(-1, 1, shape) / math.sqrt(fan)
    return found


class Trainer:
    """AdamW on the mean loss of the networks of every family, as one compiled step."""

    def __init__(self, network: TabM, *, seed: int = 0) -> None:
        self.network, self.seed, self.steps = network, seed, 0
        draws = (np.random.SeedSequence((seed, 5, k)) for k in range(network.members))
        self.keys = np.array([[drawn.generate_state(1)[0], 0] for drawn in draws], np.uint32)
        named = network.values()
        groups = [
            {"params": own}
            for own in (
                [p for n, p in named.items() if n.rstrip("0123456789") not in UNDECAYED],
                [p for n, p in named.items() if n.rstrip("0123456789") in UNDECAYED],
            )
        ]
        self.optimizer = optim.AdamW(groups, lr=RATE, weight_decay=DECAY)
        self.optimizer.param_groups[1]["weight_decay"] = 0.0
        self.compiled = compile(self.update)

    def update(self, x: Tensor, y: Tensor, weights: Tensor, keys: Tensor) -> Tensor:
        """The loss of each member's batch; afterwards every parameter has moved."""
        values, edges = self.network.values(), self.network.edges
        losses = vmap(self.loss, (0, 0, 0, 0, 0, 0))(values, edges, x, y, weights, keys)
        self.optimizer.minimize(losses.sum(), clip=MOST_GRADIENT)
        return losses

    def loss(
        self, p: Values, edges: Tensor, x: Tensor, y: Tensor, weights: Tensor, key: Tensor
    ) -> Tensor:
        """The mean loss of the networks of a family on the same rows."""
        found, n = self.network.family(p, edges, x, key), x.shape[0]
        flat = found.reshape(FAMILY * n, self.network.outputs)
        losses = self.network.objective.losses(flat, joined([y] * FAMILY, axis=0), 0.0)
        return (losses.reshape(FAMILY, n) * weights).mean()

    def step(self, x: np.ndarray, y: np.ndarray, weights: np.ndarray, t: float) -> Tensor:
        """The losses of batches (members, n, ...); `t` is the place in the course, 0 to 1."""
        self.steps += 1
        for group in self.optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (1.0 - t) / (1.0 - CONSTANT))
        self.keys[:, 1] = self.steps
        return self.compiled(x, y, weights, self.keys)
