"""Rows looked up in a table more often than it has rows: what is linear is done to the table.

A dense layer on the rows of an embedding gives equal rows for equal symbols. So the table is
multiplied once, and its products are looked up; and in the gradients, which are sums over places,
the places of each symbol are added up before they are multiplied.
"""

from math import prod

from pellucid.compiler.computation import Computation
from pellucid.compiler.rowwise import Rows, in_labels, joined, replaced, reshaped, rows_at
from pellucid.compiler.simplify import LABELS
from pellucid.graph import Node, apply, toposort
from pellucid.graph.node import combine, scalar
from pellucid.ops.contraction import Contract
from pellucid.ops.indexing import Gather, ScatterAdd
from pellucid.ops.reduction import Sum
from pellucid.ops.view import Reshape

OFTEN = 2  # places for each row of a table from which it pays
NARROWEST = 16  # numbers in a row: adding up narrower ones takes as long as multiplying them
WIDENED = 64  # how much wider the rows that are added up may be than those that were


def multiply_tables(computation: Computation) -> Computation:
    """Products of looked-up rows and their gradients, made once for each row of the table."""
    computation = computation.rewritten(by_table)
    totals = {}
    for node in toposort(computation.outputs):
        if isinstance(node.op, ScatterAdd) and node.dtype.is_float and len(node.shape) == 2:
            totals[below_reshape(node.inputs[1], node.inputs[1].shape[0])] = node
    return computation.rewritten(lambda node: sum_of_totals(node, totals))


def by_table(node: Node) -> Node:
    """What the first rule that changes a node makes of it."""
    if isinstance(node.op, ScatterAdd):
        return multiplied_last(node)
    if not isinstance(node.op, Contract) or not is_exact(node):
        return node
    rules = (looked_up_last, slopes_by_row)
    return next(
        (x for rule in rules for side in (0, 1) if (x := rule(node, side)) is not node), node
    )


class Side:
    """An operand of a contraction: its labels, those of the other, and their sizes."""

    def __init__(self, node: Node, side: int) -> None:
        self.op: Contract = node.op
        self.x, self.other = node.inputs[side], node.inputs[1 - side]
        self.labels, self.theirs = (self.op.left, self.op.right)[:: 1 if side == 0 else -1]
        self.sizes = self.op.sizes(*(x.shape for x in node.inputs))
        self.row = next(c for c in LABELS if c not in self.op.left + self.op.right)

    def table_rows(self) -> tuple[Rows, int] | None:
        """The operand as rows looked up in a table, and the axis along which they lie."""
        for axis in range(len(self.x.shape)):
            rows = rows_at(self.x, axis)
            if rows is not None and isinstance(rows.base.op, Gather):
                table, places = rows.base.inputs
                if len(table.shape) == 2 and rows.inner == 1 and is_often(places, table.shape[0]):
                    return rows, axis
        return None


def is_exact(product: Node) -> bool:
    """Is it a product of floats that are not rounded before?"""
    return product.dtype.is_float and product.op.precision == "float32"


def is_often(places: Node, rows: int) -> bool:
    """Are there many places for each row?"""
    return places.spec.size >= OFTEN * rows


def looked_up_last(node: Node, number: int) -> Node:
    """contract(gather(table), w) as gather(contract(table, w)), where whole rows are summed."""
    side = Side(node, number)
    found = side.table_rows()
    if found is None:
        return node
    (rows, axis), out = found, side.op.out
    inner, own = side.labels[axis], side.labels[:axis] + side.labels[axis + 1 :]
    made = side.theirs.replace(inner, "")
    summed = inner in side.theirs and inner not in out
    if not summed or set(own) & set(made) or {*own, *made} != set(out):
        return node
    table, places = rows.base.inputs
    product = apply(
        "contract", table, side.other, left=side.row + inner, right=side.theirs, out=side.row + made
    )
    seen = rows.again(apply("gather", joined(product, 1, len(made)), places))
    split = reshaped(seen, replaced(seen.shape, axis, *product.shape[1:]))
    return in_labels(split, side.labels.replace(inner, made), out)


