"""Datasets, samplers and the loader that makes batches of them."""

from collections import Counter, namedtuple

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.errors import ArgumentError, DataError, IndexingError
from pellucid.data import (
    BatchSampler,
    ChainDataset,
    ConcatDataset,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    Sampler,
    SequentialSampler,
    StackDataset,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    default_collate,
    default_convert,
    random_split,
)


class Squares(Dataset):
    def __init__(self, count=7):
        self.x = pel.Tensor(np.arange(count, dtype=np.float32))

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], int(self.x[index]) ** 2


class Countdown(IterableDataset):
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        return iter(range(self.start, 0, -1))


def seen(loader):
    return [batch.tolist() for batch in loader]


def test_a_dataset_of_ones_own_is_cut_into_batches_of_tensors():
    batches = list(DataLoader(Squares(), batch_size=3))
    assert [x.tolist() for x, _ in batches] == [[0, 1, 2], [3, 4, 5], [6]]
    assert [y.tolist() for _, y in batches] == [[0, 1, 4], [9, 16, 25], [36]]
    assert all(isinstance(part, pel.Tensor) for batch in batches for part in batch)
    assert (batches[0][0].dtype, batches[0][1].dtype) == (pel.float32, pel.int64)


def test_datasets_say_what_their_class_must():
    with pytest.raises(TypeError, match="__getitem__"):
        Dataset()
    with pytest.raises(TypeError, match="__iter__"):
        IterableDataset()
    with pytest.raises(TypeError, match="__iter__"):
        Sampler()


def test_rows_of_tensors():
    pairs = TensorDataset(pel.Tensor([[1.0], [2.0], [3.0]]), np.array([0, 1, 2]))
    x, y = pairs[2]
    assert (x.tolist(), y.item(), len(pairs)) == ([3.0], 2, 3)
    whole = [[part.tolist() for part in batch] for batch in DataLoader(pairs, 2)]
    assert whole == [[[[1.0], [2.0]], [0, 1]], [[[3.0]], [2]]]
    some = DataLoader(Subset(Subset(pairs, [2, 0, 1]), [0, 2]), 2)
    assert [y.tolist() for _, y in some] == [[2, 1]]
    with pytest.raises(DataError, match="equally many rows"):
        TensorDataset(pel.Tensor([1.0]), pel.Tensor([1.0, 2.0]))
    with pytest.raises(DataError, match="equally many rows"):
        TensorDataset()


def test_what_is_taken_at_once_is_what_single_items_make():
    pairs = TensorDataset(np.arange(12.0).reshape(6, 2), np.arange(6))
    one_by_one = StackDataset(*(list(x) for x in pairs.tensors))
    for at_once, single in zip(DataLoader(pairs, 4), DataLoader(one_by_one, 4), strict=True):
        for a, b in zip(at_once, single, strict=True):
            assert a.dtype == b.dtype
            np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_datasets_put_together():
    several = Squares(2) + Squares(3)
    assert [y for _, y in (several[i] for i in range(len(several)))] == [0, 1, 0, 1, 4]
    assert several[-1][1] == 4
    with pytest.raises(IndexError, match="5 items"):
        several[5]
    with pytest.raises(ArgumentError, match="ConcatDataset"):
        ConcatDataset([])
    with pytest.raises(ArgumentError, match="ChainDataset puts"):
        ConcatDataset([Countdown(2)])
    assert list(ChainDataset([Countdown(2), Countdown(1)])) == [2, 1, 1]
    assert StackDataset("ab", [0, 1])[1] == ("b", 1)
    assert StackDataset(a="ab", b=[0, 1])[0] == {"a": "a", "b": 0}
    with pytest.raises(DataError, match="one length"):
        StackDataset("ab", [1])
    with pytest.raises(ArgumentError, match="under names"):
        StackDataset()


def test_a_stream_is_cut_into_batches():
    assert seen(DataLoader(Countdown(5), 2)) == [[5, 4], [3, 2], [1]]
    assert seen(DataLoader(Countdown(5), 2, drop_last=True)) == [[5, 4], [3, 2]]
    assert list(DataLoader(Countdown(2), batch_size=None)) == [2, 1]
    with pytest.raises(ArgumentError, match="says the order"):
        DataLoader(Countdown(5), shuffle=True)
    with pytest.raises(IndexingError, match="none by number"):
        Countdown(5)[0]
    with pytest.raises(TypeError):
        len(DataLoader(Countdown(5), 2))


