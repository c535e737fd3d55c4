"""The dense layer: every output is a weighted sum of every input."""

import math
import string

import numpy as np

from pellucid.core.errors import ShapeError
from pellucid.graph import Node, apply
from pellucid.nn import init
from pellucid.nn.module import Module
from pellucid.tensor.compose import cast
from pellucid.tensor.lift import lifted
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
            fix=f"Linear({given}, ...) takes this input; or change what comes before it",
        )
    batch = string.ascii_lowercase[: len(input.shape) - 1]
    found = apply(
        "contract", cast(input, weight.dtype), weight, left=batch + "I", right="OI", out=batch + "O"
    )
    return found if bias is None else found + cast(bias, weight.dtype)


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
        self.weight = Parameter(np.empty((out_features, in_features), np.float32), dtype)
        self.bias = Parameter(np.empty(out_features, np.float32), dtype) if bias else None
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
