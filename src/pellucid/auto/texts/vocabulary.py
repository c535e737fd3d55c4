"""Which features count, and how much: those of several training texts, rare ones more (tf-idf)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pellucid.auto.texts.features import FAMILIES, Features

LEAST_TEXTS = (1, 2)  # in which a feature of each family occurs
MOST_FEATURES = 250_000
LEAST_SLOTS, MOST_SLOTS = 16, 1_024
COVERED = 0.98  # of the texts keep all their features


@dataclass(frozen=True, eq=False)
class Bags:
    """The features of texts that count: of text i, `places` and `values` from starts[i] to
    starts[i + 1]. Place 0 is no feature.
    """

    starts: np.ndarray
    places: np.ndarray
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: np.ndarray) -> "Bags":
        """Those of some texts."""
        sizes = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        source = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], sizes)
        return Bags(starts, self.places[source], self.values[source])

    def batch(self, rows: np.ndarray, slots: int) -> tuple[np.ndarray, np.ndarray]:
        """Places int32 and values float32 of some texts, (rows, slots); of a text with more
        features those with the largest values, which stand first."""
        begins, ends = self.starts[rows], self.starts[rows + 1]
        sizes = np.minimum(ends - begins, slots)
        row = np.repeat(np.arange(len(rows)), sizes)
        column = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places, values = np.zeros((len(rows), slots), np.int32), np.zeros((len(rows), slots), "f4")
        source = begins[row] + column
        places[row, column], values[row, column] = self.places[source], self.values[source]
        return places, values


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The hashes of the features that count, uint64, sorted, and the weight of each, float32:
    1 + log((1 + texts) / (1 + texts that have it)). `slots`: features kept of a text.
    """

    hashes: np.ndarray
    rarity: np.ndarray
    slots: int

    def __len__(self) -> int:
        return len(self.hashes)

    @classmethod
    def fit(cls, found: Features, texts: int) -> "Vocabulary":
        """Fitted on the features of training texts."""
        hashes, first, counts = np.unique(found.hashes, return_index=True, return_counts=True)
        enough = counts >= np.array(LEAST_TEXTS)[found.family[first]]
        if enough.sum() > MOST_FEATURES:
            least = np.sort(counts[enough])[-MOST_FEATURES]
            enough &= counts > least
        rarity = (1.0 + np.log((1.0 + texts) / (1.0 + counts[enough]))).astype(np.float32)
        known = cls(hashes[enough], rarity, MOST_SLOTS)
        sizes = np.diff(known.bags(found, texts).starts)
        most = int(np.quantile(sizes, COVERED)) if len(sizes) else 0
        slots = int(np.clip(-(-most // 16) * 16, LEAST_SLOTS, MOST_SLOTS))
        return cls(known.hashes, known.rarity, slots)

    def bags(self, found: Features, texts: int) -> Bags:
        """The features of texts that are known, each family of a text as a direction of length 1,
        those with the largest values first."""
        places = np.searchsorted(self.hashes, found.hashes)
        places = np.minimum(places, max(0, len(self.hashes) - 1))
        known = self.hashes[places] == found.hashes if len(self.hashes) else np.zeros(0, bool)
        places, text = places[known], found.text[known]
        values = (1.0 + np.log(found.counts[known])) * self.rarity[places]
        group = text * FAMILIES + found.family[known]
        lengths = np.sqrt(np.bincount(group, values**2, minlength=texts * FAMILIES))
        values = (values / lengths[group]).astype(np.float32)
        order = np.lexsort((-values, text))
        starts = np.concatenate([[0], np.cumsum(np.bincount(text, minlength=texts))])
        return Bags(starts, (places[order] + 1).astype(np.int32), values[order])

    def arrays(self) -> dict[str, np.ndarray]:
        """What a file of weights holds of it."""
        return {"vocabulary": self.hashes.view(np.int64), "rarity": self.rarity}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, np.ndarray], slots: int) -> "Vocabulary":
        """The vocabulary that `arrays` wrote. ValueError when it is none."""
        hashes, rarity = np.asarray(arrays["vocabulary"]).view(np.uint64), arrays["rarity"]
        if hashes.ndim != 1 or hashes.shape != rarity.shape or (np.diff(hashes) == 0).any():
            raise ValueError("the vocabulary is none")
        return cls(hashes, np.asarray(rarity), slots)


def class_ratios(bags: Bags, codes: np.ndarray, classes: int, features: int) -> np.ndarray:
    """How much more often each feature occurs in a class than in the others: the logarithm of the
    ratio, float32 (features + 1, classes); place 0 is 0.

    These weights of naive Bayes, learned further, are the baseline of Wang and Manning, "Baselines
    and bigrams" (2012), which is hard to beat on few texts.
    """
    text = np.repeat(np.arange(len(bags)), np.diff(bags.starts))
    counts = np.bincount(
        bags.places.astype(np.int64) * classes + codes[text], minlength=(features + 1) * classes
    ).reshape(features + 1, classes)
    inside = (counts + 1.0) / (counts.sum(axis=0) + 1.0)
    rest = counts.sum(axis=1, keepdims=True) - counts
    outside = (rest + 1.0) / (rest.sum(axis=0) + 1.0)
    ratios = np.log(inside / outside).astype(np.float32)
    ratios[0] = 0.0
    return ratios
