"""Words of an experiment's file that have to be known: where they stand, and what was meant."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.experiments.spec import Experiment


class UnknownWordError(ArgumentError):
    """A file names something that there is not; `word` is what it says."""

    def __init__(self, what: str, word: str, *, given: str = "", fix: str = "") -> None:
        super().__init__(what, given=given, fix=fix)
        self.word = word


@contextmanager
def within_section(experiment: Experiment, section: str) -> Iterator[None]:
    """What is wrong with words of a section is told with the file and the line."""
    try:
        yield
    except UnknownWordError as error:
        line = line_of(experiment.text, section, error.word)
        place = f"{experiment.file}, line {line}: " if line else ""
        raise ArgumentError(f"{place}{error.what}", given=error.given, fix=error.fix) from None


def chosen(what: str, name: str, known: Mapping[str, Any]) -> Any:
    """One of a table, by name."""
    if name not in known:
        raise UnknownWordError(f"there is no {what} {name!r}", name, fix=meant(name, known))
    return known[name]


def meant(word: str, known: Any) -> str:
    """What was probably meant, or all there is."""
    close = get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]}?" if close else f"there are {', '.join(sorted(known))}"


def line_of(text: str, section: str, word: str) -> int:
    r"""The line on which a word stands in a section of an experiment's text, as a key or as what a
    key holds; 0 where it does not, as when a change from outside brought it.

    >>> line_of('[train]\nloss = "mse"\n[[model.layers]]\ntype = "Liner"', "model", "Liner")
    4
    """
    header = ""
    for number, row in enumerate(text.splitlines(), 1):
        stripped = row.strip()
        header = stripped.strip("[]").strip() if stripped.startswith("[") else header
        is_inside = (header or stripped).startswith(section)
        if is_inside and re.search(rf"(?<![\w.]){re.escape(word)}(?![\w.])", stripped):
            return number
    return 0
