"""The trained model of series: it forecasts, with intervals, is saved and loaded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.answering.answers import Answers
from pellucid.auto.answering.drift import Drift
from pellucid.auto.answering.kept import Kept
from pellucid.auto.answering.questions import one_of
from pellucid.auto.answering.saving import PAGE, load_folder
from pellucid.auto.restoring import check, check_finite, restoring
from pellucid.auto.series import facts as told
from pellucid.auto.series.explaining import explained
from pellucid.auto.series.network import NETWORKS, forecasts
from pellucid.auto.series.windows import Facts, Form, Scaling, Windows, facts_of, origins_in
from pellucid.auto.telling import Model, Saved, beside, card_of, held_out_of
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.sources.grids import Grid, Step, read_grid
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import Table
from pellucid.report import Explanation, HeldOut


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a model of series reads and gives: columns, step, form, scales and intervals.

    `reach`: for each step ahead what a forecast may be off, in the scale of its window, in a share
    `coverage` of cases.
    """

    target: str
    time_column: str
    series_column: str | None
    covariates: tuple[str, ...]
    known_ahead: tuple[str, ...]
    step: Step
    form: Form
    scaling: Scaling
    names: tuple[str, ...]
    deviation: tuple[float, ...]
    networks: tuple[str, ...]
    is_date: bool
    reach: tuple[float, ...] = ()
    coverage: float = 0.9


@dataclass(frozen=True, kw_only=True)
class SeriesDescription(Saved):
    """All of a model of series but its weights and the last steps of each series."""

    kind: str = "series"
    plan: Plan


@dataclass(frozen=True, eq=False)
class Forecast:
    """What comes: for each series, by its name in `names`, `values`, `low` and `high` float64
    (series, horizon) at the `moments` (series, horizon). In a share `coverage` of cases the truth
    lies between low and high. `notes`: what was done to the data.
    """

    names: tuple[str, ...]
    moments: np.ndarray
    values: np.ndarray
    low: np.ndarray
    high: np.ndarray
    coverage: float
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return self.values.size

    def to_dict(self) -> dict[str, list[Any]]:
        """Columns of a table: series, time, value, low, high; a row for each step of each."""
        steps = self.values.shape[1]
        return {
            "series": [name for name in self.names for _ in range(steps)],
            "time": self.moments.ravel().tolist(),
            "value": self.values.ravel().tolist(),
            "low": self.low.ravel().tolist(),
            "high": self.high.ravel().tolist(),
        }

    def __str__(self) -> str:
        lines = []
        for i, name in enumerate(self.names[:3]):
            lines.append(f"{name}:")
            for j in range(min(5, self.values.shape[1])):
                moment = str(self.moments[i, j]).replace("T", " ").removesuffix(".000000")
                span = f"{self.low[i, j]:.5g} to {self.high[i, j]:.5g}"
                lines.append(f"  {moment}  {self.values[i, j]:.5g} ({span})")
        return "\n".join(
            [*lines, f"  ... {self.values.shape[1]} steps of {len(self.names):,} series"]
        )

    __repr__ = __str__


