"""Normalisation within each example: over the last axes, over groups of channels, or by the root
mean square."""

import math
from collections.abc import Sequence

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node
from pellucid.nn import init
from pellucid.nn.modules.module import Module
from pellucid.nn.normalization.batch_normalization import aligned
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import rsqrt, to_float
from pellucid.tensor.nodes.manipulation import reshape
from pellucid.tensor.nodes.statistics import mean
from pellucid.tensor.tensor import Parameter, Tensor


@lifted
def layer_norm(
    input: Node, normalized_shape: int | Sequence[int], weight: Node | None = None,
    bias: Node | None = None, eps: float = 1e-5,
) -> Node:  # fmt: skip
    """`input` with mean 0 and variance 1 over its last axes, then times `weight` plus `bias` (Ba
    et al., 2016).

    >>> layer_norm(Tensor([[1.0, 3.0]]), 2, eps=0.0).tolist()
    [[-1.0, 1.0]]
    """
    x = to_float(input)
    axes = last_axes("layer_norm", x, normalized_shape)
    return affine(standard(x, axes, eps), weight, bias)


@lifted
def rms_norm(
    input: Node, normalized_shape: int | Sequence[int], weight: Node | None = None,
    eps: float | None = None,
) -> Node:  # fmt: skip
    """`input` divided by its root mean square over its last axes, then times `weight`."""
    x = to_float(input)
    axes = last_axes("rms_norm", x, normalized_shape)
    tiny = float(np.finfo(x.dtype.numpy).eps) if eps is None else eps
    return affine(x * rsqrt(mean(x * x, axes, keepdims=True) + tiny), weight, None)


@lifted
def group_norm(
    input: Node, num_groups: int, weight: Node | None = None, bias: Node | None = None,
    eps: float = 1e-5,
) -> Node:  # fmt: skip
    """`input` (N, C, ...) with mean 0 and variance 1 over each group of channels (Wu and He,
    2018)."""
    if len(input.shape) < 2 or input.shape[1] % num_groups:
        raise ShapeError(
            f"group_norm: the channels do not fall into {num_groups} groups", given=str(input.spec),
            fix="channels are the second axis; their number is a multiple of the groups",
        )  # fmt: skip
    x = to_float(input)
    each = math.prod(x.shape[1:]) // num_groups
    grouped = reshape(x, (x.shape[0], num_groups, each))
    found = reshape(standard(grouped, (2,), eps), x.shape)
    found = found if weight is None else found * aligned(cast(weight, x.dtype), x)
    return found if bias is None else found + aligned(cast(bias, x.dtype), x)


def standard(x: Node, axes: tuple[int, ...], eps: float) -> Node:
    """`x` with mean 0 and variance 1 over `axes`."""
    centred = x - mean(x, axes, keepdims=True)
    return centred * rsqrt(mean(centred * centred, axes, keepdims=True) + eps)


def affine(x: Node, weight: Node | None, bias: Node | None) -> Node:
    """`x` times `weight` plus `bias`, over the last axes."""
    x = x if weight is None else x * cast(weight, x.dtype)
    return x if bias is None else x + cast(bias, x.dtype)


def last_axes(asked: str, x: Node, normalized_shape: int | Sequence[int]) -> tuple[int, ...]:
    """The axes at the end of `x` that have the shape asked for."""
    wanted = as_shape(normalized_shape)
    if x.shape[len(x.shape) - len(wanted) :] != wanted:
        raise ShapeError(
            f"{asked}: the last axes must have the shape {wanted}", given=f"input={x.shape}",
            fix=f"make the layer for {x.shape[len(x.shape) - len(wanted) :]}, or change the input",
        )  # fmt: skip
    return tuple(range(len(x.shape) - len(wanted), len(x.shape)))


def as_shape(sizes: int | Sequence[int]) -> tuple[int, ...]:
    """One size or several, as a shape."""
    return (sizes,) if isinstance(sizes, int) else tuple(sizes)


class LayerNorm(Module):
    """Normalisation over the last axes, with a learned scale and shift for each element of them.

    >>> LayerNorm(8)
    LayerNorm((8,), eps=1e-05, elementwise_affine=True, bias=True)
    """

    def __init__(
        self, normalized_shape: int | Sequence[int], eps: float = 1e-5,
        elementwise_affine: bool = True, bias: bool = True, dtype: object = None,
    ) -> None:  # fmt: skip
        self.normalized_shape, self.eps = as_shape(normalized_shape), eps
        self.elementwise_affine = elementwise_affine
        ones, zeros = (f(self.normalized_shape, np.float32) for f in (np.ones, np.zeros))
        self.weight = Parameter(ones, dtype) if elementwise_affine else None
        self.bias = Parameter(zeros, dtype) if elementwise_affine and bias else None

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        init.reset(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        bias = f", bias={self.bias is not None}" if self.elementwise_affine else ""
        shape, affine = self.normalized_shape, self.elementwise_affine
        return f"{shape}, eps={self.eps}, elementwise_affine={affine}{bias}"


class RMSNorm(Module):
    """Division by the root mean square over the last axes, with a learned scale (Zhang and
    Sennrich, 2019)."""

    def __init__(
        self, normalized_shape: int | Sequence[int], eps: float | None = None,
        elementwise_affine: bool = True, dtype: object = None,
    ) -> None:  # fmt: skip
        self.normalized_shape, self.eps = as_shape(normalized_shape), eps
        self.elementwise_affine = elementwise_affine
        ones = np.ones(self.normalized_shape, np.float32)
        self.weight = Parameter(ones, dtype) if elementwise_affine else None

    def forward(self, input: Tensor) -> Tensor:
        return rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        )


class GroupNorm(Module):
    """Normalisation over groups of channels, with a learned scale and shift for each channel.

    >>> GroupNorm(2, 8)
    GroupNorm(2, 8, eps=1e-05, affine=True, bias=True)
    """

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True,
        dtype: object = None, *, bias: bool = True,
    ) -> None:  # fmt: skip
        if num_channels % num_groups:
            raise ArgumentError(
                f"GroupNorm: {num_groups} groups do not divide {num_channels} channels",
                fix="use a number of groups that divides the channels; 1 takes them all together",
            )
        self.num_groups, self.num_channels = num_groups, num_channels
        self.eps, self.affine = eps, affine
        ones, zeros = (f(num_channels, np.float32) for f in (np.ones, np.zeros))
        self.weight = Parameter(ones, dtype) if affine else None
        self.bias = Parameter(zeros, dtype) if affine and bias else None

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        init.reset(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )
