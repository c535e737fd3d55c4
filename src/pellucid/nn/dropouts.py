"""Dropout (Srivastava et al., 2014): numbers left out at random in training, the others scaled
up to make up for it."""

from pellucid.core.dtypes import uint32
from pellucid.core.errors import ArgumentError
from pellucid.graph import Node, apply
from pellucid.graph.node import scalar
from pellucid.nn.module import Module
from pellucid.tensor import random_keys
from pellucid.tensor.compose import cast
from pellucid.tensor.elementwise import divide, less, multiply, to_float, where
from pellucid.tensor.lift import lifted
from pellucid.tensor.tensor import Tensor


def dropout(
    input: Tensor, p: float | Tensor = 0.5, training: bool = True, *, key: Tensor | None = None
) -> Tensor:
    """`input` with each element 0 with probability `p`, and otherwise divided by 1 - p;
    unchanged unless `training`.

    The mask is a function of a key, so gradients compute it again and nothing is stored. A
    tensor `p` lets a captured program vary it.

    >>> dropout(Tensor([1.0, 2.0]), p=0.0).tolist()
    [1.0, 2.0]
    """
    if isinstance(p, Tensor):
        drawn = random_keys.DEFAULT.next_key() if key is None else key
        return dropped_at(input, drawn, p) if training else input
    if not 0 <= p <= 1:
        raise ArgumentError(f"dropout: p is a probability, not {p}")
    if not training or p == 0:
        return input
    if p == 1:
        return lifted(multiply)(input, 0.0)
    return dropped(input, random_keys.DEFAULT.next_key() if key is None else key, p)


@lifted
def dropped(x: Node, key: Node, p: float) -> Node:
    """`x` where random bits stay below (1 - p) 2^32, scaled; else 0."""
    x = to_float(x)
    limit = scalar(min(round((1 - p) * 2**32), 2**32 - 1), uint32, x.shape)
    kept = apply("less", random_keys.random_bits(key, x.shape), limit)
    return where(kept, x * (1 / (1 - p)), 0.0)


@lifted
def dropped_at(x: Node, key: Node, p: Node) -> Node:
    """`x` where a random number stays below 1 - p, which is computed, scaled; else 0."""
    x = to_float(x)
    keep = 1.0 - cast(p, x.dtype)
    kept = less(random_keys.unit(key, x.shape, x.dtype), keep)
    return where(kept, divide(x, keep), 0.0)


class Dropout(Module):
    """In training, each element is 0 with probability `p` and otherwise divided by 1 - p.

    >>> Dropout(0.2)
    Dropout(p=0.2, inplace=False)
    """

    def __init__(self, p: float | Tensor = 0.5, inplace: bool = False) -> None:
        if not isinstance(p, Tensor) and not 0 <= p <= 1:
            raise ArgumentError(f"Dropout: p is a probability, not {p}")
        self.p, self.inplace = p, inplace

    def forward(self, input: Tensor) -> Tensor:
        return dropout(input, self.p, self.training)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"
