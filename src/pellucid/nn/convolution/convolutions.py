"""Convolutions: a sliding-window view of the input, contracted with the weight."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn import init
from pellucid.nn.convolution.padding import MODES, padded_at_ends
from pellucid.nn.modules.module import Module
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.manipulation import pad, reshape, windows
from pellucid.tensor.tensor import Parameter, Tensor

Sizes = int | Sequence[int]
SPACE, WINDOW = "xyz", "pqr"  # labels of the positions and of the places inside the window


@lifted
def conv1d(
    input: Node, weight: Node, bias: Node | None = None, stride: Sizes = 1,
    padding: Sizes | str = 0, dilation: Sizes = 1, groups: int = 1,
) -> Node:  # fmt: skip
    """The correlation of input (N, C, L) with weight (O, C/groups, K), of shape (N, O, L').

    >>> from pellucid.tensor.tensor import Tensor
    >>> conv1d(Tensor([[[1.0, 2.0, 4.0]]]), Tensor([[[1.0, -1.0]]])).tolist()
    [[[-1.0, -2.0]]]
    """
    return convolve("conv1d", input, weight, bias, (stride, padding, dilation), groups)


@lifted
def conv2d(
    input: Node, weight: Node, bias: Node | None = None, stride: Sizes = 1,
    padding: Sizes | str = 0, dilation: Sizes = 1, groups: int = 1,
) -> Node:  # fmt: skip
    """The correlation of input (N, C, H, W) with weight (O, C/groups, K1, K2), of shape (N, O,
    H', W').

    `padding` is a number, one for each axis, "same" or "valid".

    >>> from pellucid.tensor.nodes.creation import ones
    >>> from pellucid.tensor.lift import lifted
    >>> x, w = lifted(ones)((1, 1, 3, 3)), lifted(ones)((1, 1, 3, 3))
    >>> conv2d(x, w, padding=1)[0, 0].tolist()
    [[4.0, 6.0, 4.0], [6.0, 9.0, 6.0], [4.0, 6.0, 4.0]]
    """
    return convolve("conv2d", input, weight, bias, (stride, padding, dilation), groups)


@lifted
def conv3d(
    input: Node, weight: Node, bias: Node | None = None, stride: Sizes = 1,
    padding: Sizes | str = 0, dilation: Sizes = 1, groups: int = 1,
) -> Node:  # fmt: skip
    """The correlation of input (N, C, D, H, W) with weight (O, C/groups, K1, K2, K3), of shape
    (N, O, D', H', W')."""
    return convolve("conv3d", input, weight, bias, (stride, padding, dilation), groups)


def convolve(
    asked: str, x: Node, weight: Node, bias: Node | None,
    moves: tuple[Sizes, Sizes | str, Sizes], groups: int,
) -> Node:  # fmt: skip
    """The convolution over as many axes as `weight` has after the first two; `moves` are stride,
    padding, dilation."""
    n = len(weight.shape) - 2
    if len(x.shape) == n + 1:  # one example alone
        alone = convolve(asked, reshape(x, (1, *x.shape)), weight, bias, moves, groups)
        return reshape(alone, alone.shape[1:])
    check(asked, x, weight, groups)
    stride, dilation = (each(asked, size, n) for size in (moves[0], moves[2]))
    widths = paddings(asked, moves[1], weight.shape[2:], stride, dilation)
    x = pad(cast(x, weight.dtype), [(0, 0), (0, 0), *widths])
    found = contracted(x, weight, stride, dilation, groups)
    if bias is None:
        return found
    return found + reshape(cast(bias, weight.dtype), (-1, *(1,) * n))


def contracted(
    x: Node, weight: Node, stride: tuple[int, ...], dilation: tuple[int, ...], groups: int
) -> Node:
    """The windows of padded `x` contracted with `weight`; groups are an axis of their own."""
    n = len(stride)
    space, window, kernel = SPACE[:n], WINDOW[:n], weight.shape[2:]
    if groups == 1:
        patches = windows(x, range(2, 2 + n), kernel, stride, dilation)
        left, right = f"nc{space}{window}", f"oc{window}"
        return apply("contract", patches, weight, left=left, right=right, out=f"no{space}")
    x = reshape(x, (x.shape[0], groups, x.shape[1] // groups, *x.shape[2:]))
    split = reshape(weight, (groups, weight.shape[0] // groups, *weight.shape[1:]))
    patches = windows(x, range(3, 3 + n), kernel, stride, dilation)
    left, right = f"ngc{space}{window}", f"goc{window}"
    found = apply("contract", patches, split, left=left, right=right, out=f"ngo{space}")
    return reshape(found, (found.shape[0], weight.shape[0], *found.shape[3:]))


def check(asked: str, x: Node, weight: Node, groups: int) -> None:
    """Raise unless the channels fit."""
    given = f"input={x.shape}, weight={weight.shape}, groups={groups}"
    n = len(weight.shape) - 2
    if len(x.shape) != n + 2:
        names = ", ".join(("depth", "height", "width")[-n:])
        raise ShapeError(
            f"{asked}: the input has {len(x.shape)} axes, not {n + 2}", given=given,
            fix=f"give it the shape (examples, channels, {names})",
        )  # fmt: skip
    if weight.shape[0] % groups:
        raise ArgumentError(
            f"{asked}: groups must divide the channels", given=given,
            fix="weight is (out, in / groups, ...); its first size is a multiple of groups",
        )  # fmt: skip
    if x.shape[1] != weight.shape[1] * groups:
        wanted = weight.shape[1] * groups
        raise ShapeError(
            f"{asked}: {plural(wanted, 'channel')} expected, the input has {x.shape[1]}",
            given=given, fix=fitting(x.shape, wanted, n),
        )  # fmt: skip


def fitting(shape: tuple[int, ...], channels: int, n: int) -> str:
    """How to make an input of a shape fit a convolution over `n` axes of so many channels."""
    order = ", ".join(map(str, (0, n + 1, *range(1, n + 1))))
    if shape[-1] == channels:
        return f"channels come second, before height and width: x.permute({order}) moves them there"
    if shape[0] == 1 and channels == 1:
        return "an axis for the channel is missing: x[:, None] adds it after that of the examples"
    return f"channels are the second axis; Conv{n}d({shape[1]}, ...) takes this input"


def plural(count: int, what: str) -> str:
    """`1 channel is`, `3 channels are`."""
    return f"{count} {what} is" if count == 1 else f"{count} {what}s are"


def each(asked: str, size: Sizes, n: int) -> tuple[int, ...]:
    """A size for each of `n` axes."""
    sizes = (size,) * n if isinstance(size, int) else tuple(size)
    if len(sizes) != n:
        raise ArgumentError(f"{asked}: {n} sizes are needed", given=str(size))
    return sizes


def paddings(
    asked: str, padding: Sizes | str, kernel: Sequence[int], stride: Sequence[int],
    dilation: Sequence[int],
) -> list[tuple[int, int]]:  # fmt: skip
    """How much to put before and after each axis."""
    if not isinstance(padding, str):
        return [(p, p) for p in each(asked, padding, len(kernel))]
    if padding == "valid":
        return [(0, 0)] * len(kernel)
    if padding != "same":
        raise ArgumentError(f"{asked}: there is no padding {padding!r}", fix="use same or valid")
    if any(s != 1 for s in stride):
        raise ArgumentError(f"{asked}: padding='same' needs stride 1", given=f"stride={stride}")
    totals = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
    return [(total // 2, total - total // 2) for total in totals]


class Convolution(Module):
    """A convolution over `axes` axes; `weight` is (out, in/groups, *kernel). The finished layers
    are Conv1d, Conv2d and Conv3d."""

    axes: int

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Sizes, stride: Sizes = 1,
        padding: Sizes | str = 0, dilation: Sizes = 1, groups: int = 1, bias: bool = True,
        padding_mode: str = "zeros", dtype: object = None,
    ) -> None:  # fmt: skip
        asked = type(self).__name__
        if padding_mode not in {"zeros", *MODES}:
            raise ArgumentError(
                f"{asked}: there is no padding_mode {padding_mode!r}",
                fix=f"use zeros, {', '.join(MODES)}",
            )
        if groups < 1 or in_channels % groups or out_channels % groups:
            raise ArgumentError(
                f"{asked}: groups must divide the channels",
                given=f"in_channels={in_channels}, out_channels={out_channels}, groups={groups}",
                fix="use a number of groups that divides both; 1 connects all channels",
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = each(asked, kernel_size, self.axes)
        self.stride = each(asked, stride, self.axes)
        self.dilation = each(asked, dilation, self.axes)
        self.padding = padding if isinstance(padding, str) else each(asked, padding, self.axes)
        self.padding_mode = padding_mode
        self.widths = paddings(asked, padding, self.kernel_size, self.stride, self.dilation)
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        self.weight = Parameter(np.zeros(shape, np.float32), dtype)
        self.bias = Parameter(np.zeros(out_channels, np.float32), dtype) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new first values, uniform within 1/sqrt(inputs of one output)."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(max(init.fans(self.weight.shape)[0], 1))
            init.uniform_(self.bias, -bound, bound)

    def around(self, input: Tensor) -> tuple[Any, ...]:
        """The first arguments of the function: what is not padded with zeros is padded before."""
        if self.padding_mode == "zeros":
            return input, self.weight, self.bias, self.stride, self.padding
        padded = padded_at_ends(input, self.widths, self.padding_mode)
        return padded, self.weight, self.bias, self.stride, 0

    def extra_repr(self) -> str:
        one, none = (1,) * self.axes, (0,) * self.axes
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}"]
        parts.append(f"stride={self.stride}")
        parts += [f"padding={self.padding}"] if self.padding != none else []
        parts += [f"dilation={self.dilation}"] if self.dilation != one else []
        parts += [f"groups={self.groups}"] if self.groups != 1 else []
        parts += ["bias=False"] if self.bias is None else []
        parts += [] if self.padding_mode == "zeros" else [f"padding_mode={self.padding_mode}"]
        return ", ".join(parts)


class Conv1d(Convolution):
    """Convolution over a sequence: (N, in_channels, L) to (N, out_channels, L').

    >>> Conv1d(2, 4, 3)
    Conv1d(2, 4, kernel_size=(3,), stride=(1,))
    """

    axes = 1

    def forward(self, input: Tensor) -> Tensor:
        return conv1d(*self.around(input), self.dilation, self.groups)


class Conv2d(Convolution):
    """Convolution over pictures: (N, in_channels, H, W) to (N, out_channels, H', W').

    >>> Conv2d(1, 20, 5, padding="same")
    Conv2d(1, 20, kernel_size=(5, 5), stride=(1, 1), padding=same)
    """

    axes = 2

    def forward(self, input: Tensor) -> Tensor:
        return conv2d(*self.around(input), self.dilation, self.groups)


class Conv3d(Convolution):
    """Convolution over volumes: (N, in_channels, D, H, W) to (N, out_channels, D', H', W')."""

    axes = 3

    def forward(self, input: Tensor) -> Tensor:
        return conv3d(*self.around(input), self.dilation, self.groups)
