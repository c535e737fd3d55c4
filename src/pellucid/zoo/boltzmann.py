"""Restricted Boltzmann machines (Smolensky, 1986; Hinton, 2002) and deep belief networks."""

import math
from itertools import pairwise
from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor import random
from pellucid.tensor.functions.namespace import asarray, stop_gradient
from pellucid.tensor.tensor import Parameter, Tensor


def contrastive_divergence(machine: Any, v: Any) -> Tensor:
    """The mean free energy of rows less that of what the machine makes of them by `machine.k` steps
    of Gibbs sampling, or of its chains, which go on from there while it is trained; a number.
    """
    v = asarray(v)
    made = machine.state if machine.chains else v
    for _ in range(machine.k):
        made = machine.gibbs(made)
    made = stop_gradient(made)
    if machine.chains and machine.training:
        machine.state = made
    return machine.free_energy(v).mean() - machine.free_energy(made).mean()


class RBM(nn.Module):
    """Visible and binary hidden units, of which each pair of kinds is joined by a weight: hidden
    ones are on with probability sigmoid(W v + c). `visible_kind` "binary" takes 0 to 1, "gaussian"
    numbers of variance 1.

    `objective` has the gradient of contrastive divergence: the free energy of the data less that of
    what `k` steps of Gibbs sampling make of them, or of chains that go on from batch to batch when
    there are `chains` of them (persistent contrastive divergence; Tieleman, 2008).

    >>> RBM(6, 4).objective(np.zeros((3, 6), np.float32)).shape
    ()
    """

    def __init__(
        self, visible: int, hidden: int, *, k: int = 1, chains: int = 0,
        visible_kind: str = "binary",
    ) -> None:  # fmt: skip
        if k < 1 or chains < 0 or visible_kind not in {"binary", "gaussian"}:
            raise ArgumentError(
                "RBM: k is 1 or more, chains 0 or more, visible_kind binary or gaussian",
                given=f"{k}, {chains}, {visible_kind!r}",
            )
        bound = 4 * math.sqrt(6 / (visible + hidden))
        self.weight = Parameter(np.zeros((hidden, visible), np.float32))
        nn.init.uniform_(self.weight, -bound, bound) if visible_kind == "binary" else (
            nn.init.normal_(self.weight, 0.0, 0.01)
        )
        self.hidden_bias = Parameter(np.zeros(hidden, np.float32))
        self.visible_bias = Parameter(np.zeros(visible, np.float32))
        self.k, self.chains, self.visible_kind = k, chains, visible_kind
        if chains:
            self.register_buffer("state", np.zeros((chains, visible), np.float32))

    def encode(self, v: Any) -> Tensor:
        """How likely each hidden unit is on, (n, hidden)."""
        return nn.functional.linear(asarray(v), self.weight, self.hidden_bias).sigmoid()

    def visible_mean(self, h: Tensor) -> Tensor:
        """How likely each visible unit is on, or its mean, (n, visible)."""
        found = nn.functional.linear(h, self.weight.T, self.visible_bias)
        return found.sigmoid() if self.visible_kind == "binary" else found

    def forward(self, v: Any) -> Tensor:
        """The visible units as they come back from the hidden means."""
        return self.visible_mean(self.encode(v))

    def gibbs(self, v: Tensor) -> Tensor:
        """The visible units after hidden and visible ones were drawn once."""
        mean = self.visible_mean(drawn(self.encode(v)))
        if self.visible_kind == "binary":
            return drawn(mean)
        return mean + random.normal(size=tuple(mean.shape))

    def free_energy(self, v: Any) -> Tensor:
        """Minus the logarithm of the unnormalised probability of each row, (n,)."""
        v = asarray(v)
        hidden = nn.functional.linear(v, self.weight, self.hidden_bias)
        soft = nn.functional.softplus(hidden).sum(1)
        if self.visible_kind == "binary":
            return -(v @ self.visible_bias) - soft
        return 0.5 * (v - self.visible_bias).square().sum(1) - soft

    def objective(self, v: Any) -> Tensor:
        """Its value says little, its gradient is that of contrastive divergence."""
        return contrastive_divergence(self, v)

    def pseudo_likelihood(self, v: Any) -> Tensor:
        """A stand-in for the log-likelihood that can be computed: of one unit drawn for each row,
        how likely it is what it is given the others, times the number of units; the mean over
        rows."""
        v = asarray(v).round()
        visible = v.shape[1]
        place = random.integers(0, visible, (len(v), 1))
        hit = (place == Tensor(np.arange(visible))).astype(v.dtype)
        flipped = v * (1 - hit) + (1 - v) * hit
        apart = self.free_energy(flipped) - self.free_energy(v)
        return visible * nn.functional.logsigmoid(apart).mean()

    def sample(self, count: int, steps: int = 1000, *, start: Any = None) -> Tensor:
        """Visible units (count, visible) after so many steps of Gibbs sampling, as means."""
        shape = (count, self.weight.shape[1])
        v = (random.uniform(shape) < 0.5).astype("float32") if start is None else asarray(start)
        for _ in range(steps):
            v = Tensor(self.gibbs(v).numpy())
        return self.forward(v)

    def layer(self) -> nn.Module:
        """The way to the hidden means as a layer that starts from these weights."""
        visible, hidden = self.weight.shape[1], self.weight.shape[0]
        found = nn.Linear(visible, hidden)
        found.weight, found.bias = self.weight, self.hidden_bias
        return nn.Sequential(found, nn.Sigmoid())

    def log_partition(self, *, chains: int = 100, steps: int = 1000) -> float:
        """A guess of the logarithm of the sum of all unnormalised probabilities, by annealed
        importance sampling (Neal, 2001; Salakhutdinov and Murray, 2008); binary units only."""
        if self.visible_kind != "binary":
            raise ArgumentError("RBM: the partition function is guessed for binary units only")
        weight, c, b = (
            x.numpy().astype(np.float64) for x in (self.weight, self.hidden_bias, self.visible_bias)
        )
        source = nn.init.generator()
        v = (source.random((chains, len(b))) < 1 / (1 + np.exp(-b))).astype(np.float64)
        logs = np.zeros(chains)
        for low, high in pairwise(np.linspace(0, 1, steps + 1)):
            inner = v @ weight.T + c
            logs += (np.logaddexp(0, high * inner) - np.logaddexp(0, low * inner)).sum(1)
            h = source.random(inner.shape) < 1 / (1 + np.exp(-high * inner))
            v = (source.random(v.shape) < 1 / (1 + np.exp(-(high * (h @ weight) + b)))).astype(
                float
            )
        first = np.logaddexp(0, b).sum() + len(c) * math.log(2)
        return float(first + np.logaddexp.reduce(logs) - math.log(chains))


