"""What the figures of a page are made of: colours, axes, layers of marks, as Vega-Lite.

Colours are names of the page's style sheet (`var(--accent)`), so that one drawing serves light and
dark. Text that comes from the data is only ever a data value or a title, never an expression.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pellucid.report.words import short

Chart = dict[str, Any]

WIDTH, HEIGHT = 340, 240
SMALL = 150  # the height of a lesson's drawing
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


def drawn(*layers: Chart, width: int = WIDTH, height: int = HEIGHT) -> Chart:
    """A whole chart of some layers."""
    # room for a reader's font that is wider than the one the drawing was measured with
    padding = {"left": 24, "right": 24, "top": 6, "bottom": 6}
    size = {"width": width, "height": height, "padding": padding}
    return {"layer": list(layers), **size, "config": CONFIG}


def layer(mark: str, values: list[dict[str, Any]], encoding: Chart, **look: Any) -> Chart:
    """One kind of mark at some values."""
    return {"data": {"values": values}, "mark": {"type": mark, **look}, "encoding": encoding}


def axis(field: str, title: str | None = None, *, zero: bool = False, **more: Any) -> Chart:
    """A field of numbers along an axis, the title of which may be of the data."""
    scale = {"zero": zero, "nice": True, **more.pop("scale", {})}
    axis = {"tickCount": 6, "labelOverlap": "greedy", "labelSeparation": 6, **more.pop("axis", {})}
    kind = {"field": field, "type": "quantitative", "title": title}
    return {**kind, "scale": scale, "axis": axis, **more}


def two_colors(field: str, zero: str, one: str) -> Chart:
    """A field of 0 and 1 as one of two colours."""
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
