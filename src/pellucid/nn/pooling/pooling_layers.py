"""Pooling, as layers."""

from collections.abc import Callable
from typing import Any

from pellucid.nn.convolution.convolutions import Sizes
from pellucid.nn.modules.module import Module
from pellucid.nn.pooling import pooling, pooling_variants as variants
from pellucid.tensor.tensor import Tensor


class Pool(Module):
    """Windows over the last axes. The finished layers are MaxPool1d to LPPool3d."""

    kernel_size: Sizes
    stride: Sizes | None
    padding: Sizes
    ceil_mode: bool


class MaxPool(Pool):
    """The largest of each window, and with `return_indices` where it stands."""

    pool: Callable[..., Any]

    def __init__(
        self, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
        dilation: Sizes = 1, return_indices: bool = False, ceil_mode: bool = False,
    ) -> None:  # fmt: skip
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.dilation, self.ceil_mode = padding, dilation, ceil_mode
        self.return_indices = return_indices

    def forward(self, input: Tensor) -> Any:
        return type(self).pool(
            input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode,
            self.return_indices,
        )  # fmt: skip

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(MaxPool):
    """The largest of each window over the last axis."""

    pool = staticmethod(pooling.max_pool1d)


class MaxPool2d(MaxPool):
    """The largest of each window over the last two axes.

    >>> MaxPool2d(2)
    MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
    """

    pool = staticmethod(pooling.max_pool2d)


class MaxPool3d(MaxPool):
    """The largest of each window over the last three axes."""

    pool = staticmethod(pooling.max_pool3d)


class AvgPool(Pool):
    """The mean of each window."""

    pool: Callable[..., Any]

    def __init__(
        self, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
        ceil_mode: bool = False, count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:  # fmt: skip
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad, self.divisor_override = count_include_pad, divisor_override

    def forward(self, input: Tensor) -> Tensor:
        return type(self).pool(
            input, self.kernel_size, self.stride, self.padding, self.ceil_mode,
            self.count_include_pad, self.divisor_override,
        )  # fmt: skip

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(AvgPool):
    """The mean of each window over the last axis."""

    pool = staticmethod(pooling.avg_pool1d)


class AvgPool2d(AvgPool):
    """The mean of each window over the last two axes.

    >>> AvgPool2d(2)
    AvgPool2d(kernel_size=2, stride=2, padding=0)
    """

    pool = staticmethod(pooling.avg_pool2d)


class AvgPool3d(AvgPool):
    """The mean of each window over the last three axes."""

    pool = staticmethod(pooling.avg_pool3d)


class LPPool(Pool):
    """The p-norm of each window."""

    pool: Callable[..., Any]

    def __init__(
        self, norm_type: float, kernel_size: Sizes, stride: Sizes | None = None,
        ceil_mode: bool = False,
    ) -> None:  # fmt: skip
        self.norm_type, self.kernel_size = norm_type, kernel_size
        self.stride, self.ceil_mode = stride, ceil_mode

    def forward(self, input: Tensor) -> Tensor:
        return type(self).pool(input, self.norm_type, self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self) -> str:
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(LPPool):
    """The p-norm of each window over the last axis."""

    pool = staticmethod(variants.lp_pool1d)


class LPPool2d(LPPool):
    """The p-norm of each window over the last two axes."""

    pool = staticmethod(variants.lp_pool2d)


class LPPool3d(LPPool):
    """The p-norm of each window over the last three axes."""

    pool = staticmethod(variants.lp_pool3d)


class MaxUnpool(Pool):
    """Maxima put back where they stood, zeros elsewhere."""

    unpool: Callable[..., Any]

    def __init__(self, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0) -> None:
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding = padding

    def forward(self, input: Tensor, indices: Tensor, output_size: Any = None) -> Tensor:
        return type(self).unpool(
            input, indices, self.kernel_size, self.stride, self.padding, output_size
        )

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(MaxUnpool):
    """Maxima put back along the last axis."""

    unpool = staticmethod(variants.max_unpool1d)


class MaxUnpool2d(MaxUnpool):
    """Maxima put back over the last two axes."""

    unpool = staticmethod(variants.max_unpool2d)


class MaxUnpool3d(MaxUnpool):
    """Maxima put back over the last three axes."""

    unpool = staticmethod(variants.max_unpool3d)


class StochasticPool2d(Pool):
    """An element of each window, drawn in proportion to its size in training, and the mean so
    weighted otherwise.

    >>> StochasticPool2d(2).eval()(Tensor([[[[1.0, 3.0], [0.0, 0.0]]]])).tolist()
    [[[[2.5]]]]
    """

    def __init__(self, kernel_size: Sizes, stride: Sizes | None = None) -> None:
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride

    def forward(self, input: Tensor) -> Tensor:
        return variants.stochastic_pool2d(input, self.kernel_size, self.stride, self.training)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}"


class FractionalMaxPool2d(Module):
    """The largest of windows whose places are drawn, to an output of a given size, or of a given
    share of the input's."""

    _random_samples: Any

    def __init__(
        self, kernel_size: Sizes, output_size: Sizes | None = None,
        output_ratio: Any = None, return_indices: bool = False,
        _random_samples: Any = None,
    ) -> None:  # fmt: skip
        self.kernel_size, self.output_size = kernel_size, output_size
        self.output_ratio, self.return_indices = output_ratio, return_indices
        self.register_buffer("_random_samples", _random_samples)

    def forward(self, input: Tensor) -> Any:
        return variants.fractional_max_pool2d(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices,
            self._random_samples,
        )  # fmt: skip

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, output_size={self.output_size}"


class FractionalMaxPool3d(FractionalMaxPool2d):
    """The largest of windows of volumes whose places are drawn.

    >>> FractionalMaxPool3d(2, output_size=3)
    FractionalMaxPool3d(kernel_size=2, output_size=3)
    """

    def forward(self, input: Tensor) -> Any:
        return variants.fractional_max_pool3d(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices,
            self._random_samples,
        )  # fmt: skip
