"""Spike-and-slab restricted Boltzmann machines (Courville, Bergstra and Bengio, 2011)."""

import math
from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor import random
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Parameter, Tensor
from pellucid.zoo.boltzmann import contrastive_divergence, drawn


class SpikeSlabRBM(nn.Module):
    """Rows of any numbers (n, visible), and hidden units that are each a spike, on or off, and
    `slabs` numbers that say how much of what, where the spike is on: so it models how pixels vary
    together beside what they are on average (the mu-ssRBM, with pools of slabs).

    With h the spikes, s the slabs and W of (hidden, slabs, visible), the energy is
    v'Lv / 2 + sum over i of [a_i |s_i|^2 / 2 - h_i (v'W_i s_i + a_i m_i's_i + b_i)
    + h_i (a_i |m_i|^2 + f_i |v|^2) / 2]. Here f_i = |W_i|^2 / a_i, as much as the slabs can add: so
    every choice of the parameters is a distribution. L and a are learned as logarithms.

    `objective` has the gradient of contrastive divergence, by `k` steps from the data or, with
    `chains`, from chains that go on from batch to batch.

    >>> SpikeSlabRBM(6, 4, slabs=2).objective(np.zeros((3, 6), np.float32)).shape
    ()
    """

    def __init__(
        self, visible: int, hidden: int, *, slabs: int = 1, k: int = 1, chains: int = 0
    ) -> None:
        if min(slabs, k) < 1 or chains < 0:
            raise ArgumentError(
                "SpikeSlabRBM: slabs and k are 1 or more, chains 0 or more",
                given=f"{slabs}, {k}, {chains}",
            )
        self.weight = Parameter(np.zeros((hidden, slabs, visible), np.float32))
        nn.init.normal_(self.weight, 0.0, 1 / math.sqrt(visible))
        self.slab_mean = Parameter(np.zeros((hidden, slabs), np.float32))
        self.log_slab_precision = Parameter(np.zeros(hidden, np.float32))
        self.log_precision = Parameter(np.zeros(visible, np.float32))
        self.bias = Parameter(np.zeros(hidden, np.float32))
        self.k, self.chains = k, chains
        if chains:
            self.register_buffer("state", np.zeros((chains, visible), np.float32))

    def reached(self, v: Tensor) -> Tensor:
        """What each slab is told by the visible units, v'W, (n, hidden, slabs)."""
        hidden, slabs, visible = self.weight.shape
        return (v @ self.weight.reshape(-1, visible).T).reshape(-1, hidden, slabs)

    def limits(self) -> Tensor:
        """How much a spike that is on narrows every visible unit, (hidden,)."""
        return self.weight.square().sum((1, 2)) * (-self.log_slab_precision).exp()

    def odds(self, v: Tensor) -> Tensor:
        """The logarithm of the odds of each spike, (n, hidden)."""
        reached, slack = self.reached(v), (-self.log_slab_precision).exp()
        found = 0.5 * slack * reached.square().sum(2) + (reached * self.slab_mean).sum(2)
        return found + self.bias - 0.5 * v.square().sum(1, keepdim=True) * self.limits()

    def encode(self, v: Any) -> Tensor:
        """How likely each spike is on, (n, hidden)."""
        return self.odds(asarray(v)).sigmoid()

    def slabs(self, v: Any) -> Tensor:
        """The means of the slabs whose spikes are on, (n, hidden, slabs)."""
        slack = (-self.log_slab_precision).exp()
        return self.slab_mean + self.reached(asarray(v)) * slack.reshape(-1, 1)

    def visible(self, spikes: Tensor, slabs: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and precision of the visible units, given spikes and slabs, (n, visible) each."""
        precision = self.log_precision.exp() + (spikes @ self.limits()).reshape(-1, 1)
        parts = (spikes.reshape(*spikes.shape, 1) * slabs).flatten(1)
        return (parts @ self.weight.reshape(-1, self.weight.shape[2])) / precision, precision

    def forward(self, v: Any) -> Tensor:
        """The visible units as they come back from the means of spikes and slabs."""
        v = asarray(v)
        return self.visible(self.encode(v), self.slabs(v))[0]

    def gibbs(self, v: Tensor) -> Tensor:
        """The visible units after spikes, slabs and visible ones were drawn once."""
        spikes, means = drawn(self.encode(v)), self.slabs(v)
        spread = (-0.5 * self.log_slab_precision).exp().reshape(-1, 1)
        slabs = means + spread * random.normal(tuple(means.shape))
        mean, precision = self.visible(spikes, slabs)
        return mean + random.normal(tuple(mean.shape)) / precision.sqrt()

    def free_energy(self, v: Any) -> Tensor:
        """Minus the logarithm of the unnormalised probability of each row, spikes summed and slabs
        integrated over, (n,)."""
        v = asarray(v)
        own = 0.5 * (v.square() * self.log_precision.exp()).sum(1)
        slabs = 0.5 * self.weight.shape[1] * (self.log_slab_precision - math.log(2 * math.pi)).sum()
        return own + slabs - nn.functional.softplus(self.odds(v)).sum(1)

    def objective(self, v: Any) -> Tensor:
        """Its value says little, its gradient is that of contrastive divergence."""
        return contrastive_divergence(self, v)

    def sample(self, count: int, steps: int = 1000) -> Tensor:
        """Visible units (count, visible) after so many steps of Gibbs sampling."""
        v = random.normal((count, self.weight.shape[2]))
        for _ in range(steps):
            v = Tensor(self.gibbs(v).numpy())
        return v
