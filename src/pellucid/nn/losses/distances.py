"""Distances and likeness of vectors, as functions and as layers."""

import math
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node
from pellucid.nn import init
from pellucid.nn.modules.module import Module
from pellucid.nn.units.dense import linear
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import elementwise as e, statistics as s
from pellucid.tensor.nodes.compose import broadcast, cast
from pellucid.tensor.nodes.indexing import take
from pellucid.tensor.nodes.manipulation import expand_dims
from pellucid.tensor.tensor import Parameter, Tensor


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
def pdist(input: Node, p: float = 2.0) -> Node:
    """The p-norm of the difference of every two rows of (n, m), (n (n - 1) / 2,): of the first and
    each after it, then of the second, and so on.

    >>> pdist(Tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]])).tolist()
    [5.0, 1.0, 4.242640495300293]
    """
    if len(input.shape) != 2:
        raise ShapeError("pdist: rows (n, m) are needed", given=str(input.spec))
    x = e.to_float(input)
    first, second = (Tensor(places).node for places in np.triu_indices(x.shape[0], 1))
    return norm_of(take(x, first, axis=0) - take(x, second, axis=0), p, -1, keepdims=False)


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
    powers = x * x if p == 2 else e.pow(e.abs(x), p)
    total = s.sum(powers, axis, keepdims=keepdims)
    return e.root(total, p)


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


@lifted
def squared_distances(x: Node, centres: Node) -> Node:
    """The squared distance of each row (n, d) to each centre (k, d), (n, k).

    >>> squared_distances(Tensor([[0.0, 0.0]]), Tensor([[3.0, 4.0], [1.0, 0.0]])).tolist()
    [[25.0, 1.0]]
    """
    if len(x.shape) != 2 or x.shape[1:] != centres.shape[1:]:
        raise ShapeError(
            f"squared_distances: rows of {centres.shape[1]} are expected", given=str(x.spec),
            fix="give it (examples, features), as many features as the layer was made for",
        )  # fmt: skip
    x = cast(x, centres.dtype)
    apart = expand_dims(x, axis=1) - expand_dims(centres, axis=0)
    return s.sum(apart * apart, -1)


class Prototypes(Module):
    """Learned vectors, (out_features, in_features), that an input is compared with. The finished
    layers are Cosine, Euclidean and RBF."""

    def __init__(self, in_features: int, out_features: int, dtype: object = None) -> None:
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(np.zeros((out_features, in_features), np.float32), dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new first values, uniform within 1/sqrt(in_features)."""
        bound = 1 / math.sqrt(max(self.in_features, 1))
        init.uniform_(self.weight, -bound, bound)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}"


class Cosine(Prototypes):
    """The cosine of the angle between the input and each of the learned vectors."""

    def forward(self, input: Tensor) -> Tensor:
        return linear(normalize(input, dim=-1), normalize(self.weight, dim=-1))


class Euclidean(Prototypes):
    """The distance of the input from each of the learned vectors."""

    def forward(self, input: Tensor) -> Tensor:
        return lifted(e.root)(squared_distances(input, self.weight))


class RBF(Prototypes):
    """The squared distance of the input from each of the vectors: LeNet-5's output layer, where
    they are fixed pictures of the digits.

    >>> RBF.of_codes([[1.0, -1.0], [-1.0, 1.0]])(Tensor([[1.0, -1.0]])).tolist()
    [[0.0, 8.0]]
    """

    @classmethod
    def of_codes(cls, codes: Any) -> "RBF":
        """A layer whose vectors are given, and are not learned."""
        found = cls(*np.shape(codes)[::-1])
        init.filled(found.weight, np.asarray(codes, np.float32))
        found.weight.requires_grad = False
        return found

    def forward(self, input: Tensor) -> Tensor:
        return squared_distances(input, self.weight)
