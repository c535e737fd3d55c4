"""Marks: nodes that have the value of their first input and say something about it to whoever
takes gradients.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pellucid.core.spec import Spec
from pellucid.graph import Node, Op, batch, rebuild
from pellucid.graph.node import node, repeated
from pellucid.ops.family import ANY, Elementwise
from pellucid.ops.source import example


class StopGradient(Elementwise, name="stop_gradient"):
    """x, through which no gradient flows."""

    takes = ANY

    def reference(self, x):
        return x

    def lower(self, k, x):
        return x


class Tagged(Elementwise, name="tagged"):
    """x, told apart by `tag` from every other use of x: what a gradient is asked for."""

    tag: int
    takes = ANY

    def parameters(self):
        return ""  # the number only tells it apart; it differs from run to run

    def reference(self, x):
        return x

    def gradient(self, g, y, x):
        return (g,)

    def lower(self, k, x):
        return x


class After(Elementwise, name="after"):
    """x, read only once `witness` has been computed; told apart from x itself, so that what is
    computed from it is computed again.
    """

    takes = ANY

    def check(self, *inputs):
        super().check(inputs[0])
        super().check(Spec(inputs[1].shape, inputs[0].dtype), inputs[0])

    def reference(self, x, witness):
        return x

    def gradient(self, g, y, x, witness):
        return g, None

    def lower(self, k, x, witness):
        return x


@dataclass(frozen=True, eq=False)
class Segment:
    """A part of a graph as a function: `results` in terms of `parameters`. A result may be None:
    there is none.
    """

    parameters: tuple[Node, ...]
    results: tuple[Node | None, ...]
    over: dict[int, "Segment"] = field(default_factory=dict)  # `batched`, by size

    def __call__(self, *values: Node) -> list[Node | None]:
        """The results for other values of the parameters."""
        replaced = dict(zip(self.parameters, values, strict=True))
        found = iter(rebuild([x for x in self.results if x is not None], replaced=replaced))
        return [None if x is None else next(found) for x in self.results]

    def batched(self, size: int) -> "Segment":
        """The same function of each of `size` examples, along a leading axis."""
        if size not in self.over:
            wide = [example(Spec((size, *x.shape), x.dtype)) for x in self.parameters]
            arrays = dict(zip(self.parameters, wide, strict=True))
            found = iter(batch([x for x in self.results if x is not None], arrays, size))
            results = (None if x is None else next(found) for x in self.results)
            self.over[size] = Segment(tuple(wide), tuple(results))
        return self.over[size]


class Ruled(Op, name="ruled"):
    """Value number `place` of the first `count` inputs. How gradients of those values go on to the
    inputs after them is up to `rule`, a function of the gradients and of those inputs.
    """

    rule: Segment
    place: int
    count: int
    no_code = "once gradients are taken, its value takes its place"

    def infer(self, *inputs):
        return inputs[self.place]

    def reference(self, *inputs):
        return inputs[self.place]

    def batched(self, size, mapped, *inputs):
        wide = (x if m else repeated(x, size) for x, m in zip(inputs, mapped, strict=True))
        return node(Ruled(self.rule.batched(size), self.place, self.count), *wide)

    def gradients(self, parts: Sequence[Node], inputs: Sequence[Node]) -> list[Node | None]:
        """The gradient for each input, given one for each of the values."""
        return [None] * self.count + self.rule(*parts, *inputs[self.count :])

    def parameters(self):
        return ""


def unruled(x: Node) -> Node:
    """`x`, or the value a rule for gradients was attached to: once they are taken it does
    nothing.
    """
    return x.inputs[x.op.place] if isinstance(x.op, Ruled) else x
