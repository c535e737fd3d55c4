"""A split is a pure function of the seed, fair to the classes, and never parts equal rows."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from pellucid.auto.rows.splits import split_rows
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data import read_table


def table_of(n, classes=2, seed=0):
    random = np.random.default_rng(seed)
    return read_table({"x": random.normal(size=n), "y": [f"c{i % classes}" for i in range(n)]})


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from("aabbbc")), min_size=10, max_size=120),
    st.integers(0, 2**40),
    st.sampled_from(["multiclass", "regression"]),
)
def test_every_row_is_on_one_side_and_equal_rows_are_on_the_same(rows, seed, task):
    x, y = zip(*rows, strict=True)
    values = y if task == "multiclass" else [ord(label) for label in y]
    table = read_table({"x": x, "y": values})
    split = split_rows(table, "y", task=task, seed=seed)
    parts = (split.train, split.validation, split.test)
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(rows)))
    assert all((np.diff(part) > 0).all() for part in parts)
    sides = [{x[row] for row in part} for part in parts]
    assert not sides[0] & sides[1]
    assert not sides[0] & sides[2]
    assert not sides[1] & sides[2]
    again = split_rows(table, "y", task=task, seed=seed)
    assert all(
        np.array_equal(a, b)
        for a, b in zip(parts, (again.train, again.validation, again.test), strict=True)
    )


def test_another_seed_draws_other_rows():
    table = table_of(200)
    assert not np.array_equal(
        split_rows(table, "y", task="binary", seed=1).test,
        split_rows(table, "y", task="binary", seed=2).test,
    )


@pytest.mark.parametrize("n", [10, 50, 344, 1000])
@pytest.mark.parametrize("classes", [2, 3, 7])
def test_every_class_has_its_share_in_every_part(n, classes):
    split = split_rows(table_of(n, classes), "y", task="multiclass", test=0.2, validation=0.2)
    assert abs(len(split.test) - 0.2 * n) <= 1
    assert abs(len(split.validation) - 0.2 * n) <= 1
    for part, share in ((split.test, 0.2), (split.validation, 0.2)):
        counts = np.bincount(part % classes, minlength=classes)
        assert (abs(counts - share * n / classes) < 2).all()


@pytest.mark.parametrize("seed", range(30))
def test_training_has_every_class(seed):
    table = read_table({"x": range(12), "y": ["a"] * 6 + ["b"] * 4 + ["c", "d"]})
    split = split_rows(table, "y", task="multiclass", seed=seed)
    assert {table["y"].to_list()[row] for row in split.train} == set("abcd")


def test_many_equal_rows_stay_in_training():
    table = read_table({"x": [1.0] * 400 + list(range(2, 602)), "y": ["a", "b"] * 500})
    split = split_rows(table, "y", task="binary")
    assert set(range(400)) <= set(split.train.tolist())
    assert len(split.test) > 100


def test_a_part_may_be_left_out():
    assert len(split_rows(table_of(100), "y", task="binary", test=0.0).test) == 0
    assert len(split_rows(table_of(100), "y", task="binary", validation=0.0).validation) == 0
    for shares in ((1.0, 0.0), (0.6, 0.4), (-0.1, 0.2)):
        with pytest.raises(ArgumentError, match="leave rows to train on"):
            split_rows(table_of(100), "y", task="binary", test=shares[0], validation=shares[1])


def test_in_order_of_time_the_newest_rows_are_the_test():
    days = np.random.default_rng(0).permutation(
        np.arange("2024-01-01", "2024-04-10", dtype="M8[D]")
    )
    table = read_table({"day": days, "x": range(100), "y": [0, 1] * 50})
    split = split_rows(table, "y", task="binary", order_by="day")
    assert (len(split.train), len(split.validation), len(split.test)) == (64, 16, 20)
    assert days[split.train].max() < days[split.validation].min()
    assert days[split.validation].max() < days[split.test].min()


def test_rows_of_one_moment_are_not_parted_and_missing_moments_train():
    moments = [None] * 10 + [year for year in range(2000, 2009) for _ in range(10)]
    table = read_table({"year": moments, "y": [0, 1] * 50})
    split = split_rows(table, "y", task="binary", order_by="year")
    assert set(split.test.tolist()) == set(range(80, 100))
    assert set(range(10)) <= set(split.train.tolist())


def test_what_cannot_be_ordered_is_refused():
    table = read_table({"same": [1] * 20, "word": ["a", "b"] * 10, "y": [0, 1] * 10})
    with pytest.raises(DataError, match="holds texts"):
        split_rows(table, "y", task="binary", order_by="word")
    with pytest.raises(DataError, match="none are left for the test"):
        split_rows(table, "y", task="binary", order_by="same")
    with pytest.raises(DataError, match="no column"):
        split_rows(table, "y", task="binary", order_by="when")
