"""Roots, exponentials, logarithms, trigonometry and the error function, element by element, of
floats and, where the formula holds there, of complex numbers.
"""

import math
from typing import Any

import numpy as np

from pellucid.graph import Kernel, Node, apply
from pellucid.graph.node import combine
from pellucid.ops import complex_functions
from pellucid.ops.family import FLOAT, INEXACT, Elementwise


class Function(Elementwise):
    """A function that the backend's vector maths knows, for floats, under the same name."""

    takes = INEXACT

    def lower(self, k: Kernel, *x: Any) -> Any:
        return k.call(self.name, *x)


class Sqrt(Function, name="sqrt"):
    """The square root."""

    def reference(self, x):
        return np.sqrt(x)

    def gradient(self, g, y, x):
        return (g * 0.5 / y,)

    def lower(self, k, x):
        return k.emit("sqrt", x)


class Exp(Function, name="exp"):
    """e to the power x."""

    def reference(self, x):
        return np.exp(x)

    def gradient(self, g, y, x):
        return (g * y,)


class Expm1(Function, name="expm1"):
    """e to the power x, minus 1; exact near 0."""

    def reference(self, x):
        return complex_functions.expm1(x) if x.dtype.kind == "c" else np.expm1(x)

    def gradient(self, g, y, x):
        return (g * (y + 1.0),)


class Log(Function, name="log"):
    """The natural logarithm."""

    def reference(self, x):
        return np.log(x)

    def gradient(self, g, y, x):
        return (g / x,)


class Log1p(Function, name="log1p"):
    """The natural logarithm of 1 + x; exact near 0."""

    def reference(self, x):
        return np.log1p(x)

    def gradient(self, g, y, x):
        return (g / (x + 1.0),)


class Log2(Function, name="log2"):
    """The logarithm to base 2."""

    def reference(self, x):
        return np.log2(x)

    def gradient(self, g, y, x):
        return (g * (1 / math.log(2)) / x,)


class Log10(Function, name="log10"):
    """The logarithm to base 10."""

    def reference(self, x):
        return np.log10(x)

    def gradient(self, g, y, x):
        return (g * (1 / math.log(10)) / x,)


class Sin(Function, name="sin"):
    """The sine of an angle in radians."""

    def reference(self, x):
        return np.sin(x)

    def gradient(self, g, y, x):
        return (g * apply("cos", x),)


class Cos(Function, name="cos"):
    """The cosine of an angle in radians."""

    def reference(self, x):
        return np.cos(x)

    def gradient(self, g, y, x):
        return (-(g * apply("sin", x)),)


class Tan(Function, name="tan"):
    """The tangent of an angle in radians."""

    def reference(self, x):
        return complex_functions.tan(x) if x.dtype.kind == "c" else np.tan(x)

    def gradient(self, g, y, x):
        return (g * (y * y + 1.0),)


class Asin(Function, name="asin"):
    """The angle, in radians, whose sine is x."""

    def reference(self, x):
        return np.arcsin(x)

    def gradient(self, g, y, x):
        return (g / apply("sqrt", 1.0 - x * x),)


class Acos(Function, name="acos"):
    """The angle, in radians, whose cosine is x."""

    def reference(self, x):
        return np.arccos(x)

    def gradient(self, g, y, x):
        return (-(g / apply("sqrt", 1.0 - x * x)),)


class Atan(Function, name="atan"):
    """The angle, in radians, whose tangent is x."""

    def reference(self, x):
        return np.arctan(x)

    def gradient(self, g, y, x):
        return (g / (x * x + 1.0),)


class Atan2(Function, name="atan2"):
    """The angle, in radians, of the point with ordinate x and abscissa z."""

    takes = FLOAT

    def reference(self, x, z):
        return np.arctan2(x, z)

    def gradient(self, g, y, x, z):
        square = x * x + z * z
        return g * z / square, -(g * x / square)


class Sinh(Function, name="sinh"):
    """The hyperbolic sine."""

    def reference(self, x):
        return np.sinh(x)

    def gradient(self, g, y, x):
        return (g * apply("cosh", x),)


class Cosh(Function, name="cosh"):
    """The hyperbolic cosine."""

    def reference(self, x):
        return np.cosh(x)

    def gradient(self, g, y, x):
        return (g * apply("sinh", x),)


