"""Windows over an axis of an array: what texts, sounds, films and series are cut into."""

import numpy as np

from pellucid.core.errors import ArgumentError, DataError


def window_starts(steps: int, length: int, step: int | None = None) -> np.ndarray:
    """Where windows of `length` begin, every `step` (by default side by side), none beyond the end:
    int64.

    >>> window_starts(10, 4, 3).tolist()
    [0, 3, 6]
    """
    if length < 1 or (step is not None and step < 1):
        raise ArgumentError("a window and its step are 1 or more", given=f"{length}, {step}")
    return np.arange(0, steps - length + 1, step or length)


def windows(x: np.ndarray, length: int, step: int | None = None, axis: int = 0) -> np.ndarray:
    """Windows of `length` along an axis, the first axis counting them: (n, ..., length, ...).

    They begin every `step`, by default side by side; a rest that fills no window is left out.
    DataError where there is none.

    >>> windows(np.arange(7), 3, 2).tolist()
    [[0, 1, 2], [2, 3, 4], [4, 5, 6]]
    >>> windows(np.zeros((2, 100)), 30, axis=1).shape
    (3, 2, 30)
    """
    x = np.asarray(x)
    starts = window_starts(x.shape[axis], length, step)
    if not len(starts):
        raise DataError(f"{x.shape[axis]:,} steps have no window of {length:,}")
    axis %= x.ndim
    found = np.lib.stride_tricks.sliding_window_view(x, length, axis)
    chosen = np.moveaxis(found, -1, axis + 1).take(starts, axis)
    return np.moveaxis(chosen, axis, 0)


def windows_at(x: np.ndarray, origins: np.ndarray, begin: int, end: int) -> np.ndarray:
    """What lies from `begin` up to `end` steps after each of the origins, (n, end - begin, ...).

    >>> windows_at(np.arange(10), np.array([3, 8]), -2, 1).tolist()
    [[1, 2, 3], [6, 7, 8]]
    """
    return x[np.asarray(origins)[:, None] + np.arange(begin, end)]
