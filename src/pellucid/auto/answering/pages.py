"""Where the report of a model goes: to a file, or its findings to the terminal."""

from pathlib import Path
from typing import Protocol

from pellucid.core.errors import StateError
from pellucid.formats.atomic import write_atomically
from pellucid.report import Report


class Reported(Protocol):
    """A model with the findings of its fit, or with the page that was saved beside it."""

    @property
    def findings(self) -> Report | None:
        """What was found, where the model was just trained."""

    @property
    def page(self) -> str | None:
        """The page, where the model was loaded."""


def report_of(model: Reported, path: str | Path | None) -> Path | None:
    """Write the report of a model as one offline page, and give its path; without a path, print its
    findings. StateError when the model was loaded from a folder without its page.
    """
    if path is None:
        print(model.findings if model.findings is not None else model)
        return None
    if model.findings is not None:
        return model.findings.save(path)
    if model.page is None:
        raise StateError("there is no report: the model was loaded from a folder without one")
    return write_atomically(path, model.page)
