"""Activations, as layers."""

import numpy as np

from pellucid.core.errors import ShapeError
from pellucid.nn.activation import activations as a
from pellucid.nn.init import constant_
from pellucid.nn.modules.module import Module
from pellucid.tensor.tensor import Parameter, Tensor


class Activation(Module):
    """A function of each element that has nothing to learn. `inplace` is accepted and changes
    nothing."""

    def __init__(self, inplace: bool = False) -> None:
        self.inplace = inplace

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class ReLU(Activation):
    """x above 0, else 0.

    >>> ReLU()(Tensor([-1.0, 2.0])).tolist()
    [0.0, 2.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return a.relu(input)


class ReLU6(Activation):
    """x, but at least 0 and at most 6."""

    def forward(self, input: Tensor) -> Tensor:
        return a.relu6(input)


class SELU(Activation):
    """The self-normalising exponential unit."""

    def forward(self, input: Tensor) -> Tensor:
        return a.selu(input)


class SiLU(Activation):
    """x sigmoid(x)."""

    def forward(self, input: Tensor) -> Tensor:
        return a.silu(input)


class Mish(Activation):
    """x tanh(softplus(x))."""

    def forward(self, input: Tensor) -> Tensor:
        return a.mish(input)


class Hardswish(Activation):
    """x hardsigmoid(x)."""

    def forward(self, input: Tensor) -> Tensor:
        return a.hardswish(input)


class Hardsigmoid(Activation):
    """A straight line from 0 at -3 to 1 at 3, flat beyond."""

    def forward(self, input: Tensor) -> Tensor:
        return a.hardsigmoid(input)


class Sigmoid(Module):
    """1 / (1 + exp(-x))."""

    def forward(self, input: Tensor) -> Tensor:
        return a.sigmoid(input)


class Tanh(Module):
    """The hyperbolic tangent."""

    def forward(self, input: Tensor) -> Tensor:
        return a.tanh(input)


class Softsign(Module):
    """x / (1 + |x|)."""

    def forward(self, input: Tensor) -> Tensor:
        return a.softsign(input)


class LogSigmoid(Module):
    """log(sigmoid(x))."""

    def forward(self, input: Tensor) -> Tensor:
        return a.logsigmoid(input)


class LeakyReLU(Module):
    """x above 0, `negative_slope` times x below.

    >>> LeakyReLU(0.1)
    LeakyReLU(negative_slope=0.1)
    """

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        self.negative_slope, self.inplace = negative_slope, inplace

    def forward(self, input: Tensor) -> Tensor:
        return a.leaky_relu(input, self.negative_slope)

    def extra_repr(self) -> str:
        return f"negative_slope={self.negative_slope}" + (", inplace=True" if self.inplace else "")


class PReLU(Module):
    """x above 0, a learned weight times x below: one weight, or one for each channel.

    >>> PReLU(3)
    PReLU(num_parameters=3)
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25, dtype: object = None) -> None:
        self.num_parameters, self.init = num_parameters, init
        self.weight = Parameter(np.full(num_parameters, init, np.float32), dtype)

    def reset_parameters(self) -> None:
        """Every weight as at first."""
        constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        return a.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class ELU(Module):
    """x above 0, alpha (exp(x) - 1) below."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        self.alpha, self.inplace = alpha, inplace

    def forward(self, input: Tensor) -> Tensor:
        return a.elu(input, self.alpha)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}" + (", inplace=True" if self.inplace else "")


class CELU(ELU):
    """x above 0, alpha (exp(x / alpha) - 1) below."""

    def forward(self, input: Tensor) -> Tensor:
        return a.celu(input, self.alpha)


class GELU(Module):
    """x times the normal distribution function of x, exact or through "tanh".

    >>> GELU()
    GELU(approximate='none')
    """

    def __init__(self, approximate: str = "none") -> None:
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        return a.gelu(input, self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class Softplus(Module):
    """log(1 + exp(beta x)) / beta. x itself where beta x is above `threshold`."""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        self.beta, self.threshold = beta, threshold

    def forward(self, input: Tensor) -> Tensor:
        return a.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        return f"beta={self.beta}, threshold={self.threshold}"


class Hardtanh(Module):
    """x, but at least `min_val` and at most `max_val`."""

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        self.min_val, self.max_val, self.inplace = min_val, max_val, inplace

    def forward(self, input: Tensor) -> Tensor:
        return a.hardtanh(input, self.min_val, self.max_val)

    def extra_repr(self) -> str:
        return f"min_val={self.min_val}, max_val={self.max_val}"


class Softmax(Module):
    """exp(x) scaled to sum to 1 along an axis.

    >>> Softmax(dim=-1)(Tensor([0.0, 0.0])).tolist()
    [0.5, 0.5]
    """

    def __init__(self, dim: int = -1) -> None:
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return a.softmax(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class LogSoftmax(Softmax):
    """The logarithm of softmax along an axis."""

    def forward(self, input: Tensor) -> Tensor:
        return a.log_softmax(input, self.dim)


class Softmin(Softmax):
    """softmax of -x along an axis."""

    def forward(self, input: Tensor) -> Tensor:
        return a.softmin(input, self.dim)


class Softmax2d(Module):
    """softmax over the channels of pictures, (N, C, H, W) or (C, H, W)."""

    def forward(self, input: Tensor) -> Tensor:
        if len(input.shape) not in {3, 4}:
            raise ShapeError(
                "Softmax2d: 3 or 4 axes are needed", given=str(input.spec),
                fix="it takes (N, C, H, W); Softmax(dim=1) takes rows",
            )  # fmt: skip
        return a.softmax(input, -3)


class Tanhshrink(Module):
    """x - tanh(x)."""

    def forward(self, input: Tensor) -> Tensor:
        return a.tanhshrink(input)


class Softshrink(Module):
    """x moved towards 0 by `lambd`, and 0 where that would pass it.

    >>> Softshrink()
    Softshrink(0.5)
    """

    def __init__(self, lambd: float = 0.5) -> None:
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        return a.softshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


class Hardshrink(Softshrink):
    """x where it is more than `lambd` away from 0, else 0."""

    def forward(self, input: Tensor) -> Tensor:
        return a.hardshrink(input, self.lambd)


class Threshold(Module):
    """x above `threshold`, else `value`.

    >>> Threshold(0.1, 20)
    Threshold(threshold=0.1, value=20)
    """

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        self.threshold, self.value, self.inplace = threshold, value, inplace

    def forward(self, input: Tensor) -> Tensor:
        return a.threshold(input, self.threshold, self.value)

    def extra_repr(self) -> str:
        inplace = ", inplace=True" if self.inplace else ""
        return f"threshold={self.threshold}, value={self.value}{inplace}"
