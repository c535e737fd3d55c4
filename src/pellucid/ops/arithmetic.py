"""Arithmetic, choosing and converting, element by element."""

import math

import numpy as np

from pellucid.core.dtypes import DType, bool_
from pellucid.core.errors import DTypeError, ShapeError
from pellucid.graph import Node, apply
from pellucid.graph.node import combine, scalar
from pellucid.ops.family import ANY, FLOAT, INEXACT, ORDERED, REAL, Elementwise
from pellucid.ops.source import Constant, Number


class Add(Elementwise, name="add"):
    """x + z."""

    def reference(self, x, z):
        return x + z

    def gradient(self, g, y, x, z):
        return g, g

    def lower(self, k, x, z):
        return k.emit("add", x, z)


class Subtract(Elementwise, name="subtract"):
    """x - z."""

    def reference(self, x, z):
        return x - z

    def gradient(self, g, y, x, z):
        return g, -g

    def lower(self, k, x, z):
        return k.emit("sub", x, z)


class Multiply(Elementwise, name="multiply"):
    """x z."""

    def reference(self, x, z):
        return x * z

    def gradient(self, g, y, x, z):
        return g * z, g * x

    def lower(self, k, x, z):
        return k.emit("mul", x, z)


class Divide(Elementwise, name="divide"):
    """x / z, of floats and complex numbers."""

    takes = INEXACT

    def reference(self, x, z):
        return x / z

    def gradient(self, g, y, x, z):
        return g / z, -(g * y / z)

    def lower(self, k, x, z):
        return k.emit("div", x, z)


class FloorDivide(Elementwise, name="floor_divide"):
    """The largest whole number not above x / z; an integer divided by zero gives 0.

    Where either is infinite it is floor(x / z), as the array API standard has it, not Python's. No
    gradient flows through: it is flat between its jumps.
    """

    takes = REAL

    def reference(self, x, z):
        found = np.floor_divide(x, z)
        if x.dtype.kind in "iu":
            return found
        return np.where(np.isinf(x) | np.isinf(z), x / z, found).astype(x.dtype)

    def lower(self, k, x, z):
        dtype = x.dtype
        if dtype.is_float:
            return self.of_floats(k, x, z)
        quotient = k.emit("div", x, z)
        if dtype.kind == "uint":
            return quotient
        rest, zero = k.emit("rem", x, z), k.constant(0, dtype)
        apart = k.emit("ne", k.emit("lt", rest, zero), k.emit("lt", z, zero))
        lower = k.emit("and", k.emit("ne", rest, zero), apart)
        return k.emit("select", lower, k.emit("sub", quotient, k.constant(1, dtype)), quotient)

    def of_floats(self, k, x, z):
        """Through the exact remainder, as NumPy does, so that x // z agrees with x % z."""
        zero, half, one = (k.constant(v, x.dtype) for v in (0.0, 0.5, 1.0))
        rest = k.emit("rem", x, z)
        apart = k.emit("ne", k.emit("lt", rest, zero), k.emit("lt", z, zero))
        lower = k.emit("and", k.emit("ne", rest, zero), apart)
        quotient = k.emit("div", k.emit("sub", x, rest), z)
        quotient = k.emit("select", lower, k.emit("sub", quotient, one), quotient)
        whole = k.emit("floor", quotient)
        whole = k.emit(
            "select",
            k.emit("gt", k.emit("sub", quotient, whole), half),
            k.emit("add", whole, one),
            whole,
        )
        signed = k.emit("copysign", zero, k.emit("div", x, z))
        whole = k.emit("select", k.emit("eq", quotient, zero), signed, whole)
        infinite = k.constant(math.inf, x.dtype)
        plain = k.emit("eq", z, zero)
        for operand in (x, z):
            plain = k.emit("or", plain, k.emit("eq", k.emit("abs", operand), infinite))
        return k.emit("select", plain, k.emit("div", x, z), whole)


class Remainder(Elementwise, name="remainder"):
    """x - z floor(x / z), with the sign of z; an integer's remainder by zero is 0."""

    takes = REAL

    def reference(self, x, z):
        return np.remainder(x, z)

    def gradient(self, g, y, x, z):
        return g, -(g * apply("floor_divide", x, z))

    def lower(self, k, x, z):
        rest = k.emit("rem", x, z)
        if x.dtype.kind == "uint":
            return rest
        zero = k.constant(0, x.dtype)
        apart = k.emit("ne", k.emit("lt", rest, zero), k.emit("lt", z, zero))
        shifted = k.emit("select", apart, k.emit("add", rest, z), rest)
        at_zero = k.emit("copysign", zero, z) if x.dtype.is_float else rest
        return k.emit("select", k.emit("eq", rest, zero), at_zero, shifted)


class Negative(Elementwise, name="negative"):
    """-x."""

    def reference(self, x):
        return np.negative(x)

    def gradient(self, g, y, x):
        return (-g,)

    def lower(self, k, x):
        return k.emit("neg", x)


class Abs(Elementwise, name="abs"):
    """The distance of x from 0: of a complex number a float. The gradient at 0 is 0."""

    def result(self, dtype):
        return dtype.real

    def reference(self, x):
        return np.abs(x)

    def gradient(self, g, y, x):
        if x.dtype.kind != "complex":
            return (g * apply("sign", x),)
        return (apply("cast", g, dtype=x.dtype) * apply("conj", apply("sign", x)),)

    def lower(self, k, x):
        return x if x.dtype.kind == "uint" else k.emit("abs", x)


