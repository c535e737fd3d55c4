"""What a network holds and does, as pictures: weights, activations, reconstructions, what a unit
looks for, and which pixels a score comes from. Each is an array uint8 for `formats.png.save_png`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, rebuild
from pellucid.ops.source import Constant
from pellucid.tensor.tensor import Tensor, wrap
from pellucid.tensor.transforms.compiled import compile as compiled
from pellucid.tensor.transforms.differentiation import gradients
from pellucid.tensor.transforms.rules import custom_gradient
from pellucid.train.evaluation import evaluating, predict
from pellucid.train.monitors import layer_results

GAP = 1  # pixels between two tiles


def tiled(
    tiles: Any, columns: int | None = None, *, each: bool = True, zoom: int = 1
) -> np.ndarray:
    """Pictures (n, H, W), or in colour (n, 3, H, W), side by side with lines between: uint8 (H',
    W') or (H', W', 3). Each from its darkest to its brightest, or with `each=False` all alike.

    >>> tiled(np.zeros((4, 3, 3))).shape, tiled(np.zeros((2, 3, 5, 5)), 1, zoom=2).shape
    ((9, 9), (26, 14, 3))
    """
    x = np.asarray(tiles, np.float64)
    x = x[:, 0] if x.ndim == 4 and x.shape[1] == 1 else x
    if x.ndim not in {3, 4} or (x.ndim == 4 and x.shape[1] != 3) or not x.size:
        raise ShapeError("tiled: pictures (n, H, W) or (n, 3, H, W)", given=f"{x.shape}")
    axes = tuple(range(1, x.ndim)) if each else None
    low, high = x.min(axes, keepdims=True), x.max(axes, keepdims=True)
    bright = (255 * (x - low) / np.where(high > low, high - low, 1)).round().astype(np.uint8)
    bright = bright.transpose(0, 2, 3, 1) if x.ndim == 4 else bright
    n, height, width = bright.shape[:3]
    across = columns or max(1, round(np.sqrt(n)))
    down = -(-n // across)
    rest = bright.shape[3:]
    sheet = np.full(
        (GAP + down * (height + GAP), GAP + across * (width + GAP), *rest), 64, np.uint8
    )
    for i, tile in enumerate(bright):
        top, left = GAP + i // across * (height + GAP), GAP + i % across * (width + GAP)
        sheet[top : top + height, left : left + width] = tile
    return sheet.repeat(zoom, 0).repeat(zoom, 1)


def weights_picture(
    weight: Any, size: tuple[int, ...] | None = None, *, zoom: int = 1
) -> np.ndarray:
    """The weights of a layer, a tile for each unit: of a convolution its kernels, in colour if it
    sees three channels; of a linear layer each row as a picture of `size`.

    >>> from pellucid import nn
    >>> weights_picture(nn.Linear(16, 9).weight, (4, 4)).shape
    (16, 16)
    """
    w = np.asarray(weight.numpy() if isinstance(weight, Tensor) else weight)
    if size is not None:
        w = w.reshape(len(w), *size)
    if w.ndim == 4 and w.shape[1] not in {1, 3}:
        w = w.reshape(-1, *w.shape[2:])
    if w.ndim not in {3, 4}:
        raise ShapeError(
            "weights_picture: rows need a size", given=f"{w.shape}", fix="size=(height, width)"
        )
    return tiled(w, zoom=zoom)


def activation_pictures(model: Any, picture: Any, *, zoom: int = 1) -> dict[str, np.ndarray]:
    """What each layer makes of one picture (C, H, W), a tile for each of its channels, by path;
    layers whose results are no pictures are left out."""
    found = layer_results(model, np.asarray(picture, np.float32)[None])
    return {
        path: tiled(y[0], zoom=zoom) for path, y in found.items() if y.ndim == 4 and y.shape[2] > 1
    }


def reconstructions_picture(
    model: Any, rows: Any, size: tuple[int, ...], *, zoom: int = 1
) -> np.ndarray:
    """Rows as they are, in the upper line, and as they come back, in the lower."""
    x = np.asarray(rows, np.float32)
    back = predict(model, x)
    pairs = np.concatenate([part.reshape(len(x), *size) for part in (x, back)])
    return tiled(pairs, len(x), each=False, zoom=zoom)


def optimal_stimulus(
    score: Callable[[Tensor], Tensor], shape: tuple[int, ...], *, steps: int = 200,
    rate: float = 0.1, norm: float | None = None, start: Any = None, seed: int = 0,
) -> np.ndarray:  # fmt: skip
    """The input (of `shape`) that raises `score(inputs)` most, found by climbing: of length `norm`
    where that is given, as Le et al. (2012) look for what a neuron has learned. From a picture as
    `start`, it is the picture as the unit would like to see it, as in deep dreams.

    >>> found = optimal_stimulus(lambda x: (x * Tensor([[3.0, 4.0]])).sum(), (2,), norm=1.0)
    >>> [round(float(x), 2) for x in found]
    [0.6, 0.8]
    """
    if steps < 1 or rate <= 0:
        raise ArgumentError("optimal_stimulus: steps are 1 or more, the rate is above 0")
    source = np.random.default_rng(seed)
    x = 0.1 * source.standard_normal(shape) if start is None else np.array(start, np.float64)
    x = x.astype(np.float32)

    @compiled
    def slope(x: Tensor) -> Tensor:
        return gradients(score(x).sum(), [x])[0]

    for _ in range(steps):
        g = slope(Tensor(x[None], requires_grad=True).numpy()).numpy()[0]
        x = x + rate * g / (np.abs(g).mean() + 1e-12)
        if norm is not None:
            x = x * (norm / max(float(np.linalg.norm(x)), 1e-12))
    return x


def saliency(
    model: Any, inputs: Any, unit: int | None = None, *, guided: bool = False
) -> np.ndarray:
    """How much each element of inputs (n, ...) changes the score of a `unit`, by default each row's
    highest. With `guided` only what speaks for it is followed back through rectifiers
    (Springenberg et al., 2015).

    >>> from pellucid import nn
    >>> net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 3))
    >>> saliency(net, np.ones((4, 2), np.float32), 0, guided=True).shape
    (4, 2)
    """
    x = Tensor(np.asarray(inputs, np.float32), requires_grad=True)
    with evaluating(model):
        scores = model(x)
    if guided:
        (root,) = rebuild([scores.node], guided_node)
        scores = wrap(root, requires_grad=True)
    if unit is not None:
        chosen = scores[:, unit]
    else:
        best = np.eye(scores.shape[1], dtype=np.float32)[scores.numpy().argmax(1)]
        chosen = (scores * Tensor(best)).sum(1)
    return gradients(chosen.sum(), [x])[0].numpy()


@custom_gradient
def guided_relu(x: Tensor) -> Any:
    """A rectifier through which only what is above 0 goes back."""
    on = (x > 0).astype(x.dtype)
    return x * on, lambda g: g * on * (g > 0).astype(g.dtype)


def guided_node(node: Node) -> Node:
    """A rectifier of a graph as a guided one; any other node as it is."""
    if node.op.name != "maximum":
        return node
    zero = node.inputs[1]
    while zero.inputs and not isinstance(zero.op, Constant):
        zero = zero.inputs[0]
    is_zero = isinstance(zero.op, Constant) and zero.op.value == 0
    return guided_relu(wrap(node.inputs[0], requires_grad=True)).node if is_zero else node
