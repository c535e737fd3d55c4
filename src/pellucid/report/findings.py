"""Every finding about a model and its data, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pellucid.report.bill import Bill
from pellucid.report.classification import ClassificationScores, Confusion
from pellucid.report.columns import DataSummary
from pellucid.report.decision import Decision
from pellucid.report.dependence import Dependence
from pellucid.report.doubts import Doubts
from pellucid.report.fitting import Fitting
from pellucid.report.form import PackedForm
from pellucid.report.growth import Growth
from pellucid.report.headline import Headline
from pellucid.report.importance import Importance
from pellucid.report.inputs import Making, Task
from pellucid.report.inside import Inside
from pellucid.report.leaking import Leaks
from pellucid.report.learning import LearningCurves
from pellucid.report.likeness import Likeness
from pellucid.report.mistakes import Mistakes
from pellucid.report.priced import Priced
from pellucid.report.ranking import Ranking
from pellucid.report.reasons import Explanation
from pellucid.report.regression import RegressionScores, Residuals
from pellucid.report.reliability import Reliability
from pellucid.report.rivals import Standings
from pellucid.report.sections import Lesson, Section
from pellucid.report.shown import ShownRows
from pellucid.report.slices import Slices


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
    standings: Standings
    decision: Decision
    slices: Slices
    likeness: Likeness
    before: Reliability | None = None
    ranking: Ranking | None = None
    priced: Priced | None = None
    shown: ShownRows | None = None
    explained: tuple[Explanation, ...] = ()
    dependence: Dependence | None = None
    doubts: Doubts | None = None
    fitting: Fitting | None = None
    growth: Growth | None = None
    leaks: Leaks | None = None
    bill: Bill | None = None
    inside: Inside | None = None
    form: PackedForm | None = None
    run: str = ""
    sections: tuple[Section, ...] = ()
    lessons: Mapping[str, Lesson] = field(default_factory=dict)

    def sentences(self) -> tuple[str, ...]:
        """Every finding in one plain sentence, the most important first."""
        findings = (
            self.headline,
            self.standings if self.standings.scored[1:] else None,
            self.decision,
            self.priced,
            self.leaks if self.leaks and self.leaks.tests else None,
            self.confusion or self.residuals,
            self.slices,
            self.doubts,
            self.importance,
            self.reliability,
            self.curves if self.curves.history else None,
            self.fitting,
            self.growth,
            self.data,
            self.bill,
            *self.sections,
        )
        return tuple(finding.sentence() for finding in findings if finding is not None)
