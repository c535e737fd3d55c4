"""Does one column alone give the target away?"""

import numpy as np

from pellucid.data.tables.tables import Column

LEAST_ROWS = 50
LEAST_ROWS_OF_CLASS = 5
LEAST_ROWS_OF_LEVEL = 5
# A linear or rank correlation this close to 1 is a copy in another unit.
COPY = 0.99999
MOST_ROWS = 200_000


def gives_target_away(feature: Column, target: Column, task: str) -> bool:
    """Whether `feature` predicts `target` without error: a renamed class, a cut-off, the same
    number rescaled, or cells that are missing for one class only.
    """
    step = max(1, len(feature) // MOST_ROWS)
    answered = np.flatnonzero(~target.missing)[::step]
    if task != "regression" and len(answered) >= LEAST_ROWS:
        gaps = feature.missing[answered].astype(np.float64)
        if np.ptp(gaps) > 0 and explains_class(gaps, target.values[answered], nominal=True):
            return True
    known = np.flatnonzero(~feature.missing & ~target.missing)[::step]
    if len(known) < LEAST_ROWS or len(known) * step < len(feature) // 2:
        return False
    values = feature.values[known]
    answers = target.values[known]
    values = values.astype(np.int64) if feature.kind == "date" else values
    if task == "regression":
        return explains_number(values, answers, feature.kind == "text")
    return explains_class(values, answers, feature.kind == "text")


def explains_class(values: np.ndarray, answers: np.ndarray, nominal: bool) -> bool:
    """Whether equal values always have one class, and, for numbers, each class is one interval."""
    classes, codes, counts = np.unique(answers, return_inverse=True, return_counts=True)
    if len(classes) < 2 or np.sort(counts)[-2] < LEAST_ROWS_OF_CLASS:
        return False
    order = np.lexsort((codes, values))
    values, codes = values[order], codes[order]
    same_value = values[1:] == values[:-1]
    change = codes[1:] != codes[:-1]
    if (same_value & change).any():
        return False
    if nominal:
        return len(values) >= LEAST_ROWS_OF_LEVEL * (1 + int(np.count_nonzero(~same_value)))
    return int(change.sum()) == len(classes) - 1


def explains_number(values: np.ndarray, answers: np.ndarray, nominal: bool) -> bool:
    """Whether a number is a copy of the target in another unit, or each category has one value of
    the target.
    """
    if np.ptp(answers) == 0 or np.ptp(values) == 0:
        return False
    if nominal:
        levels, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
        means = np.bincount(codes, answers) / counts
        left = np.square(answers - means[codes]).mean()
        return len(values) >= LEAST_ROWS_OF_LEVEL * len(levels) and bool(
            left < (1 - COPY) * answers.var()
        )
    values = (values - values.mean()) / (np.abs(values).max() or 1)
    return abs(correlation(values, answers)) > COPY or (
        len(np.unique(values)) > LEAST_ROWS
        and abs(correlation(ranks(values), ranks(answers))) > COPY
    )


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's correlation, 0 where one of them does not vary."""
    a, b = a - a.mean(), (b - b.mean()) / (np.abs(b).max() or 1)
    size = np.sqrt(np.dot(a, a) * np.dot(b, b))
    return float(np.dot(a, b) / size) if size > 0 else 0.0


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks as float64, equal values sharing their mean rank."""
    _, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2.0)[codes]
