"""Derivatives of functions: gradients, products with the Jacobian from either side, and the
Jacobian itself.

All is reverse mode. The product with the Jacobian from the right is the gradient of the product
from the left, which is linear in what it is given: what the second walk does not need of the
first is never computed.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.autodiff import pullback
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.graph import Node, rebuild
from pellucid.graph.node import scalar
from pellucid.ops.source import example
from pellucid.runtime.capture import active, tracing
from pellucid.tensor.gradient_leaves import is_tracked, traced_back
from pellucid.tensor.lift import RECORDING, recording
from pellucid.tensor.nodes.creation import zeros_like
from pellucid.tensor.tensor import Tensor, as_node, tagged, wrap
from pellucid.tensor.trees import every_leaf, inside, matched, rebuilt

Function = Callable[..., Any]


def gradients(loss: Tensor, wrt: Sequence[Tensor]) -> list[Tensor]:
    """The gradient of `loss`, one number, for each tensor; zeros where it does not depend on it.

    >>> x = Tensor([1.0, 2.0], requires_grad=True)
    >>> gradients((x * x).sum(), [x])[0].tolist()
    [2.0, 4.0]
    """
    if loss.size != 1:
        raise ShapeError(
            "gradients: a loss is one number",
            given=str(loss.spec),
            fix="take the mean() or sum() first",
        )
    if not loss.dtype.is_float:
        raise DTypeError("gradients exist of floats only", given=str(loss.spec))
    nodes = [x.node for x in wrt]
    one = scalar(1.0, loss.dtype, loss.shape)
    return lifted_all(pulled([traced_back(loss.node)], [one], nodes))


def pulled(roots: Sequence[Node], seeds: Sequence[Node], wrt: Sequence[Node]) -> list[Node]:
    """As `pullback`, with zeros where nothing depends on a node."""
    found = pullback(roots, seeds, wrt)
    return [zeros_like(x) if g is None else g for g, x in zip(found, wrt, strict=True)]


def lifted_all(nodes: Sequence[Node]) -> list[Tensor]:
    """Nodes as tensors, through which gradients go on if anything below requires one."""
    tracked = active() is None and RECORDING.get() and is_tracked(nodes)
    return [wrap(x, requires_grad=tracked and x.dtype.is_inexact) for x in nodes]


class Traced:
    """A function that was run on arguments of which some count as variables.

    `value` is what it returned, `inputs` and `outputs` are the nodes of the variables and of the
    floats among the results.
    """

    def __init__(
        self, asked: str, function: Function, arguments: Sequence[Any], options: dict[str, Any],
        chosen: Sequence[int], *, has_aux: bool,
    ) -> None:  # fmt: skip
        given = list(arguments)
        for place in chosen:
            if not -len(given) <= place < len(given):
                raise ArgumentError(
                    f"{asked}: there is no argument {place}", given=f"{len(given)} arguments"
                )
            given[place] = rebuilt(given[place], inside(variable))
        with tracing(), recording():
            found = function(*given, **options)
        if has_aux and not (isinstance(found, tuple) and len(found) == 2):
            raise ArgumentError(
                f"{asked}: with has_aux the function returns a pair", given=type(found).__name__
            )
        self.value, self.aux = found if has_aux else (found, None)
        self.variables = [given[place] for place in chosen]
        self.inputs = [x.node for x in every_leaf(self.variables) if is_variable(x)]
        self.results = [x for x in every_leaf(self.value) if isinstance(x, Tensor)]
        self.outputs = [x.node for x in self.results if x.dtype.is_inexact]
        if not self.inputs:
            raise DTypeError(
                f"{asked}: there is nothing to differentiate by",
                given=f"no float among arguments {', '.join(map(str, chosen))}",
                fix="give floats, as a number, an array or a tensor",
            )

    def like_variables(self, values: Sequence[Any]) -> list[Any]:
        """The arguments that count as variables, with `values` in place of those."""
        following = iter(values)
        change = inside(lambda x: next(following) if is_variable(x) else None)
        return [rebuilt(tree, change) for tree in self.variables]

    def like_value(self, values: Sequence[Any]) -> Any:
        """What the function returned, with `values` in place of its floats; zeros for the rest."""
        following = iter(values)

        def change(x: Any) -> Any:
            if not isinstance(x, Tensor):
                return None
            return next(following) if x.dtype.is_inexact else wrap(zeros_like(x.node))

        return rebuilt(self.value, inside(change))


def variable(x: Any) -> Any:
    """A leaf of an argument as a tensor that gradients can be asked for."""
    if isinstance(x, np.ndarray | np.inexact | float | complex):
        x = Tensor(x)
    return tagged(x) if is_variable(x) else x


def is_variable(x: Any) -> bool:
    """Is it a leaf that is differentiated by?"""
    return isinstance(x, Tensor) and x.dtype.is_inexact


def places(argnums: int | Sequence[int]) -> list[int]:
    """The numbers of the arguments that are differentiated by."""
    return [argnums] if isinstance(argnums, int) else list(argnums)


def value_and_grad(
    function: Function, argnums: int | Sequence[int] = 0, *, has_aux: bool = False
) -> Function:
    """A function that returns what `function` returns, and its gradient for the arguments named by
    `argnums`.

    Arguments may be trees of tensors; gradients have their structure, None for what is no float.
    With `has_aux` the function returns a pair whose first part is the loss.

    >>> value_and_grad(lambda x: (x * x).sum())(Tensor([1.0, 2.0]))[1].tolist()
    [2.0, 4.0]
    """

    @functools.wraps(function)
    def call(*arguments: Any, **options: Any) -> Any:
        traced = Traced("grad", function, arguments, options, places(argnums), has_aux=has_aux)
        loss = traced.value
        if not isinstance(loss, Tensor):
            raise ArgumentError(
                "grad: the function must return a tensor", given=type(loss).__name__
            )
        if loss.size != 1:
            raise ShapeError(
                "grad: a loss is one number",
                given=str(loss.spec),
                fix="take the mean() or sum() first, or use jacobian",
            )
        if not loss.dtype.is_float:
            raise DTypeError("gradients exist of floats only", given=str(loss.spec))
        one = scalar(1.0, loss.dtype, loss.shape)
        parts = traced.like_variables(lifted_all(pulled([loss.node], [one], traced.inputs)))
        found = parts[0] if isinstance(argnums, int) else tuple(parts)
        return ((loss, traced.aux) if has_aux else loss), found

    return call


def grad(
    function: Function, argnums: int | Sequence[int] = 0, *, has_aux: bool = False
) -> Function:
    """A function that returns the gradient of `function`, which returns one number.

    >>> grad(lambda x: x ** 3)(2.0).item()
    12.0
    """
    both = value_and_grad(function, argnums, has_aux=has_aux)

    @functools.wraps(function)
    def call(*arguments: Any, **options: Any) -> Any:
        value, found = both(*arguments, **options)
        return (found, value[1]) if has_aux else found

    return call


def vjp(function: Function, *primals: Any, has_aux: bool = False) -> Any:
    """What `function` returns for `primals`, and a function from a gradient of that to the gradient
    of each argument, as a tuple: the product with the Jacobian from the left.

    Arguments and results may be trees of tensors. With `has_aux` the function returns a pair, whose
    second part comes back as a third result.

    >>> y, pull = vjp(lambda x: x * x, Tensor([1.0, 2.0, 3.0]))
    >>> pull(Tensor([1.0, 0.0, 10.0]))[0].tolist()
    [2.0, 0.0, 60.0]
    """
    traced = Traced("vjp", function, primals, {}, range(len(primals)), has_aux=has_aux)

    def pull(cotangent: Any) -> tuple[Any, ...]:
        """The gradient of each argument, given that of the result."""
        seeds = fitting("vjp", cotangent, traced.value, is_variable)
        return tuple(
            traced.like_variables(lifted_all(pulled(traced.outputs, seeds, traced.inputs)))
        )

    return (traced.value, pull, traced.aux) if has_aux else (traced.value, pull)


def jvp(
    function: Function, primals: Sequence[Any], tangents: Sequence[Any], *, has_aux: bool = False
) -> Any:
    """What `function` returns for `primals`, and how that changes as they change by `tangents`: the
    product with the Jacobian from the right.

    Arguments and results may be trees of tensors. With `has_aux` the function returns a pair, whose
    second part comes back as a third result.

    >>> y, change = jvp(lambda x, z: x * z, (Tensor([1.0, 2.0]), 3.0), (Tensor([1.0, 1.0]), 0.5))
    >>> change.tolist()
    [3.5, 4.0]
    """
    traced = Traced("jvp", function, primals, {}, range(len(primals)), has_aux=has_aux)
    moves = fitting("jvp", tuple(tangents), tuple(traced.variables), is_variable)
    found = traced.like_value(lifted_all(pushed(traced.outputs, traced.inputs, moves)))
    return (traced.value, found, traced.aux) if has_aux else (traced.value, found)


def pushed(outputs: Sequence[Node], inputs: Sequence[Node], moves: Sequence[Node]) -> list[Node]:
    """How `outputs` change as `inputs` change by `moves`: the gradient, by the seeds, of the
    gradients that `moves` weigh.
    """
    seeds = [example(x.spec) for x in outputs]
    parts = pullback(outputs, seeds, inputs)
    pairs = [(g, t) for g, t in zip(parts, moves, strict=True) if g is not None]
    found = pulled([g for g, _ in pairs], [t for _, t in pairs], seeds)
    known = {seed: scalar(0.0, seed.dtype, seed.shape) for seed in seeds}
    return rebuild(found, replaced=known)  # the order of recomputation may still hang on a seed


def fitting(asked: str, tree: Any, like: Any, wanted: Callable[[Any], bool]) -> list[Node]:
    """The leaves of `tree` that stand where `like` has a wanted one, as nodes of the same specs."""
    found = []
    for leaf, value in matched(asked, tree, like):
        if not wanted(leaf):
            continue
        node = as_node(value)
        if node.shape != leaf.shape:
            raise ShapeError(
                f"{asked}: a shape differs from that of what it belongs to",
                given=f"{node.spec} for {leaf.spec}",
            )
        found.append(Tensor.astype(wrap(node), leaf.dtype).node)
    return found
