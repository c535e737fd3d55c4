"""Windows of series: what a forecast sees, and what came."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pellucid.auto.series.seasons import seasonal_naive
from pellucid.data.sources.grids import DAY, Grid, Step
from pellucid.data.sources.series import origins_between
from pellucid.data.sources.windows import windows_at

MOST_PAST = 48  # steps of past covariates that are seen
LEAST_SCALE = 1e-3  # of a series' deviation: a window that hardly moves is not blown up


def calendar(moments: np.ndarray, step: Step) -> np.ndarray:
    """What the calendar says of moments, float32 (n, facts): the time of day, the day of the week,
    the time of year, as far as steps tell them apart."""
    if moments.dtype.kind != "M" or step.kind == "order":
        return np.empty((len(moments), 0), np.float32)
    facts = []
    if step.kind == "time" and step.size < DAY:
        facts += waves((moments.astype(np.int64) % DAY) / DAY, 3)
    if step.kind == "time" and step.size <= DAY:
        weekday = (moments.astype("datetime64[D]").astype(np.int64) + 3) % 7  # Monday is 0
        facts += [(weekday == day).astype(float) for day in range(7)]
    year = moments.astype("datetime64[Y]").astype("datetime64[us]").astype(np.int64)
    facts += waves((moments.astype(np.int64) - year) / (365.25 * DAY), 2)
    return np.column_stack(facts).astype(np.float32)


def waves(turns: np.ndarray, count: int) -> list[np.ndarray]:
    """Sines and cosines of whole multiples of turns."""
    angles = [2 * np.pi * k * turns for k in range(1, count + 1)]
    return [wave(angle) for angle in angles for wave in (np.sin, np.cos)]


@dataclass(frozen=True, eq=False)
class Facts:
    """All series one after another: `values` (steps,), past covariates (steps, past), what is known
    ahead (steps, ahead), float32 scaled; the series of each step, and each series' deviation.
    """

    values: np.ndarray
    past: np.ndarray
    ahead: np.ndarray
    series: np.ndarray
    starts: np.ndarray
    deviation: np.ndarray


@dataclass(frozen=True)
class Scaling:
    """Mean and deviation of each covariate over training."""

    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()

    @classmethod
    def fit(cls, columns: np.ndarray) -> "Scaling":
        """Of (steps, columns)."""
        deviation = columns.std(axis=0)
        spread = np.where(deviation > 0, deviation, 1.0)
        return cls(tuple(columns.mean(axis=0).tolist()), tuple(spread.tolist()))

    def __call__(self, columns: np.ndarray) -> np.ndarray:
        """The columns in deviations from the mean."""
        return ((columns - np.array(self.mean)) / np.array(self.deviation)).astype(np.float32)


def facts_of(
    grid: Grid, scaling: Scaling, is_ahead: Sequence[bool], deviation: np.ndarray
) -> Facts:
    """The series of a grid as one set of arrays."""
    chosen = np.array(is_ahead, bool)
    covariates = scaling(np.concatenate(grid.covariates))
    times = np.concatenate([calendar(moments, grid.step) for moments in grid.moments])
    sizes = np.array([len(values) for values in grid.values])
    return Facts(
        values=np.concatenate(grid.values),
        past=covariates[:, ~chosen],
        ahead=np.concatenate([times, covariates[:, chosen]], axis=1),
        series=np.repeat(np.arange(len(sizes)), sizes),
        starts=np.concatenate([[0], np.cumsum(sizes)]),
        deviation=deviation,
    )


@dataclass(frozen=True)
class Form:
    """What a network sees and gives: `length` past steps, `horizon` steps ahead, numbers of `past`
    covariates and of facts known `ahead`, the `season`, and how many `series` it knows.
    """

    length: int
    horizon: int
    past: int
    ahead: int
    season: int
    series: int

    @property
    def past_steps(self) -> int:
        """Steps of the past covariates that are seen."""
        return min(self.length, MOST_PAST) if self.past else 0


Batch = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows of series that end before `origins`, places in the facts' arrays. The facts known
    ahead reach as far as the horizon; `values` need not."""

    facts: Facts
    form: Form
    origins: np.ndarray

    def __len__(self) -> int:
        return len(self.origins)

    def at(self, rows: np.ndarray) -> "Windows":
        """Some of them."""
        return Windows(self.facts, self.form, self.origins[rows])

    def levels(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and scale of each window, float64 (n, 1)."""
        history = self.history()
        least = LEAST_SCALE * self.facts.deviation[self.series()][:, None]
        scale = np.maximum(history.std(axis=1, keepdims=True), np.maximum(least, 1e-12))
        return history.mean(axis=1, keepdims=True), scale

    def history(self) -> np.ndarray:
        """The past of each window, float64 (n, length)."""
        return windows_at(self.facts.values, self.origins, -self.form.length, 0)

    def future(self) -> np.ndarray:
        """What came, float64 (n, horizon)."""
        return windows_at(self.facts.values, self.origins, 0, self.form.horizon)

    def series(self) -> np.ndarray:
        """The series of each window: int64."""
        return self.facts.series[self.origins - 1]

    def naive(self) -> np.ndarray:
        """The last season again, float64 (n, horizon)."""
        return seasonal_naive(self.history(), self.form.season, self.form.horizon)

    def inputs(self) -> Batch:
        """What a network takes: history, its last season again, past covariates, facts known ahead,
        and the series; all but the last float32, values as deviations from their window's mean."""
        mean, scale = self.levels()
        history = ((self.history() - mean) / scale).astype(np.float32)
        naive = seasonal_naive(history, self.form.season, self.form.horizon)
        past = windows_at(self.facts.past, self.origins, -self.form.past_steps, 0)
        ahead = windows_at(self.facts.ahead, self.origins, 0, self.form.horizon)
        return history, np.ascontiguousarray(naive), past, ahead, self.series()

    def targets(self) -> np.ndarray:
        """What came, as deviations from the window's mean: float32 (n, horizon)."""
        mean, scale = self.levels()
        return ((self.future() - mean) / scale).astype(np.float32)


def origins_in(
    facts: Facts, form: Form, begin: Sequence[int], end: Sequence[int], stride: int = 1
) -> np.ndarray:
    """Origins of windows whose future lies in [begin, end) of each series: int64."""
    return origins_between(facts.starts, form.length, form.horizon, begin, end, stride)
