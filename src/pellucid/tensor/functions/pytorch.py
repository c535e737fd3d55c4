"""PyTorch's functions beside the standard's, lifted to tensors, under PyTorch's names."""

from typing import Any

from pellucid.tensor import places
from pellucid.tensor.functions import array_functions as a, creation, elements as e
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import linear_algebra as l
from pellucid.tensor.nodes.pytorch import elements as n, order as o, pieces as k, products as p
from pellucid.tensor.tensor import Tensor

addcdiv = lifted(n.addcdiv)
addcmul = lifted(n.addcmul)
allclose = lifted(n.allclose)
deg2rad = lifted(n.deg2rad)
div = lifted(n.div)
erfc = lifted(n.erfc)
exp2 = lifted(n.exp2)
float_power = lifted(n.float_power)
fmax = lifted(n.fmax)
fmin = lifted(n.fmin)
fmod = lifted(n.fmod)
frac = lifted(n.frac)
heaviside = lifted(n.heaviside)
isclose = lifted(n.isclose)
isneginf = lifted(n.isneginf)
isposinf = lifted(n.isposinf)
ldexp = lifted(n.ldexp)
lerp = lifted(n.lerp)
logaddexp2 = lifted(n.logaddexp2)
logit = lifted(n.logit)
nan_to_num = lifted(n.nan_to_num)
rad2deg = lifted(n.rad2deg)
sgn = lifted(n.sgn)
sinc = lifted(n.sinc)
sub = lifted(n.sub)
xlogy = lifted(n.xlogy)

aminmax = lifted(o.aminmax)
cumprod = lifted(o.cumprod)
cumsum = lifted(o.cumsum)
kthvalue = lifted(o.kthvalue)
median = places.median
nanmean = lifted(o.nanmean)
nanmedian = lifted(o.nanmedian)
nansum = lifted(o.nansum)
quantile = lifted(o.quantile)
std_mean = lifted(o.std_mean)
topk = lifted(o.topk)
var_mean = lifted(o.var_mean)

addmm = lifted(p.addmm)
addmv = lifted(p.addmv)
baddbmm = lifted(p.baddbmm)
bmm = lifted(p.bmm)
cdist = lifted(p.cdist)
chain_matmul = lifted(p.chain_matmul)
corrcoef = lifted(p.corrcoef)
cov = lifted(p.cov)
dist = lifted(p.dist)
dot = lifted(p.dot)
inner = lifted(p.inner)
kron = lifted(p.kron)
mm = lifted(p.mm)
mv = lifted(p.mv)
norm = lifted(p.norm)

cross = lifted(l.cross)
det = lifted(l.det)
diagonal = lifted(l.diagonal)
inverse = lifted(l.inv)
matrix_power = lifted(l.matrix_power)
pinverse = lifted(l.pinv)
trace = lifted(l.trace)

atleast_1d = lifted(k.atleast_1d)
atleast_2d = lifted(k.atleast_2d)
atleast_3d = lifted(k.atleast_3d)
block_diag = lifted(k.block_diag)
cartesian_prod = lifted(k.cartesian_prod)
chunk = lifted(k.chunk)
column_stack = lifted(k.column_stack)
diag = lifted(k.diag)
diag_embed = lifted(k.diag_embed)
dstack = lifted(k.dstack)
fliplr = lifted(k.fliplr)
flipud = lifted(k.flipud)
gather = lifted(k.gather)
hstack = lifted(k.hstack)
index_add = lifted(k.index_add)
index_fill = lifted(k.index_fill)
index_select = lifted(k.index_select)
masked_fill = lifted(k.masked_fill)
narrow = lifted(k.narrow)
rot90 = lifted(k.rot90)
scatter = lifted(k.scatter)
scatter_add = lifted(k.scatter_add)
select = lifted(k.select)
t = lifted(k.t)
tensor_split = lifted(k.tensor_split)
transpose = lifted(k.transpose)
unbind = lifted(k.unbind)
unflatten = lifted(k.unflatten)
vstack = lifted(k.vstack)

