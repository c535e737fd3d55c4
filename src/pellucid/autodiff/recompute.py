"""Gradients that compute again what they need, in place of keeping it."""

from collections.abc import Sequence

from pellucid.graph import Node, apply, rebuild, toposort
from pellucid.graph.node import scalar
from pellucid.ops.marks import Segment
from pellucid.ops.pullback import pullback
from pellucid.ops.source import Constant, Iota, Source, example


def frontier(roots: Sequence[Node], inputs: Sequence[Node]) -> list[Node]:
    """The values that `roots` read beside `inputs`: what does not depend on these, and is read
    together with what does.
    """
    order, own = toposort(roots), set(inputs)
    inner, varies = set(inputs), set()
    for node in order:
        if any(x in inner for x in node.inputs):
            inner.add(node)
        if any(x in varies for x in node.inputs) or is_value(node):
            varies.add(node)
    inside = inner - own
    read = [x for node in order if node in inside for x in node.inputs]
    outside = [x for x in [*read, *roots] if x in varies and x not in inner]
    return list(dict.fromkeys(outside))


def is_value(node: Node) -> bool:
    """Is it a value from outside, rather than a number?"""
    return isinstance(node.op, Source) and not isinstance(node.op, (Constant, Iota))


def recomputation(values: Sequence[Node], inputs: Sequence[Node]) -> Segment:
    """The gradients of `inputs` as a function of those of `values` and of `inputs`, in which what
    lies between is computed again, once the gradients are there.
    """
    seeds, fresh = ([example(x.spec) for x in nodes] for nodes in (values, inputs))
    apart = rebuild(values, replaced=dict(zip(inputs, fresh, strict=True)))
    floats = [x for x in fresh if x.dtype.is_inexact]
    slopes = dict(zip(floats, pullback(apart, seeds, floats), strict=True))
    later = {x: after(x, seeds) for x in fresh}
    again = iter(rebuild([g for g in slopes.values() if g is not None], replaced=later))
    results = [None if slopes.get(x) is None else next(again) for x in fresh]
    return Segment((*seeds, *fresh), tuple(results))


def after(x: Node, seeds: Sequence[Node]) -> Node:
    """`x`, once the first of the gradients is there."""
    seed = next((s for s in seeds if s.spec.size), None)
    if seed is None:
        return apply("after", x, scalar(0, x.dtype, x.shape))
    first = apply("view", seed, shape=x.shape, terms=((0, ()),) * len(seed.shape))
    return apply("after", x, first)
