"""Activations, as functions. Those of the array namespace (relu, sigmoid, tanh, softmax ...)
stand beside the others."""

import functools
import inspect
import math
from collections.abc import Callable
from typing import Any

from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import elementwise as e, statistics as s
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.manipulation import reshape
from pellucid.tensor.tensor import Tensor

SELU_ALPHA = 1.6732632423543772848170429916717  # Klambauer et al. (2017)
SELU_SCALE = 1.0507009873554804934193349852946
SAME = 20.0  # from here on softplus(x) is x, to nine digits
MISH_FLAT = 30.0  # from here on mish(x) is x, to the last digit of a float64


def replacing(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` with PyTorch's last argument, `inplace`: whether the tensor it is given holds the
    result from then on.

    >>> x = Tensor([-1.0, 2.0])
    >>> _ = leaky_relu(x, 0.5, inplace=True)
    >>> x.tolist()
    [-0.5, 2.0]
    """
    places = inspect.unwrap(function).__code__.co_argcount

    @functools.wraps(function)
    def call(input: Any, *arguments: Any, inplace: bool = False, **options: Any) -> Any:
        if len(arguments) == places:
            arguments, inplace = arguments[:-1], arguments[-1]
        found = function(input, *arguments, **options)
        return input.changed(found) if inplace and isinstance(input, Tensor) else found

    return call


def always(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """A function of `replacing` whose result the tensor it is given always holds."""

    @functools.wraps(function)
    def call(input: Tensor, *arguments: Any, **options: Any) -> Tensor:
        return function(input, *arguments, **options, inplace=True)

    call.__name__, call.__doc__ = name, f"`{name[:-1]}`, kept in the tensor given."
    return call


@replacing
@lifted
def relu(input: Node) -> Node:
    """x where it is above 0, and 0 elsewhere.

    >>> relu(Tensor([-1.0, 2.0])).tolist()
    [0.0, 2.0]
    """
    return e.relu(input)


sigmoid = lifted(e.sigmoid)
tanh = lifted(e.tanh)


@lifted
def softmax(input: Node, axis: int = -1, dtype: object = None) -> Node:
    """exp(x) scaled to sum to 1 along an axis; x is converted to `dtype` before.

    >>> softmax(Tensor([[0.0, 0.0]]), dim=1).tolist()
    [[0.5, 0.5]]
    """
    return s.softmax(input if dtype is None else cast(input, as_dtype(dtype)), axis)


@lifted
def log_softmax(input: Node, axis: int = -1, dtype: object = None) -> Node:
    """The logarithm of softmax, without loss of digits; x is converted to `dtype` before."""
    return s.log_softmax(input if dtype is None else cast(input, as_dtype(dtype)), axis)


@replacing
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


@replacing
@lifted
def elu(input: Node, alpha: float = 1.0) -> Node:
    """x above 0, alpha (exp(x) - 1) below."""
    return above_or_exponential(e.to_float(input), alpha, 1.0)


@replacing
@lifted
def celu(input: Node, alpha: float = 1.0) -> Node:
    """x above 0, alpha (exp(x / alpha) - 1) below."""
    return above_or_exponential(e.to_float(input), alpha, 1 / alpha)


@replacing
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


@replacing
@lifted
def silu(input: Node) -> Node:
    """x sigmoid(x)."""
    x = e.to_float(input)
    return x * apply("sigmoid", x)


@replacing
@lifted
def mish(input: Node) -> Node:
    """x tanh(softplus(x)) (Misra, 2019), which is x q / (q + 2) with q = e**x (e**x + 2)."""
    x = e.to_float(input)
    power = apply("exp", e.minimum(x, MISH_FLAT))
    square = power * (power + 2.0)
    return x * (square / (square + 2.0))


@lifted
def softplus(input: Node, beta: float = 1.0, threshold: float = 20.0) -> Node:
    """log(1 + exp(beta x)) / beta, without overflow; x itself where beta x is above a `threshold`
    other than PyTorch's own, at which the two are the same."""
    x = e.to_float(input)
    scaled = x if beta == 1 else x * beta
    found = apply("softplus", scaled)
    found = found if beta == 1 else found * (1 / beta)
    return found if threshold == SAME else e.where(e.greater(scaled, threshold), x, found)


@lifted
def softsign(input: Node) -> Node:
    """x / (1 + |x|)."""
    return e.divide(input, e.abs(input) + 1)


@lifted
def logsigmoid(input: Node) -> Node:
    """log(sigmoid(x)), without loss of digits."""
    return -apply("softplus", -e.to_float(input))


@replacing
@lifted
def hardtanh(input: Node, min_val: float = -1.0, max_val: float = 1.0) -> Node:
    """x, but at least `min_val` and at most `max_val`."""
    return e.clip(input, min_val, max_val)


@replacing
@lifted
def relu6(input: Node) -> Node:
    """x, but at least 0 and at most 6."""
    return e.clip(input, 0, 6)


@replacing
@lifted
def hardsigmoid(input: Node) -> Node:
    """A straight line from 0 at -3 to 1 at 3, flat beyond."""
    return e.clip(e.to_float(input) + 3.0, 0, 6) / 6.0


@replacing
@lifted
def hardswish(input: Node) -> Node:
    """x hardsigmoid(x)."""
    x = e.to_float(input)
    return x * (e.clip(x + 3.0, 0, 6) / 6.0)


@replacing
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
def softmin(input: Node, axis: int = -1, dtype: object = None) -> Node:
    """softmax of -x."""
    x = e.to_float(input)
    return s.softmax(-(x if dtype is None else cast(x, as_dtype(dtype))), axis)


relu_, relu6_ = always(relu, "relu_"), always(relu6, "relu6_")
elu_, celu_, selu_ = always(elu, "elu_"), always(celu, "celu_"), always(selu, "selu_")
leaky_relu_, hardtanh_ = always(leaky_relu, "leaky_relu_"), always(hardtanh, "hardtanh_")
threshold_ = always(threshold, "threshold_")
