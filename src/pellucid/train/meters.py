"""Metrics that are fed batch by batch: `update(prediction, target)`, then `compute()`.

`prediction` are scores as a network gives them: (n, classes), the highest counts, or (n,) of a yes
or a no, yes above 0; `sample_weight`, if any, what each row counts for. What a meter gives after
many batches is what it gives of all rows at once.
"""

import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError

AVERAGES = ("binary", "micro", "macro", "weighted")


class Meter(ABC):
    """Something counted over batches."""

    def __init__(self) -> None:
        self.reset()

    @abstractmethod
    def reset(self) -> None:
        """Forget what was counted."""

    @abstractmethod
    def update(self, prediction: Any, target: Any, sample_weight: Any = None) -> None:
        """Count a batch, each row once or as often as `sample_weight` (n,) says."""

    @abstractmethod
    def compute(self) -> Any:
        """The figure of everything counted so far."""

    def __call__(self, prediction: Any, target: Any, sample_weight: Any = None) -> Any:
        """The figure of these rows alone; what was counted is forgotten."""
        self.reset()
        self.update(prediction, target, sample_weight)
        return self.compute()


def classes_of(prediction: Any, labels: np.ndarray) -> np.ndarray:
    """The class each row is said to be: of scores (n, classes), of one score for each row, or the
    classes themselves as whole numbers."""
    found = np.asarray(prediction)
    if found.ndim == labels.ndim + 1 and found.shape[-1] > 1:
        return found.argmax(-1)
    found = found.reshape(labels.shape) if found.size == labels.size else found
    if found.shape != labels.shape:
        raise ShapeError(
            "predictions and targets do not fit", given=f"{found.shape} and {labels.shape}"
        )
    return found.astype(np.int64) if found.dtype.kind in "iub" else (found > 0).astype(np.int64)


class ConfusionMatrix(Meter):
    """How often class i was taken for class j: an array (classes, classes), rows the truth; int64,
    or float64 where rows were weighed by fractions.

    >>> meter = ConfusionMatrix(2)
    >>> meter([[2.0, 1.0], [0.0, 1.0]], [0, 0]).tolist()
    [[1, 1], [0, 0]]
    """

    def __init__(self, classes: int) -> None:
        self.classes = classes
        super().__init__()

    def reset(self) -> None:
        self.counts = np.zeros((self.classes, self.classes), np.int64)
        self.named = np.zeros(self.classes, bool)  # which are there, or were said

    def update(self, prediction: Any, target: Any, sample_weight: Any = None) -> None:
        labels = np.asarray(target).astype(np.int64).ravel()
        found = classes_of(prediction, labels)
        for name, each in (("target", labels), ("prediction", found)):
            if each.size and (each.min() < 0 or each.max() >= self.classes):
                wrong = int(each[(each < 0) | (each >= self.classes)][0])
                raise ArgumentError(
                    f"{type(self).__name__}: the {name} {wrong} is not one of the "
                    f"{self.classes} classes"
                )
        weights = weights_of(sample_weight, labels.size)
        self.counts = self.counts.astype(np.result_type(self.counts, weights))
        np.add.at(self.counts, (labels, found), weights)
        self.named[labels] = self.named[found] = True

    def compute(self) -> Any:
        return self.counts.copy()


class Accuracy(ConfusionMatrix):
    """The share of right answers, 0 to 1."""

    def compute(self) -> float:
        return ratio(float(np.trace(self.counts)), float(self.counts.sum()))


