"""The page of mistakes is what the mistakes are told today, and each is told well."""

import importlib.util
from pathlib import Path

import pytest

from pellucid.core import errors

SPEC = importlib.util.spec_from_file_location("mistakes", Path(__file__).with_name("mistakes.py"))
mistakes = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(mistakes)
NUMPYS_OWN = {"in_place_on_a_leaf"}  # raised by NumPy, which knows nothing of us


def test_the_page_is_up_to_date():
    wanted, there = mistakes.page(), mistakes.PAGE.read_text(encoding="utf-8")
    assert there == wanted, "run: python tests/docs/mistakes.py"


@pytest.mark.parametrize("mistake", mistakes.MISTAKES, ids=lambda f: f.__name__)
def test_a_mistake_is_told_with_its_line_and_a_way_out(mistake):
    text = mistakes.told(mistake)
    assert text
    if mistake.__name__ in NUMPYS_OWN:
        return
    assert "  fix    " in text
    assert text.startswith("MistakeWarning") or "  at     train.py:" in text
    assert len(text.splitlines()[0]) < 200


def test_there_are_at_least_fifty():
    assert len(mistakes.MISTAKES) >= 50


def test_every_error_has_its_place_in_the_docs():
    page = mistakes.PAGE.with_name("errors.md").read_text(encoding="utf-8")
    own = [
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, Exception)
    ]
    assert len(own) > 10
    assert [name for name in own if f"\n## {name}\n" not in page] == []
