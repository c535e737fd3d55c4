"""The small drawings of lessons."""

from collections.abc import Sequence

import numpy as np

from pellucid.report.marks import ACCENT, INK, MUTED, SMALL, WARM, Chart, axis, drawn, layer


def histogram(
    values: np.ndarray,
    title: str,
    *,
    marks: Sequence[float] = (),
    percent: bool = False,
    bins: int = 24,
) -> Chart:
    """How often which value occurs, with upright lines at `marks`."""
    values = np.asarray(values, np.float64)
    values = values[np.isfinite(values)]
    counts, edges = counted(values, bins)
    rows = [
        {"x": low, "x2": high, "y": int(n)}
        for low, high, n in zip(edges, edges[1:], counts, strict=False)
    ]
    x = axis("x", title, scale={"nice": False}, bin={"binned": True})
    x["axis"] = {"grid": False, "tickCount": 5, **({"format": ".0%"} if percent else {})}
    y = axis("y", None, zero=True, axis={"tickCount": 3, "grid": False})
    at = {"x": x, "x2": {"field": "x2"}, "y": y}
    lines = [{"x": float(mark)} for mark in marks if np.isfinite(mark)]
    rule = {"x": {"field": "x", "type": "quantitative"}}
    return drawn(
        layer("bar", rows, at, color=ACCENT, binSpacing=1),
        *([layer("rule", lines, rule, color=WARM, strokeWidth=2)] if lines else []),
        height=SMALL,
    )


def counted(values: np.ndarray, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """How many finite numbers lie in each of some equal stretches, and where these end; of numbers
    that lie too close for so many stretches, about their middle.

    >>> counted(np.array([1.0, 1.0 + 2e-16]), 4)[0].sum()
    np.int64(2)
    """
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    least = 4 * bins * np.spacing(max(abs(low), abs(high)))
    if high - low < least:
        middle, half = (low + high) / 2, max(0.5, least)
        low, high = middle - half, middle + half
    return np.histogram(values, bins=bins, range=(float(low), float(high)))


def bars(names: Sequence[str], values: Sequence[float], title: str, *, chosen: int = -1) -> Chart:
    """A bar for each name, one of them in the warm colour."""
    rows = [
        {"name": name, "x": float(value), "on": int(place == chosen)}
        for place, (name, value) in enumerate(zip(names, values, strict=True))
    ]
    y: Chart = {"field": "name", "type": "nominal", "title": None, "sort": list(names)}
    y["axis"] = {"labelColor": INK, "ticks": False, "domain": False}
    scale = {"domain": [0, 1], "range": [ACCENT, WARM]}
    color = {"field": "on", "type": "nominal", "legend": None, "scale": scale}
    at = {"y": y, "x": axis("x", title, zero=True), "color": color}
    return drawn(layer("bar", rows, at), height=max(50, 26 * len(rows)))


def dots(
    x: np.ndarray, y: np.ndarray, titles: tuple[str, str], *, warm: np.ndarray | None = None
) -> Chart:
    """A dot for each pair, some in the warm colour."""
    chosen = np.zeros(len(x), bool) if warm is None else warm
    parts = [
        [{"x": float(a), "y": float(b)} for a, b in zip(x[rows], y[rows], strict=True)]
        for rows in (~chosen, chosen)
    ]
    at = {
        "x": axis("x", titles[0], axis={"tickCount": 5}),
        "y": axis("y", titles[1], axis={"tickCount": 4}),
    }
    return drawn(
        layer("circle", parts[0], at, color=ACCENT, size=20, opacity=0.6),
        *([layer("circle", parts[1], at, color=WARM, size=36, opacity=1)] if parts[1] else []),
        height=SMALL,
    )


def line(
    x: Sequence[float], y: Sequence[float], titles: tuple[str, str], *, mark: float | None = None
) -> Chart:
    """One line, with an upright one at `mark`."""
    rows = [{"x": float(a), "y": float(b)} for a, b in zip(x, y, strict=True)]
    at = {
        "x": axis("x", titles[0], axis={"tickCount": 5, "grid": False}),
        "y": axis("y", titles[1], axis={"tickCount": 4}),
    }
    rule = {"x": axis("x", titles[0])}
    return drawn(
        layer("line", rows, at, color=ACCENT, strokeWidth=2),
        *(
            [layer("rule", [{"x": mark}], rule, color=WARM, strokeDash=[3, 3])]
            if mark is not None
            else []
        ),
        height=SMALL,
    )


def two_lines(
    x: np.ndarray, first: np.ndarray, second: np.ndarray, titles: tuple[str, str]
) -> Chart:
    """A grey line and one in the accent colour."""
    at = {
        "x": axis("x", titles[0], axis={"tickCount": 5, "grid": False}),
        "y": axis("y", titles[1], axis={"tickCount": 4}),
    }
    layers = [
        layer(
            "line",
            [{"x": float(a), "y": float(b)} for a, b in zip(x, ys, strict=True)],
            at,
            color=color,
            strokeWidth=2,
        )
        for ys, color in ((first, MUTED), (second, ACCENT))
    ]
    return drawn(*layers, height=SMALL)
