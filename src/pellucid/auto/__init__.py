"""A table in, a trained and explained predictor out."""

from pellucid.auto.answers import Answer as Answer, Answers as Answers
from pellucid.auto.fit import fit as fit
from pellucid.auto.predictor import (
    PredictionWarning as PredictionWarning,
    Predictor as Predictor,
    load as load,
)
