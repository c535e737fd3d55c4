"""Embeddings: a learned row for each of a number of things."""

import math
from typing import Any, Self

import numpy as np

from pellucid.core.dtypes import DType, int64
from pellucid.core.errors import ArgumentError, DTypeError, IndexingError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn import init
from pellucid.nn.modules.module import Module
from pellucid.ops.source import Data
from pellucid.tensor.lift import lifted, no_grad
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import (
    divide,
    equal,
    floor_divide,
    isfinite,
    less,
    less_equal,
    logical_and,
    logical_not,
    maximum,
    stop_gradient,
    where,
)
from pellucid.tensor.nodes.manipulation import reshape
from pellucid.tensor.nodes.norms import vector_norm
from pellucid.tensor.nodes.statistics import max as largest, sum as total_of
from pellucid.tensor.tensor import Parameter, Tensor

NORM_ABOVE = 1e-7  # added to a norm before division, as in PyTorch


def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Tensor:  # fmt: skip
    """The rows of `weight` at the whole numbers of `input`, of shape (*input.shape,
    weight.shape[1]).

    No gradient reaches the row `padding_idx`. Rows that are read and whose `norm_type`-norm is
    above `max_norm` are first scaled down to it, in `weight` itself. `scale_grad_by_freq`: the
    gradient of each row is divided by how often it is read. `sparse` changes nothing. Inside a
    captured function a number beyond the ends reads the row at that end; elsewhere it is an error.

    >>> embedding(Tensor([1, 0]), Tensor([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [[3.0, 4.0], [1.0, 2.0]]
    """
    if max_norm is not None:
        limit_rows(input, weight, max_norm, norm_type)
    return looked_up(input, weight, padding_idx, scale_grad_by_freq)


def limit_rows(input: Tensor, weight: Tensor, max_norm: float, norm_type: float) -> None:
    """Scale the rows that are read down to the largest norm."""
    with no_grad():
        weight.assign(limited(input, weight, max_norm, norm_type))


@lifted
def limited(input: Node, weight: Node, max_norm: float, norm_type: float) -> Node:
    """The table whose rows that are read have a norm of at most `max_norm`."""
    count = weight.shape[0]
    places = cast(reshape(input, -1), int64)
    times = how_often(places, count, weight.dtype)
    norms = vector_norm(weight, axis=1, keepdims=True, ord=norm_type)
    large = logical_and(less(0.0, times), less(max_norm, norms))
    return where(large, weight * divide(max_norm, norms + NORM_ABOVE), weight)


def how_often(places: Node, count: int, dtype: DType) -> Node:
    """How often each of `count` rows is read, (count, 1)."""
    ones = cast(equal(places, places), dtype)
    return apply("scatter_add", places, reshape(ones, (-1, 1)), rows=count)


def divided_by_frequency(rows: Node, places: Node, count: int) -> Node:
    """The rows, whose gradients are divided by how often each is read."""
    often = apply("gather", how_often(places, count, rows.dtype), places)
    fixed = stop_gradient(rows)
    return fixed + divide(rows - fixed, maximum(often, 1.0))


@lifted
def looked_up(input: Node, weight: Node, padding_idx: int | None, by_frequency: bool) -> Node:
    """The rows at whole numbers."""
    if not input.dtype.is_integer:
        raise DTypeError(
            "embedding: whole numbers are needed", given=str(input.spec), fix="astype('int64')"
        )
    check_known("embedding", input, weight.shape[0])
    places = reshape(input, -1)
    rows = apply("gather", weight, cast(places, int64))
    if by_frequency:
        rows = divided_by_frequency(rows, cast(places, int64), weight.shape[0])
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
            f"{asked}: {wrong} is not one of 0 to {count - 1}", given=str(places.spec),
            fix=f"numbers run from 0; a table of {max(wrong + 1, count)} rows would hold them",
        )  # fmt: skip


