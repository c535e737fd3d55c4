"""Loops and branches inside a program: `scan`, `while_loop`, `cond`.

A body is a function of trees of tensors. It is run once, on nodes; the loop itself is native code.
"""

from collections.abc import Callable
from typing import Any

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.core.spec import Spec
from pellucid.graph import Node, rebuild
from pellucid.ops.branch import branch
from pellucid.ops.closed import batch_of, close, fresh
from pellucid.ops.loop import check_carried, scan as scan_nodes
from pellucid.ops.while_loop import traced_while
from pellucid.tensor.tensor import Tensor, wrap
from pellucid.tensor.transforms.tracing import Traced, as_tensor, filled
from pellucid.tensor.trees import leaves, rebuilt, skeleton


def scan(
    f: Callable[[Any, Any], tuple[Any, Any]],
    init: Any,
    xs: Any = None,
    length: int | None = None,
    *,
    reverse: bool = False,
) -> tuple[Any, Any]:
    """A loop over the first axis of `xs`: what is carried at the end, and the results of all steps
    stacked.

    `carry, y = f(carry, x)` is one step; `init` is carried into the first. All are trees of
    tensors; `x` is the slice of `xs` that belongs to the step. Without `xs`, `length` says how many
    steps there are. In `reverse` the last slice comes first; results stand where their slices
    stood. What is carried keeps its structure, shapes and dtypes.

    The steps are native code, also in the gradient, which keeps of each step what is dear to
    compute again.

    >>> import pellucid as pel
    >>> total, sums = pel.scan(lambda s, x: (s + x, s + x), 0.0, pel.asarray([1.0, 2.0, 3.0]))
    >>> total.item(), sums.tolist()
    (6.0, [1.0, 3.0, 6.0])
    """
    init, xs = rebuilt(init, as_tensor), rebuilt(xs, as_tensor)
    arrays = [x.node for x in tensors(xs)]
    steps = steps_of(arrays, length)
    state = [x.node for x in tensors(init)]
    traced = Traced("scan", f, [init, rebuilt(xs, one_slice)])
    if not isinstance(traced.results, tuple) or len(traced.results) != 2:
        raise ArgumentError(
            "scan: a step gives a pair, what is carried on and what is stacked",
            given=type(traced.results).__name__,
            fix="return (carry, y); y is None where nothing is to be stacked",
        )
    carry, made = traced.results
    check_structure("scan", init, carry)
    for old, new in zip(tensors(init), tensors(carry), strict=True):
        check_carried("scan", old.spec, new.spec)
    body, outside = close(
        traced.arguments, traced.outputs, [batch_of(x.spec) for x in traced.arguments]
    )
    inputs = [*state, *arrays, *outside]
    last, stacked = scan_nodes(body, inputs, len(state), len(arrays), steps, reverse=reverse)
    needed = traced.requires_grad or any(x.requires_grad for x in tensors(xs))
    return (
        filled(carry, last, requires_grad=needed),
        filled(made, stacked, requires_grad=needed),
    )


def while_loop(
    cond_fun: Callable[[Any], Any], body_fun: Callable[[Any], Any], init_val: Any
) -> Any:
    """What is carried when `cond_fun` no longer holds: `body_fun` again and again, from `init_val`.

    What is carried is a tree of tensors that keeps its structure, shapes and dtypes; `cond_fun`
    gives one truth value of it. Under `vmap` the loop goes on while any example does. The gradient
    goes back through the steps and computes the state before each again from the beginning, in a
    time that grows with the square of their number; `scan` keeps the states.

    >>> import pellucid as pel
    >>> pel.while_loop(lambda x: x < 100, lambda x: x * 3, pel.asarray(1)).item()
    243
    """
    init = rebuilt(init_val, as_tensor)
    state = [x.node for x in tensors(init)]
    body = Traced("while_loop", body_fun, [init])
    check_structure("while_loop", init, body.results)
    test = Traced("while_loop", cond_fun, [init])
    if len(test.outputs) != 1:
        raise ArgumentError("while_loop: cond_fun gives one truth value", given=shown(test.results))
    same = dict(zip(test.arguments, body.arguments, strict=True))
    (condition,) = rebuild(test.outputs, replaced=same)
    found = traced_while(body.arguments, condition, body.outputs, state)
    return filled(body.results, found[:-1], requires_grad=body.requires_grad)


def cond(
    pred: Any, true_fun: Callable[..., Any], false_fun: Callable[..., Any], *operands: Any
) -> Any:
    """`true_fun(*operands)` where `pred` holds, else `false_fun(*operands)`; the other is not
    computed.

    `pred` is one truth value. Both functions give trees of the same structure, shapes and dtypes.
    Under `vmap`, where the condition differs from example to example, both are computed.

    >>> import pellucid as pel
    >>> x = pel.asarray(3.0)
    >>> pel.cond(x > 0, lambda x: x * 2, lambda x: -x, x).item()
    6.0
    """
    condition, operands = as_tensor(pred), rebuilt(operands, as_tensor)
    yes, no = (Traced("cond", f, operands) for f in (true_fun, false_fun))
    check_structure("cond", yes.results, no.results)
    same = dict(zip(no.arguments, yes.arguments, strict=True))
    other = rebuild(no.outputs, replaced=same)
    given = dict(zip(yes.arguments, (x.node for x in tensors(operands)), strict=True))
    given |= {x: x for x in (*yes.outside, *no.outside)}
    found = branch(condition.node, yes.outputs, other, given)
    needed = yes.requires_grad or no.requires_grad
    return filled(yes.results, found, requires_grad=needed)


def tensors(tree: Any) -> list[Tensor]:
    """The tensors of a tree."""
    return [x for x in leaves(tree) if isinstance(x, Tensor)]


def one_slice(x: Any) -> Any:
    """A tensor of the kind that a step sees of `x`."""
    if not isinstance(x, Tensor):
        return x
    return wrap(fresh(Spec(x.shape[1:], x.dtype)), requires_grad=x.requires_grad)


def steps_of(arrays: list[Node], length: int | None) -> int:
    """How many steps there are."""
    for x in arrays:
        if not x.shape:
            raise ShapeError("scan: a number has no axis to go along", given=str(x.spec))
    sizes = {x.shape[0] for x in arrays}
    if length is None and not sizes:
        raise ArgumentError("scan: without xs, length says how many steps there are")
    if length is not None:
        sizes.add(length)
    if len(sizes) > 1:
        raise ShapeError(
            f"scan: lengths differ, {' and '.join(map(str, sorted(sizes)))}",
            given=", ".join(str(x.spec) for x in arrays),
            fix="every array of xs has one slice for each step along its first axis",
        )
    return sizes.pop()


def check_structure(asked: str, before: Any, after: Any) -> None:
    """Raise unless what is carried on is a tree like the one that came in."""
    if skeleton(before) != skeleton(after) or len(tensors(before)) != len(tensors(after)):
        raise ArgumentError(
            f"{asked}: what is carried changes its structure",
            given=f"{shown(before)} -> {shown(after)}",
            fix="give back the carried values in the same lists, tuples and dicts",
        )


def shown(tree: Any) -> str:
    """A tree as text, with the specs of its tensors."""
    return str(rebuilt(tree, lambda x: Spelled(str(x.spec)) if isinstance(x, Tensor) else x))


class Spelled(str):
    """A text that prints without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
