"""The dense layer: every output is a weighted sum of every input."""

import math
import string

import numpy as np

from pellucid.core.errors import ShapeError
from pellucid.graph import Node, apply
from pellucid.nn import init
from pellucid.nn.modules.module import Module
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.tensor import Parameter, Tensor


@lifted
def linear(input: Node, weight: Node, bias: Node | None = None) -> Node:
    """`input @ weight.T + bias`, of shape (..., out), for input (..., in) and weight (out, in).

    >>> from pellucid.tensor.tensor import Tensor
    >>> linear(Tensor([1.0, 2.0]), Tensor([[3.0, 4.0]]), Tensor([0.5])).tolist()
    [11.5]
    """
    if not input.shape or input.shape[-1] != weight.shape[-1]:
        given = input.shape[-1] if input.shape else "none"
        raise ShapeError(
            f"linear: {weight.shape[-1]} features are expected, the input has {given}",
            given=f"input={input.shape}, weight={weight.shape}",
            fix=fitting(input.shape, weight.shape[-1]),
        )
    batch = string.ascii_lowercase[: len(input.shape) - 1]
    found = apply(
        "contract", cast(input, weight.dtype), weight, left=batch + "I", right="OI", out=batch + "O"
    )
    return found if bias is None else found + cast(bias, weight.dtype)


def fitting(shape: tuple[int, ...], features: int) -> str:
    """How to make an input of a shape fit a layer for so many features."""
    if len(shape) > 2 and math.prod(shape[1:]) == features:
        return "flatten what comes in: x.flatten(1), or nn.Flatten() before the layer"
    if len(shape) == 1 and shape[0] > features and shape[0] % features == 0:
        return "the examples were flattened into one row: x.flatten(1) keeps the first axis"
    if not shape:
        return "give it rows of numbers, not one number"
    return f"Linear({shape[-1]}, ...) takes this input; or change what comes before it"


class Linear(Module):
    """Dense layer: `y = x @ weight.T + bias`, for x (..., in_features) and y (..., out_features).

    `weight` is (out_features, in_features); both start uniform within 1/sqrt(in_features).

    >>> Linear(3, 2)
    Linear(in_features=3, out_features=2, bias=True)
    """

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, dtype: object = None
    ) -> None:
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(np.zeros((out_features, in_features), np.float32), dtype)
        self.bias = Parameter(np.zeros(out_features, np.float32), dtype) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new first values."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(max(self.in_features, 1))
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        return linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        bias = self.bias is not None
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={bias}"


@lifted
def bilinear(input1: Node, input2: Node, weight: Node, bias: Node | None = None) -> Node:
    """sum over i, j of input1[..., i] weight[o, i, j] input2[..., j], plus a bias: (..., out).

    >>> bilinear(Tensor([2.0]), Tensor([3.0]), Tensor([[[4.0]]])).tolist()
    [24.0]
    """
    batch = string.ascii_lowercase[: len(input1.shape) - 1]
    if input1.shape[:-1] != input2.shape[:-1] or (
        (input1.shape[-1:], input2.shape[-1:]) != (weight.shape[1:2], weight.shape[2:])
    ):
        raise ShapeError(
            f"bilinear: {weight.shape[1]} and {weight.shape[2]} features of the same examples are "
            "expected",
            given=f"{input1.shape} and {input2.shape}",
            fix="both have the same leading axes, and on the last one as many features as the "
            "layer was made for",
        )
    first, second = (cast(x, weight.dtype) for x in (input1, input2))
    half = apply("contract", first, weight, left=batch + "I", right="OIJ", out=batch + "OJ")
    found = apply("contract", half, second, left=batch + "OJ", right=batch + "J", out=batch + "O")
    return found if bias is None else found + cast(bias, weight.dtype)


class Bilinear(Module):
    """`y[o] = x1 @ weight[o] @ x2 + bias[o]`, for x1 (..., in1_features) and x2 (...,
    in2_features).

    >>> Bilinear(3, 4, 2)
    Bilinear(in1_features=3, in2_features=4, out_features=2, bias=True)
    """

    def __init__(
        self, in1_features: int, in2_features: int, out_features: int, bias: bool = True,
        dtype: object = None,
    ) -> None:  # fmt: skip
        self.in1_features, self.in2_features = in1_features, in2_features
        self.out_features = out_features
        shape = (out_features, in1_features, in2_features)
        self.weight = Parameter(np.zeros(shape, np.float32), dtype)
        self.bias = Parameter(np.zeros(out_features, np.float32), dtype) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new first values, uniform within 1/sqrt(in1_features)."""
        bound = 1 / math.sqrt(max(self.in1_features, 1))
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        return bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )
