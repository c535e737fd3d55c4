"""Comparisons, element by element. `greater` is `less` with its operands exchanged."""

from dataclasses import dataclass

import numpy as np

from pellucid.ops.family import ORDERED, Predicate


@dataclass(frozen=True)
class Equal(Predicate, name="equal"):
    """x == z."""

    def reference(self, x, z):
        return np.equal(x, z)

    def lower(self, k, x, z):
        return k.emit("eq", x, z)


@dataclass(frozen=True)
class NotEqual(Predicate, name="not_equal"):
    """x != z; true of NaN and itself."""

    def reference(self, x, z):
        return np.not_equal(x, z)

    def lower(self, k, x, z):
        return k.emit("ne", x, z)


@dataclass(frozen=True)
class Less(Predicate, name="less"):
    """x < z."""

    takes = ORDERED

    def reference(self, x, z):
        return np.less(x, z)

    def lower(self, k, x, z):
        return k.emit("lt", x, z)


@dataclass(frozen=True)
class LessEqual(Predicate, name="less_equal"):
    """x <= z."""

    takes = ORDERED

    def reference(self, x, z):
        return np.less_equal(x, z)

    def lower(self, k, x, z):
        return k.emit("le", x, z)
