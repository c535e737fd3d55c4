"""Losses that ask for a margin: between classes, between two rankings, or between distances."""

from collections.abc import Callable
from typing import Any

from pellucid.core.dtypes import int32
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.graph.node import expand
from pellucid.nn.losses.classification import along, check_labels
from pellucid.nn.losses.distances import cosine, pairwise_distance
from pellucid.nn.losses.reductions import as_target, pair, reduced
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import elementwise as e, statistics as s
from pellucid.tensor.nodes.compose import broadcast, cast
from pellucid.tensor.nodes.indexing import one_hot, take_along_axis
from pellucid.tensor.nodes.manipulation import expand_dims, reshape
from pellucid.tensor.tensor import Tensor


@lifted
def margin_ranking_loss(
    input1: Node, input2: Node, target: Node, margin: float = 0.0, reduction: str = "mean"
) -> Node:
    """max(0, margin - target (input1 - input2)): with a target of 1 the first should be the
    larger, with -1 the second.

    >>> margin_ranking_loss(Tensor([1.0]), Tensor([3.0]), Tensor([1.0])).item()
    2.0
    """
    x, y = pair("margin_ranking_loss", input1, input2)
    losses = e.relu(margin - cast(as_target(target), x.dtype) * (x - y))
    return reduced("margin_ranking_loss", losses, reduction)


@lifted
def soft_margin_loss(input: Node, target: Node, reduction: str = "mean") -> Node:
    """log(1 + exp(-target x)), for targets of 1 and -1."""
    x, wanted = pair("soft_margin_loss", input, target)
    return reduced("soft_margin_loss", apply("softplus", -(x * wanted)), reduction)


@lifted
def hinge_embedding_loss(
    input: Node, target: Node, margin: float = 1.0, reduction: str = "mean"
) -> Node:
    """A distance x where the target is 1, max(0, margin - x) where it is -1."""
    x, wanted = pair("hinge_embedding_loss", input, target)
    near = e.where(e.equal(wanted, 1), x, 0.0)
    far = e.where(e.equal(wanted, -1), e.relu(margin - x), 0.0)
    return reduced("hinge_embedding_loss", near + far, reduction)


@lifted
def cosine_embedding_loss(
    input1: Node, input2: Node, target: Node, margin: float = 0.0, reduction: str = "mean"
) -> Node:
    """1 - cosine where the target is 1, max(0, cosine - margin) where it is -1."""
    x, y = pair("cosine_embedding_loss", input1, input2)
    found = cosine(x, y, -1, 1e-8)
    wanted = as_target(target)
    losses = e.where(e.greater(wanted, 0), 1.0 - found, e.relu(found - margin))
    return reduced("cosine_embedding_loss", losses, reduction)


def triplet_margin_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2.0,
    eps: float = 1e-6, swap: bool = False, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """max(0, d(anchor, positive) - d(anchor, negative) + margin), where d is `pairwise_distance`
    (Balntas et al., 2016).

    `swap`: the negative's distance is that to the nearer of anchor and positive.

    >>> near, far = Tensor([[1.0]]), Tensor([[1.5]])
    >>> triplet_margin_loss(Tensor([[0.0]]), near, far, eps=0.0).item()
    0.5
    """
    return triplet_margin_with_distance_loss(
        anchor, positive, negative, margin=margin, swap=swap, reduction=reduction,
        distance_function=lambda x, y: pairwise_distance(x, y, p, eps),
    )  # fmt: skip


def triplet_margin_with_distance_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, *,
    distance_function: Callable[[Tensor, Tensor], Tensor] = pairwise_distance,
    margin: float = 1.0, swap: bool = False, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """triplet_margin_loss with a distance of one's own."""
    near, far = distance_function(anchor, positive), distance_function(anchor, negative)
    if swap:
        far = lifted(e.minimum)(far, distance_function(positive, negative))
    return lacking("triplet_margin_loss", near - far + margin, reduction)


@lifted
def lacking(asked: str, excess: Node, reduction: str) -> Node:
    """What lies above 0."""
    return reduced(asked, e.relu(excess), reduction)


@lifted
def contrastive_loss(
    input1: Node, input2: Node, target: Node, margin: float = 1.0, reduction: str = "mean"
) -> Node:
    """Half the squared distance of like pairs (target 1), half the square of what the distance of
    unlike pairs (target 0) lacks to `margin` (Hadsell et al., 2006)."""
    x, y = pair("contrastive_loss", input1, input2)
    square = s.sum((x - y) * (x - y), -1)
    lack = e.relu(margin - e.sqrt(square + 1e-12))
    alike = cast(as_target(target), x.dtype)
    losses = (alike * square + (1.0 - alike) * lack * lack) * 0.5
    return reduced("contrastive_loss", losses, reduction)