@dataclass(frozen=True, eq=False, repr=False)
class SeriesPredictor(Model):
    """A model that continues series. `tails`: the last steps of each series of training: values
    and covariates, and their last moment."""

    plan: Plan
    networks: tuple[Any, ...]
    tail: Grid

    @property
    def task(self) -> str:
        """forecasting."""
        return "forecasting"

    @property
    def horizon(self) -> int:
        """How many steps are forecast."""
        return self.plan.form.horizon

    def forecast(
        self, data: Any = None, *, horizon: int | None = None, future: Any = None
    ) -> Forecast:
        """What comes after the last rows of each series.

        `data`: a table as for training with the newest rows; None goes on from the end of training.
        `future`: a table of the columns known ahead, with the time and series columns, for the
        steps to come; where it says nothing the last value goes on. `horizon`: fewer steps than
        trained for. DataError when a series is too short.
        """
        plan, steps = self.plan, self.horizon if horizon is None else horizon
        if not 1 <= steps <= self.horizon:
            raise ArgumentError(
                f"this model forecasts 1 to {self.horizon} steps, not {steps}",
                fix="train with a longer horizon",
            )
        grid = self.tail if data is None else self.grid_of(read_table(data))
        check_length(grid, plan.form.length)
        windows = self.windows_after(grid, future)
        found = forecasts(list(self.networks), windows)
        scale = windows.levels()[1]
        reach = np.array(plan.reach) * scale
        ahead = np.arange(1, self.horizon + 1)
        moments = np.stack([moments_after(grid, i, ahead) for i in range(len(grid.names))])
        return Forecast(
            names=grid.names,
            moments=moments[:, :steps],
            values=found[:, :steps],
            low=(found - reach)[:, :steps],
            high=(found + reach)[:, :steps],
            coverage=plan.coverage,
            notes=grid.notes,
        )

    def predict(self, x: Any = None) -> np.ndarray:
        """The forecasts as an array, float64 (series, horizon)."""
        return self.forecast(x).values

    def answers(self, x: Any) -> Answers:
        """The forecasts after the rows of `x`, each named by its series and moment."""
        found = self.forecast(x).to_dict()
        names = tuple(f"{s} {t}" for s, t in zip(found["series"], found["time"], strict=True))
        return Answers(np.array(found["value"]), None, np.array([]), names=names)

    def grid_of(self, table: Table) -> Grid:
        """New rows on the grid of training. Series that were not in training are forecast too."""
        plan = self.plan
        missing = [c for c in plan.covariates if c not in table.names]
        if missing:
            raise DataError(f"the table lacks the columns {', '.join(missing)}")
        return read_grid(table, plan.target, plan.time_column, plan.series_column, plan.covariates)

    def windows_after(self, grid: Grid, future: Any) -> Windows:
        """A window at the end of each series, with what is known of the steps to come."""
        plan, ahead = self.plan, np.arange(1, self.horizon + 1)
        given = None if future is None else self.known_of(read_table(future), grid, ahead)
        longer = []
        for i in range(len(grid.names)):
            covariates = np.repeat(grid.covariates[i][-1:], self.horizon, axis=0)
            if given is not None:
                covariates = np.where(np.isnan(given[i]), covariates, given[i])
            longer.append(np.concatenate([grid.covariates[i], covariates]))
        moments = [
            np.concatenate([grid.moments[i], moments_after(grid, i, ahead)])
            for i in range(len(grid.names))
        ]
        values = [np.concatenate([v, np.full(self.horizon, np.nan)]) for v in grid.values]
        whole = replace(
            grid, values=tuple(values), covariates=tuple(longer), moments=tuple(moments)
        )
        facts = self.facts_in(whole)
        return Windows(facts, plan.form, facts.starts[1:] - self.horizon)

    def facts_in(self, grid: Grid) -> Facts:
        """The series of a grid as arrays, each known by its place among those of training."""
        plan = self.plan
        deviation = np.array([v.std() for v in grid.values])
        facts = facts_of(grid, plan.scaling, is_ahead(plan), deviation)
        places = {name: i for i, name in enumerate(plan.names)}
        known = np.array([places.get(name, 0) for name in grid.names])
        return replace(facts, series=known[facts.series], deviation=np.array(plan.deviation))

    def windows_in(self, x: Any) -> Windows:
        """All windows of the rows of `x` whose futures lie in it and do not overlap. DataError when
        there is none."""
        form, grid = self.plan.form, self.grid_of(read_table(x))
        check_length(grid, form.length + form.horizon)
        facts = self.facts_in(grid)
        sizes = [len(values) for values in grid.values]
        origins = origins_in(facts, form, [0] * len(sizes), sizes, form.horizon)
        return Windows(facts, form, origins)

    @property
    def question(self) -> tuple[str, tuple[str, ...]]:
        """The target, and how many steps are forecast."""
        return self.plan.target, (f"{self.horizon} steps of one {self.plan.step}",)

    def drift(self, x: Any) -> Drift:
        """How the windows of other rows differ from those that the model was judged by: level,
        variation and rise, windows unlike any of them, and whether the forecasts shift.

        StateError when the model was saved without such windows.
        """
        windows = self.windows_in(x)
        ahead = forecasts(list(self.networks), windows).mean(axis=1)
        return held_out_of(self).drift(told.facts_of(windows), ahead)

    def judged_on(self, x: Any) -> HeldOut:
        """Forecasts within the rows of `x`, one after another, and what came."""
        return judged_windows(self.plan, self.networks, self.windows_in(x))

    def explain(self, x: Any = None, number: int | None = None) -> Explanation:
        """Why the forecast after the rows of `x` (of the training when None) is what it is, part by
        part, against a past that stands still. `number`: which series, from 1."""
        plan = self.plan
        grid = self.tail if x is None else self.grid_of(read_table(x))
        check_length(grid, plan.form.length)
        place = one_of(grid.names, number, "series")
        windows = self.windows_after(grid, None).at(np.array([place]))
        past = [name for name in plan.covariates if name not in plan.known_ahead]
        ahead = [name for name in plan.covariates if name in plan.known_ahead]
        found = explained(list(self.networks), windows, past, ahead)
        strange = isinstance(self.kept, Kept) and self.kept.is_outside(told.facts_of(windows))[0]
        return replace(found, is_outside=bool(strange), notes=grid.notes)

    def known_of(self, table: Table, grid: Grid, ahead: np.ndarray) -> np.ndarray:
        """What a table says of the columns known ahead: float64 (series, horizon, covariates)."""
        plan = self.plan
        found = np.full((len(grid.names), len(ahead), len(plan.covariates)), np.nan)
        labels = (np.array(table[plan.series_column].to_texts(), object)
                  if plan.series_column in table.names else None)  # fmt: skip
        times = table[plan.time_column].values
        for i, name in enumerate(grid.names):
            rows = np.arange(table.n_rows) if labels is None else np.flatnonzero(labels == name)
            places = {moment: k for k, moment in enumerate(moments_after(grid, i, ahead).tolist())}
            for row in rows.tolist():
                place = places.get(times[row : row + 1].tolist()[0])
                if place is not None:
                    for j, column in enumerate(plan.covariates):
                        if column in plan.known_ahead and column in table.names:
                            found[i, place, j] = table[column].values[row]
        return found

    def description(self) -> SeriesDescription:
        return SeriesDescription(summary=self.summary, plan=self.plan)

    def arrays(self) -> dict[str, np.ndarray]:
        found = {
            f"{i}.{name}": array
            for i, network in enumerate(self.networks)
            for name, array in network.state_dict().items()
        }
        for i in range(len(self.tail.names)):
            found[f"tail.{i}.values"] = self.tail.values[i]
            found[f"tail.{i}.covariates"] = self.tail.covariates[i]
            found[f"tail.{i}.moments"] = self.tail.moments[i].astype(
                np.int64 if self.plan.is_date else np.float64
            )
        return found

    def card(self) -> str:
        reads = (
            f"It looks back {self.plan.form.length} steps and ahead {self.horizon}; the last steps "
            "of the series that it was trained on are kept in it."
        )
        return card_of(self.summary, "time-series-forecasting", reads, "print(model.forecast())")


