"""Rows of a matrix seen through views that move whole rows about."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from pellucid.compiler.simplify import simplest
from pellucid.core.spec import Shape
from pellucid.graph import Node, apply
from pellucid.ops.view import Reshape, View


@dataclass(frozen=True)
class Step:
    """A view that moves rows: these lie along axis `below` before and along `above` after it."""

    view: Node
    below: int
    above: int

    def again(self, x: Node) -> Node:
        """The same view of something whose rows may be wider."""
        shape = replaced(self.view.shape, self.above, x.shape[self.below])
        op = self.view.op
        terms = {"terms": op.terms} if isinstance(op, View) else {}
        return simplest(apply(op.name, x, shape=shape, **terms))

    def back(self, x: Node) -> Node | None:
        """What `x`, whose rows may be wider, is a view of; None where the view repeats rows or
        leaves some out.
        """
        below = self.view.inputs[0].shape
        shape = replaced(below, self.below, x.shape[self.above])
        if isinstance(self.view.op, Reshape):
            return simplest(apply("reshape", x, shape=shape))
        terms = self.view.op.terms
        axes = [pairs[0][0] if pairs else -1 for _, pairs in terms]
        plain = all(not start and [f for _, f in p] in ([], [1]) for start, p in terms)
        whole = all(
            n == (self.view.shape[a] if a >= 0 else 1) for n, a in zip(below, axes, strict=True)
        )
        lost = any(n != 1 for a, n in enumerate(self.view.shape) if a not in axes)
        if (
            not plain
            or not whole
            or lost
            or len({a for a in axes if a >= 0}) < sum(a >= 0 for a in axes)
        ):
            return None
        back = tuple(
            (0, ((axes.index(a), 1),)) if a in axes else (0, ()) for a in range(len(x.shape))
        )
        return simplest(apply("view", x, shape=shape, terms=back))


@dataclass(frozen=True)
class Rows:
    """`base`, whose rows lie along its axis `inner`, under `steps`, the lowest first."""

    base: Node
    inner: int
    steps: tuple[Step, ...]

    def again(self, x: Node) -> Node:
        """The same views of something with as many rows, which may be wider."""
        for step in self.steps:
            x = step.again(x)
        return x

    def back(self, x: Node | None) -> Node | None:
        """What `x` is these views of; None where they repeat rows or leave some out."""
        for step in reversed(self.steps):
            x = None if x is None else step.back(x)
        return x


def rows_at(x: Node, axis: int) -> Rows | None:
    """`x` as views of rows that lie along one of its axes; None where a view changes these."""
    steps: list[Step] = []
    while isinstance(x.op, (View, Reshape)):
        below = place_below(x, axis)
        if below is None:
            return None
        steps.append(Step(x, below, axis))
        (x,), axis = x.inputs, below
    return Rows(x, axis, tuple(reversed(steps)))


def place_below(view: Node, axis: int) -> int | None:
    """The axis of what is viewed of which `axis` shows all places, in order."""
    (x,) = view.inputs
    if isinstance(view.op, Reshape):
        last = axis == len(view.shape) - 1 and x.shape[-1:] == view.shape[-1:]
        return len(x.shape) - 1 if last else None
    found = [n for n, (_, pairs) in enumerate(view.op.terms) if any(a == axis for a, _ in pairs)]
    if len(found) != 1 or view.op.terms[found[0]] != (0, ((axis, 1),)):
        return None
    return found[0] if x.shape[found[0]] == view.shape[axis] else None


def replaced(shape: Shape, axis: int, *sizes: int) -> Shape:
    """The shape with other sizes in place of that of an axis."""
    return (*shape[:axis], *sizes, *shape[axis + 1 :])


def reshaped(x: Node, shape: Shape) -> Node:
    """`x` in another shape."""
    return simplest(apply("reshape", x, shape=shape))


def in_labels(x: Node, labels: Sequence[str], wanted: Sequence[str]) -> Node:
    """`x`, whose axes have labels, with its axes in another order."""
    places = [labels.index(c) for c in wanted]
    terms = tuple((0, ((places.index(axis), 1),)) for axis in range(len(labels)))
    shape = tuple(x.shape[a] for a in places)
    return simplest(apply("view", x, shape=shape, terms=terms))


def joined(x: Node, axis: int, count: int) -> Node:
    """`count` axes as one, where the first of them is."""
    shape = (*x.shape[:axis], prod(x.shape[axis : axis + count]), *x.shape[axis + count :])
    return reshaped(x, shape)
