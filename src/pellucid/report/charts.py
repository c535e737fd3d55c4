"""Figures of answers, mistakes and training, as Vega-Lite descriptions of findings."""

from typing import Any

import numpy as np

from pellucid.report.classification import Confusion
from pellucid.report.headline import Headline
from pellucid.report.importance import Importance
from pellucid.report.learning import LearningCurves
from pellucid.report.marks import (
    ACCENT,
    INK,
    MUTED,
    PAPER,
    WARM,
    Chart,
    axis,
    distinct_labels,
    drawn,
    layer,
    two_colors,
)
from pellucid.report.regression import Residuals
from pellucid.report.reliability import Reliability
from pellucid.report.words import fixed, short

MOST_BARS = 15
MOST_CELLS = 1_500  # of a confusion matrix: enough to see its pattern, few enough for a small page
MOST_LABELLED_CLASSES = 45


def headline_chart(head: Headline) -> Chart:
    """The score with its interval on a line, and the baseline below it."""
    left = min(0.0, head.baseline, head.low) if np.isfinite(head.low) else min(0.0, head.baseline)
    left = max(left, -1.0)  # a model far below the average is off the scale, and its number says so
    x: Chart = {"scale": {"domain": [left, 1], "nice": False, "zero": False, "clamp": True}}
    x["axis"] = {"grid": False, "tickCount": 5, "title": head.metric}
    score, base = {"x": head.score, "y": 1}, {"x": head.baseline, "y": 0}
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [-0.6, 1.6]}}
    span = [{"x": head.low, "x2": head.high, "y": 1}] if np.isfinite(head.low) else []
    texts = [
        {**score, "label": f"this model {fixed(head.score)}", "edge": _edge(head.score, left)},
        {**base, "label": _naive(head), "edge": _edge(head.baseline, left)},
    ]
    at = {"x": axis("x", head.metric, **x), "y": y}
    layers = [
        layer("rule", span, {**at, "x2": {"field": "x2"}}, color=ACCENT, size=10, opacity=0.35),
        layer("circle", [score], at, color=ACCENT, size=130, opacity=1),
        layer("circle", [base], at, color=MUTED, size=90, opacity=1),
    ]
    for edge, dx in (("left", -2), ("center", 0), ("right", 2)):
        chosen = [text for text in texts if text["edge"] == edge]
        label = {**at, "text": {"field": "label"}}
        look = {"align": edge, "dx": dx, "dy": -16, "color": INK, "fontSize": 13}
        layers += [layer("text", chosen, label, **look)] if chosen else []
    return drawn(*layers, height=96)


def _edge(place: float, left: float) -> str:
    share = (place - left) / (1 - left)
    return "right" if share > 0.75 else "left" if share < 0.25 else "center"


def _naive(head: Headline) -> str:
    if head.naive:
        return f"{head.naive} {fixed(head.baseline)}"
    answer = "the average" if head.metric == "R²" else short(head.baseline_answer, 22)
    return f"always {answer} {fixed(head.baseline)}"


def importance_chart(importance: Importance) -> Chart:
    """The dearest columns as bars with their intervals."""
    scale = 100 if importance.unit == "accuracy" else 1
    shown = importance.columns[:MOST_BARS]
    labels = distinct_labels([column.name for column in shown], 26)
    rows = [
        {
            "name": label,
            "cost": c.cost * scale,
            "low": c.low * scale,
            "high": c.high * scale,
            "useful": int(c.is_useful),
        }
        for label, c in zip(labels, shown, strict=True)
    ]
    known = [row for row in rows if np.isfinite(row["low"])]
    y: Chart = {
        "field": "name",
        "type": "nominal",
        "title": None,
        "sort": labels,
        "scale": {"padding": 0.3},
    }
    y["axis"] = {"labelColor": INK, "ticks": False, "domain": False}
    unit = "points of accuracy lost" if importance.unit == "accuracy" else "error added"
    bars = [{"name": row["name"], "cost": row["cost"], "useful": row["useful"]} for row in rows]
    spans = [{"name": row["name"], "cost": row["low"], "high": row["high"]} for row in known]
    x = axis("cost", f"{unit} when shuffled", zero=True)
    return drawn(
        layer("bar", bars, {"y": y, "x": x, "color": two_colors("useful", MUTED, ACCENT)}),
        layer("rule", spans, {"y": y, "x": x, "x2": {"field": "high"}}, color=INK, size=1.5),
        height=max(60, 26 * len(rows)),
    )


def reliability_chart(finding: Reliability, before: Reliability | None = None) -> Chart:
    """Share of right answers against stated confidence; the size of a dot is its number of rows,
    and rings are the same before calibration.
    """
    rows = [
        {"x": b.confidence, "y": b.right, "low": b.low, "high": b.high, "rows": b.rows}
        for b in finding.bins
    ]
    unit = {"domain": [0, 1]}
    percent = {"format": ".0%", "tickCount": 5}
    x = axis("x", "how sure the model is", scale=unit, axis=percent)
    y = axis("y", "how often it is right", scale=unit, axis=percent)
    size = {"field": "rows", "type": "quantitative", "legend": None, "scale": {"range": [40, 300]}}
    line = [{"x": 0, "y": 0}, {"x": 1, "y": 1}]
    spans = [{"x": row["x"], "y": row["low"], "high": row["high"]} for row in rows]
    rings = [{"x": b.confidence, "y": b.right} for b in before.bins] if before else []
    look = {"color": WARM, "filled": False, "size": 60, "opacity": 1}
    return drawn(
        layer("line", line, {"x": x, "y": y}, color=MUTED, strokeDash=[4, 4], strokeWidth=1),
        layer("rule", spans, {"x": x, "y": y, "y2": {"field": "high"}}, color=ACCENT, size=1.5),
        *([layer("point", rings, {"x": x, "y": y}, **look)] if rings else []),
        layer("circle", rows, {"x": x, "y": y, "size": size}, color=ACCENT, opacity=1),
    )


