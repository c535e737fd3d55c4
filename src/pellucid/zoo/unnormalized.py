"""Energy models learned without their partition function: by the slope of their log-density (score
matching), or by telling data from noise (noise-contrastive estimation)."""

import math
from collections.abc import Callable
from typing import Any, Protocol, Self

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor import random
from pellucid.tensor.functions.namespace import asarray, stop_gradient
from pellucid.tensor.tensor import Parameter, Tensor
from pellucid.tensor.transforms.differentiation import grad
from pellucid.tensor.transforms.mapping import vmap

Energy = Callable[[Tensor], Tensor]  # of rows (n, d), one number for each: (n,)


class HasEnergy(Protocol):
    """A network that knows the energy of rows, such as an RBM with Gaussian visible units."""

    def free_energy(self, v: Any) -> Tensor:
        """Minus the logarithm of the unnormalised density of each row, (n,)."""
        ...


def scores(energy: Energy, x: Any) -> Tensor:
    """The slope of the log-density at rows (n, d), of which partition functions are no part.

    >>> scores(lambda x: 0.5 * x.square().sum(1), np.float32([[1.0, -2.0]])).tolist()
    [[-1.0, 2.0]]
    """
    return -grad(lambda z: energy(z).sum())(asarray(x))


def score_matching(energy: Energy, x: Any, *, probes: int = 0) -> Tensor:
    """Hyvärinen's objective (2005), the mean over rows (n, d) of half the squared slope of the
    log-density, plus the trace of its second derivatives: least where the model has the slopes of
    the data's density. The trace is exact, by d products with the Hessian, or with `probes` guessed
    from so many products with random signs (sliced score matching; Song et al., 2019).

    >>> score_matching(lambda x: 0.5 * x.square().sum(1), np.float32([[1.0, 2.0]])).item()
    0.5
    """
    x = asarray(x)
    n, d = x.shape
    slope = scores(energy, x)

    def bend(direction: Tensor) -> Tensor:
        """Of each row, the second derivative along the direction."""
        along = lambda z: (scores(energy, z) * direction).sum()  # noqa: E731
        return (grad(along)(x) * direction).sum(1)

    if probes:
        signs = 2 * (random.uniform((probes, n, d)) < 0.5).astype(x.dtype) - 1
        trace = vmap(bend)(signs).mean(0)
    else:
        trace = vmap(bend)(Tensor(np.eye(d, dtype=np.float32)).astype(x.dtype)).sum(0)
    return (trace + 0.5 * slope.square().sum(1)).mean()


def denoising_score_matching(energy: Energy, x: Any, noise: float) -> Tensor:
    """How far the slope of the log-density at rows with normal noise added is from the way back to
    the rows, in squares, times the noise's variance: least where the model has the density of the
    noisy data (Vincent, 2011). It takes first derivatives only.

    >>> denoising_score_matching(lambda x: x.sum(1), np.zeros((4, 2), np.float32), 0.1).shape
    ()
    """
    if noise <= 0:
        raise ArgumentError(f"denoising_score_matching: noise is above 0, not {noise}")
    x = asarray(x)
    moved = random.normal(tuple(x.shape)).astype(x.dtype)
    slope = scores(energy, x + noise * moved)
    return 0.5 * (noise * slope + moved).square().sum(1).mean()


class ScoreMatching(nn.Module):
    """An energy model, as `model`, with the objective of score matching: exact, with `probes` by
    random directions, with `noise` by denoising. The model is to be smooth in its inputs.

    >>> from pellucid import zoo
    >>> net = ScoreMatching(zoo.RBM(6, 4, visible_kind="gaussian"), noise=0.5)
    >>> net.objective(np.zeros((3, 6), np.float32)).shape
    ()
    """

    def __init__(self, model: Any, *, noise: float = 0.0, probes: int = 0) -> None:
        if noise < 0 or probes < 0:
            raise ArgumentError(
                "ScoreMatching: noise and probes are 0 or more", given=f"{noise}, {probes}"
            )
        self.model: Any = with_energy("ScoreMatching", model)
        self.noise, self.probes = noise, probes

    def forward(self, x: Any) -> Tensor:
        """The slopes of the log-density at rows, (n, d)."""
        return scores(self.model.free_energy, asarray(x))

    def objective(self, x: Any) -> Tensor:
        """That of score matching."""
        energy, x = self.model.free_energy, asarray(x).flatten(1)
        if self.noise:
            return denoising_score_matching(energy, x, self.noise)
        return score_matching(energy, x, probes=self.probes)


class NoiseContrastive(nn.Module):
    """An energy model, as `model`, learned by telling rows of data from rows of noise, `ratio` for
    each; the logarithm of its partition function is learned with it (Gutmann and Hyvärinen, 2010).
    `fit` shapes the noise: normal, each number by itself, as wide as the training rows.

    >>> from pellucid import zoo
    >>> net = NoiseContrastive(zoo.RBM(6, 4, visible_kind="gaussian"), 6)
    >>> net.objective(np.zeros((3, 6), np.float32)).shape
    ()
    """

    def __init__(self, model: Any, features: int, *, ratio: int = 1) -> None:
        if ratio < 1:
            raise ArgumentError(f"NoiseContrastive: ratio is 1 or more, not {ratio}")
        self.model: Any = with_energy("NoiseContrastive", model)
        self.log_partition = Parameter(np.zeros((), np.float32))
        self.register_buffer("mean", np.zeros(features, np.float32))
        self.register_buffer("deviation", np.ones(features, np.float32))
        self.ratio = ratio

    def fit(self, x: Any) -> Self:
        """This network, after its noise was made like the training rows (n, features)."""
        rows = np.asarray(x, np.float64)
        self.mean = Tensor(rows.mean(0).astype(np.float32))
        self.deviation = Tensor((rows.std(0) + 1e-6).astype(np.float32))
        return self

    def log_noise(self, x: Tensor) -> Tensor:
        """The logarithm of the density of the noise at rows, (n,)."""
        far = ((x - self.mean) / self.deviation).square().sum(1)
        size = self.deviation.log().sum() + 0.5 * x.shape[1] * math.log(2 * math.pi)
        return -0.5 * far - size

    def forward(self, x: Any) -> Tensor:
        """The logarithm of the density of rows as learned, (n,)."""
        return -self.model.free_energy(asarray(x)) - self.log_partition

    def objective(self, x: Any) -> Tensor:
        """How badly data and noise are told apart, in nats for each row of data."""
        x = asarray(x).flatten(1)
        noise = random.normal((self.ratio * len(x), x.shape[1])) * self.deviation + self.mean
        noise, odds = stop_gradient(noise), math.log(self.ratio)
        told = nn.functional.softplus(self.log_noise(x) + odds - self(x)).mean()
        return told + self.ratio * nn.functional.softplus(
            self(noise) - self.log_noise(noise) - odds
        ).mean()  # fmt: skip


def with_energy(asked: str, model: Any) -> HasEnergy:
    """The model, if it knows the energy of rows."""
    if not hasattr(model, "free_energy"):
        raise ArgumentError(
            f"{asked}: {type(model).__name__} has no free energy",
            fix="give it a method free_energy(x) that returns a number for each row",
        )
    return model
