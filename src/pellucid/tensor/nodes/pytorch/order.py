"""PyTorch's functions of order and of several results: values with their places, medians,
quantiles, sums that skip NaN.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from pellucid.core.dtypes import int64
from pellucid.core.errors import ArgumentError
from pellucid.graph import Node, apply
from pellucid.tensor.nodes.compose import Axes, Operand, as_node, cast, normal_axis
from pellucid.tensor.nodes.creation import ones_like
from pellucid.tensor.nodes.elementwise import (
    add,
    astype,
    ceil,
    floor,
    floor_divide,
    isnan,
    logical_not,
    multiply,
    positive,
    root,
    round as rounded,
    subtract,
    to_float,
    where,
)
from pellucid.tensor.nodes.indexing import getitem, take, take_along_axis
from pellucid.tensor.nodes.manipulation import moveaxis, reshape, slice_axis, squeeze, stack
from pellucid.tensor.nodes.running import cumulative_prod, cumulative_sum
from pellucid.tensor.nodes.sorting import argsort, sort as sorted_values, top_k
from pellucid.tensor.nodes.statistics import (
    any as any_along,
    argmax,
    argmin,
    count_nonzero,
    max as largest,
    mean,
    min as smallest,
    sum as total,
    var,
)


class Ordered(NamedTuple):
    """Values, and the places along the axis where they stand."""

    values: Node
    indices: Node


class Extremes(NamedTuple):
    """The smallest and the largest."""

    min: Node
    max: Node


def along(asked: str, x: Node, dim: int) -> int:
    """An axis counted from the front; a number counts as a list of one."""
    return normal_axis(asked, dim, max(len(x.shape), 1))


def max_along(x: Node, dim: int, keepdim: bool = False) -> Ordered:
    """The largest along an axis, and where the first of them stands."""
    axis = along("max", x, dim)
    return Ordered(largest(x, axis, keepdims=keepdim), argmax(x, axis, keepdims=keepdim))


def min_along(x: Node, dim: int, keepdim: bool = False) -> Ordered:
    """The smallest along an axis, and where the first of them stands."""
    axis = along("min", x, dim)
    return Ordered(smallest(x, axis, keepdims=keepdim), argmin(x, axis, keepdims=keepdim))


def sort_along(x: Node, /, dim: int = -1, descending: bool = False, stable: bool = True) -> Ordered:
    """The elements in order along an axis, and where they stood."""
    order = argsort(x, axis=dim, descending=descending, stable=stable)
    return Ordered(take_along_axis(x, order, axis=dim), order)


def argsort_along(
    x: Node,
    /,
    dim: int = -1,
    descending: bool = False,
    stable: bool = True,
) -> Node:
    """The places of the elements in order along an axis."""
    return argsort(x, axis=dim, descending=descending, stable=stable)


def topk(x: Node, /, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Ordered:
    """The k largest along an axis, or smallest, in order, and where they stand."""
    found = top_k(x, k, axis=dim, mode="largest" if largest else "smallest")
    return Ordered(*found)


def kthvalue(x: Node, /, k: int, dim: int = -1, keepdim: bool = False) -> Ordered:
    """The k-th smallest along an axis, counted from 1, and where it stands."""
    axis = along("kthvalue", x, dim)
    if not 1 <= k <= x.shape[axis]:
        raise ArgumentError(f"kthvalue: there is no {k}-th of {x.shape[axis]}", given=str(x.spec))
    values, places = sort_along(x, axis)
    parts = [slice_axis(part, axis, slice(k - 1, k)) for part in (values, places)]
    return Ordered(*(part if keepdim else squeeze(part, axis) for part in parts))


def median(x: Node, /, dim: int | None = None, keepdim: bool = False) -> Node | Ordered:
    """The middle element, the lower one of two; along an axis with its place. NaN wins."""
    if dim is None:
        return median_along(reshape(x, -1), 0, keepdim=False).values
    return median_along(x, dim, keepdim)


def median_along(x: Node, dim: int, keepdim: bool) -> Ordered:
    """The middle element along an axis, or the first NaN, and where it stands."""
    axis = along("median", x, dim)
    found = kthvalue(x, (x.shape[axis] + 1) // 2, axis, keepdim)
    if not x.dtype.is_inexact:
        return found
    unknown = isnan(x)
    first = argmax(astype(unknown, int64), axis, keepdims=True)
    bad = any_along(unknown, axis, keepdims=True)
    whole = kthvalue(x, (x.shape[axis] + 1) // 2, axis, keepdim=True)
    values = where(bad, math.nan, whole.values)
    places = where(bad, first, whole.indices)
    return Ordered(*(p if keepdim else squeeze(p, axis) for p in (values, places)))


def nanmedian(x: Node, /) -> Node:
    """The middle one of the elements that are numbers, the lower one of two."""
    flat = sorted_values(reshape(x, -1))  # NaN at the end
    return take(flat, floor_divide(count_nonzero(logical_not(isnan(flat))) - 1, 2), axis=0)


PLACES = {
    "linear": positive,
    "lower": floor,
    "higher": ceil,
    "nearest": rounded,
    "midpoint": lambda place: multiply(add(floor(place), ceil(place)), 0.5),
}  # where between the elements a quantile is read


def quantile(
    x: Node,
    /,
    q: Operand | Sequence[float],
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
) -> Node:
    """The value below which a share q of the elements lies, of all or along an axis; shares in a
    list stand along a first axis of the result. NaN wins.
    """
    if interpolation not in PLACES:
        raise ArgumentError(
            f"quantile: there is no interpolation {interpolation!r}",
            fix=f"use one of {', '.join(PLACES)}",
        )
    x = to_float(x)
    axis = 0 if dim is None else along("quantile", x, dim)
    flat = reshape(x, -1) if dim is None else x
    rows = moveaxis(sorted_values(flat, axis=axis), axis, 0)
    shares = as_shares(q, x)
    place = PLACES[interpolation](multiply(shares, rows.shape[0] - 1))
    low, high = (reshape(astype(side(place), int64), -1) for side in (floor, ceil))
    below, above = (take(rows, side, axis=0) for side in (low, high))
    weight = reshape(subtract(place, floor(place)), (-1,) + (1,) * (len(rows.shape) - 1))
    found = add(below, multiply(weight, subtract(above, below)))
    found = where(any_along(isnan(rows), 0), math.nan, found)
    if keepdim:
        ones = tuple(1 if dim is None or a == axis else n for a, n in enumerate(x.shape))
        found = reshape(found, (found.shape[0], *ones))
    return found if shares.shape else getitem(found, 0)


def as_shares(q: Operand | Sequence[float], x: Node) -> Node:
    """Shares as floats of the dtype of x."""
    if isinstance(q, Node):
        return astype(q, x.dtype)
    if isinstance(q, Sequence):
        return stack([as_node(float(share), x.dtype) for share in q])
    return as_node(float(q), x.dtype)  # type: ignore[arg-type]


def nansum(x: Node, /, dim: Axes = None, keepdim: bool = False) -> Node:
    """The sum of the elements that are numbers."""
    return total(where(isnan(x), 0.0, x), dim, keepdims=keepdim)


def nanmean(x: Node, /, dim: Axes = None, keepdim: bool = False) -> Node:
    """The mean of the elements that are numbers."""
    count = count_nonzero(logical_not(isnan(x)), axis=dim, keepdims=keepdim)
    return nansum(x, dim, keepdim) / cast(count, x.dtype)


class Spread(NamedTuple):
    """A variance or standard deviation, and the mean."""

    spread: Node
    mean: Node


def var_mean(
    x: Node, /, dim: Axes = None, *, correction: float = 1, keepdim: bool = False
) -> Spread:
    """The variance, by default with one less than the number of elements, and the mean."""
    return Spread(
        var(x, dim, correction=correction, keepdims=keepdim), mean(x, dim, keepdims=keepdim)
    )


def std_mean(
    x: Node, /, dim: Axes = None, *, correction: float = 1, keepdim: bool = False
) -> Spread:
    """The standard deviation, by default with one less than the number of elements, and the
    mean.
    """
    spread, centre = var_mean(x, dim, correction=correction, keepdim=keepdim)
    return Spread(root(spread), centre)


def aminmax(x: Node, /, *, dim: int | None = None, keepdim: bool = False) -> Extremes:
    """The smallest and the largest, of all or along an axis."""
    return Extremes(smallest(x, dim, keepdims=keepdim), largest(x, dim, keepdims=keepdim))


def cumsum(x: Node, /, dim: int, *, dtype: object = None) -> Node:
    """The sum of all elements up to each along an axis."""
    return cumulative_sum(x, axis=dim, dtype=dtype)


def cumprod(x: Node, /, dim: int, *, dtype: object = None) -> Node:
    """The product of all elements up to each along an axis."""
    return cumulative_prod(x, axis=dim, dtype=dtype)


def bincount(x: Node, /, weights: Node | None = None, *, size: int) -> Node:
    """How often each of the numbers below `size` occurs, or the sums of their weights."""
    values = ones_like(x, dtype=int64) if weights is None else weights
    return apply("scatter_add", cast(x, int64), values, rows=size)
