"""A table with several targets: labels that may hold together, or numbers."""

from pellucid.auto.several.fit import fit_several as fit_several
from pellucid.auto.several.predictor import (
    SeveralAnswer as SeveralAnswer,
    SeveralAnswers as SeveralAnswers,
    SeveralPredictor as SeveralPredictor,
    load_several as load_several,
)
