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
MOST_VISITED = 60  # nodes of a summed expression that are looked at
DEEPEST_ROW = 8  # nodes above one another that are made again for a row

Term = tuple[Node, Node | None]  # a factor for each row, and what it is multiplied by; None: by 1


def factor(computation: Computation) -> Computation:
    """The same values from sums that do not wait for each other."""
    known = Known()
    return computation.rewritten(lambda node: factored(node, known))


class Known:
    """What has been found out about nodes.

    `below`: which reductions each is made from, as the bits of a number, one for each reduction;
    `reductions`: those of each signature; `same`: by reduced axes, whether a node is the same for
    all elements along them.
    """

    def __init__(self) -> None:
        self.below: dict[Node, int] = {}
        self.reductions: dict[tuple[object, ...], int] = {}
        self.same: dict[tuple[int, ...], dict[Node, bool]] = {}

    def reductions_below(self, root: Node) -> int:
        """The reductions at and below a node."""
        for node in toposort([root], self.below):
            found = 0
            for x in node.inputs:
                found |= self.below[x]
            if isinstance(node.op, Reduction):
                bit = 1 << len(self.below)
                found |= bit
                key = signature(node)
                self.reductions[key] = self.reductions.get(key, 0) | bit
            self.below[node] = found
        return self.below[root]


def signature(node: Node) -> tuple[object, ...]:
    """What a reduction runs over."""
    return node.inputs[0].shape, node.op.axes


def factored(node: Node, known: Known) -> Node:
    """A sum as a combination of sums that have fewer sums before them; else the node."""
    if not isinstance(node.op, Sum) or not node.dtype.is_float:
        return node
    (x,) = node.inputs
    before = known.reductions_below(x) & known.reductions.get(signature(node), 0)
    if not before:
        return node
    needed = 0
    same = known.same.setdefault(node.op.axes, {})
    for _, rest in Split(node, same, lambda _: True).terms(x):
        needed |= 0 if rest is None else known.reductions_below(rest)
    late = before & ~needed
    if not late:
        return node

    def is_late(part: Node) -> bool:
        return bool(known.reductions_below(part) & late)

    terms = collected(Split(node, same, is_late).terms(x))
    if len(terms) > MOST_SUMS:
        return node
    parts = [product(by, summed(rest, node)) for rest, by in terms.items()]
    return reduce(lambda a, b: simplest(a + b), parts)


class Split:
    """What a summed expression is the sum of.

    Of sums in it only those that `is_cut` are taken apart: `x - mean` by itself is small where `x`
    and `mean` are not.
    """

    def __init__(self, total: Node, same: dict[Node, bool], is_cut: Callable[[Node], bool]) -> None:
        self.total, self.same, self.is_cut = total, same, is_cut
        self.visited = 0

    def terms(self, x: Node) -> list[Term]:
        """The terms of an expression."""
        self.visited += 1
        name, (a, *others) = x.op.name, x.inputs or (x,)
        if self.is_same(x):
            return [(self.of_row(x), None)]
        if self.visited > MOST_VISITED:
            return [(self.one(x), x)]
        if name in {"add", "subtract"} and self.is_cut(x):
            more = self.terms(others[0])
            return self.terms(a) + (more if name == "add" else negated(more))
        if name == "negative":
            return negated(self.terms(a))
        if name == "divide" and self.is_same(others[0]):
            by = self.of_row(others[0])
            return [(simplest(f / by), rest) for f, rest in self.terms(a)]
        if name == "multiply":
            for same, other in ((a, others[0]), (others[0], a)):
                if self.is_same(same):
                    by = self.of_row(same)
                    return [(product(by, f), rest) for f, rest in self.terms(other)]
        return [self.scaled(x)]

    def scaled(self, x: Node) -> tuple[Node, Node]:
        """A product as a factor that is the same for all elements, and the rest; the rest is `x`
        itself where nothing is to be taken out of it.
        """
        self.visited += 1
        if x.op.name == "multiply" and self.visited <= MOST_VISITED:
            a, b = x.inputs
            (first, left), (second, right) = self.scaled(a), self.scaled(b)
            if left is not a or right is not b:
                return product(first, second), product(left, right)
        if x.op.name == "divide" and self.is_same(x.inputs[1]):
            by, rest = self.scaled(x.inputs[0])
            return simplest(by / self.of_row(x.inputs[1])), rest
        return self.one(x), x

    def one(self, x: Node) -> Node:
        """The factor of what has none."""
        return scalar(1.0, x.dtype, self.total.shape)

    def is_same(self, root: Node) -> bool:
        """Is it the same for all elements that the sum adds up?"""
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node in self.same:
                continue
            if not isinstance(node.op, Elementwise):
                self.same[node] = self.is_view_of_rows(node)
                continue
            missing = [x for x in node.inputs if x not in self.same]
            if missing:
                waiting += [node, *missing]
            else:
                self.same[node] = all(self.same[x] for x in node.inputs)
        return self.same[root]

    def is_view_of_rows(self, x: Node) -> bool:
        """Is it read at places that do not depend on the reduced axes?"""
        index = fresh_index("i", x.shape)
        base, places, guards = base_of(x, index)
        if base is x:
            return False
        used = {s for place in (*places, *(g for g, _ in guards)) for s in place.symbols()}
        return not any(set(index[axis].symbols()) & used for axis in self.total.op.axes)

    def of_row(self, x: Node, depth: int = 0) -> Node:
        """What is the same for all elements that the sum adds up, once for each sum."""
        axes, shape = self.total.op.axes, self.total.shape
        if isinstance(x.op, Elementwise) and depth < DEEPEST_ROW:
            inputs = tuple(self.of_row(part, depth + 1) for part in x.inputs)
            return simplest(make(x.op, inputs, Spec(shape, x.dtype), x.line))
        kept = iter(range(len(shape)))
        terms = tuple((0, () if a in axes else ((next(kept), 1),)) for a in range(len(x.shape)))
        return simplest(apply("view", x, shape=shape, terms=terms))


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
