"""Algebra that makes the graph smaller: literals folded, views merged and pushed into contractions.

A rule takes a node and gives an equal one, or the node itself. None changes a rounding: x * 1, x /
1 and x - 0 are exact; x + 0 and x * 0 are left alone, for -0 and NaN.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from pellucid.compiler.computation import Computation
from pellucid.compiler.pads import merge_pads, read_inside_pad
from pellucid.compiler.reshapes import merge_reshapes, reduce_below_reshape, reshape_as_view
from pellucid.core.provenance import made_for
from pellucid.core.spec import Spec
from pellucid.graph import Node, apply, toposort
from pellucid.graph.node import expand, make, scalar
from pellucid.graph.order import users, with_inputs
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.source import Constant
from pellucid.ops.view import Pad, Reshape, View

LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def simplify(computation: Computation) -> Computation:
    """The same values from fewer and simpler nodes."""
    done: dict[Node, Node] = {}

    def settle(root: Node) -> Node:
        for node in toposort([root], done):
            found = with_inputs(node, tuple(done[child] for child in node.inputs))
            while True:
                simpler = one_step(found)
                if simpler is found:
                    break
                found = simpler if simpler in done else with_settled_inputs(simpler)
            done[node] = done[found] = found
        return done[root]

    def with_settled_inputs(node: Node) -> Node:
        return with_inputs(node, tuple(settle(child) for child in node.inputs))

    return absorb(computation.with_outputs([settle(root) for root in computation.outputs]))


def absorb(computation: Computation) -> Computation:
    """A contraction that is only read in part, or with its axes in another order, makes just that,
    in that order; and a sum of which only sums are read is one sum with them.
    """
    read_by = users(toposort(computation.outputs))
    alone = {x for x, readers in read_by.items() if len(readers) == 1}.difference(
        computation.outputs
    )
    done: dict[Node, Node] = {}
    for node in toposort(computation.outputs):
        found = with_inputs(node, tuple(done[x] for x in node.inputs))
        if isinstance(node.op, View) and node.inputs[0] in alone:
            found = absorbed(found)
        elif node.op.name == "sum" and node.inputs[0] in alone:
            found = one_sum(found)
        done[node] = found
    return computation.with_outputs([done[x] for x in computation.outputs])


def one_sum(node: Node) -> Node:
    """A sum of a sum as one."""
    (below,) = node.inputs
    if below.op.name != "sum":
        return node
    (x,) = below.inputs
    kept = [axis for axis in range(len(x.shape)) if axis not in below.op.axes]
    axes = sorted((*below.op.axes, *(kept[axis] for axis in node.op.axes)))
    return apply("sum", x, axes=tuple(axes))


def absorbed(view: Node) -> Node:
    """The contraction of which the view shows a part or a permutation, axes of 1 aside."""
    (product,) = view.inputs
    pairs = [p for n, (_, p) in zip(product.shape, view.op.terms, strict=True) if p or n != 1]
    axes = [(axis, 1) for axis in range(len(view.shape))]
    if not isinstance(product.op, Contract):
        return view
    if any(len(p) != 1 for p in pairs) or sorted(p[0] for p in pairs) != axes:
        return view
    op = product.op
    if view.spec.size == product.spec.size:
        kept = [c for c, (_, p) in zip(op.out, view.op.terms, strict=True) if p]
        places = {p[0][0]: label for p, label in zip(pairs, kept, strict=True)}
        ordered = replace(op, out="".join(places[axis] for axis, _ in axes))
        return make(ordered, product.inputs, view.spec, product.line)
    if len(pairs) < len(op.out):
        return view
    names = [c for c in LABELS if c not in op.left + op.right][: len(view.shape)]
    (a, left), (b, right) = (
        viewed(x, labels, op.out, view, names)
        for x, labels in zip(product.inputs, (op.left, op.right), strict=True)
    )
    part = replace(op, left=left, right=right, out="".join(names))
    return make(part, (simplest(a), simplest(b)), view.spec, product.line)


def simplest(node: Node) -> Node:
    """A node after every rule that applies to it, when its inputs are simple already."""
    while True:
        simpler = one_step(node)
        if simpler is node:
            return node
        node = simpler


def one_step(node: Node) -> Node:
    """What the first rule that changes `node` makes of it."""
    rules = RULES.get(node.op.name, ELEMENTWISE if isinstance(node.op, Elementwise) else ())
    with made_for(node.line):
        return next((x for rule in rules if (x := rule(node)) is not node), node)


def transparent(node: Node) -> Node:
    """stop_gradient(x) and tagged(x) are x once gradients are taken."""
    return node.inputs[0]


def literal(node: Node) -> complex | float | int | bool | None:
    """The number that `node` is everywhere, or None."""
    while isinstance(node.op, (View, Reshape)):
        node = node.inputs[0]
    return node.op.value if isinstance(node.op, Constant) else None


def fold_literals(node: Node) -> Node:
    """An elementwise function of literals is a literal."""
    if not node.inputs:
        return node
    values = [literal(x) for x in node.inputs]
    if any(v is None for v in values):
        return node
    with np.errstate(all="ignore"):
        found = node.op.reference(
            *(np.asarray(v, x.dtype.numpy) for v, x in zip(values, node.inputs, strict=True))
        )
    return expand(apply("constant", value=found.item(), dtype=node.dtype), node.shape)


def view_last(node: Node) -> Node:
    """A function of a view that repeats or only inserts axes is a view of the function: it is
    computed once.
    """
    values = [literal(x) for x in node.inputs]
    views = [x for x, value in zip(node.inputs, values, strict=True) if value is None]
    if len(views) != 1 or not isinstance(views[0].op, View):
        return node
    (view,) = views
    (x,) = view.inputs
    if x.spec.size > node.spec.size or any(
        start or len(p) > 1 or (p and p[0][1] != 1) for start, p in view.op.terms
    ):
        return node
    axes = [p[0][0] for _, p in view.op.terms if p]
    if axes != sorted(set(axes)) or (len(x.shape) >= len(node.shape) and x.shape == node.shape):
        return node
    inputs = tuple(
        x if value is None else scalar(value, y.dtype, x.shape)
        for y, value in zip(node.inputs, values, strict=True)
    )
    inner = make(node.op, inputs, Spec(x.shape, node.dtype), node.line)
    return apply("view", inner, shape=node.shape, terms=view.op.terms)


def multiply_by_one(node: Node) -> Node:
    """x * 1 is x."""
    a, b = node.inputs
    return a if literal(b) == 1 else b if literal(a) == 1 else node


def divide_by_one(node: Node) -> Node:
    """x / 1 is x."""
    return node.inputs[0] if literal(node.inputs[1]) == 1 else node


def subtract_zero(node: Node) -> Node:
    """x - 0 is x."""
    zero = literal(node.inputs[1])
    plain = zero == 0 and not isinstance(zero, complex) and not np.signbit(zero)
    return node.inputs[0] if zero is not None and plain else node


def negate_twice(node: Node) -> Node:
    """--x is x."""
    return node.inputs[0].inputs[0] if node.inputs[0].op.name == "negative" else node


def choose_known(node: Node) -> Node:
    """A condition that is a literal chooses now."""
    condition = literal(node.inputs[0])
    return node if condition is None else node.inputs[1 if condition else 2]


def merge_views(node: Node) -> Node:
    """A view of a view is one view."""
    (x,) = node.inputs
    if not isinstance(x.op, View):
        return node
    terms = []
    for start, pairs in x.op.terms:
        place, factors = start, {}
        for axis, factor in pairs:
            inner_start, inner_pairs = node.op.terms[axis]
            place += factor * inner_start
            for inner_axis, inner_factor in inner_pairs:
                factors[inner_axis] = factors.get(inner_axis, 0) + factor * inner_factor
        terms.append((place, tuple((a, f) for a, f in sorted(factors.items()) if f)))
    return apply("view", x.inputs[0], shape=node.shape, terms=tuple(terms))


def drop_identity_view(node: Node) -> Node:
    """A view that reads every element at its own index is its input."""
    (x,) = node.inputs
    same = node.shape == x.shape and all(
        start == 0 and pairs == ((axis, 1),)
        for axis, (start, pairs) in enumerate(node.op.terms)
        if x.shape[axis] != 1
    )
    return x if same else node


def sum_of_sheared_contraction(node: Node) -> Node:
    """A sum over a sliding-window view of a contraction is one contraction of views.

    It is what the gradient of a convolution looks like: each label becomes what the view reads it
    at, zeros around the product become zeros around the operand that has the label, and labels
    summed over are left out.
    """
    (view,) = node.inputs
    if not isinstance(view.op, View) or all(len(pairs) < 2 for _, pairs in view.op.terms):
        return node
    product = push_pad(view.inputs[0])
    if not isinstance(product.op, Contract):
        return node
    op = product.op
    names = [c for c in LABELS if c not in op.left + op.right][: len(view.shape)]
    left = viewed(product.inputs[0], op.left, op.out, view, names)
    right = viewed(product.inputs[1], op.right, op.out, view, names)
    if not set(names) <= {*left[1], *right[1]}:  # an axis that is only repeated
        return node
    out = "".join(name for axis, name in enumerate(names) if axis not in node.op.axes)
    return apply(
        "contract", left[0], right[0], left=left[1], right=right[1], out=out, precision=op.precision
    )


def viewed(x: Node, labels: str, out: str, view: Node, names: Sequence[str]) -> tuple[Node, str]:
    """An operand with each of its labels that is in `out` read where the view of the product reads
    it; its new labels.
    """
    reads = [view.op.terms[out.index(label)] if label in out else None for label in labels]
    fresh: list[str] = []
    for label, read in zip(labels, reads, strict=True):
        fresh += (
            [label] if read is None else [names[a] for a, _ in read[1] if names[a] not in fresh]
        )
    terms, sizes = [], {}
    for label, read, size in zip(labels, reads, x.shape, strict=True):
        if read is None:
            terms.append((0, ((fresh.index(label), 1),)))
            sizes[label] = size
        else:
            terms.append((read[0], tuple((fresh.index(names[a]), factor) for a, factor in read[1])))
    shape = tuple(sizes[c] if c in sizes else view.shape[names.index(c)] for c in fresh)
    return apply("view", x, shape=shape, terms=tuple(terms)), "".join(fresh)


def push_pad(node: Node) -> Node:
    """Zeros around a contraction as zeros around the operand that has the label; anything else as
    it is.
    """
    if (
        not isinstance(node.op, Pad)
        or not isinstance(node.inputs[0].op, Contract)
        or node.op.value != 0
    ):
        return node
    (product,) = node.inputs
    op = product.op
    pads = dict(zip(op.out, zip(node.op.widths, node.op.every_step(), strict=True), strict=True))
    padded = {label for label, pad in pads.items() if pad != ((0, 0), 1)}
    for labels in (op.left, op.right):
        if padded <= set(labels):
            break
    else:
        return node
    operands = []
    for x, own in zip(product.inputs, (op.left, op.right), strict=True):
        pairs = [pads.get(label, ((0, 0), 1)) for label in own]
        plain = all(pair == ((0, 0), 1) for pair in pairs)
        steps = tuple(step for _, step in pairs) if any(step > 1 for _, step in pairs) else ()
        operands.append(
            x if plain else apply("pad", x, widths=tuple(w for w, _ in pairs), steps=steps)
        )
    return apply(
        "contract", *operands, left=op.left, right=op.right, out=op.out, precision=op.precision
    )


def reduce_nothing(node: Node) -> Node:
    """A reduction over axes of size 1 only, or over none, is a reshape."""
    (x,) = node.inputs
    if node.op.name in {"argmax", "argmin"} or any(x.shape[axis] != 1 for axis in node.op.axes):
        return node
    return apply("reshape", x, shape=node.shape) if node.shape != x.shape else x


def drop_repeated_label(node: Node) -> Node:
    """An operand that is repeated along an axis loses the label; a sum over it is a factor."""
    op: Contract = node.op
    operands, labels, factor = list(node.inputs), [op.left, op.right], 1
    for side in (0, 1):
        x, other = operands[side], labels[1 - side]
        if not isinstance(x.op, View):
            continue
        read = {axis for _, pairs in x.op.terms for axis, _ in pairs}
        gone = [
            a
            for a, c in enumerate(labels[side])
            if a not in read and x.shape[a] != 1 and (c in other or c not in op.out)
        ]
        if gone:
            factor *= int(
                np.prod([x.shape[a] for a in gone if labels[side][a] not in other] or [1])
            )
            kept = [a for a in range(len(x.shape)) if a not in gone]
            terms = tuple(
                (start, tuple((kept.index(a), f) for a, f in pairs)) for start, pairs in x.op.terms
            )
            operands[side] = apply(
                "view", x.inputs[0], shape=tuple(x.shape[a] for a in kept), terms=terms
            )
            labels[side] = "".join(labels[side][a] for a in kept)
    if labels == [op.left, op.right]:
        return node
    found = apply(
        "contract", *operands, left=labels[0], right=labels[1], out=op.out, precision=op.precision
    )
    return found * factor if factor != 1 else found


def contract_by_literal(node: Node) -> Node:
    """An operand that is one number everywhere, with no label of its own in the result, is a factor
    of a sum.
    """
    op: Contract = node.op
    for side, labels in ((0, op.left), (1, op.right)):
        x, other = node.inputs[side], (op.right, op.left)[side]
        value = literal(x)
        if value is None or not set(labels) <= set(other):
            continue
        kept = node.inputs[1 - side]
        gone = tuple(axis for axis, label in enumerate(other) if label not in op.out)
        total = apply("sum", kept, axes=gone) if gone else kept
        rest = "".join(label for label in other if label in op.out)
        terms = tuple((0, ((op.out.index(label), 1),)) for label in rest)
        moved = apply("view", total, shape=node.shape, terms=terms)
        return moved if value == 1 else moved * value
    return node


Rule = Callable[[Node], Node]
ELEMENTWISE: tuple[Rule, ...] = (fold_literals, view_last)
RULES: dict[str, tuple[Rule, ...]] = {
    "stop_gradient": (transparent,),
    "tagged": (transparent,),
    "multiply": (fold_literals, multiply_by_one, view_last),
    "divide": (fold_literals, divide_by_one, view_last),
    "subtract": (fold_literals, subtract_zero, view_last),
    "negative": (fold_literals, negate_twice, view_last),
    "where": (fold_literals, choose_known, view_last),
    "view": (merge_views, read_inside_pad, drop_identity_view),
    "reshape": (merge_reshapes, reshape_as_view),
    "pad": (merge_pads,),
    "sum": (reduce_nothing, reduce_below_reshape, sum_of_sheared_contraction),
    "prod": (reduce_nothing, reduce_below_reshape),
    "max": (reduce_nothing, reduce_below_reshape),
    "min": (reduce_nothing, reduce_below_reshape),
    "contract": (drop_repeated_label, contract_by_literal),
}
