"""`vmap`: a function of one example as a function of many."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, IndexingError, ShapeError
from pellucid.graph import Node, batch
from pellucid.graph.node import repeated
from pellucid.runtime.capture import tracing
from pellucid.tensor.levels import LEVELS, Level
from pellucid.tensor.nodes.compose import normal_axis
from pellucid.tensor.nodes.manipulation import moveaxis
from pellucid.tensor.tensor import Tensor, wrap
from pellucid.tensor.trees import every_leaf, inside, rebuilt, spread

ARRAYS = (Tensor, np.ndarray, np.generic)


def vmap(
    function: Callable[..., Any],
    in_axes: Any = 0,
    out_axes: Any = 0,
    *,
    axis_size: int | None = None,
) -> Callable[..., Any]:
    """A function that applies `function` to every example at once.

    `in_axes` says along which axis of each argument the examples lie; None: the argument is the
    same for all. It is one number, or one for each argument, or a structure like that of the
    arguments. Arguments by name are mapped along their first axis. `out_axes` says where the
    examples are to lie in the results. `axis_size` is the number of examples, needed where no
    argument is mapped. The function is run once, on shapes of one example; its graph is then
    written for all of them, so nothing is looped over.

    Inside, a value cannot be read, since there are many: an `if` on it raises TraceError. Numbers
    drawn from the default generator differ from example to example. Raises ShapeError where
    arguments hold different numbers of examples.

    >>> import pellucid as pel
    >>> a, b = pel.asarray([[1.0, 2.0], [3.0, 4.0]]), pel.asarray([10.0, 1.0])
    >>> vmap(lambda x, y: (x * y).sum(), in_axes=(0, None))(a, b).tolist()
    [12.0, 34.0]
    """

    @functools.wraps(function)
    def call(*arguments: Any, **options: Any) -> Any:
        given = spread("vmap: in_axes", as_tuple(in_axes), arguments, is_axis)
        tree = (arguments, options)
        axes = [*given, *[0] * len(every_leaf(options))]
        parts = [Mapped.of(x, axis) for x, axis in zip(every_leaf(tree), axes, strict=True)]
        level = Level(common_size([x for x in parts if isinstance(x, Mapped)], axis_size))
        examples = iter([x.example(level) if isinstance(x, Mapped) else x for x in parts])
        arguments, options = rebuilt(tree, inside(lambda _: next(examples)))
        token = LEVELS.set((*LEVELS.get(), level))
        try:
            with tracing():
                found = function(*arguments, **options)
        finally:
            LEVELS.reset(token)
        return over_all(found, out_axes, level)

    return call


class Mapped:
    """An argument whose examples lie along `axis`."""

    def __init__(self, array: Tensor, axis: int) -> None:
        if not array.shape:
            raise IndexingError(
                "vmap: a number has no axis of examples",
                given=str(array.spec),
                fix="give None for it in in_axes",
            )
        self.array, self.axis = array, normal_axis("vmap", axis, array.ndim)
        self.size = array.shape[self.axis]

    @classmethod
    def of(cls, x: Any, axis: int | None) -> Any:
        """A leaf of the arguments, to be mapped along `axis` if it is an array."""
        if axis is None:
            return x
        if isinstance(x, bool | int | float):
            raise ArgumentError(
                "vmap: a number has no axis of examples",
                given=repr(x),
                fix="give None for it in in_axes",
            )
        return cls(x if isinstance(x, Tensor) else Tensor(x), axis) if is_array(x) else x

    def example(self, level: Level) -> Tensor:
        """What the function gets."""
        node = level.example_of(moveaxis(self.array.node, self.axis, 0))
        return wrap(node, requires_grad=self.array.requires_grad)


def is_array(x: Any) -> bool:
    """Can `x` hold examples?"""
    return isinstance(x, ARRAYS)


def is_axis(x: Any) -> bool:
    """Is it one axis, or None, rather than a structure of them?"""
    return x is None or isinstance(x, int)


def as_tuple(axes: Any) -> Any:
    """A list of axes as the tuple that arguments are."""
    return tuple(axes) if isinstance(axes, list) else axes


def common_size(mapped: list[Mapped], asked: int | None) -> int:
    """The number of examples that all arguments hold."""
    sizes = {x.size for x in mapped} | ({asked} if asked is not None else set())
    if not sizes:
        raise ArgumentError(
            "vmap: no argument is mapped, so the number of examples is not known",
            fix="give it as axis_size",
        )
    if len(sizes) > 1:
        shapes = ", ".join(f"{x.array.shape} along axis {x.axis}" for x in mapped)
        raise ShapeError(
            f"vmap: the numbers of examples differ, {' and '.join(map(str, sorted(sizes)))}",
            given=shapes + (f", axis_size={asked}" if asked is not None else ""),
            fix="give None in in_axes for what is the same for every example",
        )
    return sizes.pop()


def over_all(found: Any, out_axes: Any, level: Level) -> Any:
    """The results for one example as results for all."""
    axes = spread("vmap: out_axes", out_axes, found, is_axis)
    results = every_leaf(found)
    pairs = [(x, a) for x, a in zip(results, axes, strict=True) if isinstance(x, Tensor)]
    nodes = iter(batch([x.node for x, _ in pairs], level.arrays, level.size))
    made = iter([placed(next(nodes), x, axis, level) for x, axis in pairs])
    return rebuilt(found, inside(lambda x: next(made) if isinstance(x, Tensor) else x))


def placed(node: Node, one: Tensor, axis: int | None, level: Level) -> Tensor:
    """A result with its examples along `axis`; with None, the result that all examples share."""
    if axis is not None:
        place = normal_axis("vmap: out_axes", axis, len(node.shape))
        return wrap(moveaxis(node, 0, place), requires_grad=one.requires_grad)
    if node is not repeated(one.node, level.size):
        raise ArgumentError(
            "vmap: a result differs from example to example, so its out_axes is not None",
            given=str(one.spec),
        )
    return wrap(one.node, requires_grad=one.requires_grad)
