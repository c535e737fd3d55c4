"""Attention: what each query takes of the values, by how well their keys fit it."""

import math

from pellucid.core.dtypes import bool_, float32, float64, int64
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError
from pellucid.core.spec import Shape, broadcast_shapes
from pellucid.graph import Node, apply, part
from pellucid.graph.node import combine, expand, node as make_node
from pellucid.nn.units.dropouts import dropout
from pellucid.ops.attention import Attention, contract, in_groups, out_of_groups
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.creation import zeros
from pellucid.tensor.nodes.elementwise import equal, exp, where
from pellucid.tensor.nodes.manipulation import reshape
from pellucid.tensor.nodes.statistics import max, sum
from pellucid.tensor.tensor import Tensor


def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None,
    dropout_p: float = 0.0, is_causal: bool = False, scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:  # fmt: skip
    """softmax(query key^T * scale + mask) value, of shape (..., heads, queries, width of value).

    query is (..., heads, queries, width), key (..., heads, keys, width), value (..., heads, keys,
    any); axes before the last two may be missing. `scale` is 1/sqrt(width) by default. `attn_mask`
    broadcasts to (..., heads, queries, keys): truth values say which keys a query sees, numbers are
    added to the scores. With `is_causal` query i sees keys 0 to i. With `enable_gqa` key and value
    may have fewer heads, each of which serves several neighbouring heads of query. A query that
    sees no key gets zeros.

    The scores are not stored, nor for gradients (Dao et al., 2022); with `dropout_p` above 0, and
    for gradients of gradients, they are.

    >>> q = Tensor([[1.0, 0.0], [0.0, 1.0]])
    >>> scaled_dot_product_attention(q, q, Tensor([[1.0], [2.0]]), is_causal=True)[0].tolist()
    [1.0]
    """
    if not 0 <= dropout_p <= 1:
        raise ArgumentError(f"attention: dropout_p is a probability, not {dropout_p}")
    if dropout_p:
        weights = attention_weights(query, key, attn_mask, is_causal, scale, enable_gqa)
        return weighted(dropout(weights, dropout_p), query, value, enable_gqa)
    return attention(query, key, value, attn_mask, is_causal, scale, enable_gqa)


@lifted
def attention(
    query: Node, key: Node, value: Node, mask: Node | None, causal: bool, scale: float | None,
    grouped: bool,
) -> Node:  # fmt: skip
    """Attention by the kernels that store no scores."""
    dtype = query.dtype
    inner = float64 if dtype == float64 else float32
    shape, q, k, v = four_axes(*(cast(x, inner) for x in (query, key, value)), grouped=grouped)
    if 0 in (*q.shape, *k.shape, *v.shape):
        return zeros(shape, dtype=dtype)
    operands = [q, k, v]
    if mask is not None:
        operands.append(mask_of_four_axes(mask, shape[:-1], k.shape[2], inner))
    width = q.shape[3] ** -0.5 if scale is None else scale
    found = part(make_node(Attention(float(width), causal), *operands), 0)
    return cast(reshape(found, shape), dtype)


def four_axes(q: Node, k: Node, v: Node, *, grouped: bool) -> tuple[Shape, Node, Node, Node]:
    """The shape of the result, and the operands as (batch, heads, places, width)."""
    given = f"query={q.shape}, key={k.shape}, value={v.shape}"
    if any(len(x.shape) < 2 for x in (q, k, v)):
        raise ShapeError("attention: query, key and value have two axes or more", given=given)
    heads = [x.shape[-3] if len(x.shape) > 2 else 1 for x in (q, k, v)]
    if not grouped:
        heads = [broadcast_shapes("attention", *((n,) for n in heads))[0]] * 3
    batch = broadcast_shapes("attention", *(x.shape[:-3] for x in (q, k, v)))
    wide = [
        reshape(expand(x, (*batch, n, *x.shape[-2:])), (math.prod(batch), n, *x.shape[-2:]))
        for x, n in zip((q, k, v), heads, strict=True)
    ]
    lead = (*batch, heads[0]) if any(len(x.shape) > 2 for x in (q, k, v)) else ()
    a, b, c = wide
    return (*lead, q.shape[-2], v.shape[-1]), a, b, c


def mask_of_four_axes(mask: Node, rows: Shape, keys: int, dtype: object) -> Node:
    """The mask as (batch or 1, heads or 1, queries or 1, keys or 1)."""
    if mask.dtype != bool_ and not mask.dtype.is_float:
        raise DTypeError(
            "attention: a mask is of truth values, or of numbers to be added to the scores",
            given=str(mask.spec),
            fix="compare to make truth values, as in mask != 0",
        )
    rows = (1,) * (2 - len(rows)) + rows if len(rows) < 2 else rows
    broadcast_shapes("attention", mask.shape, (*rows, keys))
    sizes = (1,) * (len(rows) + 1 - len(mask.shape)) + mask.shape
    if len(sizes) > len(rows) + 1:
        raise ShapeError("attention: the mask has more axes than the scores", given=str(mask.spec))
    batch = sizes[:-3]
    if any(n != 1 for n in batch):
        mask, batch = expand(mask, (*rows[:-2], *sizes[-3:])), rows[:-2]
    found = reshape(mask, (math.prod(batch), *sizes[-3:]))
    return found if mask.dtype == bool_ else cast(found, dtype)  # type: ignore[arg-type]


@lifted
def attention_weights(
    query: Node, key: Node, mask: Node | None, causal: bool, scale: float | None, grouped: bool
) -> Node:
    """What each query takes of each value, (batch, heads, queries, keys), by the formula."""
    shape, q, k, _ = four_axes(query, key, key, grouped=grouped)
    scores = contract(in_groups(q, k.shape[1]), k, "bhgle,bhse->bhgls")
    scores = out_of_groups(scores) * (q.shape[3] ** -0.5 if scale is None else scale)
    if mask is not None:
        whole = expand(mask_of_four_axes(mask, shape[:-1], k.shape[2], scores.dtype), scores.shape)
        seen = mask.dtype == bool_
        scores = combine("where", whole, scores, -math.inf) if seen else scores + whole
    if causal:
        query, key = (apply("iota", shape=scores.shape, axis=a, dtype=int64) for a in (2, 3))
        scores = combine("where", apply("less_equal", key, query), scores, -math.inf)
    highest = apply("stop_gradient", max(scores, axis=-1, keepdims=True))
    shares = exp(scores - where(equal(highest, -math.inf), 0.0, highest))
    total = sum(shares, axis=-1, keepdims=True)
    return shares / where(equal(total, 0.0), 1.0, total)


@lifted
def weighted(weights: Node, query: Node, value: Node, grouped: bool) -> Node:
    """The values added up by their weights, in the shape of the result."""
    shape, _, _, v = four_axes(query, value, value, grouped=grouped)
    found = contract(in_groups(weights, v.shape[1]), v, "bhgls,bhse->bhgle")
    return reshape(out_of_groups(found), shape)
