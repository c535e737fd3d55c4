"""Deep Boltzmann machines (Salakhutdinov and Hinton, 2009): several layers of binary units, each
joined to the next, none to itself."""

import math
from itertools import pairwise
from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor import random
from pellucid.tensor.functions.namespace import asarray, stop_gradient
from pellucid.tensor.tensor import Parameter, Tensor
from pellucid.zoo.boltzmann import drawn

LOW = 1e-6  # means this near to 0 or 1 have no entropy worth counting


class Joint(nn.Module):
    """Two neighbouring layers, as they are pretrained: `up` and `down` say how much what goes up
    and down counts, 2 where the whole machine has another layer beyond, which would say as much.

    >>> Joint(6, 4, up=2.0).encode(np.zeros((3, 6), np.float32)).shape
    (3, 4)
    """

    def __init__(self, visible: int, hidden: int, *, up: float = 1.0, down: float = 1.0) -> None:
        self.weight = Parameter(np.zeros((hidden, visible), np.float32))
        nn.init.normal_(self.weight, 0.0, 0.01)
        self.visible_bias = Parameter(np.zeros(visible, np.float32))
        self.hidden_bias = Parameter(np.zeros(hidden, np.float32))
        self.up, self.down = up, down

    def encode(self, v: Any) -> Tensor:
        """How likely each hidden unit is on, (n, hidden)."""
        return (self.up * (asarray(v) @ self.weight.T) + self.hidden_bias).sigmoid()

    def decode(self, h: Tensor) -> Tensor:
        """How likely each visible unit is on, (n, visible)."""
        return (self.down * (h @ self.weight) + self.visible_bias).sigmoid()

    def objective(self, v: Any) -> Tensor:
        """Its gradient is that of contrastive divergence with one step."""
        v = asarray(v)
        h = self.encode(v)
        back = stop_gradient(drawn(self.decode(drawn(h))))
        pairs = [(v, stop_gradient(h)), (back, stop_gradient(self.encode(back)))]
        seen, made = (
            ((h @ self.weight) * v).sum(1) + v @ self.visible_bias + h @ self.hidden_bias
            for v, h in pairs
        )
        return made.mean() - seen.mean()


