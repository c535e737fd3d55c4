"""Pictures read at places that are computed: grids of places, affine maps, bilinear reading."""

from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.tensor.functions.namespace import clip, floor, stack, take_along_axis, where
from pellucid.tensor.tensor import Tensor

PADDINGS = ("zeros", "border", "reflection")


def affine_grid(theta: Tensor, size: tuple[int, ...], align_corners: bool = False) -> Tensor:
    """The places (n, H, W, 2), x before y and both from -1 to 1, that affine maps (n, 2, 3) give
    to the pixels of pictures of `size` (n, C, H, W) (Jaderberg et al., 2015).

    >>> affine_grid(Tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]]), (1, 1, 1, 2))[0, 0].tolist()
    [[-0.5, 0.0], [0.5, 0.0]]
    """
    if theta.ndim != 3 or theta.shape[1:] != (2, 3) or len(size) != 4:
        raise ShapeError(
            "affine_grid: maps (n, 2, 3) and a size (n, C, H, W) are needed",
            given=f"{theta.spec}, {size}",
        )
    height, width = size[2:]
    x, y = (line(n, align_corners=align_corners) for n in (width, height))
    grid = np.stack([*np.meshgrid(x, y), np.ones((height, width))], -1).astype(np.float32)
    places = Tensor(grid.reshape(1, height * width, 3)).astype(theta.dtype)
    return (places @ theta.swapaxes(1, 2)).reshape(theta.shape[0], height, width, 2)


def line(n: int, *, align_corners: bool) -> np.ndarray:
    """Where `n` pixels lie between -1 and 1: their middles, or with the first and last at the
    ends."""
    if align_corners:
        return np.linspace(-1, 1, n) if n > 1 else np.zeros(1)
    return (2 * np.arange(n) + 1) / n - 1


def grid_sample(
    input: Tensor, grid: Tensor, mode: str = "bilinear", padding_mode: str = "zeros",
    align_corners: bool = False,
) -> Tensor:  # fmt: skip
    """Pictures (n, C, H, W) read at the places of a grid (n, H', W', 2), as (n, C, H', W').

    `mode`: between the four neighbours ("bilinear") or at the nearest; outside there is 0
    (`padding_mode` "zeros"), the pixel at the edge ("border") or the picture mirrored
    ("reflection").

    >>> picture = Tensor([[[[0.0, 4.0]]]])
    >>> grid_sample(picture, Tensor([[[[0.0, 0.0]]]])).item()
    2.0
    """
    if input.ndim != 4 or grid.ndim != 4 or grid.shape[-1] != 2 or len(input) != len(grid):
        raise ShapeError(
            "grid_sample: pictures (n, C, H, W) and a grid (n, H', W', 2) are needed",
            given=f"{input.spec} and {grid.spec}",
        )
    if mode not in {"bilinear", "nearest"} or padding_mode not in PADDINGS:
        raise ArgumentError(
            f"grid_sample: there is no mode {mode!r} with padding {padding_mode!r}",
            fix=f"use bilinear or nearest, {', '.join(PADDINGS)}",
        )
    sizes = (input.shape[3], input.shape[2])
    x, y = (pixel(grid[..., i], n, align_corners=align_corners) for i, n in enumerate(sizes))
    if padding_mode == "reflection":
        x, y = (
            mirrored(at, n, align_corners=align_corners)
            for at, n in zip((x, y), sizes, strict=True)
        )
    if padding_mode != "zeros":
        x, y = (clip(at, 0.0, n - 1.0) for at, n in zip((x, y), sizes, strict=True))
    if mode == "nearest":
        return read(input, x.round(), y.round())
    left, top = floor(x), floor(y)
    right, low = x - left, y - top
    corners = [
        (left, top, (1 - right) * (1 - low)), (left + 1, top, right * (1 - low)),
        (left, top + 1, (1 - right) * low), (left + 1, top + 1, right * low),
    ]  # fmt: skip
    found: Any = 0.0
    for i, j, share in corners:
        found = found + read(input, i, j) * share.unsqueeze(1)
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


def read(input: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """The pixels at whole places (n, H', W'), 0 where there is none."""
    n, channels, height, width = input.shape
    inside = (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    column, row = clip(x, 0, width - 1).detach(), clip(y, 0, height - 1).detach()
    places = (row * width + column).astype("int64").reshape(n, 1, -1)
    flat = input.reshape(n, channels, height * width)
    found = take_along_axis(flat, places.expand(n, channels, places.shape[-1]), axis=2)
    found = found.reshape(n, channels, *x.shape[1:])
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
