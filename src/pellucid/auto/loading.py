"""Any saved model, of whatever kind of data; and checkpoints."""

from pathlib import Path
from typing import Any

from pellucid.auto import pictures, sequences, series, several, texts
from pellucid.auto.answering import predictor
from pellucid.auto.answering.saving import damaged, saved_kind
from pellucid.auto.telling import Model
from pellucid.core.devices import is_device
from pellucid.formats.state import load_state

LOADERS = {
    "table": predictor.load,
    "pictures": pictures.load_pictures,
    "sequences": sequences.load_sequences,
    "series": series.load_series,
    "several": several.load_several,
    "text": texts.load_texts,
}


def load(path: str | Path, *, map_location: object = None, weights_only: bool = True) -> Any:
    """A model from the folder that `save` or `fit` wrote, or what `pel.save` put into a file, or
    the arrays of any safetensors file. Nothing that is read is run.

    `map_location` and `weights_only` are PyTorch's: there is one device, and never anything but
    weights, numbers and texts. FileError, in one sentence, when it is missing, something else,
    newer than this version, or damaged; for a file of `torch.save` it says how to convert it.
    """
    del weights_only
    if map_location is not None:
        is_device(map_location)
    if Path(path).expanduser().is_file():
        return load_state(path, tensors=True)
    return load_model(path)


def load_model(path: str | Path) -> predictor.Predictor | Model:
    """A model from the folder that `save` or `fit` wrote.

    FileError, in one sentence, when it is missing, something else, newer than this version, or
    damaged.
    """
    kind = saved_kind(path)
    if kind not in LOADERS:
        raise damaged(path, f"a model of {kind!r} is unknown")
    return LOADERS[kind](path)
