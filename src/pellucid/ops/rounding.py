"""Whole numbers near a float, element by element."""

from typing import Any

import numpy as np

from pellucid.graph import Kernel, Node
from pellucid.ops.family import NUMBER, REAL, Elementwise


class Rounding(Elementwise):
    """A rounding: the identity for integers, flat for floats."""

    takes = REAL
    instruction = ""

    def gradient(self, g: Node, y: Node, *x: Node) -> tuple[Node | None, ...]:
        return (g * 0.0,)

    def lower(self, k: Kernel, *x: Any) -> Any:
        return k.emit(self.instruction, x[0]) if x[0].dtype.is_float else x[0]


class Floor(Rounding, name="floor"):
    """The largest whole number not above x."""

    instruction = "floor"

    def reference(self, x):
        return np.floor(x).astype(x.dtype)


class Ceil(Rounding, name="ceil"):
    """The smallest whole number not below x."""

    instruction = "ceil"

    def reference(self, x):
        return np.ceil(x).astype(x.dtype)


class Trunc(Rounding, name="trunc"):
    """x without its fraction."""

    instruction = "trunc"

    def reference(self, x):
        return np.trunc(x).astype(x.dtype)


class Round(Rounding, name="round"):
    """The nearest whole number, the even one of two."""

    takes = NUMBER  # of a complex number, both parts
    instruction = "round"

    def reference(self, x):
        return np.round(x).astype(x.dtype)
