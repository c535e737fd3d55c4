"""Scaled dot-product attention (Vaswani et al., 2017) and its gradient, as operations of their own:
each row of scores is made, used and forgotten (Dao et al., 2022), so that none are stored.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core.dtypes import bool_, int64
from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.spec import Spec, bundle
from pellucid.graph import Node, Several, apply, part, parts, rebuild
from pellucid.graph.node import combine, expand, node as make_node, repeated, scalar
from pellucid.ops.closed import fresh
from pellucid.ops.pullback import pullback


class Batched(Several):
    """More examples are a larger batch."""

    def batched(self, size: int, mapped: tuple[bool, ...], *inputs: Node) -> Node:
        wide = [x if m else repeated(x, size) for x, m in zip(inputs, mapped, strict=True)]
        whole = max((x.shape[1] for x in wide), default=1)
        same = [x if x.shape[1] == whole else expand(x, (size, whole, *x.shape[2:])) for x in wide]
        flat = [apply("reshape", x, shape=(size * whole, *x.shape[2:])) for x in same]
        return make_node(self, *flat)

    def examples_first(self, bundle: Node, index: int, size: int) -> Node:
        found = part(bundle, index)
        batch, *rest = found.shape
        return apply("reshape", found, shape=(size, batch // size, *rest))


class Attention(Batched):
    """softmax(scale * q k^T + mask) v, and the logarithm of the sum behind each softmax.

    q is (batch, heads, queries, width), k (batch, groups, keys, width) and v (batch, groups, keys,
    width of v); a group of keys and values serves as many neighbouring heads as there are heads
    for each. An optional fourth input is the mask, of sizes that broadcast to (batch, heads,
    queries, keys): a bool says which keys a query sees, a number is added to the score. `causal`:
    query i sees keys up to i. A query that sees nothing gets zeros, and infinity for the logarithm.
    """

    scale: float
    causal: bool
    name = "attention"

    def infer(self, *inputs: Spec) -> Spec:
        q, k, v, *mask = inputs
        check("attention", q, k, v, mask)
        rows = Spec(q.shape[:3], q.dtype)
        return bundle([Spec((*q.shape[:3], v.shape[3]), q.dtype), rows])

    def reference(self, *inputs: np.ndarray) -> tuple[np.ndarray, ...]:
        q, k, v, *mask = inputs
        scores = self.scores(q, k, mask)
        with np.errstate(all="ignore"):
            highest = scores.max(-1, keepdims=True, initial=-np.inf)
            weights = np.exp(scores - np.where(np.isneginf(highest), 0, highest))
            total = weights.sum(-1, keepdims=True)
            found = weights @ grouped(v, q) / np.where(total == 0, 1, total)
            logarithm = np.where(total == 0, np.inf, highest + np.log(total))[..., 0]
        return found.astype(q.dtype), logarithm.astype(q.dtype)

    def scores(self, q: np.ndarray, k: np.ndarray, mask: Sequence[np.ndarray]) -> np.ndarray:
        """The scores in float64, minus infinity where a key is not seen."""
        scores = np.asarray(q, np.float64) @ grouped(k, q).swapaxes(-1, -2) * self.scale
        seen = np.ones(scores.shape, bool)
        for m in mask:
            if m.dtype == bool:
                seen = seen & m
            else:
                scores = scores + m
        if self.causal:
            seen = seen & np.tri(q.shape[2], k.shape[2], dtype=bool)
        return np.where(seen, scores, -np.inf)

    def gradient(self, g: Any, y: Node, *inputs: Node) -> tuple[Node | None, ...]:
        q, k, v, *mask = inputs
        found, logarithm = parts(y)
        wide = zeros(found) if g[0] is None else g[0]
        delta = apply("sum", wide * found, axes=(3,))
        if g[1] is not None:
            delta = delta - g[1]
        operands = (q, k, v, logarithm, wide, delta, *mask)
        back = parts(make_node(AttentionGradient(self.scale, self.causal), *operands))
        if not mask or not mask[0].dtype.is_float:
            return (*back, *(None for _ in mask))
        _, slopes = weights_and_slopes(self, *operands)
        return (*back, summed_to(slopes, mask[0].shape))

    def parameters(self) -> str:
        return f"scale {self.scale:g}" + (", causal" if self.causal else "")


class AttentionGradient(Batched):
    """The gradients of attention for q, k and v.

    The inputs are q, k and v, the logarithms that attention gave, the gradient of its result and,
    for each query, the product of this with the result; then the mask, if there is one. The scores
    are computed again.
    """

    scale: float
    causal: bool
    name = "attention_gradient"

    def infer(self, *inputs: Spec) -> Spec:
        return bundle(inputs[:3])

    def reference(self, *inputs: np.ndarray) -> tuple[np.ndarray, ...]:
        q, k, v, logarithm, g, delta, *mask = inputs
        scores = Attention(self.scale, self.causal).scores(q, k, mask)
        with np.errstate(all="ignore"):
            weights = np.exp(scores - logarithm[..., None])
        slopes = weights * (g @ grouped(v, q).swapaxes(-1, -2) - delta[..., None]) * self.scale
        by_query = slopes @ grouped(k, q)
        by_key = ungrouped(slopes.swapaxes(-1, -2) @ q, k)
        by_value = ungrouped(weights.swapaxes(-1, -2) @ g, k)
        return tuple(x.astype(q.dtype) for x in (by_query, by_key, by_value))

    def gradient(self, g: Any, y: Node, *inputs: Node) -> tuple[Node | None, ...]:
        """Through the formula written out, which stores the scores."""
        own = [fresh(x.spec) for x in inputs]
        found = gradients_written_out(self, *own)
        pairs = [(x, seed) for x, seed in zip(found, g, strict=True) if seed is not None]
        wanted = [x for x in own if x.dtype.is_float]
        back = pullback([x for x, _ in pairs], [seed for _, seed in pairs], wanted)
        each = dict(zip(wanted, back, strict=True))
        known = dict(zip(own, inputs, strict=True))
        back = [each.get(x) for x in own]
        return tuple(None if x is None else rebuild([x], replaced=known)[0] for x in back)

    def parameters(self) -> str:
        return f"scale {self.scale:g}" + (", causal" if self.causal else "")


def check(asked: str, q: Spec, k: Spec, v: Spec, mask: Sequence[Spec]) -> None:
    """Raise unless the inputs fit each other."""
    given = ", ".join(map(str, (q, k, v, *mask)))
    if any(len(x.shape) != 4 for x in (q, k, v)):
        raise ShapeError(f"{asked}: q, k and v have four axes", given=given)
    if not q.dtype.is_float or any(x.dtype != q.dtype for x in (k, v)):
        raise DTypeError(f"{asked}: q, k and v are floats of one dtype", given=given)
    same = q.shape[0] == k.shape[0] and q.shape[3] == k.shape[3] and k.shape[:3] == v.shape[:3]
    if not same or k.shape[1] == 0 or q.shape[1] % k.shape[1]:
        raise ShapeError(
            f"{asked}: the sizes do not fit",
            given=given,
            fix="q (..., heads, queries, width), k (..., groups, keys, width), v (..., groups, "
            "keys, any); the groups divide the heads",
        )
    for m in mask:
        scores = (*q.shape[:3], k.shape[2])
        if len(m.shape) != 4 or any(a not in {1, b} for a, b in zip(m.shape, scores, strict=True)):
            raise ShapeError(f"{asked}: the mask does not broadcast to {scores}", given=str(m))
        if m.dtype not in {bool_, q.dtype}:
            raise DTypeError(
                f"{asked}: a mask is of truth values or of q's dtype", given=f"{m}, {q}"
            )


def grouped(x: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Keys or values for each head, float64."""
    return np.repeat(np.asarray(x, np.float64), q.shape[1] // x.shape[1], axis=1)


def ungrouped(x: np.ndarray, k: np.ndarray) -> np.ndarray:
    """The sum over the heads of each group."""
    batch, heads, *rest = x.shape
    return x.reshape(batch, k.shape[1], heads // k.shape[1], *rest).sum(2)


# The formula written out, on nodes


def zeros(x: Node) -> Node:
    """Zeros like `x`."""
    return scalar(0.0, x.dtype, x.shape)


def in_groups(x: Node, groups: int) -> Node:
    """The axis of heads as two: the groups, and the heads of each."""
    batch, heads, *rest = x.shape
    return apply("reshape", x, shape=(batch, groups, heads // groups, *rest))


def out_of_groups(x: Node) -> Node:
    """The two axes of heads as one."""
    batch, groups, heads, *rest = x.shape
    return apply("reshape", x, shape=(batch, groups * heads, *rest))


def weights_and_slopes(op: Any, *inputs: Node) -> tuple[Node, Node]:
    """What a query takes of each value, and the gradients of the scores; (batch, heads, queries,
    keys). The inputs are those of the gradient of attention.
    """
    q, k, v, logarithm, g, delta, *mask = inputs
    groups = k.shape[1]
    wide, seed = (in_groups(x, groups) for x in (q, g))
    scores = out_of_groups(contract(wide, k, "bhgle,bhse->bhgls")) * op.scale
    for m in mask:
        whole = expand(m, scores.shape)
        scores = combine("where", whole, scores, -np.inf) if m.dtype == bool_ else scores + whole
    if op.causal:
        query, key = (apply("iota", shape=scores.shape, axis=a, dtype=int64) for a in (2, 3))
        scores = combine("where", apply("less_equal", key, query), scores, -np.inf)
    rows = (*logarithm.shape, 1)
    weights = apply("exp", scores - expand(apply("reshape", logarithm, shape=rows), scores.shape))
    taken = out_of_groups(contract(seed, v, "bhgle,bhse->bhgls"))
    return weights, weights * (taken - expand(apply("reshape", delta, shape=rows), scores.shape))


def gradients_written_out(op: Any, *inputs: Node) -> list[Node]:
    """The gradients for q, k and v."""
    q, k, _, _, g, *_ = inputs
    groups = k.shape[1]
    weights, slopes = (in_groups(x, groups) for x in weights_and_slopes(op, *inputs))
    slopes = slopes * op.scale
    wide, seed = (in_groups(x, groups) for x in (q, g))
    return [
        out_of_groups(contract(slopes, k, "bhgls,bhse->bhgle")),
        contract(slopes, wide, "bhgls,bhgle->bhse"),
        contract(weights, seed, "bhgls,bhgle->bhse"),
    ]


def contract(a: Node, b: Node, labels: str) -> Node:
    """A contraction written as in einsum."""
    operands, out = labels.split("->")
    left, right = operands.split(",")
    return apply("contract", a, b, left=left, right=right, out=out, precision="float32")


def summed_to(x: Node, shape: tuple[int, ...]) -> Node:
    """`x` summed over the axes that are of size 1 in `shape`."""
    axes = tuple(a for a, (n, m) in enumerate(zip(x.shape, shape, strict=True)) if n != m)
    return apply("reshape", apply("sum", x, axes=axes), shape=shape) if axes else x
