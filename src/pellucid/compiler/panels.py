"""Values that products make and products read, stored in panels from the start.

A product that reads rows 2 KB or more apart reads a copy of them in panels of a few vectors. Where
what it reads is made by another product, as in a wide hidden layer, and is read by products only,
that one stores panels at once: nothing is copied, rows of a tile lie 256 bytes apart for everyone
who reads them, and every sum is added up in the same order.
"""

import math
from collections.abc import Iterator

from pellucid.compiler.computation import Computation
from pellucid.compiler.copy import Copy
from pellucid.compiler.index import variable
from pellucid.compiler.layout import Layouts
from pellucid.compiler.operand import Operand
from pellucid.compiler.prepare import PANEL, packed
from pellucid.compiler.reading import stripped
from pellucid.compiler.simplify import LABELS, merge_views
from pellucid.compiler.split import in_parts
from pellucid.compiler.target import Target
from pellucid.core.provenance import made_for
from pellucid.core.spec import Spec
from pellucid.graph import Node, apply, toposort
from pellucid.graph.node import make
from pellucid.graph.order import users, with_inputs
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.host import runs_on_host
from pellucid.ops.reduction import Sum
from pellucid.ops.view import Reading


def in_panels(computation: Computation, layouts: Layouts, target: Target) -> Computation:
    """The same values; those that would be copied into panels for a product are made there."""
    order = toposort(computation.outputs)
    members = Members(computation, order, layouts, target).found()
    return Moved(members).computation(computation, order) if members else computation


def is_made(node: Node) -> bool:
    """Does a loop nest make it, element by element or as sums of products?"""
    plain = isinstance(node.op, Elementwise) and not isinstance(node.op, Copy)
    return (plain or type(node.op) is Contract) and not runs_on_host(node)


class Members:
    """Which values are to lie in panels, and how wide these are."""

    def __init__(
        self, computation: Computation, order: list[Node], layouts: Layouts, target: Target
    ) -> None:
        self.order, self.layouts, self.target = order, layouts, target
        self.results = set(computation.outputs)
        self.readers = users(order)

    def found(self) -> dict[Node, int]:
        """The columns of a panel, for every value that is to lie in some."""
        found: dict[Node, int] = {}
        for node in self.order:
            base = self.copied(node) if type(node.op) is Contract else None
            if base is not None and base not in found:
                width = PANEL * self.target.lanes(base.dtype)
                found |= dict.fromkeys(self.group(base), width)
        return found

    def copied(self, product: Node) -> Node | None:
        """What a product would read from a copy in panels, if it is made by another."""
        op, label = product.op, product.op.out[-1:]
        for x, own, other in zip(
            product.inputs, (op.left, op.right), (op.right, op.left), strict=True
        ):
            base, lanes = stripped(x), self.target.lanes(x.dtype)
            if label not in own or label in other or not is_made(base):
                continue
            operand = Operand(x, own, self.layouts)
            whole = len(base.shape) > 1 and label_of_columns(operand) == label
            if whole and base.shape[-1] % (PANEL * lanes) == 0 and base.shape[-1] > PANEL * lanes:
                work = math.prod(op.sizes(*(y.shape for y in product.inputs)).values())
                if packed(operand, label, op, lanes, work)[0] is not None:
                    return base
        return None

    def group(self, base: Node) -> set[Node]:
        """A value and all that is made with it element by element; nothing where one of these is
        read in another way than by a product, or as a sum of its rows.
        """
        found, waiting = {base}, [base]
        while waiting:
            node = waiting.pop()
            elsewhere = node in self.results or self.layouts.batch[node] is not None
            if elsewhere or not self.is_cut(node):
                return set()
            beside = [x for x in node.inputs if is_made(x)] if self.is_plain(node) else []
            for reader in self.readers[node]:
                if self.is_plain(reader) and reader.shape == node.shape:
                    beside.append(reader)
                elif not all(self.reads_panels(node, *last) for last in self.last(node, reader)):
                    return set()
            fresh = {x for x in beside if x.shape == node.shape} - found
            found |= fresh
            waiting += fresh
        return found

    def is_plain(self, node: Node) -> bool:
        return isinstance(node.op, Elementwise) and is_made(node)

    def is_cut(self, node: Node) -> bool:
        """Can it be made panel by panel?"""
        if self.is_plain(node):
            return True
        op = node.op
        return (op.out[-1] in op.left) != (op.out[-1] in op.right)

    def last(self, node: Node, reader: Node) -> Iterator[tuple[Node, Node]]:
        """What reads a node through views, and what it reads."""
        if not isinstance(reader.op, Reading):
            yield reader, node
            return
        for further in self.readers[reader]:
            yield from self.last(reader, further)

    def reads_panels(self, node: Node, reader: Node, x: Node) -> bool:
        """Does a reader of `x`, a view of a node, read panels as well as rows?"""
        if isinstance(reader.op, Sum):
            rows, columns = len(node.shape) - 2, len(node.shape) - 1
            return x is node and rows in reader.op.axes and columns not in reader.op.axes
        if type(reader.op) is not Contract:
            return False
        sides = zip(reader.inputs, (reader.op.left, reader.op.right), strict=True)
        return all(label_of_columns(Operand(y, own, self.layouts)) for y, own in sides if y is x)


