"""95 % intervals by resampling the rows: for scores that no formula gives an interval for."""

import math
from collections.abc import Callable

import numpy as np

MOST_DRAWS = 400
FEWEST_DRAWS = 60
MOST_WEIGHTS = 4_000_000  # rows times draws: what one or two dozen milliseconds can sum

Score = Callable[[np.ndarray], np.ndarray]
"""Weights (draws, rows) in; a score for each draw out, (draws,)."""


def draws_of(rows: int, *, seed: int = 0) -> np.ndarray:
    """How often each row is in each of many samples drawn with replacement: float64 (draws, rows).

    Efron's bootstrap (1979). Fewer samples are drawn of many rows, whose intervals are narrow.
    """
    draws = int(np.clip(MOST_WEIGHTS // max(rows, 1), FEWEST_DRAWS, MOST_DRAWS))
    random = np.random.default_rng(seed)
    counts = np.zeros((draws, rows))
    for place in range(draws):
        counts[place] = np.bincount(random.integers(0, rows, rows), minlength=rows)
    return counts


def interval_of(scores: np.ndarray) -> tuple[float, float]:
    """Between which two of the scores 95 % of them lie; NaN twice when fewer than half are numbers.

    >>> interval_of(np.arange(1001.0))
    (25.0, 975.0)
    """
    known = scores[np.isfinite(scores)]
    if 2 * len(known) < len(scores) or not len(known):
        return math.nan, math.nan
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(high)


def mean_score(values: np.ndarray) -> Score:
    """The score that is the mean of a value of each row."""
    return lambda weights: weights @ values / weights.sum(axis=1)


def explained_score(truth: np.ndarray, predicted: np.ndarray) -> Score:
    """R² as a score of weighted rows; NaN for a draw whose true values are all equal."""
    error = (truth - predicted) ** 2
    around = truth - truth.mean()  # nearer zero, so that squares lose no digits
    return lambda weights: _explained(weights, around, error)


def _explained(weights: np.ndarray, truth: np.ndarray, error: np.ndarray) -> np.ndarray:
    rows = weights.sum(axis=1)
    spread = weights @ truth**2 - (weights @ truth) ** 2 / rows
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, 1 - (weights @ error) / spread, np.nan)
