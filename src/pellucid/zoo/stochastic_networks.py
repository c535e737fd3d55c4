"""Generative stochastic networks (Bengio, Thibodeau-Laufer, Alain and Yosinski, 2014): a chain that
spoils and restores its state, trained so that where it goes is where the data are."""

from itertools import pairwise
from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor import random
from pellucid.tensor.functions.namespace import asarray, stop_gradient, where, zeros
from pellucid.tensor.tensor import Tensor
from pellucid.zoo.boltzmann import drawn

Layers = list[Tensor]


class GSN(nn.Module):
    """A chain over rows of 0 to 1 and layers of tanh units between which weights go both ways:
    `sizes` are those of the visible and of each hidden layer. A step spoils the visible units
    (`corruption` of them become 0 or 1 by chance), computes the layers of odd number, with normal
    `noise` before and after tanh, then the others, and draws the visible units from what they are
    likely to be.

    `objective` walks `walkback` steps of the chain from the data, or as many as there are layers,
    and asks every step to bring the data back: so the chain is drawn back from wherever it strays
    to. `sample` walks on and on.

    >>> net = GSN([6, 8])
    >>> net.objective(np.zeros((3, 6), np.float32)).shape, net.sample(5, 4).shape
    ((), (5, 6))
    """

    def __init__(
        self, sizes: list[int], *, walkback: int | None = None, corruption: float = 0.4,
        noise: float = 0.5,
    ) -> None:  # fmt: skip
        if len(sizes) < 2 or min(sizes) < 1:
            raise ArgumentError(
                "GSN: sizes are those of the visible and of each hidden layer", given=f"{sizes}"
            )
        least = len(sizes) - 1
        self.walkback = 2 * least if walkback is None else walkback
        if self.walkback < least or not 0 <= corruption <= 1 or noise < 0:
            raise ArgumentError(
                f"GSN: walkback is {least} or more, corruption 0 to 1, noise 0 or more",
                given=f"{walkback}, {corruption}, {noise}",
            )
        self.weights = nn.ParameterList([np.zeros((m, n), np.float32) for n, m in pairwise(sizes)])
        for weight in self.weights:
            nn.init.xavier_uniform_(weight)
        self.biases = nn.ParameterList([np.zeros(n, np.float32) for n in sizes])
        self.corruption, self.noise, self.depth = corruption, noise, len(sizes)

    def told(self, layers: Layers, place: int) -> Tensor:
        """What its neighbours and its bias say to a layer."""
        found: Tensor = self.biases[place]
        if place:
            found = layers[place - 1] @ self.weights[place - 1].T + found
        if place + 1 < self.depth:
            found = layers[place + 1] @ self.weights[place] + found
        return found

    def moved(self, layers: Layers, *, noisy: bool = True) -> Layers:
        """All layers after one step, the visible one as means."""
        layers = list(layers)
        for first in (1, 0):
            for place in range(first, self.depth, 2):
                inner = self.told(layers, place)
                if not place:
                    layers[0] = inner.sigmoid()
                elif noisy:
                    layers[place] = self.shaken(self.shaken(inner).tanh())
                else:
                    layers[place] = inner.tanh()
        return layers

    def shaken(self, x: Tensor) -> Tensor:
        """With normal noise."""
        return x + self.noise * random.normal(tuple(x.shape))

    def started(self, x: Tensor) -> Layers:
        """The layers as they are first: rows, and nothing yet in the hidden ones."""
        return [x, *(zeros((x.shape[0], len(b)), dtype=x.dtype) for b in list(self.biases)[1:])]

    def spoiled(self, layers: Layers) -> Layers:
        """The layers, some of the visible units 0 or 1 by chance."""
        v, rate = layers[0], self.corruption / 2
        chance = random.uniform(tuple(v.shape))
        return [where(chance < rate, 0.0, where(chance > 1 - rate, 1.0, v)), *layers[1:]]

    def encode(self, x: Any) -> Tensor:
        """The top layer, without noise, (n, units)."""
        return self.settled(x)[-1]

    def settled(self, x: Any) -> Layers:
        """The layers after as many steps without noise as there are hidden layers."""
        x = asarray(x).flatten(1)
        layers = self.started(x)
        for _ in range(self.depth - 1):
            layers = [x, *self.moved([x, *layers[1:]], noisy=False)[1:]]
        return layers

    def forward(self, x: Any) -> Tensor:
        """The rows as they come back, without noise."""
        return self.told(self.settled(x), 0).sigmoid()

    def objective(self, x: Any) -> Tensor:
        """How badly the rows come back, in nats for each number, the mean over the steps."""
        x = asarray(x).flatten(1)
        layers, total = self.started(x), Tensor(np.float32(0.0))
        for _ in range(self.walkback):
            layers = self.moved(self.spoiled(layers))
            odds = self.told(layers, 0)
            total = total + nn.functional.binary_cross_entropy_with_logits(odds, x)
            layers = [stop_gradient(drawn(layers[0])), *layers[1:]]
        return total / self.walkback

    def walk(self, layers: Layers) -> tuple[Tensor, Layers]:
        """A step of the chain: the visible units as means, and the layers, those drawn."""
        found = self.moved(self.spoiled(layers))
        return found[0], [drawn(found[0]), *found[1:]]

    def sample(self, count: int, steps: int = 100, *, start: Any = None) -> Tensor:
        """Visible units (count, visible) after so many steps of the chain, as means."""
        size = len(self.biases[0])
        v = drawn(random.uniform((count, size))) if start is None else asarray(start)
        layers, means = self.started(v), v
        for _ in range(steps):
            means, layers = self.walk([Tensor(x.numpy()) for x in layers])
        return means
