"""PyTorch's functions whose result has a size that depends on the data, or that read places off
lists: they compute at once, as `selection` does.
"""

import itertools
from typing import Any

import numpy as np

from pellucid.tensor.functions.array_functions import broadcast_arrays
from pellucid.tensor.functions.selection import known
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import indexing
from pellucid.tensor.nodes.pytorch import order
from pellucid.tensor.tensor import Tensor


def unique(
    x: Tensor,
    /,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The values in rising order; on request also which one each element is, and their numbers.
    With `dim` the parts along an axis are what is compared.

    >>> unique(Tensor([3, 1, 3]), return_counts=True)[1].tolist()
    [1, 2]
    """
    found = np.unique(known("unique", x), return_inverse=True, return_counts=True, axis=dim)
    values, inverse, counts = (Tensor(part) for part in found)
    extras = [inverse] * return_inverse + [counts] * return_counts
    return (values, *extras) if extras else values


def bincount(x: Tensor, /, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each whole number from 0 on occurs, or the sums of their weights.

    >>> bincount(Tensor([0, 2, 2])).tolist()
    [1, 0, 2]
    """
    highest = known("bincount", x).max(initial=-1)
    size = int(np.maximum(highest + 1, minlength))
    return lifted(order.bincount)(x, weights, size=size)


def histc(x: Tensor, /, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """How many elements lie in each of `bins` equal parts from `min` to `max`; of all elements
    where both are equal.

    >>> histc(Tensor([1.0, 2.0, 1.0]), bins=4, min=0, max=3).tolist()
    [0.0, 2.0, 1.0, 0.0]
    """
    array = known("histc", x)
    ends = (array.min(), array.max()) if min == max else (min, max)
    return Tensor(np.histogram(array, bins, ends)[0].astype(array.dtype))


def argwhere(x: Tensor, /) -> Tensor:
    """Where the elements are other than 0: a row of places for each.

    >>> argwhere(Tensor([[0, 5], [7, 0]])).tolist()
    [[0, 1], [1, 0]]
    """
    return Tensor(np.argwhere(known("argwhere", x)))


def masked_select(x: Tensor, mask: Tensor, /) -> Tensor:
    """The elements where a mask, which broadcasts to them, holds, as one list.

    >>> masked_select(Tensor([1.0, 2.0, 3.0]), Tensor([True, False, True])).tolist()
    [1.0, 3.0]
    """
    wide, chosen = broadcast_arrays(x, mask)
    return wide[chosen]


def one_hot(x: Tensor, /, num_classes: int = -1) -> Tensor:
    """Rows that are 1 at the index and 0 elsewhere; int64. Without `num_classes` there are as many
    as the largest index asks for.

    >>> one_hot(Tensor([0, 2])).tolist()
    [[1, 0, 0], [0, 0, 1]]
    """
    if num_classes < 0:
        num_classes = int(known("one_hot", x).max(initial=-1)) + 1
    return lifted(indexing.one_hot)(x, num_classes)


def combinations(x: Tensor, /, r: int = 2) -> Tensor:
    """All choices of r elements of a list, in order, as rows.

    >>> combinations(Tensor([1, 2, 3])).tolist()
    [[1, 2], [1, 3], [2, 3]]
    """
    rows = list(itertools.combinations(range(x.shape[0]), r))
    return x[np.asarray(rows, np.int64).reshape(len(rows), r)]


def tril_indices(row: int, col: int, offset: int = 0) -> Tensor:
    """Rows and columns of the places on and below a diagonal.

    >>> tril_indices(2, 2).tolist()
    [[0, 1, 1], [0, 0, 1]]
    """
    return Tensor(np.stack(np.tril_indices(row, offset, col)))


def triu_indices(row: int, col: int, offset: int = 0) -> Tensor:
    """Rows and columns of the places on and above a diagonal.

    >>> triu_indices(2, 2).tolist()
    [[0, 0, 1], [0, 1, 1]]
    """
    return Tensor(np.stack(np.triu_indices(row, offset, col)))


__all__ = [
    "argwhere",
    "bincount",
    "combinations",
    "histc",
    "masked_select",
    "one_hot",
    "tril_indices",
    "triu_indices",
    "unique",
]
