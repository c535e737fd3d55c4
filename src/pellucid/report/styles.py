"""Pictures made of what a network sees: one picture's content in another's style, textures, and
dreams."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pellucid import nn, optim
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.tensor.tensor import Parameter, Tensor
from pellucid.tensor.transforms.compiled import compile as compiled
from pellucid.tensor.transforms.differentiation import gradients
from pellucid.train.evaluation import evaluating

TINY = 1e-12
LEAST_SIDE = 8  # pixels of the smallest octave


@dataclass(frozen=True, eq=False)
class Styled:
    """A `picture` (C, H, W) and, of each step, how far it was from the content and from the style:
    squared distances as shares of what they are from nothing."""

    picture: np.ndarray
    content: list[float] = field(default_factory=list)
    style: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"after {len(self.style)} steps {self.style[-1]:.2g} from the style "
            f"(at first {self.style[0]:.2g})"
        )


def features_at(network: nn.Module, x: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
    """What layers of a network give for inputs, by path, differentiable."""
    return {path: nn.Features(network, path, flat=False)(x) for path in layers}


def gram(features: Tensor) -> Tensor:
    """How maps (n, maps, H, W) go together, wherever they do, (n, maps, maps): the mean product of
    each two over the places. What is where is lost; the texture remains.

    >>> gram(Tensor(np.ones((1, 2, 3, 3), np.float32))).tolist()
    [[[1.0, 1.0], [1.0, 1.0]]]
    """
    if features.ndim != 4:
        raise ShapeError("gram: maps (n, maps, H, W) are needed", given=str(features.spec))
    flat = features.flatten(2)
    return flat @ flat.swapaxes(1, 2) / flat.shape[2]


def apart(found: Tensor, wanted: Tensor) -> Tensor:
    """A squared distance as a share of what is wanted."""
    return (found - wanted).square().sum() / (wanted.square().sum() + TINY)


def style_transfer(
    network: nn.Module, content: Any, style: Any, *, style_layers: Sequence[str],
    content_layers: Sequence[str] = (), balance: float = 10.0, steps: int = 300,
    rate: float = 0.1,
) -> Styled:  # fmt: skip
    """A picture like `content` (C, H, W) in what the network sees in `content_layers`, and like
    `style` (C, any H, W) in which maps of `style_layers` go together: found from the content by
    Adam on the pixels (Gatys, Ecker and Bethge, 2016). The style counts `balance` times as much.
    Without content layers only the size of the content counts: noise becomes a texture.

    Layers are paths of modules. Distances are shares of what they start from, so that layers count
    alike, and any network will do; the paper's is VGG.

    >>> from pellucid import zoo
    >>> net = zoo.MultiScaleFilters(1, 4, sizes=(3, 5))
    >>> stripes = np.tile(np.float32([0, 1] * 8), (1, 16, 1))
    >>> grey = np.zeros((1, 16, 16))
    >>> found = style_transfer(net, grey, stripes, style_layers=net.layers, steps=99)
    >>> found.picture.shape, found.style[-1] < 0.5 * found.style[0]
    ((1, 16, 16), True)
    """
    if steps < 1 or rate <= 0 or balance <= 0 or not style_layers:
        raise ArgumentError(
            "style_transfer: steps are 1 or more, rate and balance above 0, with a style layer",
            given=f"{steps}, {rate}, {balance}, {list(style_layers)}",
        )
    shown, manner = (as_picture("style_transfer", x) for x in (content, style))
    low, high = float(min(shown.min(), manner.min())), float(max(shown.max(), manner.max()))
    begun = shown
    if not content_layers:
        noise = nn.init.generator().random(shown.shape, np.float32)
        begun = low + (high - low) * noise
    with evaluating(network):
        wanted = Wanted.seen(network, shown, content_layers, manner, style_layers)
        pixels = Parameter(begun[None].copy())
        adam = optim.Adam([pixels], lr=rate * (high - low))
        slower = optim.lr_scheduler.CosineAnnealingLR(adam, T_max=steps)

        @compiled
        def step() -> tuple[Tensor, Tensor]:
            far, odd = wanted.distances(pixels)
            adam.minimize(far + balance * odd)
            pixels.assign(pixels.clip(low, high))
            return far, odd

        found = []
        for _ in range(steps):
            found.append([float(x) for x in step()])
            slower.step()
    return Styled(pixels.numpy()[0], *(list(part) for part in zip(*found, strict=True)))


@dataclass(frozen=True, eq=False)
class Wanted:
    """What a network is to see in a picture: features of `content` and how those of `style` go
    together, by the path of the layer."""

    network: nn.Module
    content: dict[str, np.ndarray]
    style: dict[str, np.ndarray]

    @classmethod
    def seen(
        cls, network: nn.Module, shown: np.ndarray, content_layers: Sequence[str],
        manner: np.ndarray, style_layers: Sequence[str],
    ) -> "Wanted":  # fmt: skip
        """What the network sees in two pictures."""
        content = features_at(network, Tensor(shown[None]), content_layers)
        style = features_at(network, Tensor(manner[None]), style_layers)
        return cls(
            network, {path: y.numpy() for path, y in content.items()},
            {path: gram(y).numpy() for path, y in style.items()},
        )  # fmt: skip

    def distances(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """How far a picture is from the content and from the style, summed over layers."""
        seen, kept = (
            features_at(self.network, pixels, list(x)) for x in (self.content, self.style)
        )
        far = [apart(seen[path], Tensor(x)) for path, x in self.content.items()]
        odd = [apart(gram(kept[path]), Tensor(x)) for path, x in self.style.items()]
        return sum(far, Tensor(0.0)), sum(odd, Tensor(0.0))


def as_picture(asked: str, x: Any) -> np.ndarray:
    """A picture (C, H, W), float32."""
    found = np.asarray(x, np.float32)
    if found.ndim != 3:
        raise ShapeError(f"{asked}: a picture (C, H, W) is needed", given=f"{found.shape}")
    return found


def deep_dream(
    network: nn.Module, picture: Any, layer: str, *, unit: int | None = None, octaves: int = 4,
    scale: float = 1.4, steps: int = 20, rate: float = 0.02,
) -> np.ndarray:  # fmt: skip
    """The picture (C, H, W) with more of whatever a layer sees in it: climbing up the mean square
    of its results, or up those of one `unit`, from small to large, each of `octaves` so many times
    as large as the one before, `steps` in each (Mordvintsev, Olah and Tyka, 2015). `rate` is the
    mean change of a step, as a share of the picture's range; the picture is moved at random before
    each, so that nothing lines up with the network's own grid.

    >>> from pellucid import zoo
    >>> net = zoo.MultiScaleFilters(1, 4, sizes=(3, 5))
    >>> grey = np.random.default_rng(0).random((1, 24, 24), np.float32)
    >>> deep_dream(net, grey, "scales.1", steps=2).shape
    (1, 24, 24)
    """
    if octaves < 1 or steps < 1 or scale <= 1 or rate <= 0:
        raise ArgumentError(
            "deep_dream: octaves and steps are 1 or more, scale above 1, rate above 0",
            given=f"{octaves}, {steps}, {scale}, {rate}",
        )
    whole, source = as_picture("deep_dream", picture), nn.init.generator()
    low, high = float(whole.min()), float(whole.max())
    features = nn.Features(network, layer, flat=False)

    @compiled
    def slope(x: Tensor) -> Tensor:
        found = features(x)
        return gradients((found if unit is None else found[:, unit]).square().mean(), [x])[0]

    base, dreamed = whole, np.zeros_like(whole)
    with evaluating(network):
        for size in octave_sizes(whole.shape[1:], octaves, scale):
            base, dreamed = resized(whole, size), resized(dreamed, size)
            for _ in range(steps):
                moves = tuple(int(m) for m in source.integers(0, size))
                x = np.roll(base + dreamed, moves, (1, 2))[None]
                g = slope(Tensor(x, requires_grad=True)).numpy()[0]
                g = np.roll(g, (-moves[0], -moves[1]), (1, 2))
                dreamed = dreamed + rate * (high - low) * g / (np.abs(g).mean() + TINY)
                dreamed = (base + dreamed).clip(low, high) - base
    return base + dreamed


def octave_sizes(size: tuple[int, ...], octaves: int, scale: float) -> list[tuple[int, int]]:
    """The sizes of the octaves, the smallest first; none with a side of less than eight pixels.

    >>> octave_sizes((40, 20), 4, 2.0)
    [(20, 10), (40, 20)]
    """
    found = [(round(size[0] / scale**k), round(size[1] / scale**k)) for k in range(octaves)]
    return [pair for pair in reversed(found) if min(pair) >= LEAST_SIDE] or found[:1]


def resized(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A picture (C, H, W) of another size."""
    if picture.shape[1:] == size:
        return picture
    return nn.functional.interpolate(Tensor(picture[None]), size=size, mode="bilinear").numpy()[0]