def slopes_by_row(node: Node, number: int) -> Node:
    """contract(g, gather(table)) over all places as contract(scatter_add(g), table)."""
    side = Side(node, number)
    found = side.table_rows()
    if found is None:
        return node
    (rows, axis), out = found, side.op.out
    inner, own = side.labels[axis], side.labels[:axis] + side.labels[axis + 1 :]
    made = "".join(c for c in side.theirs if c not in own)
    whole = set(own) <= set(side.theirs) and not set(own) & set(out)
    table, places = rows.base.inputs
    if not whole or inner in side.theirs or set(out) != {inner, *made}:
        return node
    if not is_worth(table.shape[1], prod(side.sizes[c] for c in made)):
        return node
    looked_up = rows.again(reshaped(places, (places.spec.size, 1)))
    total = totalled(side, looked_up, side.labels, inner, made, table.shape[0])
    read = only_seen(table, places)
    return apply("contract", total, read, left=side.row + made, right=side.row + inner, out=out)


def multiplied_last(node: Node) -> Node:
    """scatter_add(contract(g, w)) as contract(scatter_add(g), w)."""
    places, updates = node.inputs
    rows = rows_at(updates, 1) if len(updates.shape) == 2 and node.dtype.is_float else None
    if rows is None or not isinstance(rows.base.op, Contract) or not is_exact(rows.base):
        return node
    out = rows.base.op.out
    inner, own = out[rows.inner], out.replace(out[rows.inner], "")
    side = Side(rows.base, 0 if inner in rows.base.op.left else 1)
    summed = side.labels.replace(inner, "")
    whole = sorted(side.theirs) == sorted(own + summed)
    if not whole or not is_often(places, node.shape[0]):
        return node
    looked_up = rows.back(reshaped(places, (places.spec.size, 1)))
    wide = prod(side.sizes[c] for c in summed)
    if looked_up is None or not is_worth(node.shape[1], wide):
        return node
    total = totalled(side, looked_up, out, inner, summed, node.shape[0])
    labels = {"left": side.row + summed, "right": side.labels, "out": side.row + inner}
    return only_seen(apply("contract", total, side.x, **labels), places)


def totalled(side: Side, looked_up: Node, labels: str, inner: str, wide: str, rows: int) -> Node:
    """What the other operand has along its labels `wide`, added up for each row of the table.

    `looked_up` are the places, their axes labelled as in `labels`, that of `inner` of size 1. Rows
    are added up in the order in which the operand has them.
    """
    own = "".join(c for c in side.theirs if c not in wide)
    g = in_labels(side.other, side.theirs, own + wide)
    updates = reshaped(g, (prod(side.sizes[c] for c in own), prod(side.sizes[c] for c in wide)))
    places = reshaped(in_labels(looked_up, labels, own + inner), updates.shape[:1])
    total = apply("scatter_add", places, updates, rows=rows)
    return reshaped(total, (rows, *(side.sizes[c] for c in wide)))


def is_worth(narrow: int, wide: int) -> bool:
    """Is adding up rows `wide` instead of `narrow` quicker than multiplying them?"""
    return narrow >= NARROWEST and wide <= WIDENED * narrow


def only_seen(x: Node, places: Node) -> Node:
    """`x` with zeros in the rows that nobody looked up, whatever stands there."""
    ones = scalar(1.0, x.dtype, (places.spec.size,))
    count = apply("scatter_add", places, ones, rows=x.shape[0])
    seen = combine("less", scalar(0.0, x.dtype, count.shape), count)
    terms = ((0, ((0, 1),)),)
    wide = apply("view", seen, shape=x.shape, terms=terms)
    return combine("where", wide, x, 0.0)


def below_reshape(x: Node, rows: int) -> tuple[Node, int]:
    """What `x` is a reshape of, which is read as so many rows."""
    return (x.inputs[0] if isinstance(x.op, Reshape) else x), rows


def sum_of_totals(node: Node, totals: dict[tuple[Node, int], Node]) -> Node:
    """A sum over all places as one over the rows for which they have been added up."""
    if not isinstance(node.op, Sum):
        return node
    (x,), axes = node.inputs, node.op.axes
    if axes != tuple(range(len(axes))):
        return node
    total = totals.get(below_reshape(x, prod(x.shape[: len(axes)])))
    return node if total is None else reshaped(apply("sum", total, axes=(0,)), node.shape)
