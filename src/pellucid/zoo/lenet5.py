"""LeNet-5 as published: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to
document recognition" (1998), section II."""

from typing import Any

import numpy as np

from pellucid import nn
from pellucid.data.sources.glyphs import codes
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Parameter, Tensor

# Which maps of S2 each map of C3 sees: table I of the paper, column by column.
C3 = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5), (0, 1, 2, 3), (1, 2, 3, 4),
    (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5), (0, 1, 3, 4), (1, 2, 4, 5),
    (0, 2, 3, 5), (0, 1, 2, 3, 4, 5),
)  # fmt: skip


def squashed(x: Tensor) -> Tensor:
    """1.7159 tanh(2 x / 3), which maps 1 to 1 and -1 to -1."""
    return nn.tanh(x * (2 / 3)) * 1.7159


class Subsampling(nn.Module):
    """The sum of each 2 x 2 block, times a learned number of its map, plus another."""

    def __init__(self, maps: int) -> None:
        self.weight = Parameter(np.full(maps, 0.25, np.float32))
        self.bias = Parameter(np.zeros(maps, np.float32))

    def forward(self, x: Tensor) -> Tensor:
        total = nn.avg_pool2d(x, 2) * 4.0
        return total * self.weight.reshape(-1, 1, 1) + self.bias.reshape(-1, 1, 1)


class LeNet5(nn.Module):
    """Scores (n, 10) of pictures (n, 1, 32, 32): minus half the squared distances from the codes
    of the digits. Exactly 60,000 parameters are learned.

    A digit of 28 x 28 stands in the middle; background is -0.1 and ink 1.175.

    >>> LeNet5()(np.zeros((2, 1, 32, 32), np.float32)).shape
    (2, 10)
    """

    def __init__(self) -> None:
        self.c1, self.s2 = nn.Conv2d(1, 6, 5), Subsampling(6)
        self.c3, self.s4 = nn.TableConv2d(6, C3, 5), Subsampling(16)
        self.c5, self.f6 = nn.Conv2d(16, 120, 5), nn.Linear(120, 84)
        self.out = nn.RBF.of_codes(codes())
        for layer in (self.c1, self.c5, self.f6):
            fan = layer.weight.size // layer.weight.shape[0]
            nn.init.uniform_(layer.weight, -2.4 / fan, 2.4 / fan)
            nn.init.reset(None, layer.bias)

    def forward(self, x: Any) -> Tensor:
        """The scores; the largest is the digit whose code is nearest."""
        x = squashed(self.s2(squashed(self.c1(asarray(x)))))
        x = squashed(self.s4(squashed(self.c3(x))))
        x = squashed(self.f6(squashed(self.c5(x)).flatten(1)))
        return self.out(x) * -0.5
