"""Filters that were never trained and yet know textures (Ustyuzhaninov, Brendel, Gatys and Bethge,
2016)."""

import math
from collections.abc import Sequence
from typing import Any

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor.functions.namespace import asarray, concat
from pellucid.tensor.tensor import Tensor


class MultiScaleFilters(nn.Module):
    """Responses of random filters of several sizes to pictures (n, channels, H, W), those of each
    size a layer of its own, `scales.0` and on, of `filters` maps and rectified. The paper takes 128
    of each of 3, 5, 7, 11, 15, 23, 37 and 55 pixels. All are returned side by side.

    >>> import numpy as np
    >>> MultiScaleFilters(3, 8, sizes=(3, 5))(np.zeros((1, 3, 16, 16), np.float32)).shape
    (1, 16, 16, 16)
    """

    def __init__(
        self, channels: int = 3, filters: int = 32, *, sizes: Sequence[int] = (3, 5, 7, 11, 15, 23)
    ) -> None:
        if not sizes or any(size < 1 or size % 2 == 0 for size in sizes):
            raise ArgumentError("MultiScaleFilters: sizes are odd, 1 or more", given=f"{sizes}")
        self.scales = nn.ModuleList(
            nn.Sequential(
                nn.ReflectionPad2d(size // 2), nn.Conv2d(channels, filters, size), nn.ReLU()
            )
            for size in sizes
        )
        for _, convolution, _ in self.scales:
            fan = math.prod(convolution.weight.shape[1:])
            nn.init.normal_(convolution.weight, 0.0, math.sqrt(2 / fan))
            nn.init.reset(None, convolution.bias)

    def forward(self, x: Any) -> Tensor:
        """All responses, (n, filters * sizes, H, W)."""
        x = asarray(x)
        return concat([scale(x) for scale in self.scales], axis=1)

    @property
    def layers(self) -> list[str]:
        """The paths of the scales."""
        return [f"scales.{place}" for place in range(len(self.scales))]