class ClassFigure(ConfusionMatrix):
    """A figure of each class, averaged. `average`: "macro" over the classes, "weighted" by their
    rows, "micro" over all rows, "binary" that of class 1, "none" all of them; by default "binary"
    of two classes and "macro" of more. `zero_division` stands where nothing is divided by nothing.
    The finished meters are Precision, Recall and FBeta."""

    def __init__(
        self, classes: int = 2, average: str | None = None, *, zero_division: float = 0.0
    ) -> None:
        self.zero_division = zero_division
        self.average = ("binary" if classes == 2 else "macro") if average is None else average
        if self.average not in {*AVERAGES, "none"}:
            raise ArgumentError(
                f"{type(self).__name__}: there is no average {average!r}",
                fix=f"use {', '.join(AVERAGES)} or none",
            )
        if self.average == "binary" and classes != 2:
            raise ArgumentError(f"{type(self).__name__}: binary needs 2 classes, not {classes}")
        super().__init__(classes)

    @abstractmethod
    def figure(self, hits: Any, said: Any, true: Any) -> Any:
        """The figure from right answers, answers and rows of a class."""

    def compute(self) -> Any:
        hits, said, true = np.diag(self.counts), self.counts.sum(0), self.counts.sum(1)
        if self.average == "micro":
            return float(self.figure(*(np.array([x.sum()]) for x in (hits, said, true)))[0])
        each = self.figure(hits, said, true)
        if self.average == "none":
            return each
        if self.average == "binary":
            return float(each[1])
        seen = self.named  # a class that is neither there nor said does not count
        if self.average == "macro":
            return float(each[seen].mean()) if seen.any() else self.zero_division
        return float((each * true).sum() / true.sum()) if true.any() else self.zero_division


class Precision(ClassFigure):
    """The share of right answers among those that name a class.

    >>> Precision()([1, 1, 0, 1], [1, 0, 0, 1])
    0.6666666666666666
    """

    def figure(self, hits: Any, said: Any, true: Any) -> Any:
        return divided(hits, said, self.zero_division)


class Recall(ClassFigure):
    """The share of a class's rows that are found.

    >>> Recall()([1, 1, 0, 0], [1, 0, 1, 1])
    0.3333333333333333
    """

    def figure(self, hits: Any, said: Any, true: Any) -> Any:
        return divided(hits, true, self.zero_division)


class FBeta(ClassFigure):
    """The weighted harmonic mean of precision and recall, recall counting `beta` times as much.

    >>> FBeta()([1, 1, 0, 0], [1, 0, 1, 1])
    0.4
    """

    def __init__(
        self, classes: int = 2, average: str | None = None, *, beta: float = 1.0, **options: float
    ) -> None:
        self.beta = beta
        super().__init__(classes, average, **options)

    def figure(self, hits: Any, said: Any, true: Any) -> Any:
        square = self.beta**2
        return divided((1 + square) * hits, square * true + said, self.zero_division)


class TopK(Meter):
    """The share of rows whose class is among the `k` with the highest scores.

    >>> TopK(2)([[0.1, 0.2, 0.7], [0.8, 0.1, 0.0]], [1, 2])
    0.5
    """

    def __init__(self, k: int) -> None:
        if k < 1:
            raise ArgumentError(f"TopK: k is 1 or more, not {k}")
        self.k = k
        super().__init__()

    def reset(self) -> None:
        self.right, self.rows = 0.0, 0.0

    def update(self, prediction: Any, target: Any, sample_weight: Any = None) -> None:
        scores, labels = rows_of("TopK", prediction, target)
        own = np.take_along_axis(scores, labels[:, None], -1)
        # A score that is NaN is below nothing, and its row never right.
        weights = weights_of(sample_weight, labels.size)
        self.right += float((((~(scores <= own)).sum(-1) < self.k) * weights).sum())
        self.rows += float(weights.sum())

    def compute(self) -> float:
        return ratio(self.right, self.rows)


class Perplexity(Meter):
    """exp of the mean of minus the logarithm of the probability of what was right, from scores
    (..., classes); rows whose target is `ignore_index` do not count. NaN of no rows.

    >>> round(Perplexity()([[0.0, 0.0], [0.0, 0.0]], [0, 1]), 6)
    2.0
    """

    def __init__(self, ignore_index: int = -100) -> None:
        self.ignore_index = ignore_index
        super().__init__()

    def reset(self) -> None:
        self.total, self.rows = 0.0, 0.0

    def update(self, prediction: Any, target: Any, sample_weight: Any = None) -> None:
        counted = np.asarray(target).astype(np.int64).ravel() != self.ignore_index
        weights = weights_of(sample_weight, counted.size)[counted]
        scores, labels = rows_of("Perplexity", prediction, target, self.ignore_index)
        own = np.take_along_axis(scores, labels[:, None], -1)[:, 0]
        self.total += float(((np.logaddexp.reduce(scores, axis=-1) - own) * weights).sum())
        self.rows += float(weights.sum())

    def compute(self) -> float:
        if not self.rows:
            return math.nan
        with np.errstate(over="ignore"):  # a network far off: infinity says so
            return float(np.exp(self.total / self.rows))


