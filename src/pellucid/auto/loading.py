"""Any saved model, of whatever kind of data."""

from pathlib import Path

from pellucid.auto import pictures, series, texts
from pellucid.auto.answering import predictor
from pellucid.auto.answering.saving import damaged, saved_kind
from pellucid.auto.telling import Model

LOADERS = {
    "table": predictor.load,
    "pictures": pictures.load_pictures,
    "series": series.load_series,
    "text": texts.load_texts,
}


def load(path: str | Path) -> predictor.Predictor | Model:
    """A model from the folder that `save` or `fit` wrote. Nothing in the folder is run.

    FileError, in one sentence, when it is missing, something else, newer than this version, or
    damaged.
    """
    kind = saved_kind(path)
    if kind not in LOADERS:
        raise damaged(path, f"a model of {kind!r} is unknown")
    return LOADERS[kind](path)
