"""The trained model of texts: it predicts, says which words moved it, is saved and loaded."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.answering.answers import Answers
from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.predictor import DAMAGE
from pellucid.auto.answering.saving import PAGE, damaged, load_folder
from pellucid.auto.telling import Model, Saved, card_of
from pellucid.auto.texts.features import features_of, words_of
from pellucid.auto.texts.network import NAME, TextBag
from pellucid.auto.texts.sources import texts_in
from pellucid.auto.texts.vocabulary import Vocabulary

MOST_WORDS = 400  # of a text whose words are weighed


@dataclass(frozen=True, kw_only=True)
class TextDescription(Saved):
    """All of a model of texts but its weights and its vocabulary."""

    kind: str = "text"
    recipe: str = NAME
    slots: int
    target: str
    column: str | None
    classes: tuple[str, ...]
    calibration: Calibration


@dataclass(frozen=True, eq=False, repr=False)
class TextPredictor(Model):
    """A model that tells the class of a text."""

    network: TextBag
    vocabulary: Vocabulary
    target: str
    column: str | None
    classes: tuple[str, ...]
    calibration: Calibration

    @property
    def task(self) -> str:
        """binary or multiclass."""
        return "binary" if len(self.classes) == 2 else "multiclass"

    @property
    def classes_(self) -> np.ndarray:
        """The classes, in the order of the probabilities."""
        return np.array(self.classes)

    def predict(self, x: Any) -> Any:
        """The class of one text as an `Answer` with its probabilities, or of many as an array.

        One: a text, or the path of a .txt file. Many: a list of texts, a folder of .txt files, a
        table with a column of texts.
        """
        found = self.answers(x)
        single = isinstance(x, str) and len(found) == 1 and not os.path.isdir(x[:1_000])
        return found.row(0) if single else found.predictions

    def predict_proba(self, x: Any) -> np.ndarray:
        """Probabilities, float64 (n, classes) in the order of `classes_`."""
        return self.probabilities(texts_in(x, self.column))

    def answers(self, x: Any) -> Answers:
        """Predictions and probabilities for texts, as one value."""
        found = self.predict_proba(x)
        return Answers(self.classes_[found.argmax(axis=1)], found, self.classes_)

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Probabilities float64 (n, classes)."""
        return self.calibration.probabilities(self.scores(texts))

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """The network's scores, float32 (n, classes)."""
        return self.network.run(self.vocabulary.bags(features_of(texts), len(texts)))

    def words(self, text: str, answer: Any = None) -> list[tuple[str, float]]:
        """The words and signs of a text, each with what leaving it out would take from the
        probability of an answer (that of the model when None); below 0 where it spoke against it.

        At most the first 400 are weighed.
        """
        spans = words_of(text)[:MOST_WORDS]
        without = [text[:start] + " " + text[end:] for start, end in spans]
        found = self.probabilities([text, *without])
        code = int(found[0].argmax()) if answer is None else self.classes.index(str(answer))
        lost = found[0, code] - found[1:, code]
        return [(text[a:b], float(w)) for (a, b), w in zip(spans, lost, strict=True)]

    def description(self) -> TextDescription:
        return TextDescription(
            summary=self.summary, slots=self.network.slots, target=self.target, column=self.column,
            classes=self.classes, calibration=self.calibration,
        )  # fmt: skip

    def arrays(self) -> dict[str, np.ndarray]:
        rows = {"rows": self.network.rows(), "bias": self.network.bias.numpy()}
        return {**rows, **self.vocabulary.arrays()}

    def card(self) -> str:
        reads = "It reads texts; the words that it knows are kept as hashes only."
        example = 'print(model.predict("a text"))'
        return card_of(self.summary, "text-classification", reads, example)


def load_texts(path: str | Path) -> TextPredictor:
    """A model of texts from the folder that `save` or `fit` wrote."""
    description, arrays, beside = load_folder(path, TextDescription)
    try:
        vocabulary = Vocabulary.of_arrays(arrays, description.slots)
        network = TextBag.of_rows(arrays["rows"], arrays["bias"], description.slots)
        facts = {
            "the recipe is unknown": description.recipe == NAME,
            "the classes do not fit the network": network.classes == len(description.classes) > 1,
            "the vocabulary does not fit the network": len(arrays["rows"]) == len(vocabulary) + 1,
            "a weight is not a finite number": all(
                np.isfinite(arrays[name]).all() for name in ("rows", "bias", "rarity")
            ),
            "the calibration is not one": description.calibration.temperature > 0
            and 0 <= description.calibration.floor < 1 <= description.slots <= 1 << 16,
        }
        wrong = [what for what, holds in facts.items() if not holds]
        if wrong:
            raise ValueError(wrong[0])
    except DAMAGE as error:
        raise damaged(path, str(error).partition("\n")[0] or type(error).__name__) from None
    return TextPredictor(
        description.summary, None, beside.get(PAGE), network, vocabulary, description.target,
        description.column, description.classes, description.calibration,
    )  # fmt: skip
