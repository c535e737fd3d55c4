"""The figures of a page, as Vega-Lite descriptions of findings.

Colours are names of the page's style sheet (`var(--accent)`), so that one drawing serves light and
dark. Text that comes from the data is only ever a data value or a title, never an expression.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.report.classification import Confusion
from pellucid.report.headline import Headline
from pellucid.report.importance import Importance
from pellucid.report.learning import LearningCurves
from pellucid.report.regression import Residuals
from pellucid.report.reliability import Reliability
from pellucid.report.words import fixed, short

Chart = dict[str, Any]

WIDTH, HEIGHT = 340, 240
MOST_BARS = 15
MOST_CELLS = 1_500  # of a confusion matrix: enough to see its pattern, few enough for a small page
MOST_LABELLED_CLASSES = 45
INK, MUTED, FAINT = "var(--ink)", "var(--muted)", "var(--faint)"
ACCENT, WARM, PAPER = "var(--accent)", "var(--warm)", "var(--paper)"

AXIS = {
    "gridColor": FAINT,
    "domainColor": FAINT,
    "tickColor": FAINT,
    "labelColor": MUTED,
    "titleColor": MUTED,
    "titleFontWeight": "normal",
    "labelFontSize": 12,
    "titleFontSize": 12,
    "titlePadding": 8,
    "labelPadding": 4,
    "labelLimit": 200,
}
CONFIG = {
    "aria": False,
    "background": None,
    "view": {"stroke": None},
    "axis": AXIS,
    "font": "sans-serif",
}


def _chart(*layers: Chart, width: int = WIDTH, height: int = HEIGHT) -> Chart:
    # room for a reader's font that is wider than the one the drawing was measured with
    padding = {"left": 24, "right": 24, "top": 6, "bottom": 6}
    size = {"width": width, "height": height, "padding": padding}
    return {"layer": list(layers), **size, "config": CONFIG}


def _layer(mark: str, values: list[dict[str, Any]], encoding: Chart, **look: Any) -> Chart:
    return {"data": {"values": values}, "mark": {"type": mark, **look}, "encoding": encoding}


def _axis(field: str, title: str | None = None, *, zero: bool = False, **more: Any) -> Chart:
    scale = {"zero": zero, "nice": True, **more.pop("scale", {})}
    axis = {"tickCount": 6, **more.pop("axis", {})}
    kind = {"field": field, "type": "quantitative", "title": title}
    return {**kind, "scale": scale, "axis": axis, **more}


def _two_colors(field: str, zero: str, one: str) -> Chart:
    scale = {"domain": [0, 1], "range": [zero, one]}
    return {"field": field, "type": "nominal", "legend": None, "scale": scale}


def distinct_labels(names: Sequence[str], most: int) -> list[str]:
    """The names cut to `most` characters; what tells them apart is kept, and any still alike are
    numbered.

    >>> distinct_labels(["income in 2019", "income in 2020"], 10)
    ['…2019', '…2020']
    """
    labels = [short(name, most) or "(empty)" for name in names]
    if len(set(labels)) < len(set(names)):
        shared = _common_start(names)
        words = shared[: shared.rfind(" ") + 1] or shared
        labels = [f"…{short(name[len(words) :], most)}" for name in names]
    seen: Counter[str] = Counter()
    numbered = []
    for label in labels:
        seen[label] += 1
        numbered.append(f"{label}·{seen[label]}" if seen[label] > 1 else label)
    return numbered


def _common_start(names: Sequence[str]) -> str:
    first, last = min(names), max(names)  # in order of the alphabet these two share the least
    length = next(
        (i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first)
    )
    return first[:length]


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
    at = {"x": _axis("x", head.metric, **x), "y": y}
    layers = [
        _layer("rule", span, {**at, "x2": {"field": "x2"}}, color=ACCENT, size=10, opacity=0.35),
        _layer("circle", [score], at, color=ACCENT, size=130, opacity=1),
        _layer("circle", [base], at, color=MUTED, size=90, opacity=1),
    ]
    for edge, dx in (("left", -2), ("center", 0), ("right", 2)):
        chosen = [text for text in texts if text["edge"] == edge]
        label = {**at, "text": {"field": "label"}}
        look = {"align": edge, "dx": dx, "dy": -16, "color": INK, "fontSize": 13}
        layers += [_layer("text", chosen, label, **look)] if chosen else []
    return _chart(*layers, height=96)


def _edge(place: float, left: float) -> str:
    share = (place - left) / (1 - left)
    return "right" if share > 0.75 else "left" if share < 0.25 else "center"


def _naive(head: Headline) -> str:
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
    x = _axis("cost", f"{unit} when shuffled", zero=True)
    return _chart(
        _layer("bar", bars, {"y": y, "x": x, "color": _two_colors("useful", MUTED, ACCENT)}),
        _layer("rule", spans, {"y": y, "x": x, "x2": {"field": "high"}}, color=INK, size=1.5),
        height=max(60, 26 * len(rows)),
    )


def reliability_chart(finding: Reliability) -> Chart:
    """Share of right answers against stated confidence; the size of a dot is its number of rows."""
    rows = [
        {"x": b.confidence, "y": b.right, "low": b.low, "high": b.high, "rows": b.rows}
        for b in finding.bins
    ]
    unit = {"domain": [0, 1]}
    percent = {"format": ".0%", "tickCount": 5}
    x = _axis("x", "how sure the model is", scale=unit, axis=percent)
    y = _axis("y", "how often it is right", scale=unit, axis=percent)
    size = {"field": "rows", "type": "quantitative", "legend": None, "scale": {"range": [40, 300]}}
    line = [{"x": 0, "y": 0}, {"x": 1, "y": 1}]
    spans = [{"x": row["x"], "y": row["low"], "high": row["high"]} for row in rows]
    return _chart(
        _layer("line", line, {"x": x, "y": y}, color=MUTED, strokeDash=[4, 4], strokeWidth=1),
        _layer("rule", spans, {"x": x, "y": y, "y2": {"field": "high"}}, color=ACCENT, size=1.5),
        _layer("circle", rows, {"x": x, "y": y, "size": size}, color=ACCENT, opacity=1),
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
            "x": _axis("x", "epoch", axis={"grid": False, "tickCount": 6}),
            "y": _axis("y", title),
        }
        layers.append(_layer("line", points, at, color=color, strokeWidth=2))
        named = [{**points[-1], "label": name}]
        # names stand above the ends of their lines, the lower one below where two would meet
        others = [other[-1] - values[-1] for (_, other), _ in series.values()]
        below = any(0 < gap < 0.15 * reach for gap in others)
        look = {"align": "right", "dy": 14 if below else -12, "color": color, "fontSize": 12}
        label = {**at, "text": {"field": "label"}}
        halo = {**look, "color": PAPER, "stroke": PAPER, "strokeWidth": 4}
        names += [_layer("text", named, label, **halo), _layer("text", named, label, **look)]
    if best is not None:
        mark = {"x": _axis("x", "epoch")}
        layers.append(_layer("rule", [{"x": best}], mark, color=WARM, strokeDash=[3, 3]))
    return _chart(*layers, *names)


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
    color = _two_colors("right", WARM, ACCENT)
    encoding = {"x": x, "y": y, "opacity": opacity, "color": color}
    return _chart(_layer("rect", cells, encoding), width=500, height=500)


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
    x, y = _axis("x", "true value"), _axis("y", "predicted value")
    line = [{"x": low, "y": low}, {"x": high, "y": high}]
    return _chart(
        _layer("line", line, {"x": x, "y": y}, color=MUTED, strokeDash=[4, 4], strokeWidth=1),
        _layer("circle", rows, {"x": x, "y": y}, color=ACCENT, size=22, opacity=0.55),
    )


def residual_chart(finding: Residuals) -> Chart:
    """How many rows have which error."""
    edges = finding.edges
    rows = [
        {"x": low, "x2": high, "rows": rows}
        for low, high, rows in zip(edges, edges[1:], finding.counts, strict=False)
    ]
    x = _axis("x", "predicted minus true", scale={"nice": False}, bin={"binned": True})
    x["axis"] = {"grid": False, "tickCount": 7}
    y = _axis("rows", "rows", zero=True)
    zero = {"x": _axis("x", "predicted minus true")}
    return _chart(
        _layer("bar", rows, {"x": x, "x2": {"field": "x2"}, "y": y}, color=ACCENT, binSpacing=1),
        _layer("rule", [{"x": 0}], zero, color=INK, strokeDash=[3, 3]),
    )
