"""The concepts behind the figures, each explained for two minutes on the reader's own data."""

from collections.abc import Callable

from pellucid.report.findings import Findings
from pellucid.report.inputs import HeldOut
from pellucid.report.lessons import answers, numbers, reasons, trust
from pellucid.report.sections import Lesson

Teach = Callable[[Findings, HeldOut], Lesson | None]

TAUGHT: dict[str, Teach] = {
    "headline": answers.interval_lesson,
    "standings": answers.baseline_lesson,
    "decision": answers.coverage_lesson,
    "threshold": answers.cost_lesson,
    "confusion": answers.confusion_lesson,
    "roc": answers.ranking_lesson,
    "precision": answers.precision_lesson,
    "agreement": numbers.agreement_lesson,
    "residuals": numbers.residual_lesson,
    "importance": reasons.importance_lesson,
    "dependence": reasons.dependence_lesson,
    "reasons": reasons.attribution_lesson,
    "slices": reasons.slice_lesson,
    "reliability": trust.calibration_lesson,
    "losses": trust.loss_lesson,
    "fitting": trust.fitting_lesson,
    "growth": trust.growth_lesson,
    "doubts": trust.doubt_lesson,
    "leaks": trust.leak_lesson,
    "likeness": reasons.likeness_lesson,
    "inside": trust.network_lesson,
}
"""The lesson of each figure of the page, by the figure's name."""


def lessons_of(report: Findings, held_out: HeldOut) -> dict[str, Lesson]:
    """The lessons that apply to a report."""
    found = {name: teach(report, held_out) for name, teach in TAUGHT.items()}
    return {name: lesson for name, lesson in found.items() if lesson is not None}
