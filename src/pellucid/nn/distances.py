"""Distances and likeness of vectors, as functions and as layers."""

from pellucid.core.errors import ArgumentError
from pellucid.graph import Node
from pellucid.nn.module import Module
from pellucid.tensor import elementwise as e, powers as w, statistics as s
from pellucid.tensor.compose import broadcast
from pellucid.tensor.lift import lifted
from pellucid.tensor.tensor import Tensor


@lifted
def cosine_similarity(x1: Node, x2: Node, dim: int = 1, eps: float = 1e-8) -> Node:
    """The cosine of the angle between vectors along an axis; norms below `eps` count as `eps`.

    >>> round(cosine_similarity(Tensor([[1.0, 0.0]]), Tensor([[3.0, 3.0]])).item(), 4)
    0.7071
    """
    x, y = broadcast("cosine_similarity", e.to_float(x1), e.to_float(x2))
    return cosine(x, y, dim, eps)


def cosine(x: Node, y: Node, axis: int, eps: float) -> Node:
    """The cosine along an axis, of two nodes of one shape."""
    lengths = (norm_of(z, 2.0, axis) for z in (x, y))
    first, second = (e.maximum(length, eps) for length in lengths)
    return e.divide(s.sum(x * y, axis), first * second)


@lifted
def pairwise_distance(
    x1: Node, x2: Node, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Node:
    """The p-norm along the last axis of the difference plus `eps`.

    >>> pairwise_distance(Tensor([[0.0, 0.0]]), Tensor([[3.0, 4.0]]), eps=0.0).tolist()
    [5.0]
    """
    x, y = broadcast("pairwise_distance", e.to_float(x1), e.to_float(x2))
    return norm_of(x - y + eps, p, -1, keepdims=keepdim)


@lifted
def normalize(input: Node, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Node:
    """`input` divided by its p-norm along an axis; norms below `eps` count as `eps`.

    >>> normalize(Tensor([0.0, -4.0]), dim=0).tolist()
    [0.0, -1.0]
    """
    x = e.to_float(input)
    return e.divide(x, e.maximum(norm_of(x, p, dim, keepdims=True), eps))


def norm_of(x: Node, p: float, axis: int, *, keepdims: bool = False) -> Node:
    """The p-norm along an axis. At 0 its gradient is 0."""
    if p == 1:
        return s.sum(e.abs(x), axis, keepdims=keepdims)
    if p == float("inf"):
        return s.max(e.abs(x), axis, keepdims=keepdims)
    if p <= 0:
        raise ArgumentError(f"the order of a norm must be above 0, not {p}")
    powers = x * x if p == 2 else w.pow(e.abs(x), p)
    total = s.sum(powers, axis, keepdims=keepdims)
    some = e.greater(total, 0)
    safe = e.where(some, total, 1.0)  # the root is steep at 0
    return e.where(some, e.sqrt(safe) if p == 2 else w.pow(safe, 1 / p), 0.0)


class CosineSimilarity(Module):
    """The cosine of the angle between vectors along an axis."""

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        self.dim, self.eps = dim, eps

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return cosine_similarity(x1, x2, self.dim, self.eps)


class PairwiseDistance(Module):
    """The p-norm along the last axis of the difference plus `eps`."""

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        self.norm, self.eps, self.keepdim = p, eps, keepdim

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)
