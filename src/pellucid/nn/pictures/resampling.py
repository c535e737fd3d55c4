"""Pictures made larger, smaller, into patches and back: resampling, pixel shuffles, unfold."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn.convolution.convolutions import Sizes, each
from pellucid.nn.modules.module import Module
from pellucid.nn.pictures.filters import cubics, lines, smooth
from pellucid.nn.pooling.adaptive_pooling import means
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import to_float
from pellucid.tensor.nodes.indexing import take
from pellucid.tensor.nodes.manipulation import expand_dims, pad, permute_dims, reshape, windows
from pellucid.tensor.tensor import Tensor

LINEAR = {"linear": 1, "bilinear": 2, "trilinear": 3}  # and over how many axes


@lifted
def interpolate(
    input: Node, size: Sizes | None = None, scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest", align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None, antialias: bool = False,
) -> Node:  # fmt: skip
    """`input` (N, C, ...) with other sizes along the axes after the second: `size`, or theirs
    times `scale_factor`, rounded down.

    `mode`: "nearest" takes the element at floor(i old/new), "nearest-exact" the one whose middle
    is nearest; "linear", "bilinear" and "trilinear", for 1, 2 and 3 axes, lie on lines between
    neighbours, measured from the middles of the elements, or with `align_corners` from those at
    the ends; "bicubic" on curves through four of them; "area" are means of windows. `antialias`
    smooths pictures made smaller ("bilinear", "bicubic"); `recompute_scale_factor` measures by the
    sizes and not by the factor given.

    >>> interpolate(Tensor([[[1.0, 2.0]]]), size=4).tolist()
    [[[1.0, 1.0, 2.0, 2.0]]]
    """
    n = len(input.shape) - 2
    sizes = target_sizes(input, n, size, scale_factor)
    measured = size is not None or recompute_scale_factor
    given = [None] * n if measured else factors(n, scale_factor)
    if mode in {"nearest", "nearest-exact"}:
        return nearest(input, sizes, given, 0.5 if mode == "nearest-exact" else 0.0)
    if mode == "area":
        return means("interpolate", input, n, sizes)
    if (2 if mode == "bicubic" else LINEAR.get(mode)) != n:
        also = ", area or bicubic" if n == 2 else " or area"
        raise ArgumentError(
            f"interpolate: there is no mode {mode!r} for {n} axes",
            fix=f"use nearest, nearest-exact, {list(LINEAR)[max(min(n, 3), 1) - 1]}{also}",
        )
    if antialias and n != 2:
        raise ArgumentError("interpolate: antialias goes with bilinear and bicubic")
    weights = partial(smooth, mode) if antialias else cubics if mode == "bicubic" else lines
    x = to_float(input)
    for axis, (wanted, factor) in enumerate(zip(sizes, given, strict=True), 2):
        if x.shape[axis] != wanted or factor is not None:
            x = along(x, axis, weights(x.shape[axis], wanted, factor, bool(align_corners)))
    return x


def target_sizes(
    x: Node, n: int, size: Sizes | None, scale_factor: float | Sequence[float] | None
) -> tuple[int, ...]:
    """The sizes asked for, one way or the other."""
    if n < 1:
        raise ShapeError(
            "interpolate: (examples, channels, ...) is needed", given=str(x.spec),
            fix="at least one axis to resize comes after the channels",
        )  # fmt: skip
    if (size is None) == (scale_factor is None):
        raise ArgumentError("interpolate: give it either size or scale_factor")
    if size is not None:
        return each("interpolate", size, n)
    return tuple(
        math.floor(m * f) for m, f in zip(x.shape[2:], factors(n, scale_factor), strict=True)
    )


def factors(n: int, scale_factor: float | Sequence[float] | None) -> list[float]:
    """A factor for each of `n` axes."""
    found = (
        [scale_factor] * n if isinstance(scale_factor, int | float) else list(scale_factor or ())
    )
    if len(found) != n:
        raise ArgumentError(f"interpolate: {n} factors are needed", given=str(scale_factor))
    return [float(f) for f in found]


def nearest(x: Node, sizes: Sequence[int], given: Sequence[float | None], shift: float) -> Node:
    """The elements at (i + shift) old/new, or (i + shift) / factor, rounded down."""
    for axis, (wanted, factor) in enumerate(zip(sizes, given, strict=True), 2):
        old = x.shape[axis]
        step = old / wanted if factor is None else 1 / factor
        if wanted % old == 0 and step == old / wanted:  # each element several times: a view
            times = wanted // old
            wide = reshape(x, (*x.shape[: axis + 1], 1, *x.shape[axis + 1 :]))
            kept: list[Any] = [(0, ((a, 1),)) for a in range(len(wide.shape))]
            kept[axis + 1] = (0, ())
            shape = (*wide.shape[: axis + 1], times, *wide.shape[axis + 2 :])
            wide = apply("view", wide, shape=shape, terms=tuple(kept))
            x = reshape(wide, (*x.shape[:axis], wanted, *x.shape[axis + 1 :]))
        else:
            places = np.floor((np.arange(wanted) + shift) * step).astype(np.int64)
            x = take(x, Tensor(places.clip(0, old - 1)).node, axis=axis)
    return x


def along(x: Node, axis: int, matrix: np.ndarray) -> Node:
    """One axis resampled: a product with a matrix (new, old)."""
    weights = cast(Tensor(matrix).node, x.dtype)
    labels = "abcdefgh"[: len(x.shape)]
    out = labels.replace(labels[axis], "z")
    return apply(
        "contract", x, weights, left=labels, right="z" + labels[axis], out=out, precision="float32"
    )


@lifted
def pixel_shuffle(input: Node, upscale_factor: int) -> Node:
    """(..., C r r, H, W) to (..., C, H r, W r): channels become neighbours (Shi et al., 2016).

    >>> pixel_shuffle(Tensor([[[1]], [[2]], [[3]], [[4]]]), 2).tolist()
    [[[1, 2], [3, 4]]]
    """
    r, (*outer, channels, height, width) = upscale_factor, input.shape
    if r < 1 or channels % (r * r):
        raise ShapeError(
            f"pixel_shuffle: {channels} channels are no multiple of {r} squared",
            given=str(input.spec),
            fix=f"let the layer before give {r * r} times the channels that you want out",
        )
    n = len(outer)
    x = reshape(input, (*outer, channels // (r * r), r, r, height, width))
    x = permute_dims(x, (*range(n), n, n + 3, n + 1, n + 4, n + 2))
    return reshape(x, (*outer, channels // (r * r), height * r, width * r))


@lifted
def pixel_unshuffle(input: Node, downscale_factor: int) -> Node:
    """(..., C, H r, W r) to (..., C r r, H, W): neighbours become channels.

    >>> pixel_unshuffle(Tensor([[[1, 2], [3, 4]]]), 2).tolist()
    [[[1]], [[2]], [[3]], [[4]]]
    """
    r, (*outer, channels, height, width) = downscale_factor, input.shape
    if r < 1 or height % r or width % r:
        raise ShapeError(
            f"pixel_unshuffle: {height} x {width} is no multiple of {r}", given=str(input.spec),
            fix="pad or crop the pictures first",
        )  # fmt: skip
    n = len(outer)
    x = reshape(input, (*outer, channels, height // r, r, width // r, r))
    x = permute_dims(x, (*range(n), n, n + 2, n + 4, n + 1, n + 3))
    return reshape(x, (*outer, channels * r * r, height // r, width // r))


@lifted
def channel_shuffle(input: Node, groups: int) -> Node:
    """The channels dealt out: one of each group after the other (Zhang et al., 2018)."""
    if input.shape[1] % groups:
        raise ShapeError(
            f"channel_shuffle: {groups} groups do not fit", given=str(input.spec),
            fix="channels are the second axis; their number is a multiple of the groups",
        )  # fmt: skip
    x = reshape(input, (input.shape[0], groups, input.shape[1] // groups, *input.shape[2:]))
    return reshape(permute_dims(x, (0, 2, 1, *range(3, len(x.shape)))), input.shape)


@lifted
def unfold(
    input: Node, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1
) -> Node:
    """The patches of pictures (N, C, H, W) as columns, (N, C K1 K2, places); N may be left out."""
    if len(input.shape) not in {3, 4}:
        raise ShapeError(
            "unfold: pictures (N, C, H, W) or (C, H, W) are needed", given=str(input.spec),
            fix="sequences are unfolded as pictures of height 1",
        )  # fmt: skip
    whole = input if len(input.shape) == 4 else expand_dims(input, 0)
    kernel, apart, around, step = (
        each("unfold", size, 2) for size in (kernel_size, dilation, padding, stride)
    )
    x = pad(whole, [(0, 0), (0, 0), *((p, p) for p in around)])
    patches = permute_dims(windows(x, (2, 3), kernel, step, apart), (0, 1, 4, 5, 2, 3))
    places = math.prod(patches.shape[4:])
    outer = (*input.shape[:-3], x.shape[1] * math.prod(kernel), places)
    return reshape(patches, outer)


def fold(
    input: Tensor, output_size: Sizes, kernel_size: Sizes, dilation: Sizes = 1,
    padding: Sizes = 0, stride: Sizes = 1,
) -> Tensor:  # fmt: skip
    """Columns (N, C K1 K2, places) added up to pictures (N, C, H, W): what `unfold` is the
    gradient of; N may be left out.

    >>> patches = unfold(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]]), 1)
    >>> fold(patches, 2, 1).tolist()
    [[[[1.0, 2.0], [3.0, 4.0]]]]
    """
    return folded(
        input, each("fold", output_size, 2), each("fold", kernel_size, 2),
        *(each("fold", size, 2) for size in (dilation, padding, stride)),
    )  # fmt: skip


Pair = tuple[int, ...]


@lifted
def folded(x: Node, size: Pair, kernel: Pair, apart: Pair, around: Pair, step: Pair) -> Node:
    """The sum over the places of a window of where each of them puts its element."""
    counts = [
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, k, d, p, s in zip(size, kernel, apart, around, step, strict=True)
    ]
    alone = len(x.shape) == 2
    x = expand_dims(x, 0) if alone else x
    if len(x.shape) != 3:
        raise ShapeError("fold: columns (N, C K1 K2, places) are needed", given=str(x.spec))
    channels = x.shape[1] // math.prod(kernel)
    if x.shape[1] % math.prod(kernel) or x.shape[2] != math.prod(counts):
        raise ShapeError(
            f"fold: {math.prod(counts)} columns of a multiple of {math.prod(kernel)} are needed",
            given=str(x.spec),
        )
    x = reshape(x, (x.shape[0], channels, *kernel, *counts))
    terms: list[Any] = [(0, ((0, 1),)), (0, ((1, 1),))]
    widths, steps = [(0, 0)] * 4, [1] * 4
    axes = zip(size, kernel, counts, apart, around, step, strict=True)
    for axis, (n, k, count, d, p, s) in enumerate(axes):
        before = max(0, d * (k - 1) - p)
        widths.append((before, max(0, n - 1 + p - (count - 1) * s)))
        steps.append(s)
        terms.append((p + before, ((2 + axis, 1), (4 + axis, -d))))
    spread = apply("pad", x, widths=tuple(widths), steps=tuple(steps) if max(steps) > 1 else ())
    own = [*terms[:2], *((0, ((4 + a, 1),)) for a in (0, 1)), *terms[2:]]
    shape = (x.shape[0], channels, *size, *kernel)
    found = apply("sum", apply("view", spread, shape=shape, terms=tuple(own)), axes=(4, 5))
    return reshape(found, found.shape[1:]) if alone else found


class Upsample(Module):
    """Pictures, sequences or volumes made larger; see `interpolate`.

    >>> Upsample(scale_factor=2)
    Upsample(scale_factor=2.0, mode='nearest')
    """

    def __init__(
        self, size: Sizes | None = None, scale_factor: float | Sequence[float] | None = None,
        mode: str = "nearest", align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
    ) -> None:  # fmt: skip
        self.size, self.mode, self.align_corners = size, mode, align_corners
        self.recompute_scale_factor = recompute_scale_factor
        whole = isinstance(scale_factor, int | float)
        self.scale_factor = float(scale_factor) if whole else scale_factor

    def forward(self, input: Tensor) -> Tensor:
        return interpolate(
            input, self.size, self.scale_factor, self.mode, self.align_corners,
            self.recompute_scale_factor,
        )  # fmt: skip

    def extra_repr(self) -> str:
        given = (
            f"size={self.size}"
            if self.scale_factor is None
            else f"scale_factor={self.scale_factor}"
        )
        return f"{given}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """Pictures made larger, each element several times."""

    def __init__(self, size: Sizes | None = None, scale_factor: float | None = None) -> None:
        super().__init__(size, scale_factor, "nearest")


class UpsamplingBilinear2d(Upsample):
    """Pictures made larger, on lines between neighbours, the corners where they were.

    >>> UpsamplingBilinear2d(size=3)(Tensor([[[[0.0, 2.0]]]]))[0, 0, 0].tolist()
    [0.0, 1.0, 2.0]
    """

    def __init__(self, size: Sizes | None = None, scale_factor: float | None = None) -> None:
        super().__init__(size, scale_factor, "bilinear", align_corners=True)


class Unfold(Module):
    """The patches of pictures as columns; see `unfold`.

    >>> Unfold(2)(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])).tolist()
    [[[1.0], [2.0], [3.0], [4.0]]]
    """

    def __init__(
        self, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1
    ) -> None:
        self.kernel_size, self.dilation = kernel_size, dilation
        self.padding, self.stride = padding, stride

    def forward(self, input: Tensor) -> Tensor:
        return unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, "
            f"stride={self.stride}"
        )


class Fold(Unfold):
    """Columns added up to pictures of a size; see `fold`.

    >>> Fold(2, 1)(Unfold(1)(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))).tolist()
    [[[[1.0, 2.0], [3.0, 4.0]]]]
    """

    def __init__(
        self, output_size: Sizes, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0,
        stride: Sizes = 1,
    ) -> None:  # fmt: skip
        super().__init__(kernel_size, dilation, padding, stride)
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        own = (self.kernel_size, self.dilation, self.padding, self.stride)
        return fold(input, self.output_size, *own)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}, {super().extra_repr()}"


class PixelShuffle(Module):
    """(N, C r r, H, W) to (N, C, H r, W r).

    >>> PixelShuffle(2)
    PixelShuffle(upscale_factor=2)
    """

    def __init__(self, upscale_factor: int) -> None:
        self.upscale_factor = upscale_factor

    def forward(self, input: Tensor) -> Tensor:
        return pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self) -> str:
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """(N, C, H r, W r) to (N, C r r, H, W)."""

    def __init__(self, downscale_factor: int) -> None:
        self.downscale_factor = downscale_factor

    def forward(self, input: Tensor) -> Tensor:
        return pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self) -> str:
        return f"downscale_factor={self.downscale_factor}"


class ChannelShuffle(Module):
    """The channels dealt out: one of each group after the other."""

    def __init__(self, groups: int) -> None:
        self.groups = groups

    def forward(self, input: Tensor) -> Tensor:
        return channel_shuffle(input, self.groups)

    def extra_repr(self) -> str:
        return f"groups={self.groups}"
