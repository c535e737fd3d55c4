"""Columns as numbers that a network can read: one-hot codes, hashed words, tf-idf, bins, and
missing values filled in. Each is fitted on training rows alone, and is then the same for any rows.

Cells are a `Column` of a table, or any list or array; None and NaN are missing.
"""

import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any, ClassVar, Self

import numpy as np

from pellucid.core.errors import ArgumentError, DataError, StateError
from pellucid.data.tables.tables import Column, cell_text
from pellucid.data.tables.words import hashed_counts, with_pairs, words_in

FILLS = ("median", "mean", "most frequent")


@dataclass
class Feature(ABC):
    """What makes numbers of one column: `fit` on training cells, then `transform` any cells. The
    finished ones are OneHot, HashedWords, TfIdf, Bins and Fill; `Features` takes whole tables."""

    kind: ClassVar[str]

    @abstractmethod
    def fit(self, cells: Any) -> Self:
        """This feature, after it has looked at training cells."""

    @abstractmethod
    def transform(self, cells: Any) -> np.ndarray:
        """The numbers of cells, float32 (n, width)."""

    @abstractmethod
    def names(self, column: str) -> tuple[str, ...]:
        """What the numbers of a column of that name are called."""

    def fit_transform(self, cells: Any) -> np.ndarray:
        """The numbers of the training cells."""
        return self.fit(cells).transform(cells)

    def state_dict(self) -> dict[str, Any]:
        """All of it, as plain values."""
        return {"kind": self.kind, **asdict(self)}


@dataclass
class OneHot(Feature):
    """A number for each text that training cells hold, 1 where a cell holds it: of the `most`
    frequent ones, in the order of the alphabet. A cell that is missing, rare or unknown is all
    zeros; where training cells were missing, a last number says which are.

    >>> cities = OneHot().fit(["Rome", "Oslo", "Rome"])
    >>> cities.transform(["Oslo", "Paris"]).tolist()
    [[1.0, 0.0], [0.0, 0.0]]
    >>> cities.names("city")
    ('city is Oslo', 'city is Rome')
    """

    kind: ClassVar[str] = "one-hot"
    most: int | None = None
    levels: tuple[str, ...] | None = field(default=None, repr=False)
    indicator: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        check_count("OneHot", "most", self.most)

    def fit(self, cells: Any) -> Self:
        texts = texts_of(cells)
        counts = Counter(text for text in texts if text is not None)
        ranked = sorted(counts, key=lambda level: (-counts[level], level))[: self.most]
        self.levels, self.indicator = tuple(sorted(ranked)), None in texts
        return self

    def transform(self, cells: Any) -> np.ndarray:
        if self.levels is None:
            raise StateError("OneHot has seen no cells", fix="call fit first")
        places: dict[str | None, int] = {level: place for place, level in enumerate(self.levels)}
        if self.indicator:
            places[None] = len(self.levels)
        hits = [places.get(text, -1) for text in texts_of(cells)]
        return np.eye(len(places) + 1, dtype=np.float32)[hits][:, : len(places)]

    def names(self, column: str) -> tuple[str, ...]:
        found = tuple(f"{column} is {level}" for level in self.levels or ())
        return (*found, f"{column} missing") if self.indicator else found


@dataclass
class HashedWords(Feature):
    """Words of texts counted in `buckets`, each in that of its hash, with a sign of its own so that
    what shares a bucket does not add up (Weinberger et al., 2009): no list of words is kept, and
    none is unknown. With `pairs`, pairs of neighbours too. Counts are the signed logarithm of one
    more than their size.

    >>> HashedWords(4).fit([]).transform(["to be", "be to", ""]).shape
    (3, 4)
    """

    kind: ClassVar[str] = "hashed words"
    buckets: int = 128
    pairs: bool = True

    def __post_init__(self) -> None:
        check_count("HashedWords", "buckets", self.buckets)

    def fit(self, cells: Any) -> Self:
        """This feature: there is nothing to learn."""
        del cells
        return self

    def transform(self, cells: Any) -> np.ndarray:
        found = np.zeros((len(cells), self.buckets), np.float32)
        for row, text in enumerate(texts_of(cells)):
            words = words_in(text or "")
            counts = hashed_counts(with_pairs(words) if self.pairs else words, self.buckets)
            found[row] = np.sign(counts) * np.log1p(np.abs(counts))
        return found

    def names(self, column: str) -> tuple[str, ...]:
        return tuple(f"{column} hash {bucket}" for bucket in range(self.buckets))


