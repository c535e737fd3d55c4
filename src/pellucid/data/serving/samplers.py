"""Samplers: in which order the items of a dataset come, and which of them make a batch.

The names are PyTorch's. Without a generator of its own a sampler draws from the one that
`pel.manual_seed` starts.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence, Sized
from itertools import islice
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.tensor.random.keys import DEFAULT, Generator
from pellucid.tensor.tensor import Tensor

T_co = TypeVar("T_co", covariant=True)
Randomness: TypeAlias = "Generator | np.random.Generator | int | None"


def source(generator: Randomness) -> np.random.Generator:
    """Where numbers are drawn from now: the generator given, a new one of a seed, or one keyed by
    the next key of Pellucid's generator, the default one where none is given.

    >>> source(3).permutation(4).tolist() == source(3).permutation(4).tolist()
    True
    """
    if isinstance(generator, np.random.Generator):
        return generator
    if isinstance(generator, int | np.integer):
        return np.random.default_rng(int(generator))
    words = (DEFAULT if generator is None else generator).next_key().numpy()
    return np.random.Generator(np.random.Philox(key=words.astype(np.uint64)))


class Sampler(ABC, Generic[T_co]):
    """Numbers of items, in the order in which they shall come: a class of one's own says `__iter__`
    and, where it is known, `__len__`.

    >>> class Backwards(Sampler):
    ...     def __init__(self, data):
    ...         self.data = data
    ...
    ...     def __iter__(self):
    ...         return iter(range(len(self.data) - 1, -1, -1))
    >>> list(Backwards("abc"))
    [2, 1, 0]
    """

    @abstractmethod
    def __iter__(self) -> Iterator[T_co]:
        """The numbers."""


class SequentialSampler(Sampler[int]):
    """All items in their own order.

    >>> list(SequentialSampler("abc"))
    [0, 1, 2]
    """

    def __init__(self, data_source: Sized) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler[int]):
    """Items at random, in another order each time: all of them, or `num_samples`.

    With `replacement` each is drawn anew from all; without it every item comes once before any
    comes again.

    >>> sorted(RandomSampler("abc", generator=1))
    [0, 1, 2]
    """

    def __init__(
        self, data_source: Sized, replacement: bool = False, num_samples: int | None = None,
        generator: Randomness = None,
    ) -> None:  # fmt: skip
        if num_samples is not None and num_samples < 1:
            raise ArgumentError(f"RandomSampler: num_samples is 1 or more, not {num_samples}")
        self.data_source, self.replacement = data_source, replacement
        self.wanted, self.generator = num_samples, generator

    @property
    def num_samples(self) -> int:
        """How many come."""
        return len(self.data_source) if self.wanted is None else self.wanted

    def __iter__(self) -> Iterator[int]:
        drawn, count = source(self.generator), len(self.data_source)
        if self.replacement:
            return iter(drawn.integers(count, size=self.num_samples).tolist())
        rounds = -(-self.num_samples // max(count, 1))
        orders = (place for _ in range(rounds) for place in drawn.permutation(count).tolist())
        return islice(orders, self.num_samples)

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler[int]):
    """Some items, by their numbers, in another order each time.

    >>> sorted(SubsetRandomSampler([4, 2, 9]))
    [2, 4, 9]
    """

    def __init__(self, indices: Sequence[int], generator: Randomness = None) -> None:
        self.indices, self.generator = indices, generator

    def __iter__(self) -> Iterator[int]:
        order = source(self.generator).permutation(len(self.indices))
        return (int(self.indices[place]) for place in order)

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler[int]):
    """`num_samples` items, each drawn with a probability in proportion to its weight; the weights
    need not add up to 1.

    >>> list(WeightedRandomSampler([0.0, 1.0], 3))
    [1, 1, 1]
    """

    def __init__(
        self, weights: Any, num_samples: int, replacement: bool = True,
        generator: Randomness = None,
    ) -> None:  # fmt: skip
        given = weights.numpy() if isinstance(weights, Tensor) else weights
        self.weights = np.asarray(given, np.float64)
        self.num_samples, self.replacement, self.generator = num_samples, replacement, generator
        usable = self.weights.ndim == 1 and np.isfinite(self.weights).all()
        if not usable or self.weights.min(initial=0) < 0 or self.weights.sum() <= 0:
            raise ArgumentError(
                "WeightedRandomSampler: a row of weights of 0 or more is needed, one above 0",
                given=f"shape {self.weights.shape}, {self.weights.ravel()[:4].tolist()}",
            )
        most = num_samples if replacement else np.count_nonzero(self.weights)
        if not 1 <= num_samples <= most:
            raise ArgumentError(
                f"WeightedRandomSampler: {num_samples} items cannot be drawn from {most}",
                fix="replacement=True draws an item several times",
            )

    def __iter__(self) -> Iterator[int]:
        shares = self.weights / self.weights.sum()
        drawn = source(self.generator).choice(
            len(shares), self.num_samples, replace=self.replacement, p=shares
        )
        return iter(drawn.tolist())

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler[list[int]]):
    """The numbers that a sampler gives, `batch_size` at a time.

    >>> list(BatchSampler(range(5), 2, drop_last=False))
    [[0, 1], [2, 3], [4]]
    """

    def __init__(self, sampler: Iterable[Any], batch_size: int, drop_last: bool) -> None:
        if batch_size < 1:
            raise ArgumentError(f"a batch holds at least one row, not {batch_size}")
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self) -> Iterator[list[Any]]:
        return in_groups(self.sampler, self.batch_size, self.drop_last)

    def __len__(self) -> int:
        rows = len(self.sampler)  # type: ignore[arg-type]
        return rows // self.batch_size if self.drop_last else -(-rows // self.batch_size)


def in_groups(items: Iterable[Any], size: int, drop_last: bool) -> Iterator[list[Any]]:
    """Items in lists of `size`, of which the last may be shorter unless it is dropped."""
    rest = iter(items)
    while group := list(islice(rest, size)):
        if len(group) == size or not drop_last:
            yield group
