"""Texts in, a model that tells their class out."""

from pellucid.auto.texts.fit import fit_texts as fit_texts
from pellucid.auto.texts.predictor import TextPredictor as TextPredictor, load_texts as load_texts
