"""A network as a page: its layers as a drawing, weights and activations as pictures, how weights
and gradients are spread, how training went. Everything stands in one HTML file."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.core.spec import Spec
from pellucid.formats.atomic import write_atomically
from pellucid.formats.png import png
from pellucid.graph import Node
from pellucid.nn.modules.parts import OBSERVER
from pellucid.report.pictures import activation_pictures, weights_picture
from pellucid.runtime.capture import ACTIVE, Capture
from pellucid.tensor.tensor import Tensor, wrap
from pellucid.tensor.trees import leaves
from pellucid.train.monitors import gradient_values

STYLE = (
    "body{font:15px sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
    "figure{display:inline-block;margin:.5em 1em .5em 0;vertical-align:top}"
    "img{image-rendering:pixelated;border:1px solid #ccc;max-width:100%}"
    "figcaption{color:#555;font-size:13px}pre{background:#f4f4f4;padding:1em;overflow:auto}"
)
ROW, WIDE = 44, 300  # pixels of a layer in the drawing
COLOURS = ("#2a6f97", "#c1666b", "#5b8e7d", "#d4a373", "#6d597a")


@dataclass(frozen=True)
class Layer:
    """A call of a layer in the drawing, and the numbers of the calls whose results it gets."""

    path: str
    kind: str
    output: str
    sources: tuple[int, ...]


def layers_of(model: Any, *inputs: Any) -> list[Layer]:
    """Each call of a layer without layers inside, found without computing anything; -1 among its
    sources stands for the input.

    >>> from pellucid import nn
    >>> net = nn.Residual(nn.Sequential(nn.Linear(4, 4), nn.ReLU()))
    >>> [(x.path, x.sources) for x in layers_of(net, np.zeros((2, 4), np.float32))]
    [('body.0', (-1,)), ('body.1', (0,))]
    """
    paths = {id(module): path for path, module in model.named_modules()}
    found: list[Layer] = []
    makers: dict[Node, int] = {}

    def watch(part: Any, given: tuple[Any, ...], result: Any) -> None:
        results = [x for x in leaves(result) if isinstance(x, Tensor)]
        if any(True for _ in part.named_children()) or not results:
            return
        nodes = [x.node for x in leaves(given) if isinstance(x, Tensor)]
        sources = tuple(sorted({source for node in nodes for source in made_by(node, makers)}))
        shapes = ", ".join(str(tuple(x.shape)) for x in results)
        found.append(Layer(paths.get(id(part), ""), type(part).__name__, shapes, sources))
        for x in results:
            makers.setdefault(x.node, len(found) - 1)

    capture = Capture()
    tokens = ACTIVE.set(capture), OBSERVER.set(watch)
    try:
        given = [wrap(capture.argument(Spec(x.shape, Tensor(x).dtype))) for x in inputs]
        makers.update({x.node: -1 for x in given})
        model(*given)
    finally:
        ACTIVE.reset(tokens[0])
        OBSERVER.reset(tokens[1])
    return found


def made_by(node: Node, makers: Mapping[Node, int]) -> set[int]:
    """The calls whose results a node is made of, not looking behind them."""
    found, stack, seen = set[int](), [node], set[Node]()
    while stack:
        here = stack.pop()
        if here in makers:
            found.add(makers[here])
        elif here not in seen:
            seen.add(here)
            stack.extend(here.inputs)
    return found


def drawing(model: Any, *inputs: Any) -> str:
    """The layers as SVG, from the input down; what skips layers is drawn as an arc."""
    layers = layers_of(model, *inputs)
    boxes, lines = [box(0, "input", str(tuple(np.shape(inputs[0]))), "")], []
    for place, layer in enumerate(layers, 1):
        boxes.append(box(place, f"{layer.path} {layer.kind}".strip(), layer.output, layer.kind))
        lines += [arrow(source + 1, place) for source in layer.sources]
    height = ROW * (len(layers) + 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE + 160}" height="{height}" '
        f'font-family="sans-serif" font-size="12">{"".join(lines)}{"".join(boxes)}</svg>'
    )


def box(place: int, name: str, shape: str, kind: str) -> str:
    """A layer."""
    top = place * ROW + 4
    colour = COLOURS[sum(map(ord, kind)) % len(COLOURS)] if kind else "#888"
    return (
        f'<rect x="4" y="{top}" width="{WIDE}" height="{ROW - 16}" rx="4" fill="{colour}"/>'
        f'<text x="12" y="{top + 18}" fill="#fff">{escape(name)}</text>'
        f'<text x="{WIDE - 4}" y="{top + 18}" fill="#fff" text-anchor="end">{escape(shape)}</text>'
    )


def arrow(source: int, target: int) -> str:
    """A line from one layer to another."""
    start, end = source * ROW + ROW - 12, target * ROW + 4
    if target == source + 1:
        return f'<path d="M150 {start}V{end}" stroke="#888"/>'
    bow = WIDE + 20 + min(120, 12 * (target - source))
    return (
        f'<path d="M{WIDE} {start - 10}C{bow} {start} {bow} {end} {WIDE + 4} {end + 12}" '
        'stroke="#c1666b" fill="none"/>'
    )


def histogram(values: Any, bins: int = 40) -> str:
    """How numbers are spread, as SVG."""
    x = np.asarray(values, np.float64).ravel()
    counts, edges = np.histogram(x[np.isfinite(x)], bins)
    tall = max(counts.max(initial=0), 1)
    bars = "".join(
        f'<rect x="{6 * i}" y="{80 - 80 * n / tall:.1f}" width="5" height="{80 * n / tall:.1f}"/>'
        for i, n in enumerate(counts)
    )
    ends = "".join(
        f'<text x="{at}" y="94" text-anchor="{anchor}">{edge:.3g}</text>'
        for at, anchor, edge in ((0, "start", edges[0]), (6 * bins, "end", edges[-1]))
    )
    return svg(6 * bins, 98, f'<g fill="{COLOURS[0]}">{bars}</g>{ends}')


def curves(series: Mapping[str, Sequence[float]], title: str = "") -> str:
    """Numbers of each epoch as lines, as SVG; what is no number is left out.

    >>> curves({"loss": [2.0, 1.0, 0.5]}).count("polyline")
    1
    """
    known = {n: np.asarray(v, np.float64) for n, v in series.items() if len(v)}
    every = np.concatenate([v[np.isfinite(v)] for v in known.values()] or [np.zeros(1)])
    every = every if every.size else np.zeros(1)
    low, high = float(every.min()), float(every.max())
    high = high if high > low else low + 1
    longest = max((len(v) for v in known.values()), default=1)
    parts = []
    for place, (name, values) in enumerate(known.items()):
        colour = COLOURS[place % len(COLOURS)]
        points = " ".join(
            f"{40 + 300 * i / max(longest - 1, 1):.1f},{160 - 140 * (v - low) / (high - low):.1f}"
            for i, v in enumerate(values)
            if np.isfinite(v)
        )
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts.append(f'<text x="350" y="{30 + 16 * place}" fill="{colour}">{escape(name)}</text>')
    ends = f'<text x="2" y="24">{high:.3g}</text><text x="2" y="162">{low:.3g}</text>'
    return svg(560, 176, f'{ends}<text x="40" y="12">{escape(title)}</text>{"".join(parts)}')


def svg(width: int, height: int, content: str) -> str:
    """A drawing."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="11">{content}</svg>'
    )


