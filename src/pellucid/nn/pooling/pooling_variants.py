"""Pooling otherwise: by norms, by lot, with windows of drawn places; and maxima put back."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core.dtypes import float32, int64
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn.convolution.convolutions import Sizes, each
from pellucid.nn.pooling.adaptive_pooling import positions, winners
from pellucid.nn.pooling.pooling import Moves, avg_pool, normal, windowed
from pellucid.ops.reduction import position_in
from pellucid.tensor import random
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import elementwise as e
from pellucid.tensor.nodes.compose import broadcast, cast
from pellucid.tensor.nodes.indexing import take_along_axis
from pellucid.tensor.nodes.manipulation import broadcast_to, reshape
from pellucid.tensor.nodes.statistics import sum as total
from pellucid.tensor.random import keys as random_keys
from pellucid.tensor.tensor import Tensor


@lifted
def lp_pool1d(
    input: Node, norm_type: float, kernel_size: Sizes, stride: Sizes | None = None,
    ceil_mode: bool = False,
) -> Node:  # fmt: skip
    """The root of the sum of powers of each window over the last axis."""
    return lp_pool("lp_pool1d", input, 1, norm_type, (kernel_size, stride, 0, 1), ceil_mode)


@lifted
def lp_pool2d(
    input: Node, norm_type: float, kernel_size: Sizes, stride: Sizes | None = None,
    ceil_mode: bool = False,
) -> Node:  # fmt: skip
    """The root of the sum of powers of each window over the last two axes.

    >>> lp_pool2d(Tensor([[[3.0, 4.0], [0.0, 0.0]]]), 2, 2).tolist()
    [[[5.0]]]
    """
    return lp_pool("lp_pool2d", input, 2, norm_type, (kernel_size, stride, 0, 1), ceil_mode)


@lifted
def lp_pool3d(
    input: Node, norm_type: float, kernel_size: Sizes, stride: Sizes | None = None,
    ceil_mode: bool = False,
) -> Node:  # fmt: skip
    """The root of the sum of powers of each window over the last three axes."""
    return lp_pool("lp_pool3d", input, 3, norm_type, (kernel_size, stride, 0, 1), ceil_mode)


def lp_pool(asked: str, x: Node, n: int, order: float, moves: Moves, ceil_mode: bool) -> Node:
    """(sum of x ** order) ** (1 / order), 0 where the sum is not above 0."""
    powers = e.pow(e.to_float(x), order)
    count = math.prod(normal(asked, n, moves)[0])
    sums = avg_pool(asked, powers, n, moves, ceil_mode, (True, None)) * float(count)
    some = e.greater(sums, 0)
    return e.where(some, e.pow(e.where(some, sums, 1.0), 1 / order), 0.0)


@lifted
def max_unpool1d(
    input: Node, indices: Node, kernel_size: Sizes, stride: Sizes | None = None,
    padding: Sizes = 0, output_size: Sequence[int] | None = None,
) -> Node:  # fmt: skip
    """Maxima of max_pool1d back at their `indices`, zeros elsewhere."""
    moves = (kernel_size, stride, padding, 1)
    return max_unpool("max_unpool1d", input, indices, moves, output_size, 1)


@lifted
def max_unpool2d(
    input: Node, indices: Node, kernel_size: Sizes, stride: Sizes | None = None,
    padding: Sizes = 0, output_size: Sequence[int] | None = None,
) -> Node:  # fmt: skip
    """Maxima of max_pool2d back at their `indices`, zeros elsewhere.

    >>> max_unpool2d(Tensor([[[4.0]]]), Tensor([[[3]]]), 2).tolist()
    [[[0.0, 0.0], [0.0, 4.0]]]
    """
    moves = (kernel_size, stride, padding, 1)
    return max_unpool("max_unpool2d", input, indices, moves, output_size, 2)


@lifted
def max_unpool3d(
    input: Node, indices: Node, kernel_size: Sizes, stride: Sizes | None = None,
    padding: Sizes = 0, output_size: Sequence[int] | None = None,
) -> Node:  # fmt: skip
    """Maxima of max_pool3d back at their `indices`, zeros elsewhere."""
    moves = (kernel_size, stride, padding, 1)
    return max_unpool("max_unpool3d", input, indices, moves, output_size, 3)


def max_unpool(
    asked: str, x: Node, indices: Node, moves: Moves, output_size: Sequence[int] | None, n: int
) -> Node:
    """Each element at its place among the last `n` axes of the result. What stands at one place
    several times is the same maximum: it counts once."""
    if x.shape != indices.shape or not indices.dtype.is_integer:
        raise ShapeError(
            f"{asked}: a place is needed for each element", given=f"{x.spec}, {indices.spec}",
            fix="give it what max pooling returned with return_indices=True, both of it",
        )  # fmt: skip
    kernel, stride, padding, _ = normal(asked, n, moves)
    outer, inner = x.shape[: len(x.shape) - n], x.shape[len(x.shape) - n :]
    sizes = zip(inner, kernel, stride, padding, strict=True)
    wanted = tuple((m - 1) * s - 2 * p + k for m, k, s, p in sizes)
    wanted = wanted if output_size is None else tuple(output_size)[-n:]
    rows, area = math.prod(outer), math.prod(wanted)
    start = apply("iota", shape=(rows, math.prod(inner)), axis=0, dtype=int64) * area
    places = reshape(reshape(cast(indices, int64), (rows, -1)) + start, -1)
    values = reshape(x, -1)
    sums, counts = (
        apply("scatter_add", places, y, rows=rows * area)
        for y in (values, cast(e.equal(places, places), x.dtype))
    )
    return reshape(e.divide(sums, e.maximum(counts, 1.0)), (*outer, *wanted))


def stochastic_pool2d(
    input: Tensor, kernel_size: Sizes, stride: Sizes | None = None, training: bool = True,
    *, key: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """An element of each window, drawn with a probability in proportion to it in training, and
    the mean so weighted otherwise (Zeiler and Fergus, 2013). What is below 0 counts as 0."""
    moves = (kernel_size, stride, 0, 1)
    if not training:
        return weighted_mean(input, moves)
    return drawn_elements(input, random_keys.DEFAULT.next_key() if key is None else key, moves)


@lifted
def weighted_mean(x: Node, moves: Moves) -> Node:
    """The sum of squares of each window by its sum."""
    wide, axes, _ = windowed("stochastic_pool2d", e.relu(e.to_float(x)), 2, moves, False, 0.0)  # noqa: FBT003
    return total(wide * wide, axes) / e.maximum(total(wide, axes), 1e-30)


@lifted
def drawn_elements(x: Node, key: Node, moves: Moves) -> Node:
    """The element of each window with the largest logarithm plus Gumbel noise."""
    wide, axes, _ = windowed("stochastic_pool2d", e.relu(e.to_float(x)), 2, moves, False, 0.0)  # noqa: FBT003
    noise = -e.log(-e.log(1.0 - random_keys.unit(key, wide.shape, wide.dtype)))
    winner = apply("argmax", e.log(wide) + noise, axes=axes)
    shape = tuple(1 if a in axes else m for a, m in enumerate(wide.shape))
    places = position_in(wide.shape, axes)
    hot = e.equal(places, broadcast_to(reshape(winner, shape), wide.shape))
    return total(e.where(hot, wide, 0.0), axes)


def fractional_max_pool2d(
    input: Tensor, kernel_size: Sizes, output_size: Sizes | None = None,
    output_ratio: float | tuple[float, float] | None = None, return_indices: bool = False,
    _random_samples: Any = None, *, key: Tensor | None = None,
) -> Any:  # fmt: skip
    """The largest of windows of one size whose places are drawn (Graham, 2014): along an axis,
    window i starts at floor((i + u) a) - floor(u a), where u is random and a the step that makes
    the last one fit.

    `_random_samples`, (N, C, 2) in 0 to 1, stand for what is drawn.
    """
    asked, given = "fractional_max_pool2d", (kernel_size, output_size, output_ratio)
    found = fractional_max_pool(asked, input, given, (1, 0), _random_samples, key)
    return found if return_indices else found[0]


def fractional_max_pool3d(
    input: Tensor, kernel_size: Sizes, output_size: Sizes | None = None,
    output_ratio: float | tuple[float, float, float] | None = None, return_indices: bool = False,
    _random_samples: Any = None, *, key: Tensor | None = None,
) -> Any:  # fmt: skip
    """The largest of windows whose places are drawn, over the last three axes; see
    `fractional_max_pool2d`. `_random_samples` are (N, C, 3)."""
    asked, given = "fractional_max_pool3d", (kernel_size, output_size, output_ratio)
    found = fractional_max_pool(asked, input, given, (0, 1, 2), _random_samples, key)
    return found if return_indices else found[0]


def fractional_max_pool(
    asked: str, input: Tensor, given: tuple[Any, Any, Any], order: tuple[int, ...],
    samples: Tensor | None, key: Tensor | None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """The largest of windows at drawn places over as many last axes as `order` names samples, and
    where they stand."""
    n, (kernel_size, output_size, output_ratio) = len(order), given
    x = input if len(input.shape) == n + 2 else input[None]
    if output_size is None:
        if output_ratio is None:
            raise ArgumentError(f"{asked}: give it output_size or output_ratio")
        ratios = (output_ratio,) * n if isinstance(output_ratio, float) else output_ratio
        output_size = [int(m * share) for m, share in zip(x.shape[2:], ratios, strict=True)]
    if samples is None:
        samples = random.uniform(size=(*x.shape[:2], n), key=key)
    kernel, wanted = (each(asked, sizes, n) for sizes in (kernel_size, output_size))
    found = at_drawn_places(asked, x, samples, kernel, wanted, order)
    return found if len(input.shape) == n + 2 else (found[0][0], found[1][0])


@lifted
def at_drawn_places(
    asked: str, x: Node, samples: Node, kernel: tuple[int, ...], wanted: tuple[int, ...],
    order: tuple[int, ...],
) -> tuple[Node, Node]:  # fmt: skip
    """The largest of each window, each axis cut as the sample says that `order` names for it."""
    batch, channels = x.shape[:2]
    spots = positions(x.shape, 2)
    for axis, sample in reversed(list(enumerate(order, 2))):
        k, count = kernel[axis - 2], wanted[axis - 2]
        if k + count - 1 > x.shape[axis]:
            raise ShapeError(
                f"{asked}: {count} windows of {k} do not fit", given=str(x.spec),
                fix=f"at most {x.shape[axis] - k + 1} fit on axis {axis}: ask for fewer",
            )  # fmt: skip
        u = reshape(apply_slice(samples, sample), (batch, channels, 1))
        starts = drawn_starts(u, x.shape[axis], k, count)
        inside = apply("iota", shape=(1, 1, 1, k), axis=3, dtype=int64)
        places = reshape(
            e.add(reshape(starts, (batch, channels, count, 1)), inside), (batch, channels, -1)
        )
        shape = (-1 if axis == other else 1 for other in range(2, len(x.shape)))
        places = reshape(places, (batch, channels, *shape))
        full = [*x.shape]
        full[axis] = count * k
        cuts = (*full[:axis], count, k, *full[axis + 1 :])
        cut, own = (
            reshape(take_along_axis(y, broadcast_to(places, full), axis=axis), cuts)
            for y in (x, spots)
        )
        kept = (*full[:axis], count, *full[axis + 1 :])
        x, spots = (
            apply("max", cut, axes=(axis + 1,)),
            reshape(winners(cut, own, axis + 1)[1], kept),
        )
    return x, spots


def apply_slice(samples: Node, which: int) -> Node:
    """One of the two samples of each channel."""
    terms = ((0, ((0, 1),)), (0, ((1, 1),)), (which, ()))
    return apply("view", cast(samples, float32), shape=samples.shape[:2], terms=terms)


def drawn_starts(u: Node, size: int, k: int, count: int) -> Node:
    """Where the windows begin, (N, C, count); the last one ends at the end."""
    if count == 1:
        return cast(e.floor(u * 0.0), int64) + (size - k)
    step = float(np.float32((size - k) / (count - 1)))
    number = cast(apply("iota", shape=(1, 1, count), axis=2, dtype=int64), float32)
    number, u = broadcast("fractional_max_pool2d", number, u)
    starts = cast(e.floor((number + u) * step) - e.floor(u * step), int64)
    return e.where(e.equal(number, float(count - 1)), size - k, starts)
