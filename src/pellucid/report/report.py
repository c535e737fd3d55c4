"""A report: every finding about a model and its data as one value, which prints, and becomes a
page.
"""

from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from pellucid.formats.atomic import write_atomically
from pellucid.report.classification import classification_scores, confusion
from pellucid.report.columns import data_summary
from pellucid.report.decision import decision_of
from pellucid.report.dependence import dependence_of
from pellucid.report.doubts import doubts_of
from pellucid.report.evidence import NO_EVIDENCE, Evidence
from pellucid.report.findings import Findings
from pellucid.report.fitting import fitting_of
from pellucid.report.form import packed_form
from pellucid.report.growth import growth_of
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
from pellucid.report.leaking import leaks_of
from pellucid.report.learning import learning_curves
from pellucid.report.lessons import lessons_of
from pellucid.report.likeness import likeness_of
from pellucid.report.mistakes import worst_mistakes
from pellucid.report.page import render
from pellucid.report.priced import priced_of
from pellucid.report.ranking import ranking_of
from pellucid.report.regression import regression_scores, residuals
from pellucid.report.reliability import reliability_of
from pellucid.report.rivals import standings
from pellucid.report.shown import shown_rows
from pellucid.report.slices import slices_of
from pellucid.report.words import clean


@dataclass(frozen=True)
class Report(Findings):
    """The findings, which print, and become a page."""

    def html(self) -> str:
        """The report as one HTML page without references to anything outside it."""
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
    evidence: Evidence = NO_EVIDENCE,
) -> Report:
    """The findings about a model, judged by rows it was never shown.

    `predict` (a table in, probabilities or numbers out) is needed for the importance of the columns
    and their dependence curves; `evidence` is what only those who trained the model can tell. The
    same inputs give the same report, byte for byte.

    >>> import numpy as np
    >>> from pellucid.data import read_table
    >>> rows = read_table({"size": [1.0, 2.0, 3.0, 4.0]})
    >>> seen = HeldOut("price", np.array([10.0, 20, 30, 40]), np.array([11.0, 19, 31, 40]), rows)
    >>> report = build_report(seen, title="Prices")
    >>> report.headline.score, report.scores.mean_error
    (0.994, 0.75)
    """
    classes, seed = bool(held_out.classes), making.seed
    importance = permutation_importance(held_out, predict, seed=seed) if predict else None
    first = tuple(column.name for column in importance.columns) if importance else ()
    mistakes = worst_mistakes(held_out, first=first)
    rivals = standings(held_out, evidence.rivals, training, seed=seed)
    report = Report(
        title=title or f"Predicting {held_out.target}",
        target=held_out.target,
        places_known=held_out.places is not None,
        task=held_out.task,
        headline=headline_of(held_out, training),
        scores=classification_scores(held_out) if classes else regression_scores(held_out),
        confusion=confusion(held_out) if classes else None,
        residuals=None if classes else residuals(held_out),
        mistakes=mistakes,
        importance=importance,
        reliability=reliability_of(held_out) if classes else None,
        curves=learning_curves(training),
        data=data_summary(held_out, data, training.answers),
        making=making,
        standings=rivals,
        decision=decision_of(held_out),
        slices=slices_of(held_out, first=first),
        likeness=likeness_of(
            held_out.table if data.table is None else data.table, held_out.target, first=first
        ),
        ranking=ranking_of(held_out) if classes else None,
        shown=shown_rows(held_out, first=first),
        dependence=dependence_of(held_out, predict, first, seed=seed) if predict else None,
    )
    report = replace(report, **told_by(evidence, held_out, report, seed))
    return replace(report, lessons=lessons_of(report, held_out))


def told_by(evidence: Evidence, held_out: HeldOut, report: Report, seed: int) -> dict[str, Any]:
    """The findings that rest on evidence, where it was given."""
    found: dict[str, Any] = {
        "bill": evidence.bill, "inside": evidence.inside, "run": evidence.run,
        "sections": evidence.sections,
        "leaks": leaks_of(held_out, evidence.suspects, seed=seed),
    }  # fmt: skip
    if evidence.uncalibrated is not None:
        found["before"] = reliability_of(replace(held_out, predicted=evidence.uncalibrated))
    if evidence.trained is not None:
        found["fitting"] = fitting_of(held_out, evidence.trained, report.standings)
    if evidence.out_of_fold is not None:
        found["doubts"] = doubts_of(evidence.out_of_fold)
    if evidence.refits is not None:
        found["growth"] = growth_of(held_out, evidence.refits, seed=seed)
    if evidence.explain is not None:
        found["explained"] = evidence.explain(held_out.table.take(list(report.mistakes.positions)))
    if evidence.costs:
        found["priced"] = priced_of(held_out, evidence.costs)
    if evidence.form is not None:
        found["form"] = packed_form(evidence.form)
    return found
