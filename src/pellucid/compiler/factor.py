"""What is the same for all elements of a sum is taken out of it, where that saves a walk over them.

The gradient through a mean and a variance sums `g * scale + centred * slope`, where `slope` is made
from another sum over the same elements: so that one would have to be over before this one can
begin. But the sum is `scale * sum(g) + slope * sum(centred)`, and those need not wait.
"""

import math
from collections.abc import Callable, Iterable
from functools import reduce

from pellucid.compiler.computation import Computation
from pellucid.compiler.reading import base_of, fresh_index
from pellucid.compiler.simplify import simplest
from pellucid.core.spec import Spec
from pellucid.graph import Node, apply, toposort
from pellucid.graph.node import make, scalar
from pellucid.ops.family import Elementwise
from pellucid.ops.reduction import Reduction, Sum

MOST_SUMS = 4  # that one sum becomes

Term = tuple[Node, Node | None]  # a factor for each row, and what it is multiplied by; None: by 1


def factor(computation: Computation) -> Computation:
    """The same values from sums that do not wait for each other."""
    below = Below()
    return computation.rewritten(lambda node: factored(node, below))


class Below:
    """Which reductions each node is made from: as the bits of a number, one for each."""

    def __init__(self) -> None:
        self.known: dict[Node, int] = {}
        self.reductions: dict[tuple[object, ...], int] = {}  # by what they run over

    def of(self, root: Node) -> int:
        """The reductions at and below a node."""
        for node in toposort([root], self.known):
            found = 0
            for x in node.inputs:
                found |= self.known[x]
            if isinstance(node.op, Reduction):
                bit = 1 << len(self.known)
                found |= bit
                key = signature(node)
                self.reductions[key] = self.reductions.get(key, 0) | bit
            self.known[node] = found
        return self.known[root]


def signature(node: Node) -> tuple[object, ...]:
    """What a reduction runs over."""
    return node.inputs[0].shape, node.op.axes


def factored(node: Node, below: Below) -> Node:
    """A sum as a combination of sums that have fewer sums before them; else the node."""
    if not isinstance(node.op, Sum) or not node.dtype.is_float:
        return node
    (x,) = node.inputs
    before = below.of(x) & below.reductions.get(signature(node), 0)
    if not before:
        return node
    needed = 0
    for _, rest in terms_of(x, node, lambda _: True):
        needed |= 0 if rest is None else below.of(rest)
    late = before & ~needed
    terms = collected(terms_of(x, node, lambda part: bool(below.of(part) & late)))
    if not late or len(terms) > MOST_SUMS:
        return node
    parts = [product(by, summed(rest, node)) for rest, by in terms.items()]
    return reduce(lambda a, b: simplest(a + b), parts)


def terms_of(x: Node, total: Node, is_cut: Callable[[Node], bool]) -> list[Term]:
    """What a summed expression is the sum of. Of sums in it only those that `is_cut` are taken
    apart: `x - mean` by itself is small where `x` and `mean` are not.
    """
    if is_same(x, total):
        return [(of_row(x, total), None)]
    if x.op.name in {"add", "subtract"} and is_cut(x):
        a, b = (terms_of(part, total, is_cut) for part in x.inputs)
        return a + (b if x.op.name == "add" else negated(b))
    if x.op.name == "negative":
        return negated(terms_of(x.inputs[0], total, is_cut))
    if x.op.name == "multiply":
        for a, b in (x.inputs, x.inputs[::-1]):
            if is_same(a, total):
                by = of_row(a, total)
                return [(product(by, f), rest) for f, rest in terms_of(b, total, is_cut)]
    return [(scalar(1.0, x.dtype, total.shape), x)]


def negated(terms: Iterable[Term]) -> list[Term]:
    """The terms of what is subtracted."""
    return [(simplest(-by), rest) for by, rest in terms]


def collected(terms: Iterable[Term]) -> dict[Node | None, Node]:
    """The factor of each rest."""
    found: dict[Node | None, Node] = {}
    for by, rest in terms:
        found[rest] = simplest(found[rest] + by) if rest in found else by
    return found


def product(a: Node, b: Node) -> Node:
    """a times b, b itself where a is 1."""
    return simplest(a * b)


def summed(rest: Node | None, total: Node) -> Node:
    """The sum of what a factor is multiplied by."""
    if rest is not None:
        return apply("sum", rest, axes=total.op.axes)
    count = math.prod(total.inputs[0].shape[axis] for axis in total.op.axes)
    return scalar(count, total.dtype, total.shape)


def is_same(x: Node, total: Node) -> bool:
    """Is it the same for all elements that a sum adds up?"""
    if isinstance(x.op, Elementwise):
        return all(is_same(part, total) for part in x.inputs)
    index = fresh_index("i", x.shape)
    base, places, guards = base_of(x, index)
    if base is x:
        return False
    used = {s for place in (*places, *(g for g, _ in guards)) for s in place.symbols()}
    return not any(set(index[axis].symbols()) & used for axis in total.op.axes)


def of_row(x: Node, total: Node) -> Node:
    """What is the same for all elements that a sum adds up, once for each sum."""
    if isinstance(x.op, Elementwise):
        inputs = tuple(of_row(part, total) for part in x.inputs)
        return simplest(make(x.op, inputs, Spec(total.shape, x.dtype), x.line))
    kept = [axis for axis in range(len(x.shape)) if axis not in total.op.axes]
    terms = tuple(
        (0, ((kept.index(axis), 1),) if axis in kept else ()) for axis in range(len(x.shape))
    )
    return simplest(apply("view", x, shape=total.shape, terms=terms))