@dataclass
class TfIdf(Feature):
    """How often each word occurs in a text, times the logarithm of how rare texts with it are (1 +
    ln((1 + texts) / (1 + texts with it))), each row divided by its length: of the `most` frequent
    words that stand in at least `least` training texts (Spärck Jones, 1972, as scikit-learn's).

    >>> TfIdf().fit(["red red", "red blue"]).transform(["blue"]).tolist()
    [[1.0, 0.0]]
    """

    kind: ClassVar[str] = "tf-idf"
    most: int | None = 1000
    least: int = 1
    words: tuple[str, ...] | None = field(default=None, repr=False)
    weights: tuple[float, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        check_count("TfIdf", "most", self.most)
        check_count("TfIdf", "least", self.least)

    def fit(self, cells: Any) -> Self:
        texts = [words_in(text or "") for text in texts_of(cells)]
        total = Counter(word for words in texts for word in words)
        within = Counter(word for words in texts for word in set(words))
        kept = [word for word in total if within[word] >= self.least]
        ranked = sorted(kept, key=lambda word: (-total[word], word))[: self.most]
        self.words = tuple(sorted(ranked))
        rare = [(1 + len(texts)) / (1 + within[word]) for word in self.words]
        self.weights = tuple((1 + np.log(rare)).tolist())
        return self

    def transform(self, cells: Any) -> np.ndarray:
        if self.words is None:
            raise StateError("TfIdf has seen no cells", fix="call fit first")
        places = {word: place for place, word in enumerate(self.words)}
        found = np.zeros((len(cells), len(places)))
        for row, text in enumerate(texts_of(cells)):
            np.add.at(found[row], [places[w] for w in words_in(text or "") if w in places], 1.0)
        found *= self.weights
        length = np.linalg.norm(found, axis=1, keepdims=True)
        return (found / np.where(length > 0, length, 1.0)).astype(np.float32)

    def names(self, column: str) -> tuple[str, ...]:
        return tuple(f"{column} has {word!r}" for word in self.words or ())


@dataclass
class Bins(Feature):
    """Which of `count` ranges a number lies in, as a number for each range: ranges that hold
    equally many training cells or, with `equal_width`, are equally wide; numbers beyond the ends
    are in the outermost. A missing cell is all zeros; where training cells were missing, a last
    number says which are.

    >>> ages = Bins(2).fit([10.0, 20.0, 30.0, 40.0])
    >>> ages.transform([15.0, 99.0]).tolist(), ages.names("age")
    ([[1.0, 0.0], [0.0, 1.0]], ('age below 25', 'age from 25'))
    """

    kind: ClassVar[str] = "bins"
    count: int = 10
    equal_width: bool = False
    edges: tuple[float, ...] | None = field(default=None, repr=False)
    indicator: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        check_count("Bins", "count", self.count)

    def fit(self, cells: Any) -> Self:
        numbers = numbers_of(cells)
        known = numbers[~np.isnan(numbers)]
        inner = np.arange(1, self.count) / self.count
        if not len(known):
            edges = np.empty(0)
        elif self.equal_width:
            edges = known.min() + inner * (known.max() - known.min())
        else:
            edges = np.quantile(known, inner)
        inside = np.unique(edges)
        inside = inside[inside > known.min()] if len(known) else inside
        self.edges, self.indicator = tuple(inside.tolist()), len(known) < len(numbers)
        return self

    def transform(self, cells: Any) -> np.ndarray:
        if self.edges is None:
            raise StateError("Bins has seen no cells", fix="call fit first")
        numbers, width = numbers_of(cells), len(self.edges) + 1
        places = np.searchsorted(self.edges, numbers, side="right")
        places[np.isnan(numbers)] = width
        return np.eye(width + 1, dtype=np.float32)[places][:, : width + self.indicator]

    def names(self, column: str) -> tuple[str, ...]:
        edges = [f"{edge:g}" for edge in self.edges or ()]
        if not edges:
            found: tuple[str, ...] = (f"{column} known",)
        else:
            middle = [f"{column} from {a} to {b}" for a, b in pairwise(edges)]
            found = (f"{column} below {edges[0]}", *middle, f"{column} from {edges[-1]}")
        return (*found, f"{column} missing") if self.indicator else found


@dataclass
class Fill(Feature):
    """Numbers with those that are missing filled in: by the "median", the "mean" or the "most
    frequent" of the training cells, or by a number of your own. Where training cells were missing,
    a second number is 1 for those that are, unless `mark` is False.

    >>> Fill().fit([1.0, None, 3.0, 8.0]).transform([None, 5.0]).tolist()
    [[3.0, 1.0], [5.0, 0.0]]
    """

    kind: ClassVar[str] = "fill"
    by: str | float = "median"
    mark: bool = True
    value: float | None = field(default=None, repr=False)
    indicator: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        if isinstance(self.by, str) and self.by not in FILLS:
            raise ArgumentError(f"Fill: nothing is called {self.by!r}", fix=", ".join(FILLS))

    def fit(self, cells: Any) -> Self:
        numbers = numbers_of(cells)
        known = numbers[~np.isnan(numbers)]
        if not isinstance(self.by, str):
            self.value = float(self.by)
        elif not len(known):
            self.value = 0.0
        elif self.by == "most frequent":
            values, counts = np.unique(known, return_counts=True)
            self.value = float(values[counts.argmax()])
        else:
            self.value = float(np.median(known) if self.by == "median" else known.mean())
        self.indicator = self.mark and len(known) < len(numbers)
        return self

    def transform(self, cells: Any) -> np.ndarray:
        if self.value is None:
            raise StateError("Fill has seen no cells", fix="call fit first")
        numbers = numbers_of(cells)
        missing = np.isnan(numbers)
        found = np.stack([np.where(missing, self.value, numbers), missing], 1)
        return found[:, : 1 + self.indicator].astype(np.float32)

    def names(self, column: str) -> tuple[str, ...]:
        return (column, f"{column} missing")[: 1 + self.indicator]


KINDS: dict[str, type[Feature]] = {
    feature.kind: feature for feature in (OneHot, HashedWords, TfIdf, Bins, Fill)
}


def feature_of(state: dict[str, Any]) -> Feature:
    """The feature whose `state_dict` that is; StateError for a kind that does not exist."""
    if state.get("kind") not in KINDS:
        raise StateError(f"there is no feature {state.get('kind')!r}", given=", ".join(KINDS))
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in state.items() if k != "kind"}
    return KINDS[state["kind"]](**values)


def texts_of(cells: Any) -> Sequence[str | None]:
    """Cells as texts, equal numbers of any type as one text."""
    if isinstance(cells, Column):
        return cells.to_texts()
    return [None if is_missing(cell) else cell_text(cell) for cell in cells]


def numbers_of(cells: Any) -> np.ndarray:
    """Cells as numbers, float64, NaN where they are missing."""
    if isinstance(cells, Column):
        if cells.kind not in {"number", "flag"}:
            raise DataError(f"column {cells.name!r} holds no numbers", given=f"it is {cells.kind}")
        return cells.values.astype(np.float64)
    try:
        found = [np.nan if cell is None else float(cell) for cell in cells]
    except (TypeError, ValueError) as error:
        raise DataError(f"a cell is no number: {error}") from None
    return np.array(found, np.float64)


def is_missing(cell: Any) -> bool:
    """None, or NaN?"""
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def check_count(asked: str, name: str, count: int | None) -> None:
    """Refuse a count below 1."""
    if count is not None and count < 1:
        raise ArgumentError(f"{asked}: {name} is 1 or more, not {count}")
