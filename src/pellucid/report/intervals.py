"""95 % intervals in closed form, so that a report needs no random numbers to say how sure it is."""

import math

import numpy as np

NORMAL_QUANTILE = (
    1.959963984540054  # the normal distribution lies within +- this with probability 0.95
)


def student_quantile(freedom: int) -> float:
    """The 97.5 % point of Student's t for that many degrees of freedom (at least 1).

    Exact for 1 and 2; otherwise the expansion around the normal quantile (Abramowitz and Stegun
    26.7.5), within 0.8 % from 3 degrees on.

    >>> round(student_quantile(10), 3)
    2.228
    """
    if freedom == 1:
        return math.tan(math.pi * 0.475)
    if freedom == 2:
        return 0.95 * math.sqrt(2 / (1 - 0.95**2))
    z = NORMAL_QUANTILE
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))


def wilson_interval(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a proportion, `hits` of `n` (Wilson 1927); sound for few rows and near 0
    and 1.

    >>> [round(end, 3) for end in wilson_interval(67, 69)]
    [0.9, 0.992]
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, NORMAL_QUANTILE**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = NORMAL_QUANTILE * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    return low, 1.0 if hits == n else min(1.0, centre + half)


def mean_interval(values: np.ndarray) -> tuple[float, float]:
    """The 95 % t interval of the mean of independent values; (NaN, NaN) for fewer than two."""
    n = len(values)
    if n < 2:
        return math.nan, math.nan
    half = student_quantile(n - 1) * float(values.std(ddof=1)) / math.sqrt(n)
    mean = float(values.mean())
    return mean - half, mean + half


def ratio_interval(top: np.ndarray, bottom: np.ndarray) -> tuple[float, float]:
    """The 95 % interval of sum(top) / sum(bottom) for non-negative pairs, by the delta method on
    the log scale.

    The log of a ratio of two means moves by `top/mean(top) - bottom/mean(bottom)` per row; its
    spread gives the interval, which therefore never leaves the positive numbers. (NaN, NaN) for
    fewer than three rows or a zero bottom.
    """
    n, above, below = len(top), float(top.mean()), float(bottom.mean())
    if n < 3 or below == 0:
        return math.nan, math.nan
    if above == 0:
        return 0.0, 0.0
    influence = top / above - bottom / below
    half = student_quantile(n - 1) * float(influence.std(ddof=1)) / math.sqrt(n)
    ratio = above / below
    # exp overflows beyond 700: such an interval says "anything", which infinity says too
    return ratio * math.exp(-half), ratio * math.exp(half) if half < 700 else math.inf
