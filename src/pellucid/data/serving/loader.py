"""DataLoader: batches of arrays or of the items of a dataset, epoch after epoch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.data.serving.batches import (
    Batches,
    check_size,
    dataset_length,
    is_tree_of_arrays,
    n_batches,
    take,
)
from pellucid.data.serving.collating import default_collate, default_convert
from pellucid.data.serving.datasets import IterableDataset, Subset, TensorDataset
from pellucid.data.serving.samplers import Randomness, in_groups, source


class DataLoader:
    """Batches of a dataset, one epoch for each time it is iterated.

    `dataset`: anything with `__len__` and `__getitem__`, whose items `collate_fn` makes one batch
    of (`default_collate`: tensors); or an `IterableDataset`; or arrays as in `Batches`, whose
    batches are arrays. `batch_size=None` gives the items themselves.

    Epoch k is shuffled by (seed, k) and nothing else: set `epoch` to resume. With a `generator` the
    order of each epoch is drawn from it instead; a `sampler` says the order itself, a
    `batch_sampler` which items make each batch.

    Nothing runs in other processes: `num_workers`, `pin_memory`, `timeout`, `worker_init_fn`,
    `prefetch_factor` and `persistent_workers` are taken, and change nothing. Where training takes
    batches from it, a thread makes up to `ahead` of them ready in advance.

    >>> loader = DataLoader([(0.5, 1), (1.5, 0), (2.5, 1)], batch_size=2, seed=1)
    >>> [(x.shape, str(y.dtype)) for x, y in loader], loader.epoch
    ([((2,), 'int64'), ((1,), 'int64')], 1)
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = False,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[Sequence[Any]] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        *,
        generator: Randomness = None,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        seed: int = 0,
        ahead: int = 0,
    ) -> None:
        del pin_memory, timeout, worker_init_fn, prefetch_factor, persistent_workers
        check_choices(dataset, bool(shuffle), sampler, batch_sampler, batch_size, drop_last)
        if batch_size is not None:
            check_size(batch_size)
        self.dataset, self.batch_size, self.shuffle = dataset, batch_size, bool(shuffle)
        self.sampler, self.batch_sampler, self.drop_last = sampler, batch_sampler, drop_last
        self.collate_fn, self.num_workers, self.ahead = collate_fn, num_workers, ahead
        self.generator, self.seed, self.epoch = generator, seed, 0

    def __len__(self) -> int:
        if self.batch_sampler is not None:
            return len(self.batch_sampler)  # type: ignore[arg-type]
        rows = dataset_length(self.dataset) if self.sampler is None else len(self.sampler)  # type: ignore[arg-type]
        return n_batches(rows, self.batch_size or 1, self.drop_last)

    def __iter__(self) -> Iterator[Any]:
        epoch, self.epoch = self.epoch, self.epoch + 1
        if isinstance(self.dataset, IterableDataset):
            return self.streamed()
        if self.batch_size is None and self.batch_sampler is None:
            convert = self.collate_fn or default_convert
            return (convert(self.dataset[place]) for place in self.places(epoch))
        return (self.batch(places) for places in self.groups(epoch))

    def streamed(self) -> Iterator[Any]:
        """The batches of items that come one after another."""
        if self.batch_size is None:
            return map(self.collate_fn or default_convert, self.dataset)
        groups = in_groups(self.dataset, self.batch_size, self.drop_last)
        return map(self.collate_fn or default_collate, groups)

    def order(self, epoch: int) -> Batches | None:
        """The numbers of the items of an epoch in batches, where (seed, epoch) decides them."""
        ways = (self.sampler, self.batch_sampler, self.generator if self.shuffle else None)
        if any(way is not None for way in ways) or isinstance(self.dataset, IterableDataset):
            return None
        rows, size = np.arange(dataset_length(self.dataset)), self.batch_size or 1
        return Batches(rows, size, self.seed, epoch, self.shuffle, self.drop_last)

    def places(self, epoch: int) -> Iterator[Any]:
        """The numbers of the items in the order of an epoch."""
        known = self.order(epoch)
        if known is not None:
            return iter(known.order.tolist())
        if self.sampler is not None:
            return iter(self.sampler)
        return iter(source(self.generator).permutation(dataset_length(self.dataset)).tolist())

    def groups(self, epoch: int) -> Iterator[Any]:
        """The numbers of the items of each batch."""
        if self.batch_sampler is not None:
            return iter(self.batch_sampler)
        known = self.order(epoch)
        if known is not None:
            return (known.rows(place) for place in range(len(known)))
        return in_groups(self.places(epoch), self.batch_size or 1, self.drop_last)

    def batch(self, places: Sequence[Any]) -> Any:
        """The batch of these items."""
        if self.collate_fn is None and is_tree_of_arrays(self.dataset):
            return take(self.dataset, np.asarray(places))
        if self.collate_fn is None:
            found = rows_at_once(self.dataset, places)
            if found is not None:
                return found
        chosen = places.tolist() if isinstance(places, np.ndarray) else list(places)
        many = getattr(self.dataset, "__getitems__", None)
        items = [self.dataset[place] for place in chosen] if many is None else many(chosen)
        return (self.collate_fn or default_collate)(items)


def rows_at_once(dataset: Any, places: Sequence[Any] | np.ndarray) -> Any:
    """Many rows of tensors, where the dataset consists of tensors; else None."""
    if type(dataset) is TensorDataset:
        return dataset.rows(np.asarray(places))
    if type(dataset) is Subset:
        return rows_at_once(dataset.dataset, np.asarray(dataset.indices)[np.asarray(places)])
    return None


def check_choices(
    dataset: Any, shuffle: bool, sampler: Any, batch_sampler: Any, batch_size: Any, drop_last: bool
) -> None:
    """ArgumentError where several ways to order the items are given."""
    if isinstance(dataset, IterableDataset) and (shuffle or sampler or batch_sampler):
        raise ArgumentError(
            "an IterableDataset says the order of its items itself",
            fix="leave out shuffle, sampler and batch_sampler; shuffle inside the dataset",
        )
    if sampler is not None and shuffle:
        raise ArgumentError(
            "the order comes from shuffle or from a sampler, not from both",
            fix="leave out shuffle=True: the sampler says the order",
        )
    if batch_sampler is not None and (sampler or shuffle or drop_last or batch_size not in {1}):
        raise ArgumentError(
            "a batch_sampler decides on order and size of the batches alone",
            fix="leave out batch_size, shuffle, sampler and drop_last",
        )
