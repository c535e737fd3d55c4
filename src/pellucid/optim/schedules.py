"""Schedules as functions of progress: what to multiply a rate with when the share `t` of the
training is done.

They take numbers or tensors, so that a captured step can compute its own rates. Both are those
of RealMLP (Holzmüller et al., 2024).
"""

import math
from typing import Any

from pellucid.tensor.functions.namespace import cos, log2, maximum
from pellucid.tensor.tensor import Tensor


def coslog4(t: Any) -> Any:
    """(1 - cos(2 pi log2(1 + 15 t))) / 2: four waves, each twice as long as the one before; 0 at
    t = 0, 1/15, 3/15, 7/15 and 1.

    >>> round(coslog4(1 / 15), 6), round(coslog4((2**1.5 - 1) / 15), 6)
    (0.0, 1.0)
    """
    if isinstance(t, Tensor):
        return (1 - cos(log2(t * 15 + 1) * (2 * math.pi))) * 0.5
    return (1 - math.cos(2 * math.pi * math.log2(1 + 15 * t))) / 2


def flat_cos(t: Any) -> Any:
    """1 for the first half, then (1 + cos(pi (2 t - 1))) / 2, which ends at 0.

    >>> flat_cos(0.25), round(flat_cos(0.75), 6), round(flat_cos(1.0), 6)
    (1.0, 0.5, 0.0)
    """
    if isinstance(t, Tensor):
        return (cos((maximum(t * 2, 1.0) - 1) * math.pi) + 1) * 0.5
    return (1 + math.cos(math.pi * (max(1.0, 2 * t) - 1))) / 2
