"""Batches of arrays in an order that is a pure function of (seed, epoch, index)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.serving.orders import permutation
from pellucid.tensor.tensor import Tensor


@dataclass(frozen=True, eq=False)
class Batches:
    """The batches of one epoch over `data`: iterable, with a length, and any of them by its index.

    `data`: an array, or a tuple, list or dict of them (nested at will), equal in their first axis;
    a batch has the same form. Batch `i` depends on (seed, epoch, i) only, so a run that stopped at
    batch i goes on with `batches[i:]`.

    >>> x, y = np.arange(10), np.arange(10) % 2
    >>> epoch = Batches((x, y), 4, seed=3, epoch=1)
    >>> len(epoch), [len(labels) for images, labels in epoch]
    (3, [4, 4, 2])
    >>> bool((epoch[2][0] == list(epoch)[2][0]).all())
    True
    """

    data: Any
    batch_size: int
    seed: int = 0
    epoch: int = 0
    shuffle: bool = True
    drop_last: bool = False
    start: int = 0
    order: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        check_size(self.batch_size)
        rows = n_rows(self.data)
        order = permutation(rows, self.seed, self.epoch) if self.shuffle else np.arange(rows)
        object.__setattr__(self, "order", order)

    def __len__(self) -> int:
        return max(0, n_batches(len(self.order), self.batch_size, self.drop_last) - self.start)

    def __getitem__(self, index: Any) -> Any:
        """One batch, or with a slice `[i:]` the batches from `i` on."""
        if isinstance(index, slice):
            if index.stop is not None or index.step not in {None, 1} or (index.start or 0) < 0:
                raise ArgumentError("batches are sliced as `batches[i:]`", given=str(index))
            start = self.start + (index.start or 0)
            return Batches(
                self.data,
                self.batch_size,
                self.seed,
                self.epoch,
                self.shuffle,
                self.drop_last,
                start,
            )
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(f"there are {len(self)} batches, no batch {index}")
        return take(self.data, self.rows(place))

    def rows(self, index: int) -> np.ndarray:
        """Which rows batch `index` holds: int64."""
        first = (self.start + index) * self.batch_size
        return self.order[first : first + self.batch_size]

    def __iter__(self) -> Iterator[Any]:
        return (take(self.data, self.rows(index)) for index in range(len(self)))


def batches(
    *arrays: Any,
    batch_size: int,
    seed: int = 0,
    epoch: int = 0,
    shuffle: bool = True,
    drop_last: bool = False,
) -> Batches:
    """The batches of one epoch over arrays (or trees of arrays); with one array a batch is an
    array, else a tuple.

    >>> [batch.tolist() for batch in batches(np.arange(5), batch_size=2, shuffle=False)]
    [[0, 1], [2, 3], [4]]
    """
    if not arrays:
        raise ArgumentError("batches need at least one array")
    data = arrays[0] if len(arrays) == 1 else arrays
    return Batches(data, batch_size, seed=seed, epoch=epoch, shuffle=shuffle, drop_last=drop_last)


def check_size(batch_size: int) -> None:
    """ArgumentError for a batch that can hold nothing."""
    if batch_size < 1:
        raise ArgumentError(f"a batch holds at least one row, not {batch_size}")


def n_batches(rows: int, batch_size: int, drop_last: bool) -> int:
    """How many batches `rows` make."""
    return rows // batch_size if drop_last else -(-rows // batch_size)


def leaves(data: Any) -> list[Any]:
    """The arrays of a tree."""
    if isinstance(data, Mapping):
        return [leaf for branch in data.values() for leaf in leaves(branch)]
    if isinstance(data, tuple | list):
        return [leaf for branch in data for leaf in leaves(branch)]
    return [data]


def is_tree_of_arrays(data: Any) -> bool:
    """Whether rows are taken from arrays inside `data`, not by indexing `data` itself."""
    found = leaves(data)
    return (
        bool(found)
        and all(hasattr(leaf, "shape") and getattr(leaf, "ndim", 0) > 0 for leaf in found)
        and (not isinstance(data, list))
    )


def dataset_length(dataset: Any) -> int:
    """The rows of arrays or the items of a dataset."""
    return n_rows(dataset) if is_tree_of_arrays(dataset) else len(dataset)


def n_rows(data: Any) -> int:
    """The length of the first axis that all arrays share."""
    found = leaves(data)
    lengths = {len(leaf) for leaf in found if hasattr(leaf, "__len__")}
    if not found or not all(hasattr(leaf, "shape") for leaf in found):
        kinds = ", ".join(sorted({type(leaf).__name__ for leaf in found})) or "nothing"
        raise DataError(
            "batches are cut from arrays",
            given=kinds,
            fix="use DataLoader for a dataset of single items",
        )
    if len(lengths) != 1:
        raise DataError(
            "arrays cut into batches need equal lengths",
            given=", ".join(str(leaf.shape) for leaf in found),
            fix="the first axis counts examples: each array needs one entry for every example",
        )
    return lengths.pop()


def take(data: Any, rows: np.ndarray) -> Any:
    """The rows of every array of a tree, in the same form."""
    if isinstance(data, Mapping):
        return {name: take(branch, rows) for name, branch in data.items()}
    if isinstance(data, tuple | list):
        return type(data)(take(branch, rows) for branch in data)
    return Tensor(data.numpy()[rows]) if isinstance(data, Tensor) else data[rows]
