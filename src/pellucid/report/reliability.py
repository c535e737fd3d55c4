"""Whether a stated probability means what it says."""

import math
from dataclasses import dataclass

import numpy as np

from pellucid.report.inputs import HeldOut
from pellucid.report.intervals import wilson_interval
from pellucid.report.words import percent

BINS = 10
FEW_ROWS = 50  # below this the distance between stated and true confidence is mostly chance


@dataclass(frozen=True)
class ReliabilityBin:
    """Rows answered with about the same confidence: its mean, the share answered rightly, and a 95
    % interval.
    """

    rows: int
    confidence: float
    right: float
    low: float
    high: float


@dataclass(frozen=True)
class Reliability:
    """Stated confidence against the share of right answers, in bins of equal width that hold any
    rows.

    `error` is the expected calibration error: the mean distance between the two, weighted by rows
    (Naeini, Cooper and Hauskrecht 2015, on the confidence of the answer given).
    """

    bins: tuple[ReliabilityBin, ...]
    error: float
    confidence: float
    accuracy: float
    rows: int

    def sentence(self) -> str:
        """How far the confidence can be believed, and in which direction it errs."""
        gap = self.confidence - self.accuracy
        sure, right = percent(self.confidence), percent(self.accuracy)
        said = f"On average the model is {sure} sure and right {right} of the time"
        low, high = wilson_interval(round(self.accuracy * self.rows), self.rows)
        if low <= self.confidence <= high:
            lean = "no over- or under-confidence can be shown"
        else:
            lean = "it is over-confident" if gap > 0 else "it is more careful than it needs to be"
        few = " (few rows: a rough figure)" if self.rows < FEW_ROWS else ""
        apart = f"stated and true confidence differ by {100 * self.error:.1f} points on average"
        return f"{said}: {lean}; {apart}{few}."

    def __str__(self) -> str:
        return self.sentence()


def reliability_of(held_out: HeldOut, bins: int = BINS) -> Reliability:
    """How the confidence of the answers compares with how often they are right."""
    sure = held_out.predicted.max(axis=1)
    right = held_out.answers == held_out.truth
    place = np.minimum((sure * bins).astype(np.int64), bins - 1)
    groups = [_bin(sure[place == b], right[place == b]) for b in np.unique(place)]
    error = math.fsum(g.rows * abs(g.confidence - g.right) for g in groups) / len(sure)
    return Reliability(tuple(groups), error, float(sure.mean()), float(right.mean()), len(sure))


def _bin(sure: np.ndarray, right: np.ndarray) -> ReliabilityBin:
    low, high = wilson_interval(int(right.sum()), len(right))
    return ReliabilityBin(len(right), float(sure.mean()), float(right.mean()), low, high)
