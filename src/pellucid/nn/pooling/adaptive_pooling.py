"""Pooling to a number of windows that is given, whatever the size of the input."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core.dtypes import int64
from pellucid.core.errors import ShapeError
from pellucid.graph import Node, apply
from pellucid.nn.convolution.convolutions import Sizes
from pellucid.nn.modules.module import Module
from pellucid.nn.pooling.pooling import blocks
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import to_float
from pellucid.tensor.nodes.indexing import take_along_axis
from pellucid.tensor.nodes.manipulation import broadcast_to, concat, flatten, reshape, slice_axis
from pellucid.tensor.nodes.statistics import max as largest, mean
from pellucid.tensor.tensor import Tensor

Wanted = Sizes | Sequence[int | None]  # None: as many as there are


@lifted
def adaptive_avg_pool1d(input: Node, output_size: Wanted) -> Node:
    """Means of `output_size` windows along the last axis, of nearly equal sizes."""
    return means("adaptive_avg_pool1d", input, 1, output_size)


@lifted
def adaptive_avg_pool2d(input: Node, output_size: Wanted) -> Node:
    """Means of as many windows as `output_size` says along each of the last two axes, of nearly
    equal sizes.

    >>> adaptive_avg_pool2d(Tensor([[[1.0, 2.0, 6.0], [3.0, 4.0, 8.0]]]), 1).tolist()
    [[[4.0]]]
    """
    return means("adaptive_avg_pool2d", input, 2, output_size)


@lifted
def adaptive_avg_pool3d(input: Node, output_size: Wanted) -> Node:
    """Means of as many windows as `output_size` says along each of the last three axes."""
    return means("adaptive_avg_pool3d", input, 3, output_size)


@lifted
def adaptive_max_pool1d(
    input: Node, output_size: Wanted, return_indices: bool = False
) -> Node | tuple[Node, Node]:
    """The largest of each of `output_size` windows along the last axis, of nearly equal sizes."""
    return largest_of("adaptive_max_pool1d", input, 1, output_size, return_indices)


@lifted
def adaptive_max_pool2d(
    input: Node, output_size: Wanted, return_indices: bool = False
) -> Node | tuple[Node, Node]:
    """The largest of each of as many windows as `output_size` says along the last two axes.

    >>> adaptive_max_pool2d(Tensor([[[1.0, 2.0, 6.0], [3.0, 4.0, 8.0]]]), (1, 2)).tolist()
    [[[4.0, 8.0]]]
    """
    return largest_of("adaptive_max_pool2d", input, 2, output_size, return_indices)


@lifted
def adaptive_max_pool3d(
    input: Node, output_size: Wanted, return_indices: bool = False
) -> Node | tuple[Node, Node]:
    """The largest of each of as many windows as `output_size` says along the last three axes."""
    return largest_of("adaptive_max_pool3d", input, 3, output_size, return_indices)


@lifted
def spatial_pyramid_pool(input: Node, levels: Sequence[int] = (1, 2, 4), mode: str = "max") -> Node:
    """Pictures (N, C, H, W) of any size as rows of one length: the maxima (or means, `mode` "avg")
    of n x n windows for each n of `levels`, side by side (He et al., 2014).

    >>> x = Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> spatial_pyramid_pool(x, (1, 2)).tolist()
    [[4.0, 1.0, 2.0, 3.0, 4.0]]
    """
    pool = maxima if mode == "max" else means
    return concat([flatten(pool("spatial_pyramid_pool", input, 2, n), 1) for n in levels], axis=1)


def wanted_counts(asked: str, x: Node, n: int, output_size: Wanted) -> list[int]:
    """How many windows there shall be along each of the last `n` axes."""
    if len(x.shape) not in {n + 1, n + 2}:
        raise ShapeError(
            f"{asked}: {n + 1} or {n + 2} axes are needed", given=str(x.spec),
            fix=f"give it examples, channels, then the {n} to pool over",
        )  # fmt: skip
    given = (output_size,) * n if isinstance(output_size, int) else tuple(output_size)
    if len(given) != n:
        raise ShapeError(f"{asked}: {n} sizes are needed", given=str(output_size))
    return [m if w is None else w for w, m in zip(given, x.shape[-n:], strict=True)]


def means(asked: str, x: Node, n: int, output_size: Wanted) -> Node:
    """The mean of each window over the last `n` axes."""
    counts, x = wanted_counts(asked, x, n, output_size), to_float(x)
    first = len(x.shape) - n
    if set(counts) == {1}:
        return mean(x, tuple(range(first, first + n)), keepdims=True)
    if all(m % w == 0 for m, w in zip(x.shape[first:], counts, strict=True)):
        kernel = [m // w for m, w in zip(x.shape[first:], counts, strict=True)]
        wide, axes = blocks(x, first, kernel)
        return apply("sum", wide, axes=axes) * (1.0 / math.prod(kernel))
    labels = "abcdef"[: len(x.shape)]
    for label, count in zip(labels[first:], counts, strict=True):
        size = x.shape[labels.index(label)]
        weights = cast(Tensor(shares(size, count)).node, x.dtype)
        out = labels.replace(label, "z")
        x = apply(
            "contract", x, weights, left=labels, right="z" + label, out=out, precision="float32"
        )
    return x


def maxima(asked: str, x: Node, n: int, output_size: Wanted) -> Node:
    """The largest of each window over the last `n` axes."""
    counts = wanted_counts(asked, x, n, output_size)
    first = len(x.shape) - n
    if all(m % w == 0 for m, w in zip(x.shape[first:], counts, strict=True)):
        wide, axes = blocks(
            x, first, [m // w for m, w in zip(x.shape[first:], counts, strict=True)]
        )
        return apply("max", wide, axes=axes)
    for axis, count in enumerate(counts, first):
        parts = [slice_axis(x, axis, slice(*ends)) for ends in bounds(x.shape[axis], count)]
        x = concat([largest(part, axis, keepdims=True) for part in parts], axis=axis)
    return x


def largest_of(
    asked: str, x: Node, n: int, output_size: Wanted, return_indices: bool
) -> Node | tuple[Node, Node]:
    """The largest of each window, and where it stands among the elements of the last `n` axes."""
    found = maxima(asked, x, n, output_size)
    if not return_indices:
        return found
    first = len(x.shape) - n
    spots = positions(x.shape, first)
    for axis, count in reversed(list(enumerate(wanted_counts(asked, x, n, output_size), first))):
        cuts = [slice(*ends) for ends in bounds(x.shape[axis], count)]
        won = [
            winners(slice_axis(x, axis, cut), slice_axis(spots, axis, cut), axis) for cut in cuts
        ]
        x, spots = (concat(list(part), axis=axis) for part in zip(*won, strict=True))
    return found, spots


def positions(shape: Sequence[int], first: int) -> Node:
    """The number of each element among those of the axes from `first` on."""
    count = math.prod(shape[first:])
    numbers = apply("iota", shape=(count,), axis=0, dtype=int64)
    inner = reshape(numbers, (*(1,) * first, *shape[first:]))
    return broadcast_to(inner, tuple(shape))


def winners(x: Node, spots: Node, axis: int) -> tuple[Node, Node]:
    """The largest along an axis, which stays with size 1, and what stands at its place in `spots`;
    rows before columns where several are the largest."""
    shape = (*x.shape[:axis], 1, *x.shape[axis + 1 :])
    place = reshape(apply("argmax", x, axes=(axis,)), shape)
    return take_along_axis(x, place, axis=axis), take_along_axis(spots, place, axis=axis)


def bounds(size: int, count: int) -> list[tuple[int, int]]:
    """Where windows begin and end: window i runs from floor(i size/count) to ceil((i+1)
    size/count)."""
    return [(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]


def shares(size: int, count: int) -> np.ndarray:
    """(count, size): the share of each place in each mean."""
    weights = np.zeros((count, size), np.float64)
    for i, (start, end) in enumerate(bounds(size, count)):
        weights[i, start:end] = 1 / (end - start)
    return weights


class AdaptivePool(Module):
    """Pooling to a number of windows that is given. The finished layers are AdaptiveAvgPool1d to
    AdaptiveMaxPool3d."""

    def __init__(self, output_size: Wanted) -> None:
        self.output_size = output_size

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(AdaptivePool):
    """Means of a number of windows along the last axis."""

    def forward(self, input: Tensor) -> Tensor:
        return adaptive_avg_pool1d(input, self.output_size)


class AdaptiveAvgPool2d(AdaptivePool):
    """Means of a number of windows along the last two axes.

    >>> AdaptiveAvgPool2d((1, 1))
    AdaptiveAvgPool2d(output_size=(1, 1))
    """

    def forward(self, input: Tensor) -> Tensor:
        return adaptive_avg_pool2d(input, self.output_size)


class AdaptiveAvgPool3d(AdaptivePool):
    """Means of a number of windows along the last three axes."""

    def forward(self, input: Tensor) -> Tensor:
        return adaptive_avg_pool3d(input, self.output_size)


class AdaptiveMaxPool(AdaptivePool):
    """The largest of each window, and with `return_indices` where they stand."""

    def __init__(self, output_size: Wanted, return_indices: bool = False) -> None:
        super().__init__(output_size)
        self.return_indices = return_indices


class AdaptiveMaxPool1d(AdaptiveMaxPool):
    """The largest of each of a number of windows along the last axis."""

    def forward(self, input: Tensor) -> Any:
        return adaptive_max_pool1d(input, self.output_size, self.return_indices)


class AdaptiveMaxPool2d(AdaptiveMaxPool):
    """The largest of each of a number of windows along the last two axes."""

    def forward(self, input: Tensor) -> Any:
        return adaptive_max_pool2d(input, self.output_size, self.return_indices)


class AdaptiveMaxPool3d(AdaptiveMaxPool):
    """The largest of each of a number of windows along the last three axes."""

    def forward(self, input: Tensor) -> Any:
        return adaptive_max_pool3d(input, self.output_size, self.return_indices)


class SpatialPyramidPool(Module):
    """Pictures of any size as rows of one length.

    >>> SpatialPyramidPool((1, 2))
    SpatialPyramidPool(levels=(1, 2), mode='max')
    """

    def __init__(self, levels: Sequence[int] = (1, 2, 4), mode: str = "max") -> None:
        self.levels, self.mode = tuple(levels), mode

    def forward(self, input: Tensor) -> Tensor:
        return spatial_pyramid_pool(input, self.levels, self.mode)

    def extra_repr(self) -> str:
        return f"levels={self.levels}, mode={self.mode!r}"
