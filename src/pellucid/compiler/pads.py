"""Rules for pads: one in place of two, and none around what is not read."""

import numpy as np

from pellucid.graph import Node, apply
from pellucid.ops.view import Pad


def merge_pads(node: Node) -> Node:
    """A pad of a pad with the same value is one pad."""
    (x,) = node.inputs
    if (
        not isinstance(x.op, Pad)
        or node.op.steps
        or not np.array_equal(x.op.value, node.op.value, equal_nan=True)
    ):
        return node
    widths = tuple(
        (a + c, b + d) for (a, b), (c, d) in zip(x.op.widths, node.op.widths, strict=True)
    )
    return apply("pad", x.inputs[0], widths=widths, value=node.op.value, steps=x.op.steps)


def read_inside_pad(node: Node) -> Node:
    """A view that reads nothing of a pad but what lies inside is a view of that."""
    (x,) = node.inputs
    if not isinstance(x.op, Pad) or x.op.steps or 0 in node.shape:
        return node
    (inner,) = x.inputs
    terms = []
    for (start, pairs), (before, _), size in zip(
        node.op.terms, x.op.widths, inner.shape, strict=True
    ):
        ends = [factor * (node.shape[axis] - 1) for axis, factor in pairs]
        low = start + sum(min(end, 0) for end in ends)
        high = start + sum(max(end, 0) for end in ends)
        if low < before or high >= before + size:
            return node
        terms.append((start - before, pairs))
    return apply("view", inner, shape=node.shape, terms=tuple(terms))