def test_a_random_split_holds_every_item_once_and_is_repeated_by_a_seed():
    parts = random_split(range(11), [0.5, 0.3, 0.2], generator=3)
    assert [len(part) for part in parts] == [6, 3, 2]  # 5.5, 3.3 and 2.2 rounded down, one over
    assert sorted(x for part in parts for x in part) == list(range(11))
    again = random_split(range(11), [6, 3, 2], generator=3)
    assert [list(a) for a in again] == [list(a) for a in parts]
    pel.manual_seed(5)
    first = list(random_split(range(50), [40, 10])[1])
    pel.manual_seed(5)
    assert list(random_split(range(50), [40, 10])[1]) == first
    assert list(random_split(range(50), [40, 10])[1]) != first
    with pytest.raises(ArgumentError, match="add up to the 11"):
        random_split(range(11), [5, 5])


def test_samplers_without_replacement_give_every_item_before_any_again():
    assert list(SequentialSampler("abc")) == [0, 1, 2]
    twice = list(RandomSampler("abcd", num_samples=8, generator=0))
    assert sorted(twice[:4]) == sorted(twice[4:]) == [0, 1, 2, 3]
    assert sorted(SubsetRandomSampler([5, 7, 9], generator=1)) == [5, 7, 9]
    stream = pel.random.Generator(1)
    sampler = RandomSampler(range(40), generator=stream)
    first, second = list(sampler), list(sampler)
    assert first != second
    stream.seed(1)
    assert list(sampler) == first
    own = np.random.default_rng(0)
    assert sorted(RandomSampler("abc", generator=own)) == [0, 1, 2]
    with pytest.raises(ArgumentError, match="num_samples"):
        RandomSampler("abc", num_samples=0)


def test_samplers_with_replacement_follow_their_weights():
    sampler = WeightedRandomSampler([1.0, 3.0, 0.0, 4.0], 8000, generator=1)
    counts = Counter(sampler)
    assert len(sampler) == 8000
    for place, share in ((0, 1 / 8), (1, 3 / 8), (3, 1 / 2)):
        deviation = (8000 * share * (1 - share)) ** 0.5
        assert abs(counts[place] - 8000 * share) < 5 * deviation
    assert counts[2] == 0
    even = Counter(RandomSampler(range(4), replacement=True, num_samples=8000, generator=1))
    assert max(abs(count - 2000) for count in even.values()) < 5 * (8000 * 3 / 16) ** 0.5
    assert sorted(WeightedRandomSampler(pel.Tensor([1.0, 0.0, 2.0]), 2, replacement=False)) == [
        0,
        2,
    ]
    with pytest.raises(ArgumentError, match="cannot be drawn from 2"):
        WeightedRandomSampler([1.0, 0.0, 2.0], 3, replacement=False)
    with pytest.raises(ArgumentError, match="weights of 0 or more"):
        WeightedRandomSampler([1.0, -1.0], 2)


def test_samplers_say_order_and_batches():
    data = np.arange(10) * 10
    assert seen(DataLoader(data, 2, sampler=[3, 1, 2])) == [[30, 10], [20]]
    assert len(DataLoader(data, 2, sampler=[3, 1, 2])) == 2
    pairs = BatchSampler(SequentialSampler(data), 4, drop_last=True)
    assert seen(DataLoader(data, batch_sampler=pairs)) == [[0, 10, 20, 30], [40, 50, 60, 70]]
    assert len(pairs) == len(DataLoader(data, batch_sampler=pairs)) == 2
    with pytest.raises(ArgumentError, match="not from both"):
        DataLoader(data, shuffle=True, sampler=[1])
    with pytest.raises(ArgumentError, match="batch_sampler"):
        DataLoader(data, batch_size=2, batch_sampler=pairs)


