"""What a table explains of its target with each column and without, and whether a column knows more
than the target itself.

Every column is cut into pieces, and a ridge regression on all the pieces is fitted to one half of
the rows and judged on the other. It sees no interactions, but takes a fraction of a second, and the
same sums give the answer for any choice of columns.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from pellucid.auto.columns.words import telling_words, words_of
from pellucid.data.serving.orders import random_bits
from pellucid.data.tables.tables import Column, Table

MOST_CELLS, ENOUGH_ROWS, LEAST_ROWS, LEAST_ROWS_OF_PIECE = 200_000, 1000, 50, 20
MOST_PIECES, MOST_COLUMNS, MOST_CLASSES = 24, 50, 12
MOST_TRIED = 5  # columns that the table is tried without
RIDGE = 3.0  # rows' worth of doubt in each piece
LEAST_WORDS, MOST_READ = 3, 1_000  # in a text on average, for it to be prose; texts looked at
PART = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True)
class Strength:
    """Shares of the target's variance that are explained on rows that were not fitted: by the
    column `alone`, by the table `with_` it, and `without` it.

    `together`: the correlation of what the column and the rest of the table say of the target;
    `apart`: the same among rows of one answer; `beyond`: the share that the rest of the table
    explains of what the column says there. A copy of the target agrees with the others through the
    target only: `apart` and `beyond` are 0. `rows`: how many rows these were asked of.
    """

    name: str
    alone: float
    with_: float
    without: float
    together: float = 0.0
    apart: float = 1.0
    beyond: float = 1.0
    rows: int = 0


class Pieces:
    """The columns of a table cut into pieces, and the sums that regressions on them need."""

    def __init__(self, columns: Sequence[Column], answers: np.ndarray, seed: int = 0) -> None:
        half = random_bits(seed, 9, n=len(answers)) % np.uint64(2) == 0
        blocks = [marks_of(column, answers, half) for column in columns]
        x = np.concatenate([np.ones((len(answers), 1), np.float32), *blocks], axis=1)
        ends = np.cumsum([1, *(block.shape[1] for block in blocks)])
        self.places = [np.arange(a, b) for a, b in pairwise(ends)]
        self.x, self.half = x, half
        self.y = answers - answers[half].mean(axis=0)
        self.products = x[half].T @ x[half]
        self.sums = x[half].T @ self.y[half]

    def weights_of(self, which: Sequence[int]) -> np.ndarray:
        """The weights of a regression on some columns, fitted to one half."""
        chosen = np.concatenate([[0], *(self.places[i] for i in which)]).astype(np.int64)
        products = self.products[np.ix_(chosen, chosen)] + RIDGE * np.eye(len(chosen))
        weights = np.zeros((self.x.shape[1], self.sums.shape[1]))
        weights[chosen] = np.linalg.solve(products, self.sums[chosen])
        return weights

    def explained(self, which: Sequence[int]) -> float:
        """The share of the answers' variance that some columns explain on the other half."""
        return self.share_of(self.weights_of(which))

    @cached_property
    def inverse(self) -> np.ndarray:
        """The inverse of all products."""
        return np.linalg.inv(self.products + RIDGE * np.eye(len(self.products)))

    def weights_without(self, place: int, sums: np.ndarray) -> np.ndarray:
        """The weights of a regression of what has these sums on all columns but one: those on all
        columns, corrected by what the inverse says of that one's."""
        own = self.places[place]
        weights = self.inverse @ sums
        gone = np.linalg.solve(self.inverse[np.ix_(own, own)], weights[own])
        return weights - self.inverse[:, own] @ gone

    def without(self, place: int) -> float:
        """The share of the answers' variance that all columns but one explain on the other half."""
        return self.share_of(self.weights_without(place, self.sums))

    def share_of(self, weights: np.ndarray) -> float:
        """The share of the answers' variance on the other half."""
        rest = ~self.half
        left = np.square(self.y[rest] - self.x[rest] @ weights).sum()
        return 1.0 - float(left / max(np.square(self.y[rest]).sum(), 1e-12))

    def shared(self, place: int, truth: np.ndarray) -> tuple[float, float, float]:
        """What a column shares with all others: in all, among rows of one answer, and the share
        they explain of the latter; `truth` marks the answers, (n, marks)."""
        rest, half = ~self.half, self.half
        own = self.x @ self.weights_of([place])
        others = self.x @ self.weights_without(place, self.sums)
        together = correlation(own[rest] - own[rest].mean(0), others[rest] - others[rest].mean(0))
        own_apart = within(own, truth, half), within(own, truth, rest)
        apart = correlation(own_apart[1], within(others, truth, rest))
        weights = self.weights_without(place, self.x[half].T @ own_apart[0])
        left = np.square(own_apart[1] - self.x[rest] @ weights).sum()
        return together, apart, 1.0 - float(left / max(np.square(own_apart[1]).sum(), 1e-12))


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """The correlation of two arrays of deviations."""
    return float((a * b).sum() / np.sqrt(np.square(a).sum() * np.square(b).sum() + 1e-12))


