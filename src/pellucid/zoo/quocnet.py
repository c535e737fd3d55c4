"""The layers of Le et al., "Building high-level features using large scale unsupervised learning"
(2012): filters that are not shared, pooling of squares, contrast normalisation; each learned
without labels by reconstruction (Le et al., 2011)."""

import math
from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor.functions.namespace import asarray, einsum, maximum, sqrt
from pellucid.tensor.tensor import Parameter, Tensor

CONTRAST = 0.01  # the smallest deviation that is divided by: c of the paper


class RICAStage(nn.Module):
    """Pictures (n, C, H, W) through `maps` filters of `field` x `field` at every `stride`-th place,
    each place with its own weights; the root of the squares pooled over `pool` x `pool` places that
    overlap; and what lies around each place within `contrast` taken away and divided out.

    `objective` is reconstruction with topographic sparsity: |W2 W1 x - x|^2 + weight * sum of
    sqrt(eps + pooled squares), the mean over rows.

    >>> stage = RICAStage((1, 12, 12), maps=3, field=6, stride=2, pool=2)
    >>> stage(np.zeros((2, 1, 12, 12), np.float32)).shape
    (2, 3, 3, 3)
    """

    def __init__(
        self, size: tuple[int, int, int], maps: int, field: int, *, stride: int = 1, pool: int = 2,
        contrast: int = 0, weight: float = 0.1, eps: float = 1e-2,
    ) -> None:  # fmt: skip
        channels, height, width = size
        self.places = tuple((n - field) // stride + 1 for n in (height, width))
        if min(self.places) < pool or contrast % 2 != (1 if contrast else 0):
            raise ArgumentError(
                "RICAStage: the fields do not fit the picture, or contrast is even",
                given=f"{self.places} places, pool={pool}, contrast={contrast}",
            )
        shape = (maps, channels, field, field, *self.places)
        self.encoder, self.decoder = (Parameter(np.zeros(shape, np.float32)) for _ in range(2))
        for w in (self.encoder, self.decoder):
            nn.init.normal_(w, 0.0, 1 / math.sqrt(channels * field * field))
        self.size, self.field, self.stride, self.pool = size, field, stride, pool
        self.contrast, self.weight, self.eps = contrast, weight, eps

    def filtered(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What each filter sees, and what it makes of it: (n, C, H', W', f, f), (n, M, H', W')."""
        patches = nn.functional.unfold(x, self.field, stride=self.stride)
        n, channels = len(x), self.size[0]
        seen = patches.reshape(n, channels, self.field, self.field, *self.places)
        return seen, einsum("ncpqij,mcpqij->nmij", seen, self.encoder)

    def pooled(self, found: Tensor) -> Tensor:
        """The root of the sum of squares over overlapping neighbourhoods."""
        area = self.pool * self.pool
        return sqrt(nn.avg_pool2d(found.square(), self.pool, 1) * float(area) + self.eps)

    def forward(self, x: Any) -> Tensor:
        """What the stage shows the next one."""
        found = self.pooled(self.filtered(asarray(x))[1])
        return contrasted(found, self.contrast) if self.contrast else found

    def encode(self, x: Any) -> Tensor:
        """The same: a stage of a stack."""
        return self(x)

    def objective(self, x: Any) -> Tensor:
        """Reconstruction of every field, and few pools that are on."""
        seen, found = self.filtered(asarray(x))
        back = einsum("nmij,mcpqij->ncpqij", found, self.decoder)
        error = (back - seen).square().sum((1, 2, 3, 4, 5)).mean()
        return error + self.weight * self.pooled(found).sum((1, 2, 3)).mean()


def contrasted(x: Tensor, size: int) -> Tensor:
    """Each place less the weighted mean around it over all maps, divided by the deviation around
    it, at least `CONTRAST`."""
    half = size // 2
    bell = np.exp(-0.5 * (np.arange(-half, half + 1) / (size / 4)) ** 2)
    window = np.outer(bell, bell)
    kernel = np.broadcast_to(window / (window.sum() * x.shape[1]), (1, x.shape[1], size, size))
    weights = Tensor(kernel.astype(np.float32))
    inside = nn.conv2d(x[:1] * 0 + 1, weights, padding=half)
    centred = x - nn.conv2d(x, weights, padding=half) / inside
    deviation = sqrt(nn.conv2d(centred.square(), weights, padding=half) / inside)
    return centred / maximum(deviation, CONTRAST)


class QuocNet(nn.Module):
    """Stages one above another; `stages` are learned one after another without labels, or with
    `objective` all at once. The small one, for pictures of 24 x 24, is made by default.

    >>> QuocNet()(np.zeros((2, 1, 24, 24), np.float32)).shape
    (2, 16, 3, 3)
    """

    def __init__(self) -> None:
        first = RICAStage((1, 24, 24), 8, 8, stride=2, pool=3, contrast=3)
        second = RICAStage((8, 7, 7), 16, 4, pool=2)
        self.stages = nn.ModuleList([first, second])

    def forward(self, x: Any) -> Tensor:
        """What the top stage shows."""
        for stage in self.stages:
            x = stage(x)
        return x

    def encode(self, x: Any) -> Tensor:
        """The same as rows."""
        return self(x).flatten(1)

    def objective(self, x: Any) -> Tensor:
        """The sum of the stages' objectives, as the paper minimises it."""
        total: Any = 0.0
        for stage in self.stages:
            total = total + stage.objective(x)
            x = stage(x)
        return total