absolute, arccos, arccosh, arcsin, arcsinh = e.abs, e.acos, e.acosh, e.asin, e.asinh
arctan, arctan2, arctanh = e.atan, e.atan2, e.atanh
bitwise_not, clamp, fix, mul, neg = e.bitwise_invert, e.clip, e.trunc, e.multiply, e.negative
negative, true_divide = e.negative, e.divide
eq, ne, lt, le, gt, ge = (
    e.equal,
    e.not_equal,
    e.less,
    e.less_equal,
    e.greater,
    e.greater_equal,
)
amax, amin = lifted(a.s.max), lifted(a.s.min)
broadcast_tensors, movedim, row_stack, swapdims = (
    a.broadcast_arrays,
    a.moveaxis,
    vstack,
    a.swapaxes,
)
repeat_interleave, take_along_dim = a.repeat, a.take_along_axis


def logspace(start: float, end: float, steps: int, base: float = 10.0, **options: Any) -> Tensor:
    """Powers of `base` with exponents at equal distances from `start` to `end`.

    >>> logspace(0, 2, 3).tolist()
    [1.0, 10.0, 100.0]
    """
    return e.pow(base, creation.linspace(start, end, steps, **options))


def bucketize(x: Tensor, boundaries: Tensor, /, *, right: bool = False) -> Tensor:
    """In which part between rising boundaries each element lies.

    >>> bucketize(Tensor([0.5, 2.0]), Tensor([1.0, 2.0])).tolist()
    [0, 1]
    """
    return a.searchsorted(boundaries, x, side="right" if right else "left")


def clone(x: Tensor, /) -> Tensor:
    """A tensor of its own with the same value."""
    return x.clone()


def detach(x: Tensor, /) -> Tensor:
    """The same value, through which no gradient flows."""
    return x.detach()


def is_tensor(x: object, /) -> bool:
    """Is it a tensor?

    >>> is_tensor(Tensor(1.0)), is_tensor(1.0)
    (True, False)
    """
    return isinstance(x, Tensor)


def numel(x: Tensor, /) -> int:
    """The number of elements."""
    return x.numel()


def is_floating_point(x: Tensor, /) -> bool:
    """Are the elements floats?"""
    return x.is_floating_point()


def is_complex(x: Tensor, /) -> bool:
    """Are the elements complex numbers?"""
    return x.is_complex()


__all__ = [
    "absolute",
    "addcdiv",
    "addcmul",
    "addmm",
    "addmv",
    "allclose",
    "amax",
    "amin",
    "aminmax",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctan2",
    "arctanh",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "baddbmm",
    "bitwise_not",
    "block_diag",
    "bmm",
    "broadcast_tensors",
    "bucketize",
    "cartesian_prod",
    "cdist",
    "chain_matmul",
    "chunk",
    "clamp",
    "clone",
    "column_stack",
    "corrcoef",
    "cov",
    "cross",
    "cumprod",
    "cumsum",
    "deg2rad",
    "det",
    "detach",
    "diag",
    "diag_embed",
    "diagonal",
    "dist",
    "div",
    "dot",
    "dstack",
    "eq",
    "erfc",
    "exp2",
    "fix",
    "fliplr",
    "flipud",
    "float_power",
    "fmax",
    "fmin",
    "fmod",
    "frac",
    "gather",
    "ge",
    "gt",
    "heaviside",
    "hstack",
    "index_add",
    "index_fill",
    "index_select",
    "inner",
    "inverse",
    "is_complex",
    "is_floating_point",
    "is_tensor",
    "isclose",
    "isneginf",
    "isposinf",
    "kron",
    "kthvalue",
    "ldexp",
    "le",
    "lerp",
    "logaddexp2",
    "logit",
    "logspace",
    "lt",
    "masked_fill",
    "matrix_power",
    "median",
    "mm",
    "movedim",
    "mul",
    "mv",
    "nan_to_num",
    "nanmean",
    "nanmedian",
    "nansum",
    "narrow",
    "ne",
    "neg",
    "negative",
    "norm",
    "numel",
    "pinverse",
    "quantile",
    "rad2deg",
    "repeat_interleave",
    "rot90",
    "row_stack",
    "scatter",
    "scatter_add",
    "select",
    "sgn",
    "sinc",
    "std_mean",
    "sub",
    "swapdims",
    "t",
    "take_along_dim",
    "tensor_split",
    "topk",
    "trace",
    "transpose",
    "true_divide",
    "unbind",
    "unflatten",
    "var_mean",
    "vstack",
    "xlogy",
]
