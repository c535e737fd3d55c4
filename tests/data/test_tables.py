"""A table keeps its columns, and hands them out as Python values, rows and text."""

from datetime import datetime

import numpy as np
import pytest

from pellucid.core.errors import DataError, IndexingError
from pellucid.data import Table, read_table

ROWS = {
    "age": [31, None, 4],
    "price": [1.5, 2.0, None],
    "city": ["Rome", None, "Oslo"],
    "fits": [True, None, False],
    "day": [datetime(2024, 5, 1), None, datetime(2024, 5, 2, 12, 30)],
}


@pytest.fixture
def table() -> Table:
    return read_table(ROWS)


def test_python_values_come_back_as_they_went_in(table):
    assert table.to_dict() == ROWS
    assert list(table.rows())[2]["city"] == "Oslo"


def test_each_column_has_its_kind_and_its_missing_cells(table):
    assert [column.kind for column in table] == ["number", "number", "text", "flag", "date"]
    assert all(column.missing.sum() == 1 for column in table)
    assert table["age"].integral
    assert not table["price"].integral


def test_texts_write_equal_numbers_alike(table):
    assert table["age"].to_texts() == ["31", None, "4"]
    assert table["price"].to_texts() == ["1.5", "2", None]
    assert table["fits"].to_texts() == ["True", None, "False"]
    assert table["day"].to_texts() == ["2024-05-01", None, "2024-05-02 12:30:00"]


def test_rows_are_taken_by_index_mask_and_slice(table):
    assert table.take([2, 0])["age"].to_list() == [4, 31]
    assert table.take(np.array([True, False, False])).n_rows == 1
    assert table.head(2).n_rows == 2
    assert table.take([]).n_rows == 0
    with pytest.raises(IndexingError, match="3 rows"):
        table.take([3])


def test_columns_are_selected_and_dropped_by_name(table):
    assert table.select(["city", "age"]).names == ("city", "age")
    assert table.drop("city", "day").names == ("age", "price", "fits")
    assert "city" in table
    assert "town" not in table


def test_an_unknown_column_gets_the_nearest_name(table):
    with pytest.raises(DataError, match="there is no column 'prices'") as caught:
        table["prices"]
    assert "did you mean 'price'?" in str(caught.value)
    with pytest.raises(DataError, match="did you mean 'age'"):
        table.drop("AGE")


def test_unused_levels_can_be_dropped(table):
    used, counts = table["city"].take([2, 2, 1]).used_levels()
    assert used.levels == ("Oslo",)
    assert used.values.tolist() == [0, 0, -1]
    assert counts.tolist() == [2]


def test_a_table_prints_its_first_rows():
    text = repr(read_table({"name": ["a long name indeed, yes"] * 9, "n": range(9)}))
    assert text.splitlines()[0] == "Table of 9 rows x 2 columns"
    assert len(text.splitlines()) == 7
    assert "a long name ind…" in text


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(DataError, match="equal lengths"):
        read_table({"a": [1, 2], "b": [1, 2, 3]})


def test_names_that_become_equal_are_refused():
    with pytest.raises(DataError, match="same name"):
        read_table({1: [1], "1": [2]})
