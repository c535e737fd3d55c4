"""A softmax over very many classes in clusters, the rare ones behind smaller layers (Grave et al.,
2017)."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn.activation.activations import log_softmax
from pellucid.nn.modules.containers import ModuleList, Sequential
from pellucid.nn.modules.module import Module
from pellucid.nn.units.dense import Linear
from pellucid.tensor.functions.namespace import argmax, concat, take_along_axis
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.tracing import as_tensor


class Rated(NamedTuple):
    """The logarithm of the probability of each target, and the loss: the mean of these, negated."""

    output: Tensor
    loss: Tensor


class AdaptiveLogSoftmaxWithLoss(Module):
    """Logarithms of probabilities of many classes, numbered from the most frequent on.

    `cutoffs` say where the clusters of rarer classes begin. Each cluster is one more class of the
    `head`; within it the classes are told apart by two layers of the `tail`, whose inner width is
    `in_features` divided by `div_value` once more for each cluster. Layers and parameters are
    PyTorch's; the probabilities of all clusters are computed for all rows.

    >>> layer = AdaptiveLogSoftmaxWithLoss(8, 100, cutoffs=[10, 40])
    >>> output, loss = layer(Tensor([[0.5] * 8] * 3), Tensor([0, 20, 99]))
    >>> output.shape, loss.shape, layer.log_prob(Tensor([[0.5] * 8])).shape
    ((3,), (), (1, 100))
    """

    def __init__(
        self, in_features: int, n_classes: int, cutoffs: Sequence[int], div_value: float = 4.0,
        head_bias: bool = False, dtype: object = None,
    ) -> None:  # fmt: skip
        ends = [*cutoffs, n_classes]
        if not cutoffs or cutoffs[0] < 1 or any(a >= b for a, b in pairwise(ends)):
            raise ArgumentError(
                "AdaptiveLogSoftmaxWithLoss: cutoffs rise from 1 or more to below n_classes",
                given=f"cutoffs={list(cutoffs)}, n_classes={n_classes}",
            )
        self.in_features, self.n_classes, self.cutoffs = in_features, n_classes, ends
        self.div_value, self.head_bias = div_value, head_bias
        self.head = Linear(in_features, ends[0] + len(ends) - 1, head_bias, dtype)
        self.tail = ModuleList(
            self.cluster(int(in_features // div_value ** (place + 1)), end - start, dtype)
            for place, (start, end) in enumerate(pairwise(ends))
        )

    def cluster(self, width: int, count: int, dtype: object) -> Sequential:
        """The layers that tell the classes of a cluster apart."""
        inner = Linear(self.in_features, width, bias=False, dtype=dtype)
        return Sequential(inner, Linear(width, count, bias=False, dtype=dtype))

    def log_prob(self, input: Tensor) -> Tensor:
        """The logarithms of the probabilities of all classes, (N, n_classes)."""
        head, first = log_softmax(self.head(input), dim=1), self.cutoffs[0]
        parts = [head[:, :first]]
        for place, layers in enumerate(self.tail):
            chosen = head[:, first + place : first + place + 1]
            parts.append(chosen + log_softmax(layers(input), dim=1))
        return concat(parts, axis=1)

    def forward(self, input: Tensor, target: Tensor) -> Rated:
        labels = as_tensor(target)
        alone = len(input.shape) == 1
        rows, labels = (input[None], labels[None]) if alone else (input, labels)
        if len(rows.shape) != 2 or labels.shape != rows.shape[:1]:
            raise ShapeError(
                "AdaptiveLogSoftmaxWithLoss: rows (N, features) and a class for each are needed",
                given=f"{input.shape} and {target.shape}",
            )
        found = take_along_axis(self.log_prob(rows), labels[:, None], axis=1)[:, 0]
        return Rated(found[0] if alone else found, -found.mean())

    def predict(self, input: Tensor) -> Tensor:
        """The most likely class of each row, (N,)."""
        return argmax(self.log_prob(input), axis=1)

    def extra_repr(self) -> str:
        return f"{self.in_features}, {self.n_classes}, cutoffs={self.cutoffs[:-1]}"
