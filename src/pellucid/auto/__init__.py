"""Data in, a trained and explained predictor out."""

from pellucid.auto.answers import Answer as Answer, Answers as Answers
from pellucid.auto.fit import fit as fit
from pellucid.auto.loading import load as load
from pellucid.auto.pictures import PicturePredictor as PicturePredictor
from pellucid.auto.predictor import (
    PredictionWarning as PredictionWarning,
    Predictor as Predictor,
)
from pellucid.auto.series import Forecast as Forecast, SeriesPredictor as SeriesPredictor
from pellucid.auto.texts import TextPredictor as TextPredictor
