"""Pictures and volumes read at places that are computed: grids of places, affine maps, and reading
between the pixels."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn.pictures.filters import KEYS
from pellucid.tensor.functions.namespace import clip, floor, stack, take_along_axis, where
from pellucid.tensor.tensor import Tensor

PADDINGS = ("zeros", "border", "reflection")
MODES = ("bilinear", "nearest", "bicubic")


def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """The places (n, H, W, 2), x before y and both from -1 to 1, that affine maps (n, 2, 3) give
    to the pixels of pictures of `size` (n, C, H, W) (Jaderberg et al., 2015); of volumes (n, C, D,
    H, W), maps (n, 3, 4) give places (n, D, H, W, 3).

    >>> affine_grid(Tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]]), (1, 1, 1, 2))[0, 0].tolist()
    [[-0.5, 0.0], [0.5, 0.0]]
    """
    n = len(size) - 2
    if n not in {2, 3} or theta.ndim != 3 or theta.shape[1:] != (n, n + 1):
        raise ShapeError(
            "affine_grid: maps (n, 2, 3) and a size (n, C, H, W) are needed, or maps (n, 3, 4) "
            "and a size (n, C, D, H, W)",
            given=f"{theta.spec}, {tuple(size)}",
        )
    sizes = tuple(size[2:])
    lines = [line(length, align_corners=bool(align_corners)) for length in sizes]
    axes = np.meshgrid(*lines, indexing="ij")[::-1]
    grid = np.stack([*axes, np.ones(sizes)], -1).reshape(1, -1, n + 1)
    places = Tensor(grid.astype(theta.dtype.numpy))
    return (places @ theta.swapaxes(1, 2)).reshape(theta.shape[0], *sizes, n)


def line(n: int, *, align_corners: bool) -> np.ndarray:
    """Where `n` pixels lie between -1 and 1: their middles, or with the first and last at the
    ends."""
    if align_corners:
        return np.linspace(-1, 1, n) if n > 1 else np.zeros(1)
    return (2 * np.arange(n) + 1) / n - 1


def grid_sample(
    input: Tensor, grid: Tensor, mode: str = "bilinear", padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:  # fmt: skip
    """Pictures (n, C, H, W) read at the places of a grid (n, H', W', 2), as (n, C, H', W'); or
    volumes (n, C, D, H, W) at those of a grid (n, D', H', W', 3).

    `mode`: between the neighbours ("bilinear"), at the nearest, or for pictures on cubic curves
    through 16 of them ("bicubic"); outside there is 0 (`padding_mode` "zeros"), the pixel at the
    edge ("border") or the picture mirrored ("reflection").

    >>> picture = Tensor([[[[0.0, 4.0]]]])
    >>> grid_sample(picture, Tensor([[[[0.0, 0.0]]]])).item()
    2.0
    """
    n, aligned = input.ndim - 2, bool(align_corners)
    if n not in {2, 3} or grid.ndim != n + 2 or grid.shape[-1] != n or len(input) != len(grid):
        raise ShapeError(
            "grid_sample: pictures (n, C, H, W) and a grid (n, H', W', 2) are needed, or volumes "
            "(n, C, D, H, W) and a grid (n, D', H', W', 3)",
            given=f"{input.spec} and {grid.spec}",
        )
    if mode not in MODES[: 3 if n == 2 else 2] or padding_mode not in PADDINGS:
        raise ArgumentError(
            f"grid_sample: there is no mode {mode!r} with padding {padding_mode!r} for {n} axes",
            fix=f"use {' or '.join(MODES[:2])}{', bicubic' * (n == 2)}; {', '.join(PADDINGS)}",
        )
    sizes = input.shape[:1:-1]
    at = [pixel(grid[..., i], size, align_corners=aligned) for i, size in enumerate(sizes)]
    if mode == "bicubic":
        taps = [cubic_taps(x) for x in at]
        taps = [
            [(within(x, size, padding_mode, aligned), share) for x, share in own]
            for own, size in zip(taps, sizes, strict=True)
        ]
        return weighed(input, taps)
    at = [within(x, size, padding_mode, aligned) for x, size in zip(at, sizes, strict=True)]
    if mode == "nearest":
        return read(input, [x.round() for x in at])
    lows = [floor(x) for x in at]
    return weighed(
        input,
        [[(low, 1 - (x - low)), (low + 1, x - low)] for x, low in zip(at, lows, strict=True)],
    )


Taps = list[tuple[Tensor, Tensor]]  # whole places along an axis, and what is read there weighs


def cubic_taps(x: Tensor) -> Taps:
    """The four whole places around places, with their shares on the curve of Keys (1981)."""
    low = floor(x)
    far = x - low

    def near(t: Tensor) -> Tensor:
        return ((KEYS + 2) * t - (KEYS + 3)) * t * t + 1

    def outer(t: Tensor) -> Tensor:
        return ((KEYS * t - 5 * KEYS) * t + 8 * KEYS) * t - 4 * KEYS

    shares = (outer(far + 1), near(far), near(1 - far), outer(2 - far))
    return [(low + (tap - 1), share) for tap, share in enumerate(shares)]


def within(at: Tensor, n: int, padding_mode: str, align_corners: bool) -> Tensor:
    """Places along an axis of `n` pixels, brought inside as the padding asks."""
    if padding_mode == "reflection":
        at = mirrored(at, n, align_corners=align_corners)
    return at if padding_mode == "zeros" else clip(at, 0.0, n - 1.0)


def weighed(input: Tensor, taps: Sequence[Taps]) -> Tensor:
    """The sum of what is read at every combination of places of the axes, x first, times the
    product of their shares."""
    found: Any = 0.0
    for chosen in product(*reversed(taps)):
        places = [place for place, _ in reversed(chosen)]
        share: Any = 1
        for _, own in reversed(chosen):
            share = own if isinstance(share, int) else share * own
        found = found + read(input, places) * share.unsqueeze(1)
    return found


def pixel(at: Tensor, n: int, *, align_corners: bool) -> Tensor:
    """The pixel, counted from 0 and with its fraction, at a place from -1 to 1."""
    if align_corners:
        return (at + 1) * ((n - 1) / 2)
    return (at + 1) * (n / 2) - 0.5


def mirrored(at: Tensor, n: int, *, align_corners: bool) -> Tensor:
    """A place beyond an end, mirrored at the middle of the last pixel or at its edge, as often as
    it takes."""
    low, span = (0.0, n - 1.0) if align_corners else (-0.5, float(n))
    if span == 0:
        return at * 0.0
    far = (at - low).abs()
    turns = floor(far / span)
    rest = far - turns.detach() * span
    return low + where(turns % 2 == 0, rest, span - rest)


def read(input: Tensor, at: Sequence[Tensor]) -> Tensor:
    """The pixels at whole places, x first, each (n, H', W'); 0 where there is none."""
    n, channels, *sizes = input.shape
    inside, places = None, None
    for x, size in zip(at, reversed(sizes), strict=True):
        here = (x >= 0) & (x <= size - 1)
        inside = here if inside is None else inside & here
    for x, size in zip(reversed(at), sizes, strict=True):
        own = clip(x, 0, size - 1).detach()
        places = own if places is None else places * size + own
    assert inside is not None
    assert places is not None
    index = places.astype("int64").reshape(n, 1, -1)
    flat = input.reshape(n, channels, -1)
    found = take_along_axis(flat, index.expand(n, channels, index.shape[-1]), axis=2)
    found = found.reshape(n, channels, *at[0].shape[1:])
    return found * inside.astype(found.dtype).unsqueeze(1)


def affine_maps(
    turns: Tensor, scales: Tensor, shears: Tensor, moves: Tensor, ratio: float = 1.0
) -> Tensor:
    """The maps (n, 2, 3) that turn by `turns` radians, then scale, shear and move pictures; each
    (n,), `moves` (n, 2) in halves of the picture. `ratio` is height by width."""
    cos, sin = turns.cos(), turns.sin()
    first = stack([cos / scales, (sin + shears * cos) * ratio / scales, -moves[:, 0]], axis=1)
    second = stack([-sin / scales / ratio, (cos - shears * sin) / scales, -moves[:, 1]], axis=1)
    return stack([first, second], axis=1)
