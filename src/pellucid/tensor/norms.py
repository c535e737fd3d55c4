"""The length of many arrays taken together, and arrays shortened to a length, on nodes."""

import math
from collections.abc import Sequence

from pellucid.core.errors import ArgumentError
from pellucid.graph import Node
from pellucid.tensor.compose import cast
from pellucid.tensor.elementwise import abs as size, divide, maximum, minimum, pow, sqrt
from pellucid.tensor.statistics import max as largest, sum as total

TINY = 1e-6  # PyTorch adds it to the length before dividing


def total_norm(arrays: Sequence[Node], order: float = 2.0) -> Node:
    """The norm of all elements of `arrays` as one vector: one number."""
    if not arrays:
        raise ArgumentError("a norm of no arrays was asked for")
    dtype = arrays[0].dtype
    if math.isinf(order):
        parts = [cast(largest(size(x)), dtype) for x in arrays]
        found = parts[0]
        for part in parts[1:]:
            found = maximum(found, part)
        return found
    squares = order == 2
    parts = [cast(total(x * x if squares else pow(size(x), order)), dtype) for x in arrays]
    found = parts[0]
    for part in parts[1:]:
        found = found + part
    return sqrt(found) if squares else pow(found, 1 / order)


def shortened(
    arrays: Sequence[Node], max_norm: float, order: float = 2.0
) -> tuple[tuple[Node, ...], Node]:
    """`arrays` scaled together so that their norm is at most `max_norm`, and what it was."""
    norm = total_norm(arrays, order)
    factor = minimum(divide(max_norm, norm + TINY), 1.0)
    return tuple(x * cast(factor, x.dtype) for x in arrays), norm
