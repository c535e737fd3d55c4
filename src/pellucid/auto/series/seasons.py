"""How long a season is: after how many steps a series looks like itself again."""

from collections.abc import Sequence

import numpy as np

from pellucid.data.sources.grids import DAY, Step

MOST_LAGS = 24  # that an error is the mean of
LEAST_GAIN = 0.9  # of the error of repeating the last value, which repeating a season must reach


def candidates(step: Step) -> tuple[int, ...]:
    """Season lengths that people and nature follow, in steps."""
    if step.kind == "months":
        return tuple({max(1, round(12 / step.size))})
    if step.kind == "time":
        spans = (3_600_000_000, DAY, 7 * DAY, 365.25 * DAY)
        return tuple(round(span / step.size) for span in spans if span / step.size >= 2)
    return (4, 5, 7, 11, 12, 24, 52)


def season_of(values: Sequence[np.ndarray], step: Step, horizon: int, most: int) -> int:
    """The season with which repeating it errs least over a horizon, at most `most` steps; 1, which
    repeats the last value, where no season is clearly better.

    >>> season_of([np.arange(60) % 12.0], Step("months", 1.0), 6, 20)
    12
    """
    scores = {1: LEAST_GAIN * repeating_error(values, 1, horizon)}
    for length in candidates(step):
        if 1 < length <= most:
            scores[length] = repeating_error(values, length, horizon)
    return min(scores, key=lambda length: scores[length])


def repeating_error(values: Sequence[np.ndarray], length: int, horizon: int) -> float:
    """The mean distance of a horizon to the season before it, repeated, in deviations of each
    series."""
    ahead = np.unique(np.linspace(1, horizon, min(horizon, MOST_LAGS)).round().astype(int))
    found = []
    for series in values:
        for lag in (-(-ahead // length) * length).tolist():
            if len(series) > lag:
                gap = np.abs(series[lag:] - series[:-lag]).mean()
                found.append(gap / (series.std() + 1e-12))
    return float(np.mean(found)) if found else np.inf


def seasonal_naive(history: np.ndarray, season: int, horizon: int) -> np.ndarray:
    """The last season again and again: (..., steps) to (..., horizon).

    >>> seasonal_naive(np.array([1.0, 2.0, 3.0]), 2, 3).tolist()
    [2.0, 3.0, 2.0]
    """
    places = history.shape[-1] - season + np.arange(horizon) % season
    return history[..., places]
