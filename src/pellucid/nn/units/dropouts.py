"""Dropout (Srivastava et al., 2014): numbers left out at random in training, the others scaled
up to make up for it."""

from pellucid.core.dtypes import uint32
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.graph.node import scalar
from pellucid.nn.activation.activations import SELU_ALPHA, SELU_SCALE, replacing
from pellucid.nn.modules.module import Module
from pellucid.tensor import random
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import divide, less, multiply, to_float, where
from pellucid.tensor.nodes.manipulation import broadcast_to
from pellucid.tensor.random import keys as random_keys
from pellucid.tensor.tensor import Tensor


@replacing
def dropout(
    input: Tensor, p: float | Tensor = 0.5, training: bool = True, *, key: Tensor | None = None
) -> Tensor:
    """`input` with each element 0 with probability `p`, and otherwise divided by 1 - p;
    unchanged unless `training`.

    The mask is a function of a key, so gradients compute it again and nothing is stored. A
    tensor `p` lets a captured program vary it.

    >>> dropout(Tensor([1.0, 2.0]), p=0.0).tolist()
    [1.0, 2.0]
    """
    if isinstance(p, Tensor):
        drawn = random_keys.DEFAULT.next_key() if key is None else key
        return dropped_at(input, drawn, p) if training else input
    if not 0 <= p <= 1:
        raise ArgumentError(f"dropout: p is a probability, not {p}", fix="use 0 to 1")
    if not training or p == 0:
        return input
    if p == 1:
        return lifted(multiply)(input, 0.0)
    return dropped(input, random_keys.DEFAULT.next_key() if key is None else key, p)


@lifted
def dropped(x: Node, key: Node, p: float) -> Node:
    """`x` where random bits stay below (1 - p) 2^32, scaled; else 0."""
    x = to_float(x)
    limit = scalar(min(round((1 - p) * 2**32), 2**32 - 1), uint32, x.shape)
    kept = apply("less", random_keys.random_bits(key, x.shape), limit)
    return where(kept, x * (1 / (1 - p)), 0.0)


@lifted
def dropped_at(x: Node, key: Node, p: Node) -> Node:
    """`x` where a random number stays below 1 - p, which is computed, scaled; else 0."""
    x = to_float(x)
    keep = 1.0 - cast(p, x.dtype)
    kept = less(random_keys.unit(key, x.shape, x.dtype), keep)
    return where(kept, divide(x, keep), 0.0)


@lifted
def dropped_alike(x: Node, key: Node, p: float, kept_axes: int) -> Node:
    """`x` where random bits, one for all axes after the first `kept_axes`, stay below (1 - p)
    2^32, scaled; else 0."""
    x = to_float(x)
    shape = (*x.shape[:kept_axes], *(1,) * (len(x.shape) - kept_axes))
    limit = scalar(min(round((1 - p) * 2**32), 2**32 - 1), uint32, shape)
    kept = apply("less", random_keys.random_bits(key, shape), limit)
    return where(broadcast_to(kept, x.shape), x * (1 / (1 - p)), 0.0)


def channel_dropout(
    asked: str, input: Tensor, n: int, p: float, training: bool, key: Tensor | None
) -> Tensor:
    """Whole channels left out; the channels stand before the last `n` axes."""
    if not 0 <= p <= 1:
        raise ArgumentError(f"{asked}: p is a probability, not {p}", fix="use 0 to 1")
    if len(input.shape) not in {n + 1, n + 2}:
        raise ShapeError(
            f"{asked}: {n + 1} or {n + 2} axes are needed", given=f"{input.shape}",
            fix="it leaves out whole channels; Dropout leaves out single numbers, of any shape",
        )  # fmt: skip
    if not training or p == 0:
        return input
    if p == 1:
        return lifted(multiply)(input, 0.0)
    drawn = random_keys.DEFAULT.next_key() if key is None else key
    return dropped_alike(input, drawn, p, len(input.shape) - n)


@replacing
def dropout1d(
    input: Tensor, p: float = 0.5, training: bool = True, *, key: Tensor | None = None
) -> Tensor:
    """Whole channels of (N, C, L) or (C, L) left out, as in `dropout` (Tompson et al., 2015)."""
    return channel_dropout("dropout1d", input, 1, p, training, key)


@replacing
def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, *, key: Tensor | None = None
) -> Tensor:
    """Whole channels of (N, C, H, W) or (C, H, W) left out."""
    return channel_dropout("dropout2d", input, 2, p, training, key)


@replacing
def dropout3d(
    input: Tensor, p: float = 0.5, training: bool = True, *, key: Tensor | None = None
) -> Tensor:
    """Whole channels of (N, C, D, H, W) or (C, D, H, W) left out."""
    return channel_dropout("dropout3d", input, 3, p, training, key)