class BLEU(Meter):
    """How much sentences share their runs of up to `order` words with references (Papineni et al.,
    2002), 0 to 1. Predictions are lists of words, targets lists of references for each.

    >>> BLEU()([["the", "cat", "is", "on", "the", "mat"]],
    ...        [[["the", "cat", "is", "on", "the", "mat"]]])
    1.0
    """

    def __init__(self, order: int = 4) -> None:
        self.order = order
        super().__init__()

    def reset(self) -> None:
        self.matched, self.said = [0] * self.order, [0] * self.order
        self.length = self.wanted = 0

    def update(self, prediction: Any, target: Any, sample_weight: Any = None) -> None:
        weights = weights_of(sample_weight, len(prediction)).tolist()
        for words, references, weight in zip(prediction, target, weights, strict=True):
            if isinstance(words, str) or not references or isinstance(references[0], str):
                raise ArgumentError(
                    "BLEU: a prediction is a list of words, its target a list of such lists",
                    given=f"{words!r} and {references!r}",
                    fix="split sentences, and put a single reference into a list: [reference]",
                )
            nearest = min((abs(len(r) - len(words)), len(r)) for r in references)[1]
            self.length += weight * len(words)
            self.wanted += weight * nearest
            for n in range(1, self.order + 1):
                said, most = runs(words, n), Counter()
                for reference in references:
                    most |= runs(reference, n)
                self.matched[n - 1] += weight * (said & most).total()
                self.said[n - 1] += weight * said.total()

    def compute(self) -> float:
        if not self.length or not all(self.matched):
            return 0.0
        logs = (math.log(m / s) for m, s in zip(self.matched, self.said, strict=True))
        brevity = min(0.0, 1 - self.wanted / self.length)
        return math.exp(brevity + sum(logs) / self.order)


def runs(words: Sequence[str], n: int) -> Counter:
    """How often each run of `n` words occurs."""
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def rows_of(
    asked: str, prediction: Any, target: Any, ignored: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Scores (n, classes), float64, and labels (n,), of rows whose label is not `ignored`; any
    axes before the classes are rows. A label that is no class is refused."""
    scores, labels = np.asarray(prediction, np.float64), np.asarray(target).astype(np.int64).ravel()
    if scores.ndim < 2 or math.prod(scores.shape[:-1]) != labels.size:
        raise ShapeError(
            f"{asked}: scores (n, classes) are needed for targets (n,)",
            given=f"{scores.shape} and {np.shape(target)}",
        )
    scores = scores.reshape(-1, scores.shape[-1])
    if ignored is not None:
        scores, labels = scores[labels != ignored], labels[labels != ignored]
    outside = labels[(labels < 0) | (labels >= scores.shape[-1])]
    if outside.size:
        raise ArgumentError(
            f"{asked}: the target {outside[0]} is not one of the {scores.shape[-1]} classes"
        )
    return scores, labels


def weights_of(sample_weight: Any, rows: int) -> np.ndarray:
    """What each row counts for: once, or as given."""
    if sample_weight is None:
        return np.ones(rows, np.int64)
    found = np.asarray(sample_weight)
    if found.size != rows:
        raise ShapeError(
            "sample_weight: one number is needed for each row", given=f"{found.shape} for {rows}"
        )
    return found.ravel().astype(np.int64 if found.dtype.kind in "iub" else np.float64)


def divided(above: np.ndarray, below: np.ndarray, nothing: float) -> np.ndarray:
    """The quotient, `nothing` where the divisor is 0."""
    return np.divide(above, below, out=np.full(len(below), float(nothing)), where=below != 0)


def ratio(above: float, below: float) -> float:
    """The quotient, 0 where the divisor is 0."""
    return above / below if below else 0.0
