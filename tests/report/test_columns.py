import numpy as np

from pellucid.data import read_table
from pellucid.report import DataNotes, DataWarning, HeldOut, data_summary
from pellucid.report.columns import BARS, summarise
from pellucid.report.inputs import ColumnNote


def summary_of(values, **note):
    table = read_table({"c": values})
    return summarise(table["c"], ColumnNote("c", **note) if note else None)


def test_numbers_have_a_histogram_without_their_missing_values():
    column = summary_of([1, 2, 2, None, 5])
    assert (column.rows, column.missing, column.distinct) == (5, 1, 3)
    assert sum(column.bars) == 4
    assert len(column.bars) == BARS
    assert (column.low, column.middle, column.high) == ("1", "2", "5")


def test_texts_have_their_most_frequent_values():
    column = summary_of([*"aaabbc", *"defg", None])
    assert column.top[:2] == (("a", 3), ("b", 2))
    assert sum(n for _, n in column.top) + column.others == 10


def test_flags_and_dates_are_summarised():
    assert summary_of([True, False, True]).top == (("yes", 2), ("no", 1))
    dates = summary_of(["2024-05-01", "2024-05-03", "2024-05-02"])
    assert (dates.kind, dates.low, dates.high) == ("date", "2024-05-01", "2024-05-03")


def test_a_constant_an_empty_and_a_huge_column_do_not_break_it():
    assert summary_of([7, 7]).bars == (2,)
    assert summary_of(np.array([np.nan, np.nan])).bars == ()
    assert sum(summary_of(np.array([-1.7e308, 0, 1.7e308])).bars) == 3


def test_notes_win_over_what_is_counted():
    column = summary_of([1, 2], kind="id", missing=9, distinct=8, used=False, done="left out")
    assert (column.kind, column.missing, column.distinct, column.used) == ("id", 9, 8, False)


def test_the_summary_says_rows_columns_missing_cells_and_what_was_left_out():
    table = read_table({"a": [1, None], "b": ["x", "y"], "y": [1.0, 2.0]})
    held_out = HeldOut("y", np.array([1.0, 2.0]), np.array([1.0, 2.0]), table)
    columns = (ColumnNote("b", "id", used=False), ColumnNote("y", "amount", missing=9))
    notes = DataNotes(columns, (DataWarning("odd", column="b"),))
    summary = data_summary(held_out, notes)
    assert [column.name for column in summary.columns] == ["a", "b"]
    assert summary.sentence() == (
        "The table has 2 rows and 2 columns, 25 % of its cells missing; b was left out."
    )
    assert "! b: odd" in str(summary)
    assert (summary.target.kind, summary.target.missing) == ("amount", 0)
