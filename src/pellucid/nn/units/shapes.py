"""Layers that only change the shape, and the one that changes nothing."""

from collections.abc import Sequence
from typing import Any

from pellucid.graph import Node
from pellucid.nn.modules.module import Module
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import normal_axis
from pellucid.tensor.nodes.manipulation import flatten as flatten_axes, reshape
from pellucid.tensor.tensor import Tensor

flatten = lifted(flatten_axes)


@lifted
def unflatten(input: Node, dim: int, sizes: Sequence[int]) -> Node:
    """One axis split into several; one of their sizes may be -1.

    >>> unflatten(Tensor([1, 2, 3, 4]), 0, (2, 2)).tolist()
    [[1, 2], [3, 4]]
    """
    axis = normal_axis("unflatten", dim, len(input.shape))
    known = [int(n) for n in sizes]
    if known.count(-1) == 1:
        rest = 1
        for n in known:
            rest *= n if n != -1 else 1
        known[known.index(-1)] = input.shape[axis] // max(rest, 1)
    return reshape(input, (*input.shape[:axis], *known, *input.shape[axis + 1 :]))


class Flatten(Module):
    """The axes from `start_dim` to `end_dim` made one; by default all but the first.

    >>> Flatten()
    Flatten(start_dim=1, end_dim=-1)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Tensor) -> Tensor:
        return flatten(input, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """One axis split into several.

    >>> Unflatten(1, (2, 3))
    Unflatten(dim=1, unflattened_size=(2, 3))
    """

    def __init__(self, dim: int, unflattened_size: Sequence[int]) -> None:
        self.dim, self.unflattened_size = dim, tuple(unflattened_size)

    def forward(self, input: Tensor) -> Tensor:
        return unflatten(input, self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class Identity(Module):
    """What comes in; whatever arguments it is made with change nothing.

    >>> Identity()(Tensor([1.0])).tolist()
    [1.0]
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Nothing."""

    def forward(self, input: Any) -> Any:
        return input
