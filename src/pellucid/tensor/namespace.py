"""The functions users call: those of nodes, lifted to tensors. Names are the array API's; PyTorch's
stand beside them.
"""

from typing import Any

from pellucid.tensor import (
    creation as c,
    elementwise as e,
    indexing as i,
    manipulation as m,
    products as p,
    statistics as s,
)
from pellucid.tensor.lift import lifted
from pellucid.tensor.tensor import Tensor

arange = lifted(c.arange)
eye = lifted(c.eye)
full = lifted(c.full)
full_like = lifted(c.full_like)
linspace = lifted(c.linspace)
meshgrid = lifted(c.meshgrid)
ones = lifted(c.ones)
ones_like = lifted(c.ones_like)
tril = lifted(c.tril)
triu = lifted(c.triu)
zeros = lifted(c.zeros)
zeros_like = lifted(c.zeros_like)

abs = lifted(e.abs)
acos = lifted(e.acos)
acosh = lifted(e.acosh)
add = lifted(e.add)
asin = lifted(e.asin)
asinh = lifted(e.asinh)
astype = lifted(e.astype)
atan = lifted(e.atan)
atan2 = lifted(e.atan2)
atanh = lifted(e.atanh)
bitwise_and = lifted(e.bitwise_and)
bitwise_invert = lifted(e.bitwise_invert)
bitwise_left_shift = lifted(e.bitwise_left_shift)
bitwise_or = lifted(e.bitwise_or)
bitwise_right_shift = lifted(e.bitwise_right_shift)
bitwise_xor = lifted(e.bitwise_xor)
ceil = lifted(e.ceil)
clip = lifted(e.clip)
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
isfinite = lifted(e.isfinite)
isinf = lifted(e.isinf)
isnan = lifted(e.isnan)
less = lifted(e.less)
less_equal = lifted(e.less_equal)
log = lifted(e.log)
log10 = lifted(e.log10)
log1p = lifted(e.log1p)
log2 = lifted(e.log2)
logical_and = lifted(e.logical_and)
logical_not = lifted(e.logical_not)
logical_or = lifted(e.logical_or)
logical_xor = lifted(e.logical_xor)
maximum = lifted(e.maximum)
minimum = lifted(e.minimum)
multiply = lifted(e.multiply)
negative = lifted(e.negative)
not_equal = lifted(e.not_equal)
positive = lifted(e.positive)
pow = lifted(e.pow)
reciprocal = lifted(e.reciprocal)
relu = lifted(e.relu)
remainder = lifted(e.remainder)
round = lifted(e.round)
rsqrt = lifted(e.rsqrt)
sigmoid = lifted(e.sigmoid)
sign = lifted(e.sign)
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
where = lifted(e.where)

all = lifted(s.all)
any = lifted(s.any)
argmax = lifted(s.argmax)
argmin = lifted(s.argmin)
log_softmax = lifted(s.log_softmax)
logsumexp = lifted(s.logsumexp)
max = lifted(s.max)
mean = lifted(s.mean)
min = lifted(s.min)
prod = lifted(s.prod)
softmax = lifted(s.softmax)
std = lifted(s.std)
sum = lifted(s.sum)
var = lifted(s.var)

broadcast_to = lifted(m.broadcast_to)
concat = lifted(m.concat)
expand_dims = lifted(m.expand_dims)
flatten = lifted(m.flatten)
flip = lifted(m.flip)
matrix_transpose = lifted(m.matrix_transpose)
moveaxis = lifted(m.moveaxis)
pad = lifted(m.pad)
permute_dims = lifted(m.permute_dims)
repeat = lifted(m.repeat)
reshape = lifted(m.reshape)
roll = lifted(m.roll)
split = lifted(m.split)
squeeze = lifted(m.squeeze)
stack = lifted(m.stack)
swapaxes = lifted(m.swapaxes)
tile = lifted(m.tile)
unsqueeze = lifted(m.unsqueeze)
unstack = lifted(m.unstack)
windows = lifted(m.windows)

einsum = lifted(p.einsum)
matmul = lifted(p.matmul)
outer = lifted(p.outer)
tensordot = lifted(p.tensordot)
vecdot = lifted(p.vecdot)

one_hot = lifted(i.one_hot)
take = lifted(i.take)
take_along_axis = lifted(i.take_along_axis)

cat = concatenate = concat
permute = permute_dims


def asarray(data: Any, /, *, dtype: object = None, copy: bool | None = None) -> Tensor:
    """A tensor of numbers, nested lists, a NumPy array or another tensor.

    Python floats become float32, whole numbers int64; NumPy arrays keep their dtype. `copy=True`
    makes the tensor independent of an array that is changed later.

    >>> asarray([1, 2, 3]).dtype
    pellucid.int64
    """
    if isinstance(data, Tensor) and dtype is None and not copy:
        return data
    found = Tensor(data, dtype)
    return Tensor(found.numpy().copy()) if copy else found


array = tensor = asarray

__all__ = [
    "abs",
    "acos",
    "acosh",
    "add",
    "all",
    "any",
    "arange",
    "argmax",
    "argmin",
    "array",
    "asarray",
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
    "broadcast_to",
    "cat",
    "ceil",
    "clip",
    "concat",
    "concatenate",
    "cos",
    "cosh",
    "divide",
    "einsum",
    "equal",
    "erf",
    "exp",
    "expand_dims",
    "expm1",
    "eye",
    "flatten",
    "flip",
    "floor",
    "floor_divide",
    "full",
    "full_like",
    "greater",
    "greater_equal",
    "isfinite",
    "isinf",
    "isnan",
    "less",
    "less_equal",
    "linspace",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_softmax",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "logsumexp",
    "matmul",
    "matrix_transpose",
    "max",
    "maximum",
    "mean",
    "meshgrid",
    "min",
    "minimum",
    "moveaxis",
    "multiply",
    "negative",
    "not_equal",
    "one_hot",
    "ones",
    "ones_like",
    "outer",
    "pad",
    "permute",
    "permute_dims",
    "positive",
    "pow",
    "prod",
    "reciprocal",
    "relu",
    "remainder",
    "repeat",
    "reshape",
    "roll",
    "round",
    "rsqrt",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "split",
    "sqrt",
    "square",
    "squeeze",
    "stack",
    "std",
    "stop_gradient",
    "subtract",
    "sum",
    "swapaxes",
    "take",
    "take_along_axis",
    "tan",
    "tanh",
    "tensor",
    "tensordot",
    "tile",
    "tril",
    "triu",
    "trunc",
    "unsqueeze",
    "unstack",
    "var",
    "vecdot",
    "where",
    "windows",
    "zeros",
    "zeros_like",
]
