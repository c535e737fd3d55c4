"""One reduction being carried out: from the neutral element, one more element at a time, to a
result.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable

from pellucid.backends.llvm.builder import Function, Value
from pellucid.backends.llvm.positions import Pair, best_lane
from pellucid.compiler.index import Affine
from pellucid.core.dtypes import int32, int64
from pellucid.graph import Node
from pellucid.ops.reduction import Position

INSTRUCTION = {"sum": "add", "prod": "mul", "max": "max", "min": "min"}
LOGICAL = {"max": "or", "min": "and"}  # the same of truth values
Better = Callable[[Function, Position, Pair, Pair], list[Value]]


class Fold(ABC):
    """The partial results of a reduction: so many `values` at once."""

    values: int

    def __init__(self, f: Function, node: Node) -> None:
        self.f, self.node, self.op = f, node, node.op

    def neutral(self) -> Value:
        """The result for no elements."""
        dtype = self.node.inputs[0].dtype
        return self.f.constant(self.op.neutral(dtype), dtype)

    @abstractmethod
    def start(self) -> list[Value]:
        """The partial results before the first element."""

    @abstractmethod
    def one_more(self, partial: list[Value], x: Value, place: Affine) -> list[Value]:
        """The partial results with an element, which stands at a place, taken in."""

    @abstractmethod
    def both(self, a: list[Value], b: list[Value]) -> list[Value]:
        """Two partial results made one."""

    @abstractmethod
    def result(self, partial: list[Value]) -> Value:
        """The result, one for each lane where there are lanes."""

    @abstractmethod
    def across(self, partial: list[Value]) -> Value:
        """The result from those in the lanes of a vector."""


class Total(Fold):
    """A sum, a product or an extreme."""

    values = 1

    def start(self) -> list[Value]:
        return [self.neutral()]

    def one_more(self, partial: list[Value], x: Value, place: Affine) -> list[Value]:
        return [self.op.combine(self.f, partial[0], x)]

    def both(self, a: list[Value], b: list[Value]) -> list[Value]:
        return [self.op.combine(self.f, a[0], b[0])]

    def result(self, partial: list[Value]) -> Value:
        return partial[0]

    def across(self, partial: list[Value]) -> Value:
        (x,) = partial
        name = LOGICAL if x.dtype.kind == "bool" else INSTRUCTION
        return self.f.reduce(name[self.op.name], x)


class Place(Fold):
    """Where the best stands, carried behind the best itself. `better` chooses of two pairs."""

    values = 2

    def __init__(self, f: Function, node: Node, better: Better) -> None:
        super().__init__(f, node)
        self.better = better
        count = math.prod(node.inputs[0].shape[axis] for axis in node.op.axes)
        self.dtype = int32 if count <= int32.highest else int64

    def start(self) -> list[Value]:
        return [self.neutral(), self.f.constant(0, self.dtype)]

    def one_more(self, partial: list[Value], x: Value, place: Affine) -> list[Value]:
        where = self.f.index_value(place, self.dtype)
        return self.both(partial, [x, self.f.splat(where) if x.vector else where])

    def both(self, a: list[Value], b: list[Value]) -> list[Value]:
        return self.better(self.f, self.op, (a[0], a[1]), (b[0], b[1]))

    def result(self, partial: list[Value]) -> Value:
        return self.f.cast(partial[1], int64)

    def across(self, partial: list[Value]) -> Value:
        best = best_lane(self.f, self.op, partial[0], partial[1], self.f.lanes)
        return self.f.cast(best, int64)
