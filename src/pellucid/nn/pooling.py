"""Pooling: the largest or the mean of each window, as a view and a reduction."""

import math
from collections.abc import Sequence

import numpy as np

from pellucid.core.dtypes import int64
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn.convolutions import Sizes, each
from pellucid.tensor.compose import cast
from pellucid.tensor.elementwise import maximum, minimum, to_float
from pellucid.tensor.lift import lifted
from pellucid.tensor.manipulation import pad, reshape, slice_axis, windows
from pellucid.tensor.statistics import mean
from pellucid.tensor.tensor import Tensor


@lifted
def max_pool1d(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False,
) -> Node:  # fmt: skip
    """The largest of each window over the last axis."""
    return max_pool("max_pool1d", input, 1, (kernel_size, stride, padding, dilation), ceil_mode)


@lifted
def max_pool2d(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False,
) -> Node:  # fmt: skip
    """The largest of each window over the last two axes; windows do not overlap unless `stride`
    says so.

    >>> from pellucid.tensor.tensor import Tensor
    >>> max_pool2d(Tensor([[[1.0, 2.0], [3.0, 4.0]]]), 2).tolist()
    [[[4.0]]]
    """
    return max_pool("max_pool2d", input, 2, (kernel_size, stride, padding, dilation), ceil_mode)


@lifted
def avg_pool1d(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    ceil_mode: bool = False, count_include_pad: bool = True,
) -> Node:  # fmt: skip
    """The mean of each window over the last axis; padding counts as zeros unless
    `count_include_pad` is false."""
    moves = (kernel_size, stride, padding, 1)
    return avg_pool("avg_pool1d", input, 1, moves, ceil_mode, count_include_pad)


@lifted
def avg_pool2d(
    input: Node, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    ceil_mode: bool = False, count_include_pad: bool = True,
) -> Node:  # fmt: skip
    """The mean of each window over the last two axes; padding counts as zeros unless
    `count_include_pad` is false.

    >>> from pellucid.tensor.tensor import Tensor
    >>> avg_pool2d(Tensor([[[1.0, 2.0], [3.0, 4.0]]]), 2).tolist()
    [[[2.5]]]
    """
    moves = (kernel_size, stride, padding, 1)
    return avg_pool("avg_pool2d", input, 2, moves, ceil_mode, count_include_pad)


Moves = tuple[Sizes, Sizes | None, Sizes, Sizes]  # kernel, stride, padding, dilation


def max_pool(asked: str, x: Node, n: int, moves: Moves, ceil_mode: bool) -> Node:
    """The largest of each window over the last `n` axes."""
    lowest = -math.inf if x.dtype.is_float else float(x.dtype.lowest)
    wide, axes, _ = windowed(asked, x, n, moves, ceil_mode, lowest)
    return apply("max", wide, axes=axes)


def avg_pool(
    asked: str, x: Node, n: int, moves: Moves, ceil_mode: bool, count_include_pad: bool
) -> Node:
    """The mean of each window over the last `n` axes."""
    x = to_float(x)
    kernel, stride, padding, _ = normal(asked, n, moves)
    wide, axes, extra = windowed(asked, x, n, moves, ceil_mode, 0.0)
    total = apply("sum", wide, axes=axes)
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
        )
    return kernel, strides, around, each(asked, dilation, n)


def windowed(
    asked: str, x: Node, n: int, moves: Moves, ceil_mode: bool, fill: float
) -> tuple[Node, tuple[int, ...], list[int]]:
    """Windows over the last `n` axes, the axes of the windows, and what `ceil_mode` added after
    each axis."""
    kernel, stride, padding, dilation = normal(asked, n, moves)
    first = len(x.shape) - n
    if first < 0 or first > 2:
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
def adaptive_avg_pool2d(input: Node, output_size: Sizes | Sequence[int | None]) -> Node:
    """Means of as many windows as `output_size` says along each of the last two axes, of nearly
    equal sizes.

    >>> from pellucid.tensor.tensor import Tensor
    >>> adaptive_avg_pool2d(Tensor([[[1.0, 2.0, 6.0], [3.0, 4.0, 8.0]]]), 1).tolist()
    [[[4.0]]]
    """
    if len(input.shape) not in {3, 4}:
        raise ShapeError("adaptive_avg_pool2d: 3 or 4 axes are needed", given=str(input.spec))
    x, first = to_float(input), len(input.shape) - 2
    asked = (output_size,) * 2 if isinstance(output_size, int) else tuple(output_size)
    wanted = [n if w is None else w for w, n in zip(asked, x.shape[first:], strict=True)]
    if wanted == [1, 1]:
        return mean(x, (first, first + 1), keepdims=True)
    if all(n % w == 0 for n, w in zip(x.shape[first:], wanted, strict=True)):
        kernel = [n // w for n, w in zip(x.shape[first:], wanted, strict=True)]
        wide, axes = blocks(x, first, kernel)
        return apply("sum", wide, axes=axes) * (1.0 / math.prod(kernel))
    labels = "nchw"[-len(x.shape) :]
    for label, size, count in zip("hw", x.shape[first:], wanted, strict=True):
        weights = cast(Tensor(shares(size, count)).node, x.dtype)
        out = labels.replace(label, "o")
        found = apply("contract", x, weights, left=labels, right="o" + label, out=out)
        x = found
    return x


def shares(size: int, count: int) -> np.ndarray:
    """(count, size): the share of each place in each mean; window i runs from floor(i
    size/count) to ceil((i+1) size/count)."""
    weights = np.zeros((count, size), np.float64)
    for i in range(count):
        start, end = i * size // count, -(-(i + 1) * size // count)
        weights[i, start:end] = 1 / (end - start)
    return weights