def test_a_generator_orders_the_epochs_of_a_loader():
    loaders = [DataLoader(range(30), 30, shuffle=True, generator=pel.random.Generator(4))
               for _ in range(2)]  # fmt: skip
    first, second = ([seen(loader) for _ in range(2)] for loader in loaders)
    assert first == second
    assert first[0] != first[1]
    assert sorted(first[0][0]) == list(range(30))


def test_what_other_processes_would_do_changes_nothing():
    plain = DataLoader(range(6), 2, shuffle=True, seed=2)
    busy = DataLoader(
        range(6), 2, shuffle=True, seed=2, num_workers=4, pin_memory=True, timeout=3,
        prefetch_factor=2, persistent_workers=True, worker_init_fn=print,
    )  # fmt: skip
    assert seen(plain) == seen(busy)


def test_items_of_any_form_are_collated():
    pair = namedtuple("pair", "a b")
    items = [{"x": np.float32([i, i]), "n": i, "f": 0.5, "name": f"item {i}", "pair": pair(i, [i])}
             for i in range(2)]  # fmt: skip
    batch = default_collate(items)
    assert batch["x"].tolist() == [[0, 0], [1, 1]]
    assert (batch["n"].dtype, batch["f"].dtype) == (pel.int64, pel.float32)
    assert batch["name"] == ["item 0", "item 1"]
    assert batch["pair"].a.tolist() == batch["pair"].b[0].tolist() == [0, 1]
    assert default_collate([np.float64(1), np.float64(2)]).dtype == pel.float64
    assert default_collate([True, False]).dtype == pel.bool
    assert default_convert([np.ones(2), pair(1, "a")])[1] == pair(1, "a")


def test_what_cannot_be_collated_is_refused():
    with pytest.raises(DataError, match="one shape"):
        default_collate([np.ones(2), np.ones(3)])
    with pytest.raises(DataError, match="as many parts"):
        default_collate([(1, 2), (1,)])
    with pytest.raises(DataError, match="dicts and lists"):
        default_collate([object(), object()])


def test_a_collate_function_makes_the_batch():
    rows = [pel.ones(n) for n in (3, 1, 2)]
    loader = DataLoader(rows, 2, collate_fn=lambda items: pel.nn.pad_sequence(items, True))
    assert [batch.shape for batch in loader] == [(2, 3), (1, 2)]
    assert list(DataLoader("abc", batch_size=None, collate_fn=str.upper)) == ["A", "B", "C"]


def test_a_dataset_may_give_many_items_at_once():
    class Many(Squares):
        def __getitems__(self, indices):
            return [100 + index for index in indices]

    assert seen(DataLoader(Many(), 4)) == [[100, 101, 102, 103], [104, 105, 106]]


class TestBesideTorch:
    def test_orders_and_batches_are_those_of_torch(self):
        theirs = pytest.importorskip("torch").utils.data
        torch = pytest.importorskip("torch")
        x, y = np.arange(14, dtype=np.float32).reshape(7, 2), np.arange(7)
        items = [{"x": a, "y": int(b), "name": str(b)} for a, b in zip(x, y, strict=True)]
        for size, drop in ((3, False), (3, True), (7, False)):
            ours = list(DataLoader(items, size, drop_last=drop))
            other = list(theirs.DataLoader(items, size, drop_last=drop))
            assert len(ours) == len(other)
            for a, b in zip(ours, other, strict=True):
                assert a.keys() == b.keys()
                assert a["name"] == b["name"]
                for name in "xy":
                    np.testing.assert_array_equal(a[name].numpy(), b[name].numpy())
                    assert str(a[name].dtype) == str(b[name].dtype).removeprefix("torch.")
        lengths = [0.45, 0.35, 0.2]
        wanted = [len(part) for part in theirs.random_split(range(23), lengths)]
        assert [len(part) for part in random_split(range(23), lengths)] == wanted
        for order in (BatchSampler(range(5), 2, drop_last=True), [[4], [1, 0]]):
            a = DataLoader(TensorDataset(x[:5]), batch_sampler=order)
            b = theirs.DataLoader(theirs.TensorDataset(torch.tensor(x[:5])), batch_sampler=order)
            for (one,), (other,) in zip(a, b, strict=True):
                np.testing.assert_array_equal(one.numpy(), other.numpy())