class DBM(nn.Module):
    """A deep Boltzmann machine: `sizes` are those of the visible and of each hidden layer, all of
    binary units; the energy is minus the sum of all biases of units that are on, and of all weights
    between such.

    `objective` has the gradient of the variational bound: hidden units of the data are their
    mean-field values after `rounds` rounds, those of the model come from `chains` Gibbs chains that
    go on by `k` steps from batch to batch. `stages` are the pairs of layers for `train.pretrain`,
    whose weights count twice where the machine goes on beyond; neighbours share a bias.

    >>> machine = DBM([6, 5, 4], chains=10)
    >>> [m.shape for m in machine.mean_field(np.zeros((3, 6), np.float32))]
    [(3, 5), (3, 4)]
    >>> machine.objective(np.zeros((3, 6), np.float32)).shape
    ()
    """

    def __init__(
        self, sizes: list[int], *, rounds: int = 10, k: int = 1, chains: int = 100
    ) -> None:
        if len(sizes) < 2 or min(sizes) < 1:
            raise ArgumentError(
                "DBM: sizes are those of the visible and of each hidden layer", given=f"{sizes}"
            )
        if min(rounds, k, chains) < 1:
            raise ArgumentError(
                "DBM: rounds, k and chains are 1 or more", given=f"{rounds}, {k}, {chains}"
            )
        last = len(sizes) - 2
        self.stages = nn.ModuleList(
            Joint(n, m, up=1.0 + (place < last), down=1.0 + (place > 0))
            for place, (n, m) in enumerate(pairwise(sizes))
        )
        for below, above in pairwise(self.stages):
            above.visible_bias = below.hidden_bias
        self.rounds, self.k, self.chains, self.depth = rounds, k, chains, len(sizes)
        for place, size in enumerate(sizes):
            self.register_buffer(f"chain_{place}", np.zeros((chains, size), np.float32))

    @property
    def biases(self) -> list[Tensor]:
        """Those of each layer, the visible one first."""
        return [self.stages[0].visible_bias, *(stage.hidden_bias for stage in self.stages)]

    def told(self, layers: list[Tensor], place: int) -> Tensor:
        """What its neighbours and its bias say to a layer: the logarithm of the odds of each unit
        being on."""
        found = self.biases[place]
        if place:
            found = layers[place - 1] @ self.stages[place - 1].weight.T + found
        if place + 1 < self.depth:
            found = layers[place + 1] @ self.stages[place].weight + found
        return found

    def mean_field(self, v: Any) -> list[Tensor]:
        """How likely each hidden unit is on were they independent, as near as possible to the truth
        in Kullback and Leibler's sense: for each hidden layer (n, units). It starts from one way
        up, and no round makes the bound worse."""
        layers = [asarray(v)]
        for stage in self.stages:
            layers.append(stage.encode(layers[-1]))
        for _ in range(self.rounds):
            for place in range(1, self.depth):
                layers[place] = self.told(layers, place).sigmoid()
        return layers[1:]

    def encode(self, v: Any) -> Tensor:
        """The mean-field values of the top layer, (n, units)."""
        return self.mean_field(v)[-1]

    def forward(self, v: Any) -> Tensor:
        """The visible units as they come back from the mean-field values."""
        v = asarray(v)
        return self.told([v, *self.mean_field(v)], 0).sigmoid()

    def energy(self, layers: list[Tensor]) -> Tensor:
        """That of the states of all layers, (n,); of means, the mean energy of independent units
        with them."""
        found: Any = sum(x @ b for x, b in zip(layers, self.biases, strict=True))
        for stage, (low, high) in zip(self.stages, pairwise(layers), strict=True):
            found = found + ((high @ stage.weight) * low).sum(1)
        return -found

    def bound(self, v: Any) -> Tensor:
        """What is never above the logarithm of the unnormalised probability of each row, (n,): less
        `log_partition`, a bound of its log-likelihood."""
        v = asarray(v)
        means = self.mean_field(v)
        return sum((entropy(m) for m in means), -self.energy([v, *means]))

    def gibbs(self, layers: list[Tensor]) -> list[Tensor]:
        """All layers after one step: those of odd number drawn given the others, then the rest."""
        layers = list(layers)
        for first in (1, 0):
            for place in range(first, self.depth, 2):
                layers[place] = drawn(self.told(layers, place).sigmoid())
        return layers

    def objective(self, v: Any) -> Tensor:
        """Its value says little, its gradient is that of minus the bound of the log-likelihood."""
        v = asarray(v)
        means = [stop_gradient(m) for m in self.mean_field(v)]
        model = [getattr(self, f"chain_{place}") for place in range(self.depth)]
        for _ in range(self.k):
            model = self.gibbs(model)
        model = [stop_gradient(x) for x in model]
        if self.training:
            for place, x in enumerate(model):
                setattr(self, f"chain_{place}", x)
        return self.energy([v, *means]).mean() - self.energy(model).mean()

    def sample(self, count: int, steps: int = 1000) -> Tensor:
        """Visible units (count, visible) after so many steps of Gibbs sampling, as means."""
        layers = [drawn(random.uniform((count, len(b)))) for b in self.biases]
        for _ in range(steps):
            layers = [Tensor(x.numpy()) for x in self.gibbs(layers)]
        return self.told(layers, 0).sigmoid()

    def log_partition(self, *, chains: int = 100, steps: int = 1000) -> float:
        """A guess of the logarithm of the sum of all unnormalised probabilities, by annealed
        importance sampling (Salakhutdinov, 2008): weights grow from 0 while the layers of odd
        number are drawn; the others are summed over."""
        weights = [stage.weight.numpy().astype(np.float64) for stage in self.stages]
        biases = [b.numpy().astype(np.float64) for b in self.biases]
        source = nn.init.generator()

        def told(layers: list[np.ndarray], place: int) -> np.ndarray:
            low = layers[place - 1] @ weights[place - 1].T if place else 0.0
            high = layers[place + 1] @ weights[place] if place + 1 < self.depth else 0.0
            return np.asarray(low + high)

        def on(odds: np.ndarray) -> np.ndarray:
            return (source.random(odds.shape) < 1 / (1 + np.exp(-odds))).astype(np.float64)

        layers = [on(np.tile(b, (chains, 1))) for b in biases]
        logs = np.zeros(chains)
        for low, high in pairwise(np.linspace(0, 1, steps + 1)):
            for place in range(0, self.depth, 2):
                inner, b = told(layers, place), biases[place]
                logs += (np.logaddexp(0, high * inner + b) - np.logaddexp(0, low * inner + b)).sum(
                    1
                )
                layers[place] = on(high * inner + b)
            for place in range(1, self.depth, 2):
                layers[place] = on(high * told(layers, place) + biases[place])
        first = sum(np.logaddexp(0, b).sum() for b in biases)
        return float(first + np.logaddexp.reduce(logs) - math.log(chains))


def entropy(means: Tensor) -> Tensor:
    """That of independent binary units with these means, in nats, (n,)."""
    p = means.clip(LOW, 1 - LOW)
    return -(p * p.log() + (1 - p) * (1 - p).log()).sum(1)
