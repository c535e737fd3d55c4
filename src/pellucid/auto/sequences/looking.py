"""What a model of sequences saw: its worst mistakes as curves, shaded where steps counted."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.auto.classifying import surest_mistakes, verdict
from pellucid.auto.sequences.facts import MOST_CHANNELS
from pellucid.auto.sequences.predictor import SequencePredictor
from pellucid.auto.series.backtest import ACCENT, CONFIG, INK, MUTED
from pellucid.report.sections import Chart, Rows, Section

SHOWN, MOST_POINTS = 6, 240
BANDS = 48  # of shading along a curve
WIDTH, HEIGHT = 560, 96
DASHES = ((1, 0), (5, 2), (2, 2), (7, 2, 1, 2))


def mistakes_drawn(
    model: SequencePredictor,
    sequences: Sequence[np.ndarray],
    labels: np.ndarray,
    probabilities: np.ndarray,
) -> Section:
    """The sequences that the model was surest of and wrong about, or else least sure of."""
    chosen, what = surest_mistakes(probabilities, labels, SHOWN, "sequences")
    values: list[dict[str, Any]] = []
    rows = []
    for number, place in enumerate(chosen, 1):
        title = f"{number}: {verdict(model.classes, probabilities[place], int(labels[place]))}"
        heat = model.saliency(sequences[place])
        values += points_of(sequences[place], heat, title, model.columns)
        start, end = strongest(heat)
        rows.append((title, f"{start:,} to {end:,}", f"{heat[start:end].sum():.3f}"))
    sentence = (
        f"{what}: shaded (colour) where covering the steps takes the answer's probability away."
    )
    table = Rows(
        ("Sequence", "Steps that counted most", "Probability they carry"), tuple(rows),
        "For each of these the part that its answer rests on most.",
    )  # fmt: skip
    return Section("mistakes", "What it saw", (Chart(chart_of(values), sentence), table))


def strongest(heat: np.ndarray) -> tuple[int, int]:
    """Where the part begins and ends, a tenth of the steps, that carries most."""
    size = max(1, len(heat) // 10)
    sums = np.convolve(heat, np.ones(size), "valid")
    start = int(sums.argmax())
    return start, start + size


def points_of(
    values: np.ndarray, heat: np.ndarray, title: str, columns: Sequence[str]
) -> list[dict[str, Any]]:
    """A curve and its shading as rows of a chart: every step, or the nearest of evenly spaced
    ones."""
    steps = np.unique(np.linspace(0, len(values) - 1, min(MOST_POINTS, len(values))).astype(int))
    found = [
        {"x": step, "y": round(float(values[step, c]), 5), "channel": columns[c], "which": title}
        for c in range(min(MOST_CHANNELS, values.shape[1]))
        for step in steps.tolist()
    ]
    edges = np.unique(np.linspace(0, len(values), min(BANDS, len(values)) + 1).astype(int))
    shares = np.add.reduceat(np.maximum(heat, 0.0), edges[:-1]) / np.diff(edges)
    most = max(float(shares.max()), 1e-9)
    return found + [
        {"from": int(a), "to": int(b), "heat": round(float(share / most), 3), "which": title}
        for a, b, share in zip(edges[:-1], edges[1:], shares.tolist(), strict=True)
        if share > 0.02 * most
    ]


def chart_of(values: list[dict[str, Any]]) -> dict[str, Any]:
    """A Vega-Lite chart: a row for each sequence."""
    x = {"type": "quantitative", "title": "step", "scale": {"nice": False}}
    opacity = {"field": "heat", "type": "quantitative", "legend": None,
               "scale": {"domain": [0, 1], "range": [0, 0.55]}}  # fmt: skip
    names = [name for name in dict.fromkeys(row.get("channel") for row in values) if name]
    line: dict[str, Any] = {
        "x": {**x, "field": "x"},
        "y": {"field": "y", "type": "quantitative", "title": None, "scale": {"zero": False}},
    }
    if len(names) > 1:
        line["strokeDash"] = {
            "field": "channel", "type": "nominal", "title": None,
            "scale": {"domain": names, "range": [list(dash) for dash in DASHES[: len(names)]]},
            "legend": {"orient": "top", "labelColor": MUTED},
        }  # fmt: skip
        line["detail"] = {"field": "channel", "type": "nominal"}
    shading = {
        "transform": [{"filter": "datum.heat > 0"}],
        "mark": {"type": "rect", "color": ACCENT},
        "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "opacity": opacity},
    }
    curve = {
        "transform": [{"filter": "isValid(datum.y)"}],
        "mark": {"type": "line", "color": INK, "strokeWidth": 1.3}, "encoding": line,
    }  # fmt: skip
    return {
        "data": {"values": values}, "config": CONFIG,
        "facet": {"row": {"field": "which", "type": "nominal", "title": None,
                          "header": {"labelAngle": 0, "labelOrient": "top",
                                     "labelAnchor": "start", "labelColor": MUTED}}},
        "spec": {"layer": [shading, curve], "width": WIDTH, "height": HEIGHT},
        "resolve": {"scale": {"y": "independent", "x": "independent"}},
    }  # fmt: skip
