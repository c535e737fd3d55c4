"""Pooling of regions that are given, and pooling by chance: units of which at most one is on."""

from typing import Any

import numpy as np

from pellucid.core.errors import ShapeError
from pellucid.nn.convolution.convolutions import Sizes, each
from pellucid.nn.modules.module import Module
from pellucid.nn.pictures.sampling import grid_sample
from pellucid.tensor.functions.namespace import concat, stack
from pellucid.tensor.tensor import Tensor


def roi_align(
    input: Tensor, boxes: Tensor, output_size: Sizes, spatial_scale: float = 1.0, samples: int = 2
) -> Tensor:
    """Regions of pictures (n, C, H, W) as (k, C, *output_size): each of the k boxes (k, 5), the
    number of a picture and x1, y1, x2, y2, is cut into bins, and each bin is the mean of `samples`
    x `samples` points read between pixels (He et al., 2017), as torchvision's with aligned=True.

    >>> picture = Tensor(np.arange(16.0, dtype=np.float32).reshape(1, 1, 4, 4))
    >>> roi_align(picture, Tensor([[0.0, 0.0, 0.0, 4.0, 4.0]]), 1).item()
    7.5
    """
    if boxes.ndim != 2 or boxes.shape[1] != 5:
        raise ShapeError("roi_align: boxes (k, 5) are needed", given=str(boxes.spec))
    tall, wide = each("roi_align", output_size, 2)
    height, width = input.shape[2:]
    corners = boxes[:, 1:] * spatial_scale
    places = []
    for low, high, size, count in ((0, 2, width, wide), (1, 3, height, tall)):
        steps = Tensor(((np.arange(count * samples) + 0.5) / (count * samples)).astype(np.float32))
        at = (
            corners[:, low : low + 1]
            + (corners[:, high : high + 1] - corners[:, low : low + 1]) * steps
        )
        places.append(at * (2 / size) - 1)
    x, y = places
    k = len(boxes)
    shape = (k, tall * samples, wide * samples)
    grid = stack([x.unsqueeze(1).expand(*shape), y.unsqueeze(2).expand(*shape)], axis=-1)
    found = grid_sample(
        input.take(boxes[:, 0].astype("int64"), axis=0), grid, padding_mode="border"
    )
    return found.reshape(k, -1, tall, samples, wide, samples).mean((3, 5))


class RoIAlign(Module):
    """Regions of pictures, each brought to one size."""

    def __init__(self, output_size: Sizes, spatial_scale: float = 1.0, samples: int = 2) -> None:
        self.output_size = each("RoIAlign", output_size, 2)
        self.spatial_scale, self.samples = spatial_scale, samples

    def forward(self, input: Tensor, boxes: Tensor) -> Tensor:
        return roi_align(input, boxes, self.output_size, self.spatial_scale, self.samples)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}, spatial_scale={self.spatial_scale}"


def probabilistic_max_pool2d(input: Tensor, kernel_size: int) -> tuple[Tensor, Tensor]:
    """Of energies (n, C, H, W): how likely each detection unit is on, where of each block at most
    one may be, and how likely a block has one that is, (n, C, H/k, W/k) (Lee et al., 2009).

    >>> detected, pooled = probabilistic_max_pool2d(Tensor([[[[0.0, 0.0], [0.0, 0.0]]]]), 2)
    >>> round(detected[0, 0, 0, 0].item(), 3), round(pooled.item(), 3)
    (0.2, 0.8)
    """
    n, channels, height, width = input.shape
    k = kernel_size
    if height % k or width % k:
        raise ShapeError(
            f"probabilistic_max_pool2d: blocks of {k} are needed", given=str(input.spec)
        )
    blocks = input.reshape(n, channels, height // k, k, width // k, k).permute(0, 1, 2, 4, 3, 5)
    flat = blocks.reshape(n, channels, height // k, width // k, k * k)
    shares = concat([flat, flat[..., :1] * 0], axis=-1).softmax(-1)
    detected = shares[..., : k * k].reshape(blocks.shape).permute(0, 1, 2, 4, 3, 5)
    return detected.reshape(input.shape), 1 - shares[..., k * k]


class ProbabilisticMaxPool2d(Module):
    """How likely a block has a unit that is on, of units of which at most one may be."""

    def __init__(self, kernel_size: int) -> None:
        self.kernel_size = kernel_size

    def forward(self, input: Tensor) -> Any:
        return probabilistic_max_pool2d(input, self.kernel_size)[1]

    def extra_repr(self) -> str:
        return f"{self.kernel_size}"
