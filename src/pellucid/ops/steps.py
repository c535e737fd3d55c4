"""The steps of a loop: what its results show of them, and what need not be done step by step."""

from collections.abc import Iterable, Sequence

from pellucid.graph import Node, Op, apply, batch, part, rebuild, toposort
from pellucid.graph.order import users
from pellucid.ops.closed import Closed, batch_of, close, depending, fresh
from pellucid.ops.contraction import Contract
from pellucid.ops.view import Reading

HOISTED_BYTES = 2**26  # that a value may take for all steps at once


def last(loop: Node, number: int) -> Node:
    """What is carried out of the last step."""
    found = part(loop, number)
    if not loop.op.kept[number]:
        return found
    place = 0 if loop.op.reverse else loop.op.length
    return apply("reshape", some_of(found, place, 1), shape=found.shape[1:])


def before(loop: Node, number: int) -> Node:
    """What is carried into each step, of a kept value."""
    return some_of(part(loop, number), 1 if loop.op.reverse else 0, loop.op.length)


def after(loop: Node, number: int) -> Node:
    """What is carried out of each step, of a kept value."""
    return some_of(part(loop, number), 0 if loop.op.reverse else 1, loop.op.length)


def some_of(x: Node, start: int, count: int) -> Node:
    """`count` slices along the first axis."""
    terms = tuple((0 if axis else start, ((axis, 1),)) for axis in range(len(x.shape)))
    return apply("view", x, shape=(count, *x.shape[1:]), terms=terms)


def hoisted(
    body: Closed, inputs: Sequence[Node], carries: int, slices: int, length: int
) -> tuple[Closed, list[Node], int]:
    """The body without products of slices and constants alone: these are made for all steps at
    once. The inputs for it, and how many of them are read by slices; what is not read is left out.
    """
    given = dict(zip(body.inputs, inputs, strict=True))
    state, arrays = body.inputs[:carries], body.inputs[carries : carries + slices]
    fixed = {x: given[x] for x in body.inputs[carries + slices :]}
    moving = products_outside(body.outputs, state, arrays, length)
    whole = {x: given[x] for x in arrays}
    stacked = batch(rebuild(moving, replaced=fixed), whole, length)
    whole |= dict(zip(moving, stacked, strict=True))
    read = set(toposort(body.outputs, set(moving))).union(moving)
    sliced = [x for x in whole if x in read]
    places = {x: fresh(x.spec) for x in (*state, *sliced)}
    outputs = rebuild(body.outputs, replaced=places | fixed)
    arguments = list(places.values())
    closed, constants = close(arguments, outputs, [batch_of(x.spec) for x in arguments])
    return closed, [*inputs[:carries], *(whole[x] for x in sliced), *constants], len(sliced)


def products_outside(
    outputs: Sequence[Node], state: Iterable[Node], arrays: Iterable[Node], length: int
) -> list[Node]:
    """What is made of slices by products, without anything carried, and fits into memory for all
    steps; as much as goes together, views on top left aside.
    """
    known, sliced = set(state), set(arrays)
    carried = depending(outputs, known.__contains__)
    order = toposort(outputs)
    alone = {x for x in depending(outputs, sliced.__contains__) if x not in carried}
    free: set[Node] = set()  # can be made outside
    products: set[Node] = set()  # and has a product in it
    for node in order:
        if node not in alone:
            continue
        small = node.spec.nbytes * length <= HOISTED_BYTES and has_rule(node)
        if node in sliced or (small and all(x in free for x in node.inputs if x in alone)):
            free.add(node)
            if isinstance(node.op, Contract) or any(x in products for x in node.inputs):
                products.add(node)
    read_by, found = users(order), {}
    for node in order:
        wanted = node in outputs or any(reader not in products for reader in read_by[node])
        if node in products and wanted:
            below = node
            while isinstance(below.op, Reading) and below.inputs[0] in products:
                (below,) = below.inputs
            found[below] = None
    return list(found)


def has_rule(node: Node) -> bool:
    """Is there a way to compute it for many steps but one after the other?"""
    return not node.spec.parts and type(node.op).batched is not Op.batched
