"""The functions of each element that users call: those of nodes, lifted to tensors. Names are the
array API's; PyTorch's stand beside them.
"""

from typing import Any

from pellucid.core.dtypes import as_dtype
from pellucid.tensor.lift import Lazy, lifted
from pellucid.tensor.nodes import bits as b, elementwise as e, pairs as w, parts as q
from pellucid.tensor.nodes.compose import check_device

abs = lifted(e.abs)
acos = lifted(e.acos)
acosh = lifted(e.acosh)
add = lifted(e.add)
asin = lifted(e.asin)
asinh = lifted(e.asinh)
converted = lifted(e.astype)
atan = lifted(e.atan)
atan2 = lifted(e.atan2)
atanh = lifted(e.atanh)
bitwise_and = lifted(b.bitwise_and)
bitwise_invert = lifted(b.bitwise_invert)
bitwise_left_shift = lifted(b.bitwise_left_shift)
bitwise_or = lifted(b.bitwise_or)
bitwise_right_shift = lifted(b.bitwise_right_shift)
bitwise_xor = lifted(b.bitwise_xor)
ceil = lifted(e.ceil)
clip = lifted(e.clip)
conj = lifted(q.conj)
copysign = lifted(q.copysign)
cos = lifted(e.cos)
cosh = lifted(e.cosh)
divide = lifted(e.divide)
equal = lifted(e.equal)
erf = lifted(e.erf)
exp = lifted(e.exp)
expm1 = lifted(e.expm1)
floor = lifted(e.floor)
floor_divide = lifted(e.floor_divide)
greater = lifted(e.greater)
greater_equal = lifted(e.greater_equal)
hypot = lifted(w.hypot)
imag = lifted(q.imag)
isfinite = lifted(e.isfinite)
isinf = lifted(e.isinf)
isnan = lifted(e.isnan)
less = lifted(e.less)
less_equal = lifted(e.less_equal)
log = lifted(e.log)
log10 = lifted(e.log10)
log1p = lifted(e.log1p)
log2 = lifted(e.log2)
logaddexp = lifted(w.logaddexp)
logical_and = lifted(e.logical_and)
logical_not = lifted(e.logical_not)
logical_or = lifted(e.logical_or)
logical_xor = lifted(e.logical_xor)
maximum = lifted(e.maximum)
minimum = lifted(e.minimum)
multiply = lifted(e.multiply)
negative = lifted(e.negative)
nextafter = lifted(q.nextafter)
not_equal = lifted(e.not_equal)
positive = lifted(e.positive)
pow = lifted(e.pow)
real = lifted(q.real)
reciprocal = lifted(e.reciprocal)
relu = lifted(e.relu)
remainder = lifted(e.remainder)
round = lifted(e.round)
rsqrt = lifted(e.rsqrt)
sigmoid = lifted(e.sigmoid)
sign = lifted(e.sign)
signbit = lifted(q.signbit)
sin = lifted(e.sin)
sinh = lifted(e.sinh)
softplus = lifted(e.softplus)
sqrt = lifted(e.sqrt)
square = lifted(e.square)
stop_gradient = lifted(e.stop_gradient)
subtract = lifted(e.subtract)
tan = lifted(e.tan)
tanh = lifted(e.tanh)
trunc = lifted(e.trunc)
where = lifted(e.where)  # of a condition alone: in selection.py, as users have it


def astype(x: Any, dtype: object, /, *, copy: bool = True, device: object = None) -> Any:
    """x in another dtype. With `copy=False` a tensor that has that dtype is given back itself."""
    if not copy and isinstance(x, Lazy) and x.node.dtype == as_dtype(dtype):
        check_device(device)
        return x
    return converted(x, dtype, copy=copy, device=device)


__all__ = [
    "abs",
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "astype",
    "atan",
    "atan2",
    "atanh",
    "bitwise_and",
    "bitwise_invert",
    "bitwise_left_shift",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "ceil",
    "clip",
    "conj",
    "copysign",
    "cos",
    "cosh",
    "divide",
    "equal",
    "erf",
    "exp",
    "expm1",
    "floor",
    "floor_divide",
    "greater",
    "greater_equal",
    "hypot",
    "imag",
    "isfinite",
    "isinf",
    "isnan",
    "less",
    "less_equal",
    "log",
    "log1p",
    "log2",
    "log10",
    "logaddexp",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "maximum",
    "minimum",
    "multiply",
    "negative",
    "nextafter",
    "not_equal",
    "positive",
    "pow",
    "real",
    "reciprocal",
    "relu",
    "remainder",
    "round",
    "rsqrt",
    "sigmoid",
    "sign",
    "signbit",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "square",
    "stop_gradient",
    "subtract",
    "tan",
    "tanh",
    "trunc",
]
