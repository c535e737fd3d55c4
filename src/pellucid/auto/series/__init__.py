"""Series in, a model that continues them out."""

from pellucid.auto.series.fit import fit_series as fit_series
from pellucid.auto.series.predictor import (
    Forecast as Forecast,
    SeriesPredictor as SeriesPredictor,
    load_series as load_series,
)
