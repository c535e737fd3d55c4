"""The multilayer perceptron."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor.namespace import asarray
from pellucid.tensor.tensor import Tensor


class MLP(nn.Module):
    """Linear layers of the given `sizes`, from the inputs' to the outputs', with an activation and
    dropout between them.

    `activation`: a function of tensors. `dropout`: the share of hidden values left out in training.

    >>> import numpy as np
    >>> MLP([4, 16, 3])(np.zeros((2, 4), np.float32)).shape
    (2, 3)
    """

    def __init__(
        self,
        sizes: Sequence[int],
        *,
        activation: Callable[[Tensor], Tensor] = nn.relu,
        dropout: float = 0.0,
    ) -> None:
        if len(sizes) < 2:
            raise ArgumentError(
                "a perceptron has at least an input and an output size", given=str(list(sizes))
            )
        layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]
        self.hidden, self.out = nn.ModuleList(layers[:-1]), layers[-1]
        self.activation, self.dropout = activation, nn.Dropout(dropout)

    def forward(self, x: Any) -> Tensor:
        """The outputs of rows (n, inputs); anything with more axes is flattened first."""
        x = asarray(x)
        x = x.flatten(1) if x.ndim > 2 else x
        for layer in self.hidden:
            x = self.dropout(self.activation(layer(x)))
        return self.out(x)
