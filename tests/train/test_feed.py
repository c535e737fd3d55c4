"""The batches of an epoch are a pure function of (seed, epoch, index), whatever they come from."""

import numpy as np
import pytest

from pellucid import Tensor, data
from pellucid.core.errors import ArgumentError, DataError
from pellucid.train.feed import Feed, n_rows

X, Y = np.arange(10, dtype=np.float32)[:, None], np.arange(10)


def rows(batches):
    return [batch[-1].tolist() for batch in batches]


SOURCES = {
    "arrays": (X, Y),
    "tensors": (Tensor(X), Tensor(Y)),
    "loader": data.DataLoader((X, Y), 3, shuffle=True, seed=7),
    "items": data.DataLoader([(X[i], Y[i]) for i in range(10)], 3, shuffle=True, seed=7),
    "function": lambda epoch: data.batches(X, Y, batch_size=3, seed=7, epoch=epoch),
}


@pytest.mark.parametrize("source", SOURCES)
def test_an_epoch_starts_anywhere(source):
    feed = Feed(SOURCES[source], 3, seed=7)
    for epoch in (2, 0, 1):
        whole = rows(feed.batches(epoch))
        assert sorted(row for batch in whole for row in batch) == list(range(10))
        assert rows(feed.batches(epoch, 2)) == whole[2:]
        assert rows(feed.batches(epoch)) == whole
    assert rows(feed.batches(0)) != rows(feed.batches(1))
    assert feed.length() == 4


def test_every_source_gives_the_same_order():
    found = [rows(Feed(source, 3, seed=7).batches(3)) for source in SOURCES.values()]
    assert all(order == found[0] for order in found)


def test_a_list_of_batches_is_the_same_each_epoch():
    batches = [(X[:4], Y[:4]), (X[4:], Y[4:])]
    feed = Feed(batches, 99)
    assert rows(feed.batches(5)) == [[0, 1, 2, 3], [4, 5, 6, 7, 8, 9]]
    assert feed.length() == 2


def test_doubles_become_the_dtype_of_parameters():
    batch = next(Feed((X.astype(np.float64), Y), 4).batches(0))
    assert (batch[0].dtype, batch[1].dtype) == (np.float32, np.int64)
    assert n_rows(batch) == 4


def test_what_cannot_be_learned_from_is_a_clear_error():
    with pytest.raises(DataError, match="nothing to train on"):
        Feed(3, 1)
    with pytest.raises(DataError, match="used up"):
        Feed(iter([(X, Y)]), 1)
    with pytest.raises(DataError, match=r"a batch is \(inputs, ..., targets\)"):
        next(Feed([X], 1).batches(0))
    with pytest.raises(ArgumentError, match="one row for each example"):
        n_rows((X, np.float32(1)))
    with pytest.raises(DataError, match="equal lengths"):
        Feed((X, Y[:-1]), 2).length()
