"""The length of many arrays taken together, and arrays shortened to a length, on nodes."""

import math
from collections.abc import Callable, Sequence

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.tensor.nodes.compose import Axes, cast
from pellucid.tensor.nodes.elementwise import (
    abs as size,
    divide,
    maximum,
    minimum,
    not_equal,
    pow,
    root,
    to_float,
)
from pellucid.tensor.nodes.linear_algebra import svdvals
from pellucid.tensor.nodes.manipulation import expand_dims
from pellucid.tensor.nodes.statistics import max as largest, min as smallest, sum as total

NORMS: dict[float | str | None, tuple[Callable[..., Node], int | None]] = {
    "nuc": (total, None),
    2: (largest, None),
    -2: (smallest, None),
    1: (largest, -2),
    -1: (smallest, -2),
    math.inf: (largest, -1),
    -math.inf: (smallest, -1),
}  # what is chosen from the singular values, or from the sums along an axis
TINY = 1e-6  # PyTorch adds it to the length before dividing


def total_norm(arrays: Sequence[Node], order: float = 2.0) -> Node:
    """The norm of all elements of `arrays` as one vector: one number."""
    if not arrays:
        raise ArgumentError("a norm of no arrays was asked for")
    dtype = arrays[0].dtype
    if math.isinf(order):
        within, between = (largest, maximum) if order > 0 else (smallest, minimum)
        parts = [cast(within(size(x)), dtype) for x in arrays]
        found = parts[0]
        for part in parts[1:]:
            found = between(found, part)
        return found
    parts = [cast(total(x * x if order == 2 else pow(size(x), order)), dtype) for x in arrays]
    found = parts[0]
    for part in parts[1:]:
        found = found + part
    return root(found, order)


def shortened(
    arrays: Sequence[Node], max_norm: float, order: float = 2.0
) -> tuple[tuple[Node, ...], Node]:
    """`arrays` scaled together so that their norm is at most `max_norm`, and what it was."""
    norm = total_norm(arrays, order)
    factor = minimum(divide(max_norm, norm + TINY), 1.0)
    return tuple(x * cast(factor, x.dtype) for x in arrays), norm


def vector_norm(x: Node, /, *, axis: Axes = None, keepdims: bool = False, ord: float = 2) -> Node:
    """The length of vectors along axes: the `ord`-th root of the sum of powers of sizes.

    `ord`: inf and -inf for the largest and smallest size, 0 for how many are other than 0.
    """
    x = to_float(x)
    sizes = size(x)
    if ord == math.inf:
        return largest(sizes, axis, keepdims=keepdims)
    if ord == -math.inf:
        return smallest(sizes, axis, keepdims=keepdims)
    if ord == 0:
        return total(cast(not_equal(x, 0), sizes.dtype), axis, keepdims=keepdims)
    if ord == 1:
        return total(sizes, axis, keepdims=keepdims)
    if ord == 2:
        return root(total(squares(x), axis, keepdims=keepdims))
    found = total(pow(sizes, float(ord)), axis, keepdims=keepdims)
    return root(found, ord) if ord > 0 else pow(found, 1 / ord)


def squares(x: Node) -> Node:
    """The squares of sizes, curved at 0 as everywhere."""
    if x.dtype.kind != "complex":
        return x * x
    across, up = apply("real", x), apply("imag", x)
    return across * across + up * up


def matrix_norm(x: Node, /, *, keepdims: bool = False, ord: float | str | None = "fro") -> Node:
    """The size of matrices in the last two axes.

    `ord`: "fro", the root of the sum of squares; "nuc", the sum of the singular values; 2 and -2,
    the largest and smallest of them; 1 and -1, the largest and smallest sum of sizes of a column;
    inf and -inf, of a row.
    """
    if len(x.shape) < 2:
        raise ShapeError("matrix_norm: a matrix has at least two axes", given=str(x.spec))
    x = to_float(x)
    if ord in {"fro", None}:
        return vector_norm(x, axis=(-2, -1), keepdims=keepdims)
    if ord not in NORMS:
        raise ArgumentError(
            f"matrix_norm: there is no ord {ord!r}",
            fix="use 'fro', 'nuc', 1, 2, inf or the negative of one",
        )
    choose, summed = NORMS[ord]
    found = choose(svdvals(x) if summed is None else total(size(x), summed), -1)
    return expand_dims(found, (-2, -1)) if keepdims else found
