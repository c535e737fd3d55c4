"""Functions that have another result in PyTorch than in the standard: with `dim`, PyTorch's name of
an axis, `max`, `min` and `sort` give the places too.
"""

import functools
from collections.abc import Callable
from typing import Any

from pellucid.tensor.lift import Lazy, lifted
from pellucid.tensor.nodes import elementwise, sorting, statistics
from pellucid.tensor.nodes.pytorch import order


def with_places(
    values: Callable[..., Any], along: Callable[..., Any], of_two: Callable[..., Any] | None = None
) -> Callable[..., Any]:
    """The standard's function, or PyTorch's where `dim` is given, or that of two arrays."""

    @functools.wraps(values)
    def call(x: Any, *arguments: Any, dim: int | None = None, **options: Any) -> Any:
        if dim is not None:
            return along(x, dim, *arguments, **options)
        if of_two is not None and arguments and isinstance(arguments[0], Lazy):
            return of_two(x, arguments[0])
        return values(x, *arguments, **options)

    return call


max = with_places(lifted(statistics.max), lifted(order.max_along), lifted(elementwise.maximum))
min = with_places(lifted(statistics.min), lifted(order.min_along), lifted(elementwise.minimum))
sort = with_places(lifted(sorting.sort), lifted(order.sort_along))
