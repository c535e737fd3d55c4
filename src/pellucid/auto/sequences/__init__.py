"""Sequences in, each of a class; a model that tells the class of others out."""

from pellucid.auto.sequences.fit import fit_sequences as fit_sequences
from pellucid.auto.sequences.predictor import (
    SequencePredictor as SequencePredictor,
    load_sequences as load_sequences,
)
