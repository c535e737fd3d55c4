"""A graph for many steps at once: each operation over a new first axis, that of the steps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pellucid.core.errors import InternalError
from pellucid.graph import Node, apply, toposort
from pellucid.graph.node import expand, make
from pellucid.graph.node import node as make_node
from pellucid.graph.order import with_inputs
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.reduction import Position, Reduction
from pellucid.ops.view import Pad, Reading, Reshape, View

LABELS = "TSRQPONMLKJIHGFEDCBAZYXWVUtsrqponmlkjihgfedcbazyxwvu"


def can_be_stacked(node: Node) -> bool:
    """Is there a rule for it here?"""
    plain = isinstance(node.op, Reduction) and not isinstance(node.op, Position)
    return plain or isinstance(node.op, (Elementwise, Reading, Contract))


def stacked_graph(
    outputs: Iterable[Node], size: int, given: Mapping[Node, Node], fixed: Mapping[Node, Node]
) -> list[Node]:
    """`outputs` for `size` steps at once.

    `given` are nodes whose values of all steps are known, stacked; `fixed` those that are the same
    in every step.
    """
    outputs = list(outputs)
    found: dict[Node, Node] = dict(fixed)
    stacked = dict(given)
    for node in toposort(outputs, {**fixed, **stacked}):
        if any(x in stacked for x in node.inputs):
            mapped = [x in stacked for x in node.inputs]
            inputs = [stacked[x] if m else found[x] for x, m in zip(node.inputs, mapped)]
            stacked[node] = over_steps(node, size, mapped, inputs)
        else:
            found[node] = with_inputs(node, tuple(found[x] for x in node.inputs))
    return [stacked[x] if x in stacked else repeated(found[x], size) for x in outputs]


def repeated(x: Node, size: int) -> Node:
    """The same value in each of `size` steps."""
    return expand(x, (size, *x.shape))


def over_steps(node: Node, size: int, mapped: Sequence[bool], inputs: Sequence[Node]) -> Node:
    """`node` for `size` steps, in which the `mapped` inputs have an axis of steps first."""
    op = node.op
    if isinstance(op, Contract):
        return stacked_contraction(op, mapped, inputs)
    if isinstance(op, Elementwise):
        whole = [x if m else repeated(x, size) for x, m in zip(inputs, mapped, strict=True)]
        return make(op, tuple(whole), replace(node.spec, shape=(size, *node.shape)), node.line)
    (x,) = inputs
    if isinstance(op, Reduction):
        return make_node(replace(op, axes=tuple(axis + 1 for axis in op.axes)), x)
    if isinstance(op, View):
        moved = ((at, tuple((axis + 1, step) for axis, step in pairs)) for at, pairs in op.terms)
        terms = ((0, ((0, 1),)), *moved)
        return apply("view", x, shape=(size, *node.shape), terms=terms)
    if isinstance(op, Reshape):
        return apply("reshape", x, shape=(size, *node.shape))
    if isinstance(op, Pad):
        steps = (1, *op.steps) if op.steps else ()
        return make_node(replace(op, widths=((0, 0), *op.widths), steps=steps), x)
    raise InternalError(f"{op.name} has no rule for many steps at once")


def stacked_contraction(op: Contract, mapped: Sequence[bool], inputs: Sequence[Node]) -> Node:
    """A contraction for many steps: a label more, of the result and of what differs."""
    label = unused_label(op)
    left, right = (
        label + own if m else own for m, own in zip(mapped, (op.left, op.right), strict=True)
    )
    return apply("contract", *inputs, left=left, right=right, out=label + op.out)


def unused_label(op: Contract) -> str:
    """A label that the contraction does not have."""
    return next(c for c in LABELS if c not in op.left + op.right)