def drawn(p: Tensor) -> Tensor:
    """1 with probability p, else 0."""
    return (random.uniform(tuple(p.shape)) < p).astype(p.dtype)


class DBN(nn.Module):
    """A classifier whose layers were Boltzmann machines: `stages` are pretrained one after another,
    then the whole is trained with labels (Hinton, Osindero and Teh, 2006).

    >>> net = DBN([6, 5, 4], 3)
    >>> net(np.zeros((2, 6), np.float32)).shape, len(net.stages)
    ((2, 3), 2)
    """

    def __init__(
        self, sizes: list[int], classes: int, *, k: int = 1, visible_kind: str = "binary"
    ) -> None:
        if len(sizes) < 2:
            raise ArgumentError("DBN: sizes are those of the inputs and of each hidden layer")
        self.stages = nn.ModuleList(
            RBM(n, m, k=k, visible_kind=visible_kind if place == 0 else "binary")
            for place, (n, m) in enumerate(pairwise(sizes))
        )
        self.out = nn.Linear(sizes[-1], classes)

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        x = asarray(x).flatten(1)
        for stage in self.stages:
            x = stage.encode(x)
        return self.out(x)

    def sample(self, count: int, steps: int = 1000) -> Tensor:
        """Visible means (count, visible) of what the top machine dreams."""
        found = self.stages[-1].sample(count, steps)
        for stage in list(self.stages)[-2::-1]:
            found = stage.visible_mean(drawn(found))
        return found
