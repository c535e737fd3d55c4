"""Datasets: what gives an item for a number, or one item after another; put together and divided.

The names are PyTorch's. Anything else with `__getitem__` and `__len__` is a dataset as well.
"""

import math
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, Generic, TypeVar

import numpy as np

from pellucid.core.errors import ArgumentError, DataError, IndexingError
from pellucid.data.serving.samplers import Randomness, source
from pellucid.tensor.tensor import Tensor

T_co = TypeVar("T_co", covariant=True)


class Dataset(ABC, Generic[T_co]):
    """Items by number: a class of one's own says `__getitem__` and `__len__`.

    >>> class Squares(Dataset):
    ...     def __len__(self):
    ...         return 5
    ...
    ...     def __getitem__(self, index):
    ...         return index, index**2
    >>> both = Squares() + Squares()
    >>> len(both), both[6]
    (10, (1, 1))
    """

    @abstractmethod
    def __getitem__(self, index: Any) -> T_co:
        """The item of a number."""

    def __add__(self, other: Any) -> "ConcatDataset":
        """The items of this, then those of the other."""
        return ConcatDataset([self, other])


class IterableDataset(Dataset[T_co]):
    """Items one after another, of which there may be no end: a class of one's own says `__iter__`.

    >>> class Countdown(IterableDataset):
    ...     def __iter__(self):
    ...         return iter([3, 2, 1])
    >>> list(Countdown() + Countdown())
    [3, 2, 1, 3, 2, 1]
    """

    @abstractmethod
    def __iter__(self) -> Iterator[T_co]:
        """The items."""

    def __getitem__(self, index: Any) -> T_co:
        raise IndexingError(f"{type(self).__name__} gives one item after another, none by number")

    def __add__(self, other: Any) -> "ChainDataset":  # type: ignore[override]
        """The items of this, then those of the other."""
        return ChainDataset([self, other])


class TensorDataset(Dataset[tuple[Tensor, ...]]):
    """The rows of tensors or arrays, equal in their first axis: item i is (x[i], y[i], ...).

    >>> pairs = TensorDataset(Tensor([[1.0], [2.0]]), Tensor([0, 1]))
    >>> len(pairs), [x.tolist() for x in pairs[1]]
    (2, [[2.0], 1])
    """

    def __init__(self, *tensors: Any) -> None:
        self.tensors = tuple(x if isinstance(x, Tensor) else Tensor(x) for x in tensors)
        if not tensors or len({x.shape[:1] for x in self.tensors}) != 1 or not self.tensors[0].ndim:
            raise DataError(
                "TensorDataset: tensors with equally many rows are needed",
                given=", ".join(str(x.spec) for x in self.tensors) or "none",
                fix="the first axis counts examples: each tensor needs one entry for every example",
            )

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(x[index] for x in self.tensors)

    def __len__(self) -> int:
        return self.tensors[0].shape[0]

    def rows(self, places: np.ndarray) -> tuple[Tensor, ...]:
        """Many items at once, as one tensor of each."""
        return tuple(Tensor(x.numpy()[places]) for x in self.tensors)


class StackDataset(Dataset[Any]):
    """Items of several datasets side by side: tuples, or dicts where the datasets have names.

    >>> StackDataset(picture=["a", "b"], label=[0, 1])[1]
    {'picture': 'b', 'label': 1}
    """

    def __init__(self, *datasets: Any, **named: Any) -> None:
        self.datasets: Any = named or datasets
        if bool(datasets) == bool(named):
            raise ArgumentError("StackDataset: give it datasets, or datasets under names")
        sizes = [len(x) for x in (*datasets, *named.values())]
        if len(set(sizes)) != 1:
            raise DataError("StackDataset: datasets of one length are needed", given=str(sizes))

    def __getitem__(self, index: int) -> Any:
        if isinstance(self.datasets, dict):
            return {name: x[index] for name, x in self.datasets.items()}
        return tuple(x[index] for x in self.datasets)

    def __len__(self) -> int:
        return len(next(iter(self.datasets.values() if isinstance(self.datasets, dict)
                             else self.datasets)))  # fmt: skip


class ConcatDataset(Dataset[Any]):
    """The items of several datasets, one dataset after the other.

    >>> several = ConcatDataset([[10, 11], [12]])
    >>> len(several), several[2], several[-3]
    (3, 12, 10)
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets or any(isinstance(x, IterableDataset) for x in self.datasets):
            raise ArgumentError(
                "ConcatDataset: datasets with items by number are needed",
                given=", ".join(type(x).__name__ for x in self.datasets) or "none",
                fix="ChainDataset puts those together that give one item after another",
            )
        self.cumulative_sizes = list(accumulate(len(x) for x in self.datasets))

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, index: int) -> Any:
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexingError(f"there are {len(self)} items, no item {index}")
        which = bisect_right(self.cumulative_sizes, place)
        return self.datasets[which][place - (self.cumulative_sizes[which - 1] if which else 0)]


class ChainDataset(IterableDataset[Any]):
    """The items of several datasets that are iterated, one dataset after the other."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(self.datasets)

    def __len__(self) -> int:
        return sum(len(x) for x in self.datasets)


class Subset(Dataset[T_co]):
    """Some items of a dataset, by their numbers.

    >>> few = Subset("abcd", [3, 0])
    >>> len(few), few[0]
    (2, 'd')
    """

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index: Any) -> T_co:
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


def random_split(
    dataset: Any, lengths: Sequence[float], generator: Randomness = None
) -> list[Subset[Any]]:
    """A dataset divided at random into subsets of these lengths, or of these shares of 1.

    What shares leave over goes to the first subsets, one item each. `generator`: a number or a
    generator that fixes the division; without one it comes from `pel.manual_seed`.

    >>> train, test = random_split(range(10), [0.8, 0.2], generator=1)
    >>> len(train), len(test), sorted([*train, *test]) == list(range(10))
    (8, 2, True)
    """
    sizes, count = [int(x) for x in lengths], len(dataset)
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1 + 1e-9:
        sizes = [math.floor(count * share) for share in lengths]
        for place in range(count - sum(sizes)):
            sizes[place % len(sizes)] += 1
    if sum(sizes) != count or min(sizes) < 0:
        raise ArgumentError(
            f"random_split: the lengths do not add up to the {count} items there are",
            given=str(list(lengths)), fix="give lengths of that sum, or shares that add up to 1",
        )  # fmt: skip
    order = source(generator).permutation(count).tolist()
    ends = list(accumulate(sizes))
    return [Subset(dataset, order[end - size : end]) for size, end in zip(sizes, ends, strict=True)]
