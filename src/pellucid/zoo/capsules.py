"""The transforming auto-encoder: Hinton, Krizhevsky and Wang, "Transforming auto-encoders"
(2011)."""

from typing import Any

import numpy as np

from pellucid import nn
from pellucid.tensor.functions.namespace import asarray, einsum
from pellucid.tensor.tensor import Parameter, Tensor


class Capsules(nn.Module):
    """Pictures (n, pixels), and by how much each is to be moved, (n, 2), to the moved pictures.
    Each capsule recognises where its piece is and whether it is there, is told the move, and draws
    its piece where it then should be.

    >>> net = Capsules(784)
    >>> net(np.zeros((2, 784), np.float32), np.zeros((2, 2), np.float32)).shape
    (2, 784)
    """

    def __init__(
        self, pixels: int, capsules: int = 30, recognition: int = 10, generation: int = 20
    ) -> None:
        self.pixels, self.capsules = pixels, capsules
        self.seeing = nn.Linear(pixels, capsules * recognition)
        self.recognition, self.generation = recognition, generation
        self.place, self.place_bias = scaled(capsules, recognition, 2)
        self.presence, self.presence_bias = scaled(capsules, recognition, 1)
        self.drawing, self.drawing_bias = scaled(capsules, 2, generation)
        self.painting = nn.Linear(capsules * generation, pixels)

    def recognised(self, x: Any) -> tuple[Tensor, Tensor]:
        """Where each capsule's piece is, (n, capsules, 2), and how likely it is there, (n,
        capsules, 1)."""
        seen = self.seeing(asarray(x).flatten(1)).sigmoid()
        seen = seen.reshape(-1, self.capsules, self.recognition)
        place = einsum("ncr,cro->nco", seen, self.place) + self.place_bias
        presence = einsum("ncr,cro->nco", seen, self.presence) + self.presence_bias
        return place, presence.sigmoid()

    def forward(self, x: Any, moves: Any) -> Tensor:
        """The moved pictures."""
        place, presence = self.recognised(x)
        place = place + asarray(moves).unsqueeze(1)
        drawn = (einsum("nco,cog->ncg", place, self.drawing) + self.drawing_bias).sigmoid()
        return self.painting((drawn * presence).flatten(1))

    def objective(self, x: Any, moves: Any, moved: Any) -> Tensor:
        """The squared error of each picture, the mean over rows."""
        return (self(x, moves) - asarray(moved).flatten(1)).square().sum(1).mean()


def scaled(capsules: int, n: int, m: int) -> tuple[Parameter, Parameter]:
    """Weights (capsules, n, m) and biases (capsules, m) of a linear map in each capsule."""
    weight = Parameter(np.zeros((capsules, n, m), np.float32))
    nn.init.normal_(weight, 0.0, 1 / np.sqrt(n))
    return weight, Parameter(np.zeros((capsules, m), np.float32))
