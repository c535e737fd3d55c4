"""Data in, a trained and explained predictor out."""

from pellucid.auto.answering.answers import Answer as Answer, Answers as Answers
from pellucid.auto.answering.drift import ColumnDrift as ColumnDrift, Drift as Drift
from pellucid.auto.answering.predictor import Predictor as Predictor
from pellucid.auto.answering.questions import PredictionWarning as PredictionWarning
from pellucid.auto.comparing import Comparison as Comparison, compare as compare
from pellucid.auto.fit import fit as fit, repeat as repeat
from pellucid.auto.loading import load as load, load_model as load_model
from pellucid.auto.pictures import PicturePredictor as PicturePredictor
from pellucid.auto.sequences import SequencePredictor as SequencePredictor
from pellucid.auto.series import Forecast as Forecast, SeriesPredictor as SeriesPredictor
from pellucid.auto.several import (
    SeveralAnswer as SeveralAnswer,
    SeveralAnswers as SeveralAnswers,
    SeveralPredictor as SeveralPredictor,
)
from pellucid.auto.texts import TextPredictor as TextPredictor
