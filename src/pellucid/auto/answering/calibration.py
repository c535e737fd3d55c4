"""From the outputs of a classifier to probabilities that mean what they say."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LOWEST, HIGHEST = 0.02, 50.0  # temperatures beyond these change no probability one would act on
SEARCH_STEPS = 48  # each narrows the interval by the golden ratio, together far below rounding
GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True)
class Calibration:
    """Probabilities are softmax(logits / temperature), mixed with `floor` of the even answer.

    The mixture keeps a few rows of validation that were all answered rightly from promising
    certainty.

    >>> Calibration(2.0, 0.1).probabilities(np.array([[4.0, 0.0]])).round(3).tolist()
    [[0.843, 0.157]]
    """

    temperature: float = 1.0
    floor: float = 0.0

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        """Float64 (n, classes); each row sums to 1."""
        z = logits.astype(np.float64) / self.temperature
        powers = np.exp(z - z.max(axis=1, keepdims=True, initial=-np.inf))
        even = powers / powers.sum(axis=1, keepdims=True)
        return (1.0 - self.floor) * even + self.floor / logits.shape[1]


def fit_calibration(
    logits: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None
) -> Calibration:
    """The temperature with the lowest log loss on rows of validation: logits (n, classes), codes,
    weights whose mean is 1.

    Temperature scaling: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks"
    (2017). The even answer has the weight of one more row, and so has the wish that the temperature
    be near 1: where rows are few and all right, nothing else would keep it from zero. Without rows
    nothing is changed.
    """
    if not len(labels):
        return Calibration()
    rows, floor = np.arange(len(labels)), 1.0 / (len(labels) + 1)
    weights = np.ones(len(labels)) if weights is None else weights

    def loss(log_temperature: float) -> float:
        found = Calibration(math.exp(log_temperature), floor).probabilities(logits)
        wish = log_temperature**2 / 2.0  # minus the log of a normal density
        return float(-(weights * np.log(found[rows, labels])).sum()) + wish

    return Calibration(math.exp(lowest_place(loss)), floor)


def lowest_place(loss: Callable[[float], float]) -> float:
    """Where a function of one valley is lowest between the logarithms of LOWEST and HIGHEST."""
    low, high = math.log(LOWEST), math.log(HIGHEST)
    for _ in range(SEARCH_STEPS):
        a, b = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, b) if loss(a) <= loss(b) else (a, high)
    return (low + high) / 2.0
