"""Attention with heads as a layer; names, arguments, parameters and masks are PyTorch's."""

import math

import numpy as np

from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.nn import init
from pellucid.nn.modules.module import Module
from pellucid.nn.sequences.attention import (
    attention_weights,
    scaled_dot_product_attention as attention,
    weighted,
)
from pellucid.nn.units.dense import Linear, linear
from pellucid.nn.units.dropouts import dropout as drop
from pellucid.tensor.functions.namespace import broadcast_to, concat, logical_or, where, zeros
from pellucid.tensor.tensor import Parameter, Tensor
from pellucid.tensor.transforms.tracing import as_tensor

Pair = tuple[Tensor, Tensor | None]


class MultiheadAttention(Module):
    """Attention of `num_heads` heads between projections of queries, keys and values, projected
    again (Vaswani et al., 2017).

    The query is (places, batch, embed_dim), key and value (other places, batch, `kdim` and `vdim`);
    the batch comes first with `batch_first`, and may be missing. `dropout` acts on the weights, in
    training. `add_bias_kv` adds a learned key and value, `add_zero_attn` zeros.

    >>> layer = MultiheadAttention(8, 2, batch_first=True)
    >>> x = zeros((3, 5, 8))
    >>> y, weights = layer(x, x, x)
    >>> y.shape, weights.shape
    ((3, 5, 8), (3, 5, 5))
    """

    def __init__(
        self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True,
        add_bias_kv: bool = False, add_zero_attn: bool = False, kdim: int | None = None,
        vdim: int | None = None, batch_first: bool = False, dtype: object = None,
    ) -> None:  # fmt: skip
        if min(embed_dim, num_heads) < 1 or embed_dim % num_heads:
            raise ArgumentError(
                "MultiheadAttention: num_heads divides embed_dim, as all heads are of one size",
                given=f"embed_dim={embed_dim}, num_heads={num_heads}",
            )
        self.embed_dim, self.num_heads, self.dropout = embed_dim, num_heads, dropout
        self.head_dim, self.batch_first = embed_dim // num_heads, batch_first
        self.kdim, self.vdim = kdim or embed_dim, vdim or embed_dim
        self.add_zero_attn = add_zero_attn

        def made(*shape: int) -> Parameter:
            return Parameter(np.zeros(shape, np.float32), dtype)

        if self.kdim == self.vdim == embed_dim:
            self.in_proj_weight = made(3 * embed_dim, embed_dim)
        else:
            self.q_proj_weight = made(embed_dim, embed_dim)
            self.k_proj_weight = made(embed_dim, self.kdim)
            self.v_proj_weight = made(embed_dim, self.vdim)
        self.in_proj_bias = made(3 * embed_dim) if bias else None
        self.bias_k, self.bias_v = (
            made(1, 1, embed_dim) if add_bias_kv else None for _ in range(2)
        )
        self.out_proj = Linear(embed_dim, embed_dim, bias, dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new first values: of Glorot and Bengio, 2010; biases 0."""
        for name, x in self.named_parameters(recurse=False):
            if name in {"bias_k", "bias_v"}:
                init.xavier_normal_(x)
            elif x.ndim > 1:
                init.xavier_uniform_(x)
            else:
                init.zeros_(x)
        self.out_proj.reset_parameters()
        if self.out_proj.bias is not None:
            init.zeros_(self.out_proj.bias)

    def forward(
        self, query: Tensor, key: Tensor, value: Tensor, key_padding_mask: Tensor | None = None,
        need_weights: bool = True, attn_mask: Tensor | None = None,
        average_attn_weights: bool = True, is_causal: bool = False,
    ) -> Pair:  # fmt: skip
        """What is taken of the values, and what share of each where they `need_weights`, the mean
        over heads or for each head.

        `key_padding_mask` (batch, keys) and `attn_mask` (queries, keys) or (batch * heads, queries,
        keys) hold True where a key is not seen, or numbers that are added to the scores. With
        `is_causal` and no `attn_mask` a query sees the keys up to its own place. A query that sees
        no key gets zeros. Without weights no scores are stored.
        """
        alone = query.ndim == 2
        if not {query.ndim, key.ndim, value.ndim} <= ({2} if alone else {3}):
            raise ShapeError(
                "MultiheadAttention: query, key and value have two axes, or three with a batch",
                given=f"query={query.shape}, key={key.shape}, value={value.shape}",
            )
        first = 0 if self.batch_first or alone else 1
        q, k, v = (
            x[None] if alone else x.transpose(0, 1) if first else x for x in (query, key, value)
        )
        q, k, v = self.projected(q, k, v)
        if alone and key_padding_mask is not None:
            key_padding_mask = key_padding_mask[None]
        plain = key_padding_mask is None and self.bias_k is None and not self.add_zero_attn
        causal = is_causal and attn_mask is None
        in_kernel = causal and plain and not need_weights
        causal = causal and not in_kernel
        mask = self.mask(q, k, attn_mask, key_padding_mask, is_causal=causal)
        k, v = self.with_more_keys(k, v)
        if need_weights:
            found, weights = self.weighed(q, k, v, mask)
        else:
            q, k, v = map(self.in_heads, (q, k, v))
            found, weights = attention(q, k, v, mask, self.rate, in_kernel), None
        found = self.out_proj(found.transpose(1, 2).flatten(2))
        if weights is not None and average_attn_weights:
            weights = weights.mean(1)
        if alone:
            return found[0], None if weights is None else weights[0]
        return (found.transpose(0, 1) if first else found), weights

    def projected(self, q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values as (batch, places, embed_dim)."""
        own, size, bias = vars(self), self.embed_dim, self.in_proj_bias
        if "in_proj_weight" not in own:
            names = ("q_proj_weight", "k_proj_weight", "v_proj_weight")
            weights = [own[name] for name in names]
        elif q is k and k is v:
            x = linear(q, self.in_proj_weight, bias)
            return x[..., :size], x[..., size : 2 * size], x[..., 2 * size :]
        else:
            weights = [self.in_proj_weight[i * size : (i + 1) * size] for i in range(3)]
        biases = [None if bias is None else bias[i * size : (i + 1) * size] for i in range(3)]
        a, b, c = map(linear, (q, k, v), weights, biases)
        return a, b, c

    def mask(
        self, q: Tensor, k: Tensor, mask: Tensor | None, padding: Tensor | None, *, is_causal: bool
    ) -> Tensor | None:
        """One mask of both, (batch or 1, heads or 1, queries or 1, keys and those that are added);
        True where a key is seen, or numbers.
        """
        batch, queries, keys = q.shape[0], q.shape[1], k.shape[1]
        found: Tensor | None = None
        if mask is not None:
            mask = as_tensor(mask)
            wanted = ((queries, keys), (batch * self.num_heads, queries, keys))
            check_mask("attn_mask", mask, wanted)
            lead = (1, 1) if mask.ndim == 2 else (batch, self.num_heads)
            found = mask.reshape(*lead, queries, keys)
        elif is_causal:
            found = Tensor(~np.tri(queries, keys, dtype=bool))[None, None]
        if padding is not None:
            padding = as_tensor(padding)
            check_mask("key_padding_mask", padding, ((batch, keys),))
            found = both(found, padding[:, None, None])
        more = (self.bias_k is not None) + self.add_zero_attn
        if found is not None and more:
            found = concat([found, zeros((*found.shape[:3], more), dtype=found.dtype)], axis=-1)
        return ~found if found is not None and found.dtype.kind == "bool" else found

    def with_more_keys(self, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values with the learned one, and that of zeros."""
        size = (k.shape[0], 1, self.embed_dim)
        if self.bias_k is not None and self.bias_v is not None:
            k = concat([k, broadcast_to(self.bias_k, size)], axis=1)
            v = concat([v, broadcast_to(self.bias_v, size)], axis=1)
        if self.add_zero_attn:
            k, v = (concat([x, zeros(size, dtype=x.dtype)], axis=1) for x in (k, v))
        return k, v

    def in_heads(self, x: Tensor) -> Tensor:
        """(batch, places, embed_dim) as (batch, heads, places, head_dim)."""
        return x.reshape(*x.shape[:2], self.num_heads, -1).transpose(1, 2)

    @property
    def rate(self) -> float:
        """The share of weights that dropout takes now."""
        return self.dropout if self.training else 0.0

    def weighed(
        self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """What each head takes, and its weights."""
        q, k, v = map(self.in_heads, (q, k, v))
        plain = {"causal": False, "scale": None, "grouped": False}
        weights = drop(attention_weights(q, k, mask, **plain), self.rate)
        return weighted(weights, q, v, grouped=False), weights

    def extra_repr(self) -> str:
        return f"{self.embed_dim}, {self.num_heads}" + (
            ", batch_first=True" if self.batch_first else ""
        )


def check_mask(name: str, mask: Tensor, wanted: tuple[tuple[int, ...], ...]) -> None:
    """Raise unless a mask is of truth values or numbers, of one of the shapes wanted."""
    if mask.shape not in wanted:
        raise ShapeError(
            f"MultiheadAttention: {name} is of shape {' or '.join(map(str, wanted))}",
            given=str(mask.spec),
        )
    if mask.dtype.kind != "bool" and not mask.dtype.is_float:
        raise DTypeError(
            f"MultiheadAttention: {name} holds True where a key is not seen, or numbers to add",
            given=str(mask.spec),
        )


def both(a: Tensor | None, b: Tensor) -> Tensor:
    """Two masks as one."""
    if a is None:
        return b
    if a.dtype.kind == b.dtype.kind == "bool":
        return logical_or(a, b)
    a, b = (where(x, -math.inf, 0.0) if x.dtype.kind == "bool" else x for x in (a, b))
    return a + b
