"""How good the scores of classes are."""

import math

import numpy as np


def judged(scores: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Cross-entropy and the share of wrong classes of scores (n, classes) for codes (n,); NaN where
    there are no rows.

    >>> judged(np.array([[2.0, 2.0], [0.0, 50.0]]), np.array([0, 1]))[1]
    0.0
    """
    if not len(labels):
        return math.nan, math.nan
    shifted = scores.astype(np.float64) - scores.max(axis=1, keepdims=True)
    given = np.take_along_axis(shifted, labels[:, None], axis=1)[:, 0]
    losses = np.log(np.exp(shifted).sum(axis=1)) - given
    return float(losses.mean()), float(np.mean(scores.argmax(axis=1) != labels))
