"""Normalisation by neighbours: by the responses of other channels at a place, or by what lies
around it."""

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node
from pellucid.nn.convolution.convolutions import contracted
from pellucid.nn.modules.module import Module
from pellucid.nn.pooling.pooling import avg_pool
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import elementwise as e, statistics as s
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.manipulation import pad, reshape, windows
from pellucid.tensor.tensor import Tensor


@lifted
def local_response_norm(
    input: Node, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Node:
    """x / (k + alpha m) ** beta, m being the mean of the squares of `size` neighbouring channels
    (N, C, ...), those beyond the ends counting as 0.

    Krizhevsky et al. (2012) multiply alpha by the sum of squares; this, like PyTorch and Caffe, by
    their mean: their alpha of 1e-4 with size 5 is 5e-4 here, with k = 2.

    >>> local_response_norm(Tensor([[3.0, 4.0]]), 1, alpha=1.0, beta=0.5, k=0.0).tolist()
    [[1.0, 1.0]]
    """
    if len(input.shape) < 2:
        raise ShapeError(
            "local_response_norm: there are no channels", given=str(input.spec),
            fix="give it (examples, channels, ...): x[None] adds an axis for one example",
        )  # fmt: skip
    x = e.to_float(input)
    widths = [(0, 0)] * len(x.shape)
    widths[1] = (size // 2, (size - 1) // 2)
    near = windows(pad(x * x, widths), (1,), (size,), (1,), (1,))
    return x / e.pow(s.sum(near, -1) * (alpha / size) + k, beta)


@lifted
def local_response_norm_within(
    input: Node, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Node:
    """x / (k + alpha m) ** beta, m being the mean of the squares in a square of `size` around each
    place of the same channel (N, C, H, W)."""
    if size % 2 == 0 or len(input.shape) != 4:
        raise ShapeError(
            "local_response_norm_within: pictures (N, C, H, W) and an odd size are needed",
            given=f"{input.spec}, size={size}",
            fix="x[:, None] adds an axis for one channel, x[None] one for one picture",
        )
    x = e.to_float(input)
    moves = (size, 1, size // 2, 1)
    near = avg_pool("local_response_norm_within", x * x, 2, moves, False, (True, None))  # noqa: FBT003
    return x / e.pow(near * alpha + k, beta)


@lifted
def local_contrast_norm(input: Node, size: int = 9, eps: float = 1e-4) -> Node:
    """Pictures (N, C, H, W) less the mean around each place, then divided by the deviation around
    it, where that is above its own mean: subtractive and divisive normalisation over all channels,
    weighted by a Gaussian of `size` (Jarrett et al., 2009)."""
    if size % 2 == 0 or len(input.shape) != 4:
        raise ShapeError(
            "local_contrast_norm: pictures (N, C, H, W) and an odd size are needed",
            given=f"{input.spec}, size={size}",
            fix="x[:, None] adds an axis for one channel, x[None] one for one picture",
        )
    x = e.to_float(input)
    centred = x - around(x, size)
    deviation = e.root(around(centred * centred, size))
    typical = s.mean(deviation, (2, 3), keepdims=True)
    return centred / e.maximum(e.maximum(deviation, typical), eps)


def around(x: Node, size: int) -> Node:
    """The mean around each place over all channels, by a Gaussian; (N, 1, H, W). At the edges only
    what is there counts."""
    half = size // 2
    bell = np.exp(-0.5 * (np.arange(-half, half + 1) / (size / 4)) ** 2)
    weights = np.outer(bell, bell) / np.outer(bell, bell).sum()
    channels, height, width = x.shape[1:]
    kernel = np.broadcast_to(weights / channels, (1, channels, size, size))
    padded = pad(x, [(0, 0), (0, 0), (half, half), (half, half)])
    found = contracted(padded, cast(Tensor(kernel.copy()).node, x.dtype), (1, 1), (1, 1), 1)
    rows, columns = (share_inside(bell, n) for n in (height, width))
    share = cast(Tensor(np.outer(rows, columns)).node, x.dtype)
    return found / reshape(share, (1, 1, height, width))


def share_inside(bell: np.ndarray, size: int) -> np.ndarray:
    """How much of the bell lies inside an axis, for each place."""
    half = len(bell) // 2
    inside = np.pad(np.ones(size), half)
    return np.convolve(inside, bell / bell.sum(), "valid")


class LocalResponseNorm(Module):
    """Division by the responses of neighbouring channels at the same place.

    >>> LocalResponseNorm(5)
    LocalResponseNorm(5, alpha=0.0001, beta=0.75, k=1.0)
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        if size < 1:
            raise ArgumentError(f"LocalResponseNorm: size must be 1 or more, not {size}")
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Tensor) -> Tensor:
        return local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class CrossMapLRN2d(LocalResponseNorm):
    """Division of pictures by the responses of neighbouring channels: `LocalResponseNorm` under the
    name that Torch7 gave it, for windows of odd size."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        if size % 2 == 0:
            raise ArgumentError(f"CrossMapLRN2d: the size of the window is odd, not {size}")
        super().__init__(size, alpha, beta, k)


class LocalResponseNormWithin(LocalResponseNorm):
    """Division by the responses around each place, of the same channel."""

    def forward(self, input: Tensor) -> Tensor:
        return local_response_norm_within(input, self.size, self.alpha, self.beta, self.k)


class LocalContrastNorm(Module):
    """Subtractive and divisive normalisation of pictures by what lies around each place.

    >>> LocalContrastNorm(9)
    LocalContrastNorm(size=9, eps=0.0001)
    """

    def __init__(self, size: int = 9, eps: float = 1e-4) -> None:
        self.size, self.eps = size, eps

    def forward(self, input: Tensor) -> Tensor:
        return local_contrast_norm(input, self.size, self.eps)

    def extra_repr(self) -> str:
        return f"size={self.size}, eps={self.eps}"
