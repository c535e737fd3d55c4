"""Functions that have another result in PyTorch than in the standard: with `dim`, PyTorch's name of
an axis, `max`, `min` and `sort` give the places too. With `axis`,
NumPy's, `median` is what it is there.
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


def with_mean_of_two(lower: Callable[..., Any], mean: Callable[..., Any]) -> Callable[..., Any]:
    """PyTorch's median, or NumPy's, the mean of two in the middle, where `axis` is given."""

    @functools.wraps(lower)
    def call(x: Any, *arguments: Any, **options: Any) -> Any:
        if "axis" not in options:
            return lower(x, *arguments, **options)
        axis, keepdims = options.pop("axis"), options.pop("keepdims", False)
        return mean(x, 0.5, *arguments, dim=axis, keepdim=keepdims, **options)

    return call


max = with_places(lifted(statistics.max), lifted(order.max_along), lifted(elementwise.maximum))
min = with_places(lifted(statistics.min), lifted(order.min_along), lifted(elementwise.minimum))
sort = with_places(lifted(sorting.sort), lifted(order.sort_along))
median = with_mean_of_two(lifted(order.median), lifted(order.quantile))
