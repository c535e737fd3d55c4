"""Scan: a loop with a known number of steps, as one operation. Values are carried from step to
step; each step reads its slices of some arrays, and leaves its slices of others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.spec import Spec, bundle
from pellucid.graph import Node, Several, Step, apply, batch, evaluate, part, rebuild
from pellucid.graph.node import node as make_node, repeated
from pellucid.ops.closed import Closed, batch_of, close, fresh
from pellucid.ops.reverse_scan import scan_gradient
from pellucid.ops.steps import after, hoisted, last


class Scan(Several):
    """`length` steps of `body`, the last first where it is in `reverse`.

    Its inputs are what is carried into the first step, then arrays of which each step reads a slice
    along the first axis, then what is the same in every step. The body gives what is carried on,
    then the slices of the results. Of a carried value the result is the last state; of one that is
    `kept`, every state, in the order of the steps' numbers: `length` + 1 along a new first axis.
    """

    body: Closed
    kept: tuple[bool, ...]
    slices: int
    length: int
    reverse: bool = False
    name = "scan"

    @property
    def carries(self) -> int:
        """How many values are carried."""
        return len(self.kept)

    @property
    def steps(self) -> int:
        return self.length

    def infer(self, *inputs: Spec) -> Spec:
        step = [x.spec for x in self.body.inputs]
        for number, (x, own) in enumerate(zip(inputs, step, strict=True)):
            sliced = self.carries <= number < self.carries + self.slices
            if x != (stacked(own, self.length) if sliced else own):
                raise ShapeError("scan: an input does not fit the body", given=f"{x} for {own}")
        for own, new in zip(step[: self.carries], self.body.outputs, strict=False):
            check_carried("scan", own, new.spec)
        return bundle(self.results())

    def results(self) -> Iterator[Spec]:
        """The specs of the results."""
        for number, x in enumerate(self.body.outputs):
            if number >= self.carries:
                yield stacked(x.spec, self.length)
            else:
                yield stacked(x.spec, self.length + 1) if self.kept[number] else x.spec

    def reference(self, *inputs: np.ndarray) -> tuple[np.ndarray, ...]:
        found = [np.empty(x.shape, x.dtype.numpy) for x in self.results()]
        state = inputs[: self.carries]
        first = self.length if self.reverse else 0
        for number in range(self.carries):
            if self.kept[number]:
                found[number][first] = state[number]
        for step, _, _, values in self.taken(*inputs):
            state = values[: self.carries]
            for number, value in enumerate(values):
                if number >= self.carries:
                    found[number][step] = value
                elif self.kept[number]:
                    found[number][step if self.reverse else step + 1] = value
        for number in range(self.carries):
            if not self.kept[number]:
                found[number] = np.asarray(state[number])
        return tuple(found)

    def taken(self, *inputs: np.ndarray) -> Iterator[Step]:
        state, constants = inputs[: self.carries], inputs[self.carries + self.slices :]
        arrays = inputs[self.carries : self.carries + self.slices]
        for step in reversed(range(self.length)) if self.reverse else range(self.length):
            known = (*state, *(x[step] for x in arrays), *constants)
            given = dict(zip(self.body.inputs, known, strict=True))
            values = evaluate(self.body.outputs, given)
            yield Step(step, given, self.body.outputs, values)
            state = tuple(values[: self.carries])

    def gradient(self, g, y, *inputs):
        return scan_gradient(self, g, inputs)

    def batched(self, size: int, mapped: tuple[bool, ...], *inputs: Node) -> Node:
        given = list(zip(self.body.inputs, inputs, mapped, strict=True))
        state, arrays = given[: self.carries], given[self.carries :][: self.slices]
        fixed = given[self.carries + self.slices :]
        wide = {x: fresh(stacked(x.spec, size)) for x, _, _ in state}
        wide |= {x: fresh(stacked(x.spec, size)) for x, _, m in arrays if m}
        plain = {x: fresh(x.spec) for x, _, m in arrays if not m}
        known = {x: whole for x, whole, m in fixed if not m}
        outputs = batch(
            rebuild(self.body.outputs, replaced=known | plain),
            wide | {x: whole for x, whole, m in fixed if m},
            size,
        )
        arguments = [wide.get(x) or plain[x] for x, _, _ in (*state, *arrays)]
        body, constants = close(arguments, outputs, [batch_of(x.spec) for x in arguments])
        begin = [whole if m else repeated(whole, size) for _, whole, m in state]
        slices = [swapped(whole) if m else whole for _, whole, m in arrays]
        return make_node(replace(self, body=body), *begin, *slices, *constants)

    def examples_first(self, bundle: Node, index: int, size: int) -> Node:
        found = part(bundle, index)
        return swapped(found) if index >= self.carries or self.kept[index] else found

    def parameters(self) -> str:
        backwards = ", from the last to the first" if self.reverse else ""
        return f"{self.length} steps{backwards}"


def stacked(spec: Spec, size: int) -> Spec:
    """The spec of `size` such values along a new first axis."""
    return Spec((size, *spec.shape), spec.dtype)


def swapped(x: Node) -> Node:
    """`x` with its first two axes exchanged."""
    rest = tuple((0, ((axis, 1),)) for axis in range(2, len(x.shape)))
    shape = (x.shape[1], x.shape[0], *x.shape[2:])
    return apply("view", x, shape=shape, terms=((0, ((1, 1),)), (0, ((0, 1),)), *rest))


def check_carried(asked: str, old: Spec, new: Spec) -> None:
    """Raise unless what a body carries on is as what came in."""
    if old.dtype != new.dtype:
        raise DTypeError(
            f"{asked}: a carried value begins as {old.dtype} and becomes {new.dtype}",
            given=f"{old} -> {new}",
            fix="give the first value the dtype of the later ones, or convert with astype",
        )
    if old.shape != new.shape:
        raise ShapeError(
            f"{asked}: a carried value begins with shape {old.shape} and gets {new.shape}",
            given=f"{old} -> {new}",
            fix="what is carried keeps its shape; give what grows back as a result of each step",
        )


def scan(
    body: Closed, inputs: Sequence[Node], carries: int, slices: int, length: int, *, reverse: bool
) -> tuple[list[Node], list[Node]]:
    """The last states of what is carried, and the stacked results of the steps.

    A result that is also carried on is stored once. Products of what no step changes leave the
    loop.
    """
    body, inputs, slices = hoisted(body, inputs, carries, slices, length)
    carried, made = body.outputs[:carries], body.outputs[carries:]
    kept = tuple(x in made for x in carried)
    own = [x for x in dict.fromkeys(made) if x not in carried]
    op = Scan(Closed(body.inputs, (*carried, *own)), kept, slices, length, reverse)
    found = make_node(op, *inputs)
    results = [
        after(found, carried.index(x)) if x in carried else part(found, carries + own.index(x))
        for x in made
    ]
    return [last(found, number) for number in range(carries)], results
