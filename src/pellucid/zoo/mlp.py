"""The multilayer perceptron."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from pellucid import nn, optim
from pellucid.core.errors import ArgumentError
from pellucid.tensor.functions.namespace import asarray
from pellucid.tensor.tensor import Tensor
from pellucid.zoo.recipe import Recipe


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


def mlp_recipe(
    model: MLP,
    *,
    n_rows: int,
    epochs: int = 20,
    batch_size: int = 128,
    loss: Callable[..., Tensor] = nn.cross_entropy,
) -> Recipe:
    """What trains a perceptron on `n_rows` rows of numbers, scaled to mean 0 and deviation 1.

    AdamW with a learning rate that stays for half of the steps and then falls along a cosine to 0.

    >>> mlp_recipe(MLP([4, 16, 3]), n_rows=1000).batch_size
    128
    """
    optimizer = optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    steps = -(-n_rows // batch_size) * epochs
    schedule = optim.lr_scheduler.LambdaLR(optimizer, lambda step: optim.flat_cos(step / steps))
    return Recipe(optimizer, loss, batch_size, epochs, schedule)
