"""The slope of an activation, made where the activation is and kept for its gradient.

The gradient of gelu multiplies what comes in by a function of the argument. That function has most
in common with gelu itself; so where the argument would be kept for nothing else, its slope is kept
in its place, as large, and the gradient is one multiplication. What multiplies the gradient is
collected as a sum of products, so that common factors are multiplied once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pellucid.compiler.computation import Computation
from pellucid.compiler.copy import copy
from pellucid.compiler.layout import Layouts
from pellucid.compiler.reading import stripped
from pellucid.compiler.stored import Stored, stored
from pellucid.core.provenance import made_for
from pellucid.graph import Node, apply, toposort
from pellucid.graph.order import users, with_inputs
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.host import runs_on_host
from pellucid.ops.source import Constant, Source
from pellucid.ops.transcendental import Function

MOST_TERMS = 8  # of a slope, as a sum of products


class Term(NamedTuple):
    """A product: of a number and of nodes, in this order."""

    number: float
    factors: tuple[Node, ...]


Terms = tuple[Term, ...]


class Slope(NamedTuple):
    """A gradient that is a product times a slope; the slope as a sum of products, and the argument
    it is made of.
    """

    gradient: Node
    product: Node
    terms: Terms
    argument: Node


def keep_slopes(computation: Computation, layouts: Layouts) -> Computation:
    """The same values; of an activation its slope is kept, where its argument would be."""
    order = toposort(computation.outputs)
    if not any(isinstance(node.op, Function) for node in order):
        return computation
    graph = Graph(order, stored(computation.outputs))
    found = {slope.gradient: slope for node in order for slope in graph.slope(node)}
    done: dict[Node, Node] = {}
    for node in order:
        with made_for(node.line):
            if node in found:
                done[node] = by_slope(found[node], done, layouts)
            else:
                done[node] = with_inputs(node, tuple(done[x] for x in node.inputs))
    return computation.with_outputs([done[x] for x in computation.outputs])


def by_slope(slope: Slope, done: dict[Node, Node], layouts: Layouts) -> Node:
    """A gradient as a product with a slope that is kept."""
    terms = (Term(x.number, tuple(done[y] for y in x.factors)) for x in slope.terms)
    value = value_of(tuple(terms))
    assert isinstance(value, Node)  # a function is in it
    kept = copy(value, layouts.order(slope.argument))
    return apply("multiply", done[slope.product], kept)


class Graph:
    """A graph in which slopes are looked for."""

    def __init__(self, order: list[Node], kept: Stored) -> None:
        self.kept, self.readers = kept, users(order)

    def slope(self, product: Node) -> Iterator[Slope]:
        """The slope that multiplies a product, if it had better be kept."""
        if not isinstance(product.op, Contract) or product.dtype.kind != "float":
            return
        last, terms = self.multiplied(product)
        atoms = {x for term in terms for x in term.factors}
        if any(isinstance(x.op, Function) for x in self.made_of(atoms)):
            argument = self.argument(atoms, product)
            if argument is not None and self.is_free(argument, self.made_of(last.inputs) | {last}):
                yield Slope(last, product, terms, argument)

    # What multiplies a gradient

    def multiplied(self, product: Node) -> tuple[Node, Terms]:
        """The last node that is a product times something that does not depend on it, and that as a
        sum of products; nothing but products and sums may lie between.
        """
        found: dict[Node, Terms] = {product: (Term(1.0, ()),)}
        last, waiting = product, list(self.readers[product])
        while waiting:
            ready = [x for x in waiting if self.inner(x, found, product.shape)]
            if not ready or len(found) > 8 * MOST_TERMS:
                return product, ()
            last = ready[0]
            terms = merged(self.terms(last, found))
            if not terms or len(terms) > MOST_TERMS:
                return product, ()
            found[last] = terms
            waiting = [x for x in waiting if x is not last]
            readers = [x for x in self.readers[last] if x not in waiting]
            if not waiting and not all(self.goes_on(x, last) for x in readers):
                return last, terms
            waiting += readers
        return product, ()

    def goes_on(self, reader: Node, node: Node) -> bool:
        """Does a reader of a node multiply it further?"""
        plain = reader.op.name in {"multiply", "add", "subtract", "negative"}
        return plain and reader.shape == node.shape

    def inner(self, node: Node, found: dict[Node, Terms], shape: tuple[int, ...]) -> bool:
        """Is all that a node reads of a product known?"""
        name = node.op.name
        own = [x in found for x in node.inputs]
        if name in {"add", "subtract"}:
            return all(own) and node.shape == shape
        return name in {"multiply", "negative"} and own.count(True) == 1 and node.shape == shape

    def terms(self, node: Node, found: dict[Node, Terms]) -> Terms:
        """What a node multiplies the product by."""
        own = [found[x] for x in node.inputs if x in found]
        if node.op.name == "add":
            return own[0] + own[-1]
        if node.op.name == "multiply":
            (other,) = [x for x in node.inputs if x not in found]
            return tuple(times(term, other) for term in own[0])
        negative = tuple(Term(-term.number, term.factors) for term in own[-1])
        return own[0] + negative if node.op.name == "subtract" else negative

    # What it is made of

    def made_of(self, nodes: Iterable[Node]) -> set[Node]:
        """What is computed where these nodes are read, and what is read from memory for it."""
        found, waiting = set(), list(nodes)
        while waiting:
            node = waiting.pop()
            if node in found or isinstance(stripped(node).op, Constant):
                continue
            found.add(node)
            inline = isinstance(node.op, Elementwise) and not runs_on_host(node)
            if inline and node not in self.kept.nodes:
                waiting += node.inputs
        return found

    def argument(self, atoms: set[Node], product: Node) -> Node | None:
        """The one kept value that factors are made of, which ends another product."""
        inner = self.made_of(atoms)
        read = {x for x in inner if x in self.kept.nodes or not isinstance(x.op, Elementwise)}
        if len(read) != 1 or any(x.shape != product.shape for x in inner):
            return None
        (found,) = read
        if isinstance(found.op, Source) or found.dtype != product.dtype:
            return None
        ends = (h for h, root in self.kept.root.items() if root is found)
        return found if any(isinstance(h.op, Contract) for h in ends) else None

    def is_free(self, argument: Node, after: set[Node]) -> bool:
        """Does nothing but the gradient need the argument later? What else reads it is then made
        with it, of nothing else.
        """
        waiting, seen = [argument], {argument}
        while waiting:
            for reader in self.readers[waiting.pop()]:
                if reader in after or reader in seen:
                    continue
                if not isinstance(reader.op, Elementwise) or reader.shape != argument.shape:
                    return False
                seen.add(reader)
                if reader in self.kept.nodes:
                    inner = self.made_of(reader.inputs)
                    read = {x for x in inner if x in self.kept.nodes or isinstance(x.op, Source)}
                    if not read <= {argument}:
                        return False
                else:
                    waiting.append(reader)
        return True


# Sums of products


def number_of(node: Node) -> float | None:
    """The number that a node is everywhere; None where it differs."""
    op = stripped(node).op
    return float(op.value.real) if isinstance(op, Constant) else None


def times(term: Term, factor: Node) -> Term:
    """A product with one more factor."""
    number = number_of(factor)
    if number is None:
        return Term(term.number, (*term.factors, factor))
    return Term(term.number * number, term.factors)


def merged(terms: Terms) -> Terms:
    """Terms of the same factors as one."""
    found: dict[frozenset[tuple[Node, int]], Term] = {}
    for term in terms:
        key = frozenset(Counter(term.factors).items())
        known = found.get(key)
        found[key] = Term(known.number + term.number, known.factors) if known else term
    return tuple(found.values())


def shared(a: Term, b: Term) -> tuple[Node, ...]:
    """The factors that two products have in common."""
    left, found = Counter(b.factors), []
    for x in a.factors:
        if left[x]:
            left[x] -= 1
            found.append(x)
    return tuple(found)


def without(term: Term, factors: tuple[Node, ...]) -> Term:
    """A product without some of its factors."""
    left, found = Counter(factors), []
    for x in term.factors:
        if left[x]:
            left[x] -= 1
        else:
            found.append(x)
    return Term(term.number, tuple(found))


def value_of(terms: Terms) -> Node | float:
    """A sum of products as nodes: what most factors have in common is multiplied once."""
    pairs = [shared(a, b) for i, a in enumerate(terms) for b in terms[i + 1 :]]
    common = max(pairs, key=len, default=())
    if not common:
        total, *rest = map(product_of, terms)
        for x in rest:
            total = total + x
        return total
    inside = [term for term in terms if len(shared(Term(1.0, common), term)) == len(common)]
    outside = [term for term in terms if term not in inside]
    found = product_of(Term(1.0, common)) * value_of(tuple(without(x, common) for x in inside))
    return found + value_of(tuple(outside)) if outside else found


def product_of(term: Term) -> Node | float:
    """A product as nodes, or as a number where it has no other factor."""
    if not term.factors:
        return term.number
    found, *rest = term.factors
    for x in rest:
        found = found * x
    return found if term.number == 1 else found * term.number
