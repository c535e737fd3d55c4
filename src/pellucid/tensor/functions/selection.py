"""Functions whose result has a size that depends on the data: where something holds, which values
there are. They compute at once; a captured function does not have them.
"""

from typing import Any, NamedTuple

import numpy as np

from pellucid.core.errors import DTypeError, ShapeError, TraceError
from pellucid.runtime.capture import active
from pellucid.tensor.functions import elements
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import indexing, manipulation as m
from pellucid.tensor.nodes.compose import normal_axis
from pellucid.tensor.tensor import Tensor


class UniqueAllResult(NamedTuple):
    """The values, where each stands first, which one each element is, and how many there are."""

    values: Tensor
    indices: Tensor
    inverse_indices: Tensor
    counts: Tensor


class UniqueCountsResult(NamedTuple):
    """The values, and how many there are of each."""

    values: Tensor
    counts: Tensor


class UniqueInverseResult(NamedTuple):
    """The values, and which one each element is."""

    values: Tensor
    inverse_indices: Tensor


def known(asked: str, x: Any) -> np.ndarray:
    """The elements of `x`, which must be there."""
    if active() is not None:
        raise TraceError(
            f"{asked}: the size of the result depends on data, which a captured function does not "
            "have",
            fix="call it outside the function, or use where() and sums",
        )
    return (x if isinstance(x, Tensor) else Tensor(x)).numpy()


def nonzero(x: Tensor, /) -> tuple[Tensor, ...]:
    """Where the elements are other than 0: a list of places for each axis, in row-major order.

    >>> [places.tolist() for places in nonzero(Tensor([[0, 5], [7, 0]]))]
    [[0, 1], [1, 0]]
    """
    array = known("nonzero", x)
    if not array.ndim:
        raise ShapeError("nonzero: a number has no axes", fix="compare it with 0")
    return tuple(Tensor(places) for places in np.nonzero(array))


def where(condition: Any, x1: Any = None, x2: Any = None, /) -> Any:
    """`x1` where the condition holds, `x2` elsewhere; of a condition alone, where it holds, as in
    NumPy and PyTorch: what `nonzero` gives.

    >>> where(Tensor([True, False]), 1, Tensor([2, 3])).tolist()
    [1, 3]
    >>> where(Tensor([True, False, True]))[0].tolist()
    [0, 2]
    """
    if x1 is None and x2 is None:
        return nonzero(condition)
    return elements.where(condition, x1, x2)


def repeat(x: Tensor, repeats: Any, /, axis: int | None = None) -> Tensor:
    """Each element `repeats` times along an axis: one count, or a list of one for each element.

    >>> repeat(Tensor([1, 2, 3]), Tensor([0, 2, 1])).tolist()
    [2, 2, 3]
    """
    if isinstance(repeats, int):
        return lifted(m.repeat)(x, repeats, axis=axis)
    counts = known("repeat", repeats)
    if counts.dtype.kind not in "iu" or counts.ndim > 1:
        raise DTypeError("repeat: counts are a list of whole numbers", given=str(counts.dtype))
    x = x if isinstance(x, Tensor) else Tensor(x)
    if axis is None:
        x, axis = lifted(m.reshape)(x, -1), 0
    size = x.shape[normal_axis("repeat", axis, x.ndim)]
    if counts.size not in {1, size} or (counts < 0).any():
        raise ShapeError("repeat: one count, 0 or more, is needed for each element")
    each = np.broadcast_to(counts.reshape(-1), (size,)).astype(np.int64)  # NumPy takes no uint64
    places = np.repeat(np.arange(size), each)
    return lifted(indexing.take)(x, Tensor(places), axis=axis)


def distinct(asked: str, x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The values of `x`, where they first stand, which one each element is, and their numbers.
    NaN is never equal to NaN.
    """
    array = known(asked, x)
    _, first, which, counts = np.unique(
        array.reshape(-1),
        return_index=True,
        return_inverse=True,
        return_counts=True,
        equal_nan=False,
    )
    if isinstance(x, Tensor) and x.requires_grad:
        values = lifted(indexing.take)(lifted(m.reshape)(x, -1), Tensor(first))
    else:
        values = Tensor(array.reshape(-1)[first])
    return values, Tensor(first), Tensor(which.reshape(array.shape)), Tensor(counts)


def unique_all(x: Tensor, /) -> UniqueAllResult:
    """The values, where each stands first, which one each element is, and how many there are.

    >>> unique_all(Tensor([3, 1, 3])).counts.tolist()
    [1, 2]
    """
    return UniqueAllResult(*distinct("unique_all", x))


def unique_counts(x: Tensor, /) -> UniqueCountsResult:
    """The values, and how many there are of each."""
    values, _, _, counts = distinct("unique_counts", x)
    return UniqueCountsResult(values, counts)


def unique_inverse(x: Tensor, /) -> UniqueInverseResult:
    """The values, and which one each element is."""
    values, _, which, _ = distinct("unique_inverse", x)
    return UniqueInverseResult(values, which)


def unique_values(x: Tensor, /) -> Tensor:
    """The values, in rising order.

    >>> unique_values(Tensor([3, 1, 3])).tolist()
    [1, 3]
    """
    return distinct("unique_values", x)[0]
