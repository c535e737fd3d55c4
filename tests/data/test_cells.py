"""The text of a cell means what a person would read in it."""

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from pellucid.data.tables.cells import is_missing, parse_number
from pellucid.data.tables.columns import column_from_texts, column_from_values
from pellucid.data.tables.dates import parse_dates, swapped


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (" -1.5e3 ", -1500),
        ("+.5", 0.5),
        ("1,234", 1234),
        ("1,234,567.5", 1234567.5),
        ("1 234", 1234),
        ("$5", 5),
        ("-$5.25", -5.25),
        ("€ 1,000", 1000),
        ("3 €", 3),
        ("12%", 12),
        ("12,5", None),
        ("1_000", None),
        ("12 b", None),
        ("0x1F", None),
        ("--", None),
        ("1.2.3", None),
        ("$", None),
    ],
)
def test_numbers_are_read_with_their_simple_decorations(text, number):
    assert parse_number(text) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_is_read_back_exactly(number):
    assert parse_number(repr(number)) == number


@pytest.mark.parametrize(
    "text", ["", " ", "NA", "n/a", "NaN", "null", "NULL", "?", " ?", "-", ".", "#N/A", "<NA>"]
)
def test_missing_markers_are_known(text):
    assert is_missing(text)
    column = column_from_texts("x", ["1", text, "2"])
    assert column.kind == "number"
    assert column.missing.tolist() == [False, True, False]
    words = column_from_texts("x", ["red", text, "blue"])
    assert words.to_list() == ["red", None, "blue"]


def test_none_is_missing_among_numbers_and_a_word_among_words():
    assert column_from_texts("x", ["1", "None", "2"]).to_list() == [1, None, 2]
    assert column_from_texts("x", ["brick", "None", "stone"]).to_list() == [
        "brick",
        "None",
        "stone",
    ]


def test_a_minus_is_a_value_where_a_plus_is():
    assert column_from_texts("sign", ["+", "-", "", "+"]).to_list() == ["+", "-", None, "+"]


@pytest.mark.parametrize("texts", [["007", "012"], ["02134", "90210"], ["12345678901234567", "1"]])
def test_codes_that_look_like_numbers_stay_text(texts):
    column = column_from_texts("zip", texts)
    assert column.kind == "text"
    assert column.to_list() == texts


def test_truth_values_become_a_flag():
    column = column_from_texts("fits", ["TRUE", "false", "", "True"])
    assert column.kind == "flag"
    assert column.to_list() == [True, False, None, True]


def test_a_decimal_comma_is_understood_for_the_whole_column():
    column = column_from_texts("x", ["1,5", "2,25", "1.000,5"])
    assert column.to_list() == [1.5, 2.25, 1000.5]
    assert "decimal point" in column.notes[0]


def test_a_few_stray_words_among_many_numbers_become_missing_and_are_reported():
    column = column_from_texts("age", [str(i) for i in range(100)] + ["many", "12 years"])
    assert column.kind == "number"
    assert column.missing.sum() == 2
    assert column.notes == (
        "column 'age': 2 cells are not a number, such as 'many', and count as missing",
    )


def test_a_stray_word_among_few_different_numbers_is_a_label():
    column = column_from_texts("children", ["0", "1", "2"] * 50 + ["3+"])
    assert column.kind == "text"


def test_many_words_among_numbers_make_a_text():
    assert column_from_texts("x", [str(i) for i in range(50)] + ["word"] * 10).kind == "text"


def test_what_the_column_is_does_not_depend_on_the_order_of_its_cells():
    cells = [str(i) for i in range(3000)] + ["abc"] * 300
    assert column_from_texts("x", cells).kind == column_from_texts("x", cells[::-1]).kind == "text"


def test_a_number_too_large_counts_as_missing():
    column = column_from_texts("x", ["1e400", "5", "7"])
    assert np.isnan(column.values[0])
    assert "beyond the largest number" in column.notes[0]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-05-01", "2024-05-01T00:00:00"),
        ("2024/5/1", "2024-05-01T00:00:00"),
        ("2024-05-01T12:30", "2024-05-01T12:30:00"),
        ("2024-05-01 12:30:15.250", "2024-05-01T12:30:15.250"),
        ("2024-05-01T12:30:00Z", "2024-05-01T12:30:00"),
        ("2024-05-01T12:30:00+02:00", "2024-05-01T10:30:00"),
        ("2024-05", "2024-05-01T00:00:00"),
        ("05/01/2024", "2024-05-01T00:00:00"),
        ("31/01/2024", "2024-01-31T00:00:00"),
        ("5/1/24 3:05 PM", "2024-05-01T15:05:00"),
        ("1 May 2024", "2024-05-01T00:00:00"),
        ("May 1, 2024", "2024-05-01T00:00:00"),
        ("Mar-2018", "2018-03-01T00:00:00"),
    ],
)
def test_dates_are_read_in_their_usual_spellings(text, iso):
    assert parse_dates([text])[0][0] == np.datetime64(iso)


def test_day_or_month_first_is_decided_by_all_the_dates():
    column = column_from_texts("day", ["01/02/2024", "31/12/2024"])
    assert column.to_texts() == ["2024-02-01", "2024-12-31"]
    assert not column.notes
    assert column.date_order == "day first"
    unclear = column_from_texts("day", ["01/02/2024", None])
    assert unclear.to_texts() == ["2024-01-02", None]
    assert unclear.date_order == "open"
    assert "the month was taken to be first" in unclear.notes[0]


def test_day_and_month_can_be_exchanged_where_nothing_tells_them_apart():
    moments = np.array(["2024-01-02", "2024-12-01", "NaT", "2023-02-02T10:30"], "M8[us]")
    found = swapped(moments)
    assert found.astype(str).tolist()[0].startswith("2024-02-01")
    assert found[1] == np.datetime64("2024-01-12")
    assert np.isnat(found[2])
    assert found[3] == moments[3]


def test_days_that_do_not_exist_are_no_dates():
    assert np.isnat(parse_dates(["2023-02-29", "2023-13-01"])[0]).all()


def test_times_of_day_are_seconds():
    assert column_from_texts("at", ["00:01", "23:59:59"]).to_list() == [60, 86399]


def test_mixed_python_values_are_read_by_what_they_say():
    column = column_from_values("x", [1, "2", 3.5, None, float("nan")])
    assert column.to_list() == [1.0, 2.0, 3.5, None, None]
    assert "mixed types" in column.notes[0]
    assert column_from_values("x", [1, "a", True]).to_list() == ["1", "a", "True"]


def test_nested_values_become_text():
    column = column_from_values("x", [[1, 2], {"k": None}, None])
    assert column.to_list() == ["[1, 2]", '{"k": null}', None]
    assert "as text" in column.notes[0]


def test_integers_too_long_for_a_float_stay_exact():
    assert column_from_values("id", [2**60, 2**60 + 1]).to_list() == [str(2**60), str(2**60 + 1)]


def test_infinite_numbers_count_as_missing():
    assert column_from_values("x", [math.inf, 1.0]).to_list() == [None, 1]
