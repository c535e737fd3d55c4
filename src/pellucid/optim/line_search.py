"""How far to go along a direction: the line search of the strong Wolfe conditions."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Evaluate = Callable[[float], tuple[float, np.ndarray]]
LEAST_SHARE = 0.1  # of a bracket that a new point keeps from its ends when progress is poor


@dataclass
class Point:
    """A place along the line: how far, the loss, the gradient and its slope along the line."""

    step: float
    loss: float
    gradient: np.ndarray
    slope: float


def cubic(a: Point, b: Point, bounds: tuple[float, float] | None = None) -> float:
    """Where the cubic through two points with these slopes is least, within bounds (Nocedal and
    Wright, 2006, equation 3.59)."""
    low, high = bounds or (min(a.step, b.step), max(a.step, b.step))
    first = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.step - b.step)
    square = first * first - a.slope * b.slope
    if square < 0:
        return (low + high) / 2
    second = np.sqrt(square)
    if a.step <= b.step:
        found = b.step - (b.step - a.step) * (
            (b.slope + second - first) / (b.slope - a.slope + 2 * second)
        )
    else:
        found = a.step - (a.step - b.step) * (
            (a.slope + second - first) / (a.slope - b.slope + 2 * second)
        )
    return float(min(max(found, low), high))


def strong_wolfe(
    evaluate: Evaluate, direction: np.ndarray, start: Point, first: float, *, c1: float = 1e-4,
    c2: float = 0.9, tolerance: float = 1e-9, most: int = 25,
) -> tuple[Point, int]:  # fmt: skip
    """A point that lowers the loss enough and whose slope is flat enough, and how many evaluations
    that took. `start` is the point at step 0."""

    def at(step: float) -> Point:
        loss, gradient = evaluate(step)
        return Point(step, loss, gradient, float(gradient @ direction))

    reach = float(np.abs(direction).max())
    before, here, count = start, at(first), 1
    bracket: tuple[Point, Point] | None = None
    while count < most:
        too_high = here.loss > start.loss + c1 * here.step * start.slope
        if too_high or (count > 2 and here.loss >= before.loss):
            bracket = (before, here)
            break
        if abs(here.slope) <= -c2 * start.slope:
            return here, count
        if here.slope >= 0:
            bracket = (before, here)
            break
        bounds = (here.step + 0.01 * (here.step - before.step), here.step * 10)
        before, here = here, at(cubic(before, here, bounds))
        count += 1
    low, high = bracket or (start, here)
    low, high = (low, high) if low.loss <= high.loss else (high, low)
    poor = False
    while count < most and abs(high.step - low.step) * reach >= tolerance:
        step, poor = kept_inside(cubic(low, high), low, high, poor=poor)
        here = at(step)
        count += 1
        if here.loss > start.loss + c1 * here.step * start.slope or here.loss >= low.loss:
            high = here
            low, high = (low, high) if low.loss <= high.loss else (high, low)
            continue
        if abs(here.slope) <= -c2 * start.slope:
            return here, count
        if here.slope * (high.step - low.step) >= 0:
            high = low
        low = here
    return low, count


def kept_inside(step: float, a: Point, b: Point, *, poor: bool) -> tuple[float, bool]:
    """A step moved away from the ends of its bracket when the last one was near an end as well,
    and whether this one was."""
    low, high = min(a.step, b.step), max(a.step, b.step)
    margin = LEAST_SHARE * (high - low)
    if min(high - step, step - low) >= margin:
        return step, False
    if poor or step >= high or step <= low:
        near_high = abs(step - high) < abs(step - low)
        return (high - margin if near_high else low + margin), False
    return step, True
