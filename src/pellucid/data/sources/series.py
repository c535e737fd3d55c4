"""Windows of time series from a long table: what is seen, and what comes after it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.sources.grids import Grid, read_grid
from pellucid.data.sources.windows import windows_at
from pellucid.data.tables.reading import read_table


@dataclass(frozen=True, eq=False)
class SeriesWindows:
    """Windows of series: `x` float32 (n, length, 1 + covariates), the series itself first; `y`
    float32 (n, horizon), what came after; `series` int64 (n,), the place of each one's series among
    `names`; and `moments` (n,), when what came after begins. `notes`: what was done to the rows.

    `Batches((windows.x, windows.y), 32)` gives their batches, and `train.fit` takes the pair.
    """

    x: np.ndarray
    y: np.ndarray
    series: np.ndarray
    moments: np.ndarray
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.x)

    def at(self, rows: Any) -> "SeriesWindows":
        """Some of them."""
        return replace(
            self, x=self.x[rows], y=self.y[rows], series=self.series[rows],
            moments=self.moments[rows],
        )  # fmt: skip

    def split(self, share: float = 0.8) -> tuple["SeriesWindows", "SeriesWindows"]:
        """Those of the first part of the time, and those of the rest, to test on: nothing that is
        to be foretold in the second is seen in the first."""
        if not 0 < share < 1:
            raise ArgumentError(f"a share of the time is between 0 and 1, not {share:g}")
        order = np.unique(self.moments)
        cut = order[min(len(order) - 1, round(share * len(order)))]
        horizon = self.y.shape[1]
        late = order[max(0, round(share * len(order)) - horizon)]
        return self.at(self.moments <= late), self.at(self.moments > cut)


def series_windows(
    data: Any, target: str, time: str, *, length: int, horizon: int = 1, step: int = 1,
    series: str | None = None, covariates: Sequence[str] = (),
) -> SeriesWindows:  # fmt: skip
    """Windows of the column `target` of a long table, or anything `read_table` takes: `length`
    steps that are seen and `horizon` that come, the windows beginning every `step` steps.

    `time` is the column of moments, dates or numbers, and `series` that of names where there are
    several; `covariates` are more columns of numbers that are seen. Steps are regular: gaps are
    filled in a line, which `notes` tell. DataError where no series is long enough.

    >>> table = {"t": list(range(10)), "v": [float(i) for i in range(10)]}
    >>> found = series_windows(table, "v", "t", length=4, horizon=2)
    >>> found.x.shape, found.x[0, :, 0].tolist(), found.y[0].tolist()
    ((5, 4, 1), [0.0, 1.0, 2.0, 3.0], [4.0, 5.0])
    """
    if min(length, horizon, step) < 1:
        raise ArgumentError("series_windows: length, horizon and step are 1 or more")
    table = read_table(data)
    for name in (target, time, *covariates, *([series] if series else [])):
        table[name]
    grid = read_grid(table, target, time, series, covariates)
    sizes = [len(values) for values in grid.values]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    origins = origins_between(starts, length, horizon, [0] * len(sizes), sizes, step)
    if not len(origins):
        raise DataError(
            f"no series has {length + horizon:,} steps", given=f"the longest has {max(sizes):,}"
        )
    values = np.concatenate([beside(grid, place) for place in range(len(sizes))])
    seen = windows_at(values, origins, -length, 0).astype(np.float32)
    came = windows_at(values[:, 0], origins, 0, horizon).astype(np.float32)
    whose = np.searchsorted(starts, origins, side="right") - 1
    return SeriesWindows(
        seen, came, whose, np.concatenate(grid.moments)[origins], grid.names, grid.notes
    )


def beside(grid: Grid, place: int) -> np.ndarray:
    """A series and its covariates, (steps, 1 + covariates)."""
    return np.column_stack([grid.values[place], grid.covariates[place]])


def origins_between(
    starts: np.ndarray, length: int, horizon: int, begin: Sequence[int], end: Sequence[int],
    step: int = 1,
) -> np.ndarray:  # fmt: skip
    """Places right after the past of windows, of series that lie one after another from `starts`
    on, whose future lies in [begin, end) of each series: int64, the last one as late as can be."""
    found = []
    for place, start in enumerate(np.asarray(starts)[:-1].tolist()):
        first, last = max(int(begin[place]), length), int(end[place]) - horizon
        found.append(start + np.arange(last, first - 1, -step)[::-1])
    return np.concatenate(found).astype(np.int64) if found else np.empty(0, np.int64)
