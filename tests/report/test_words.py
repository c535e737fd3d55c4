import math

import pytest
from hypothesis import given, strategies as st

from pellucid.report.words import (
    DASH,
    MINUS,
    clean,
    duration,
    listing,
    number,
    percent,
    short,
    value,
)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (0, "0"),
        (-1.5, f"{MINUS}1.5"),
        (0.000012345, "1.23e-5"),
        (123456.7, "123,457"),
        (5e9, "5e9"),
        (math.inf, "∞"),
        (math.nan, DASH),
    ],
)
def test_numbers_are_short(given, written):
    assert number(given) == written


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_written_number_is_the_number_to_two_digits(x):
    back = float(number(x).replace(",", "").replace(MINUS, "-"))
    assert back == pytest.approx(x, rel=5.1e-3, abs=1e-45)


def test_shares_near_none_and_all_are_not_rounded_away():
    assert [percent(p) for p in (0, 0.001, 0.5, 0.999, 1)] == [
        "0 %",
        "< 1 %",
        "50 %",
        "> 99 %",
        "100 %",
    ]


def test_names_are_listed_and_cut():
    assert listing(["a"]) == "a"
    assert listing([]) == ""
    assert short("a\n b" + "x" * 60, 10) == "a bxxxxxx…"


def test_cells_are_written_as_people_would():
    cells = [None, math.nan, True, 3, 3.0, 2.5, "x", 1234567]
    assert [value(cell) for cell in cells] == [DASH, DASH, "yes", "3", "3", "2.5", "x", "1,234,567"]


def test_time_is_given_in_the_unit_that_fits():
    assert [duration(s) for s in (2.14, 185, 7800)] == ["2.1 s", "3 min 5 s", "2 h 10 min"]


@given(st.text())
def test_cleaned_text_can_always_be_written(text):
    clean(text).encode("utf-8")


def test_characters_that_no_page_can_hold_are_replaced_and_others_kept():
    assert clean("a\x00b\ud800c\u202ed") == "a\ufffdb\ufffdc\ufffdd"
    assert clean("naïve 日本語 👩‍🔬 a\u00a0b") == "naïve 日本語 👩‍🔬 a\u00a0b"
