"""Metrics of how rows are ranked by their scores, fed batch by batch as those of `meters`."""

import math
from typing import Any

import numpy as np

from pellucid.core.errors import ShapeError, StateError
from pellucid.train.meters import Meter, divided, weights_of


class Ranked(Meter):
    """Scores and truths, kept to be ranked. The finished meters are AUC and AveragePrecision.

    Scores are (n,) or, of two classes, (n, 2): then the second less the first counts.
    """

    def reset(self) -> None:
        self.scores: list[np.ndarray] = []
        self.truths: list[np.ndarray] = []
        self.weights: list[np.ndarray] = []

    def update(self, prediction: Any, target: Any, sample_weight: Any = None) -> None:
        scores, truths = np.asarray(prediction, np.float64), np.asarray(target)
        if scores.ndim == 2 and scores.shape[1] == 2:
            scores = scores[:, 1] - scores[:, 0]
        if scores.size != truths.size:
            raise ShapeError(
                f"{type(self).__name__}: one score is needed for each target",
                given=f"{scores.shape} and {truths.shape}",
            )
        self.scores.append(scores.ravel())
        self.truths.append(truths.ravel() > 0)
        self.weights.append(weights_of(sample_weight, scores.size))

    def ranking(self) -> tuple[np.ndarray, np.ndarray]:
        """The weight of right and of wrong ones among the rows at or above each different score,
        from the top."""
        if not self.scores:
            raise StateError(f"{type(self).__name__}: nothing was counted yet")
        scores, truths, weights = map(np.concatenate, (self.scores, self.truths, self.weights))
        if not scores.size:
            return np.zeros(1, np.int64), np.zeros(1, np.int64)
        order = np.argsort(-scores, kind="stable")
        ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, [True]))
        right = np.cumsum((truths * weights)[order])[ends]
        return right, np.cumsum((~truths * weights)[order])[ends]


class AUC(Ranked):
    """The area under the curve of true against false positives: the chance that a yes is ranked
    above a no. NaN where there are only yes or only no.

    >>> AUC()([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
    0.75
    """

    def compute(self) -> float:
        right, wrong = (np.append(0, x) for x in self.ranking())
        if not right[-1] or not wrong[-1]:
            return math.nan
        return float(np.trapezoid(right / right[-1], wrong / wrong[-1]))


class AveragePrecision(Ranked):
    """The precision at each yes, averaged: the area under the curve of precision and recall.

    >>> round(AveragePrecision()([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 4)
    0.8333
    """

    def compute(self) -> float:
        right, wrong = self.ranking()
        if not right[-1]:
            return math.nan
        gained = np.diff(np.append(0, right)) / right[-1]
        return float((gained * divided(right, right + wrong, 0.0)).sum())


class MeanAveragePrecision(Meter):
    """The mean over the classes of AveragePrecision of each against the others, from scores (n,
    classes); truths are classes (n,) or, of several labels, (n, classes)."""

    def __init__(self, classes: int) -> None:
        self.classes = classes
        super().__init__()

    def reset(self) -> None:
        self.meters = [AveragePrecision() for _ in range(self.classes)]

    def update(self, prediction: Any, target: Any, sample_weight: Any = None) -> None:
        scores, truths = np.asarray(prediction), np.asarray(target)
        if scores.ndim != 2 or scores.shape[1] != self.classes:
            raise ShapeError(
                f"MeanAveragePrecision: scores are (n, {self.classes})", given=f"{scores.shape}"
            )
        if truths.ndim == 1:
            truths = truths[:, None] == np.arange(self.classes)
        for place, meter in enumerate(self.meters):
            meter.update(scores[:, place], truths[:, place], sample_weight)

    def compute(self) -> float:
        each = np.array([meter.compute() for meter in self.meters])
        return float(np.nanmean(each)) if not np.isnan(each).all() else math.nan
