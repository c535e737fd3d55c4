"""Figures of bars and dots along names: rivals, reasons, slices."""

import numpy as np

from pellucid.report.marks import (
    ACCENT,
    INK,
    MUTED,
    WARM,
    Chart,
    axis,
    distinct_labels,
    drawn,
    layer,
    two_colors,
)
from pellucid.report.reasons import Explanation
from pellucid.report.rivals import Standings
from pellucid.report.slices import Slices
from pellucid.report.words import fixed, short

MOST_REASONS = 8


def named_axis(names: list[str]) -> Chart:
    """The names down the left, in their order."""
    look = {"labelColor": INK, "ticks": False, "domain": False}
    y: Chart = {"field": "name", "type": "nominal", "title": None, "sort": names, "axis": look}
    return {**y, "scale": {"padding": 0.3}}


def standings_chart(finding: Standings) -> Chart:
    """The network's score, with its interval, and its rivals'."""
    models = sorted(((r.name, r.score) for r in finding.scored), key=lambda model: -model[1])
    names = ["this network", *(name for name, _ in models)]
    lowest = min([0.0, finding.score, *(score for _, score in models)])
    left = max(lowest - 0.1, -1.0) if lowest < 0 else 0.0
    x = axis("x", finding.metric, scale={"domain": [left, 1], "nice": False, "clamp": True})
    at = {"y": named_axis(names), "x": x}
    dots = [{"name": name, "x": score, "own": 0} for name, score in models]
    dots.append({"name": names[0], "x": finding.score, "own": 1})
    low, high = finding.interval
    span = [{"name": names[0], "x": low, "x2": high}] if np.isfinite(low) else []
    look = {"color": ACCENT, "size": 8, "opacity": 0.35, "clip": True}
    color = {**at, "color": two_colors("own", MUTED, ACCENT)}
    labels = [{**dot, "label": fixed(dot["x"])} for dot in dots]
    text = {**at, "text": {"field": "label"}}
    return drawn(
        layer("rule", span, {**at, "x2": {"field": "x2"}}, **look),
        layer("circle", dots, color, size=110, opacity=1),
        layer("text", labels, text, dy=-13, color=INK, fontSize=12),
        height=max(90, 44 * len(names)),
    )


def reasons_chart(finding: Explanation) -> Chart:
    """How far each column moved the answer, the furthest first."""
    scale = 100 if finding.is_probability else 1
    shown = finding.reasons[:MOST_REASONS]
    labels = distinct_labels([f"{short(r.column, 18)} = {short(r.value, 14)}" for r in shown], 36)
    rows = [
        {"name": label, "x": r.moved * scale, "up": int(r.moved >= 0)}
        for label, r in zip(labels, shown, strict=True)
    ]
    title = (
        f"points of P({short(finding.answer, 20)})"
        if finding.is_probability
        else "moved the answer by"
    )
    color = two_colors("up", WARM, ACCENT)
    encoding = {"y": named_axis(labels), "x": axis("x", title, zero=True), "color": color}
    return drawn(layer("bar", rows, encoding), width=260, height=max(50, 24 * len(rows)))


def slices_chart(finding: Slices) -> Chart:
    """The loss in the worst parts of the data, and elsewhere."""
    scale = 100 if finding.unit == "accuracy" else 1
    labels = distinct_labels([s.name for s in finding.worst], 36)
    rows = [
        {"name": label, "x": s.loss * scale, "x2": s.others * scale, "real": int(s.is_real)}
        for label, s in zip(labels, finding.worst, strict=True)
    ]
    title = "wrong answers, %" if finding.unit == "accuracy" else "typical error"
    y = named_axis(labels)
    y["axis"] = {**y["axis"], "labelLimit": 280}
    at = {"y": y, "x": axis("x", title, zero=True)}
    ends = [{"name": row["name"], "x": row["x2"]} for row in rows]
    here = [{"name": row["name"], "x": row["x"], "real": row["real"]} for row in rows]
    color = {**at, "color": two_colors("real", MUTED, WARM)}
    return drawn(
        layer("rule", rows, {**at, "x2": {"field": "x2"}}, color=MUTED, size=1.5),
        layer("circle", ends, at, color=MUTED, size=60, opacity=1),
        layer("circle", here, color, size=110, opacity=1),
        width=190,
        height=max(60, 30 * len(rows)),
    )
