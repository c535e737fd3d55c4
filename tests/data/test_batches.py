"""Batches come in an order that is a pure function of (seed, epoch, index)."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

import pellucid as pel
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data import Batches, DataLoader, batches, permutation
from pellucid.data.serving.orders import random_bits

SEEDS = st.integers(0, 2**63)


@given(st.integers(0, 300), SEEDS, st.integers(0, 1000))
def test_an_order_is_a_permutation(n, seed, epoch):
    assert sorted(permutation(n, seed, epoch).tolist()) == list(range(n))


@given(st.integers(20, 300), SEEDS, st.integers(0, 1000))
def test_an_order_depends_on_seed_and_epoch_and_nothing_else(n, seed, epoch):
    order = permutation(n, seed, epoch)
    assert np.array_equal(order, permutation(n, seed, epoch))
    assert not np.array_equal(order, permutation(n, seed, epoch + 1))
    assert not np.array_equal(order, permutation(n, seed + 1, epoch))


def test_orders_are_fair():
    places = np.array([permutation(10, seed=5, epoch=epoch) for epoch in range(4000)])
    counts = np.stack([np.bincount(place, minlength=10) for place in places.T])
    assert abs(counts - 400).max() < 100  # 5 standard deviations of a binomial count of mean 400


def test_the_bits_never_change():
    # written down once: saved runs must resume with the order they started with
    assert random_bits(7, 1, n=2).tolist() == [10179495013616490558, 2420258239987525179]
    assert permutation(8, seed=7, epoch=1).tolist() == [3, 1, 0, 2, 7, 6, 5, 4]


@given(st.integers(1, 60), st.integers(1, 20), st.booleans(), st.booleans())
def test_batches_hold_every_row_once(n, size, shuffle, drop_last):
    found = list(batches(np.arange(n), batch_size=size, shuffle=shuffle, drop_last=drop_last))
    rows = np.concatenate([*found, []])
    assert len(set(rows.tolist())) == len(rows) == (n // size * size if drop_last else n)
    assert all(len(batch) == size for batch in found[: n // size])
    assert shuffle or rows.tolist() == list(range(len(rows)))


def test_a_run_resumes_at_any_batch():
    whole = Batches(np.arange(23), 4, seed=2, epoch=3)
    for place in range(len(whole) + 1):
        rest = list(whole[place:])
        assert len(rest) == len(whole[place:]) == len(whole) - place
        assert all(np.array_equal(a, b) for a, b in zip(rest, list(whole)[place:], strict=True))
    assert np.array_equal(whole[2:][1:][0], whole[3])
    assert np.array_equal(whole[-1], whole[5])
    with pytest.raises(IndexError):
        whole[6]
    with pytest.raises(ArgumentError):
        whole[1:3]


def test_trees_of_arrays_keep_their_form():
    data = {"x": np.arange(6), "pair": (np.arange(6) * 2, [np.arange(6) * 3])}
    batch = Batches(data, 4)[0]
    assert set(batch) == {"x", "pair"}
    assert np.array_equal(batch["pair"][1][0], batch["x"] * 3)


def test_several_arrays_make_tuples():
    x, y = batches(np.arange(4), np.arange(4) + 10, batch_size=4, seed=1)[0]
    assert np.array_equal(y, x + 10)


def test_what_cannot_be_cut_is_refused():
    with pytest.raises(DataError, match="equal lengths"):
        batches(np.arange(3), np.arange(4), batch_size=2)
    with pytest.raises(DataError, match="cut from arrays"):
        batches([1, 2, 3], batch_size=2)
    with pytest.raises(ArgumentError, match="at least one row"):
        batches(np.arange(3), batch_size=0)
    with pytest.raises(ArgumentError, match="at least one array"):
        batches(batch_size=2)


class Squares:
    def __len__(self):
        return 7

    def __getitem__(self, row):
        if row >= 7:
            raise IndexError(row)
        return {"x": np.full((2, 2), row, np.float32), "y": row * row}


def test_a_loader_stacks_the_items_of_a_dataset():
    loader = DataLoader(Squares(), batch_size=3)
    found = list(loader)
    assert len(loader) == len(found) == 3
    assert found[0]["x"].shape == (3, 2, 2)
    assert found[0]["x"].dtype == pel.float32
    assert found[2]["y"].tolist() == [36]


def test_each_epoch_of_a_loader_has_its_own_order_and_can_be_repeated():
    loader = DataLoader(Squares(), 7, shuffle=True, seed=3)
    first, second = (next(iter(loader))["y"].tolist() for _ in range(2))
    assert first != second
    loader.epoch = 0
    assert next(iter(loader))["y"].tolist() == first
    arrays = DataLoader((np.arange(7), np.arange(7) ** 2), 7, shuffle=True, seed=3)
    assert next(iter(arrays))[1].tolist() == first


def test_a_loader_can_drop_the_last_batch():
    assert [len(batch["y"]) for batch in DataLoader(Squares(), 3, drop_last=True)] == [3, 3]
