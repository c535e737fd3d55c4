"""Columns that say too much of the target: what the table explains with each of them and without.

Every column is cut into pieces, and a ridge regression on all the pieces is fitted to one half of
the rows and judged on the other. It sees no interactions, but takes a fraction of a second, and the
same sums give the answer for any choice of columns.
"""

import re
from collections.abc import Sequence
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
# A column that explains so much alone, nearly all that the whole table does, and without which the
# table leaves so many times as much unexplained. Of 35 real tables none has such a column but one:
# the severity of an injury, where death is predicted.
ALONE, NEARLY_ALL, TIMES = 0.75, 0.9, 1.8
COARSE = 0.9  # that much is explained by no column of few values that was not made of the target
# A column in the target's own unit, near to it: how much it explains, and how far the slope of the
# target over it may be from 1.
SAME, SLOPE = 0.6, 0.1
LATER = re.compile(
    r"(?:^|[\W_])(?:next|future|after(?:wards)?|final|post|later|tomorrow|closed|resolved|"
    r"outcome|result|cancel\w*|settled|lead)(?:$|[\W_])",
    re.IGNORECASE,
)
LATER_ALONE = 0.25
DIGITS = re.compile(r"(\d{1,15})\D*$")
RIDGE = 3.0  # rows' worth of doubt in each piece
LEAST_WORDS, MOST_READ = 3, 1_000  # in a text on average, for it to be prose; texts looked at
# Of the target's variance, on rows that were not fitted, for columns to be its parts; rows that are
# looked at; rows for each column; and the least weight, in deviations, of a part.
SUMS_UP, MOST_SUMMED, LEAST_ROWS_OF_NUMBER, LEAST_WEIGHT = 0.99999, 20_000, 4, 1e-3


@dataclass(frozen=True)
class Strength:
    """Shares of the target's variance that are explained on rows that were not fitted: by the
    column `alone`, by the table `with_` it, and `without` it.
    """

    name: str
    alone: float
    with_: float
    without: float


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

    def explained(self, which: Sequence[int]) -> float:
        """The share of the answers' variance that some columns explain on the other half."""
        chosen = np.concatenate([[0], *(self.places[i] for i in which)]).astype(np.int64)
        products = self.products[np.ix_(chosen, chosen)] + RIDGE * np.eye(len(chosen))
        weights = np.zeros((self.x.shape[1], self.sums.shape[1]))
        weights[chosen] = np.linalg.solve(products, self.sums[chosen])
        return self.share_of(weights)

    @cached_property
    def solution(self) -> tuple[np.ndarray, np.ndarray]:
        """The inverse of all products, and the weights of all columns."""
        inverse = np.linalg.inv(self.products + RIDGE * np.eye(len(self.products)))
        return inverse, inverse @ self.sums

    def without(self, place: int) -> float:
        """The share of the answers' variance that all columns but one explain on the other half, by
        the weights of all, corrected by what the inverse says of that one's."""
        (inverse, weights), own = self.solution, self.places[place]
        gone = np.linalg.solve(inverse[np.ix_(own, own)], weights[own])
        return self.share_of(weights - inverse[:, own] @ gone)

    def share_of(self, weights: np.ndarray) -> float:
        """The share of the answers' variance on the other half."""
        rest = ~self.half
        left = np.square(self.y[rest] - self.x[rest] @ weights).sum()
        return 1.0 - float(left / max(np.square(self.y[rest]).sum(), 1e-12))


