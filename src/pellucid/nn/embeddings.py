"""Embeddings: a learned row for each of a number of things."""

import numpy as np

from pellucid.core.dtypes import int64
from pellucid.core.errors import ArgumentError, DTypeError, IndexingError
from pellucid.graph import Node, apply
from pellucid.nn import init
from pellucid.nn.module import Module
from pellucid.ops.source import Data
from pellucid.tensor.compose import cast
from pellucid.tensor.elementwise import equal, stop_gradient, where
from pellucid.tensor.lift import lifted
from pellucid.tensor.manipulation import reshape
from pellucid.tensor.tensor import Parameter, Tensor


@lifted
def embedding(input: Node, weight: Node, padding_idx: int | None = None) -> Node:
    """The rows of `weight` at the whole numbers of `input`, of shape (*input.shape,
    weight.shape[1]).

    No gradient reaches the row `padding_idx`. Inside a captured function a number beyond the
    ends reads the row at that end; elsewhere it is an error.

    >>> embedding(Tensor([1, 0]), Tensor([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [[3.0, 4.0], [1.0, 2.0]]
    """
    if not input.dtype.is_integer:
        raise DTypeError(
            "embedding: whole numbers are needed", given=str(input.spec), fix="astype('int64')"
        )
    check_known("embedding", input, weight.shape[0])
    places = reshape(input, -1)
    rows = apply("gather", weight, cast(places, int64))
    if padding_idx is not None:
        fixed = reshape(equal(places, padding_idx % weight.shape[0]), (-1, 1))
        rows = where(fixed, stop_gradient(rows), rows)
    return reshape(rows, (*input.shape, *weight.shape[1:]))


def check_known(asked: str, places: Node, count: int) -> None:
    """Raise where numbers that are known already lie outside 0 .. count - 1."""
    if not isinstance(places.op, Data):
        return
    array = places.op.storage.array
    if array.size and (array.min() < 0 or array.max() >= count):
        wrong = int(array.max() if array.max() >= count else array.min())
        raise IndexingError(
            f"{asked}: {wrong} is not one of 0 to {count - 1}", given=str(places.spec)
        )


class Embedding(Module):
    """A row of `embedding_dim` learned numbers for each of `num_embeddings` things; rows start
    as N(0, 1).

    The row `padding_idx` starts as zeros and is not learned.

    >>> Embedding(10, 3, padding_idx=0)
    Embedding(10, 3, padding_idx=0)
    """

    def __init__(
        self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None,
        dtype: object = None,
    ) -> None:  # fmt: skip
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise ArgumentError(
                f"Embedding: padding_idx {padding_idx} is not one of {num_embeddings} rows"
            )
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx = None if padding_idx is None else padding_idx % num_embeddings
        self.weight = Parameter(np.empty((num_embeddings, embedding_dim), np.float32), dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new first values."""
        values = init.generator().standard_normal(self.weight.shape, dtype=np.float32)
        if self.padding_idx is not None:
            values[self.padding_idx] = 0
        init.filled(self.weight, values)

    def forward(self, input: Tensor) -> Tensor:
        return embedding(input, self.weight, self.padding_idx)

    def extra_repr(self) -> str:
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}"
