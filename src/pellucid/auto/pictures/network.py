"""The network for pictures, whole, in one file to read, copy and change.

Its form is that of Keller Jordan's "94% on CIFAR-10 in 3.29 seconds on a single GPU" (2024): a
first layer of fixed filters that make the patches of the training pictures uncorrelated, then
blocks of two convolutions that halve the picture, and the largest value of each channel. Here the
second convolution of each block is a residual.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pellucid import nn
from pellucid.auto.rows.chunks import chunks
from pellucid.core.dtypes import float32
from pellucid.tensor.tensor import Tensor, state
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

NAME = "PictureNet"
PATCHES = {1: 3, 3: 2}  # the side of a patch, for grey pictures and for colours
LEAST_VARIANCE = 5e-4  # added to each direction's, so that noise is not blown up
WIDEST = 8  # times the first block's width: later blocks are not wider
SMALLEST_SIDE = 6  # a picture with a shorter side is not halved again
SCALE = 1.0 / 9.0  # of the scores, as the paper's last layer has it


@dataclass(frozen=True)
class Form:
    """What a network takes and gives: pictures of `channels`, `height` and `width`, scores of
    `classes`, and the `mean` and the `deviation` of each channel over the training pictures, 0 to
    255. `width_of_block` is how many channels the first block has.
    """

    channels: int
    height: int
    width: int
    classes: int
    width_of_block: int
    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    def blocks(self) -> list[tuple[int, int]]:
        """Channels into and out of each block.

        >>> Form(1, 28, 28, 10, 16, (0.0,), (1.0,)).blocks()
        [(18, 16), (16, 32), (32, 64)]
        """
        side = PATCHES[self.channels]
        shorter, found = min(self.height, self.width) - side + 1, []
        channels, out = 2 * self.channels * side * side, self.width_of_block
        while shorter >= SMALLEST_SIDE or not found:
            found.append((channels, out))
            channels, out = out, min(2 * out, WIDEST * self.width_of_block)
            shorter //= 2
        return found

    def operations(self) -> float:
        """About how many multiplications one picture takes."""
        pixels, total = self.height * self.width, 0.0
        for channels, out in self.blocks():
            total += 9 * out * (channels + out / 4) * pixels
            pixels //= 4
        return total


class Whitening(nn.Module):
    """Patches of (n, channels, h, w) in the directions in which those of the training pictures are
    uncorrelated, each direction and its opposite: (n, 2 channels side**2, h', w').

    The filters are fixed; their biases learn.
    """

    def __init__(self, channels: int) -> None:
        side = PATCHES[channels]
        count = 2 * channels * side * side
        self.filters = state(np.zeros((count, channels, side, side), np.float32))
        self.bias = nn.Parameter(np.zeros(count, np.float32))

    def fit(self, pictures: np.ndarray) -> None:
        """Take the filters from normalised pictures, float32 (n, channels, h, w)."""
        _, channels, side, _ = self.filters.shape
        windows = np.lib.stride_tricks.sliding_window_view(pictures, (side, side), axis=(2, 3))
        patches = windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, channels * side * side)
        variances, directions = np.linalg.eigh(patches.T @ patches / np.float32(len(patches)))
        found = directions.T / np.sqrt(np.maximum(variances, 0) + LEAST_VARIANCE)[:, None]
        both = np.concatenate([found, -found]).reshape(self.filters.shape)
        self.filters.assign(Tensor(both.astype(np.float32)))

    def forward(self, x: Tensor) -> Tensor:
        """The patches."""
        return nn.gelu(nn.functional.conv2d(x, self.filters, self.bias))


class Block(nn.Module):
    """A convolution, halved; then a second one, added to its own input."""

    def __init__(self, channels: int, out: int) -> None:
        self.conv1 = nn.Conv2d(channels, out, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(out)

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, h, w) to (n, out, h // 2, w // 2)."""
        x = nn.gelu(self.norm1(nn.functional.max_pool2d(self.conv1(x), 2)))
        return x + nn.gelu(self.norm2(self.conv2(x)))


class PictureNet(nn.Module):
    """Scores (n, classes) of pictures, uint8 (n, channels, height, width).

    >>> form = Form(1, 28, 28, 10, 16, (127.0,), (60.0,))
    >>> PictureNet(form)(np.zeros((2, 1, 28, 28), np.uint8)).shape
    (2, 10)
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self.whitening = Whitening(form.channels)
        self.blocks = nn.Sequential(*(Block(*sizes) for sizes in form.blocks()))
        self.last = nn.Linear(form.blocks()[-1][1], form.classes, bias=False)
        self.compiled = compile(self.forward)

    def normalised(self, pictures: Tensor) -> Tensor:
        """The pictures in deviations from the mean of training, float32."""
        mean, deviation = (
            np.asarray(x, np.float32).reshape(-1, 1, 1)
            for x in (self.form.mean, self.form.deviation)
        )
        return (pictures.astype(float32) - mean) / deviation

    def scores(self, x: Tensor) -> Tensor:
        """The scores of normalised pictures."""
        x = self.blocks(self.whitening(x))
        return self.last(nn.functional.adaptive_max_pool2d(x, 1).flatten(1)) * SCALE

    def forward(self, pictures: Tensor) -> Tensor:
        """The scores."""
        return self.scores(self.normalised(pictures))

    def run(self, pictures: np.ndarray, flips: tuple[int, ...] = ()) -> np.ndarray:
        """The scores of any number of pictures, float32 (n, classes): the mean of those of each
        picture and of its mirror images along `flips`. In batches of a few sizes.
        """
        self.eval()
        turned = [axes for r in range(len(flips) + 1) for axes in combinations(flips, r)]
        total = np.zeros((len(pictures), self.form.classes), np.float32)
        for start, rows in chunks(len(pictures)):
            part = np.zeros((rows, *pictures.shape[1:]), np.uint8)
            found = pictures[start : start + rows]
            part[: len(found)] = found
            for axes in turned:
                given = np.ascontiguousarray(np.flip(part, axes))
                total[start : start + rows] += self.compiled(given).numpy()[: len(found)]
        return total / len(turned)
