"""What people who come from PyTorch type: each case is one expression of a module, `pellucid` or
`torch`, and of its tensors. `python tests/tensor/pytorch_cases.py`, where PyTorch is installed,
writes what its results are to `pytorch_values.json`, which the tests compare with.
"""

import json
from pathlib import Path

import numpy as np

VALUES = Path(__file__).with_name("pytorch_values.json")
ARRAYS = {
    "x": np.float32([[1.5, -2.0, 0.25, 3.0], [0.5, 4.0, -1.0, -0.75], [2.0, 0.0, 1.0, -3.5]]),
    "y": np.float32([[2.0, 0.5, -1.5, 1.0], [3.0, -2.5, 0.75, 2.0], [1.25, 4.0, -0.5, 0.5]]),
    "p": np.float32([0.1, 0.5, 0.9]),
    "n": np.float32([1.0, np.nan, -2.0, 4.0, np.inf]),
    "i": np.int64([[0, 2, 1, 0], [1, 0, 2, 2]]),
    "k": np.int64([2, 0]),
    "w": np.int64([1, 3, 1, 0, 3, 3]),
    "b": np.bool_([[1, 0, 0, 1], [0, 1, 0, 0], [1, 1, 0, 1]]),
    "c": np.float32(np.arange(24).reshape(2, 3, 4)) / 8,
    "s": np.float32([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]]),
}


def changed(x, name, *arguments, **options):
    """A copy after a method in place."""
    copy = x.clone()
    getattr(copy, name)(*arguments, **options)
    return copy


