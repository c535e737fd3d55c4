"""The one operation only the compiler makes: a value stored, with its axes in a given order."""

from typing import Any

import numpy as np

from pellucid.graph import Kernel, Node
from pellucid.graph.node import make
from pellucid.ops.family import ANY, Elementwise


class Copy(Elementwise):
    """x, in memory, the axes of `order` from outermost to innermost.

    `place` tells copies of one value apart. One that is `alone` has a loop nest of its own.
    """

    order: tuple[int, ...]
    place: int = 0
    alone: bool = False
    name = "copy"
    takes = ANY

    def parameters(self) -> str:
        """The order, where it is not row-major."""
        plain = self.order == tuple(range(len(self.order)))
        return "" if plain else f"axes {' '.join(map(str, self.order))}"

    def reference(self, x: np.ndarray) -> np.ndarray:
        return x

    def lower(self, k: Kernel, x: Any) -> Any:
        return x


def copy(
    x: Node, order: tuple[int, ...] | None = None, place: int = 0, *, alone: bool = False
) -> Node:
    """`x` stored with its axes in `order`; row-major by default."""
    wanted = tuple(range(len(x.shape))) if order is None else order
    return make(Copy(wanted, place, alone), (x,), x.spec, x.line)
