"""Functions of one and of two arrays, by name: what random functions are made of."""

import pellucid as pel


def kept(x):
    """`x`, kept away from 0, where some functions have no slope."""
    return x * x + 0.5


SMOOTH = {
    "negative": lambda x: -x,
    "sqrt": lambda x: pel.sqrt(kept(x)),
    "exp": lambda x: pel.exp(pel.tanh(x)),
    "expm1": lambda x: pel.expm1(pel.tanh(x)),
    "log": lambda x: pel.log(kept(x)),
    "log1p": lambda x: pel.log1p(x * x),
    "log2": lambda x: pel.log2(kept(x)),
    "log10": lambda x: pel.log10(kept(x)),
    "sin": pel.sin,
    "cos": pel.cos,
    "tan": lambda x: pel.tan(pel.tanh(x)),
    "asin": lambda x: pel.asin(pel.tanh(x) * 0.9),
    "acos": lambda x: pel.acos(pel.tanh(x) * 0.9),
    "atan": pel.atan,
    "sinh": lambda x: pel.sinh(pel.tanh(x)),
    "cosh": lambda x: pel.cosh(pel.tanh(x)),
    "tanh": pel.tanh,
    "asinh": pel.asinh,
    "acosh": lambda x: pel.acosh(kept(x) + 1.0),
    "atanh": lambda x: pel.atanh(pel.tanh(x) * 0.9),
    "sigmoid": pel.sigmoid,
    "softplus": pel.softplus,
    "erf": pel.erf,
    "square": lambda x: pel.tanh(x) ** 2,
    "cube": lambda x: pel.tanh(x) ** 3,
    "power": lambda x: kept(pel.tanh(x)) ** 1.7,
    "reciprocal": lambda x: 1.0 / kept(x),
    "affine": lambda x: x * 0.7 - 0.3,
    "to itself": lambda x: x * pel.sigmoid(x),
}
BENT = {
    "abs": pel.abs,
    "relu": pel.relu,
    "clip": lambda x: pel.clip(x, -0.6, 0.8),
    "sign": lambda x: pel.sign(x) * x,
    "floor": lambda x: x - pel.floor(x),
    "ceil": lambda x: x - pel.ceil(x * 2) * 0.5,
    "round": lambda x: x + pel.round(x),
    "trunc": lambda x: pel.trunc(x * 3) * x,
    "remainder": lambda x: x % 0.75,
    "floor_divide": lambda x: x - (x // 0.4) * 0.1,
    "whole numbers": lambda x: x * ((pel.tanh(x) * 9).astype("int32") & 3).astype("float64"),
    "bits": lambda x: x + (((pel.tanh(x) * 9).astype("int64") ^ 5) >> 1).astype("float64"),
    "stopped": lambda x: pel.tanh(x) * pel.stop_gradient(x) + x,
    "not a number": lambda x: pel.where(pel.isnan(x) | ~pel.isfinite(x), 0.0, x),
}
BINARY = {
    "add": pel.add,
    "subtract": pel.subtract,
    "multiply": lambda x, z: pel.tanh(x) * z,
    "divide": lambda x, z: x / kept(z),
    "atan2": lambda x, z: pel.atan2(x, kept(z)),
    "maximum": pel.maximum,
    "minimum": pel.minimum,
    "pow": lambda x, z: kept(pel.tanh(x)) ** pel.tanh(z),
    "where less": lambda x, z: pel.where(x < z, x, z * 0.5),
    "where both": lambda x, z: pel.where((x > 0.1) & (z <= 0.7), x * z, pel.tanh(x)),
    "where either": lambda x, z: pel.where((x >= 0.3) | pel.isinf(z), z, x),
    "where one": lambda x, z: pel.where(~((x > 0) ^ (z > 0)), x, -z),
    "remainder by": lambda x, z: x % kept(z),
}
