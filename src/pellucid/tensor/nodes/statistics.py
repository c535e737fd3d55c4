"""Reductions, on nodes: sums, extremes, means, variances and positions along axes."""

import math

from pellucid.core.dtypes import DType, as_dtype, bfloat16, bool_, float32, int64, uint64
from pellucid.core.errors import DTypeError
from pellucid.graph import Node, apply
from pellucid.tensor.nodes.compose import Axes, cast, normal_axes
from pellucid.tensor.nodes.elementwise import (
    exp,
    isfinite,
    log,
    root,
    stop_gradient,
    to_float,
    where,
)


def reduce(name: str, x: Node, axis: Axes, keepdims: bool) -> Node:
    """The reduction `name` over `axis`; reduced axes stay with size 1 when `keepdims`."""
    axes = normal_axes(name, axis, len(x.shape))
    found = apply(name, x, axes=axes)
    if not keepdims:
        return found
    return apply(
        "reshape", found, shape=tuple(1 if a in axes else n for a, n in enumerate(x.shape))
    )


def total_dtype(dtype: DType) -> DType:
    """What sums and products are kept in: 64 bits for integers, the dtype itself for floats."""
    if dtype.is_inexact:
        return dtype
    return uint64 if dtype.kind == "uint" else int64


def total(name: str, x: Node, axis: Axes, keepdims: bool, dtype: object) -> Node:
    """A sum or product in a dtype wide enough for it."""
    wanted = as_dtype(dtype) if dtype is not None else total_dtype(x.dtype)
    if wanted == bfloat16:  # accumulated in float32
        return cast(reduce(name, cast(x, float32), axis, keepdims), bfloat16)
    return reduce(name, cast(x, wanted), axis, keepdims)


def sum(x: Node, /, axis: Axes = None, *, dtype: object = None, keepdims: bool = False) -> Node:
    """The sum along axes; of nothing, 0."""
    return total("sum", x, axis, keepdims, dtype)


def prod(x: Node, /, axis: Axes = None, *, dtype: object = None, keepdims: bool = False) -> Node:
    """The product along axes; of nothing, 1."""
    return total("prod", x, axis, keepdims, dtype)


def max(x: Node, /, axis: Axes = None, *, keepdims: bool = False) -> Node:
    """The largest along axes; NaN wins."""
    return reduce("max", x, axis, keepdims)


def min(x: Node, /, axis: Axes = None, *, keepdims: bool = False) -> Node:
    """The smallest along axes; NaN wins."""
    return reduce("min", x, axis, keepdims)


def argmax(x: Node, /, axis: int | None = None, *, keepdims: bool = False) -> Node:
    """Where the first largest stands along an axis, or in the flattened array; int64."""
    return reduce("argmax", x, axis, keepdims)


def argmin(x: Node, /, axis: int | None = None, *, keepdims: bool = False) -> Node:
    """Where the first smallest stands along an axis, or in the flattened array; int64."""
    return reduce("argmin", x, axis, keepdims)


def all(x: Node, /, axis: Axes = None, *, keepdims: bool = False) -> Node:
    """Does every one along axes hold? Of nothing: true."""
    return truth_along("prod", x, axis, keepdims)


def any(x: Node, /, axis: Axes = None, *, keepdims: bool = False) -> Node:
    """Does any one along axes hold? Of nothing: false."""
    return truth_along("sum", x, axis, keepdims)


def truth_along(name: str, x: Node, axis: Axes, keepdims: bool) -> Node:
    """A reduction of truth values as zeros and ones."""
    ones = cast(cast(x, bool_), int64)
    return cast(reduce(name, ones, axis, keepdims), bool_)


def count_nonzero(x: Node, /, axis: Axes = None, keepdims: bool = False) -> Node:
    """How many along axes are other than 0; int64."""
    return reduce("sum", cast(cast(x, bool_), int64), axis, keepdims)


def mean(x: Node, /, axis: Axes = None, *, keepdims: bool = False) -> Node:
    """The mean along axes; of integers as float32."""
    x = to_float(x)
    count = math.prod(x.shape[a] for a in normal_axes("mean", axis, len(x.shape)))
    return sum(x, axis, keepdims=keepdims) * (1.0 / count if count else math.nan)


def var(x: Node, /, axis: Axes = None, *, correction: float = 0.0, keepdims: bool = False) -> Node:
    """The mean squared distance from the mean; `correction` is taken off the number of elements."""
    x = to_float(x)
    if x.dtype.kind == "complex":
        raise DTypeError("var is defined for real numbers", given=str(x.spec), fix="use abs(x)")
    count = math.prod(x.shape[a] for a in normal_axes("var", axis, len(x.shape))) - correction
    centred = x - mean(x, axis, keepdims=True)
    return sum(centred * centred, axis, keepdims=keepdims) * (
        1.0 / count if count > 0 else math.nan
    )


def std(x: Node, /, axis: Axes = None, *, correction: float = 0.0, keepdims: bool = False) -> Node:
    """The square root of the variance; where that is 0, so is its slope."""
    return root(var(x, axis, correction=correction, keepdims=keepdims))


def logsumexp(x: Node, /, axis: Axes = None, *, keepdims: bool = False) -> Node:
    """log(sum(exp(x))), without overflow."""
    x = to_float(x)
    peak = stop_gradient(max(x, axis, keepdims=True))
    peak = where(isfinite(peak), peak, 0.0)
    found = log(sum(exp(x - peak), axis, keepdims=True)) + peak
    if keepdims:
        return found
    axes = normal_axes("logsumexp", axis, len(x.shape))
    return apply("reshape", found, shape=tuple(n for a, n in enumerate(x.shape) if a not in axes))


def softmax(x: Node, /, axis: int = -1) -> Node:
    """exp(x) scaled to sum to 1 along an axis."""
    x = to_float(x)
    powers = exp(x - stop_gradient(max(x, axis, keepdims=True)))
    return powers / sum(powers, axis, keepdims=True)


def log_softmax(x: Node, /, axis: int = -1) -> Node:
    """The logarithm of softmax, without loss of digits."""
    x = to_float(x)
    shifted = x - stop_gradient(max(x, axis, keepdims=True))
    return shifted - log(sum(exp(shifted), axis, keepdims=True))