class Tanh(Function, name="tanh"):
    """The hyperbolic tangent."""

    def reference(self, x):
        return complex_functions.tanh(x) if x.dtype.kind == "c" else np.tanh(x)

    def gradient(self, g, y, x):
        return (g * (1.0 - y * y),)


class Asinh(Function, name="asinh"):
    """The inverse of the hyperbolic sine."""

    def reference(self, x):
        return np.arcsinh(x)

    def gradient(self, g, y, x):
        return (g / apply("sqrt", x * x + 1.0),)


class Acosh(Function, name="acosh"):
    """The inverse of the hyperbolic cosine."""

    def reference(self, x):
        return np.arccosh(x)

    def gradient(self, g, y, x):
        return (g / (apply("sqrt", x - 1.0) * apply("sqrt", x + 1.0)),)


class Atanh(Function, name="atanh"):
    """The inverse of the hyperbolic tangent."""

    def reference(self, x):
        return np.arctanh(x)

    def gradient(self, g, y, x):
        return (g / (1.0 - x * x),)


class Sigmoid(Function, name="sigmoid"):
    """The logistic function, 1 / (1 + exp(-x))."""

    takes = FLOAT

    def reference(self, x):
        small = np.exp(-np.abs(x))
        return np.where(
            np.isnan(x), x, np.where(x >= 0, 1 / (1 + small), small / (1 + small))
        ).astype(x.dtype)

    def gradient(self, g, y, x):
        return (g * y * (1.0 - y),)


class Softplus(Function, name="softplus"):
    """log(1 + exp(x)), without overflow."""

    takes = FLOAT

    def reference(self, x):
        return np.logaddexp(x, np.zeros((), x.dtype)).astype(x.dtype)

    def gradient(self, g, y, x):
        return (g * apply("sigmoid", x),)


class Erf(Function, name="erf"):
    """The error function, 2/sqrt(pi) times the integral of exp(-t*t) from 0 to x."""

    takes = FLOAT

    def reference(self, x):
        return np.vectorize(math.erf, otypes=[np.float64])(x.astype(np.float64)).astype(x.dtype)

    def gradient(self, g, y, x):
        return (g * (2 / math.sqrt(math.pi)) * apply("exp", -(x * x)),)


class NormalCdf(Function, name="normal_cdf"):
    """The share of a normal distribution that is below x."""

    def reference(self, x):
        return below(x).astype(x.dtype)

    def gradient(self, g, y, x):
        return (g * density(x),)


class Gelu(Function, name="gelu"):
    """x times the share of a normal distribution that is below x (Hendrycks and Gimpel, 2016)."""

    def reference(self, x):
        wide = np.maximum(x.astype(np.float64), -100.0)  # beyond, the product is 0
        return (wide * below(wide)).astype(x.dtype)

    def gradient(self, g, y, x):
        return (g * (apply("normal_cdf", x) + x * density(x)),)


def below(x: np.ndarray) -> np.ndarray:
    """The share of a normal distribution that is below x, in float64."""
    exact = x.astype(np.longdouble) * -np.sqrt(np.longdouble(0.5))
    place = exact.astype(np.float64)
    share = np.vectorize(math.erfc, otypes=[np.float64])(place) / 2
    rest = np.where(np.isfinite(place), exact - place, 0).astype(np.float64)  # lost by rounding
    return share - rest * np.exp(-place * place) / math.sqrt(math.pi)


def density(x: Node) -> Node:
    """The density of the normal distribution."""
    return apply("exp", x * x * -0.5) * (1 / math.sqrt(2 * math.pi))


class Pow(Function, name="pow"):
    """x to the power z."""

    def reference(self, x, z):
        return np.power(x, z)

    def gradient(self, g, y, x, z):
        slope = g * z * apply("pow", x, z - 1.0)
        flat = apply("equal", z, z * 0.0)  # x to the power 0 is 1 everywhere, at 0 too
        return combine("where", flat, 0.0, slope), g * y * log_or_zero(x)


def log_or_zero(x: Node) -> Node:
    """log(x), and 0 where x is 0: the limit of y log(x) for y = 0 ** z with z above 0."""
    zero = apply("equal", x, x * 0.0)
    return combine("where", zero, 0.0, apply("log", combine("where", zero, 1.0, x)))