def check_length(grid: Grid, least: int) -> None:
    """DataError when a series has fewer steps."""
    short = [name for name, v in zip(grid.names, grid.values, strict=True) if len(v) < least]
    if short:
        raise DataError(
            f"a forecast looks back: {least} steps are needed, {len(short):,} series are shorter",
            given=", ".join(short[:5]), fix="give more rows of each series",
        )  # fmt: skip


def judged_windows(plan: Plan, networks: Sequence[Any], windows: Windows) -> HeldOut:
    """Every step of the forecasts of windows as a row, and what came."""
    horizon = plan.form.horizon
    places = windows.origins[:, None] * horizon + np.arange(horizon)
    facts = told.repeated(told.facts_of(windows), horizon)
    found = forecasts(list(networks), windows)
    truth = windows.future()
    return HeldOut(plan.target, truth.ravel(), found.ravel(), facts, places=places.ravel())


def is_ahead(plan: Plan) -> list[bool]:
    """Which covariates are known ahead."""
    return [name in plan.known_ahead for name in plan.covariates]


def moments_after(grid: Grid, i: int, ahead: np.ndarray) -> np.ndarray:
    """The moments of the steps to come of one series."""
    last = grid.moments[i][-1]
    if grid.step.kind == "order":  # by the middle distance of the moments there were
        gaps = np.diff(grid.moments[i][-50:])
        return last + ahead * (np.sort(gaps)[len(gaps) // 2])
    return grid.step.moments(np.asarray(last), ahead)


def tail_of(grid: Grid, length: int) -> Grid:
    """The last steps of each series."""
    cut: dict[str, Any] = {
        part: tuple(x[-length:] for x in getattr(grid, part))
        for part in ("values", "covariates", "moments")
    }
    return replace(grid, **cut, notes=())


def load_series(path: str | Path) -> SeriesPredictor:
    """A model of series from the folder that `save` or `fit` wrote."""
    description, arrays, texts = load_folder(path, SeriesDescription)
    plan: Plan = description.plan
    with restoring(path):
        networks = [network_of(plan, i, arrays) for i in range(len(plan.networks))]
        check({
            "the intervals do not fit the horizon": len(plan.reach) == plan.form.horizon
            and len(plan.deviation) == len(plan.names),
        })  # fmt: skip
        check_finite(arrays)
        tail = saved_tail(plan, arrays)
    return SeriesPredictor(
        description.summary, None, texts.get(PAGE), plan, tuple(networks), tail, **beside(texts)
    )


def network_of(plan: Plan, i: int, arrays: dict[str, np.ndarray]) -> Any:
    """One of a plan's networks with its values. ValueError when they do not fit."""
    if plan.networks[i] not in NETWORKS or not 1 <= plan.form.horizon <= 1 << 16:
        raise ValueError("the recipe is unknown")
    network = NETWORKS[plan.networks[i]](plan.form)
    start = f"{i}."
    network.load_state_dict(
        {name.removeprefix(start): a for name, a in arrays.items() if name.startswith(start)}
    )
    return network


def saved_tail(plan: Plan, arrays: dict[str, np.ndarray]) -> Grid:
    """The last steps of each series."""
    count = range(len(plan.names))
    values, covariates, moments = (
        tuple(arrays[f"tail.{i}.{part}"] for i in count)
        for part in ("values", "covariates", "moments")
    )
    if plan.is_date:
        moments = tuple(m.astype("datetime64[us]") for m in moments)
    if any(len(v) < plan.form.length or c.shape != (len(v), len(plan.covariates))
           for v, c in zip(values, covariates, strict=True)):  # fmt: skip
        raise ValueError("the last steps do not fit the network")
    return Grid(plan.names, values, covariates, moments, plan.covariates, plan.step, ())
