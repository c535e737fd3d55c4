"""Networks that make rows like those they have seen: a variational auto-encoder and a pair of
adversaries."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor import random
from pellucid.tensor.functions.namespace import asarray, stop_gradient
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.differentiation import grad
from pellucid.tensor.trees import inside, rebuilt


def tower(sizes: Sequence[int], activation: type[nn.Module] = nn.ReLU) -> nn.Sequential:
    """Linear layers with an activation after each but the last."""
    layers: list[nn.Module] = []
    for n, m in pairwise(sizes):
        layers += [nn.Linear(n, m), activation()]
    return nn.Sequential(*layers[:-1])


class VAE(nn.Module):
    """A variational auto-encoder (Kingma and Welling, 2014) of rows (n, visible) of 0 to 1: a
    normal code of `latent` numbers, through hidden layers both ways. `objective` is minus the
    evidence lower bound, in nats for each row, with the divergence of the code times `beta`.

    >>> VAE(6, [5], 2).objective(np.zeros((3, 6), np.float32)).shape
    ()
    """

    def __init__(
        self, visible: int, hidden: Sequence[int] = (500,), latent: int = 20, *, beta: float = 1.0
    ) -> None:
        if latent < 1:
            raise ArgumentError(f"VAE: latent is 1 or more, not {latent}")
        self.encoder = tower([visible, *hidden, 2 * latent], nn.Tanh)
        self.decoder = tower([latent, *reversed(hidden), visible], nn.Tanh)
        self.latent, self.beta = latent, beta

    def code(self, x: Any) -> tuple[Tensor, Tensor]:
        """Mean and logarithm of the variance of each row's code, (n, latent) each."""
        found = self.encoder(asarray(x).flatten(1))
        return found[:, : self.latent], found[:, self.latent :]

    def encode(self, x: Any) -> Tensor:
        """The mean of each row's code."""
        return self.code(x)[0]

    def forward(self, x: Any) -> Tensor:
        """Rows as they come back from the means of their codes."""
        return self.decoder(self.encode(x)).sigmoid()

    def terms(self, x: Any) -> tuple[Tensor, Tensor]:
        """Of each row, the error of one draw of its code in nats, and the divergence of the
        code."""
        x = asarray(x).flatten(1)
        mean, log_variance = self.code(x)
        code = mean + (0.5 * log_variance).exp() * random.normal(tuple(mean.shape))
        error = nn.functional.binary_cross_entropy_with_logits(
            self.decoder(code), x, reduction="none"
        )
        divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)
        return error.sum(1), divergence.sum(1)

    def objective(self, x: Any) -> Tensor:
        """Error and divergence, the mean over rows."""
        error, divergence = self.terms(x)
        return error.mean() + self.beta * divergence.mean()

    def sample(self, count: int) -> Tensor:
        """New rows (count, visible), as means."""
        return self.decoder(random.normal((count, self.latent))).sigmoid()

    def log_likelihood(self, x: Any, draws: int = 100) -> Tensor:
        """A guess of the logarithm of each row's probability by importance sampling, (n,); never
        above the truth on average."""
        x = asarray(x).flatten(1)
        mean, log_variance = self.code(x)
        deviation, parts = (0.5 * log_variance).exp(), []
        for _ in range(draws):
            noise = random.normal(tuple(mean.shape))
            code = mean + deviation * noise
            scores = self.decoder(code)
            loss = nn.functional.binary_cross_entropy_with_logits(scores, x, reduction="none").sum(
                1
            )
            prior = -0.5 * code.square().sum(1)
            posterior = (-0.5 * noise.square() - 0.5 * log_variance).sum(1)
            parts.append(Tensor((-loss + prior - posterior).numpy()))
        stacked = np.stack([part.numpy() for part in parts])
        return Tensor(np.logaddexp.reduce(stacked, 0) - np.float32(np.log(draws)))


class GAN(nn.Module):
    """Two networks that learn against each other (Goodfellow et al., 2014): `generator` makes rows
    of `latent` normal numbers, `critic` tells them from real ones. `objective` trains both at once:
    the critic's loss does not reach the generator, nor the generator's the critic. `kind`
    "original" is that of the paper with its better-behaved loss of the generator, "wasserstein" the
    difference of means with a penalty on the critic's slope (Gulrajani et al., 2017).

    >>> net = GAN(nn.Linear(2, 3), nn.Linear(3, 1), latent=2)
    >>> net.objective(np.zeros((4, 3), np.float32)).shape, net.sample(5).shape
    ((), (5, 3))
    """

    def __init__(
        self, generator: nn.Module, critic: nn.Module, latent: int, *, kind: str = "original",
        penalty: float = 10.0,
    ) -> None:  # fmt: skip
        if kind not in {"original", "wasserstein"}:
            raise ArgumentError(f"GAN: there is no kind {kind!r}", fix="original or wasserstein")
        self.generator, self.critic = generator, critic
        self.latent, self.kind, self.penalty = latent, kind, penalty

    def forward(self, noise: Any) -> Tensor:
        """Rows made of noise (n, latent)."""
        return self.generator(asarray(noise))

    def sample(self, count: int) -> Tensor:
        """New rows."""
        return self(random.normal((count, self.latent)))

    def objective(self, x: Any) -> Tensor:
        """Both losses added up; each has its own parameters."""
        x = asarray(x)
        made = self.sample(len(x))
        frozen = held_still(self.critic)
        if self.kind == "wasserstein":
            told = self.critic(stop_gradient(made)).mean() - self.critic(x).mean()
            told = told + self.penalty * self.slope_penalty(x, stop_gradient(made))
            return told - frozen(made).mean()
        softplus = nn.functional.softplus
        told = softplus(-self.critic(x)).mean() + softplus(self.critic(stop_gradient(made))).mean()
        return told + softplus(-frozen(made)).mean()

    def slope_penalty(self, x: Tensor, made: Tensor) -> Tensor:
        """How far from 1 the length of the critic's slope is between real and made rows."""
        share = random.uniform((len(x), *(1,) * (x.ndim - 1)))
        middle = x * share + made * (1 - share)
        slope = grad(lambda z: self.critic(z).sum())(middle)
        lengths = (slope.square().flatten(1).sum(1) + 1e-12).sqrt()
        return (lengths - 1).square().mean()


def held_still(module: nn.Module) -> nn.Module:
    """The module as it is: no gradient reaches its parameters."""
    return rebuilt(module, inside(lambda x: stop_gradient(x) if isinstance(x, Tensor) else x))
