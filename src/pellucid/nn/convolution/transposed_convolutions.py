"""Transposed convolutions: each element of the input adds the weight, times it, to the places a
convolution would have read to make it (Zeiler et al., 2010)."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn import init
from pellucid.nn.convolution.convolutions import SPACE, WINDOW, Sizes, each
from pellucid.nn.modules.module import Module
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.manipulation import reshape
from pellucid.tensor.tensor import Parameter, Tensor


@lifted
def conv_transpose1d(
    input: Node, weight: Node, bias: Node | None = None, stride: Sizes = 1, padding: Sizes = 0,
    output_padding: Sizes = 0, groups: int = 1, dilation: Sizes = 1,
) -> Node:  # fmt: skip
    """The transposed convolution of input (N, C, L) with weight (C, O/groups, K).

    >>> x = Tensor([[[1.0, 2.0]]])
    >>> conv_transpose1d(x, Tensor([[[1.0, 10.0]]]), stride=2).tolist()
    [[[1.0, 10.0, 2.0, 20.0]]]
    """
    moves = (stride, padding, output_padding, dilation)
    return transposed("conv_transpose1d", input, weight, bias, moves, groups)


@lifted
def conv_transpose2d(
    input: Node, weight: Node, bias: Node | None = None, stride: Sizes = 1, padding: Sizes = 0,
    output_padding: Sizes = 0, groups: int = 1, dilation: Sizes = 1,
) -> Node:  # fmt: skip
    """The transposed convolution of input (N, C, H, W) with weight (C, O/groups, K1, K2), of
    shape (N, O, H', W'), where H' = (H - 1) stride - 2 padding + dilation (K1 - 1) +
    output_padding + 1."""
    moves = (stride, padding, output_padding, dilation)
    return transposed("conv_transpose2d", input, weight, bias, moves, groups)


@lifted
def conv_transpose3d(
    input: Node, weight: Node, bias: Node | None = None, stride: Sizes = 1, padding: Sizes = 0,
    output_padding: Sizes = 0, groups: int = 1, dilation: Sizes = 1,
) -> Node:  # fmt: skip
    """The transposed convolution of input (N, C, D, H, W) with weight (C, O/groups, K1, K2, K3)."""
    moves = (stride, padding, output_padding, dilation)
    return transposed("conv_transpose3d", input, weight, bias, moves, groups)


Moves = tuple[Sizes, Sizes, Sizes, Sizes]  # stride, padding, output padding, dilation


def transposed(
    asked: str, x: Node, weight: Node, bias: Node | None, moves: Moves, groups: int
) -> Node:
    """The transposed convolution over as many axes as `weight` has after the first two."""
    n = len(weight.shape) - 2
    if len(x.shape) == n + 1:  # one example alone
        alone = transposed(asked, reshape(x, (1, *x.shape)), weight, bias, moves, groups)
        return reshape(alone, alone.shape[1:])
    if len(x.shape) != n + 2 or x.shape[1] != weight.shape[0] or x.shape[1] % groups:
        raise ShapeError(
            f"{asked}: the input needs {weight.shape[0]} channels on the second of {n + 2} axes, "
            "which the groups divide",
            given=f"input={x.shape}, weight={weight.shape}, groups={groups}",
            fix="channels are the second axis, after the examples; in_channels is how many come in",
        )
    x, channels, outs = cast(x, weight.dtype), x.shape[1] // groups, weight.shape[1]
    split = reshape(x, (x.shape[0], groups, channels, *x.shape[2:]))
    places = reached(asked, split, weight.shape[2:], moves)
    space, window = SPACE[:n], WINDOW[:n]
    found = apply(
        "contract", places, reshape(weight, (groups, channels, outs, *weight.shape[2:])),
        left=f"ngc{space}{window}", right=f"gco{window}", out=f"ngo{space}",
    )  # fmt: skip
    found = reshape(found, (x.shape[0], groups * outs, *found.shape[3:]))
    return found if bias is None else found + reshape(cast(bias, x.dtype), (-1, *(1,) * n))


def reached(asked: str, x: Node, kernel: Sequence[int], moves: Moves) -> Node:
    """For each place of the result and each place of the weight, the element of `x` (N, G, C, ...)
    that meets there, or 0."""
    n = len(kernel)
    stride, padding, extra, dilation = (each(asked, size, n) for size in moves)
    shape, widths, steps = [*x.shape[:3]], [(0, 0)] * 3, [1] * 3
    terms: list[Any] = [(0, ((a, 1),)) for a in range(3)]
    axes = zip(x.shape[3:], kernel, stride, padding, extra, dilation, strict=True)
    for axis, (size, k, step, p, more, d) in enumerate(axes, 3):
        if more >= max(step, d):
            raise ArgumentError(
                f"{asked}: output_padding must be below stride or dilation",
                given=f"output_padding={extra}, stride={stride}, dilation={dilation}",
            )
        count = (size - 1) * step - 2 * p + d * (k - 1) + more + 1
        if count < 1:
            raise ShapeError(f"{asked}: nothing is left of the result", given=f"input={x.shape}")
        before = max(0, d * (k - 1) - p)
        widths.append((before, max(0, count - 1 + p - (size - 1) * step)))
        steps.append(step)
        shape.append(count)
        terms.append((p + before, ((axis, 1), (axis + n, -d))))
    spread = apply("pad", x, widths=tuple(widths), steps=tuple(steps) if max(steps) > 1 else ())
    return apply("view", spread, shape=(*shape, *kernel), terms=tuple(terms))


class TransposedConvolution(Module):
    """A transposed convolution over `axes` axes; `weight` is (in, out/groups, *kernel). The
    finished layers are ConvTranspose1d, ConvTranspose2d and ConvTranspose3d."""

    axes: int

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Sizes, stride: Sizes = 1,
        padding: Sizes = 0, output_padding: Sizes = 0, groups: int = 1, bias: bool = True,
        dilation: Sizes = 1, padding_mode: str = "zeros", dtype: object = None,
    ) -> None:  # fmt: skip
        asked = type(self).__name__
        if padding_mode != "zeros":
            raise ArgumentError(f"{asked}: padding_mode is zeros, not {padding_mode!r}")
        if groups < 1 or in_channels % groups or out_channels % groups:
            raise ArgumentError(
                f"{asked}: groups must divide the channels",
                given=f"in_channels={in_channels}, out_channels={out_channels}, groups={groups}",
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride, self.padding, self.output_padding, self.dilation = (
            each(asked, size, self.axes)
            for size in (kernel_size, stride, padding, output_padding, dilation)
        )
        shape = (in_channels, out_channels // groups, *self.kernel_size)
        self.weight = Parameter(np.zeros(shape, np.float32), dtype)
        self.bias = Parameter(np.zeros(out_channels, np.float32), dtype) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new first values, uniform within 1/sqrt(out_channels/groups * kernel)."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(max(init.fans(self.weight.shape)[0], 1))
            init.uniform_(self.bias, -bound, bound)

    def moved(
        self, input: Tensor, output_size: Sequence[int] | None
    ) -> tuple[Tensor, Parameter, Parameter | None, Sizes, Sizes, Sizes, int, Sizes]:
        """The arguments of the function; `output_size` picks the output padding."""
        extra = self.output_padding
        if output_size is not None:
            wanted = tuple(output_size)[-self.axes :]
            axes = zip(
                input.shape[-self.axes :], self.kernel_size, self.stride, self.padding,
                self.dilation, strict=True,
            )  # fmt: skip
            least = [(n - 1) * s - 2 * p + d * (k - 1) + 1 for n, k, s, p, d in axes]
            extra = tuple(w - n for w, n in zip(wanted, least, strict=True))
            if any(not 0 <= e < s for e, s in zip(extra, self.stride, strict=True)):
                raise ArgumentError(
                    f"{type(self).__name__}: no padding gives the output size {wanted}",
                    given=f"sizes from {tuple(least)} can be had",
                )
        return (
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups,
            self.dilation,
        )  # fmt: skip

    def extra_repr(self) -> str:
        one, none = (1,) * self.axes, (0,) * self.axes
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}"]
        parts.append(f"stride={self.stride}")
        parts += [f"padding={self.padding}"] if self.padding != none else []
        parts += [f"dilation={self.dilation}"] if self.dilation != one else []
        parts += [f"output_padding={self.output_padding}"] if self.output_padding != none else []
        parts += [f"groups={self.groups}"] if self.groups != 1 else []
        parts += ["bias=False"] if self.bias is None else []
        return ", ".join(parts)


class ConvTranspose1d(TransposedConvolution):
    """Transposed convolution over a sequence, (N, in_channels, L) to (N, out_channels, L')."""

    axes = 1

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return conv_transpose1d(*self.moved(input, output_size))


class ConvTranspose2d(TransposedConvolution):
    """Transposed convolution over pictures, (N, in_channels, H, W) to (N, out_channels, H', W').

    >>> ConvTranspose2d(4, 2, 3, stride=2, padding=1)
    ConvTranspose2d(4, 2, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))
    """

    axes = 2

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return conv_transpose2d(*self.moved(input, output_size))


class ConvTranspose3d(TransposedConvolution):
    """Transposed convolution over volumes."""

    axes = 3

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return conv_transpose3d(*self.moved(input, output_size))