class Embedding(Module):
    """A row of `embedding_dim` learned numbers for each of `num_embeddings` things; rows start
    as N(0, 1).

    The row `padding_idx` starts as zeros and is not learned. `max_norm` and the arguments after it
    are those of `embedding`.

    >>> Embedding(10, 3, padding_idx=0)
    Embedding(10, 3, padding_idx=0)
    """

    def __init__(
        self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None,
        max_norm: float | None = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False,
        sparse: bool = False, _weight: Tensor | None = None, _freeze: bool = False,
        dtype: object = None,
    ) -> None:  # fmt: skip
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise ArgumentError(
                f"Embedding: padding_idx {padding_idx} is not one of {num_embeddings} rows"
            )
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx = None if padding_idx is None else padding_idx % num_embeddings
        self.max_norm, self.norm_type = max_norm, norm_type
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        self.weight = table(self, _weight, dtype)
        self.weight.requires_grad_(not _freeze)

    def reset_parameters(self) -> None:
        """Draw new first values."""
        values = init.generator().standard_normal(self.weight.shape, dtype=np.float32)
        if self.padding_idx is not None:
            values[self.padding_idx] = 0
        init.filled(self.weight, values)

    @classmethod
    def from_pretrained(
        cls, embeddings: Tensor, freeze: bool = True, padding_idx: int | None = None,
        max_norm: float | None = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Self:  # fmt: skip
        """The layer whose rows are those of a table, not learned if they `freeze`.

        >>> Embedding.from_pretrained(Tensor([[1.0, 2.0], [3.0, 4.0]]))(Tensor([1])).tolist()
        [[3.0, 4.0]]
        """
        rows, width = embeddings.shape
        return cls(
            rows, width, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse,
            embeddings, freeze,
        )  # fmt: skip

    def forward(self, input: Tensor) -> Tensor:
        return embedding(
            input, self.weight, self.padding_idx, self.max_norm, self.norm_type,
            self.scale_grad_by_freq,
        )  # fmt: skip

    def extra_repr(self) -> str:
        return f"{self.num_embeddings}, {self.embedding_dim}{options(self)}"


def table(layer: Any, given: Tensor | None, dtype: object) -> Parameter:
    """The rows of a layer: those given, or new ones."""
    shape = (layer.num_embeddings, layer.embedding_dim)
    if given is not None:
        if tuple(given.shape) != shape:
            raise ShapeError(f"{type(layer).__name__}: the table has another shape",
                given=f"{tuple(given.shape)}, not {shape}")  # fmt: skip
        return Parameter(given, dtype)
    layer.weight = Parameter(np.zeros(shape, np.float32), dtype)
    layer.reset_parameters()
    return layer.weight


def options(layer: Any) -> str:
    """The options of a layer that are not as usual, as they are printed."""
    usual = {"padding_idx": None, "max_norm": None, "norm_type": 2.0, "scale_grad_by_freq": False}
    return "".join(
        f", {name}={getattr(layer, name)}"
        for name, value in usual.items()
        if getattr(layer, name) != value
    )


def embedding_bag(
    input: Tensor, weight: Tensor, offsets: Tensor | None = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, mode: str = "mean",
    sparse: bool = False, per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False, padding_idx: int | None = None,
) -> Tensor:  # fmt: skip
    """The sum, mean or largest of the rows of `weight` named in each bag, (bags, dim).

    `input` is (bags, size), or one list (n,) with the place where each bag starts in `offsets`.
    Numbers equal to `padding_idx` do not count; an empty bag is zeros. `include_last_offset`: the
    last of `offsets` is where the last bag ends. `max_norm`, `scale_grad_by_freq` and `sparse` are
    those of `embedding`.

    >>> weight = Tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> embedding_bag(Tensor([0, 1, 1]), weight, Tensor([0, 2]), mode="sum").tolist()
    [[4.0, 6.0], [3.0, 4.0]]
    """
    if mode not in {"sum", "mean", "max"}:
        raise ArgumentError(f"embedding_bag: there is no mode {mode!r}", fix="use sum, mean or max")
    if per_sample_weights is not None and mode != "sum":
        raise ArgumentError("embedding_bag: per_sample_weights go with mode='sum'")
    if max_norm is not None:
        limit_rows(input, weight, max_norm, norm_type)
    if include_last_offset and offsets is not None:
        offsets = offsets[:-1]
    return bagged(input, weight, offsets, mode, per_sample_weights, padding_idx, scale_grad_by_freq)


@lifted
def bagged(
    input: Node, weight: Node, offsets: Node | None, mode: str, per_sample_weights: Node | None,
    padding_idx: int | None, by_frequency: bool,
) -> Node:  # fmt: skip
    """The rows of each bag as one."""
    check_known("embedding_bag", input, weight.shape[0])
    places = cast(reshape(input, -1), int64)
    rows = apply("gather", weight, places)
    if by_frequency:
        rows = divided_by_frequency(rows, places, weight.shape[0])
    bag, count = bags("embedding_bag", input, offsets)
    padded = None if padding_idx is None else equal(places, padding_idx % weight.shape[0])
    if mode == "max":
        return largest_of(rows, bag, padded, count)
    if per_sample_weights is not None:
        rows = rows * reshape(cast(per_sample_weights, rows.dtype), (-1, 1))
    if padded is not None:
        rows = where(reshape(padded, (-1, 1)), 0.0, rows)
    total = apply("scatter_add", bag, rows, rows=count)
    if mode == "sum":
        return total
    ones = cast(equal(places, places) if padded is None else logical_not(padded), rows.dtype)
    sizes = apply("scatter_add", bag, reshape(ones, (-1, 1)), rows=count)
    return total / maximum(sizes, 1.0)


def bags(asked: str, input: Node, offsets: Node | None) -> tuple[Node, int]:
    """The number of the bag each entry is in, and how many bags there are."""
    if (len(input.shape) == 2) == (offsets is not None) or len(input.shape) not in {1, 2}:
        raise ShapeError(
            f"{asked}: (bags, size), or (n,) with offsets, is needed", given=str(input.spec),
            fix="for bags of one size reshape to (bags, size); for others say with offsets where "
            "each begins",
        )  # fmt: skip
    size = input.spec.size
    place = apply("iota", shape=(size,), axis=0, dtype=int64)
    if offsets is None:
        return floor_divide(place, max(input.shape[1], 1)), input.shape[0]
    count = offsets.shape[0]
    starts = reshape(cast(offsets, int64), (1, count))
    begun = cast(less_equal(starts, reshape(place, (size, 1))), int64)
    return total_of(begun, 1) - 1, count


def largest_of(rows: Node, bag: Node, padded: Node | None, count: int) -> Node:
    """The largest of the rows of each bag, (count, dim)."""
    inside = equal(reshape(bag, (1, -1)), apply("iota", shape=(count, 1), axis=0, dtype=int64))
    if padded is not None:
        inside = logical_and(inside, logical_not(reshape(padded, (1, -1))))
    wide = where(reshape(inside, (*inside.shape, 1)), reshape(rows, (1, *rows.shape)), -math.inf)
    found = largest(wide, 1)
    return where(isfinite(found), found, 0.0)


class EmbeddingBag(Module):
    """The sum, mean or largest of learned rows, named in bags.

    >>> EmbeddingBag(10, 3, mode="sum")
    EmbeddingBag(10, 3, mode='sum')
    """

    def __init__(
        self, num_embeddings: int, embedding_dim: int, max_norm: float | None = None,
        norm_type: float = 2.0, scale_grad_by_freq: bool = False, mode: str = "mean",
        sparse: bool = False, _weight: Tensor | None = None, include_last_offset: bool = False,
        padding_idx: int | None = None, dtype: object = None,
    ) -> None:  # fmt: skip
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.max_norm, self.norm_type = max_norm, norm_type
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        self.mode, self.include_last_offset = mode, include_last_offset
        self.padding_idx = None if padding_idx is None else padding_idx % num_embeddings
        self.weight = table(self, _weight, dtype)

    def reset_parameters(self) -> None:
        """Draw new first values, N(0, 1); the row `padding_idx` is zeros."""
        values = init.generator().standard_normal(self.weight.shape, dtype=np.float32)
        if self.padding_idx is not None:
            values[self.padding_idx] = 0
        init.filled(self.weight, values)

    @classmethod
    def from_pretrained(
        cls, embeddings: Tensor, freeze: bool = True, max_norm: float | None = None,
        norm_type: float = 2.0, scale_grad_by_freq: bool = False, mode: str = "mean",
        sparse: bool = False, include_last_offset: bool = False, padding_idx: int | None = None,
    ) -> Self:  # fmt: skip
        """The layer whose rows are those of a table, not learned if they `freeze`."""
        rows, width = embeddings.shape
        found = cls(
            rows, width, max_norm, norm_type, scale_grad_by_freq, mode, sparse, embeddings,
            include_last_offset, padding_idx,
        )  # fmt: skip
        found.weight.requires_grad_(not freeze)
        return found

    def forward(
        self, input: Tensor, offsets: Tensor | None = None,
        per_sample_weights: Tensor | None = None,
    ) -> Tensor:  # fmt: skip
        return embedding_bag(
            input, self.weight, offsets, self.max_norm, self.norm_type, self.scale_grad_by_freq,
            self.mode, self.sparse, per_sample_weights, self.include_last_offset, self.padding_idx,
        )  # fmt: skip

    def extra_repr(self) -> str:
        return f"{self.num_embeddings}, {self.embedding_dim}{options(self)}, mode={self.mode!r}"
