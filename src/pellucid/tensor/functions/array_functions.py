"""The functions of arrays that users call: those of nodes, lifted to tensors. Names are the array
API's; PyTorch's stand beside them.
"""

import math
from typing import Any

import numpy as np

from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import ArgumentError
from pellucid.tensor.functions.elements import astype
from pellucid.tensor.functions.selection import (
    nonzero,
    repeat,
    unique_all,
    unique_counts,
    unique_inverse,
    unique_values,
)
from pellucid.tensor.inspection import (
    broadcast_shapes,
    can_cast,
    finfo,
    iinfo,
    isdtype,
    result_type,
)
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import (
    creation as c,
    indexing as i,
    linear_algebra as l,
    manipulation as m,
    products as p,
    running as r,
    sorting as o,
    statistics as s,
)
from pellucid.tensor.nodes.compose import check_device
from pellucid.tensor.tensor import Tensor

e, inf, nan, newaxis, pi = math.e, math.inf, math.nan, None, math.pi

arange = lifted(c.arange)
empty = lifted(c.empty)
empty_like = lifted(c.empty_like)
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

all = lifted(s.all)
any = lifted(s.any)
argmax = lifted(s.argmax)
argmin = lifted(s.argmin)
count_nonzero = lifted(s.count_nonzero)
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

cumulative_prod = lifted(r.cumulative_prod)
cumulative_sum = lifted(r.cumulative_sum)
diff = lifted(r.diff)

argsort = lifted(o.argsort)
isin = lifted(o.isin)
searchsorted = lifted(o.searchsorted)
sort = lifted(o.sort)
top_k = lifted(o.top_k)

broadcast_arrays = lifted(m.broadcast_arrays)
broadcast_to = lifted(m.broadcast_to)
concat = lifted(m.concat)
expand_dims = lifted(m.expand_dims)
flatten = lifted(m.flatten)
flip = lifted(m.flip)
matrix_transpose = lifted(m.matrix_transpose)
moveaxis = lifted(m.moveaxis)
pad = lifted(m.pad)
permute_dims = lifted(m.permute_dims)
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
tensordot = lifted(p.tensordot)
vecdot = lifted(p.vecdot)

outer = lifted(l.outer)

one_hot = lifted(i.one_hot)
take = lifted(i.take)
take_along_axis = lifted(i.take_along_axis)

cat = concatenate = concat
permute = permute_dims


def asarray(
    obj: Any,
    /,
    *,
    dtype: object = None,
    device: object = None,
    copy: bool | None = None,
) -> Tensor:
    """A tensor of numbers, nested lists, a NumPy array, a buffer or another tensor.

    Python floats become float32, complex numbers complex64 and whole numbers int64; arrays keep
    their dtype and, where that is possible, their memory. `copy=True` makes the tensor independent
    of an array that is changed later; with `copy=False` a copy that would be needed is an error.

    >>> asarray([1, 2, 3]).dtype
    pellucid.int64
    """
    check_device(device)
    if isinstance(obj, Tensor):
        wanted = obj.dtype if dtype is None else as_dtype(dtype)
        if copy is False and wanted != obj.dtype:
            raise ArgumentError("asarray: another dtype needs a copy", given=str(obj.spec))
        same = obj if not copy else obj.clone()
        return same if wanted == obj.dtype else astype(same, wanted)
    found = Tensor(obj, dtype)
    if copy is False and found.size and not np.may_share_memory(found.elements(), np.asarray(obj)):
        raise ArgumentError("asarray: this needs a copy", given=type(obj).__name__)
    return Tensor(found.elements().copy()) if copy else found


def from_dlpack(x: Any, /, *, device: object = None, copy: bool | None = None) -> Tensor:
    """A tensor of the memory of another library's array, without a copy unless one is asked for.

    >>> import numpy as np
    >>> from_dlpack(np.ones(2)).tolist()
    [1.0, 1.0]
    """
    check_device(device)
    return Tensor(np.from_dlpack(x, copy=copy))


array = tensor = asarray

__all__ = [
    "all",
    "any",
    "arange",
    "argmax",
    "argmin",
    "argsort",
    "array",
    "asarray",
    "broadcast_arrays",
    "broadcast_shapes",
    "broadcast_to",
    "can_cast",
    "cat",
    "concat",
    "concatenate",
    "count_nonzero",
    "cumulative_prod",
    "cumulative_sum",
    "diff",
    "e",
    "einsum",
    "empty",
    "empty_like",
    "expand_dims",
    "eye",
    "finfo",
    "flatten",
    "flip",
    "from_dlpack",
    "full",
    "full_like",
    "iinfo",
    "inf",
    "isdtype",
    "isin",
    "linspace",
    "log_softmax",
    "logsumexp",
    "matmul",
    "matrix_transpose",
    "max",
    "mean",
    "meshgrid",
    "min",
    "moveaxis",
    "nan",
    "newaxis",
    "nonzero",
    "one_hot",
    "ones",
    "ones_like",
    "outer",
    "pad",
    "permute",
    "permute_dims",
    "pi",
    "prod",
    "repeat",
    "reshape",
    "result_type",
    "roll",
    "searchsorted",
    "softmax",
    "sort",
    "split",
    "squeeze",
    "stack",
    "std",
    "sum",
    "swapaxes",
    "take",
    "take_along_axis",
    "tensor",
    "tensordot",
    "tile",
    "top_k",
    "tril",
    "triu",
    "unique_all",
    "unique_counts",
    "unique_inverse",
    "unique_values",
    "unsqueeze",
    "unstack",
    "var",
    "vecdot",
    "windows",
    "zeros",
    "zeros_like",
]
