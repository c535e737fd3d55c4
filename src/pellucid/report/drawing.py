"""From a Vega-Lite description to a small SVG that lives inside a page."""

import re
from html import escape
from threading import Thread
from typing import Any

from pellucid.core.lazy import lazy

vl_convert = lazy("vl_convert")

_DROPPED_PARTS = re.compile(r'<path class="(?:background|foreground)"[^>]*/>')
_DROPPED_ATTRIBUTES = re.compile(
    r" (?:class|role|aria-\w+|pointer-events|font-family|xmlns(?::xlink)?|version|opacity"
    r'|stroke-miterlimit)="(?:1|10|none|true|1\.1|[a-z][^"]*)"'
)
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_TAG = re.compile(r"<[^>]*>")
_EMPTY_GROUP = re.compile(r"<g(?: transform=\"[^\"]*\")?>\s*</g>")
_SIZE = re.compile(r'^<svg width="([\d.]+)"')


def draw(chart: dict[str, Any], description: str) -> str:
    """The chart as an `<svg>` element without references, ids or fonts of its own; `description` is
    read aloud.
    """
    svg = vl_convert.vegalite_to_svg(chart, allowed_base_urls=[])
    svg = _TAG.sub(lambda tag: _lean(tag.group()), _DROPPED_PARTS.sub("", svg))
    while (smaller := _EMPTY_GROUP.sub("", svg)) != svg:
        svg = smaller
    size = _SIZE.match(svg)
    width = float(size[1]) if size else 640
    shape = f'class="chart" style="max-width:{width:.0f}px"'
    label = f'{shape} role="img" aria-label="{escape(description)}"'
    return svg.replace("<svg ", f"<svg {label} ", 1)


def _lean(tag: str) -> str:
    return _LONG_NUMBER.sub(lambda n: f"{float(n.group()):.1f}", _DROPPED_ATTRIBUTES.sub("", tag))


def start_drawing() -> Thread:
    """A thread that wakes the drawing engine (about half a second) while something else, such as
    training, runs.
    """
    empty = {"data": {"values": []}, "mark": "point"}
    thread = Thread(target=draw, args=(empty, ""), name="pellucid-drawing", daemon=True)
    thread.start()
    return thread
