"""Functions whose gradient is not what their graph would give: found by computing them again, or
told by the user.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pellucid.autodiff import frontier, recomputation
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.graph.node import node
from pellucid.ops.marks import Ruled, Segment
from pellucid.ops.source import example
from pellucid.runtime.capture import tracing
from pellucid.tensor.gradient_leaves import TAGS
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.tensor import Tensor, as_node, wrap
from pellucid.tensor.trees import children, every_leaf, inside, matched, rebuilt


def marked(x: Any) -> Any:
    """A tensor told apart from its other uses, so that it is known where a function begins."""
    if not isinstance(x, Tensor):
        return x
    return wrap(apply("tagged", x.node, tag=next(TAGS)), requires_grad=x.requires_grad)


def nodes_of(tree: Any) -> list[Node]:
    """The nodes of the tensors in a tree."""
    return [x.node for x in every_leaf(tree) if isinstance(x, Tensor)]


def ruled(found: Any, rule: Segment, inputs: Sequence[Node]) -> Any:
    """A result whose floats have their gradients by `rule`, a function of those and of `inputs`."""
    values = [x for x in nodes_of(found) if x.dtype.is_inexact]
    places: Iterator[int] = iter(range(len(values)))

    def change(x: Any) -> Any:
        if not isinstance(x, Tensor) or not x.dtype.is_inexact:
            return x
        op = Ruled(rule, next(places), len(values))
        return wrap(node(op, *values, *inputs), requires_grad=x.requires_grad)

    return rebuilt(found, inside(change))


def checkpoint(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, of which nothing but arguments and results is kept for gradients: what they need
    from inside is computed again when they are taken.

    It trades time for memory: a deep network of checkpointed blocks keeps one block's values at a
    time. Arguments and results may be trees of tensors. Numbers drawn inside come out the same the
    second time.

    >>> import pellucid as pel
    >>> block = checkpoint(lambda x: pel.tanh(pel.exp(x)))
    >>> pel.grad(lambda x: block(x).sum())(0.0).item() == pel.grad(
    ...     lambda x: pel.tanh(pel.exp(x)).sum())(0.0).item()
    True
    """

    @functools.wraps(function)
    def call(*arguments: Any, **options: Any) -> Any:
        arguments, options = rebuilt((arguments, options), inside(marked))
        found = function(*arguments, **options)
        values = [x for x in nodes_of(found) if x.dtype.is_inexact]
        inputs = nodes_of((arguments, options))
        inputs += frontier(values, inputs)
        return ruled(found, recomputation(values, inputs), inputs)

    return call


def custom_gradient(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function with a gradient of its own making.

    `function` returns its result and a rule: a function from the gradient of the result, which has
    its structure, to the gradient of each positional argument, as a tuple where there are several;
    None for one that has none. The rule may use what `function` computed. What else the function
    reads counts as constant. The gradient of the gradient is that of the rule.

    Raises ShapeError where a gradient does not have the shape of its argument.

    >>> import pellucid as pel
    >>> @custom_gradient
    ... def straight_through(x):
    ...     return pel.round(x), lambda g: g
    >>> pel.grad(lambda x: straight_through(x) * 3)(0.7).item()
    3.0
    """

    @functools.wraps(function)
    def call(*arguments: Any, **options: Any) -> Any:
        arguments, options = rebuilt((arguments, options), inside(marked))
        pair = function(*arguments, **options)
        if not (isinstance(pair, tuple) and len(pair) == 2 and callable(pair[1])):
            raise ArgumentError(
                "custom_gradient: the function returns its result and a rule",
                given=type(pair).__name__,
                fix="return y, rule; rule(g) gives the gradient of each argument",
            )
        found, rule = pair
        inputs = nodes_of(arguments)
        given, slopes = asked_of(rule, found, arguments)
        outside = frontier([x for x in slopes if x is not None], [*given, *inputs])
        segment = Segment((*given, *inputs, *outside), (*slopes, *[None] * len(outside)))
        return ruled(found, segment, [*inputs, *outside])

    return call


def asked_of(
    rule: Callable[..., Any], found: Any, arguments: tuple[Any, ...]
) -> tuple[list[Node], list[Node | None]]:
    """What `rule` gives for each tensor among the arguments, and the nodes it was asked with, which
    stand for the gradients of the floats found.
    """
    given: list[Node] = []

    def slope(x: Any) -> Any:
        if not isinstance(x, Tensor) or not x.dtype.is_inexact:
            return None
        given.append(example(x.spec))
        return wrap(given[-1])

    with tracing():
        slopes = rule(rebuilt(found, inside(slope)))
    return given, gradients_for(arguments, slopes)


def gradients_for(arguments: tuple[Any, ...], slopes: Any) -> list[Node | None]:
    """What a rule returned, for each tensor among the arguments."""
    if len(arguments) == 1 and isinstance(slopes, tuple) == isinstance(arguments[0], tuple):
        slopes = (slopes,)
    if not isinstance(slopes, tuple) or len(slopes) != len(arguments):
        raise ArgumentError(
            f"custom_gradient: the rule gives a gradient for each of {len(arguments)} arguments",
            given=type(slopes).__name__,
        )
    found: list[Node | None] = []
    for argument, part in zip(arguments, slopes, strict=True):
        if part is None and children(argument) is not None:
            found += [None] * len(nodes_of(argument))
            continue
        for x, g in matched("custom_gradient", part, argument):
            if isinstance(x, Tensor):
                found.append(None if g is None else fitted(g, x))
    return found


def fitted(g: Any, x: Tensor) -> Node:
    """A gradient as a node in the dtype of its argument."""
    found = as_node(g)
    if found.shape != x.shape:
        raise ShapeError(
            "custom_gradient: a gradient has the shape of its argument",
            given=f"{found.spec} for {x.spec}",
        )
    return cast(found, x.dtype)
