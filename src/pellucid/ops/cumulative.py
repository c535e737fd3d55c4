"""Sums and products of all elements so far, along an axis counted from the end."""

import numpy as np

from pellucid.core.errors import DTypeError
from pellucid.graph import Node, apply
from pellucid.ops.family import NUMBER
from pellucid.ops.host import HostCall, refuse_kinds


class Cumulative(HostCall):
    """A running value along `axis`."""

    axis: int

    def infer(self, *inputs):
        refuse_kinds(self.name, inputs[0], NUMBER)
        return inputs[0]


class CumulativeSum(Cumulative, name="cumulative_sum"):
    """The sum of all elements up to each."""

    def reference(self, x):
        return np.cumsum(x, axis=self.axis, dtype=x.dtype)

    def gradient(self, g, y, x):
        return (flipped(apply("cumulative_sum", flipped(g, self.axis), axis=self.axis), self.axis),)


class CumulativeProd(Cumulative, name="cumulative_prod"):
    """The product of all elements up to each."""

    def reference(self, x):
        return np.cumprod(x, axis=self.axis, dtype=x.dtype)

    def gradient(self, g, y, x):
        """The product of what comes before, times g and all that follows: nothing is divided by."""
        before = shifted(y, self.axis, 1.0)
        after = flipped(shifted(flipped(x, self.axis), self.axis, 0.0), self.axis)
        return (before * backwards(after, g, self.axis),)


class Recurrence(HostCall, name="recurrence"):
    """y[n] = a[n] y[n-1] + b[n] along `axis`; before the first, y is 0."""

    axis: int

    def infer(self, a, b):
        refuse_kinds(self.name, a, NUMBER)
        if a != b:
            raise DTypeError(f"{self.name}: the operands differ", given=f"{a}, {b}")
        return a

    def reference(self, a, b):
        factors, terms = np.moveaxis(a, self.axis, 0), np.moveaxis(b, self.axis, 0)
        found = np.empty(b.shape, b.dtype)
        rows = np.moveaxis(found, self.axis, 0)
        last = np.zeros(terms.shape[1:], b.dtype)
        for place, (factor, term) in enumerate(zip(factors, terms, strict=True)):
            rows[place] = last = factor * last + term
        return found

    def gradient(self, g, y, a, b):
        after = flipped(shifted(flipped(a, self.axis), self.axis, 0.0), self.axis)
        total = backwards(after, g, self.axis)
        return total * shifted(y, self.axis, 0.0), total


def backwards(a: Node, b: Node, axis: int) -> Node:
    """y[n] = a[n] y[n+1] + b[n], from the last to the first."""
    found = apply("recurrence", flipped(a, axis), flipped(b, axis), axis=axis)
    return flipped(found, axis)


def flipped(x: Node, axis: int) -> Node:
    """`x` read backwards along an axis."""
    place, n = axis % len(x.shape), x.shape[axis]
    terms = tuple(
        (n - 1, ((a, -1),)) if a == place and n else (0, ((a, 1),)) for a in range(len(x.shape))
    )
    return apply("view", x, shape=x.shape, terms=terms)


def shifted(x: Node, axis: int, first: float) -> Node:
    """Each element where the next one was, and `first` in front."""
    place = axis % len(x.shape)
    widths = tuple((1, 0) if a == place else (0, 0) for a in range(len(x.shape)))
    longer = apply("pad", x, widths=widths, value=first)
    terms = tuple((0, ((a, 1),)) for a in range(len(x.shape)))
    return apply("view", longer, shape=x.shape, terms=terms)