def loss_chart(curves: LearningCurves) -> Chart:
    """The losses over the epochs, named at the end of each line, with the epoch that was kept."""
    series = {
        "training": (curves.series("train_loss"), MUTED),
        "validation": (curves.series("validation_loss"), ACCENT),
    }
    return _curves(
        {name: s for name, s in series.items() if len(s[0][0])}, curves.best_epoch, "loss"
    )


def score_chart(curves: LearningCurves) -> Chart:
    """The validation score over the epochs."""
    series = {"": (curves.series("validation_score"), ACCENT)}
    return _curves(series, curves.best_epoch, short(curves.score_name))


def _curves(series: dict[str, Any], best: int | None, title: str) -> Chart:
    layers: list[Chart] = []
    names: list[Chart] = []
    reach = max(np.ptp(values) for (_, values), _ in series.values())
    for name, ((epochs, values), color) in series.items():
        points = [{"x": x, "y": y} for x, y in zip(epochs.tolist(), values.tolist(), strict=True)]
        at = {
            "x": axis("x", "epoch", axis={"grid": False, "tickCount": 6}),
            "y": axis("y", title),
        }
        layers.append(layer("line", points, at, color=color, strokeWidth=2))
        named = [{**points[-1], "label": name}]
        # names stand above the ends of their lines, the lower one below where two would meet
        others = [other[-1] - values[-1] for (_, other), _ in series.values()]
        below = any(0 < gap < 0.15 * reach for gap in others)
        look = {"align": "right", "dy": 14 if below else -12, "color": color, "fontSize": 12}
        label = {**at, "text": {"field": "label"}}
        halo = {**look, "color": PAPER, "stroke": PAPER, "strokeWidth": 4}
        names += [layer("text", named, label, **halo), layer("text", named, label, **look)]
    if best is not None:
        mark = {"x": axis("x", "epoch")}
        layers.append(layer("rule", [{"x": best}], mark, color=WARM, strokeDash=[3, 3]))
    return drawn(*layers, *names)


def confusion_chart(finding: Confusion) -> Chart:
    """The confusion matrix of many classes as coloured cells; each row's colour is its share."""
    k = len(finding.classes)
    labels = distinct_labels(finding.classes, 18)
    totals = np.maximum(finding.counts.sum(axis=1), 1)
    wanted = finding.counts >= fewest_drawn(finding)
    np.fill_diagonal(wanted, finding.counts.diagonal() > 0)
    cells = [
        {
            "t": labels[i],
            "a": labels[j],
            "right": int(i == j),
            "share": float(finding.counts[i, j] / totals[i]),
        }
        for i, j in np.argwhere(wanted).tolist()
    ]
    shown = {"labelFontSize": 9, "ticks": False, "domain": False, "titlePadding": 28}
    shown |= {"labelAngle": -90} if k <= MOST_LABELLED_CLASSES else {"labels": False}
    scale = {"domain": labels, "padding": 0.05}
    x = {"field": "a", "type": "nominal", "title": "answered", "scale": scale, "axis": shown}
    y = {
        "field": "t",
        "type": "nominal",
        "title": "true",
        "scale": scale,
        "axis": {**shown, "labelAngle": 0},
    }
    opacity: Chart = {"field": "share", "type": "quantitative", "legend": None}
    opacity["scale"] = {"domain": [0, 1], "range": [0.15, 1]}
    color = two_colors("right", WARM, ACCENT)
    encoding = {"x": x, "y": y, "opacity": opacity, "color": color}
    return drawn(layer("rect", cells, encoding), width=500, height=500)


def fewest_drawn(finding: Confusion) -> int:
    """The smallest number of rows that a cell of the confusion chart must hold to be drawn; 1 if
    all are.
    """
    ranked = np.sort(finding.counts, axis=None)[::-1]
    return 1 if len(ranked) <= MOST_CELLS else int(ranked[MOST_CELLS]) + 1


def agreement_chart(finding: Residuals) -> Chart:
    """Predicted against true values, with the line on which they are equal."""
    truth, predicted = finding.truth.tolist(), finding.predicted.tolist()
    rows = [{"x": x, "y": y} for x, y in zip(truth, predicted, strict=True)]
    low, high = min(truth + predicted), max(truth + predicted)
    x, y = axis("x", "true value"), axis("y", "predicted value")
    line = [{"x": low, "y": low}, {"x": high, "y": high}]
    return drawn(
        layer("line", line, {"x": x, "y": y}, color=MUTED, strokeDash=[4, 4], strokeWidth=1),
        layer("circle", rows, {"x": x, "y": y}, color=ACCENT, size=22, opacity=0.55),
    )


def residual_chart(finding: Residuals) -> Chart:
    """How many rows have which error."""
    edges = finding.edges
    rows = [
        {"x": low, "x2": high, "rows": rows}
        for low, high, rows in zip(edges, edges[1:], finding.counts, strict=False)
    ]
    x = axis("x", "predicted minus true", scale={"nice": False}, bin={"binned": True})
    x["axis"] = {"grid": False, "tickCount": 7}
    y = axis("rows", "rows", zero=True)
    zero = {"x": axis("x", "predicted minus true")}
    return drawn(
        layer("bar", rows, {"x": x, "x2": {"field": "x2"}, "y": y}, color=ACCENT, binSpacing=1),
        layer("rule", [{"x": 0}], zero, color=INK, strokeDash=[3, 3]),
    )
