"""Pictures distorted at random in training, each for itself, as part of the compiled step: turned,
scaled, cut out, recoloured, mixed."""

import math
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn.convolution.padding import pad
from pellucid.nn.modules.module import Module
from pellucid.nn.pictures.sampling import affine_grid, affine_maps, grid_sample
from pellucid.tensor import random
from pellucid.tensor.functions.namespace import broadcast_to, concat, take_along_axis, where
from pellucid.tensor.tensor import Tensor

# How bright red, green and blue are (ITU-R BT.601).
BRIGHTNESS = np.array([0.299, 0.587, 0.114], np.float32).reshape(1, 3, 1, 1)


class Distortion(Module):
    """Pictures (n, C, H, W) changed in training, and left alone in evaluation. The finished ones
    are those below."""

    def forward(self, input: Tensor) -> Tensor:
        if not self.training:
            return input
        if input.ndim != 4:
            raise ShapeError(
                f"{type(self).__name__}: pictures (n, C, H, W) are needed", given=str(input.spec)
            )
        return self.changed(input)

    @abstractmethod
    def changed(self, input: Tensor) -> Tensor:
        """The pictures distorted."""


def spread(n: int, low: float, high: float) -> Tensor:
    """A number of each picture, evenly between two."""
    return random.uniform((n,), low, high) if low != high else Tensor(np.full(n, low, np.float32))


class RandomVerticalFlip(Distortion):
    """Each picture is turned upside down with probability `p`."""

    def __init__(self, p: float = 0.5) -> None:
        if not 0 <= p <= 1:
            raise ArgumentError(f"RandomVerticalFlip: p is a probability, not {p}")
        self.p = p

    def changed(self, input: Tensor) -> Tensor:
        chance = random.uniform((len(input), 1, 1, 1)) < self.p
        return where(chance, input.flip(axis=2), input)

    def extra_repr(self) -> str:
        return f"p={self.p}"


