"""One of two graphs, by a condition, as one operation: the other is not computed."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from pellucid.core.dtypes import bool_
from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.spec import Spec, bundle
from pellucid.graph import Node, Several, Step, batch, evaluate, part, parts, rebuild
from pellucid.graph.node import node as make_node
from pellucid.ops.closed import Closed, close, fresh
from pellucid.ops.pullback import pullback
from pellucid.ops.while_loop import chosen, zeros


class Branch(Several):
    """The values of `yes` where the first input holds, else those of `no`; both are functions of
    the other inputs.
    """

    yes: Closed
    no: Closed
    name = "branch"

    def infer(self, *inputs: Spec) -> Spec:
        if inputs[0] != Spec((), bool_):
            raise DTypeError(
                "cond: the condition is one truth value",
                given=str(inputs[0]),
                fix="reduce it with all() or any(), or choose elements with where",
            )
        found = [[x.spec for x in side.outputs] for side in (self.yes, self.no)]
        if found[0] != found[1]:
            raise ShapeError(
                "cond: the two functions give other shapes or dtypes",
                given=" and ".join(", ".join(map(str, own)) for own in found),
            )
        return bundle(found[0])

    def reference(self, *inputs: np.ndarray) -> tuple[np.ndarray, ...]:
        (step,) = self.taken(*inputs)
        return tuple(map(np.asarray, step.values))

    def taken(self, *inputs: np.ndarray) -> Iterator[Step]:
        side = self.yes if inputs[0] else self.no
        given = dict(zip(side.inputs, inputs[1:], strict=True))
        yield Step(0, given, side.outputs, evaluate(side.outputs, given))

    def gradient(self, g: Any, y: Node, *inputs: Node) -> tuple[Node | None, ...]:
        condition, *operands = inputs
        own = [fresh(x.spec) for x in operands]
        places = [n for n, x in enumerate(g) if x is not None]
        seeds = [fresh(g[n].spec) for n in places]
        wanted = [x for x in own if x.dtype.is_float]

        def back(side: Closed) -> list[Node]:
            made = side(*own)
            found = pullback([made[n] for n in places], seeds, wanted)
            return [zeros(t) if x is None else x for x, t in zip(found, wanted, strict=True)]

        given = dict(zip((*own, *seeds), (*operands, *(g[n] for n in places)), strict=True))
        found = iter(branch(condition, back(self.yes), back(self.no), given))
        return (None, *(next(found) if x.dtype.is_float else None for x in own))

    def batched(self, size: int, mapped: tuple[bool, ...], *inputs: Node) -> Node:
        condition, *operands = inputs
        varies, *wide = mapped
        pairs = list(zip(operands, wide, strict=True))
        if varies:  # both, and for each example what its condition chooses
            sides = (of_all(side, size, pairs) for side in (self.yes, self.no))
            return make_node(
                Pack(), *(chosen(condition, a, b) for a, b in zip(*sides, strict=True))
            )
        own = [(fresh(x.spec), m) for x, m in pairs]
        given = {x: whole for (x, _), whole in zip(own, operands, strict=True)}
        yes, no = (of_all(side, size, own) for side in (self.yes, self.no))
        found = branch(condition, yes, no, given)
        return found[0].inputs[0] if found else make_node(Pack())

    def examples_first(self, bundle: Node, index: int, size: int) -> Node:
        return part(bundle, index)

    def parameters(self) -> str:
        return ""


class Pack(Several):
    """Its inputs, as the values of one operation."""

    name = "pack"

    def infer(self, *inputs: Spec) -> Spec:
        return bundle(inputs)

    def reference(self, *inputs: np.ndarray) -> tuple[np.ndarray, ...]:
        return inputs

    def examples_first(self, bundle: Node, index: int, size: int) -> Node:
        return bundle.inputs[index]


def of_all(side: Closed, size: int, operands: Sequence[tuple[Node, bool]]) -> list[Node]:
    """The values of one side for every example."""
    pairs = list(zip(side.inputs, operands, strict=True))
    plain = {own: x for own, (x, mapped) in pairs if not mapped}
    arrays = {own: x for own, (x, mapped) in pairs if mapped}
    return batch(rebuild(side.outputs, replaced=plain), arrays, size)


def branch(
    condition: Node, yes: Sequence[Node], no: Sequence[Node], given: dict[Node, Node]
) -> list[Node]:
    """`yes` where the condition holds, else `no`, both written in terms of nodes that stand for
    those of `given`.
    """
    both, constants = close(list(given), [*yes, *no])
    count = len(yes)
    sides = Closed(both.inputs, both.outputs[:count]), Closed(both.inputs, both.outputs[count:])
    return parts(make_node(Branch(*sides), condition, *given.values(), *constants))