@replacing
def alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, *, key: Tensor | None = None
) -> Tensor:
    """Each element set with probability `p` to the value that SELU gives far below 0, and all
    scaled and shifted so that mean 0 and variance 1 stay (Klambauer et al., 2017). Unlike
    `dropout`, and as in PyTorch, it does so only if `training` is said to be true."""
    if not 0 <= p <= 1:
        raise ArgumentError(f"alpha_dropout: p is a probability, not {p}", fix="use 0 to 1")
    if not training or p == 0:
        return input
    if p == 1:
        return lifted(multiply)(input, 0.0)
    return saturated(input, random_keys.DEFAULT.next_key() if key is None else key, p)


@lifted
def saturated(x: Node, key: Node, p: float, axes: int | None = None) -> Node:
    """`x` where random numbers stay below 1 - p, else SELU's lowest value; standardised again. One
    number is drawn for all that lies behind the first `axes`."""
    x, lowest = to_float(x), -SELU_ALPHA * SELU_SCALE
    shape = x.shape if axes is None else (*x.shape[:axes], *(1,) * (len(x.shape) - axes))
    kept = less(random_keys.unit(key, shape, x.dtype), 1 - p)
    kept = broadcast_to(kept, x.shape)
    scale = ((1 - p) * (1 + p * lowest * lowest)) ** -0.5
    return where(kept, x, lowest) * scale - scale * p * lowest


@replacing
def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, *, key: Tensor | None = None
) -> Tensor:
    """Whole channels of (N, C, ...) set to the value that SELU gives far below 0, otherwise as
    `alpha_dropout`."""
    if not 0 <= p <= 1 or input.ndim < 2:
        raise ArgumentError(
            "feature_alpha_dropout: a probability, and examples with channels, are needed",
            given=f"p={p}, {input.spec}",
        )
    if not training or p == 0:
        return input
    if p == 1:
        return lifted(multiply)(input, 0.0)
    return saturated(input, random_keys.DEFAULT.next_key() if key is None else key, p, 2)


def gaussian_noise(
    input: Tensor, std: float = 1.0, training: bool = True, *, key: Tensor | None = None
) -> Tensor:
    """In training, `input` plus normal noise of deviation `std`."""
    if std < 0:
        raise ArgumentError(f"gaussian_noise: std must be 0 or more, not {std}")
    if not training or std == 0:
        return input
    return input + random.normal(size=tuple(input.shape), key=key) * std


class Dropout(Module):
    """In training, each element is 0 with probability `p` and otherwise divided by 1 - p.

    >>> Dropout(0.2)
    Dropout(p=0.2, inplace=False)
    """

    def __init__(self, p: float | Tensor = 0.5, inplace: bool = False) -> None:
        if not isinstance(p, Tensor) and not 0 <= p <= 1:
            raise ArgumentError(f"Dropout: p is a probability, not {p}", fix="use 0 to 1")
        self.p, self.inplace = p, inplace

    def forward(self, input: Tensor) -> Tensor:
        return dropout(input, self.p, self.training)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout1d(Dropout):
    """In training, each channel of a sequence is 0 with probability `p`."""

    def forward(self, input: Tensor) -> Tensor:
        return dropout1d(input, float(self.p), self.training)


class Dropout2d(Dropout):
    """In training, each channel of a picture is 0 with probability `p`.

    >>> Dropout2d(0.2)
    Dropout2d(p=0.2, inplace=False)
    """

    def forward(self, input: Tensor) -> Tensor:
        return dropout2d(input, float(self.p), self.training)


class Dropout3d(Dropout):
    """In training, each channel of a volume is 0 with probability `p`."""

    def forward(self, input: Tensor) -> Tensor:
        return dropout3d(input, float(self.p), self.training)


class AlphaDropout(Dropout):
    """Dropout that keeps mean 0 and variance 1, for networks of SELU."""

    def forward(self, input: Tensor) -> Tensor:
        return alpha_dropout(input, float(self.p), self.training)


class FeatureAlphaDropout(Dropout):
    """`AlphaDropout` of whole channels."""

    def forward(self, input: Tensor) -> Tensor:
        return feature_alpha_dropout(input, float(self.p), self.training)


class GaussianNoise(Module):
    """In training, normal noise is added.

    >>> GaussianNoise(0.1)
    GaussianNoise(std=0.1)
    """

    def __init__(self, std: float = 1.0) -> None:
        self.std = std

    def forward(self, input: Tensor) -> Tensor:
        return gaussian_noise(input, self.std, self.training)

    def extra_repr(self) -> str:
        return f"std={self.std}"
