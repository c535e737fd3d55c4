"""How wrong answers are, by the measure that a user asked for: the lower the better."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pellucid.auto.columns.objectives import Objective
from pellucid.core.errors import ArgumentError

Wrong = Callable[[np.ndarray, np.ndarray, np.ndarray], float]
LEAST_SHARE = 1e-15


@dataclass(frozen=True)
class Metric:
    """`wrong`: from scores, answers and weights of rows to a number that should be low. `shown`
    turns it into the figure that people know by this name. Scores are probabilities (n, classes) or
    (n, labels), or numbers (n,), or (n, quantiles).
    """

    name: str
    needs: str  # "shares", "labels", "numbers", "several numbers" or "quantiles"
    wrong: Wrong
    is_share: bool = False  # people know it as 1 - wrong
    sure: bool = True  # learned with smoothed labels; measures of probabilities are not

    def shown(self, wrong: float) -> float:
        """The figure as people know it."""
        return 1.0 - wrong if self.is_share else wrong


def mean(values: np.ndarray, weights: np.ndarray) -> float:
    """The weighted mean; the plain one where nothing weighs anything."""
    total = float(weights.sum())
    return float((values * weights).sum() / total) if total > 0 else float(values.mean())


def misses(shares: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """The share of wrong classes."""
    return mean((shares.argmax(1) != y).astype(np.float64), weights)


def missed_classes(shares: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """The share of wrong classes, every class counting alike."""
    wrong = (shares.argmax(1) != y).astype(np.float64)
    return float(np.mean([mean(wrong[y == c], weights[y == c]) for c in np.unique(y)]))


def surprise(shares: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """The mean of minus the logarithm of the true class's probability."""
    own = np.take_along_axis(shares, y[:, None], axis=1)[:, 0]
    return mean(-np.log(np.maximum(own, LEAST_SHARE)), weights)


