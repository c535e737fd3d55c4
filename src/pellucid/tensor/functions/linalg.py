"""The `linalg` extension of the array API standard.

Factorizations are calls to LAPACK through NumPy, in a compiled program too, and have gradients.

>>> import pellucid as pel
>>> pel.linalg.det(pel.asarray([[2.0, 0.0], [0.0, 3.0]])).item()
6.0
"""

from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import linear_algebra as l, manipulation as m, norms as n, products as p
from pellucid.tensor.nodes.pytorch import products as q

cholesky = lifted(l.cholesky)
cross = lifted(l.cross)
det = lifted(l.det)
diagonal = lifted(l.diagonal)
eig = lifted(l.eig)
eigh = lifted(l.eigh)
eigvals = lifted(l.eigvals)
eigvalsh = lifted(l.eigvalsh)
inv = lifted(l.inv)
matmul = lifted(p.matmul)
matrix_norm = lifted(n.matrix_norm)
matrix_power = lifted(l.matrix_power)
matrix_rank = lifted(l.matrix_rank)
matrix_transpose = lifted(m.matrix_transpose)
multi_dot = lifted(q.multi_dot)
norm = lifted(q.any_norm)
outer = lifted(l.outer)
pinv = lifted(l.pinv)
qr = lifted(l.qr)
slogdet = lifted(l.slogdet)
solve = lifted(l.solve)
svd = lifted(l.svd)
svdvals = lifted(l.svdvals)
tensordot = lifted(p.tensordot)
trace = lifted(l.trace)
vecdot = lifted(p.vecdot)
vector_norm = lifted(n.vector_norm)
