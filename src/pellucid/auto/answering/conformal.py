"""Intervals and sets of classes that hold the truth as often as they promise.

Each answer for a row that its network has not seen gets a number that says how strange the truth
was to it; what a new answer may be strange by is a quantile of those (split and cross-conformal
prediction: Vovk, Gammerman and Shafer, "Algorithmic learning in a random world", 2005; Vovk,
"Cross-conformal predictors", 2015).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pellucid.core.errors import ArgumentError

KNOTS = 400  # the quantiles that are kept
COVERAGE = 0.9


@dataclass(frozen=True)
class Conformal:
    """`strangeness`: its quantiles at equal distances from 0 to 1; empty where nothing is known.
    `rows`: how many rows they come from.

    >>> rows = Conformal(tuple(float(k) for k in range(101)), rows=1000)
    >>> round(rows.reach(0.9), 1)
    90.1
    """

    strangeness: tuple[float, ...] = ()
    rows: int = 0

    @lru_cache(maxsize=64)  # noqa: B019 (few and small)
    def reach(self, coverage: float) -> float:
        """How strange the truth is at most, in a share `coverage` of rows: infinite when there are
        too few rows to tell. ArgumentError for a coverage that is not between 0 and 1.
        """
        if not 0.0 < coverage < 1.0:
            raise ArgumentError(
                f"a coverage lies between 0 and 1, not {coverage}", fix="such as 0.9"
            )
        level = coverage * (self.rows + 1) / self.rows if self.rows else math.inf
        if level > 1.0:
            return math.inf
        return float(np.interp(level, np.linspace(0, 1, len(self.strangeness)), self.strangeness))


def fit_conformal(
    unseen: np.ndarray, together: np.ndarray | None = None, apart: np.ndarray | None = None
) -> Conformal:
    """From the strangeness of rows to the network that has not seen them.

    Several networks together answer better than each alone, so that intervals from `unseen` would
    be too wide. How much better is measured on rows that none has seen: `together` is their
    strangeness to all of them, `apart` that to each. The difference of these two distributions,
    which is known far better than either, is added to that of `unseen`.
    """
    if not len(unseen):
        return Conformal()
    places = np.sort(unseen)
    reached = np.arange(1, len(places) + 1) / len(places)
    if together is not None and apart is not None and len(together):
        gain = shares_below(together, places) - shares_below(apart.ravel(), places)
        reached = np.maximum.accumulate(reached + gain)
    levels = np.linspace(0, 1, KNOTS + 1)
    found = np.searchsorted(reached, levels - 1e-12).clip(0, len(places) - 1)
    return Conformal(tuple(places[found].astype(float).tolist()), len(unseen))


def shares_below(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The share of values that are at most each place."""
    return np.searchsorted(np.sort(values), places, side="right") / len(values)


def strangeness_of(scores: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """How strange the truth is to scores: 1 - the probability of the true class (Sadinle, Lei and
    Wasserman, "Least ambiguous set-valued classifiers", 2019), or how far a number is away. Of
    quantiles, how far it lies outside the lowest and the highest (Romano, Patterson and Candès,
    "Conformalized quantile regression", 2019).
    """
    if scores.ndim == 1:
        return np.abs(scores - truth)
    if truth.dtype.kind == "f":
        ordered = np.sort(scores, axis=1)
        return np.maximum(ordered[:, 0] - truth, truth - ordered[:, -1])
    return 1.0 - np.take_along_axis(scores, truth[:, None], axis=1)[:, 0]
