"""How each contraction is computed: which label runs along the lanes, which operand is read where
it lies and which is copied first.

`outer`: the lanes are neighbours of the result; one operand is read as vectors, the other
broadcast, element by element. `dot`: the lanes are neighbours along a summed label of both
operands; partial sums meet at the end. `row`: a sum of products, for what is too small or too odd
for either.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pellucid.compiler.computation import Computation
from pellucid.compiler.copy import Copy, copy
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.layout import Layouts
from pellucid.compiler.reading import Guard, base_of, offset, strides, stripped
from pellucid.compiler.stored import stored
from pellucid.compiler.target import Target
from pellucid.graph import Node, apply, rebuild, toposort
from pellucid.graph.node import make
from pellucid.graph.order import with_inputs
from pellucid.ops.contraction import Contract
from pellucid.ops.host import runs_on_host
from pellucid.ops.view import Pad, Reading

# In multiply-adds of one lane: figures that rank plans, found by trying (see docs/decisions).
COPIED_ELEMENT = 24  # strided loads and a store
DOT_RESULT = 320  # adding up the lanes of one result
ROW_PRODUCT = 16  # a product outside the register tile
SMALL = 2**12  # products below which a tile is not worth its code
PANEL = 4  # vectors side by side in a packed panel
PACKED_STRIDE = 2048  # bytes between rows from which packing pays
PACKED_ROWS = 128  # and the fewest rows


@dataclass(frozen=True)
class Plan:
    """How one contraction is computed. `lanes` is a label, `vectors` the number of the operand read
    as vectors.
    """

    kind: str
    lanes: str
    vectors: int
    cost: float
    copies: tuple[tuple[int, Node], ...] = ()


BY_ROWS = Plan("row", "", 0, 0.0)


class Operand:
    """One operand of a contraction: where its elements lie, as a function of the labels."""

    def __init__(self, node: Node, labels: str, layouts: Layouts) -> None:
        self.node, self.labels = node, labels
        self.symbols = {
            c: Symbol(c, 0, max(n - 1, 0)) for c, n in zip(labels, node.shape, strict=True)
        }
        index = [variable(self.symbols[c]) for c in labels]
        self.base, place, self.guards = base_of(node, index)
        self.place = place
        self.offset = offset(place, strides(self.base.shape, layouts.order(self.base)))

    def stride(self, label: str) -> int | None:
        """Elements between neighbours along a label: None where that is no constant."""
        return step_of(self.offset, self.symbols[label]) if label in self.symbols else 0

    def guarded(self, label: str) -> bool:
        """Does the label decide whether an element is there at all?"""
        return any(mentions(expression, self.symbols.get(label)) for expression, _ in self.guards)


def mentions(expression: Affine, symbol: Symbol | None) -> bool:
    """Does the expression depend on the symbol?"""
    return any(found is symbol for found in expression.symbols())


def step_of(expression: Affine, symbol: Symbol) -> int | None:
    """The coefficient of the symbol: None when it also stands inside a quotient or remainder."""
    rest = Affine(0, {s: c for s, c in expression.terms.items() if s is not symbol})
    return None if mentions(rest, symbol) else expression.coefficient(symbol)


def plan_contractions(
    computation: Computation, layouts: Layouts, target: Target, *, tiles: bool = True
) -> tuple[Computation, dict[Node, Plan]]:
    """Each contraction with a plan, its operands copied where the plan says so."""
    root = stored(computation.outputs).root
    plans: dict[Node, Plan] = {}
    done: dict[Node, Node] = {}
    for original in toposort(computation.outputs):
        node = with_inputs(original, tuple(done[x] for x in original.inputs))
        layouts.extend([node])
        if isinstance(node.op, Contract) and not runs_on_host(node):
            plan = (
                choose(node, layouts.order(root[original]), layouts, target) if tiles else BY_ROWS
            )
            batch = layouts.batch[node]  # which a packed operand does not show
            node = planned(node, plan)
            layouts.extend([node])
            layouts.batch[node] = batch
            if isinstance(node.op, Contract):
                plans[node] = replace(plan, copies=())
        done[original] = node
    return computation.with_outputs([done[x] for x in computation.outputs]), plans


def planned(node: Node, plan: Plan) -> Node:
    """The contraction as its plan wants it."""
    if plan.kind == "row":
        return as_sum_of_products(node)
    operands = list(node.inputs)
    for side, replacement in plan.copies:
        operands[side] = replacement
    return make(node.op, tuple(operands), node.spec, node.line)


def choose(node: Node, order: Sequence[int], layouts: Layouts, target: Target) -> Plan:
    """The cheapest plan."""
    op: Contract = node.op
    sizes = op.sizes(node.inputs[0].shape, node.inputs[1].shape)
    products = math.prod(sizes.values())
    row = Plan("row", "", 0, products * ROW_PRODUCT if products > SMALL else 0.0)
    if products <= SMALL or node.dtype.kind == "bool" or node.dtype.itemsize < 4:
        return row
    operands = [
        Operand(x, c, layouts) for x, c in zip(node.inputs, (op.left, op.right), strict=True)
    ]
    plans = [
        row,
        *outer_plans(node, order, operands, sizes, target),
        *dot_plans(node, operands, sizes, target),
    ]
    return min(plans, key=lambda plan: plan.cost)


def lane_use(size: int, lanes: int) -> float:
    """The part of the lanes that does useful work along an axis."""
    return size / (lanes * -(-size // lanes))


def outer_plans(
    node: Node, order: Sequence[int], operands: list[Operand], sizes: dict[str, int], target: Target
) -> list[Plan]:
    """Plans with the innermost label of the result along the lanes."""
    op: Contract = node.op
    inner = [op.out[axis] for axis in order if node.shape[axis] > 1]
    if not inner:
        return []
    label, lanes = inner[-1], target.lanes(node.dtype)
    work = math.prod(sizes.values()) / lane_use(sizes[label], lanes)
    found = []
    for side in (0, 1):
        if label not in operands[side].labels or label in operands[1 - side].labels:
            continue
        wide, cost = prepared(operands[side], label, op, lanes, work)
        other, extra = unguarded(operands[1 - side], op)
        copies = tuple((s, x) for s, x in ((side, wide), (1 - side, other)) if x is not None)
        found.append(Plan("outer", label, side, work + cost + extra, copies))
    return found


def prepared(
    x: Operand, label: str, op: Contract, lanes: int, work: float
) -> tuple[Node | None, float]:
    """The operand with neighbours along `label` next to each other: a copy of it, or None when it
    is so already.
    """
    guarded = not only_summed(x, op) or x.guarded(label)
    if x.stride(label) == 1 and not guarded:
        return packed(x, label, op, lanes, work)
    base = stripped_to_pad(x.node) if guarded else stripped(x.node)
    for moved in (
        copy(base, innermost(axis, base), alone=True) for axis in reversed(range(len(base.shape)))
    ):
        if unit_stride(x, base, moved, label):
            return with_base(x.node, base, moved), COPIED_ELEMENT * base.spec.size
    whole = copy(x.node, innermost(x.labels.index(label), x.node), alone=True)
    return whole, COPIED_ELEMENT * x.node.spec.size


def innermost(axis: int, node: Node) -> tuple[int, ...]:
    """The axes of `node` with one moved to the end."""
    return (*(a for a in range(len(node.shape)) if a != axis), axis)


def unit_stride(x: Operand, base: Node, moved: Node, label: str) -> bool:
    """Would neighbours along `label` lie next to each other if `base` were stored as `moved`?"""
    node = with_base(x.node, base, moved)
    index = [variable(x.symbols[c]) for c in x.labels]
    found, place, _ = base_of(node, index)
    steps = strides(found.shape, found.op.order) if isinstance(found.op, Copy) else ()
    return bool(steps) and step_of(offset(place, steps), x.symbols[label]) == 1


def stripped_to_pad(node: Node) -> Node:
    """The padding in the views on top of `node`, or what lies below them."""
    while isinstance(node.op, Reading) and not isinstance(node.op, Pad):
        node = node.inputs[0]
    return node


def with_base(node: Node, base: Node, replacement: Node) -> Node:
    """The views of `node` on `base`, on `replacement` instead."""
    return rebuild([node], replaced={base: replacement})[0]


def unguarded(x: Operand, op: Contract) -> tuple[Node | None, float]:
    """An operand without padding that tiles would meet: a copy of the padded values, or None when
    none is needed.
    """
    if only_summed(x, op):
        return None, 0.0
    base = stripped_to_pad(x.node)
    return with_base(x.node, base, copy(base, alone=True)), COPIED_ELEMENT * base.spec.size


def only_summed(x: Operand, op: Contract) -> bool:
    """Can every guard be a bound of the loop over one summed label? What it leaves out must be
    zeros.
    """
    return is_padded_with_zeros(x.node) and all(
        bounding_label(guard, x, op) is not None for guard in x.guards
    )


def is_padded_with_zeros(node: Node) -> bool:
    """Is every padding in the views on top of `node` one of zeros?"""
    while isinstance(node.op, Reading):
        if isinstance(node.op, Pad) and node.op.value != 0:
            return False
        node = node.inputs[0]
    return True


def bounding_label(guard: Guard, x: Operand, op: Contract) -> str | None:
    """The one summed label whose loop the guard bounds, if it does, with a step of 1."""
    expression, _ = guard
    if any(not isinstance(s, Symbol) for s in expression.terms):
        return None
    labels = [c for c, s in x.symbols.items() if s in expression.terms]
    summed = [c for c in labels if c not in op.out]
    if len(summed) != 1 or abs(expression.coefficient(x.symbols[summed[0]])) != 1:
        return None
    return summed[0]


def packed(
    x: Operand, label: str, op: Contract, lanes: int, work: float
) -> tuple[Node | None, float]:
    """The operand in panels of a few vectors, where its rows lie too far apart to be read."""
    summed = [c for c in x.labels if c not in op.out]
    rows = math.prod(x.symbols[c].high + 1 for c in summed)
    step = max((abs(x.stride(c) or 0) for c in summed), default=0)
    size = x.node.spec.size
    worth = (
        work >= 64 * size and rows >= PACKED_ROWS and step * x.node.dtype.itemsize >= PACKED_STRIDE
    )
    if not worth or stripped(x.node).spec.size != size or x.guards:
        return None, 0.0
    axis, width = x.labels.index(label), PANEL * lanes
    count = -(-x.node.shape[axis] // width)
    widths = tuple((0, count * width - n if a == axis else 0) for a, n in enumerate(x.node.shape))
    padded = apply("pad", x.node, widths=widths) if count * width != x.node.shape[axis] else x.node
    shape = padded.shape
    split = apply("reshape", padded, shape=(*shape[:axis], count, width, *shape[axis + 1 :]))
    order = (axis, *(a for a in range(len(split.shape)) if a not in {axis, axis + 1}), axis + 1)
    panels = apply("reshape", copy(split, order, alone=True), shape=shape)
    terms = tuple((0, ((a, 1),)) for a in range(len(shape)))
    return apply("view", panels, shape=x.node.shape, terms=terms), COPIED_ELEMENT / 8 * size


def dot_plans(
    node: Node, operands: list[Operand], sizes: dict[str, int], target: Target
) -> list[Plan]:
    """Plans with a summed label along the lanes."""
    op: Contract = node.op
    lanes = target.lanes(node.dtype)
    found = []
    for label in op.left:
        if label in op.out or label not in op.right or 2 * sizes[label] < lanes:
            continue
        copies, cost = [], 0.0
        for side, x in enumerate(operands):
            if x.guarded(label) or not only_summed(x, op) or x.stride(label) != 1:
                moved, extra = prepared(x, label, op, lanes, 0.0)
                cost += extra
                if moved is not None:
                    copies.append((side, moved))
        work = math.prod(sizes.values()) / lane_use(sizes[label], lanes)
        found.append(
            Plan("dot", label, 1, work + DOT_RESULT * node.spec.size + cost, tuple(copies))
        )
    return found


def as_sum_of_products(node: Node) -> Node:
    """The contraction as a product of views, summed."""
    op: Contract = node.op
    sizes = op.sizes(node.inputs[0].shape, node.inputs[1].shape)
    summed = [c for c in sizes if c not in op.out]
    labels = [*op.out, *summed]
    shape = tuple(sizes[c] for c in labels)
    views = [
        apply("view", x, shape=shape, terms=tuple((0, ((labels.index(c), 1),)) for c in own))
        for x, own in zip(node.inputs, (op.left, op.right), strict=True)
    ]
    products = apply("multiply", *views)
    return (
        apply("sum", products, axes=tuple(range(len(op.out), len(labels)))) if summed else products
    )
