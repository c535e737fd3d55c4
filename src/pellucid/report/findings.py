"""Every finding about a model and its data, as one value."""

from dataclasses import dataclass

from pellucid.report.classification import ClassificationScores, Confusion
from pellucid.report.columns import DataSummary
from pellucid.report.headline import Headline
from pellucid.report.importance import Importance
from pellucid.report.inputs import Making, Task
from pellucid.report.learning import LearningCurves
from pellucid.report.mistakes import Mistakes
from pellucid.report.regression import RegressionScores, Residuals
from pellucid.report.reliability import Reliability
from pellucid.report.sections import Section


@dataclass(frozen=True)
class Findings:
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
    sections: tuple[Section, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """Every finding in one plain sentence, the most important first."""
        findings = (
            self.headline,
            self.confusion or self.residuals,
            self.importance,
            self.reliability,
            self.curves if self.curves.history else None,
            self.data,
            *self.sections,
        )
        return tuple(finding.sentence() for finding in findings if finding is not None)
