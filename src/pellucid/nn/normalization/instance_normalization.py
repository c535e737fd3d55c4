"""Instance normalisation (Ulyanov et al., 2016): each channel of each example to mean 0 and
variance 1."""

import math

from pellucid.core.errors import ShapeError
from pellucid.graph import Node
from pellucid.nn.normalization.batch_normalization import BatchNorm, aligned, batch_norm
from pellucid.nn.normalization.normalizations import standard
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import stop_gradient, to_float
from pellucid.tensor.nodes.statistics import mean, var
from pellucid.tensor.tensor import Tensor


def instance_norm(
    input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None,
    weight: Tensor | None = None, bias: Tensor | None = None, use_input_stats: bool = True,
    momentum: float | Tensor = 0.1, eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """`input` (N, C, ...) normalised example by example and channel by channel: by its own
    statistics, or with `use_input_stats` false by the running ones. These are moved towards the
    mean over the examples by `momentum`.

    >>> instance_norm(Tensor([[[1.0, 3.0]]]), eps=0.0).tolist()
    [[[-1.0, 1.0]]]
    """
    if not use_input_stats:
        return batch_norm(input, running_mean, running_var, weight, bias, False, 0.0, eps)  # noqa: FBT003
    if running_mean is not None and running_var is not None:
        centre, spread = statistics(input)
        running_mean.assign(running_mean + (centre - running_mean) * momentum)
        running_var.assign(running_var + (spread - running_var) * momentum)
    return by_example(input, weight, bias, eps)


@lifted
def by_example(x: Node, weight: Node | None, bias: Node | None, eps: float) -> Node:
    """`x` with mean 0 and variance 1 over all axes but the first two."""
    if len(x.shape) < 3 or math.prod(x.shape[2:]) == 1:
        raise ShapeError(
            "instance_norm: more than one value is needed for each channel of each example",
            given=str(x.spec),
        )
    x = to_float(x)
    found = standard(x, tuple(range(2, len(x.shape))), eps)
    found = found if weight is None else found * aligned(cast(weight, x.dtype), x)
    return found if bias is None else found + aligned(cast(bias, x.dtype), x)


@lifted
def statistics(x: Node) -> tuple[Node, Node]:
    """Mean and unbiased variance of each channel, averaged over the examples."""
    x, inner = stop_gradient(to_float(x)), tuple(range(2, len(x.shape)))
    return mean(mean(x, inner), 0), mean(var(x, inner, correction=1), 0)


class InstanceNorm(BatchNorm):
    """Instance normalisation. The finished layers are InstanceNorm1d to InstanceNorm3d."""

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = False,
        track_running_stats: bool = False, dtype: object = None, *, bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(num_features, eps, momentum, affine, track_running_stats, dtype, bias=bias)

    def forward(self, input: Tensor) -> Tensor:
        alone = len(input.shape) == min(self.takes)
        x = input[None] if alone else input
        self.check(x)
        found = instance_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias,
            self.training or self.running_mean is None, self.momentum or 0.0, self.eps,
        )  # fmt: skip
        return found[0] if alone else found


class InstanceNorm1d(InstanceNorm):
    """Instance normalisation of (N, C, L) or (C, L).

    >>> InstanceNorm1d(4).track_running_stats
    False
    """

    takes = (2, 3)


class InstanceNorm2d(InstanceNorm):
    """Instance normalisation of pictures, (N, C, H, W) or (C, H, W)."""

    takes = (3, 4)


class InstanceNorm3d(InstanceNorm):
    """Instance normalisation of volumes, (N, C, D, H, W) or (C, D, H, W)."""

    takes = (4, 5)
