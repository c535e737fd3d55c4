"""Orders: where elements go when they are sorted, and where others would have to be put in."""

import numpy as np

from pellucid.core.dtypes import int64
from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.spec import Spec
from pellucid.ops.family import ORDERED
from pellucid.ops.host import HostCall, refuse_kinds


class ArgSort(HostCall, name="argsort"):
    """The places of the elements along an axis, counted from the end, in rising or falling order.

    Equal elements keep their order. NaN is larger than any number. Places have no gradient.
    """

    axis: int
    descending: bool = False

    def infer(self, x):
        refuse_kinds(self.name, x, ORDERED)
        return Spec(x.shape, int64)

    def reference(self, x):
        if not self.descending:
            return np.argsort(x, axis=self.axis, kind="stable").astype(np.int64)
        turned = np.argsort(np.flip(x, self.axis), axis=self.axis, kind="stable")
        return x.shape[self.axis] - 1 - np.flip(turned, self.axis).astype(np.int64)


class SearchSorted(HostCall, name="searchsorted"):
    """Before which place of a list in rising order each value would have to be put in, so that the
    list stays in order: before its equals or, from the `right`, after them. Places
    have no gradient.
    """

    right: bool = False

    def infer(self, x, values):
        refuse_kinds(self.name, x, ORDERED)
        if x.dtype != values.dtype:
            raise DTypeError(f"{self.name}: the dtypes differ", given=f"{x}, {values}")
        if not x.shape or x.shape[:-1] != values.shape[: len(x.shape) - 1]:
            raise ShapeError(f"{self.name}: one list is searched", given=f"{x}, {values}")
        return Spec(values.shape, int64)

    def reference(self, x, values):
        side = "right" if self.right else "left"
        found = np.zeros(values.shape, np.int64)
        for place in np.ndindex(x.shape[:-1]):
            found[place] = np.searchsorted(x[place], values[place], side)
        return found
