"""Which words of a text column are worth a column each."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from pellucid.data.tables.words import words_in

MOST_WORDS = 128
LEAST_ROWS = 5
LEAST_SHARE = 0.002
MOST_ROWS = 20_000
MOST_CANDIDATES = 5_000
BINS = 4


def words_of(text: str) -> set[str]:
    """The different words of a text, in lower case."""
    return set(words_in(text))


def telling_words(texts: Sequence[str], answers: np.ndarray) -> tuple[str, ...]:
    """The words whose presence says most about the answers (codes of classes, int, or numbers,
    float), the best first.

    Measured by the chi-square of presence against the class (or the quarter of the numbers); words
    in fewer than five rows, or 0.2 % of them, do not count.
    """
    step = -(-len(texts) // MOST_ROWS)
    rows = [words_of(text) for text in texts[::step]]
    classes = class_numbers(answers[::step])
    least = max(LEAST_ROWS, LEAST_SHARE * len(rows))
    counted = Counter(word for row in rows for word in row).most_common(MOST_CANDIDATES)
    index = {word: place for place, (word, count) in enumerate(counted) if count >= least}
    if not index:
        return ()
    found = [
        (index[word], label)
        for row, label in zip(rows, classes.tolist(), strict=True)
        for word in row
        if word in index
    ]
    places, labels = np.array(found).T
    width = int(classes.max()) + 1
    present = np.bincount(places * width + labels, minlength=len(index) * width).reshape(
        len(index), width
    )
    score = chi_square(present, np.bincount(classes, minlength=width))
    order = sorted(range(len(index)), key=lambda place: (-score[place], counted[place][0]))
    return tuple(counted[place][0] for place in order[:MOST_WORDS] if score[place] > 0)


def class_numbers(answers: np.ndarray) -> np.ndarray:
    """The answers as small integers: classes as they are, numbers by their quarter."""
    if answers.dtype.kind == "f":
        edges = np.quantile(answers, np.arange(1, BINS) / BINS) if len(answers) else []
        return np.searchsorted(edges, answers)
    return np.maximum(answers, 0)


def chi_square(present: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """For each word (row of `present`: its rows in each class), the chi-square of presence against
    class.
    """
    rows = totals.sum()
    share = totals / rows
    count = present.sum(axis=1, keepdims=True)
    expected = count * share
    surprise = np.square(present - expected) / np.maximum(expected, 1e-9)
    return surprise.sum(axis=1) / np.maximum(1 - count[:, 0] / rows, 1e-9)
