"""The trained model of pictures: it predicts, is saved and loaded."""

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.answering.answers import Answers
from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.questions import PredictionWarning, one_of
from pellucid.auto.answering.saving import PAGE, load_folder
from pellucid.auto.classifying import Classifier, Examined, Parts
from pellucid.auto.pictures.facts import facts_of
from pellucid.auto.pictures.network import NAME, Form, PictureNet
from pellucid.auto.pictures.sources import (
    folder_of,
    is_folder_of_pictures,
    picture_column_of,
    picture_sources,
)
from pellucid.auto.restoring import check, check_calibration, check_finite, restoring
from pellucid.auto.telling import Saved, beside, card_of
from pellucid.core.errors import DataError, FileError
from pellucid.data.sources.class_folders import files_below
from pellucid.data.sources.pictures import Shape, fitted, is_picture_name
from pellucid.data.tables.reading import read_table
from pellucid.report import Explanation

CHUNK = 1_024  # pictures that are in memory at once
MOST_NAMED = 5
TILES = 4  # along each side, that an answer is explained by


@dataclass(frozen=True, kw_only=True)
class PictureDescription(Saved):
    """All of a model of pictures but its weights, as `model.json` holds it."""

    kind: str = "pictures"
    recipe: str = NAME
    form: Form
    flips: tuple[int, ...]
    target: str
    classes: tuple[str, ...]
    calibration: Calibration


@dataclass(frozen=True, eq=False, repr=False)
class PicturePredictor(Classifier):
    """A model that tells the class of a picture. `flips`: the axes along which a picture may be
    mirrored; its answer is the mean over its mirror images.
    """

    network: PictureNet
    flips: tuple[int, ...]

    @property
    def shape(self) -> Shape:
        """The form that every picture is brought into."""
        form = self.network.form
        return Shape(form.channels, form.height, form.width)

    def predict(self, x: Any) -> Any:
        """The class of one picture as an `Answer` with its probabilities, or of many as an array.

        One: a path, a picture of Pillow, an array (height, width) or (height, width, channels).
        Many: a folder, a list of those, an array of them, a table with a column of paths.
        """
        if is_one(x):
            return Answers(*self.answered([x]), self.classes_).row(0)
        found = self.answers(x)
        for note in found.notes:
            warnings.warn(note, PredictionWarning, stacklevel=2)
        return found.predictions

    def answers(self, x: Any) -> Answers:
        """Predictions, probabilities and notes for many pictures, as one value. Files of a folder
        that cannot be read are left out with a note; `names` are the paths of the others."""
        if is_one(x):
            return Answers(*self.answered([x]), self.classes_, names=(name_of(x),))
        sources, names = listed(x)
        if not names:
            return Answers(*self.answered(sources), self.classes_)
        pixels, kept, broken = self.readable(sources)
        more = f" and {len(broken) - MOST_NAMED:,} more" if len(broken) > MOST_NAMED else ""
        lost = [f"{names[place]} ({why})" for place, why in broken.items()]
        text = f"left out, as they cannot be read: {', '.join(lost[:MOST_NAMED])}{more}"
        found = self.probabilities(pixels)
        predicted = self.classes_[found.argmax(axis=1)]
        notes = (text,) if broken else ()
        named = tuple(names[place] for place in kept)
        return Answers(predicted, found, self.classes_, notes, names=named)

    def readable(self, sources: Sequence[Any]) -> tuple[np.ndarray, list[int], dict[int, str]]:
        """The pixels of the pictures that can be read, their places, and why others cannot.
        DataError when none can."""
        pixels, kept, broken = [], [], {}
        for place, source in enumerate(sources):
            try:
                pixels.append(fitted(source, self.shape))
                kept.append(place)
            except FileError as error:
                broken[place] = error.given or "no picture"
        if not kept:
            given = ", ".join(f"{name_of(sources[place])} ({why})" for place, why in broken.items())
            raise DataError("none of the pictures can be read", given=given[:300])
        return np.stack(pixels), kept, broken

    def examined(self, x: Any) -> Examined:
        sources, names = ([x], [name_of(x)]) if is_one(x) else listed(x)
        pixels, kept, _ = self.readable(sources)
        named = [names[place] if names else f"picture {place + 1}" for place in kept]
        return Examined(facts_of(pixels, named), self.probabilities(pixels))

    def labelled(self, x: Any) -> Examined:
        found = picture_sources(x, self.target)
        pixels, kept, _ = self.readable(found.paths)
        facts = facts_of(pixels, [found.paths[place] for place in kept])
        labels = tuple(found.labels[place] for place in kept)
        return Examined(facts, self.probabilities(pixels), labels)

    def explain(self, x: Any, number: int | None = None) -> Explanation:
        """Why a picture is of its class, part by part, against the answer for one of the mean
        colour. `number`: which picture of `x`, from 1."""
        sources, names = ([x], [name_of(x)]) if is_one(x) else listed(x)
        place = one_of(sources, number, "picture")
        pixels = fitted(sources[place], self.shape)
        _, height, width = pixels.shape
        rows, columns = (np.linspace(0, size, TILES + 1).astype(int) for size in (height, width))
        grey = np.broadcast_to(np.asarray(self.network.form.mean)[:, None, None], pixels.shape)
        grey = grey.astype(np.uint8)
        masks = np.zeros((TILES * TILES, height, width), bool)
        parts, values = [], []
        for tile, mask in enumerate(masks):
            i, j = divmod(tile, TILES)
            mask[rows[i] : rows[i + 1], columns[j] : columns[j + 1]] = True
            parts.append(
                f"rows {rows[i] + 1}-{rows[i + 1]}, columns {columns[j] + 1}-{columns[j + 1]}"
            )
            values.append(f"{pixels[:, mask].mean() / 255:.0%} bright" if mask.any() else "nothing")
        without = np.where(masks[:, None], grey, pixels)
        alone = np.where(masks[:, None], pixels, grey)
        shares = self.probabilities(np.concatenate([pixels[None], grey[None], without, alone]))
        facts = facts_of(pixels[None], [names[place] if names else "picture"])
        return self.because(Parts("a picture of the mean colour", parts, values, shares), facts)

    def answered(self, sources: Sequence[Any]) -> tuple[np.ndarray, np.ndarray]:
        """Predictions and probabilities of pictures that can all be read."""
        form, parts = self.network.form, []
        for start in range(0, len(sources), CHUNK):
            pixels = [fitted(source, self.shape) for source in sources[start : start + CHUNK]]
            parts.append(self.probabilities(np.stack(pixels)))
        found = np.concatenate(parts) if parts else np.empty((0, form.classes))
        return self.classes_[found.argmax(axis=1)], found

    def probabilities(self, pixels: np.ndarray) -> np.ndarray:
        """Probabilities float64 (n, classes) of pictures uint8 (n, channels, height, width)."""
        return self.calibration.probabilities(self.network.run(pixels, self.flips))

    def description(self) -> PictureDescription:
        return PictureDescription(
            summary=self.summary, form=self.network.form, flips=self.flips, target=self.target,
            classes=self.classes, calibration=self.calibration,
        )  # fmt: skip

    def arrays(self) -> dict[str, np.ndarray]:
        return dict(self.network.state_dict())

    def card(self) -> str:
        reads = f"It reads pictures of any size, which are brought to {self.shape}."
        example = 'print(model.predict("picture.png"))'
        return card_of(self.summary, "image-classification", reads, example)


