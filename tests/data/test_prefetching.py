"""Batches ready ahead of time, classes that come as often as others."""

import threading
import time

import numpy as np
import pytest

from pellucid.core.errors import ArgumentError
from pellucid.data import DataLoader, balanced, prefetched
from pellucid.train.feed import Feed


def test_the_order_stays_and_batches_are_made_ahead():
    made = []

    def slow():
        for i in range(6):
            made.append(i)
            yield i

    stream = prefetched(slow(), ahead=3)
    assert next(stream) == 0
    deadline = time.monotonic() + 5
    while len(made) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(made) >= 4
    assert list(stream) == [1, 2, 3, 4, 5]
    with pytest.raises(ArgumentError):
        list(prefetched([1], ahead=0))


def test_an_error_comes_where_its_batch_would_and_the_thread_ends():
    def broken():
        yield 1
        raise ValueError("no more")

    stream = prefetched(broken())
    assert next(stream) == 1
    with pytest.raises(ValueError, match="no more"):
        next(stream)
    before = threading.active_count()
    stream = prefetched(range(1000), ahead=1)
    next(stream)
    stream.close()
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_training_takes_batches_from_a_loader_that_works_ahead():
    rows = [(np.float32([i, i]), i % 2) for i in range(10)]
    plain, ahead = (DataLoader(rows, 4, shuffle=True, seed=1, ahead=n) for n in (0, 2))
    for one, other in zip(Feed(plain, 4).batches(1), Feed(ahead, 4).batches(1), strict=True):
        np.testing.assert_array_equal(one[0], other[0])


def test_every_class_comes_as_often_and_every_row_before_any_comes_again():
    labels = np.array([0] * 50 + [1] * 10 + [2] * 3)
    order = balanced(labels, 90, seed=1)
    assert np.bincount(labels[order]).tolist() == [30, 30, 30]
    counts = np.bincount(order, minlength=63)
    assert counts[:50].max() == 1
    assert set(counts[50:60]) == {3}
    assert set(counts[60:]) == {10}
    assert (order == balanced(labels, 90, seed=1)).all()
    assert not (order == balanced(labels, 90, seed=1, epoch=1)).all()
    assert len(balanced(labels)) == 63
    with pytest.raises(ArgumentError):
        balanced([])
