"""Which words moved a model: texts with their words shaded, and what speaks for a class."""

from collections.abc import Sequence

import numpy as np

from pellucid.auto.classifying import surest_mistakes, verdict
from pellucid.auto.texts.features import words_of
from pellucid.auto.texts.predictor import TextPredictor
from pellucid.report.sections import Rows, Section, Words

SHOWN, MOST_WORDS = 8, 120
TELLING = 8  # words named for each class
MOST_CLASSES = 12
LEAST_TEXTS = 3  # in which such a word occurs
MOST_READ = 2_000  # texts that such words are looked for in


def words_seen(
    model: TextPredictor, texts: Sequence[str], labels: np.ndarray, probabilities: np.ndarray
) -> tuple[Section, ...]:
    """The surest mistakes on texts that were held out, word by word; and what speaks for each
    class."""
    return shaded_mistakes(model, texts, labels, probabilities), telling_words(model, texts)


def shaded_mistakes(
    model: TextPredictor, texts: Sequence[str], labels: np.ndarray, probabilities: np.ndarray
) -> Section:
    """The texts that the model was surest of and wrong about, or else least sure of."""
    chosen, what = surest_mistakes(probabilities, labels, SHOWN, "texts")
    shown, heads = [], []
    for place in chosen:
        found = model.words(texts[place])[:MOST_WORDS]
        most = max((abs(weight) for _, weight in found), default=0.0) or 1.0
        shown.append(tuple((word, weight / most) for word, weight in found))
        heads.append(verdict(model.classes, probabilities[place], int(labels[place])))
    sentence = (
        f"{what}: a word is shaded by what the answer's probability loses without it, in the other "
        "colour where it spoke against the answer."
    )
    return Section("mistakes", "What it read", (Words(tuple(shown), tuple(heads), sentence),))


def telling_words(model: TextPredictor, texts: Sequence[str]) -> Section:
    """For each class the words that add most to its score, among those of held-out texts."""
    counts: dict[str, int] = {}
    for text in texts[:MOST_READ]:
        for word in {text[a:b].lower() for a, b in words_of(text)}:
            counts[word] = counts.get(word, 0) + 1
    known = sorted(word for word, count in counts.items() if count >= LEAST_TEXTS)
    scores = model.scores(known) - model.network.bias.numpy()
    scores = scores - scores.mean(axis=1, keepdims=True)
    rows = []
    for code, name in enumerate(model.classes[:MOST_CLASSES]):
        best = np.argsort(-scores[:, code], kind="stable")[:TELLING]
        rows.append((name, ", ".join(known[i] for i in best.tolist())))
    sentence = "For each class the words of held-out texts that, alone, speak most for it."
    return Section(
        "trust", "Words that speak for a class", (Rows(("Class", "Words"), tuple(rows), sentence),)
    )
