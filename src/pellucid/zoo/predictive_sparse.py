"""Predictive sparse decomposition (Kavukcuoglu, Ranzato and LeCun, 2008): codes of few parts, and
a network of one layer that guesses them, so that later none has to be searched for."""

from abc import abstractmethod
from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor.functions.namespace import asarray, maximum, sign, stop_gradient
from pellucid.tensor.tensor import Parameter, Tensor
from pellucid.tensor.transforms.control import scan

State = tuple[Tensor, Tensor, Tensor]  # a code, the place to look from, how far to look ahead


class Predictive(nn.Module):
    """Codes z of inputs x that are sums of few atoms: least |x - D(z)|^2 / 2 + `weight` |z| +
    `alpha` |z - P(x)|^2 / 2, where D puts atoms of length 1 together and P(x) is the guess, a gain
    for each unit times tanh of a layer. The finished ones are PSD and ConvPSD.

    `objective` takes the best codes as given, and lowers the rest by the atoms and by the guess.
    """

    weight: float
    alpha: float
    steps: int

    @abstractmethod
    def decode(self, codes: Any) -> Tensor:
        """What codes stand for."""

    @abstractmethod
    def matched(self, rest: Tensor) -> Tensor:
        """How much each atom is in what is left of inputs: the transpose of `decode`."""

    @abstractmethod
    def encode(self, x: Any) -> Tensor:
        """The codes as guessed, without a search."""

    @abstractmethod
    def likeness(self) -> Tensor:
        """How like atoms are, a row for each of all its likenesses, in place and moved."""

    def search(self, x: Any) -> Tensor:
        """The best codes, by `steps` of FISTA (Beck and Teboulle, 2009) from the guess."""
        x = asarray(x)
        guess = self.encode(x)
        rate = 1.0 / (self.likeness().abs().sum(1).max() + self.alpha)  # bounds the curvature

        def step(state: State, _: Any) -> tuple[State, None]:
            code, ahead, pace = state
            slope = self.alpha * (ahead - guess) - self.matched(x - self.decode(ahead))
            moved = ahead - rate * slope
            new = sign(moved) * maximum(moved.abs() - self.weight * rate, 0.0)
            faster = (1 + (1 + 4 * pace * pace).sqrt()) / 2
            return (new, new + (new - code) * ((pace - 1) / faster), faster), None

        (code, *_), _ = scan(step, (guess, guess, Tensor(np.float32(1.0))), length=self.steps)
        return code

    def forward(self, x: Any) -> Tensor:
        """The inputs as they come back from guessed codes."""
        return self.decode(self.encode(x))

    def energy(self, x: Any, codes: Tensor) -> Tensor:
        """What codes are to make least, the mean over inputs."""
        x = asarray(x)
        error = 0.5 * (x - self.decode(codes)).square().flatten(1).sum(1)
        parts = self.weight * codes.abs().flatten(1).sum(1)
        miss = 0.5 * self.alpha * (codes - self.encode(x)).square().flatten(1).sum(1)
        return (error + parts + miss).mean()

    def objective(self, x: Any) -> Tensor:
        """The energy of the best codes."""
        return self.energy(x, stop_gradient(self.search(x)))


class PSD(Predictive):
    """Of rows (n, features), codes (n, atoms), as LinPSD of Torch7's package unsup.

    >>> net = PSD(6, 8)
    >>> x = np.zeros((3, 6), np.float32)
    >>> net.encode(x).shape, net(x).shape, net.objective(x).shape
    ((3, 8), (3, 6), ())
    """

    def __init__(
        self, features: int, atoms: int, *, weight: float = 0.1, alpha: float = 1.0,
        steps: int = 30,
    ) -> None:  # fmt: skip
        checked("PSD", weight, alpha, steps)
        self.encoder = nn.Linear(features, atoms)
        self.gain = Parameter(np.ones(atoms, np.float32))
        self.decoder = Parameter(np.zeros((atoms, features), np.float32))
        nn.init.normal_(self.decoder, 0.0, 1.0)
        self.weight, self.alpha, self.steps = weight, alpha, steps

    def atoms(self) -> Tensor:
        """(atoms, features), of length 1."""
        return self.decoder / (self.decoder.square().sum(1, keepdim=True) + 1e-12).sqrt()

    def decode(self, codes: Any) -> Tensor:
        return asarray(codes) @ self.atoms()

    def matched(self, rest: Tensor) -> Tensor:
        return rest @ self.atoms().T

    def encode(self, x: Any) -> Tensor:
        return self.encoder(asarray(x)).tanh() * self.gain

    def likeness(self) -> Tensor:
        return self.atoms() @ self.atoms().T


class ConvPSD(Predictive):
    """Of pictures (n, channels, H, W), codes (n, atoms, H - size + 1, W - size + 1): atoms are
    small pictures that may stand anywhere, as ConvPSD of Torch7's package unsup (Kavukcuoglu et
    al., 2010).

    >>> net = ConvPSD(1, 4, 3)
    >>> x = np.zeros((2, 1, 8, 8), np.float32)
    >>> net.encode(x).shape, net(x).shape, net.objective(x).shape
    ((2, 4, 6, 6), (2, 1, 8, 8), ())
    """

    def __init__(
        self, channels: int, atoms: int, size: int, *, weight: float = 0.1, alpha: float = 1.0,
        steps: int = 30,
    ) -> None:  # fmt: skip
        checked("ConvPSD", weight, alpha, steps)
        self.encoder = nn.Conv2d(channels, atoms, size)
        self.gain = Parameter(np.ones((atoms, 1, 1), np.float32))
        self.decoder = Parameter(np.zeros((atoms, channels, size, size), np.float32))
        nn.init.normal_(self.decoder, 0.0, 1.0)
        self.weight, self.alpha, self.steps, self.size = weight, alpha, steps, size

    def atoms(self) -> Tensor:
        """(atoms, channels, size, size), of length 1."""
        length = (self.decoder.square().sum((1, 2, 3), keepdim=True) + 1e-12).sqrt()
        return self.decoder / length

    def decode(self, codes: Any) -> Tensor:
        return nn.functional.conv_transpose2d(asarray(codes), self.atoms())

    def matched(self, rest: Tensor) -> Tensor:
        return nn.functional.conv2d(rest, self.atoms())

    def encode(self, x: Any) -> Tensor:
        return self.encoder(asarray(x)).tanh() * self.gain

    def likeness(self) -> Tensor:
        atoms = self.atoms()
        return nn.functional.conv2d(atoms, atoms, padding=self.size - 1).flatten(1)


def checked(asked: str, weight: float, alpha: float, steps: int) -> None:
    """Refuse what means nothing."""
    if weight < 0 or alpha < 0 or steps < 1:
        raise ArgumentError(
            f"{asked}: weight and alpha are 0 or more, steps 1 or more",
            given=f"{weight}, {alpha}, {steps}",
        )
