"""Jacobians and Hessians: products with the Jacobian for every unit vector at once."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from pellucid.autodiff import pullback
from pellucid.core.dtypes import int64
from pellucid.core.errors import ArgumentError, DTypeError
from pellucid.core.spec import Spec
from pellucid.graph import Node, apply, batch
from pellucid.ops.source import example
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.creation import zeros
from pellucid.tensor.nodes.manipulation import moveaxis, reshape
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.differentiation import (
    Function,
    Traced,
    is_variable,
    lifted_all,
    places,
    pushed,
)
from pellucid.tensor.trees import every_leaf, inside, rebuilt

Blocks = dict[tuple[int, int], Node]  # the derivative of a result by a variable, by their numbers


def units(spec: Spec) -> Node:
    """Every array of `spec` that is 1 in one place and 0 elsewhere, along a first axis."""
    wide = (spec.size, *spec.shape)
    shape = (spec.size, spec.size)
    row, column = (apply("iota", shape=shape, axis=axis, dtype=int64) for axis in (0, 1))
    return reshape(cast(apply("equal", row, column), spec.dtype), wide)


def by_rows(outputs: Sequence[Node], inputs: Sequence[Node]) -> Blocks:
    """The Jacobian from the left: a gradient for each element of the results."""
    found: Blocks = {}
    for i, y in enumerate(outputs):
        seed = example(y.spec)
        parts = pullback([y], [seed], inputs)
        pairs = [(j, g) for j, g in enumerate(parts) if g is not None]
        wide = batch([g for _, g in pairs], {seed: units(y.spec)}, y.spec.size)
        for (j, _), block in zip(pairs, wide, strict=True):
            found[i, j] = reshape(block, (*y.shape, *inputs[j].shape))
    return found


def by_columns(outputs: Sequence[Node], inputs: Sequence[Node]) -> Blocks:
    """The Jacobian from the right: how the results change with each element of the variables."""
    found: Blocks = {}
    for j, x in enumerate(inputs):
        move = example(x.spec)
        parts = pushed(outputs, [x], [move])
        wide = batch(parts, {move: units(x.spec)}, x.spec.size)
        for i, (y, block) in enumerate(zip(outputs, wide, strict=True)):
            found[i, j] = reshape(moveaxis(block, 0, -1), (*y.shape, *x.shape))
    return found


def by_the_fewer(outputs: Sequence[Node], inputs: Sequence[Node]) -> Blocks:
    """The Jacobian from the side on which there are fewer elements."""
    rows, columns = (sum(x.spec.size for x in nodes) for nodes in (outputs, inputs))
    return (by_rows if rows <= columns else by_columns)(outputs, inputs)


def matrix_of(
    asked: str, way: Callable[[Sequence[Node], Sequence[Node]], Blocks]
) -> Callable[..., Function]:
    """The transform that finds Jacobians in one `way`."""

    def transform(
        function: Function, argnums: int | Sequence[int] = 0, *, has_aux: bool = False
    ) -> Function:
        @functools.wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            traced = Traced(asked, function, arguments, options, places(argnums), has_aux=has_aux)
            refuse_others(asked, traced)
            found = in_place(traced, way(traced.outputs, traced.inputs), argnums)
            return (found, traced.aux) if has_aux else found

        return call

    return transform


def refuse_others(asked: str, traced: Traced) -> None:
    """Raise where a result is no array of floats, or a variable is complex."""
    if any(x.dtype.kind == "complex" for x in traced.inputs):
        raise DTypeError(
            f"{asked}: there is no one derivative by a complex number",
            fix="differentiate by its real and its imaginary part",
        )
    others = [x for x in every_leaf(traced.value) if not (is_variable(x) and x.dtype.is_float)]
    if others:
        raise ArgumentError(
            f"{asked}: every result must be an array of floats",
            given=str(others[0].spec if isinstance(others[0], Tensor) else type(others[0])),
            fix="return what else is needed as the second of a pair, with has_aux=True",
        )


def in_place(traced: Traced, blocks: Blocks, argnums: int | Sequence[int]) -> Any:
    """The structure of the results, with that of the variables in place of each leaf."""
    pairs = [(y, x) for y in range(len(traced.outputs)) for x in range(len(traced.inputs))]
    shapes = {(i, j): (*traced.outputs[i].shape, *traced.inputs[j].shape) for i, j in pairs}
    nodes = [
        blocks[pair] if pair in blocks
        else zeros(shapes[pair], dtype=traced.outputs[pair[0]].dtype)
        for pair in pairs
    ]  # fmt: skip
    made = dict(zip(pairs, lifted_all(nodes), strict=True))
    numbers = iter(range(len(traced.outputs)))

    def row(_: Any) -> Any:
        number = next(numbers)
        parts = traced.like_variables([made[number, x] for x in range(len(traced.inputs))])
        return parts[0] if isinstance(argnums, int) else tuple(parts)

    return rebuilt(traced.value, inside(row))


jacrev_of, jacfwd_of, jacobian_of = (
    matrix_of("jacrev", by_rows),
    matrix_of("jacfwd", by_columns),
    matrix_of("jacobian", by_the_fewer),
)


def jacrev(
    function: Function, argnums: int | Sequence[int] = 0, *, has_aux: bool = False
) -> Function:
    """As `jacobian`, by one gradient for each element of the result: for few results of many
    variables.
    """
    return jacrev_of(function, argnums, has_aux=has_aux)


def jacfwd(
    function: Function, argnums: int | Sequence[int] = 0, *, has_aux: bool = False
) -> Function:
    """As `jacobian`, by the change with each element of the variables: for many results of few
    variables.
    """
    return jacfwd_of(function, argnums, has_aux=has_aux)


def jacobian(
    function: Function, argnums: int | Sequence[int] = 0, *, has_aux: bool = False
) -> Function:
    """A function that returns the derivative of each element of the result by each element of the
    arguments named by `argnums`; its shape is that of the result, then that of the argument.

    Results and arguments may be trees: the derivative has the structure of the result, with that of
    the arguments in place of each leaf. It is found from the side on which there are fewer
    elements. With `has_aux` the function returns a pair, and only its first part is differentiated.

    >>> jacobian(lambda x: x * x)(Tensor([1.0, 2.0])).tolist()
    [[2.0, 0.0], [0.0, 4.0]]
    """
    return jacobian_of(function, argnums, has_aux=has_aux)


def hessian(
    function: Function, argnums: int | Sequence[int] = 0, *, has_aux: bool = False
) -> Function:
    """A function that returns the second derivatives of `function`, which returns one number, by
    each pair of elements of the arguments named by `argnums`.

    >>> hessian(lambda x: (x ** 3).sum())(Tensor([1.0, 2.0])).tolist()
    [[6.0, 0.0], [0.0, 12.0]]
    """
    return jacfwd(jacrev(function, argnums, has_aux=has_aux), argnums, has_aux=has_aux)
