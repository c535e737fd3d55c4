"""Batch normalisation (Ioffe and Szegedy, 2015): each channel to mean 0 and variance 1 over the
batch."""

import math

import numpy as np

from pellucid.core.dtypes import float32
from pellucid.core.errors import ShapeError
from pellucid.graph import Node
from pellucid.nn import init
from pellucid.nn.modules.module import Module
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import rsqrt, stop_gradient, to_float
from pellucid.tensor.nodes.manipulation import reshape
from pellucid.tensor.nodes.statistics import mean
from pellucid.tensor.tensor import Parameter, Tensor, state


def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None,
    weight: Tensor | None = None, bias: Tensor | None = None, training: bool = False,
    momentum: float | Tensor = 0.1, eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """`input` (N, C, ...) normalised channel by channel: by the statistics of the batch in
    training, else by the running ones.

    In training the running statistics are moved towards those of the batch by `momentum`.

    >>> x = Tensor([[1.0], [3.0]])
    >>> batch_norm(x, None, None, training=True, eps=0.0).tolist()
    [[-1.0], [1.0]]
    """
    if training or running_mean is None or running_var is None:
        found, centre, spread = by_batch(input, weight, bias, eps)
        if training and running_mean is not None and running_var is not None:
            count = input.size // input.shape[1]
            unbiased = spread * (count / (count - 1))
            running_mean.assign(running_mean + (centre - running_mean) * momentum)
            running_var.assign(running_var + (unbiased - running_var) * momentum)
        return found
    return by_statistics(input, running_mean, running_var, weight, bias, eps)


@lifted
def by_batch(
    x: Node, weight: Node | None, bias: Node | None, eps: float
) -> tuple[Node, Node, Node]:
    """`x` normalised by the mean and the variance of the batch, and these two, through which no
    gradient flows."""
    if len(x.shape) < 2 or math.prod(x.shape) <= x.shape[1]:
        raise ShapeError(
            "batch_norm: training needs more than one value for each channel", given=str(x.spec),
            fix="give it a larger batch, or call eval() on the module",
        )  # fmt: skip
    x = to_float(x)
    axes = (0, *range(2, len(x.shape)))
    centre = mean(x, axes)
    centred = x - aligned(centre, x)
    spread = mean(centred * centred, axes)
    scale = rsqrt(spread + eps)
    found = centred * aligned(scale if weight is None else scale * cast(weight, x.dtype), x)
    return shifted(found, bias), stop_gradient(centre), stop_gradient(spread)


@lifted
def by_statistics(
    x: Node, centre: Node, spread: Node, weight: Node | None, bias: Node | None, eps: float
) -> Node:
    """`x` normalised by given means and variances."""
    x = to_float(x)
    scale = rsqrt(spread + eps)
    scale = cast(scale if weight is None else scale * cast(weight, scale.dtype), x.dtype)
    found = (x - aligned(cast(centre, x.dtype), x)) * aligned(scale, x)
    return shifted(found, bias)


def shifted(x: Node, bias: Node | None) -> Node:
    """`x` plus a number for each channel."""
    return x if bias is None else x + aligned(cast(bias, x.dtype), x)


def aligned(channels: Node, x: Node) -> Node:
    """A number for each channel, shaped to meet the second axis of `x`."""
    return reshape(channels, (-1, *(1,) * (len(x.shape) - 2)))


class BatchNorm(Module):
    """Batch normalisation. The finished layers are BatchNorm1d, BatchNorm2d and BatchNorm3d."""

    takes: tuple[int, ...]  # how many axes an input may have
    num_batches_tracked: Tensor | None

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1,
        affine: bool = True, track_running_stats: bool = True, dtype: object = None, *,
        bias: bool = True,
    ) -> None:  # fmt: skip
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        ones, zeros = (f(num_features, np.float32) for f in (np.ones, np.zeros))
        self.weight = Parameter(ones, dtype) if affine else None
        self.bias = Parameter(zeros, dtype) if affine and bias else None
        self.running_mean = state(zeros, dtype) if track_running_stats else None
        self.running_var = state(ones, dtype) if track_running_stats else None
        self.num_batches_tracked = state(np.asarray(0)) if track_running_stats else None

    def reset_running_stats(self) -> None:
        """Forget what was seen so far."""
        if self.running_mean is not None and self.running_var is not None:
            init.zeros_(self.running_mean)
            init.ones_(self.running_var)
        if self.num_batches_tracked is not None:
            init.zeros_(self.num_batches_tracked)

    def reset_parameters(self) -> None:
        """Weight 1, bias 0, and nothing seen."""
        self.reset_running_stats()
        init.reset(self.weight, self.bias)

    def check(self, input: Tensor) -> None:
        """Raise unless the axes and the channels are those expected."""
        asked, given = type(self).__name__, f"input={tuple(input.shape)}"
        if len(input.shape) not in self.takes:
            axes = " or ".join(map(str, self.takes))
            raise ShapeError(
                f"{asked}: the input has {len(input.shape)} axes, not {axes}", given=given,
                fix="BatchNorm1d takes rows, BatchNorm2d pictures, BatchNorm3d volumes",
            )  # fmt: skip
        if input.shape[1] != self.num_features:
            raise ShapeError(
                f"{asked}: {self.num_features} channels are expected, the input has "
                f"{input.shape[1]}",
                given=given,
                fix=f"channels are the second axis; {asked}({input.shape[1]}) takes this input",
            )

    def forward(self, input: Tensor) -> Tensor:
        self.check(input)
        training, momentum = self.training, self.momentum
        if training and self.num_batches_tracked is not None:
            self.num_batches_tracked.assign(self.num_batches_tracked + 1)
            if momentum is None:  # the plain mean over all batches
                momentum = 1.0 / self.num_batches_tracked.astype(float32)
        return batch_norm(
            input, self.running_mean, self.running_var, self.weight, self.bias, training,
            0.0 if momentum is None else momentum, self.eps,
        )  # fmt: skip

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class BatchNorm1d(BatchNorm):
    """Batch normalisation of (N, C) or (N, C, L).

    >>> BatchNorm1d(4)
    BatchNorm1d(4, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
    """

    takes = (2, 3)


class BatchNorm2d(BatchNorm):
    """Batch normalisation of pictures, (N, C, H, W)."""

    takes = (4,)


class BatchNorm3d(BatchNorm):
    """Batch normalisation of volumes, (N, C, D, H, W)."""

    takes = (5,)
