"""A loop that goes on while a condition holds, as one operation."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from pellucid.core.dtypes import bool_, int64
from pellucid.core.errors import DTypeError
from pellucid.core.spec import Spec, bundle
from pellucid.graph import Node, Several, Step, apply, batch, evaluate, part, parts, rebuild
from pellucid.graph.node import combine, expand, node as make_node, repeated, scalar
from pellucid.ops.closed import Closed, batch_of, close, fresh
from pellucid.ops.loop import check_carried
from pellucid.ops.pullback import pullback

Carried = Sequence[Node]


class While(Several):
    """`body` again and again while `condition` holds of what is carried.

    Both are functions of the carried values and then of what is the same in every step. The results
    are what is carried at the end, and the number of steps, int64.
    """

    condition: Closed
    body: Closed
    name = "while"

    @property
    def carries(self) -> int:
        """How many values are carried."""
        return len(self.body.outputs)

    def infer(self, *inputs: Spec) -> Spec:
        (holds,) = self.condition.outputs
        if holds.spec != Spec((), bool_):
            raise DTypeError(
                "while_loop: the condition is one truth value",
                given=str(holds.spec),
                fix="reduce it with all() or any()",
            )
        for old, new in zip(inputs, self.body.outputs, strict=False):
            check_carried("while_loop", old, new.spec)
        return bundle([*inputs[: self.carries], Spec((), int64)])

    def reference(self, *inputs: np.ndarray) -> tuple[np.ndarray, ...]:
        state, count = list(inputs[: self.carries]), 0
        for step in self.taken(*inputs):
            state, count = step.values, count + 1
        return (*map(np.asarray, state), np.asarray(count))

    def taken(self, *inputs: np.ndarray) -> Iterator[Step]:
        state, fixed = list(inputs[: self.carries]), inputs[self.carries :]
        for count in itertools.count():
            given = dict(zip(self.body.inputs, (*state, *fixed), strict=True))
            if not evaluate(self.condition.outputs, given)[0]:
                return
            state = evaluate(self.body.outputs, given)
            yield Step(count, given, self.body.outputs, state)

    def gradient(self, g: Any, y: Node, *inputs: Node) -> tuple[Node | None, ...]:
        """Back through the steps, the state before each being computed again from the beginning:
        how many there will be is not known, so none can be kept.
        """
        begin, fixed = inputs[: self.carries], inputs[self.carries :]
        floats = [n for n, x in enumerate(begin) if x.dtype.is_float]
        wanted = [n for n, x in enumerate(fixed) if x.dtype.is_float]
        slopes = [zeros(begin[n]) if g[n] is None else g[n] for n in floats]
        last = parts(y)[-1] + scalar(-1, int64)

        def step(carried: Carried) -> list[Node]:
            place, *back = carried
            before = self.after(place, begin, fixed)
            own = [fresh(x.spec) for x in (*before, *fixed)]
            made = rebuild(
                self.body.outputs, replaced=dict(zip(self.body.inputs, own, strict=True))
            )
            targets = [own[n] for n in floats]
            targets += [own[self.carries + n] for n in wanted]
            found = pullback([made[n] for n in floats], back[: len(floats)], targets)
            known = dict(zip(own, (*before, *fixed), strict=True))
            found = [zeros(t) if x is None else rebuild([x], replaced=known)[0]
                     for x, t in zip(found, targets, strict=True)]  # fmt: skip
            sums = [a + b for a, b in zip(back[len(floats) :], found[len(floats) :], strict=True)]
            return [place + scalar(-1, int64), *found[: len(floats)], *sums]

        def more(carried: Carried) -> Node:
            return apply("less_equal", scalar(0, int64), carried[0])

        start = [last, *slopes, *(zeros(fixed[n]) for n in wanted)]
        _, *found = while_loop(more, step, start)[:-1]
        by_state = dict(zip(floats, found, strict=False))
        by_constant = dict(zip(wanted, found[len(floats) :], strict=True))
        return (
            *(by_state.get(n) for n in range(self.carries)),
            *(by_constant.get(n) for n in range(len(fixed))),
        )

    def after(self, count: Node, begin: Carried, fixed: Carried) -> list[Node]:
        """The state after so many steps."""

        def step(carried: Carried) -> list[Node]:
            place, *state = carried
            return [place + scalar(1, int64), *self.body(*state, *fixed)]

        first = [scalar(0, int64), *begin]
        return while_loop(lambda carried: apply("less", carried[0], count), step, first)[1:-1]

    def batched(self, size: int, mapped: tuple[bool, ...], *inputs: Node) -> Node:
        """All go on while any does; those that are done stay as they are. Each counts its own
        steps, in one more carried value: its gradient goes back through so many.
        """
        count = self.carries
        begin = [x if m else repeated(x, size) for x, m in zip(inputs, mapped, strict=True)][:count]
        begin.append(scalar(0, int64, (size,)))
        constants = dict(zip(self.body.inputs[count:], inputs[count:], strict=True))
        wide = {x for x, m in zip(self.body.inputs[count:], mapped[count:], strict=True) if m}
        known = {x: whole for x, whole in constants.items() if x not in wide}

        def of_all(outputs: Carried, state: Carried) -> list[Node]:
            arrays = dict(zip(self.body.inputs, state, strict=False))
            arrays |= {x: constants[x] for x in wide}
            return batch(rebuild(outputs, replaced=known), arrays, size)

        def go_on(state: Carried) -> Node:
            return of_all(self.condition.outputs, state)[0]

        def step(state: Carried) -> list[Node]:
            still = go_on(state)
            made = of_all(self.body.outputs, state[:count])
            steps = state[count] + apply("cast", still, dtype=int64)
            return [*(chosen(still, *pair) for pair in zip(made, state, strict=False)), steps]

        found = while_loop(lambda state: apply("max", go_on(state), axes=(0,)), step, begin)
        return found[0].inputs[0]

    def examples_first(self, bundle: Node, index: int, size: int) -> Node:
        return part(bundle, index)

    def parameters(self) -> str:
        return ""


def chosen(still: Node, new: Node, old: Node) -> Node:
    """The new value of each example that goes on, the old one of the others."""
    lined_up = apply("reshape", still, shape=(*still.shape, *(1 for _ in old.shape[1:])))
    return combine("where", expand(lined_up, old.shape), new, old)


def zeros(x: Node) -> Node:
    """Zeros like `x`."""
    return scalar(0.0, x.dtype, x.shape)


def while_loop(
    condition: Callable[[Carried], Node], body: Callable[[Carried], Sequence[Node]], begin: Carried
) -> list[Node]:
    """What is carried at the end, and the number of steps."""
    arguments = [fresh(x.spec) for x in begin]
    return traced_while(arguments, condition(arguments), body(arguments), begin)


def traced_while(
    arguments: Carried, condition: Node, outputs: Carried, begin: Carried
) -> list[Node]:
    """The loop of a condition and outputs that were written in terms of `arguments`."""
    batches = [batch_of(x.spec) for x in arguments]
    both, constants = close(arguments, [condition, *outputs], batches)
    test, step = Closed(both.inputs, both.outputs[:1]), Closed(both.inputs, both.outputs[1:])
    return parts(make_node(While(test, step), *begin, *constants))
