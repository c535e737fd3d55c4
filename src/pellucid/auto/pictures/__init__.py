"""Pictures in, a model that names them out."""

from pellucid.auto.pictures.fit import fit_pictures as fit_pictures
from pellucid.auto.pictures.predictor import (
    PicturePredictor as PicturePredictor,
    load_pictures as load_pictures,
)
