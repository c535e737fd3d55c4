"""Modules around others: weights kept as length and direction, one network for several inputs,
gradients turned round."""

from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.nn.modules.module import Module
from pellucid.tensor.functions.namespace import stop_gradient
from pellucid.tensor.tensor import Parameter, Tensor


class WeightNorm(Module):
    """A layer whose weight is learned as lengths `g` and directions `v`: g v / |v|, a length for
    each place along `dim` (Salimans and Kingma, 2016).

    >>> import numpy as np
    >>> from pellucid import nn
    >>> layer = WeightNorm(nn.Linear(3, 2))
    >>> sorted(name for name, _ in layer.named_parameters())
    ['g', 'layer.bias', 'v']
    >>> layer(np.zeros((5, 3), np.float32)).shape
    (5, 2)
    """

    def __init__(self, layer: Module, name: str = "weight", dim: int = 0) -> None:
        weight = vars(layer).get(name)
        if not isinstance(weight, Parameter):
            raise ArgumentError(f"WeightNorm: {type(layer).__name__} has no parameter {name!r}")
        self.name, self.dim = name, dim
        self.v = Parameter(weight.numpy().copy())
        self.g = Parameter(self.lengths().numpy().copy())
        setattr(layer, name, None)
        self.layer = layer

    def lengths(self) -> Tensor:
        """The lengths of the directions, with axes of one element."""
        others = tuple(i for i in range(self.v.ndim) if i != self.dim % self.v.ndim)
        return self.v.square().sum(others, keepdim=True).sqrt()

    def forward(self, *inputs: Any) -> Any:
        held = vars(self.layer)
        held[self.name] = self.v * (self.g / self.lengths())
        try:
            return self.layer(*inputs)
        finally:
            held[self.name] = None

    def extra_repr(self) -> str:
        return f"{self.name!r}, dim={self.dim}"


class Siamese(Module):
    """One network for several inputs: its results side by side, for a loss of pairs or triplets.

    >>> import numpy as np
    >>> from pellucid import nn
    >>> twins = Siamese(nn.Linear(4, 2))
    >>> x = np.zeros((3, 4), np.float32)
    >>> [y.shape for y in twins(x, x)]
    [(3, 2), (3, 2)]
    """

    def __init__(self, network: Module) -> None:
        self.network = network

    def forward(self, *inputs: Any) -> tuple[Any, ...]:
        return tuple(self.network(x) for x in inputs)


def gradient_scale(input: Tensor, scale: float) -> Tensor:
    """`input`, whose gradient is multiplied by `scale` on its way back.

    >>> x = Tensor([2.0], requires_grad=True)
    >>> gradient_scale(x, -0.5).sum().backward()
    >>> x.grad.tolist()
    [-0.5]
    """
    return stop_gradient(input) + (input - stop_gradient(input)) * scale


class GradientReversal(Module):
    """The input, whose gradient is reversed: what comes before learns to hide what comes after
    learns to find (Ganin and Lempitsky, 2015)."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale

    def forward(self, input: Tensor) -> Tensor:
        return gradient_scale(input, -self.scale)

    def extra_repr(self) -> str:
        return f"scale={self.scale}"
