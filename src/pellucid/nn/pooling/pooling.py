"""Pooling: the largest or the mean of each window, as a view and a reduction."""

import math
from collections.abc import Sequence
from typing import Any

from pellucid.core.dtypes import int64
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn.convolution.convolutions import Sizes, each
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import floor_divide, maximum, minimum, remainder, to_float
from pellucid.tensor.nodes.manipulation import pad, reshape, slice_axis, windows


@lifted
def max_pool1d(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """The largest of each window over the last axis."""
    moves = (kernel_size, stride, padding, dilation)
    return max_pool("max_pool1d", input, 1, moves, ceil_mode, return_indices)


@lifted
def max_pool2d(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """The largest of each window over the last two axes; windows do not overlap unless `stride`
    says so.

    >>> from pellucid.tensor.tensor import Tensor
    >>> max_pool2d(Tensor([[[1.0, 2.0], [3.0, 4.0]]]), 2).tolist()
    [[[4.0]]]
    """
    moves = (kernel_size, stride, padding, dilation)
    return max_pool("max_pool2d", input, 2, moves, ceil_mode, return_indices)


@lifted
def avg_pool1d(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int | None = None,
) -> Node:  # fmt: skip
    """The mean of each window over the last axis; padding counts as zeros unless
    `count_include_pad` is false."""
    moves = (kernel_size, stride, padding, 1)
    counting = (count_include_pad, divisor_override)
    return avg_pool("avg_pool1d", input, 1, moves, ceil_mode, counting)


@lifted
def avg_pool2d(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int | None = None,
) -> Node:  # fmt: skip
    """The mean of each window over the last two axes; padding counts as zeros unless
    `count_include_pad` is false.

    >>> from pellucid.tensor.tensor import Tensor
    >>> avg_pool2d(Tensor([[[1.0, 2.0], [3.0, 4.0]]]), 2).tolist()
    [[[2.5]]]
    """
    moves = (kernel_size, stride, padding, 1)
    counting = (count_include_pad, divisor_override)
    return avg_pool("avg_pool2d", input, 2, moves, ceil_mode, counting)


@lifted
def max_pool3d(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """The largest of each window over the last three axes."""
    moves = (kernel_size, stride, padding, dilation)
    return max_pool("max_pool3d", input, 3, moves, ceil_mode, return_indices)


@lifted
def avg_pool3d(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int | None = None,
) -> Node:  # fmt: skip
    """The mean of each window over the last three axes."""
    moves = (kernel_size, stride, padding, 1)
    counting = (count_include_pad, divisor_override)
    return avg_pool("avg_pool3d", input, 3, moves, ceil_mode, counting)


Moves = tuple[Sizes, Sizes | None, Sizes, Sizes]  # kernel, stride, padding, dilation


def max_pool(
    asked: str, x: Node, n: int, moves: Moves, ceil_mode: bool, return_indices: bool
) -> Node | tuple[Node, Node]:
    """The largest of each window over the last `n` axes, and where it stands among the elements
    of these axes of `x`."""
    lowest = -math.inf if x.dtype.is_float else float(x.dtype.lowest)
    wide, axes, _ = windowed(asked, x, n, moves, ceil_mode, lowest)
    largest = apply("max", wide, axes=axes)
    if not return_indices:
        return largest
    place, flat, count = apply("argmax", wide, axes=axes), None, 1
    first, (kernel, strides, around, dilation) = len(x.shape) - n, normal(asked, n, moves)
    for axis in reversed(range(n)):
        start = apply("iota", shape=place.shape, axis=first + axis, dtype=int64) * strides[axis]
        inside = remainder(place, kernel[axis])
        own = start + inside * dilation[axis] - around[axis]
        flat = own if flat is None else own * count + flat
        place, count = floor_divide(place, kernel[axis]), count * x.shape[first + axis]
    assert flat is not None
    return largest, flat


def avg_pool(
    asked: str, x: Node, n: int, moves: Moves, ceil_mode: bool, counting: tuple[bool, int | None]
) -> Node:
    """The mean of each window over the last `n` axes. `counting`: does padding count, and what to
    divide by instead of the number of elements."""
    x, (count_include_pad, divisor) = to_float(x), counting
    kernel, stride, padding, _ = normal(asked, n, moves)
    wide, axes, extra = windowed(asked, x, n, moves, ceil_mode, 0.0)
    total = apply("sum", wide, axes=axes)
    if divisor is not None:
        return total * (1.0 / divisor)
    if not any(extra) and (count_include_pad or not any(padding)):
        return total * (1.0 / math.prod(kernel))
    first = len(x.shape) - n
    for a, (k, s, p) in enumerate(zip(kernel, stride, padding, strict=True)):
        inside = p if count_include_pad else 0
        start = apply("iota", shape=total.shape, axis=first + a, dtype=int64) * s - p
        end = minimum(start + k, x.shape[first + a] + inside)
        total = total / cast(end - maximum(start, -inside), x.dtype)
    return total


def normal(asked: str, n: int, moves: Moves) -> tuple[tuple[int, ...], ...]:
    """Kernel, stride, padding and dilation for each axis, checked."""
    kernel_size, stride, padding, dilation = moves
    kernel = each(asked, kernel_size, n)
    strides = kernel if stride is None else each(asked, stride, n)
    around = each(asked, padding, n)
    if any(2 * p > k for p, k in zip(around, kernel, strict=True)):
        raise ArgumentError(
            f"{asked}: padding may be at most half of the window",
            given=f"kernel_size={kernel}, padding={around}",
            fix="use a larger window, or nn.functional.pad before the layer",
        )
    return kernel, strides, around, each(asked, dilation, n)


def windowed(
    asked: str, x: Node, n: int, moves: Moves, ceil_mode: bool, fill: float
) -> tuple[Node, tuple[int, ...], list[int]]:
    """Windows over the last `n` axes, the axes of the windows, and what `ceil_mode` added after
    each axis."""
    kernel, stride, padding, dilation = normal(asked, n, moves)
    first = len(x.shape) - n
    if first not in {1, 2}:
        raise ShapeError(
            f"{asked}: the input has {len(x.shape)} axes", given=str(x.spec),
            fix=f"give it {n + 1} or {n + 2}: examples, channels, then the {n} to pool over",
        )  # fmt: skip
    extra = [
        overhang(*sizes) if ceil_mode else 0
        for sizes in zip(x.shape[first:], kernel, stride, padding, dilation, strict=True)
    ]
    apart = stride == kernel and not any(padding) and not any(extra) and set(dilation) == {1}
    if apart and all(n >= k for n, k in zip(x.shape[first:], kernel, strict=True)):
        return *blocks(x, first, kernel), extra
    widths = [(p, p + e) for p, e in zip(padding, extra, strict=True)]
    x = pad(x, [(0, 0)] * first + widths, fill)
    wide = windows(x, range(first, first + n), kernel, stride, dilation)
    return wide, tuple(range(first + n, first + 2 * n)), extra


def blocks(x: Node, first: int, kernel: Sequence[int]) -> tuple[Node, tuple[int, ...]]:
    """Windows that do not overlap: each axis cut into blocks, and what is left over dropped."""
    shape = list(x.shape[:first])
    for axis, k in enumerate(kernel, first):
        count = x.shape[axis] // k
        x = slice_axis(x, axis, slice(0, count * k))
        shape += [count, k]
    return reshape(x, shape), tuple(range(first + 1, len(shape), 2))


def overhang(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """How far the last window reaches beyond the padded axis when a window may start anywhere
    before its end."""
    reach = dilation * (kernel - 1) + 1
    count = -(-(size + 2 * padding - reach) // stride) + 1
    if (count - 1) * stride >= size + padding:  # a window must not start in the padding at the end
        count -= 1
    return max(0, (count - 1) * stride + reach - size - 2 * padding)


@lifted
def max_pool1d_with_indices(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False,
) -> Any:  # fmt: skip
    """The largest of each window over the last axis, and where it stands among their elements."""
    moves = (kernel_size, stride, padding, dilation)
    return max_pool("max_pool1d_with_indices", input, 1, moves, ceil_mode, True)  # noqa: FBT003


@lifted
def max_pool2d_with_indices(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False,
) -> Any:  # fmt: skip
    """The largest of each window over the last two axes, and where it stands among their elements.

    >>> from pellucid.tensor.tensor import Tensor
    >>> [x.tolist() for x in max_pool2d_with_indices(Tensor([[[1.0, 2.0], [3.0, 4.0]]]), 2)]
    [[[[4.0]]], [[[3]]]]
    """
    moves = (kernel_size, stride, padding, dilation)
    return max_pool("max_pool2d_with_indices", input, 2, moves, ceil_mode, True)  # noqa: FBT003


@lifted
def max_pool3d_with_indices(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False,
) -> Any:  # fmt: skip
    """The largest of each window over the last three axes, and where it stands among their
    elements."""
    moves = (kernel_size, stride, padding, dilation)
    return max_pool("max_pool3d_with_indices", input, 3, moves, ceil_mode, True)  # noqa: FBT003
