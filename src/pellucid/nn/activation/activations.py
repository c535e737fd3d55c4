"""Activations, as functions. Those of the array namespace (relu, sigmoid, tanh, softmax ...)
stand beside the others."""

import math

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import elementwise as e, statistics as s
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.manipulation import reshape

SELU_ALPHA = 1.6732632423543772848170429916717  # Klambauer et al. (2017)
SELU_SCALE = 1.0507009873554804934193349852946
MISH_FLAT = 30.0  # from here on mish(x) is x, to the last digit of a float64

relu = lifted(e.relu)
sigmoid = lifted(e.sigmoid)
tanh = lifted(e.tanh)
softmax = lifted(s.softmax)
log_softmax = lifted(s.log_softmax)


@lifted
def leaky_relu(input: Node, negative_slope: float = 0.01) -> Node:
    """x above 0, `negative_slope` times x below.

    >>> from pellucid.tensor.tensor import Tensor
    >>> leaky_relu(Tensor([-2.0, 3.0]), 0.5).tolist()
    [-1.0, 3.0]
    """
    return e.where(e.greater(input, 0), input, input * negative_slope)


@lifted
def prelu(input: Node, weight: Node) -> Node:
    """x above 0, `weight` times x below: one weight, or one for each channel (the second axis)."""
    if weight.spec.size != 1:
        channels = input.shape[1] if len(input.shape) > 1 else 1
        if weight.spec.size != channels:
            raise ShapeError(
                f"prelu: {weight.spec.size} weights do not fit {channels} channels",
                given=str(input.spec),
                fix=f"channels are the second axis; PReLU({channels}) fits this input, PReLU() any",
            )
        weight = reshape(weight, (-1, *(1,) * (len(input.shape) - 2)))
    slope = cast(weight if len(input.shape) else reshape(weight, ()), input.dtype)
    return e.where(e.greater(input, 0), input, input * slope)


@lifted
def elu(input: Node, alpha: float = 1.0) -> Node:
    """x above 0, alpha (exp(x) - 1) below."""
    return above_or_exponential(e.to_float(input), alpha, 1.0)


@lifted
def celu(input: Node, alpha: float = 1.0) -> Node:
    """x above 0, alpha (exp(x / alpha) - 1) below."""
    return above_or_exponential(e.to_float(input), alpha, 1 / alpha)


@lifted
def selu(input: Node) -> Node:
    """The exponential unit that keeps mean 0 and variance 1 from layer to layer (Klambauer et
    al., 2017)."""
    return above_or_exponential(e.to_float(input), SELU_ALPHA * SELU_SCALE, 1.0, SELU_SCALE)


def above_or_exponential(x: Node, alpha: float, rate: float, slope: float = 1.0) -> Node:
    """slope x above 0, alpha (exp(rate x) - 1) below; what is not chosen stays finite, for the
    sake of its gradient."""
    above = e.greater(x, 0)
    below = e.where(above, 0.0, x)
    exponential = e.expm1(below if rate == 1 else below * rate) * alpha
    return e.where(above, x if slope == 1 else x * slope, exponential)


@lifted
def gelu(input: Node, approximate: str = "none") -> Node:
    """x times the normal distribution function of x (Hendrycks and Gimpel, 2016), exact or
    through "tanh".

    >>> from pellucid.tensor.tensor import Tensor
    >>> round(gelu(Tensor(1.0)).item(), 4)
    0.8413
    """
    x = e.to_float(input)
    if approximate == "none":
        return apply("gelu", x)
    if approximate == "tanh":  # (1 + tanh(u)) / 2 is sigmoid(2 u), and loses no digits below 0
        twice = 2 * math.sqrt(2 / math.pi)
        return x * apply("sigmoid", x * (x * x * (0.044715 * twice) + twice))
    raise ArgumentError(f"gelu: there is no approximation {approximate!r}", fix="use none or tanh")


@lifted
def silu(input: Node) -> Node:
    """x sigmoid(x)."""
    x = e.to_float(input)
    return x * apply("sigmoid", x)


@lifted
def mish(input: Node) -> Node:
    """x tanh(softplus(x)) (Misra, 2019), which is x q / (q + 2) with q = e**x (e**x + 2)."""
    x = e.to_float(input)
    power = apply("exp", e.minimum(x, MISH_FLAT))
    square = power * (power + 2.0)
    return x * (square / (square + 2.0))


@lifted
def softplus(input: Node, beta: float = 1.0, threshold: float = 20.0) -> Node:
    """log(1 + exp(beta x)) / beta, without overflow, so PyTorch's `threshold` is not needed."""
    x = e.to_float(input)
    return apply("softplus", x) if beta == 1 else apply("softplus", x * beta) * (1 / beta)


@lifted
def softsign(input: Node) -> Node:
    """x / (1 + |x|)."""
    return e.divide(input, e.abs(input) + 1)


@lifted
def logsigmoid(input: Node) -> Node:
    """log(sigmoid(x)), without loss of digits."""
    return -apply("softplus", -e.to_float(input))


@lifted
def hardtanh(input: Node, min_val: float = -1.0, max_val: float = 1.0) -> Node:
    """x, but at least `min_val` and at most `max_val`."""
    return e.clip(input, min_val, max_val)


@lifted
def relu6(input: Node) -> Node:
    """x, but at least 0 and at most 6."""
    return e.clip(input, 0, 6)


@lifted
def hardsigmoid(input: Node) -> Node:
    """A straight line from 0 at -3 to 1 at 3, flat beyond."""
    return e.clip(e.to_float(input) + 3.0, 0, 6) / 6.0


@lifted
def hardswish(input: Node) -> Node:
    """x hardsigmoid(x)."""
    x = e.to_float(input)
    return x * (e.clip(x + 3.0, 0, 6) / 6.0)


@lifted
def threshold(input: Node, threshold: float, value: float) -> Node:
    """x above `threshold`, else `value`.

    >>> from pellucid.tensor.tensor import Tensor
    >>> threshold(Tensor([0.5, 2.0]), 1.0, -1.0).tolist()
    [-1.0, 2.0]
    """
    return e.where(e.greater(input, threshold), input, value)


@lifted
def hardshrink(input: Node, lambd: float = 0.5) -> Node:
    """x where it is more than `lambd` away from 0, else 0."""
    return e.where(e.greater(e.abs(input), lambd), input, 0)


@lifted
def softshrink(input: Node, lambd: float = 0.5) -> Node:
    """x moved towards 0 by `lambd`, and 0 where that would pass it."""
    if lambd < 0:
        raise ArgumentError(f"softshrink: lambd must be 0 or more, not {lambd}")
    return e.where(e.greater(e.abs(input), lambd), input - e.clip(input, -lambd, lambd), input * 0)


@lifted
def tanhshrink(input: Node) -> Node:
    """x - tanh(x)."""
    x = e.to_float(input)
    return x - apply("tanh", x)


@lifted
def softmin(input: Node, dim: int = -1) -> Node:
    """softmax of -x."""
    return s.softmax(-e.to_float(input), dim)
