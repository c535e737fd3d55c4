"""Random graphs of what matters to fusion: chains, reductions, products, views, updates."""

import random

from pellucid.compiler.computation import Computation
from pellucid.core.dtypes import float64
from pellucid.core.spec import Spec
from pellucid.graph import Node, apply
from pellucid.graph.node import expand, node
from pellucid.ops.reduction import widen
from pellucid.ops.source import Input

SIZES = (1, 3, 16, 20)


def random_computation(choose: random.Random) -> Computation:
    """A computation of a few arguments, some of whose outputs overwrite arguments."""
    inputs = []
    for slot in range(choose.randint(1, 4)):
        shape = (choose.choice(SIZES), choose.choice(SIZES))
        batch = 0 if choose.random() < 0.5 else None
        inputs.append(node(Input(slot, Spec(shape, float64), batch)))
    pool: list[Node] = list(inputs)
    for _ in range(choose.randint(1, 14)):
        grow = choose.choice(STEPS)
        pool.append(grow(choose, pool))
    outputs, updates = [], []
    free = list(range(len(inputs)))
    for found in choose.sample(pool, min(len(pool), choose.randint(1, 4))):
        slots = [s for s in free if inputs[s].shape == found.shape]
        slot = choose.choice([*slots, None])
        if slot is not None:
            free.remove(slot)
        outputs.append(found)
        updates.append(slot)
    return Computation(tuple(inputs), tuple(outputs), tuple(updates))


def one(choose: random.Random, pool: list[Node]) -> Node:
    """A node, a late one rather than an early one."""
    return pool[max(choose.randrange(len(pool)), choose.randrange(len(pool)))]


def unary(choose: random.Random, pool: list[Node]) -> Node:
    x = one(choose, pool)
    return choose.choice([x * 0.5, 1.0 - x, apply("tanh", x), apply("abs", x), -x])


def binary(choose: random.Random, pool: list[Node]) -> Node:
    x = one(choose, pool)
    same = [z for z in pool if z.shape == x.shape]
    return apply(choose.choice(["add", "subtract", "maximum"]), x, choose.choice(same))


def of_rows(choose: random.Random, pool: list[Node]) -> Node:
    """Something of each row or column, beside every element of it."""
    x = one(choose, pool)
    axes = choose.choice([(0,), (1,), (0, 1)])
    reduced = apply(choose.choice(["sum", "max"]), x, axes=axes)
    wide = widen(apply("tanh", reduced) if choose.random() < 0.5 else reduced, axes, x.shape)
    return choose.choice([x - wide, wide, wide * 0.5])


def turned(choose: random.Random, pool: list[Node]) -> Node:
    x = one(choose, pool)
    shape = (x.shape[1], x.shape[0])
    return apply("view", x, shape=shape, terms=((0, ((1, 1),)), (0, ((0, 1),))))


def flipped(choose: random.Random, pool: list[Node]) -> Node:
    x = one(choose, pool)
    return apply("view", x, shape=x.shape, terms=((x.shape[0] - 1, ((0, -1),)), (0, ((1, 1),))))


def shifted(choose: random.Random, pool: list[Node]) -> Node:
    """A row of zeros, then all rows but the last."""
    x = one(choose, pool)
    wide = apply("pad", x, widths=((1, 0), (0, 0)))
    return apply("view", wide, shape=x.shape, terms=((0, ((0, 1),)), (0, ((1, 1),))))


def product(choose: random.Random, pool: list[Node]) -> Node:
    x = one(choose, pool)
    fitting = [z for z in pool if z.shape[0] == x.shape[1]]
    if not fitting:
        return expand(apply("reshape", apply("sum", x, axes=(1,)), shape=(x.shape[0], 1)), x.shape)
    z = choose.choice(fitting)
    return apply("contract", x, z, left="ik", right="kj", out="ij") * 0.05


STEPS = (unary, unary, binary, binary, of_rows, of_rows, turned, flipped, shifted, product)