def strengths(table: Table, features: Sequence[str], target: Column, task: str) -> list[Strength]:
    """The strength of each column, the strongest alone first; none for a table of few rows."""
    known = np.flatnonzero(~target.missing)
    most = max(ENOUGH_ROWS, MOST_CELLS // max(1, len(features)))
    rows = known[:: max(1, -(-len(known) // most))]
    if len(rows) < LEAST_ROWS:
        return []
    answers = answers_of(target.take(rows), task)
    columns = [table[name].take(rows) for name in features]
    alone = [Pieces([column], answers).explained([0]) for column in columns]
    order = np.argsort(alone, kind="stable")[::-1][:MOST_COLUMNS].tolist()
    pieces = Pieces([columns[i] for i in order], answers)
    every = range(len(order))
    whole = pieces.explained(every)
    found = []
    for place, i in enumerate(order):
        without = pieces.without(place) if place < MOST_TRIED and len(order) > 1 else 0.0
        found.append(Strength(features[i], alone[i], max(whole, alone[i]), without))
    return found


@dataclass(frozen=True)
class Suspect:
    """A column, what is suspicious about it, and what it explains."""

    name: str
    why: str
    strength: Strength


def find_suspects(
    table: Table, features: Sequence[str], ids: Sequence[str], target: Column, task: str
) -> list[Suspect]:
    """The columns that are likely to tell the target: read ones, and identifiers."""
    found = [
        Suspect(s.name, why, s)
        for place, s in enumerate(strengths(table, features, target, task)[:MOST_TRIED])
        if (why := reason(table[s.name], target, task, s, strongest=place == 0))
    ]
    for name in ids:
        numbered = in_numbers(table[name])
        told = strengths(Table((numbered,)), [name], target, task) if numbered else []
        why = "its numbers follow the order of the target"
        found += [Suspect(name, why, s) for s in told if s.alone > ALONE]
    if task == "regression" and not found:
        found += makers_of(table, features, target)
    return found


def makers_of(table: Table, features: Sequence[str], target: Column) -> list[Suspect]:
    """The strongest of several numbers and dates whose sum or difference, each times a factor, is
    the target: a total beside its parts, or an end beside its beginning."""
    names = [name for name in features if table[name].kind in {"number", "date", "flag"}]
    known = ~target.missing
    for name in names:
        known &= ~table[name].missing
    rows = np.flatnonzero(known)[:MOST_SUMMED]
    if len(names) < 2 or len(rows) < max(LEAST_ROWS, LEAST_ROWS_OF_NUMBER * len(names)):
        return []
    x = np.stack([in_deviations(table[name].take(rows)) for name in names], axis=1)
    y = in_deviations(target.take(rows))
    half = random_bits(0, 11, n=len(rows)) % np.uint64(2) == 0
    weights = np.linalg.lstsq(x[half], y[half], rcond=None)[0]
    rest = y[~half]
    explained = 1.0 - float(np.square(rest - x[~half] @ weights).sum() / np.square(rest).sum())
    order = np.argsort(-np.abs(weights), kind="stable")
    makers = [names[i] for i in order.tolist() if abs(weights[i]) > LEAST_WEIGHT]
    if explained < SUMS_UP or len(makers) < 2:
        return []
    others = " and ".join(makers[1:4])
    why = f"together with {others} it adds up to the target"
    return [Suspect(makers[0], why, Strength(makers[0], 0.0, explained, 0.0))]


def in_deviations(column: Column) -> np.ndarray:
    """Numbers or dates as deviations from their mean."""
    values = column.values.astype(np.int64) if column.kind == "date" else column.values
    apart = values.astype(np.float64) - float(values.astype(np.float64).mean())
    return apart / (float(apart.std()) or 1.0)


def reason(column: Column, target: Column, task: str, s: Strength, *, strongest: bool) -> str:
    """Why a column is suspicious; empty when it is not."""
    left = max(1e-9, 1.0 - s.with_)
    says_all = s.alone > ALONE and s.alone > NEARLY_ALL * s.with_
    is_fine = s.alone > COARSE or is_fine_enough(column, target, task)
    if says_all and 1.0 - s.without > TIMES * left and is_fine:
        return "it says nearly all that the table says, and without it the table says far less"
    if task == "regression" and s.alone > SAME and is_near(column, target):
        return "it is near to the target in every row, in the same unit"
    if task != "regression" and s.alone > SAME and has_same_levels(column, target):
        return "it holds the same values as the target, in nearly every row"
    if strongest and s.alone > LATER_ALONE and LATER.search(column.name):
        return "its name says that it may be known only afterwards"
    if s.alone > LATER_ALONE and is_ahead(column, target):
        return "it holds the target of a later row"
    return ""


def is_fine_enough(column: Column, target: Column, task: str) -> bool:
    """Whether a column has values enough to be a copy: six sizes are none of a price."""
    if task != "regression":
        return True
    own, true = (len(np.unique(c.values[~c.missing])) for c in (column, target))
    return own >= min(MOST_PIECES * 2, true / 3)


def is_near(column: Column, target: Column) -> bool:
    """Whether a number is the target itself with something added."""
    known = ~column.missing & ~target.missing
    if column.kind != "number" or target.kind != "number" or known.sum() < LEAST_ROWS:
        return False
    x, y = column.values[known], target.values[known]
    unit = max(float(np.abs(x).max()), float(np.abs(y).max())) or 1.0
    x, y = x / unit, y / unit  # squares of huge numbers are beyond any
    spread = float(np.var(x))
    if spread == 0 or np.var(y) == 0:
        return False
    slope = float(np.cov(x, y)[0, 1] / spread)
    apart = float(np.var(y - x) / np.var(y))
    shift = abs(float(np.mean(y - x)))
    return abs(slope - 1) < SLOPE and apart < 1 - SAME and shift < SLOPE * float(np.std(y))


def has_same_levels(column: Column, target: Column) -> bool:
    """Whether a column's values are the target's."""
    known = ~column.missing & ~target.missing
    mine, true = (np.array(c.take(known).to_texts(), dtype=object) for c in (column, target))
    return set(mine) == set(true) and float(np.mean(mine == true)) > ALONE


def is_ahead(column: Column, target: Column) -> bool:
    """Whether a number is, row for row, the target one to three rows later."""
    if column.kind != "number" or target.kind != "number" or len(target) < LEAST_ROWS:
        return False
    return any(
        float(np.mean(column.values[:-ahead] == target.values[ahead:])) > NEARLY_ALL
        for ahead in (1, 2, 3)
    )


def in_numbers(column: Column) -> Column | None:
    """An identifier as a number: itself, or the digits it ends in; None where it has none."""
    if column.kind == "number":
        return column
    if column.kind != "text":
        return None
    found = [DIGITS.search(level) for level in column.levels]
    numbers = np.array([*(float(f[1]) if f else np.nan for f in found), np.nan])
    values = numbers[column.values]
    return Column(column.name, "number", values) if np.isfinite(values).any() else None


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


def words_marked(column: Column, answers: np.ndarray, half: np.ndarray) -> np.ndarray:
    """A mark for each of the words that say most of the answers in one half of the rows."""
    texts = [text or "" for text in column.to_texts()]
    told = answers.argmax(axis=1) if answers.shape[1] > 1 else answers[:, 0].astype(np.float64)
    own = np.flatnonzero(half)
    words = telling_words([texts[i] for i in own.tolist()], told[own])[:MOST_PIECES]
    places = {word: place for place, word in enumerate(words)}
    marks = np.zeros((len(texts), len(words) + 1), np.float32)
    marks[:, -1] = column.missing
    for row, text in enumerate(texts):
        marks[row, [places[word] for word in words_of(text) if word in places]] = 1.0
    return marks


def is_prose(column: Column) -> bool:
    """Whether a column holds texts of several words, few of them twice."""
    if column.kind != "text":
        return False
    used = column.used_levels()[0].levels
    some = used[:MOST_READ]
    words = sum(len(text.split()) for text in some)
    return len(used) > len(column) / 2 and words >= LEAST_WORDS * len(some) > 0


def marks_of(column: Column, answers: np.ndarray, half: np.ndarray) -> np.ndarray:
    """A mark for the piece that each cell lies in: float32 (n, pieces); missing cells are one. Of
    prose, a mark for each telling word."""
    if is_prose(column):
        return words_marked(column, answers, half)
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
