"""A report: every finding about a model and its data as one value, which prints, and becomes a
page.
"""

import os
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pellucid.core.errors import FileError
from pellucid.report.classification import (
    ClassificationScores,
    Confusion,
    classification_scores,
    confusion,
)
from pellucid.report.columns import DataSummary, data_summary
from pellucid.report.headline import Headline, headline_of
from pellucid.report.importance import Importance, permutation_importance
from pellucid.report.inputs import (
    NO_MAKING,
    NO_NOTES,
    NO_TRAINING,
    DataNotes,
    HeldOut,
    Making,
    Predict,
    Task,
    Training,
)
from pellucid.report.learning import LearningCurves, learning_curves
from pellucid.report.mistakes import Mistakes, worst_mistakes
from pellucid.report.page import render
from pellucid.report.regression import RegressionScores, Residuals, regression_scores, residuals
from pellucid.report.reliability import Reliability, reliability_of
from pellucid.report.words import clean


@dataclass(frozen=True)
class Report:
    """The findings about one model. What does not apply, or was not asked for, is None."""

    title: str
    target: str
    places_known: bool
    task: Task
    headline: Headline
    scores: ClassificationScores | RegressionScores
    confusion: Confusion | None
    residuals: Residuals | None
    mistakes: Mistakes
    importance: Importance | None
    reliability: Reliability | None
    curves: LearningCurves
    data: DataSummary
    making: Making

    def sentences(self) -> tuple[str, ...]:
        """Every finding in one plain sentence, the most important first."""
        findings = (
            self.headline,
            self.confusion or self.residuals,
            self.importance,
            self.reliability,
            self.curves if self.curves.history else None,
            self.data,
        )
        return tuple(finding.sentence() for finding in findings if finding is not None)

    def html(self) -> str:
        """The report as one HTML page without scripts or references to anything outside it."""
        return render(self)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """The path, after the page was written there; an older file is replaced only once the new
        one is complete.

        Raises FileError when it cannot be written.
        """
        path = Path(path)
        page = self.html().encode("utf-8")
        try:
            _replace(path, page)
        except OSError as error:
            raise FileError(
                f"the report could not be written: {error.strerror}", given=str(path)
            ) from error
        return path

    def __str__(self) -> str:
        return "\n".join([self.title, *self.sentences()])

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks."""
        look = "width:100%;height:640px;border:1px solid #8884;border-radius:8px"
        title, page = escape(clean(self.title)), escape(self.html())
        return f'<iframe title="{title}" style="{look}" srcdoc="{page}"></iframe>'


def _replace(path: Path, content: bytes) -> None:
    """Writes beside the path, then moves into place, so that a crash leaves the old file or the new
    one.
    """
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def build_report(
    held_out: HeldOut,
    *,
    title: str = "",
    predict: Predict | None = None,
    training: Training = NO_TRAINING,
    data: DataNotes = NO_NOTES,
    making: Making = NO_MAKING,
) -> Report:
    """The findings about a model, judged by rows it was never shown.

    `predict` (a table in, probabilities or numbers out) is needed for the importance of the columns
    only. The same inputs give the same report, byte for byte.

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
    )
