"""A table in, a trained and explained predictor out."""

from pellucid.auto.comparing import Comparison as Comparison, compare as compare
from pellucid.auto.drift import ColumnDrift as ColumnDrift, Drift as Drift
from pellucid.auto.fit import fit as fit, repeat as repeat
from pellucid.auto.predictor import (
    Answer as Answer,
    Answers as Answers,
    PredictionWarning as PredictionWarning,
    Predictor as Predictor,
    load as load,
)