def picture(array: np.ndarray, caption: str) -> str:
    """A picture with a line below it."""
    data = base64.b64encode(png(array)).decode()
    return figure(f'<img alt="{escape(caption)}" src="data:image/png;base64,{data}">', caption)


def figure(content: str, caption: str) -> str:
    """A figure with a line below it."""
    return f"<figure>{content}<figcaption>{escape(caption)}</figcaption></figure>"


def network_page(
    path: str | Path, model: Any, batch: tuple[Any, ...], *,
    loss: Callable[..., Tensor] | None = None, histories: Mapping[str, Any] | None = None,
    title: str = "",
) -> Path:  # fmt: skip
    """The path of an HTML page about a network, seen on a batch (inputs, ..., targets); with the
    gradients of a `loss`, and the curves of `histories` of training by name."""
    inputs = batch[:-1]
    parts = [
        f"<h2>Layers</h2>{drawing(model, *inputs)}",
        f"<pre>{escape(str(model.summary(*inputs)))}</pre>",
    ]
    parts += [curve_figures(histories)] if histories else []
    parts.append("<h2>Weights</h2>" + "".join(weight_figures(model)))
    if np.ndim(inputs[0]) == 4:
        shown = activation_pictures(model, inputs[0][0], zoom=2)
        figures = "".join(picture(x, name) for name, x in shown.items())
        parts.append(f"<h2>What layers make of the first picture</h2>{figures}")
    parts.append("<h2>How weights are spread</h2>")
    parts += [figure(histogram(x.numpy()), name) for name, x in model.named_parameters()]
    if loss is not None:
        parts.append("<h2>How gradients are spread</h2>")
        spread = gradient_values(model, loss, *batch)
        parts += [figure(histogram(g), name) for name, g in spread.items()]
    heading = escape(title or type(model).__name__)
    body = "\n".join(parts)
    return write_atomically(
        path,
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{heading}</title>'
        f"<style>{STYLE}</style><h1>{heading}</h1>\n{body}</html>\n",
    )


def curve_figures(histories: Mapping[str, Any]) -> str:
    """The curves of runs, one drawing for each number they share."""
    names = dict.fromkeys(
        name for history in histories.values() for name in history.columns
        if name not in {"epoch", "step", "seconds", "note", "lr", "skipped"}
    )  # fmt: skip
    drawn = [
        curves({run: h[name] for run, h in histories.items() if name in h.columns}, name)
        for name in names
    ]
    return "<h2>Training</h2>" + "".join(f"<figure>{x}</figure>" for x in drawn)


def weight_figures(model: Any) -> list[str]:
    """Weights that are pictures, by path: kernels, and rows of a square number of elements."""
    found = []
    for name, x in model.named_parameters():
        side = round(np.sqrt(x.shape[1])) if x.ndim == 2 else 0
        if x.ndim == 4 and min(x.shape[2:]) > 1:
            found.append(picture(weights_picture(x.numpy()[:64, :16], zoom=3), name))
        elif x.ndim == 2 and side * side == x.shape[1] and side > 3:
            found.append(picture(weights_picture(x.numpy()[:64], (side, side), zoom=2), name))
    return found
