"""Pooling, as layers."""

from collections.abc import Sequence

from pellucid.core.errors import ArgumentError
from pellucid.nn import pooling
from pellucid.nn.convolutions import Sizes
from pellucid.nn.module import Module
from pellucid.tensor.tensor import Tensor


class Pool(Module):
    """Windows over the last axes. The finished layers are MaxPool1d, MaxPool2d, AvgPool1d and
    AvgPool2d."""

    kernel_size: Sizes
    stride: Sizes
    padding: Sizes
    ceil_mode: bool


class MaxPool(Pool):
    """The largest of each window."""

    def __init__(
        self, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
        dilation: Sizes = 1, return_indices: bool = False, ceil_mode: bool = False,
    ) -> None:  # fmt: skip
        if return_indices:
            raise ArgumentError(
                "max pooling returns no indices here", fix="leave return_indices out"
            )
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.dilation, self.ceil_mode = padding, dilation, ceil_mode

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(MaxPool):
    """The largest of each window over the last axis."""

    def forward(self, input: Tensor) -> Tensor:
        return pooling.max_pool1d(
            input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode
        )


class MaxPool2d(MaxPool):
    """The largest of each window over the last two axes.

    >>> MaxPool2d(2)
    MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
    """

    def forward(self, input: Tensor) -> Tensor:
        return pooling.max_pool2d(
            input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode
        )


class AvgPool(Pool):
    """The mean of each window."""

    def __init__(
        self, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
        ceil_mode: bool = False, count_include_pad: bool = True,
    ) -> None:  # fmt: skip
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad = count_include_pad

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(AvgPool):
    """The mean of each window over the last axis."""

    def forward(self, input: Tensor) -> Tensor:
        return pooling.avg_pool1d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
        )


class AvgPool2d(AvgPool):
    """The mean of each window over the last two axes.

    >>> AvgPool2d(2)
    AvgPool2d(kernel_size=2, stride=2, padding=0)
    """

    def forward(self, input: Tensor) -> Tensor:
        return pooling.avg_pool2d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
        )


class AdaptiveAvgPool2d(Module):
    """Means of as many windows as asked for along each of the last two axes.

    >>> AdaptiveAvgPool2d(1)
    AdaptiveAvgPool2d(output_size=1)
    """

    def __init__(self, output_size: Sizes | Sequence[int | None]) -> None:
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        return pooling.adaptive_avg_pool2d(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"