def misranked(shares: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """1 - the area under the ROC curve; of several classes, the mean of each against the rest."""
    classes = range(1, 2) if shares.shape[1] == 2 else range(shares.shape[1])
    areas = [area(shares[:, c], y == c, weights) for c in classes]
    known = [a for a in areas if not math.isnan(a)]
    return 1.0 - float(np.mean(known)) if known else 0.5


def area(score: np.ndarray, positive: np.ndarray, weights: np.ndarray) -> float:
    """The weighted area under the ROC curve, ties counting half; NaN with one class only."""
    _, place = np.unique(score, return_inverse=True)
    with_, without = (np.bincount(place, weights * part) for part in (positive, ~positive))
    if not with_.sum() or not without.sum():
        return math.nan
    below = np.cumsum(without) - without / 2
    return float((with_ * below).sum() / (with_.sum() * without.sum()))


def unbalanced(shares: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """1 - F1 of the second of two classes; of several, the mean over classes."""
    found = shares.argmax(1)
    scores = []
    for c in range(1, 2) if shares.shape[1] == 2 else range(shares.shape[1]):
        hits = float(weights[(found == c) & (y == c)].sum())
        both = float(weights[found == c].sum() + weights[y == c].sum())
        scores.append(2 * hits / both if both else 0.0)
    return 1.0 - float(np.mean(scores))


def levels_apart(shares: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """By how many levels the median level misses, on average."""
    return mean(np.abs(median_level(shares) - y).astype(np.float64), weights)


def median_level(shares: np.ndarray) -> np.ndarray:
    """The first level at which half of the probability is reached."""
    return (np.cumsum(shares, axis=1) < 0.5).sum(axis=1).clip(0, shares.shape[1] - 1)


def root_square(found: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """The root of the mean squared error."""
    return math.sqrt(mean((found.astype(np.float64) - y) ** 2, weights))


def absolute(found: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """The mean absolute error."""
    return mean(np.abs(found.astype(np.float64) - y), weights)


def label_surprise(shares: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """The mean over rows and labels of minus the logarithm of what was true of each."""
    own = np.where(y > 0.5, shares, 1.0 - shares)
    return mean(-np.log(np.maximum(own, LEAST_SHARE)).mean(axis=1), weights)


def label_f1(shares: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """1 - the mean over labels of F1, a label counting as 0 that is neither true nor answered."""
    found, true, counts = shares >= 0.5, y > 0.5, weights[:, None]
    hits = (counts * (found & true)).sum(axis=0)
    both = (counts * found).sum(axis=0) + (counts * true).sum(axis=0)
    return 1.0 - float(np.mean(2 * hits / np.where(both > 0, both, 1.0)))


def label_misranked(shares: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """1 - the mean over labels of the area under the ROC curve."""
    areas = [area(shares[:, k], y[:, k] > 0.5, weights) for k in range(y.shape[1])]
    known = [a for a in areas if not math.isnan(a)]
    return 1.0 - float(np.mean(known)) if known else 0.5


def not_all_right(shares: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """The share of rows with a wrong label."""
    return mean(((shares >= 0.5) != (y > 0.5)).any(axis=1).astype(np.float64), weights)


def several_root_square(found: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """The root of the mean squared error over all targets, each in its deviations."""
    return math.sqrt(mean(((found.astype(np.float64) - y) ** 2).mean(axis=1), weights))


def several_absolute(found: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """The mean absolute error over all targets, each in its deviations."""
    return mean(np.abs(found.astype(np.float64) - y).mean(axis=1), weights)


METRICS = (
    Metric("accuracy", "shares", misses, is_share=True),
    Metric("balanced accuracy", "shares", missed_classes, is_share=True),
    Metric("log loss", "shares", surprise, sure=False),
    Metric("AUC", "shares", misranked, is_share=True, sure=False),
    Metric("F1", "shares", unbalanced, is_share=True),
    Metric("levels", "shares", levels_apart),
    Metric("log loss", "labels", label_surprise, sure=False),
    Metric("macro F1", "labels", label_f1, is_share=True),
    Metric("mean AUC", "labels", label_misranked, is_share=True, sure=False),
    Metric("exact match", "labels", not_all_right, is_share=True),
    Metric("RMSE", "numbers", root_square),
    Metric("MAE", "numbers", absolute),
    Metric("RMSE", "several numbers", several_root_square),
    Metric("MAE", "several numbers", several_absolute),
)
NEEDS = {"classes": "shares", "levels": "shares"}  # of an objective; else its own name
DEFAULTS = {
    "classes": "accuracy", "levels": "levels", "labels": "log loss", "numbers": "RMSE",
    "several numbers": "RMSE",
}  # fmt: skip


def metric_for(objective: Objective, asked: str | None = None) -> Metric:
    """The metric that was asked for, or that of the objective. ArgumentError for one that there is
    not, or that does not fit.

    >>> metric_for(Objective("classes"), "auc").name
    'AUC'
    """
    if objective.name == "quantiles":
        if asked is not None:
            raise ArgumentError("quantiles are measured by their own loss", given=repr(asked))
        return pinball(objective.quantiles)
    needs = NEEDS.get(objective.name, objective.name)
    fitting = {plain(metric.name): metric for metric in METRICS if metric.needs == needs}
    name = plain(DEFAULTS[objective.name] if asked is None else asked)
    if name in fitting:
        return fitting[name]
    names = ", ".join(metric.name for metric in fitting.values())
    if name not in {plain(metric.name) for metric in METRICS}:
        raise ArgumentError(f"there is no metric {asked!r}", fix=f"use one of {names}")
    raise ArgumentError(
        f"the metric {asked!r} does not measure {objective.name}", fix=f"use one of {names}"
    )


def plain(name: str) -> str:
    """A name without what people write differently."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def pinball(quantiles: tuple[float, ...]) -> Metric:
    """The mean over quantiles of the pinball loss."""
    shares = np.array(quantiles)

    def wrong(found: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
        apart = y[:, None] - np.sort(found.astype(np.float64), axis=1)
        return mean(np.maximum(apart * shares, apart * (shares - 1)).mean(axis=1), weights)

    return Metric("pinball loss", "quantiles", wrong)


def scores_of(objective: Objective, outputs: np.ndarray) -> np.ndarray:
    """What the metrics measure, of outputs (n, outputs): probabilities, numbers or quantiles."""
    if objective.name == "numbers":
        return outputs[:, 0]
    if objective.name in {"quantiles", "several numbers"}:
        return outputs
    z = outputs.astype(np.float64)
    if objective.name == "labels":
        return 0.5 * (1.0 + np.tanh(z / 2.0))
    powers = np.exp(z - z.max(axis=1, keepdims=True, initial=-np.inf))
    return powers / powers.sum(axis=1, keepdims=True)


def losses_of(objective: Objective, outputs: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The loss of each row, as a course of training shows it: without smoothing."""
    scores = scores_of(objective, outputs)
    if objective.name == "numbers":
        return (scores.astype(np.float64) - y) ** 2
    if objective.name == "quantiles":
        shares, apart = np.array(objective.quantiles), y[:, None] - scores
        return np.maximum(apart * shares, apart * (shares - 1)).sum(axis=1)
    if objective.name == "several numbers":
        return ((scores.astype(np.float64) - y) ** 2).mean(axis=1)
    if objective.name == "labels":
        own = np.where(y > 0.5, scores, 1.0 - scores)
        return -np.log(np.maximum(own, LEAST_SHARE)).mean(axis=1)
    own = np.take_along_axis(scores, y[:, None], axis=1)[:, 0]
    return -np.log(np.maximum(own, LEAST_SHARE))