class RandomCrop(Module):
    """In training a window of `size` (or height and width) from a random place of each picture (n,
    C, H, W), in evaluation the one in the middle; `padding` puts so many pixels of `value` around
    first.

    >>> RandomCrop(24)(Tensor(np.zeros((2, 1, 28, 28), np.float32))).shape
    (2, 1, 24, 24)
    """

    def __init__(self, size: int | Sequence[int], padding: int = 0, *, value: float = 0.0) -> None:
        height, width = (size, size) if isinstance(size, int) else size
        if min(height, width) < 1 or padding < 0:
            raise ArgumentError(
                "RandomCrop: sizes are 1 or more, padding 0 or more", given=f"{size}, {padding}"
            )
        self.size, self.padding, self.value = (height, width), padding, value

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim != 4:
            raise ShapeError("RandomCrop: pictures (n, C, H, W) are needed", given=str(input.spec))
        edge = (self.padding,) * 4
        found = pad(input, edge, value=self.value) if self.padding else input
        spare = [have - want for have, want in zip(found.shape[2:], self.size, strict=True)]
        if min(spare) < 0:
            raise ShapeError(
                f"RandomCrop: windows of {self.size} do not fit", given=f"{found.shape[2:]}",
                fix="a smaller size, or padding",
            )  # fmt: skip
        if not self.training:
            (top, left), (height, width) = (n // 2 for n in spare), self.size
            return found[:, :, top : top + height, left : left + width]
        for axis, (more, size) in enumerate(zip(spare, self.size, strict=True), 2):
            start = random.integers(0, more + 1, (len(input), 1, 1, 1))
            shape = [1, 1, 1, 1]
            shape[axis] = size
            places = start + Tensor(np.arange(size).reshape(shape))
            whole = [*found.shape]
            whole[axis] = size
            found = take_along_axis(found, broadcast_to(places, tuple(whole)), axis=axis)
        return found

    def extra_repr(self) -> str:
        return f"size={self.size}, padding={self.padding}"


class RandomAffine(Distortion):
    """Each picture is turned by up to `degrees` either way, moved by up to `translate` of its size,
    scaled between the two of `scale` and sheared by up to `shear` degrees; what comes in is 0.

    >>> RandomAffine(10, translate=0.1)
    RandomAffine(degrees=10, translate=0.1, scale=(1.0, 1.0), shear=0.0)
    """

    def __init__(
        self, degrees: float = 0.0, translate: float = 0.0,
        scale: Sequence[float] = (1.0, 1.0), shear: float = 0.0,
    ) -> None:  # fmt: skip
        if len(scale) != 2 or not 0 < scale[0] <= scale[1] or not 0 <= translate <= 1:
            raise ArgumentError(
                "RandomAffine: scale is two numbers above 0 in order, translate 0 to 1",
                given=f"{tuple(scale)}, {translate}",
            )
        self.degrees, self.translate, self.shear = degrees, translate, shear
        self.scale = (float(scale[0]), float(scale[1]))

    def changed(self, input: Tensor) -> Tensor:
        n, height, width = len(input), *input.shape[2:]
        turn, lean = math.radians(self.degrees), math.tan(math.radians(self.shear))
        moves = random.uniform((n, 2), -2 * self.translate, 2 * self.translate)
        maps = affine_maps(
            spread(n, -turn, turn), spread(n, *self.scale), spread(n, -lean, lean), moves,
            height / width,
        )  # fmt: skip
        return grid_sample(input, affine_grid(maps, tuple(input.shape)))

    def extra_repr(self) -> str:
        return (
            f"degrees={self.degrees}, translate={self.translate}, scale={self.scale}, "
            f"shear={self.shear}"
        )


class RandomErasing(Distortion):
    """With probability `p`, a rectangle of each picture becomes `value`: of a share of the area
    between the two of `scale`, its height by its width between those of `ratio` (Zhong et al.,
    2020). `Cutout` erases a square of one size."""

    def __init__(
        self, p: float = 0.5, scale: Sequence[float] = (0.02, 0.33),
        ratio: Sequence[float] = (0.3, 3.3), value: float = 0.0,
    ) -> None:  # fmt: skip
        if not 0 <= p <= 1 or not 0 <= scale[0] <= scale[1] <= 1 or not 0 < ratio[0] <= ratio[1]:
            raise ArgumentError(
                "RandomErasing: p and both of scale are 0 to 1, ratio is two numbers above 0",
                given=f"p={p}, scale={tuple(scale)}, ratio={tuple(ratio)}",
            )
        self.p, self.value = p, value
        self.scale, self.ratio = tuple(map(float, scale)), tuple(map(float, ratio))

    def sides(self, n: int, height: int, width: int) -> tuple[Tensor, Tensor]:
        """Height and width of the rectangle of each picture, in pixels."""
        area = spread(n, *self.scale) * float(height * width)
        slim = spread(n, math.log(self.ratio[0]), math.log(self.ratio[1])).exp()
        return (area * slim).sqrt(), (area / slim).sqrt()

    def changed(self, input: Tensor) -> Tensor:
        n, height, width = len(input), *input.shape[2:]
        tall, wide = (side.reshape(n, 1, 1, 1) for side in self.sides(n, height, width))
        hit = random.uniform((n, 1, 1, 1)) < self.p
        rows = Tensor(np.arange(height, dtype=np.float32).reshape(1, 1, height, 1))
        columns = Tensor(np.arange(width, dtype=np.float32).reshape(1, 1, 1, width))
        top, left = self.corners(n, tall, wide, height, width)
        inside = (rows >= top) & (rows < top + tall) & (columns >= left) & (columns < left + wide)
        return where(inside & hit, self.value, input)

    def corners(self, n: int, tall: Any, wide: Any, height: int, width: int) -> tuple[Any, Any]:
        """Where the rectangles begin: inside the picture."""
        drawn = random.uniform((2, n, 1, 1, 1))
        return drawn[0] * (height - tall), drawn[1] * (width - wide)

    def extra_repr(self) -> str:
        return f"p={self.p}, scale={self.scale}, ratio={self.ratio}"


class Cutout(RandomErasing):
    """A square of `size` pixels around a random place of each picture becomes 0; at the edges part
    of it may lie outside (DeVries and Taylor, 2017).

    >>> Cutout(8)
    Cutout(size=8)
    """

    def __init__(self, size: int, value: float = 0.0) -> None:
        if size < 1:
            raise ArgumentError(f"Cutout: size is 1 or more pixels, not {size}")
        super().__init__(p=1.0, value=value)
        self.size = size

    def sides(self, n: int, height: int, width: int) -> tuple[Tensor, Tensor]:
        side = Tensor(np.full(n, self.size, np.float32))
        return side, side

    def corners(self, n: int, tall: Any, wide: Any, height: int, width: int) -> tuple[Any, Any]:
        drawn = random.uniform((2, n, 1, 1, 1))
        return (drawn[0] * height).floor() - self.size // 2, (
            drawn[1] * width
        ).floor() - self.size // 2

    def extra_repr(self) -> str:
        return f"size={self.size}"


class ColorJitter(Distortion):
    """Brightness, contrast and saturation of each picture (n, 3, H, W) multiplied by a number up to
    so much from 1; pictures of one channel have no saturation."""

    def __init__(
        self, brightness: float = 0.0, contrast: float = 0.0, saturation: float = 0.0
    ) -> None:
        if min(brightness, contrast, saturation) < 0:
            raise ArgumentError("ColorJitter: how far from 1 is 0 or more")
        self.brightness, self.contrast, self.saturation = brightness, contrast, saturation

    def changed(self, input: Tensor) -> Tensor:
        light, contrast, colour = (
            spread(len(input), max(0.0, 1 - most), 1 + most).reshape(-1, 1, 1, 1)
            for most in (self.brightness, self.contrast, self.saturation)
        )
        x = input * light
        middle = x.mean((1, 2, 3), keepdim=True)
        x = middle + (x - middle) * contrast
        if self.saturation and input.shape[1] == 3:
            grey = (x * Tensor(BRIGHTNESS)).sum(1, keepdim=True)
            x = grey + (x - grey) * colour
        return x

    def extra_repr(self) -> str:
        return (
            f"brightness={self.brightness}, contrast={self.contrast}, saturation={self.saturation}"
        )


