"""Gradients compared with differences, for functions and rules of one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.differentiation import grad

STEP = 1e-5


@dataclass(frozen=True)
class Slopes:
    """The largest difference between gradients and differences, relative to the largest slope, and
    where it is; true when it is below the tolerance."""

    error: float
    tolerance: float
    argument: int
    place: tuple[int, ...]

    def __bool__(self) -> bool:
        return self.error <= self.tolerance

    def __str__(self) -> str:
        if self:
            return f"gradients are the slopes to {self.error:.1e}"
        return (
            f"the gradient is WRONG by {self.error:.1e} of the largest slope, most at element "
            f"{self.place} of argument {self.argument}"
        )

    __repr__ = __str__


def check_gradients(
    function: Callable[..., Tensor], *arguments: Any, tolerance: float = 1e-6, seed: int = 0
) -> Slopes:
    """Whether the gradients of `function` by its arguments, arrays or tensors of floats, are its
    slopes: differences in double precision, of the result times random weights.

    >>> from pellucid.tensor.functions.namespace import sin
    >>> check_gradients(lambda x, y: sin(x) * y, np.ones(3), np.arange(3.0)).error < 1e-9
    True
    """
    given = [np.asarray(x.numpy() if isinstance(x, Tensor) else x, np.float64) for x in arguments]
    shape = function(*map(Tensor, given)).shape
    weights = Tensor(np.random.default_rng(seed).standard_normal(shape))

    def total(*tensors: Tensor) -> Tensor:
        return (function(*tensors) * weights).sum()

    found = grad(total, tuple(range(len(given))))(*map(Tensor, given))
    worst, at, size = 0.0, (0, ()), 1e-12
    for number, (x, slope) in enumerate(zip(given, found, strict=True)):
        wanted = np.zeros_like(x)
        for place in np.ndindex(x.shape):
            ends = []
            for step in (STEP, -STEP):
                moved = [z.copy() for z in given]
                moved[number][place] += step
                ends.append(float(total(*map(Tensor, moved)).numpy()))
            wanted[place] = (ends[0] - ends[1]) / (2 * STEP)
        size = max(size, float(np.abs(wanted).max(initial=0)))
        apart = np.abs(slope.numpy() - wanted)
        if apart.size and apart.max() > worst:
            worst, at = float(apart.max()), (number, np.unravel_index(apart.argmax(), x.shape))
    return Slopes(worst / size, tolerance, at[0], tuple(int(i) for i in at[1]))