CASES = {
    # creation
    "sizes one by one": lambda m, **_: [m.zeros(2, 3), m.ones(2), m.ones(()), m.zeros((2, 1))],
    "full": lambda m, **_: m.full((2, 2), 7.0),
    "like": lambda m, x, **_: [m.zeros_like(x), m.ones_like(x), m.full_like(x, 2.0)],
    "new": lambda m, x, **_: [x.new_zeros(2), x.new_ones(2, 1), x.new_full((2,), 3.0)],
    "logspace": lambda m, **_: m.logspace(0, 2, 5),
    "linspace": lambda m, **_: m.linspace(0, 1, steps=5),
    "as_tensor": lambda m, **_: m.as_tensor([1.0, 2.0]),
    "indices": lambda m, **_: [m.tril_indices(3, 3), m.triu_indices(3, 4, 1)],
    # elements
    "addcmul": lambda m, x, y, **_: m.addcmul(x, x, y, value=0.5),
    "addcdiv": lambda m, x, y, **_: m.addcdiv(x, x, y, value=0.5),
    "add with alpha": lambda m, x, y, **_: [x.add(y, alpha=2), m.sub(x, y, alpha=3), x.sub(1)],
    "rounded division": lambda m, x, y, **_: [
        m.div(x, y), x.div(y, rounding_mode="floor"), x.div(y, rounding_mode="trunc"),
    ],
    "lerp": lambda m, x, y, **_: [m.lerp(x, y, 0.25), x.lerp(y, y)],
    "fmod": lambda m, x, y, **_: [m.fmod(x, y), m.remainder(x, y), x.fmod(2)],
    "parts of numbers": lambda m, x, **_: [m.frac(x), x.fix(), x.trunc(), m.sgn(x), m.neg(x)],
    "powers": lambda m, x, **_: [m.exp2(x), m.float_power(x, 2), x.square(), m.ldexp(x, x)],
    "erfc": lambda m, x, **_: m.erfc(x),
    "logit": lambda m, p, **_: [m.logit(p), p.logit(eps=0.2)],
    "sinc": lambda m, x, **_: m.sinc(x),
    "xlogy": lambda m, x, p, **_: m.xlogy(x[:, :3], p),
    "logaddexp": lambda m, x, y, **_: [m.logaddexp(x, y), m.logaddexp2(x, y)],
    "nan_to_num": lambda m, n, **_: [n[:4].nan_to_num(), m.nan_to_num(n, 1.0, 2.0, 3.0)],
    "heaviside": lambda m, x, y, **_: m.heaviside(x, y),
    "angles": lambda m, x, **_: [m.deg2rad(x), m.rad2deg(x), m.arctan(x), x.arcsinh()],
    "close": lambda m, x, **_: [m.isclose(x, x + 1e-9), m.isclose(x, x + 0.1)],
    "all close": lambda m, x, n, **_: [
        m.allclose(x, x), m.allclose(n, n), m.allclose(n, n, equal_nan=True),
    ],
    "infinities": lambda m, n, **_: [m.isposinf(n), m.isneginf(-n), m.isnan(n)],
    "larger": lambda m, x, y, n, **_: [
        m.max(x, y), x.min(y), m.fmax(n, n.flip(0)), m.maximum(x, y),
    ],
    "clamp": lambda m, x, **_: [x.clamp(min=0), m.clamp(x, -1, 1), x.clamp_max(0), x.clip(-1)],
    "compared": lambda m, x, y, **_: [x.eq(y), x.ne(y), m.lt(x, y), x.ge(0), m.gt(x, 1), x.le(y)],
    "logical": lambda m, x, b, **_: [x.logical_not(), b.logical_and(~b), m.logical_xor(b, b)],
    "where": lambda m, x, b, **_: [x.where(b, x * 2), m.where(b, x, x.new_zeros(1))],
    # over axes
    "largest with places": lambda m, x, **_: [*x.max(dim=1), *m.max(x, dim=0, keepdim=True)],
    "smallest with places": lambda m, x, **_: [*x.min(dim=-1), *m.min(x, dim=0)],
    "sorted": lambda m, x, **_: [*x.sort(), *m.sort(x, dim=0, descending=True), x.argsort(0)],
    "topk": lambda m, x, **_: [*m.topk(x, 2), *x.topk(1, dim=0, largest=False)],
    "kthvalue": lambda m, x, **_: [*m.kthvalue(x, 2), *x.kthvalue(1, 0, True)],
    "median": lambda m, x, n, **_: [m.median(x), *x.median(dim=1), n.median(), m.nanmedian(n)],
    "quantile": lambda m, x, **_: [
        m.quantile(x, 0.3), x.quantile(m.as_tensor([0.25, 0.5]), dim=1),
        m.quantile(x, 0.4, dim=0, keepdim=True, interpolation="lower"),
        m.quantile(x, 0.4, dim=0, interpolation="higher"),
        m.quantile(x, 0.4, dim=0, interpolation="nearest"),
        m.quantile(x, 0.4, dim=0, interpolation="midpoint"),
    ],
    "without NaN": lambda m, n, **_: [n[:4].nansum(), m.nanmean(n[:4])],
    "spread": lambda m, x, **_: [
        *m.var_mean(x), *m.std_mean(x, dim=0, keepdim=True), *m.var_mean(x, dim=1, correction=0),
    ],
    "extremes": lambda m, x, **_: [*m.aminmax(x), *x.aminmax(dim=0), x.amax(1), m.amin(x, 0)],
    "running": lambda m, x, **_: [x.cumsum(0), m.cumprod(x, dim=1), x.cumsum(-1)],
    "counted": lambda m, w, x, **_: [
        m.bincount(w), m.bincount(w, minlength=6), m.bincount(w, w * 0.5), x.count_nonzero(),
    ],
    "histogram": lambda m, x, **_: [m.histc(x, bins=4, min=-2, max=2), m.histc(x, bins=3)],
    "unique": lambda m, w, **_: [
        m.unique(w), *m.unique(w, return_inverse=True, return_counts=True),
    ],
    "bucketize": lambda m, x, p, **_: [m.bucketize(x, p), m.bucketize(x, p, right=True)],
    "kept axes": lambda m, x, **_: [x.mean(dim=1, keepdim=True), m.sum(x, dim=0), x.sum((0, 1))],
    "softmax": lambda m, x, **_: [m.softmax(x, dim=1), x.softmax(0), x.log_softmax(-1)],
    # products
    "matrices": lambda m, x, y, **_: [m.mm(x, y.t()), x.mm(y.T), m.mv(x, y[0]), m.dot(x[0], y[0])],
    "batches": lambda m, c, **_: [m.bmm(c, c.transpose(1, 2)), c.bmm(c.mT)],
    "added products": lambda m, x, y, c, **_: [
        m.addmm(x[:, :3], x, y.t(), beta=0.5, alpha=2), m.addmv(x[:, 0], x, y[0]),
        m.baddbmm(c[:, :, :3], c, c.mT),
    ],
    "other products": lambda m, x, y, **_: [
        m.inner(x, y), m.kron(x[:2, :2], y[:2, :2]), m.outer(x[0], y[0]),
        x[:, :3].cross(y[:, :3], dim=1),
        m.linalg.multi_dot([x, y.T, x]),
    ],
    "norms": lambda m, x, s, **_: [
        x.norm(), m.norm(x, p=1), m.norm(x, dim=1), x.norm(2, 0, True), m.linalg.norm(x),
        m.linalg.norm(s, "nuc"), m.linalg.norm(s, 2), m.norm(x, p="fro"), m.dist(x, -x),
    ],
    "distances": lambda m, x, y, **_: [m.cdist(x, y), m.cdist(x, y, p=1), m.cdist(x, y, 3.0)],
    "covariance": lambda m, x, **_: [m.cov(x), m.corrcoef(x)],
    "of matrices": lambda m, s, **_: [m.det(s), m.inverse(s), m.trace(s), s.matrix_power(2)],
    "einsum": lambda m, c, **_: m.einsum("bij,bkj->bik", c, c),
    # cutting and joining
    "chunk": lambda m, x, **_: [*x.chunk(3, dim=1), *m.chunk(x, 2)],
    "split": lambda m, x, **_: [*m.split(x, 2), *x.split([1, 3], dim=1), *x.unbind(1)],
    "tensor_split": lambda m, x, **_: [*m.tensor_split(x, 3, dim=1), *x.tensor_split((1, 2))],
    "narrow": lambda m, x, **_: [x.narrow(1, 1, 2), m.select(x, 0, -1), x.select(1, 2)],
    "unfold": lambda m, x, **_: x.unfold(1, 2, 1),
    "cat": lambda m, x, y, **_: [m.cat([x, y]), m.cat((x, y), 1), m.cat([x, y], dim=-1)],
    "stacks": lambda m, x, y, p, **_: [
        m.stack([x, y], 1), m.hstack([x, y]), m.vstack([p, p]), m.dstack([p, p]), m.hstack([p, p]),
        m.column_stack([p, p]), m.block_diag(x[:2], y[:1]),
    ],
    "at least": lambda m, p, **_: [
        m.atleast_1d(p[0]), m.atleast_2d(p), m.atleast_3d(p), m.atleast_2d(p[0]),
    ],
    "choices": lambda m, p, w, **_: [m.combinations(p), m.cartesian_prod(p, p[:2])],
    # turning
    "turned": lambda m, x, c, **_: [
        x.t(), m.t(x), x.fliplr(), m.flipud(x), m.flip(x, [0, 1]), x.flip(1), m.roll(x, 1, 0),
        c.permute(2, 0, 1), m.permute(c, (1, 2, 0)), c.transpose(0, 2), m.transpose(c, 0, 1),
        m.movedim(c, 0, 2), c.swapaxes(0, 1),
    ],
    "rot90": lambda m, x, **_: [m.rot90(x), x.rot90(2), m.rot90(x, 3), x.rot90(-1, [1, 0])],
    "shapes": lambda m, x, c, p, **_: [
        x.view(2, 6), x.view(-1), c.flatten(1), m.flatten(c), x.unflatten(1, (2, -1)), x.ravel(),
        p.unsqueeze(0), p.unsqueeze(-1).squeeze(), m.unsqueeze(p, 1), x.reshape(4, -1),
        p.expand(2, 3), p.expand_as(x[:, :3]), x.view_as(x.t()), p.repeat(2, 2), p.tile(2),
        m.repeat_interleave(p, 2), p.broadcast_to(2, 3),
    ],
    "diagonals": lambda m, s, p, x, **_: [
        m.diag(s), m.diag(p, 1), s.diag(-1), m.diag_embed(x, -1), s.diagonal(), m.tril(s, -1),
        s.triu(1), m.triu(s, diagonal=1),
    ],
    "meshgrid": lambda m, p, w, **_: m.meshgrid(p, p[:2], indexing="ij"),
    # places
    "gather": lambda m, x, i, **_: [
        m.gather(x, 0, i), x.gather(1, i), x.take_along_dim(i[:, :1], 0),
    ],
    "index_select": lambda m, x, k, **_: [m.index_select(x, 0, k), x.index_select(1, k)],
    "scatter": lambda m, x, y, i, **_: [
        x.scatter(0, i, y), m.scatter(x, 1, i[:, :1], 9.0), x.scatter(dim=1, index=i[:, :2], src=y),
    ],
    "scatter_add": lambda m, x, y, i, **_: [x.scatter_add(0, i, y), m.scatter_add(x, 1, i, y)],
    "index_add": lambda m, x, y, k, **_: [
        m.index_add(x, 0, k, y[:2]), x.index_add(1, k, y[:, :2], alpha=2),
    ],
    "masked": lambda m, x, b, **_: [
        x.masked_fill(b, -1.0), m.masked_fill(x, b, 0), m.masked_select(x, b), x[b],
        x.masked_fill(b[0], float("-inf")),
    ],
    "index_fill": lambda m, x, k, **_: x.index_fill(1, k, 5.0),
    "argwhere": lambda m, b, **_: m.argwhere(b),
    # in place
    "in place": lambda m, x, y, b, **_: [
        changed(x, "add_", 1), changed(x, "mul_", y), changed(x, "sub_", y, alpha=2),
        changed(x, "div_", 2), changed(x, "clamp_", min=0), changed(x, "zero_"),
        changed(x, "fill_", 3), changed(x, "masked_fill_", b, 0), changed(x, "exp_"),
        changed(x, "lerp_", y, 0.5), changed(x, "addcmul_", y, y, value=-1),
        changed(x, "clamp_min_", 0.5), changed(x, "neg_"), changed(x, "copy_", y),
        changed(x, "relu_"), changed(x, "tril_"), changed(x, "fill_diagonal_", 7),
    ],
    "scattered in place": lambda m, x, y, i, k, **_: [
        changed(x, "scatter_", 0, i, y), changed(x, "scatter_add_", 1, i, y),
        changed(x, "index_add_", 0, k, y[:2]),
    ],
    # dtypes
    "dtypes": lambda m, x, w, **_: [
        x.double(), x.int(), w.float(), x.bool(), w.to(m.float64), x.type_as(w), x.long(),
        w.type(m.float32), x.to(dtype=m.int32), w.to(x), w.short(), x.byte().clamp(max=1) * 0,
    ],
}  # fmt: skip


def result(name, module, tensor):
    """What a case gives, as a list of arrays."""
    found = CASES[name](module, **{n: tensor(array.copy()) for n, array in ARRAYS.items()})
    return [np.asarray(part) for part in (found if isinstance(found, list | tuple) else [found])]


def written(arrays):
    """Arrays as plain values: dtype, shape, elements."""
    return [[str(a.dtype), list(a.shape), a.reshape(-1).tolist()] for a in arrays]


if __name__ == "__main__":
    import torch

    rows = {name: written(result(name, torch, torch.tensor)) for name in CASES}
    lines = ",\n".join(f"{json.dumps(n)}: {json.dumps(parts)}" for n, parts in rows.items())
    VALUES.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
