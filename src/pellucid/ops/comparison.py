"""Comparisons, element by element. `greater` is `less` with its operands exchanged."""

import numpy as np

from pellucid.ops.family import ORDERED, Predicate


class Equal(Predicate, name="equal"):
    """x == z."""

    def reference(self, x, z):
        return np.equal(x, z)

    def lower(self, k, x, z):
        return k.emit("eq", x, z)


class NotEqual(Predicate, name="not_equal"):
    """x != z; true of NaN and itself."""

    def reference(self, x, z):
        return np.not_equal(x, z)

    def lower(self, k, x, z):
        return k.emit("ne", x, z)


class Less(Predicate, name="less"):
    """x < z."""

    takes = ORDERED

    def reference(self, x, z):
        return np.less(x, z)

    def lower(self, k, x, z):
        return k.emit("lt", x, z)


class LessEqual(Predicate, name="less_equal"):
    """x <= z."""

    takes = ORDERED

    def reference(self, x, z):
        return np.less_equal(x, z)

    def lower(self, k, x, z):
        return k.emit("le", x, z)