def label_of_columns(x: Operand) -> str:
    """The label that counts the columns of the value below an operand, all of them; or none."""
    for label, symbol in x.symbols.items():
        if x.place and x.place[-1] == variable(symbol) and symbol.high + 1 == x.base.shape[-1]:
            return "" if x.guards else label
    return ""


class Moved:
    """A graph being written anew, with some of its values in panels."""

    def __init__(self, members: dict[Node, int]) -> None:
        self.members = members
        self.done: dict[Node, Node] = {}  # members as they lie: (..., panels, rows, columns)
        self.layouts = Layouts(())

    def computation(self, computation: Computation, order: list[Node]) -> Computation:
        """The computation with its members in panels."""
        for node in order:
            with made_for(node.line):
                self.done[node] = self.of(node)
        return computation.with_outputs([self.whole(x) for x in computation.outputs])

    def of(self, node: Node) -> Node:
        """A node in its new place."""
        if type(node.op) is Contract:
            return self.product(node)
        if isinstance(node.op, Sum) and node.inputs[0] in self.members:
            return self.sum_of_rows(node)
        if node not in self.members:
            return with_inputs(node, tuple(self.whole(x) for x in node.inputs))
        width = self.members[node]
        inputs = tuple(
            self.done[x] if x in self.members else moved(self.done[x], width) for x in node.inputs
        )
        spec = Spec(moved_shape(node.shape, width), node.dtype)
        return make(node.op, inputs, spec, node.line)

    def whole(self, node: Node) -> Node:
        """A node as all others see it."""
        found = self.done[node]
        if node not in self.members:
            return found
        rank = len(node.shape)
        axes = (*range(rank - 2), rank - 1, rank - 2, rank)
        terms = tuple((0, ((axis, 1),)) for axis in axes)
        shape = (*node.shape[:-1], node.shape[-1] // self.members[node], self.members[node])
        return apply("reshape", apply("view", found, shape=shape, terms=terms), shape=node.shape)

    def product(self, node: Node) -> Node:
        """A product, the labels of columns that lie in panels as two: the panel and the column."""
        op: Contract = node.op
        labels, operands = [op.left, op.right], [self.whole(x) for x in node.inputs]
        out, widths = op.out, self.widths(node)
        for label, width in widths.items():
            part = next(c for c in LABELS if not any(c in text for text in (*labels, out)))
            for side, own in enumerate(labels):
                if label in own:
                    x = operands[side]
                    parts = x.shape[own.index(label)] // width
                    operands[side] = in_parts(x, own.index(label), parts)
                    labels[side] = own.replace(label, part + label)
            out = out.replace(label, part + label)
        if node in self.members:
            out = out[:-3] + out[-2] + out[-3] + out[-1]
        if not widths:
            return with_inputs(node, tuple(operands))
        left, right = labels
        found = apply(
            "contract", *operands, left=left, right=right, out=out, precision=op.precision
        )
        return found if node in self.members else apply("reshape", found, shape=node.shape)

    def sum_of_rows(self, node: Node) -> Node:
        """The sums of columns that lie in panels."""
        (x,), rows = node.inputs, len(node.inputs[0].shape) - 2
        axes = tuple(axis + (axis == rows) for axis in node.op.axes)
        return apply("reshape", apply("sum", self.done[x], axes=axes), shape=node.shape)

    def widths(self, node: Node) -> dict[str, int]:
        """The labels of a product that count columns in panels, and how many each panel has."""
        found: dict[str, int] = {}
        for x, own in zip(node.inputs, (node.op.left, node.op.right), strict=True):
            base = stripped(x)
            if base in self.members:
                self.layouts.extend([x])
                found[label_of_columns(Operand(x, own, self.layouts))] = self.members[base]
        if node in self.members:
            found[node.op.out[-1]] = self.members[node]
        return found


def moved_shape(shape: tuple[int, ...], width: int) -> tuple[int, ...]:
    """The shape of a value in panels of so many columns."""
    return (*shape[:-2], shape[-1] // width, shape[-2], width)


def moved(x: Node, width: int) -> Node:
    """A value that lies elsewhere, seen in panels."""
    rank = len(x.shape)
    first = tuple((0, ((axis, 1),)) for axis in range(rank - 2))
    terms = (*first, (0, ((rank - 1, 1),)), (0, ((rank - 2, width), (rank, 1))))
    wide = apply("view", x, shape=moved_shape(x.shape, width), terms=terms)
    return merge_views(wide)