class PCALighting(Distortion):
    """Colours moved along their principal axes: each picture (n, 3, H, W) plus axes times random
    multiples of their deviations, normal with deviation `std` (Krizhevsky et al., 2012, section
    4.1). `fit` finds the axes in training pictures."""

    def __init__(self, std: float = 0.1) -> None:
        self.std = std
        self.register_buffer("axes", np.zeros((3, 3), np.float32))

    def fit(self, x: Any) -> "PCALighting":
        """This layer, with the axes of the colours of training pictures (n, 3, H, W)."""
        colours = np.moveaxis(np.asarray(x, np.float64), 1, -1).reshape(-1, 3)
        values, vectors = np.linalg.eigh(np.cov(colours.T, bias=True))
        self.axes = Tensor((vectors * np.sqrt(np.maximum(values, 0))).astype(np.float32))
        return self

    def changed(self, input: Tensor) -> Tensor:
        drawn = random.normal((len(input), 3), 0.0, self.std)
        return input + (drawn @ self.axes.T).reshape(-1, 3, 1, 1)

    def extra_repr(self) -> str:
        return f"std={self.std}"


class SaltPepper(Module):
    """In training, each number becomes `low` or `high`, each with probability p / 2: a corruption
    for denoising auto-encoders."""

    def __init__(self, p: float = 0.3, low: float = 0.0, high: float = 1.0) -> None:
        if not 0 <= p <= 1:
            raise ArgumentError(f"SaltPepper: p is a probability, not {p}")
        self.p, self.low, self.high = p, low, high

    def forward(self, input: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return input
        drawn = random.uniform(tuple(input.shape))
        salted = where(drawn < self.p / 2, self.low, input)
        return where(drawn > 1 - self.p / 2, self.high, salted)

    def extra_repr(self) -> str:
        return f"p={self.p}"


class Masking(Module):
    """In training, each number becomes 0 with probability `p`, the others stay as they are: the
    corruption of denoising auto-encoders (Vincent et al., 2008)."""

    def __init__(self, p: float = 0.3) -> None:
        if not 0 <= p < 1:
            raise ArgumentError(f"Masking: p is a probability below 1, not {p}")
        self.p = p

    def forward(self, input: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return input
        return where(random.uniform(tuple(input.shape)) < self.p, 0.0, input)

    def extra_repr(self) -> str:
        return f"p={self.p}"


class Mixup(Module):
    """A network trained on mixtures: each row plus its partner, the batch in reverse, in shares
    drawn from Beta(alpha, alpha) (Zhang et al., 2018). `loss` weighs the loss of both targets
    alike; in evaluation neither does anything.

    >>> from pellucid import nn
    >>> mixed = Mixup(nn.Linear(4, 3), nn.cross_entropy, alpha=0.2)
    >>> loss = mixed.loss(mixed(Tensor(np.zeros((2, 4), np.float32))), Tensor([0, 1]))
    >>> loss.shape
    ()
    """

    def __init__(self, model: Module, loss: Callable[..., Tensor], alpha: float = 0.2) -> None:
        if alpha <= 0:
            raise ArgumentError(f"Mixup: alpha is above 0, not {alpha}")
        self.model, self.alpha = model, alpha
        vars(self).update(_loss=loss, _share=None)

    _loss: Callable[..., Tensor]
    _share: Tensor | None

    def forward(self, input: Tensor) -> Any:
        vars(self)["_share"] = None
        if not self.training:
            return self.model(input)
        share = random.beta(self.alpha, self.alpha, size=())
        vars(self)["_share"] = share
        return self.model(input * share + input.flip(axis=0) * (1 - share))

    def loss(self, prediction: Any, target: Tensor) -> Tensor:
        """The loss of a prediction just made."""
        if self._share is None:
            return self._loss(prediction, target)
        one, other = self._loss(prediction, target), self._loss(prediction, target.flip(axis=0))
        return one * self._share + other * (1 - self._share)


class TenCrop(Module):
    """In evaluation, the mean of what `model` says to the four corners, the middle and their
    mirror images of pictures, cut to `size`; in training it sees pictures as they are."""

    def __init__(self, model: Module, size: int) -> None:
        self.model, self.size = model, size

    def forward(self, input: Tensor) -> Tensor:
        if self.training:
            return self.model(input)
        height, width = input.shape[2:]
        low, right = height - self.size, width - self.size
        if low < 0 or right < 0:
            raise ShapeError(f"TenCrop: pictures of {self.size} are needed", given=str(input.spec))
        corners = [(0, 0), (0, right), (low, 0), (low, right), (low // 2, right // 2)]
        cuts = [input[:, :, i : i + self.size, j : j + self.size] for i, j in corners]
        scores = self.model(concat([*cuts, *(cut.flip(axis=3) for cut in cuts)]))
        return scores.reshape(10, len(input), *scores.shape[1:]).mean(0)
