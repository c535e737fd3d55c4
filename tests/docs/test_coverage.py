"""The page of what there is names nothing that is not there."""

import importlib.util
from pathlib import Path

SPEC = importlib.util.spec_from_file_location("coverage", Path(__file__).with_name("coverage.py"))
coverage = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(coverage)
ROWS = coverage.rows()


def test_the_page_is_up_to_date():
    there = coverage.PAGE.read_text(encoding="utf-8")
    assert there == coverage.page(), "run: python tests/docs/coverage.py"


def test_every_name_is_there():
    assert [n for row in ROWS for n in row.names if not coverage.is_there(n)] == []


def test_every_proof_is_there():
    assert [p for row in ROWS for p in row.proofs if not coverage.is_proved(p)] == []


def test_what_works_has_a_name_and_a_proof():
    bare = [row.feature for row in ROWS if not row.open and not (row.names and row.proofs)]
    assert bare == []


def test_the_rows_are_those_of_the_table():
    """Each of the 123 rows of the union table once, sections A to L."""
    features = [row.feature for row in ROWS]
    assert len(features) == len(set(features))
    assert {row.need for row in ROWS} == {"must", "should", "could"}
    assert [row.section for row in ROWS] == sorted(row.section for row in ROWS)


def test_what_is_not_there_is_noticed():
    assert not coverage.is_there("nn.NoSuchLayer")
    assert not coverage.is_there("pellucid nothing")
    assert not coverage.is_proved("tests/docs/test_coverage.py::test_no_such_test")
    assert not coverage.is_proved("tests/docs/test_nothing.py")
