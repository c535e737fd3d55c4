"""How each contraction is computed: which label runs along the lanes, which operand is read where
it lies and which is copied first.

`outer`: the lanes are neighbours of the result; one operand is read as vectors, the other
broadcast, element by element. `dot`: the lanes are neighbours along a summed label of both
operands; partial sums meet at the end. `row`: a sum of products, for what is too small or too odd
for either.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pellucid.compiler.computation import Computation
from pellucid.compiler.layout import Layouts
from pellucid.compiler.operand import Operand, only_summed
from pellucid.compiler.pairs import PairProduct, apart, words_stored
from pellucid.compiler.prepare import PANEL, broadcastable, prepared
from pellucid.compiler.stored import stored
from pellucid.compiler.target import Target
from pellucid.graph import Node, apply, toposort
from pellucid.graph.node import make
from pellucid.graph.order import with_inputs
from pellucid.ops.contraction import Contract
from pellucid.ops.host import runs_on_host

# In multiply-adds of one lane: figures that rank plans, found by trying (see docs/decisions).
DOT_RESULT = 320  # adding up the lanes of one result
MET_RESULT = 96  # the same, where the sums of neighbours are added up together
MET_MEANWHILE = 60  # the same, while the next long sums grow
LONG = 16  # vectors of a long sum
ROW_PRODUCT = 16  # a product outside the register tile
SMALL = 2**12  # products below which a tile is not worth its code
SPLIT_LOAD = 0.6  # one more load for a vector whose lanes lie in two places
MOST_VECTORS = 8  # side by side, where such vectors repeat only after so many


@dataclass(frozen=True)
class Plan:
    """How one contraction is computed. `lanes` are the labels that run along the lanes, their
    places counted as one, the last the innermost; `vectors` is the number of the operand read as
    vectors. `meeting`: the label along which the results of a dot product are neighbours, where
    those of several sums can be stored as one vector.
    """

    kind: str
    lanes: str
    vectors: int
    cost: float
    copies: tuple[tuple[int, Node], ...] = ()
    meeting: str = ""


@dataclass(frozen=True)
class Choice:
    """A contraction, the order its result is to have, and the plans for it, the cheapest first."""

    node: Node
    order: tuple[int, ...]
    plans: tuple[Plan, ...]
    layouts: Layouts


Pick = Callable[[Choice], Plan]
BY_ROWS = Plan("row", "", 0, 0.0)


def cheapest(choice: Choice) -> Plan:
    """The plan that the cost model ranks first."""
    return choice.plans[0]


def by_rows(_: Choice) -> Plan:
    """No tiles."""
    return BY_ROWS


def plan_contractions(
    computation: Computation, layouts: Layouts, target: Target, pick: Pick = cheapest
) -> tuple[Computation, dict[Node, Plan]]:
    """Each contraction with a plan, its operands copied where the plan says so."""
    root = stored(computation.outputs).root
    plans: dict[Node, Plan] = {}
    done: dict[Node, Node] = {}
    for original in toposort(computation.outputs):
        node = with_inputs(original, tuple(done[x] for x in original.inputs))
        layouts.extend([node])
        if isinstance(node.op, Contract) and not runs_on_host(node):
            order = tuple(layouts.order(root[original]))
            plan = pick(Choice(node, order, plans_for(node, order, layouts, target), layouts))
            batch = layouts.batch[node]  # which a packed operand does not show
            node = planned(node, plan, layouts)
            layouts.extend([node])
            layouts.batch[node] = batch
            if isinstance(node.op, Contract):
                plans[node] = replace(plan, copies=())
        done[original] = node
    return computation.with_outputs([done[x] for x in computation.outputs]), plans


def planned(node: Node, plan: Plan, layouts: Layouts) -> Node:
    """The contraction as its plan wants it."""
    if plan.kind == "row":
        return as_sum_of_products(node)
    operands = list(node.inputs)
    for side, replacement in plan.copies:
        operands[side] = replacement
    if isinstance(node.op, PairProduct):
        operands = [
            words_stored(x, layouts, as_planned=plan.kind == "dot" or side == plan.vectors)
            for side, x in enumerate(operands)
        ]
    return make(node.op, tuple(operands), node.spec, node.line)


def plans_for(
    node: Node, order: Sequence[int], layouts: Layouts, target: Target
) -> tuple[Plan, ...]:
    """The plans for a contraction, the cheapest first."""
    op: Contract = node.op
    sizes = op.sizes(node.inputs[0].shape, node.inputs[1].shape)
    products = math.prod(sizes.values())
    row = Plan("row", "", 0, products * ROW_PRODUCT if products > SMALL else 0.0)
    if products <= SMALL or node.dtype.kind == "bool" or node.dtype.itemsize < 4:
        return (row,)
    operands = [
        Operand(x, c, layouts) for x, c in zip(node.inputs, (op.left, op.right), strict=True)
    ]
    plans = [
        row,
        *outer_plans(node, order, operands, sizes, target),
        *dot_plans(node, order, operands, sizes, target),
    ]
    return tuple(sorted((p for p in plans if p.cost < math.inf), key=lambda plan: plan.cost))


def lane_use(size: int, lanes: int) -> float:
    """The part of the lanes that does useful work along an axis."""
    return size / (lanes * -(-size // lanes))


def outer_plans(
    node: Node, order: Sequence[int], operands: list[Operand], sizes: dict[str, int], target: Target
) -> list[Plan]:
    """Plans with the innermost label of the result along the lanes, or the two innermost."""
    op: Contract = node.op
    inner = "".join(op.out[axis] for axis in order if node.shape[axis] > 1)
    lanes = target.lanes(node.dtype)
    found = []
    for labels in dict.fromkeys((inner[-1:], inner[-2:])):
        for side in (0, 1):
            shared = set(labels) & set(operands[1 - side].labels)
            if not labels or shared or not set(labels) <= set(operands[side].labels):
                continue
            work = math.prod(sizes.values()) / lane_use(math.prod(sizes[c] for c in labels), lanes)
            wide, cost = prepared(operands[side], labels, op, lanes, work)
            other, extra = broadcastable(operands[1 - side], op, work)
            copies = tuple((s, x) for s, x in ((side, wide), (1 - side, other)) if x is not None)
            if len(labels) > 1:
                moved = operands[side] if wide is None else operands[side].of(wide)
                cost += work * split_cost(moved, labels, lanes, target)
            found.append(Plan("outer", labels, side, work + cost + extra, copies))
    return found


def split_cost(x: Operand, labels: str, lanes: int, target: Target) -> float:
    """What loading costs for each multiply-add when the lanes of a vector lie in several places:
    infinitely much where that cannot be written down once for every tile.
    """
    outer, inner = (x.symbols[c].high + 1 for c in labels)
    if x.stride(labels[1]) != 1 or x.stride(labels[0]) is None:
        return math.inf
    if x.stride(labels[0]) == inner:
        return 0.0
    vectors = min(period(inner, lanes), -(-outer * inner // lanes))
    if vectors > MOST_VECTORS:
        return math.inf
    ends = range(0, vectors * lanes, lanes)
    pieces = sum((end + lanes - 1) // inner - end // inner for end in ends) / vectors
    return SPLIT_LOAD * pieces * max(vectors, PANEL) / target.registers


def period(size: int, lanes: int) -> int:
    """After how many vectors along rows of `size` elements a row begins with a vector again."""
    return size // math.gcd(size, lanes)


def dot_plans(
    node: Node, order: Sequence[int], operands: list[Operand], sizes: dict[str, int], target: Target
) -> list[Plan]:
    """Plans with a summed label along the lanes."""
    op: Contract = node.op
    lanes = target.lanes(node.dtype)
    inner = next((op.out[axis] for axis in reversed(order) if node.shape[axis] > 1), "")
    side = 0 if inner in op.left else 1
    one_sided = (inner in op.left) != (inner in op.right)
    bound = any(x.guarded(inner) for x in operands)  # what bounds loops has no place in a tile
    meeting = inner if one_sided and not bound and sizes[inner] >= lanes else ""
    near = min(x.node.spec.nbytes for x in operands) <= target.caches[1] // 2
    found = []
    for label in op.left:
        if label in op.out or label not in op.right or 2 * sizes[label] < lanes:
            continue
        met = MET_MEANWHILE if near and sizes[label] >= LONG * lanes else MET_RESULT
        copies, cost = [], (met if meeting else DOT_RESULT) * node.spec.size
        for number, x in enumerate(operands):
            if x.guarded(label) or not only_summed(x, op) or x.stride(label) != 1:
                moved, extra = prepared(x, label, op, lanes, 0.0)
                cost += extra
                if moved is not None:
                    copies.append((number, moved))
        work = math.prod(sizes.values()) / lane_use(sizes[label], lanes)
        wide = side if meeting else 1
        found.append(Plan("dot", label, wide, work + cost, tuple(copies), meeting))
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
    if isinstance(op, PairProduct):
        (a, b), (c, d) = map(apart, views)
        products = a * c + b * d
    else:
        products = apply("multiply", *views)
    return (
        apply("sum", products, axes=tuple(range(len(op.out), len(labels)))) if summed else products
    )
