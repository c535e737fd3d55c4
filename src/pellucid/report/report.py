"""A report: every finding about a model and its data as one value, which prints, and becomes a
page.
"""

from dataclasses import dataclass
from html import escape
from pathlib import Path

from pellucid.formats.atomic import write_atomically
from pellucid.report.classification import classification_scores, confusion
from pellucid.report.columns import data_summary
from pellucid.report.findings import Findings
from pellucid.report.headline import headline_of
from pellucid.report.importance import permutation_importance
from pellucid.report.inputs import (
    NO_MAKING,
    NO_NOTES,
    NO_TRAINING,
    DataNotes,
    HeldOut,
    Making,
    Predict,
    Training,
)
from pellucid.report.learning import learning_curves
from pellucid.report.mistakes import worst_mistakes
from pellucid.report.page import render
from pellucid.report.regression import regression_scores, residuals
from pellucid.report.reliability import reliability_of
from pellucid.report.sections import Section
from pellucid.report.words import clean


@dataclass(frozen=True)
class Report(Findings):
    """The findings, which print, and become a page."""

    def html(self) -> str:
        """The report as one HTML page without scripts or references to anything outside it."""
        return render(self)

    def save(self, path: str | Path) -> Path:
        """The path, after the page was written there; an older file is replaced only once the new
        one is complete.

        Raises FileError when it cannot be written.
        """
        return write_atomically(path, self.html())

    def __str__(self) -> str:
        return "\n".join([self.title, *self.sentences()])

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks."""
        look = "width:100%;height:640px;border:1px solid #8884;border-radius:8px"
        title, page = escape(clean(self.title)), escape(self.html())
        return f'<iframe title="{title}" style="{look}" srcdoc="{page}"></iframe>'


def build_report(
    held_out: HeldOut,
    *,
    title: str = "",
    predict: Predict | None = None,
    training: Training = NO_TRAINING,
    data: DataNotes = NO_NOTES,
    making: Making = NO_MAKING,
    sections: tuple[Section, ...] = (),
) -> Report:
    """The findings about a model, judged by rows it was never shown.

    `predict` (a table in, probabilities or numbers out) is needed for the importance of the columns
    only; `sections` are what other kinds of data add. The same inputs give the same
    report, byte for byte.

    >>> import numpy as np
    >>> from pellucid.data import read_table
    >>> rows = read_table({"size": [1.0, 2.0, 3.0, 4.0]})
    >>> seen = HeldOut("price", np.array([10.0, 20, 30, 40]), np.array([11.0, 19, 31, 40]), rows)
    >>> report = build_report(seen, title="Prices")
    >>> report.headline.score, report.scores.mean_error
    (0.994, 0.75)
    """
    classes = bool(held_out.classes)
    importance = permutation_importance(held_out, predict, seed=making.seed) if predict else None
    first = tuple(column.name for column in importance.columns) if importance else ()
    return Report(
        title=title or f"Predicting {held_out.target}",
        target=held_out.target,
        places_known=held_out.places is not None,
        task=held_out.task,
        headline=headline_of(held_out, training),
        scores=classification_scores(held_out) if classes else regression_scores(held_out),
        confusion=confusion(held_out) if classes else None,
        residuals=None if classes else residuals(held_out),
        mistakes=worst_mistakes(held_out, first=first),
        importance=importance,
        reliability=reliability_of(held_out) if classes else None,
        curves=learning_curves(training),
        data=data_summary(held_out, data, training.answers),
        making=making,
        sections=sections,
    )