@lifted
def multi_margin_loss(
    input: Node, target: Node, p: int = 1, margin: float = 1.0, weight: Node | None = None,
    reduction: str = "mean",
) -> Node:  # fmt: skip
    """The mean over the other classes of max(0, margin - right + other) ** p: the hinge loss of
    many classes (Crammer and Singer, 2001), `p` 1 or 2.

    >>> multi_margin_loss(Tensor([[0.0, 1.0]]), Tensor([0])).item()
    1.0
    """
    if p not in {1, 2}:
        raise ArgumentError(f"multi_margin_loss: p is 1 or 2, not {p}")
    x, labels, right = at_targets("multi_margin_loss", input, target)
    lack = e.relu(margin - right + x)
    lack = lack if p == 1 else lack * lack
    if weight is not None:
        own = along(weight, x, 1)
        lack = lack * s.sum(e.where(hot(labels, x), own, 0.0), 1, keepdims=True)
    others = e.where(hot(labels, x), 0.0, lack)
    losses = reshape(s.sum(others, 1) * (1.0 / x.shape[1]), input.shape[:-1])
    return reduced("multi_margin_loss", losses, reduction)


@lifted
def hinge_loss(input: Node, target: Node, norm: str = "l1", reduction: str = "mean") -> Node:
    """One against all: the sum over classes of max(0, 1 - s x), s being 1 for the right class and
    -1 for the others; squared with `norm` "l2"."""
    if norm not in {"l1", "l2"}:
        raise ArgumentError(f"hinge_loss: there is no norm {norm!r}", fix="use l1 or l2")
    x, labels, _ = at_targets("hinge_loss", input, target)
    lack = e.relu(1.0 - e.where(hot(labels, x), x, -x))
    losses = reshape(s.sum(lack if norm == "l1" else lack * lack, 1), input.shape[:-1])
    return reduced("hinge_loss", losses, reduction)


def at_targets(asked: str, input: Node, target: Any) -> tuple[Node, Node, Node]:
    """The scores (N, C), the labels, and the score of each right class, (N, 1)."""
    x, labels = e.to_float(input), as_target(target)
    if len(x.shape) == 1:
        x, labels = reshape(x, (1, -1)), reshape(labels, (-1,))
    check_labels(asked, x, labels, 1, -1)
    right = s.sum(e.where(hot(labels, x), x, 0.0), 1, keepdims=True)
    return x, labels, right


def hot(labels: Node, x: Node) -> Node:
    """Where the class is the right one."""
    places = apply("iota", shape=x.shape, axis=1, dtype=int32)
    return apply("equal", places, expand(reshape(cast(labels, int32), (-1, 1)), x.shape))


@lifted
def multilabel_soft_margin_loss(
    input: Node, target: Node, weight: Node | None = None, reduction: str = "mean"
) -> Node:
    """The mean over the classes of the cross-entropy of each yes or no, from scores."""
    x, wanted = pair("multilabel_soft_margin_loss", input, target)
    losses = wanted * apply("softplus", -x) + (1.0 - wanted) * apply("softplus", x)
    if weight is not None:
        losses, factors = broadcast("multilabel_soft_margin_loss", losses, cast(weight, x.dtype))
        losses = losses * factors
    return reduced("multilabel_soft_margin_loss", s.mean(losses, -1), reduction)


@lifted
def multilabel_margin_loss(input: Node, target: Node, reduction: str = "mean") -> Node:
    """The sum over right and wrong classes of max(0, 1 - (right - wrong)), divided by the number
    of classes.

    `target` holds the numbers of the right classes, up to the first -1, in the shape of `input`:
    (C,) or (N, C).
    """
    x, labels = e.to_float(input), as_target(target)
    if x.shape != labels.shape or not labels.dtype.is_integer:
        raise ShapeError(
            "multilabel_margin_loss: targets are class numbers, in the shape of the input",
            given=f"input={x.spec}, target={labels.spec}",
            fix="fill up what is not used with -1",
        )
    alone = len(x.shape) == 1
    x, labels = (reshape(y, (-1, y.shape[-1])) for y in (x, labels))
    ended = cast(e.less(labels, 0), x.dtype)
    before = apply(  # how many -1 stand at or before each place
        "contract",
        ended,
        triangle(x.shape[1], x),
        left="ni",
        right="ij",
        out="nj",
        precision="float32",
    )
    listed = e.equal(before, 0.0)
    places = e.where(listed, labels, 0)
    own = e.where(expand_dims(listed, axis=2), cast(one_hot(places, x.shape[1]), x.dtype), 0.0)
    is_wrong = e.equal(s.sum(own, 1), 0)  # (N, C)
    right = take_along_axis(x, places, axis=1)
    lack = e.relu(1.0 - expand_dims(right, axis=2) + expand_dims(x, axis=1))
    counted = e.logical_and(expand_dims(listed, axis=2), expand_dims(is_wrong, axis=1))
    losses = s.sum(e.where(counted, lack, 0.0), (1, 2)) * (1.0 / x.shape[1])
    return reduced("multilabel_margin_loss", reshape(losses, ()) if alone else losses, reduction)


def triangle(size: int, x: Node) -> Node:
    """(size, size) of the dtype of `x`: 1 where the first index is at most the second."""
    rows, columns = (apply("iota", shape=(size, size), axis=a, dtype=int32) for a in (0, 1))
    return cast(e.less_equal(rows, columns), x.dtype)
