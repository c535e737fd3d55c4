"""Figures that are curves: ranking, dependence, coverage, more rows."""

from typing import Any

import numpy as np

from pellucid.report.decision import Decision
from pellucid.report.dependence import DependenceCurve
from pellucid.report.growth import Growth
from pellucid.report.marks import (
    ACCENT,
    FAINT,
    INK,
    MUTED,
    WARM,
    Chart,
    axis,
    distinct_labels,
    drawn,
    layer,
)
from pellucid.report.ranking import Ranking
from pellucid.report.words import short

SHARES: Chart = {"scale": {"domain": [0, 1]}, "axis": {"format": ".0%", "tickCount": 5}}
COLORS = [ACCENT, WARM, "var(--good)", INK, MUTED]
STYLES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3]]  # told apart without colours too


def roc_chart(finding: Ranking) -> Chart:
    """How much is found for how many false alarms, beside picking blindly."""
    diagonal = [{"x": 0, "y": 0}, {"x": 1, "y": 1}]
    series = [(c.name, c.false_alarms, c.found) for c in finding.curves]
    return _lines(series, "false alarms", "found", diagonal)


def precision_chart(finding: Ranking) -> Chart:
    """How many of those picked are right, for how many are found."""
    share = finding.curves[0].share
    blind = [{"x": 0, "y": share}, {"x": 1, "y": share}] if len(finding.curves) == 1 else []
    series = [(c.name, c.found, c.precision) for c in finding.curves]
    return _lines(series, "found", "right among those picked", blind)


def _lines(series: list[Any], x_title: str, y_title: str, dashed: list[Chart]) -> Chart:
    names = distinct_labels([name for name, *_ in series], 18)
    rows = [
        {"x": x, "y": y, "name": label, "order": place}
        for label, (_, xs, ys) in zip(names, series, strict=True)
        for place, (x, y) in enumerate(zip(xs, ys, strict=True))
    ]
    at = {"x": axis("x", x_title, **_shares()), "y": axis("y", y_title, **_shares())}
    look: Chart = {"color": ACCENT}
    told: Chart = {"order": {"field": "order", "type": "quantitative"}}
    if len(series) > 1:
        scale = {"domain": names, "range": COLORS[: len(names)]}
        legend = {"title": None, "orient": "bottom", "labelColor": MUTED, "labelFontSize": 12}
        told["color"] = {"field": "name", "type": "nominal", "scale": scale, "legend": legend}
        dashes = {"domain": names, "range": STYLES[: len(names)]}
        told["strokeDash"] = {"field": "name", "type": "nominal", "scale": dashes, "legend": legend}
        look = {}
    grey = {"color": MUTED, "strokeDash": [4, 4], "strokeWidth": 1}
    under = [layer("line", dashed, at, **grey)] if dashed else []
    return drawn(*under, layer("line", rows, {**at, **told}, strokeWidth=2, **look))


def _shares() -> Chart:
    return {"scale": dict(SHARES["scale"]), "axis": dict(SHARES["axis"])}


def coverage_chart(finding: Decision) -> Chart:
    """The share of right answers among those the model is sure enough of."""
    rows = [{"x": share, "y": right} for _, share, right in finding.steps]
    low = min([0.95, *(row["y"] for row in rows)])
    y = axis(
        "y",
        "right among those",
        scale={"domain": [max(0.0, low - 0.05), 1]},
        axis={"format": ".0%"},
    )
    at = {"x": axis("x", "answers acted on, the surest first", **_shares()), "y": y}
    here = [{"x": finding.share, "y": finding.right}] if finding.share else []
    layers = [
        layer("line", rows, at, color=ACCENT, strokeWidth=2),
        layer("rule", [{"y": 0.95}], {"y": y}, color=MUTED, strokeDash=[4, 4]),
    ]
    return drawn(
        *layers, *([layer("circle", here, at, color=WARM, size=110, opacity=1)] if here else [])
    )


def dependence_chart(curve: DependenceCurve) -> Chart:
    """The mean answer and single rows', as one column changes."""
    title = short(curve.column, 30)
    y_title = curve.answer if curve.answer.startswith("P(") else "prediction"
    labels = distinct_labels(curve.levels, 14) if curve.levels else []
    xs: list[Any] = labels or [
        1000 * 86400 * p if curve.kind == "date" else p for p in curve.places
    ]
    if labels:
        x: Chart = {"field": "x", "type": "nominal", "sort": labels, "title": title}
        x["axis"] = {"labelAngle": 0 if len(labels) < 5 else -45, "grid": False}
    else:
        whole = all(float(place).is_integer() for place in curve.places)
        ticks = {"format": "d", "tickMinStep": 1} if whole else {}
        x = axis("x", title, axis={"grid": False, "tickCount": 5, **ticks})
        if curve.kind == "date":
            x |= {"type": "temporal", "scale": {"type": "utc"}, "axis": {"grid": False}}
    at = {"x": x, "y": axis("y", y_title)}
    single = [
        {"x": a, "y": b, "row": n}
        for n, line in enumerate(curve.single.tolist())
        for a, b in zip(xs, line, strict=True)
    ]
    mean = [{"x": a, "y": b} for a, b in zip(xs, curve.mean, strict=True)]
    thin = {**at, "detail": {"field": "row", "type": "nominal"}}
    return drawn(
        layer("line", single, thin, color=MUTED, strokeWidth=0.6, opacity=0.45),
        layer("line", mean, at, color=ACCENT, strokeWidth=2.5),
        layer("circle", mean, at, color=ACCENT, size=30, opacity=1),
        width=250,
        height=170,
    )


def growth_chart(finding: Growth) -> Chart:
    """The error at each number of rows, and its continuation to twice as many."""
    scale = 100 if finding.unit == "accuracy" else 1
    title = "wrong answers, %" if finding.unit == "accuracy" else "typical error"
    rows = [
        {"x": n, "y": e * scale, "low": low * scale, "high": high * scale}
        for n, e, low, high in zip(
            finding.sizes, finding.errors, finding.lows, finding.highs, strict=True
        )
    ]
    law = [{"x": n, "y": e * scale} for n, e in finding.curve]
    at = {
        "x": axis("x", "training rows", axis={"grid": False, "tickCount": 5}),
        "y": axis("y", title),
    }
    spans = [{"x": r["x"], "y": r["low"], "high": r["high"]} for r in rows if np.isfinite(r["low"])]
    return drawn(
        layer("rule", [{"x": finding.sizes[-1]}], {"x": at["x"]}, color=FAINT, strokeWidth=1),
        layer("line", law, at, color=WARM, strokeDash=[5, 3], strokeWidth=1.5),
        layer("rule", spans, {**at, "y2": {"field": "high"}}, color=ACCENT, size=1.5),
        layer(
            "circle",
            [{"x": r["x"], "y": r["y"]} for r in rows],
            at,
            color=ACCENT,
            size=70,
            opacity=1,
        ),
    )
