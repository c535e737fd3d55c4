"""Resampling along one axis as a matrix (new, old): what each old element weighs in a new one."""

import math
from collections.abc import Callable

import numpy as np

KEYS, KEYS_SMOOTH = -0.75, -0.5  # the slope of the cubic (Keys, 1981) at 1, as in PyTorch


def lines(old: int, new: int, factor: float | None, align_corners: bool) -> np.ndarray:
    """On lines between neighbours.

    >>> lines(2, 3, None, align_corners=True).tolist()
    [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    """
    places = np.maximum(middles(old, new, factor, align_corners), 0)
    return weighed(old, places, lambda far: np.maximum(1 - far, 0), (0, 1))


def cubics(old: int, new: int, factor: float | None, align_corners: bool) -> np.ndarray:
    """On cubic curves through four neighbours; beyond the ends stand the last elements.

    >>> cubics(4, 4, None, align_corners=False).tolist() == np.eye(4).tolist()
    True
    """
    places = middles(old, new, factor, align_corners)
    return weighed(old, places, lambda far: cubic(far, KEYS), (-1, 0, 1, 2))


def middles(old: int, new: int, factor: float | None, align_corners: bool) -> np.ndarray:
    """Where the new elements lie among the old ones."""
    if align_corners:
        return np.arange(new) * ((old - 1) / max(new - 1, 1))
    return (np.arange(new) + 0.5) * (old / new if factor is None else 1 / factor) - 0.5


def weighed(
    old: int, places: np.ndarray, curve: Callable[[np.ndarray], np.ndarray], taps: tuple[int, ...]
) -> np.ndarray:
    """The weights of the neighbours at `taps` by their distance."""
    first, found = np.floor(places).astype(np.int64), np.zeros((len(places), old))
    for tap in taps:
        share = curve(np.abs(places - (first + tap)))
        np.add.at(found, (np.arange(len(places)), (first + tap).clip(0, old - 1)), share)
    return found


def cubic(far: np.ndarray, slope: float) -> np.ndarray:
    """The curve of Keys at a distance."""
    near = ((slope + 2) * far - (slope + 3)) * far * far + 1
    outer = (((far - 5) * far + 8) * far - 4) * slope
    return np.where(far <= 1, near, np.where(far < 2, outer, 0.0))


def smooth(mode: str, old: int, new: int, factor: float | None, align_corners: bool) -> np.ndarray:
    """The same where a picture made smaller is smoothed: the curve is as wide as a new element, and
    the weights sum to 1."""
    if align_corners:
        step = (old - 1) / (new - 1) if new > 1 else 0.0
    else:
        step = old / new if factor is None else 1 / factor
    wide, reach = max(step, 1.0), (2 if mode == "bicubic" else 1) * max(step, 1.0)
    found = np.zeros((new, old))
    for place in range(new):
        centre = step * (place + 0.5)
        start = max(math.floor(centre - reach + 0.5), 0)
        inside = np.arange(start, min(math.floor(centre + reach + 0.5), old))
        far = np.abs((inside - centre + 0.5) / wide)
        share = cubic(far, KEYS_SMOOTH) if mode == "bicubic" else np.maximum(1 - far, 0)
        found[place, inside] = share / share.sum()
    return found
