"""How forecasts did: made again and again from earlier and earlier ends of the series."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.auto.series.network import forecasts
from pellucid.auto.series.predictor import Plan
from pellucid.auto.series.windows import Windows
from pellucid.data.tables.tables import Column, Table
from pellucid.report import HeldOut
from pellucid.report.sections import Chart, Rows, Section

MOST_POINTS = 20_000  # of forecasts in the report
SHOWN_SERIES, SHOWN_STEPS, MOST_ROWS = 3, 160, 12
ACCENT, INK, MUTED, FAINT = "var(--accent)", "var(--ink)", "var(--muted)", "var(--faint)"


@dataclass(frozen=True, eq=False)
class Backtest:
    """Forecasts from rolling origins of the test part, what came, and the last season again: each
    (origins, horizon). `residuals`: distances on all windows that were not learned from, in the
    scale of their window. `covered`: the share of what came inside intervals made from validation
    alone.
    """

    windows: Windows
    found: np.ndarray
    truth: np.ndarray
    naive: np.ndarray
    residuals: np.ndarray
    reach: np.ndarray
    covered: float

    @property
    def error(self) -> float:
        """The mean distance of the forecasts to what came."""
        return float(np.abs(self.found - self.truth).mean())

    @property
    def naive_error(self) -> float:
        """The mean distance of the last season, repeated."""
        return float(np.abs(self.naive - self.truth).mean())

    def sentence(self, plan: Plan) -> str:
        """Error, baseline, and how many times it was tried."""
        verdict = "" if self.error < self.naive_error else ": no better"
        return (
            f"mean error {self.error:.4g} over {plan.form.horizon} steps ahead, against "
            f"{self.naive_error:.4g} for {naive_name(plan)}{verdict} ({len(self.windows):,} "
            f"forecasts of {len(plan.names):,} series); {self.covered:.0%} of what came lay in the "
            f"{plan.coverage:.0%} intervals"
        )

    def held_out(self, plan: Plan) -> HeldOut:
        """Every forecast step as a row, thinned where there are very many."""
        origins, horizon = self.found.shape
        keep = np.arange(0, origins * horizon, max(1, -(-origins * horizon // MOST_POINTS)))
        series = np.repeat(self.windows.series(), horizon)[keep]
        ahead = np.tile(np.arange(1.0, horizon + 1), origins)[keep]
        columns = (
            Column("series", "text", series.astype(np.int32), plan.names),
            Column("steps ahead", "number", ahead, integral=True),
            Column("last season", "number", self.naive.ravel()[keep]),
        )
        return HeldOut(
            plan.target, self.truth.ravel()[keep], self.found.ravel()[keep], Table(columns),
            naive=self.naive.ravel()[keep], naive_name=naive_name(plan),
        )  # fmt: skip


def naive_name(plan: Plan) -> str:
    """What a forecast without a model is called."""
    season = plan.form.season
    return f"repeating the last {f'season of {season} steps' if season > 1 else 'value'}"


def backtest_of(
    networks: list[Any], validation: Windows, test: Windows, coverage: float
) -> Backtest:
    """The backtest of networks."""
    before, after = (
        (forecasts(networks, windows) - windows.future()) / windows.levels()[1]
        for windows in (validation, test)
    )
    reach = np.array(reach_of(before, coverage))
    found, truth = forecasts(networks, test), test.future()
    return Backtest(
        test, found, truth, test.naive(), np.concatenate([before, after]),
        reach * test.levels()[1], float(np.mean(np.abs(after) <= reach)),
    )  # fmt: skip


def reach_of(residuals: np.ndarray, coverage: float) -> tuple[float, ...]:
    """For each step ahead the distance that a share of residuals (n, horizon) stays within, with
    the correction of conformal prediction for few of them (Vovk et al., 2005)."""
    level = min(1.0, coverage * (1 + 1 / len(residuals)))
    return tuple(np.quantile(np.abs(residuals), level, axis=0, method="higher").tolist())


def sections_of(test: Backtest, plan: Plan) -> tuple[Section, ...]:
    """What the report shows of a backtest."""
    exhibits = (lines_chart(test, plan), steps_chart(test, plan), series_rows(test, plan))
    return (Section("mistakes", "What was forecast, and what came", exhibits),)


def lines_chart(test: Backtest, plan: Plan) -> Chart:
    """The last forecasts that do not overlap, of the first series."""
    horizon, layers, values = plan.form.horizon, [], []
    series = test.windows.series()
    for place in range(min(SHOWN_SERIES, len(plan.names))):
        rows = np.flatnonzero(series == place)
        picked, last = [], np.inf
        for row in rows[::-1].tolist():
            if test.windows.origins[row] <= last - horizon and len(picked) * horizon < SHOWN_STEPS:
                picked.append(row)
                last = test.windows.origins[row]
        for row in picked:
            start = int(test.windows.origins[row] - test.windows.facts.starts[place])
            found, reach = test.found[row], test.reach[row]
            values += [
                {
                    "x": start + step, "series": plan.names[place], "part": row,
                    "came": float(test.truth[row, step]), "found": float(found[step]),
                    "low": float(found[step] - reach[step]),
                    "high": float(found[step] + reach[step]),
                }
                for step in range(horizon)
            ]  # fmt: skip
    x = {
        "field": "x",
        "type": "quantitative",
        "title": f"step ({plan.step})",
        "scale": {"zero": False},
    }
    y = {"type": "quantitative", "title": plan.target, "scale": {"zero": False}}
    detail = {"field": "part", "type": "nominal"}
    for mark, names, look in (
        ("area", ("low", "high"), {"color": ACCENT, "opacity": 0.2}),
        ("line", ("came",), {"color": INK, "strokeWidth": 1.2}),
        ("line", ("found",), {"color": ACCENT, "strokeWidth": 1.6}),
    ):
        encoding = {"x": x, "y": {**y, "field": names[0]}, "detail": detail}
        encoding |= {"y2": {"field": names[-1]}} if mark == "area" else {}
        layers.append({"mark": {"type": mark, **look}, "encoding": encoding})
    chart = {
        "data": {"values": values}, "config": CONFIG,
        "facet": {"row": {"field": "series", "type": "nominal", "title": None}},
        "spec": {"layer": layers, "width": 640, "height": 140},
        "resolve": {"scale": {"y": "independent", "x": "independent"}},
    }  # fmt: skip
    sentence = (
        f"The last forecasts of the backtest (colour, with {plan.coverage:.0%} intervals made "
        f"before it) and what came (dark): {test.covered:.0%} of what came lies inside."
    )
    return Chart(chart, sentence)


CONFIG = {
    "background": None, "view": {"stroke": None}, "font": "sans-serif",
    "axis": {"gridColor": FAINT, "domainColor": FAINT, "tickColor": FAINT,
             "labelColor": MUTED, "titleColor": MUTED, "titleFontWeight": "normal"},
    "header": {"labelColor": MUTED},
}  # fmt: skip


def steps_chart(test: Backtest, plan: Plan) -> Chart:
    """The error of each step ahead, beside that of the last season."""
    ours, naive = (np.abs(x - test.truth).mean(axis=0) for x in (test.found, test.naive))
    values = [
        {"x": step + 1, "error": float(error[step]), "who": who}
        for who, error in (("this model", ours), ("the last season", naive))
        for step in range(plan.form.horizon)
    ]
    color = {"field": "who", "type": "nominal", "title": None,
             "scale": {"domain": ["this model", "the last season"], "range": [ACCENT, MUTED]},
             "legend": {"labelColor": MUTED, "orient": "top"}}  # fmt: skip
    chart = {
        "data": {"values": values}, "mark": {"type": "line", "point": plan.form.horizon < 30},
        "width": 480, "height": 200, "config": CONFIG,
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": "steps ahead"},
            "y": {"field": "error", "type": "quantitative", "title": "mean error"}, "color": color,
        },
    }  # fmt: skip
    better = int((ours < naive).sum())
    sentence = (
        f"The mean error by how far ahead: the model is better than the last season at {better} of "
        f"{plan.form.horizon} steps."
    )
    return Chart(chart, sentence)


def series_rows(test: Backtest, plan: Plan) -> Rows:
    """The error of each series."""
    series, rows = test.windows.series(), []
    for place, name in enumerate(plan.names):
        chosen = series == place
        if chosen.any():
            ours, naive = (
                float(np.abs(x[chosen] - test.truth[chosen]).mean())
                for x in (test.found, test.naive)
            )
            rows.append((name, ours, naive, ours / naive if naive else float("nan")))
    better = sum(row[1] < row[2] for row in rows)
    rows.sort(key=lambda row: -row[3])
    sentence = (
        f"The model is better than the last season in {better} of {len(rows)} series; the worst "
        "first."
    )
    return Rows(("Series", "Mean error", "Last season", "Ratio"), tuple(rows[:MOST_ROWS]), sentence)
