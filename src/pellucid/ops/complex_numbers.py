"""The parts of complex numbers, and numbers made of parts.

Gradients inside a graph are those of a real L with respect to z = a + ib, as dL/da - i dL/db. So
the gradient of a function that has a complex derivative is the product with that derivative, and
every rule for floats holds for complex numbers. What `gradients` gives back is the conjugate, dL/da
+ i dL/db: the direction in which L grows.
"""

import numpy as np

from pellucid.core.errors import DTypeError
from pellucid.core.spec import Spec
from pellucid.graph import apply
from pellucid.graph.node import scalar
from pellucid.ops.complex_functions import joined
from pellucid.ops.host import ElementCall, HostCall, refuse_kinds

COMPLEX = frozenset({"complex"})


class Conj(ElementCall, name="conj"):
    """a - ib."""

    takes = COMPLEX

    def reference(self, x):
        return np.conj(x)

    def gradient(self, g, y, x):
        return (apply("conj", g),)


class Real(ElementCall, name="real"):
    """The real part, a float."""

    takes = COMPLEX

    def infer(self, *inputs):
        found = super().infer(*inputs)
        return Spec(found.shape, found.dtype.real)

    def reference(self, x):
        return x.real

    def gradient(self, g, y, x):
        return (apply("cast", g, dtype=x.dtype),)


class Imag(ElementCall, name="imag"):
    """The imaginary part, a float."""

    takes = COMPLEX

    def infer(self, *inputs):
        found = super().infer(*inputs)
        return Spec(found.shape, found.dtype.real)

    def reference(self, x):
        return x.imag

    def gradient(self, g, y, x):
        wide = apply("cast", g, dtype=x.dtype)
        return (wide * scalar(-1j, x.dtype, x.shape),)


class FromParts(HostCall, name="from_parts"):
    """a + ib of two floats."""

    def infer(self, a, b):
        refuse_kinds(self.name, a, frozenset({"float"}))
        if a != b or a.dtype.itemsize < 4:
            raise DTypeError("from_parts takes float32 or float64 twice", given=f"{a}, {b}")
        return Spec(a.shape, a.dtype.complex)

    def reference(self, a, b):
        return joined(a, b)

    def gradient(self, g, y, a, b):
        return apply("real", g), -apply("imag", g)
