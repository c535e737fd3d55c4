"""Loops as kernels: their bodies compiled like any computation, and the order in which the axes of
what goes in and out lie in memory.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pellucid.compiler.attention import ATTENTION, native_attention
from pellucid.compiler.computation import Computation
from pellucid.compiler.contraction import Plan
from pellucid.compiler.copy import Copy, copy
from pellucid.compiler.layout import Layouts
from pellucid.compiler.native import Native, Order, in_order, order_of, row_major
from pellucid.compiler.plan import rounded
from pellucid.compiler.schedule import Schedule
from pellucid.compiler.work import total_work
from pellucid.graph import Node, rebuild, toposort
from pellucid.graph.node import make, node as make_node
from pellucid.graph.order import with_inputs
from pellucid.ops.branch import Branch
from pellucid.ops.closed import Closed, depending
from pellucid.ops.loop import Scan
from pellucid.ops.source import Input
from pellucid.ops.while_loop import While

GUESSED_STEPS = 16  # of a loop whose number of steps nobody knows


@dataclass(frozen=True)
class Inside:
    """A body compiled, and the orders of the axes of its results.

    Its arguments are those of the body, then `copies` of what does not change, which are functions
    of these.
    """

    schedule: Schedule
    orders: list[Order]
    copies: list[Node]


CompileBody = Callable[[Closed, int, int], Inside]


def with_natives(computation: Computation, compile_body: CompileBody) -> Computation:
    """The computation with a kernel of its own for every loop and every attention."""

    def change(node: Node) -> Node:
        if isinstance(node.op, (Scan, While, Branch)):
            return NATIVE[type(node.op)](node, compile_body)
        return native_attention(node) if isinstance(node.op, ATTENTION) else node

    return computation.rewritten(change)


def native_scan(loop: Node, compile_body: CompileBody) -> Node:
    """The kernel of a scan."""
    op: Scan = loop.op
    changing = op.carries + op.slices
    inside = compile_body(op.body, op.carries, changing)
    schedule = inside.schedule
    arguments = schedule.computation.inputs
    given = dict(zip(arguments, loop.inputs, strict=False))
    inputs = [*loop.inputs, *rebuild(inside.copies, replaced=given)]
    takes, free = [], []
    for slot, x in enumerate(arguments):
        order, sliced = order_of(x), op.carries <= slot < changing
        takes.append(after_steps(order) if sliced else order)
        free.append(1 if sliced else 0)
    gives = [
        after_steps(order) if slot >= op.carries or op.kept[slot] else order
        for slot, order in enumerate(inside.orders)
    ]
    rings = sum(2 * rounded(x.spec.nbytes) for x in op.body.inputs[: op.carries])
    native = Native(
        op,
        tuple(op.results()),
        tuple(takes),
        tuple(free),
        tuple(gives),
        rounded(schedule.memory.arena_bytes) + rings,
        op.length * total_work(schedule.kernels),
        (schedule,),
        op.length,
    )
    return make_node(native, *map(in_order, inputs, takes, free))


def native_while(loop: Node, compile_body: CompileBody) -> Node:
    """The kernel of a loop with a condition."""
    op: While = loop.op
    test, step = (compile_body(side, count, op.carries) for side, count in
                  ((op.condition, 0), (op.body, op.carries)))  # fmt: skip
    inputs, takes = list(loop.inputs), []
    for number, inside in enumerate((test, step)):
        arguments = inside.schedule.computation.inputs
        given = dict(zip(arguments, loop.inputs, strict=False))
        inputs += rebuild(inside.copies, replaced=given)
        takes += [order_of(x) for x in arguments[len(loop.inputs) if number else 0 :]]
    rings = sum(2 * rounded(x.spec.nbytes) for x in op.body.outputs)
    arenas = sum(rounded(x.schedule.memory.arena_bytes) for x in (test, step))
    work = sum(total_work(x.schedule.kernels) for x in (test, step))
    native = Native(
        op,
        loop.spec.parts,
        tuple(takes),
        (0,) * len(inputs),
        (*map(tuple, step.orders), ()),
        arenas + rings + rounded(1),
        work * GUESSED_STEPS,
        (test.schedule, step.schedule),
        GUESSED_STEPS,
    )
    return make_node(native, *map(in_order, inputs, takes, native.free))


def native_branch(node: Node, compile_body: CompileBody) -> Node:
    """The kernel of a branch."""
    op: Branch = node.op
    sides = [compile_body(side, 0, len(side.inputs)) for side in (op.yes, op.no)]
    takes = tuple(row_major(x.spec) for x in node.inputs)
    native = Native(
        op,
        node.spec.parts,
        takes,
        (0,) * len(takes),
        tuple(map(row_major, node.spec.parts)),
        max(rounded(x.schedule.memory.arena_bytes) for x in sides)
        + sum(rounded(x.nbytes) for x in node.spec.parts),
        max(total_work(x.schedule.kernels) for x in sides),
        tuple(x.schedule for x in sides),
    )
    return make_node(native, *map(in_order, node.inputs, takes, native.free))


NATIVE = {Scan: native_scan, While: native_while, Branch: native_branch}


def after_steps(order: Order) -> Order:
    """The order of what is stacked: one step after the other."""
    return (0, *(axis + 1 for axis in order))


def border_orders(
    computation: Computation, layouts: Layouts, carries: int
) -> tuple[Computation, list[Order]]:
    """The body with the order of the axes of its arguments, and the orders of its results: examples
    last, as inside. What is carried goes out as it came in.
    """
    inputs = [in_own_order(x, layouts) for x in computation.inputs]
    orders = [
        order_of(inputs[slot]) if slot < carries else examples_last(x, layouts.batch.get(x))
        for slot, x in enumerate(computation.outputs)
    ]
    outputs = rebuild(
        computation.outputs, replaced=dict(zip(computation.inputs, inputs, strict=True))
    )
    return Computation(tuple(inputs), tuple(outputs), computation.updates), orders


def in_own_order(x: Node, layouts: Layouts) -> Node:
    """An argument that lies in memory as the layout would have it."""
    layouts.extend([x])
    order = examples_last(x, layouts.batch[x])
    op: Input = x.op
    return make(Input(op.slot, op.spec, op.batch, order), (), x.spec, x.line)


def examples_last(x: Node, batch: int | None) -> Order:
    """The axes of `x`, that of the examples at the end."""
    axes = row_major(x.spec)
    return axes if batch is None else (*axes[:batch], *axes[batch + 1 :], batch)


def stored_once(computation: Computation, orders: list[Order]) -> Computation:
    """Every output stored in its order, in a place of its own, where the rest reads it too."""
    first: dict[Node, Node] = {}
    done: dict[Node, Node] = {}
    places = {x: i for i, x in reversed(list(enumerate(computation.outputs)))}
    for node in toposort(computation.outputs):
        found = with_inputs(node, tuple(done[x] for x in node.inputs))
        if node in places:
            first[node] = copy(found, orders[places[node]], place=places[node])
        shown = first.get(node, found)
        done[node] = found if isinstance(node.op, Input) else shown
    return computation.with_outputs(
        [
            first[x] if places[x] == i else copy(done[x], orders[i], place=i)
            for i, x in enumerate(computation.outputs)
        ]
    )


def taken_in_order(computation: Computation) -> Computation:
    """The computation with what its own loops read in their order, also where arguments and results
    have got another one since.
    """

    def change(node: Node) -> Node:
        op = node.op
        if not isinstance(op, Native):
            return node
        return make_node(op, *map(in_order, node.inputs, op.takes, op.free))

    return computation.rewritten(change)


def constants_outside(
    computation: Computation, plans: dict[Node, Plan], layouts: Layouts, changing: int
) -> tuple[Computation, dict[Node, Plan], list[Node]]:
    """The computation with copies of what does not change as further arguments; the copies."""
    moving = depending(computation.outputs, set(computation.inputs[:changing]).__contains__)
    inputs = list(computation.inputs)
    copies: list[Node] = []
    done: dict[Node, Node] = {}
    found_plans: dict[Node, Plan] = {}
    fixed = depending(computation.outputs, set(inputs[changing:]).__contains__)
    for node in toposort(computation.outputs):
        found = with_inputs(node, tuple(done[x] for x in node.inputs))
        if isinstance(node.op, Copy) and node.op.alone and node in fixed and node not in moving:
            copies.append(node)
            found = make(
                Input(len(inputs), node.spec, None, node.op.order), (), node.spec, node.line
            )
            inputs.append(found)
        elif node in plans:
            found_plans[found] = plans[node]
        layouts.batch.setdefault(found, layouts.batch.get(node))
        done[node] = found
    outputs = tuple(done[x] for x in computation.outputs)
    return Computation(tuple(inputs), outputs, computation.updates), found_plans, copies