def is_one(x: Any) -> bool:
    """Whether `x` is one picture."""
    if isinstance(x, str | os.PathLike):
        return is_picture_name(os.fspath(x)) and not os.path.isdir(x)
    if isinstance(x, np.ndarray):
        return x.ndim == 2 or (x.ndim == 3 and x.shape[2] in {1, 3, 4})
    return hasattr(x, "convert") and hasattr(x, "size")  # a picture of Pillow


def name_of(x: Any) -> str:
    """A path, or nothing."""
    return os.fspath(x) if isinstance(x, str | os.PathLike) else "picture"


def listed(x: Any) -> tuple[Sequence[Any], Sequence[str]]:
    """Many pictures, and their names where they are files."""
    if is_folder_of_pictures(x):
        paths = [path for path in files_below(Path(x).expanduser()) if is_picture_name(path)]
        return paths, [os.path.relpath(path, os.path.expanduser(x)) for path in paths]
    if isinstance(x, str | os.PathLike) and os.path.isdir(os.path.expanduser(x)):
        raise DataError(f"the folder {os.fspath(x)!r} holds no pictures")
    if isinstance(x, np.ndarray) and x.ndim in {3, 4}:
        return list(x), ()
    if (
        isinstance(x, Sequence)
        and not isinstance(x, str)
        and not any(isinstance(item, dict) for item in x)
    ):
        return x, ()
    table = read_table(x)
    column = picture_column_of(table)
    if column is None:
        raise DataError("no column of the table names pictures", given=", ".join(table.names[:8]))
    paths = [text or "" for text in table[column].to_texts()]
    return [os.path.join(folder_of(x), path) for path in paths], paths


def load_pictures(path: str | Path) -> PicturePredictor:
    """A model of pictures from the folder that `save` or `fit` wrote."""
    description, arrays, texts = load_folder(path, PictureDescription)
    with restoring(path):
        network = PictureNet(checked(description).form)
        network.load_state_dict(arrays)
        check_finite(arrays)
    return PicturePredictor(
        description.summary, None, texts.get(PAGE), description.target, description.classes,
        description.calibration, network, description.flips, **beside(texts),
    )  # fmt: skip


def checked(description: PictureDescription) -> PictureDescription:
    """The description. ValueError when its parts do not fit together."""
    form = description.form
    check({
        "the recipe is unknown": description.recipe == NAME,
        "the classes do not fit the network": form.classes == len(description.classes) > 1,
        "the pictures have no form": form.channels in {1, 3}
        and 1 <= min(form.height, form.width) <= max(form.height, form.width) <= 4_096
        and 1 <= form.width_of_block <= 1_024,
        "the normalisation does not fit": len(form.mean) == len(form.deviation) == form.channels
        and min(form.deviation) > 0,
        "the mirrors are none": set(description.flips) <= {-1, -2},
    })  # fmt: skip
    check_calibration(description.calibration)
    return description
