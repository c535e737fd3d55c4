"""Where the batches of an epoch come from: a pure function of (seed, epoch, index)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, DataError
from pellucid.data import Batches, DataLoader, prefetched
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.trees import leaves, rebuilt


@dataclass(frozen=True)
class Feed:
    """The batches of every epoch, from any place on.

    `data`: arrays, as a tuple (inputs, ..., targets), cut into batches of `batch_size`; or a
    `DataLoader`; or a function that takes the number of the epoch and gives its batches; or any
    collection of batches, the same for each epoch.
    """

    data: Any
    batch_size: int
    seed: int = 0
    shuffle: bool = True

    def __post_init__(self) -> None:
        if not callable(self.data) and not isinstance(self.data, Iterable):
            raise DataError(
                "there is nothing to train on", given=type(self.data).__name__,
                fix="give arrays as (inputs, targets), a DataLoader, or a function of the epoch",
            )  # fmt: skip
        if isinstance(self.data, tuple) and any(isinstance(x, list) for x in self.data):
            raise DataError(
                "inputs and targets are arrays, not lists", given=f"{len(self.data)} parts",
                fix="np.asarray(inputs), np.asarray(targets)",
            )  # fmt: skip
        if isinstance(self.data, Iterator):
            raise DataError(
                "an iterator is used up after one epoch", given=type(self.data).__name__,
                fix="give a function that makes it, as in `lambda epoch: ...`",
            )  # fmt: skip

    def epoch(self, epoch: int) -> Any:
        """The batches of one epoch, all of them."""
        if is_arrays(self.data):
            return Batches(plain(self.data), self.batch_size, self.seed, epoch, self.shuffle)
        if isinstance(self.data, DataLoader):
            self.data.epoch = epoch
            return self.data
        return self.data(epoch) if callable(self.data) else self.data

    def batches(self, epoch: int, start: int = 0) -> Iterator[tuple[Any, ...]]:
        """The batches of one epoch from `start` on, each as (inputs, ..., targets)."""
        found = self.epoch(epoch)
        if isinstance(found, Batches):
            return (checked(batch) for batch in found[start:])
        rest = islice(found, start, None)
        if isinstance(self.data, DataLoader) and self.data.ahead:
            rest = prefetched(rest, self.data.ahead)
        return (checked(batch) for batch in rest)

    def rows(self, epoch: int, index: int) -> np.ndarray | None:
        """Which rows of the data a batch of an epoch holds, where that is known without reading
        it."""
        if isinstance(self.data, DataLoader):
            batches = self.data.order(epoch)
        elif is_arrays(self.data):
            batches = self.epoch(epoch)
        else:
            return None
        return batches.rows(index) if batches and 0 <= index < len(batches) else None

    def size(self) -> int | None:
        """How many rows there are, where data are arrays."""
        return n_rows(self.data) if is_arrays(self.data) else None

    def length(self) -> int | None:
        """The number of batches in an epoch, where that is known before it runs."""
        found = self.data if isinstance(self.data, DataLoader) else self.epoch(0)
        try:
            return len(found)
        except TypeError:
            return None


def is_arrays(data: Any) -> bool:
    """Whether `data` is a tuple of arrays, and not a collection of batches."""
    return isinstance(data, tuple) and bool(data) and all(hasattr(x, "shape") for x in leaves(data))


def plain(data: Any) -> Any:
    """Tensors as arrays, which are cut by index without computing anything."""
    return rebuilt(data, lambda x: x.numpy() if isinstance(x, Tensor) else x)


def checked(batch: Any) -> tuple[Any, ...]:
    """A batch as (inputs, ..., targets) of arrays, doubles as float32, the dtype of parameters."""
    if not isinstance(batch, tuple | list) or len(batch) < 2:
        raise DataError(
            "a batch is (inputs, ..., targets)", given=type(batch).__name__,
            fix="give data as (inputs, targets); for anything else write your own loop",
        )  # fmt: skip
    return rebuilt(tuple(batch), single)


def single(x: Any) -> Any:
    """A tensor as an array, one of doubles as float32; anything else as it is."""
    x = x.numpy() if isinstance(x, Tensor) else x
    if isinstance(x, np.ndarray) and x.dtype == np.float64:
        return x.astype(np.float32)
    return x


def n_rows(batch: tuple[Any, ...]) -> int:
    """The examples in a batch: the length of its targets."""
    target = leaves(batch[-1])[0]
    if not getattr(target, "shape", ()):
        raise ArgumentError("the targets of a batch have one row for each example")
    return target.shape[0]