def within(said: np.ndarray, truth: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """What of some rows' numbers does not follow from the truth."""
    marks, values = truth[rows].astype(np.float64), said[rows]
    return values - marks @ np.linalg.lstsq(marks, values, rcond=None)[0]


def strengths(table: Table, features: Sequence[str], target: Column, task: str) -> list[Strength]:
    """The strength of each column, the strongest alone first; none for a table of few rows."""
    known = np.flatnonzero(~target.missing)
    most = max(ENOUGH_ROWS, MOST_CELLS // max(1, len(features)))
    rows = known[:: max(1, -(-len(known) // most))]
    if len(rows) < LEAST_ROWS:
        return []
    asked = target.take(rows)
    answers, truth = answers_of(asked, task), truth_of(asked, task)
    columns = [table[name].take(rows) for name in features]
    alone = [Pieces([column], answers).explained([0]) for column in columns]
    order = np.argsort(alone, kind="stable")[::-1].tolist()
    pieces = Pieces([columns[i] for i in order[:MOST_COLUMNS]], answers)
    whole = pieces.explained(range(min(len(order), MOST_COLUMNS)))
    found = []
    for place, i in enumerate(order):
        name, with_ = features[i], max(whole, alone[i])
        if place >= MOST_TRIED or len(order) == 1:
            found.append(Strength(name, alone[i], with_, 0.0))
            continue
        shared = pieces.shared(place, truth)
        rest = int(np.count_nonzero(~pieces.half))
        found.append(Strength(name, alone[i], with_, pieces.without(place), *shared, rest))
    return found


def answers_of(target: Column, task: str) -> np.ndarray:
    """What is explained, (n, parts): ranks of numbers, or a mark for each frequent class."""
    if task == "regression":
        ranks = np.argsort(np.argsort(target.values, kind="stable"), kind="stable")
        _, same = np.unique(target.values, return_inverse=True)
        means = np.bincount(same, ranks) / np.bincount(same)
        return (means[same] / len(ranks))[:, None].astype(np.float32)
    _, codes, counts = np.unique(target.values, return_inverse=True, return_counts=True)
    frequent = np.argsort(-counts, kind="stable")[:MOST_CLASSES]
    return (codes[:, None] == frequent).astype(np.float32)


def truth_of(target: Column, task: str) -> np.ndarray:
    """Marks that say the answer of each row, (n, marks): of numbers also their rank."""
    if task != "regression":
        _, codes = np.unique(target.values, return_inverse=True)
        return (codes[:, None] == np.arange(codes.max() + 1)).astype(np.float32)
    ranks = answers_of(target, task)
    pieces = np.minimum((ranks * MOST_PIECES).astype(np.int64), MOST_PIECES - 1)
    marks = (pieces == np.arange(MOST_PIECES)).astype(np.float32)
    return np.concatenate([marks, ranks], axis=1)


def words_marked(
    column: Column, answers: np.ndarray, half: np.ndarray, words_in: Callable[[str], Iterable[str]]
) -> np.ndarray:
    """A mark for each of the words that say most of the answers in one half of the rows."""
    texts = [set(words_in(text or "")) for text in column.to_texts()]
    told = answers.argmax(axis=1) if answers.shape[1] > 1 else answers[:, 0].astype(np.float64)
    own = np.flatnonzero(half)
    words = telling_words([" ".join(texts[i]) for i in own.tolist()], told[own])[:MOST_PIECES]
    places = {word: place for place, word in enumerate(words)}
    marks = np.zeros((len(texts), len(words) + 1), np.float32)
    marks[:, -1] = column.missing
    for row, text in enumerate(texts):
        marks[row, [places[word] for word in text if word in places]] = 1.0
    return marks


def is_varied(column: Column) -> bool:
    """Whether a column holds texts, few of them twice."""
    return column.kind == "text" and len(column.used_levels()[0].levels) > len(column) / 2


def is_prose(column: Column) -> bool:
    """Whether texts are of several words."""
    some = column.used_levels()[0].levels[:MOST_READ]
    return sum(len(text.split()) for text in some) >= LEAST_WORDS * len(some) > 0


def parts_of(text: str) -> set[str]:
    """The letters and numbers that a code is made of, in lower case.

    >>> sorted(parts_of("AB-1024/x"))
    ['1024', 'ab', 'x']
    """
    return set(PART.findall(text.casefold()))


def marks_of(column: Column, answers: np.ndarray, half: np.ndarray) -> np.ndarray:
    """A mark for the piece that each cell lies in: float32 (n, pieces); missing cells are one. Of
    texts that are hardly ever the same, a mark for each telling word or part of a code."""
    if is_varied(column):
        return words_marked(column, answers, half, words_of if is_prose(column) else parts_of)
    known = ~column.missing
    most = min(MOST_PIECES, max(2, int(known.sum()) // LEAST_ROWS_OF_PIECE))
    if column.kind == "text":
        _, counts = np.unique(column.values[known], return_counts=True)
        levels = np.unique(column.values[known])[np.argsort(-counts, kind="stable")[: most - 1]]
        place = np.full(len(column), len(levels))
        for number, level in enumerate(levels):
            place[column.values == level] = number
        count = len(levels) + 1
    else:
        values = column.values.astype(np.int64) if column.kind == "date" else column.values
        edges = (
            np.unique(np.quantile(values[known], np.arange(1, most) / most)) if known.any() else []
        )
        place = np.searchsorted(edges, np.where(known, values, 0), side="left")
        count = len(edges) + 1
    place = np.where(known, place, count)
    return (place[:, None] == np.arange(count + 1)).astype(np.float32)
