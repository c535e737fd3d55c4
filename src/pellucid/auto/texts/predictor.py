"""The trained model of texts: it predicts, says which words moved it, is saved and loaded."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.answering.answers import Answers
from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.questions import one_of
from pellucid.auto.answering.saving import PAGE, load_folder
from pellucid.auto.classifying import Classifier, Examined, Parts
from pellucid.auto.restoring import check, check_calibration, check_finite, restoring
from pellucid.auto.telling import Saved, beside, card_of
from pellucid.auto.texts.facts import facts_of
from pellucid.auto.texts.features import features_of, words_of
from pellucid.auto.texts.network import NAME, TextBag
from pellucid.auto.texts.sources import text_sources, texts_in
from pellucid.auto.texts.transformer import Reader
from pellucid.auto.texts.vocabulary import Vocabulary
from pellucid.report import Explanation

MOST_WORDS = 400  # of a text whose words are weighed
READ = "reader."  # what the names of the reader's weights begin with


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
    length: int = 0  # words that the reader reads
    share: float = 0.0


@dataclass(frozen=True, eq=False, repr=False)
class TextPredictor(Classifier):
    """A model that tells the class of a text: a bag of its features, and where it helps a `reader`
    of its words in their order."""

    network: TextBag
    vocabulary: Vocabulary
    column: str | None
    reader: Reader | None = None
    share: float = 0.0  # of the reader in the scores

    def predict(self, x: Any) -> Any:
        """The class of one text as an `Answer` with its probabilities, or of many as an array.

        One: a text, or the path of a .txt file. Many: a list of texts, a folder of .txt files, a
        table with a column of texts.
        """
        found = self.answers(x)
        single = isinstance(x, str) and len(found) == 1 and not os.path.isdir(x[:1_000])
        return found.row(0) if single else found.predictions

    def answers(self, x: Any) -> Answers:
        """Predictions and probabilities for texts, as one value."""
        found = self.probabilities(texts_in(x, self.column))
        return Answers(self.classes_[found.argmax(axis=1)], found, self.classes_)

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Probabilities float64 (n, classes)."""
        return self.calibration.probabilities(self.scores(texts))

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """The scores float32 (n, classes): those of the bag, mixed with the reader's if there is
        one."""
        found = self.network.run(self.vocabulary.bags(features_of(texts), len(texts)))
        if self.reader is None:
            return found
        return (1.0 - self.share) * found + self.share * self.reader.scores(texts)

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

    def examined(self, x: Any) -> Examined:
        texts = texts_in(x, self.column)
        return Examined(facts_of(texts), self.probabilities(texts))

    def labelled(self, x: Any) -> Examined:
        found = text_sources(x, self.target, self.column)
        return Examined(facts_of(found.texts), self.probabilities(found.texts), found.labels)

    def explain(self, x: Any, number: int | None = None) -> Explanation:
        """Why a text is of its class, word by word, against the answer for an empty text.

        `number`: which text of `x`, from 1; at most its first 400 words are weighed.
        """
        texts = texts_in(x, self.column)
        text = texts[one_of(texts, number, "text")]
        spans = words_of(text)[:MOST_WORDS]
        words = [text[start:end] for start, end in spans]
        without = [text[:start] + " " + text[end:] for start, end in spans]
        names = [f"word {place}" for place in range(1, len(words) + 1)]
        shares = self.probabilities([text, "", *without, *words])
        return self.because(Parts("an empty text", names, words, shares), facts_of([text]))

    def description(self) -> TextDescription:
        return TextDescription(
            summary=self.summary, slots=self.network.slots, target=self.target, column=self.column,
            classes=self.classes, calibration=self.calibration, share=self.share,
            length=0 if self.reader is None else self.reader.dictionary.length,
        )  # fmt: skip

    def arrays(self) -> dict[str, np.ndarray]:
        rows = {"rows": self.network.rows(), "bias": self.network.bias.numpy()}
        read = {} if self.reader is None else self.reader.arrays()
        read = {f"{READ}{name}": array for name, array in read.items()}
        return {**rows, **self.vocabulary.arrays(), **read}

    def card(self) -> str:
        reads = "It reads texts; the words that it knows are kept as hashes only."
        example = 'print(model.predict("a text"))'
        return card_of(self.summary, "text-classification", reads, example)


def load_texts(path: str | Path) -> TextPredictor:
    """A model of texts from the folder that `save` or `fit` wrote."""
    description, arrays, texts = load_folder(path, TextDescription)
    with restoring(path):
        vocabulary = Vocabulary.of_arrays(arrays, description.slots)
        network = TextBag.of_rows(arrays["rows"], arrays["bias"], description.slots)
        check({
            "the recipe is unknown": description.recipe == NAME,
            "the classes do not fit the network": network.classes == len(description.classes) > 1,
            "the vocabulary does not fit the network": len(arrays["rows"]) == len(vocabulary) + 1,
            "the texts have no form": 1 <= description.slots <= 1 << 16,
        })  # fmt: skip
        check_finite({n: array for n, array in arrays.items() if array.dtype.kind == "f"})
        check_calibration(description.calibration)
        check({"the share is none": 0 <= description.share <= 1})
        own = {n.removeprefix(READ): a for n, a in arrays.items() if n.startswith(READ)}
        reader = Reader.of_arrays(own, description.length, network.classes) if own else None
    return TextPredictor(
        description.summary, None, texts.get(PAGE), description.target, description.classes,
        description.calibration, network, vocabulary, description.column, reader,
        description.share, **beside(texts),
    )  # fmt: skip
