"""Operations that make several values at once, and how one of these is taken out."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core.spec import Spec
from pellucid.graph.node import Node, Op, node


@dataclass(frozen=True)
class Part(Op):
    """Value number `index` of an operation that makes several.

    Its gradient is collected with those of the others: see `pullback`.
    """

    index: int
    name = "part"

    def infer(self, *inputs: Spec) -> Spec:
        return inputs[0].parts[self.index]

    def reference(self, *inputs: Any) -> np.ndarray:
        return inputs[0][self.index]


def part(bundle: Node, index: int) -> Node:
    """Value number `index` of `bundle`."""
    return node(Part(index), bundle)


def parts(bundle: Node) -> list[Node]:
    """Every value of `bundle`."""
    return [part(bundle, index) for index in range(len(bundle.spec.parts))]
