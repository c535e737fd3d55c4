"""What more rows would be worth: the error of networks trained on ever more of them, continued."""

from dataclasses import dataclass

import numpy as np

from pellucid.report.inputs import HeldOut, Refits
from pellucid.report.resampling import draws_of, interval_of
from pellucid.report.words import count, number

PACES = np.linspace(0.05, 1.0, 20)  # exponents of the power law that are tried


@dataclass(frozen=True)
class Growth:
    """The mean error at each size, with its 95 % interval over the held-out rows, and the error
    expected with twice the rows: `worth` is how much lower it would be, `low` to `high` its 95 %
    interval. `curve`: the fitted law at sizes up to twice the largest.
    """

    sizes: tuple[int, ...]
    errors: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    worth: float
    low: float
    high: float
    unit: str
    curve: tuple[tuple[float, float], ...]

    def sentence(self) -> str:
        """What twice as many rows would be worth, with its uncertainty."""
        rows = count(self.sizes[-1], "more row")
        half = (self.high - self.low) / 2
        if self.unit == "accuracy":
            worth = f"{self.points(self.worth)} ± {self.points(half)} points of accuracy"
        else:
            worth = f"{number(self.worth)} ± {number(half)} of typical error"
        meaning = (
            "worth collecting if that matters"
            if self.low > 0
            else "which cannot be told from nothing: better columns may help more than more rows"
        )
        return f"{rows} would be worth about {worth}; {meaning}."

    @staticmethod
    def points(share: float) -> str:
        """A share as points, `1.2`."""
        return number(round(100 * share, 1))

    def __str__(self) -> str:
        return self.sentence()


def growth_of(held_out: HeldOut, refits: Refits, *, seed: int = 0) -> Growth | None:
    """The errors by size and their continuation by a power law, error = a + b / size^c, fitted to
    each of many resamples of the held-out rows; None with fewer than three sizes.

    The law: Hestness et al., "Deep learning scaling is predictable, empirically" (2017).
    """
    sizes = np.array(refits.sizes, np.float64)
    if len(sizes) < 3:
        return None
    losses = refits.losses.mean(axis=0)
    draws = draws_of(held_out.n_rows, seed=seed)
    random = np.random.default_rng(seed + 1)
    repeat = random.integers(0, len(refits.losses), len(draws))
    drawn = np.stack([refits.losses[r] @ w / w.sum() for r, w in zip(repeat, draws, strict=True)])
    errors = losses.mean(axis=1)
    wanted = np.linspace(sizes[0], 2 * sizes[-1], 40)
    law, laws = continued(sizes, errors[None], wanted)[0], continued(sizes, drawn, wanted)
    now = int(np.argmin(np.abs(wanted - sizes[-1])))
    low, high = interval_of(laws[:, now] - laws[:, -1])
    spans = [interval_of(column) for column in drawn.T]
    return Growth(
        tuple(refits.sizes),
        tuple(errors.tolist()),
        tuple(span[0] for span in spans),
        tuple(span[1] for span in spans),
        max(0.0, float(law[now] - law[-1])),
        low,
        high,
        "accuracy" if held_out.classes else "error",
        tuple(zip(wanted.tolist(), law.tolist(), strict=True)),
    )


def continued(sizes: np.ndarray, errors: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Each row of `errors` (draws, sizes) as the power law that fits it best, at `wanted` sizes.

    For each exponent least squares give the level and the slope, neither below zero; the exponent
    with the smallest squares is taken. The larger sizes count more: it is from there that the law
    is continued.
    """
    weights = np.sqrt(sizes / sizes[-1])
    found = np.zeros((len(errors), len(wanted)))
    best = np.full(len(errors), np.inf)
    for pace in PACES:
        x, ahead = (sizes / sizes[-1]) ** -pace, (wanted / sizes[-1]) ** -pace
        centre = np.average(x, weights=weights**2)
        level = np.average(errors, axis=1, weights=weights**2)
        slope = (errors - level[:, None]) @ (weights**2 * (x - centre))
        slope /= np.sum(weights**2 * (x - centre) ** 2)
        slope = np.clip(slope, 0.0, level / centre)  # neither rising, nor below zero at the end
        left = ((errors - level[:, None] - slope[:, None] * (x - centre)) * weights) ** 2
        left = left.sum(axis=1)
        better = left < best
        best[better] = left[better]
        found[better] = level[better, None] + slope[better, None] * (ahead - centre)
    return found
