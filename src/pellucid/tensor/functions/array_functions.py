"""The functions of arrays that users call: those of nodes, lifted to tensors. Names are the array
API's; PyTorch's stand beside them.
"""

import math

from pellucid.tensor import places
from pellucid.tensor.functions.selection import (
    nonzero,
    repeat,
    unique_all,
    unique_counts,
    unique_inverse,
    unique_values,
    where,
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

e, inf, nan, newaxis, pi = math.e, math.inf, math.nan, None, math.pi

meshgrid = lifted(c.meshgrid)
tril = lifted(c.tril)
triu = lifted(c.triu)

all = lifted(s.all)
any = lifted(s.any)
argmax = lifted(s.argmax)
argmin = lifted(s.argmin)
count_nonzero = lifted(s.count_nonzero)
log_softmax = lifted(s.log_softmax)
logsumexp = lifted(s.logsumexp)
max = places.max
mean = lifted(s.mean)
min = places.min
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
sort = places.sort
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

take = lifted(i.take)
take_along_axis = lifted(i.take_along_axis)

cat = concatenate = concat
permute = permute_dims


__all__ = [
    "all",
    "any",
    "argmax",
    "argmin",
    "argsort",
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
    "expand_dims",
    "finfo",
    "flatten",
    "flip",
    "iinfo",
    "inf",
    "isdtype",
    "isin",
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
    "where",
    "windows",
]
