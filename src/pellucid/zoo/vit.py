"""The vision transformer: Dosovitskiy et al., "An image is worth 16x16 words" (2021), small."""

from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Parameter, Tensor
from pellucid.zoo.blocks import Block


class VisionTransformer(nn.Module):
    """Scores (n, classes) of pictures (n, channels, size, size), cut into patches that attend to
    each other; the mean of all places is judged.

    >>> VisionTransformer(depth=1)(np.zeros((2, 1, 28, 28), np.float32)).shape
    (2, 10)
    """

    def __init__(
        self, size: int = 28, patch: int = 4, *, channels: int = 1, classes: int = 10,
        width: int = 64, depth: int = 4, heads: int = 4, dropout: float = 0.0,
    ) -> None:  # fmt: skip
        if size % patch:
            raise ArgumentError(f"VisionTransformer: {size} pixels are no multiple of {patch}")
        places = (size // patch) ** 2
        self.patches = nn.Conv2d(channels, width, patch, patch)
        self.position = Parameter(np.zeros((1, places, width), np.float32))
        nn.init.normal_(self.position, 0.0, 0.02)
        self.blocks = nn.Sequential(*(Block(width, heads, dropout=dropout) for _ in range(depth)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, classes)

    def forward(self, x: Any) -> Tensor:
        """The scores."""
        x = self.patches(asarray(x)).flatten(2).permute(0, 2, 1) + self.position
        return self.head(self.norm(self.blocks(x)).mean(1))
