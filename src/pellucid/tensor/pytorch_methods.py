"""What PyTorch's tensors can do beside the standard's: methods, lifted functions of nodes."""

from typing import Any

from pellucid.core.dtypes import (
    as_dtype,
    bfloat16,
    bool_,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
)
from pellucid.tensor import places
from pellucid.tensor.lift import Lazy, lifted, unpacked
from pellucid.tensor.nodes import (
    bits as b,
    creation as c,
    elementwise as e,
    indexing as i,
    linear_algebra as l,
    manipulation as m,
    pairs,
    parts as q,
    running as r,
    statistics as s,
)
from pellucid.tensor.nodes.pytorch import elements as n, order as o, pieces as k, products as p


class PyTorchMethods(Lazy):
    """Methods that people who come from PyTorch reach for."""

    __slots__ = ()

    # Of each element

    absolute, arccos, arccosh, arcsin = (lifted(f) for f in (e.abs, e.acos, e.acosh, e.asin))
    arcsinh, arctan, arctanh = lifted(e.asinh), lifted(e.atan), lifted(e.atanh)
    atan2, arctan2, hypot = lifted(e.atan2), lifted(e.atan2), lifted(pairs.hypot)
    addcdiv, addcmul, lerp = lifted(n.addcdiv), lifted(n.addcmul), lifted(n.lerp)
    allclose, isclose = lifted(n.allclose), lifted(n.isclose)
    bitwise_and, bitwise_or = lifted(b.bitwise_and), lifted(b.bitwise_or)
    bitwise_xor, bitwise_not = lifted(b.bitwise_xor), lifted(b.bitwise_invert)
    copysign, signbit, sgn = lifted(q.copysign), lifted(q.signbit), lifted(n.sgn)
    deg2rad, rad2deg, erfc, exp2 = (lifted(f) for f in (n.deg2rad, n.rad2deg, n.erfc, n.exp2))
    add, sub, subtract, div = lifted(n.add), lifted(n.sub), lifted(n.sub), lifted(n.div)
    divide, true_divide = lifted(n.div), lifted(e.divide)
    multiply, negative, positive = lifted(e.multiply), lifted(e.negative), lifted(e.positive)
    floor_divide, remainder, fmod = lifted(e.floor_divide), lifted(e.remainder), lifted(n.fmod)
    float_power, frac, fix = lifted(n.float_power), lifted(n.frac), lifted(e.trunc)
    fmax, fmin, heaviside, ldexp = (lifted(f) for f in (n.fmax, n.fmin, n.heaviside, n.ldexp))
    isneginf, isposinf = lifted(n.isneginf), lifted(n.isposinf)
    logaddexp, logaddexp2 = lifted(pairs.logaddexp), lifted(n.logaddexp2)
    logical_and, logical_or = lifted(e.logical_and), lifted(e.logical_or)
    logical_not, logical_xor = lifted(e.logical_not), lifted(e.logical_xor)
    logit, nan_to_num, sinc, xlogy = (lifted(f) for f in (n.logit, n.nan_to_num, n.sinc, n.xlogy))
    eq, ne, lt = lifted(e.equal), lifted(e.not_equal), lifted(e.less)
    le, gt, ge = lifted(e.less_equal), lifted(e.greater), lifted(e.greater_equal)
    not_equal, less, less_equal = lifted(e.not_equal), lifted(e.less), lifted(e.less_equal)
    greater, greater_equal = lifted(e.greater), lifted(e.greater_equal)

    def clamp_min(self, min: Any) -> Any:
        """Nothing below `min`."""
        return lifted(e.clip)(self, min)

    def clamp_max(self, max: Any) -> Any:
        """Nothing above `max`."""
        return lifted(e.clip)(self, None, max)

    def where(self, condition: Any, other: Any) -> Any:
        """This tensor where the condition holds, `other` elsewhere."""
        return lifted(e.where)(condition, self, other)

    # Over axes

    max, min, sort = places.max, places.min, lifted(o.sort_along)
    argsort, topk, kthvalue = lifted(o.argsort_along), lifted(o.topk), lifted(o.kthvalue)
    aminmax, count_nonzero, diff = lifted(o.aminmax), lifted(s.count_nonzero), lifted(r.diff)
    cumsum, cumprod = lifted(o.cumsum), lifted(o.cumprod)
    median, nanmedian, quantile = places.median, lifted(o.nanmedian), lifted(o.quantile)
    nansum, nanmean = lifted(o.nansum), lifted(o.nanmean)
    norm, dist, cov, corrcoef = (lifted(f) for f in (p.norm, p.dist, p.cov, p.corrcoef))

    # Products and matrices

    addmm, addmv, baddbmm, bmm = (lifted(f) for f in (p.addmm, p.addmv, p.baddbmm, p.bmm))
    dot, inner, mm, mv, outer = (lifted(f) for f in (p.dot, p.inner, p.mm, p.mv, l.outer))
    kron, cross, det, inverse = (lifted(f) for f in (p.kron, l.cross, l.det, l.inv))
    matrix_power, pinverse, trace = lifted(l.matrix_power), lifted(l.pinv), lifted(l.trace)
    diagonal, diag, diag_embed = lifted(l.diagonal), lifted(k.diag), lifted(k.diag_embed)

    def tril(self, diagonal: int = 0) -> Any:
        """This on and below a diagonal, zeros above."""
        return lifted(c.tril)(self, k=diagonal)

    def triu(self, diagonal: int = 0) -> Any:
        """This on and above a diagonal, zeros below."""
        return lifted(c.triu)(self, k=diagonal)

    # Cutting, turning, reading and writing at places

    chunk, narrow, select = lifted(k.chunk), lifted(k.narrow), lifted(k.select)
    tensor_split, unbind, unfold = lifted(k.tensor_split), lifted(k.unbind), lifted(k.unfold)
    fliplr, flipud, rot90, t = (lifted(f) for f in (k.fliplr, k.flipud, k.rot90, k.t))
    movedim, swapdims, unflatten = lifted(m.moveaxis), lifted(m.swapaxes), lifted(k.unflatten)
    expand_as, view_as, reshape_as = lifted(k.expand_as), lifted(k.view_as), lifted(k.view_as)
    gather, index_select = lifted(k.gather), lifted(k.index_select)
    take_along_dim = lifted(i.take_along_axis)
    scatter, scatter_add, index_add = lifted(k.scatter), lifted(k.scatter_add), lifted(k.index_add)
    masked_fill, index_fill = lifted(k.masked_fill), lifted(k.index_fill)

    def broadcast_to(self, *shape: Any) -> Any:
        """This read with another shape."""
        return lifted(m.broadcast_to)(self, unpacked(shape))

    def ravel(self) -> Any:
        """The elements as one list."""
        return lifted(m.reshape)(self, -1)

    def repeat(self, *sizes: Any) -> Any:
        """This, so many times along each axis; the function `repeat` repeats each element."""
        return lifted(k.repeated)(self, unpacked(sizes))

    def tile(self, *sizes: Any) -> Any:
        """This, so many times along each axis."""
        return lifted(m.tile)(self, unpacked(sizes))

    # New ones like it

    def new_zeros(self, *shape: Any, dtype: object = None) -> Any:
        """Zeros of this dtype."""
        return lifted(c.zeros)(unpacked(shape), dtype=dtype or self.spec.dtype)

    def new_ones(self, *shape: Any, dtype: object = None) -> Any:
        """Ones of this dtype."""
        return lifted(c.ones)(unpacked(shape), dtype=dtype or self.spec.dtype)

    def new_full(self, shape: Any, fill_value: Any, *, dtype: object = None) -> Any:
        """One number in a shape, of this dtype."""
        return lifted(c.full)(shape, fill_value, dtype=dtype or self.spec.dtype)

    def new_tensor(self, data: Any, *, dtype: object = None) -> Any:
        """Data as a tensor of this dtype."""
        return self.from_data(data).astype(dtype or self.spec.dtype)

    # In another dtype

    def type(self, dtype: object = None) -> Any:
        """In another dtype; without one, the name of the dtype."""
        return str(self.spec.dtype) if dtype is None else lifted(e.astype)(self, as_dtype(dtype))

    def type_as(self, other: Any) -> Any:
        """In the dtype of another tensor."""
        return lifted(e.astype)(self, other.dtype)

    def is_floating_point(self) -> Any:
        """Are the elements floats?"""
        return self.spec.dtype.is_float

    def is_complex(self) -> Any:
        """Are the elements complex numbers?"""
        return self.spec.dtype.kind == "complex"


def converted(name: str) -> Any:
    """The method that converts to a dtype."""
    dtype = CONVERSIONS[name]

    def convert(self: Lazy) -> Any:
        return lifted(e.astype)(self, dtype)

    convert.__name__, convert.__doc__ = name, f"As {dtype}."
    return convert


CONVERSIONS = {
    "bfloat16": bfloat16, "bool": bool_, "byte": uint8, "char": int8, "double": float64,
    "float": float32, "int": int32, "long": int64, "short": int16,
}  # fmt: skip
for method in CONVERSIONS:
    setattr(PyTorchMethods, method, converted(method))
