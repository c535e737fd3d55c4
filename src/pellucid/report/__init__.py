"""Findings about data and model as frozen values that print well, then as one offline page."""

from pellucid.report.classification import (
    ClassificationScores as ClassificationScores,
    Confusion as Confusion,
    classification_scores as classification_scores,
    confusion as confusion,
)
from pellucid.report.columns import DataSummary as DataSummary, data_summary as data_summary
from pellucid.report.drawing import start_drawing as start_drawing
from pellucid.report.headline import Headline as Headline, headline_of as headline_of
from pellucid.report.importance import (
    Importance as Importance,
    permutation_importance as permutation_importance,
)
from pellucid.report.inputs import (
    ColumnNote as ColumnNote,
    DataNotes as DataNotes,
    DataWarning as DataWarning,
    Epoch as Epoch,
    HeldOut as HeldOut,
    Making as Making,
    Training as Training,
)
from pellucid.report.learning import (
    LearningCurves as LearningCurves,
    learning_curves as learning_curves,
)
from pellucid.report.mistakes import Mistakes as Mistakes, worst_mistakes as worst_mistakes
from pellucid.report.regression import (
    RegressionScores as RegressionScores,
    Residuals as Residuals,
    regression_scores as regression_scores,
    residuals as residuals,
)
from pellucid.report.reliability import (
    Reliability as Reliability,
    reliability_of as reliability_of,
)
from pellucid.report.report import Report as Report, build_report as build_report
from pellucid.report.sections import (
    Chart as Chart,
    Picture as Picture,
    Pictures as Pictures,
    Rows as Rows,
    Section as Section,
    Words as Words,
)