class Sign(Elementwise, name="sign"):
    """-1, 0 or 1 by the sign of x; NaN stays NaN. Of a complex number, x / abs(x)."""

    def reference(self, x):
        return np.sign(x) + x.dtype.type(0)  # no -0

    def gradient(self, g, y, x):
        if x.dtype.kind != "complex":
            return (g * 0.0,)
        turned = apply("conj", y)  # as x turns, y turns with it; as x grows, nothing changes
        radial = apply("conj", g * y) * turned
        length = apply("cast", apply("abs", x), dtype=x.dtype)
        return ((g - radial) * 0.5 / length,)

    def lower(self, k, x):
        zero, one = k.constant(0, x.dtype), k.constant(1, x.dtype)
        positive = k.emit(
            "select",
            k.emit("gt", x, zero),
            one,
            k.emit("mul", x, zero) if x.dtype.is_float else zero,
        )
        if x.dtype.kind == "uint":
            return positive
        minus = k.constant(-1, x.dtype)
        finite = k.emit(
            "select",
            k.emit("lt", x, zero),
            minus,
            k.emit("select", k.emit("gt", x, zero), one, zero),
        )
        return k.emit("select", k.emit("isnan", x), x, finite) if x.dtype.is_float else finite


class Maximum(Elementwise, name="maximum"):
    """The larger of x and z; NaN wins. Where they are equal each gets half of the gradient."""

    takes = ORDERED

    def reference(self, x, z):
        return np.maximum(x, z)

    def gradient(self, g, y, x, z):
        return share(g, y, x, z)

    def lower(self, k, x, z):
        return k.emit("or" if x.dtype.kind == "bool" else "max", x, z)


class Minimum(Elementwise, name="minimum"):
    """The smaller of x and z; NaN wins. Where they are equal each gets half of the gradient."""

    takes = ORDERED

    def reference(self, x, z):
        return np.minimum(x, z)

    def gradient(self, g, y, x, z):
        return share(g, y, x, z)

    def lower(self, k, x, z):
        return k.emit("and" if x.dtype.kind == "bool" else "min", x, z)


def share(g: Node, y: Node, x: Node, z: Node) -> tuple[Node, Node]:
    """`g` for the one of x and z that equals y, half of it for each where both do."""
    if is_constant(x):
        return share(g, y, z, x)[::-1]
    if is_constant(z):  # y is read, not x: what comes before a rectifier need not be stored
        inside = apply("not_equal", y, z)
        return combine("where", inside, g, 0.0), combine("where", inside, scalar(0.0, g.dtype), g)
    half = combine("where", apply("equal", x, z), scalar(0.5, g.dtype), scalar(1.0, g.dtype))
    part = g * half
    return combine("where", apply("equal", x, y), part, 0.0), combine(
        "where", apply("equal", z, y), part, 0.0
    )


def is_constant(x: Node) -> bool:
    """Is `x` a number that a user wrote, perhaps broadcast?"""
    while x.op.name == "view":
        x = x.inputs[0]
    return isinstance(x.op, (Constant, Number))


class CopySign(Elementwise, name="copysign"):
    """The size of x with the sign of z, of a zero or NaN too."""

    takes = FLOAT

    def reference(self, x, z):
        return np.copysign(x, z)

    def gradient(self, g, y, x, z):
        return g * apply("copysign", scalar(1.0, x.dtype, x.shape), z) * apply("sign", x), None

    def lower(self, k, x, z):
        return k.emit("copysign", x, z)


class Where(Elementwise, name="where"):
    """x where the condition holds, z elsewhere."""

    takes = ANY

    def infer(self, *inputs):
        condition, *values = inputs
        if condition.dtype != bool_:
            raise DTypeError(
                "where: the condition must be bool",
                given=str(condition),
                fix="compare it, as in x != 0",
            )
        self.check(*values)
        if condition.shape != values[0].shape:
            raise ShapeError("where: the shapes differ", given=", ".join(map(str, inputs)))
        return values[0]

    def reference(self, condition, x, z):
        return np.where(condition, x, z)

    def gradient(self, g, y, condition, x, z):
        return (
            None,
            combine("where", condition, g, 0.0),
            combine("where", condition, scalar(0.0, g.dtype), g),
        )

    def lower(self, k, condition, x, z):
        return k.emit("select", condition, x, z)


class Cast(Elementwise, name="cast"):
    """The same number in another dtype."""

    dtype: DType
    takes = ANY

    def check(self, *inputs):
        super().check(*inputs)
        if inputs[0].dtype.kind == "complex" and self.dtype.kind not in {"complex", "bool"}:
            raise DTypeError(
                "a complex number is not converted to a real one",
                given=f"{inputs[0]} to {self.dtype}",
                fix="take real(x), imag(x) or abs(x) first",
            )

    def result(self, dtype):
        return self.dtype

    def reference(self, x):
        if (
            np.issubdtype(self.dtype.numpy, np.integer)
            and not np.issubdtype(x.dtype, np.integer)
            and x.dtype != bool
        ):
            low, high = int(self.dtype.lowest), int(self.dtype.highest)
            wide = np.nan_to_num(x.astype(np.float64), nan=0.0, posinf=math.inf, neginf=-math.inf)
            inside = np.where((wide > low) & (wide < high), wide, 0.0).astype(self.dtype.numpy)
            return np.where(wide >= high, high, np.where(wide <= low, low, inside)).astype(
                self.dtype.numpy
            )
        with np.errstate(over="ignore"):
            return x.astype(self.dtype.numpy)

    def gradient(self, g, y, x):
        if not (x.dtype.is_inexact and self.dtype.is_inexact):
            return (None,)
        if self.dtype.kind == "complex" and x.dtype.kind == "float":
            g = apply("real", g)
        return (apply("cast", g, dtype=x.dtype),)

    def lower(self, k, x):
        return k.cast(x, self.dtype)
