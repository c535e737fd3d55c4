"""Losses for classes: from scores, from logarithms of probabilities, and from probabilities."""

import math
from typing import Any

import numpy as np

from pellucid.core.dtypes import float32, int32
from pellucid.core.errors import ArgumentError, DTypeError, IndexingError, ShapeError
from pellucid.graph import Node, apply
from pellucid.graph.node import expand
from pellucid.nn.losses.reductions import as_target, check_reduction, pair, reduced
from pellucid.nn.modules.doubts import (
    doubt_emptiness,
    doubt_probabilities,
    doubt_scores,
    doubt_sigmoid,
    doubt_softmax,
)
from pellucid.ops.source import Data
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import elementwise as e, statistics as s
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.manipulation import reshape

REDUCTIONS = ("none", "mean", "sum")
STEEPEST = 1e12  # the slope of binary_cross_entropy at 0 and 1, as in PyTorch
IGNORED = -100  # PyTorch's label of a row that does not count


@lifted
def cross_entropy(
    input: Node, target: Node, weight: Node | None = None, *, ignore_index: int = IGNORED,
    reduction: str = "mean", label_smoothing: float = 0.0,
) -> Node:  # fmt: skip
    """Minus the logarithm of the probability that softmax of `input` gives the right class.

    `input` is (N, C) or (N, C, ...), scores. `target` holds class numbers (N, ...) or
    probabilities of the shape of `input`. `weight` is one number for each class; the mean is
    weighted by it. Rows whose label is `ignore_index` do not count. `label_smoothing` spreads
    that share of each target evenly over the classes. A label that is no class makes the loss
    NaN inside a captured function, and is an error elsewhere.

    >>> from pellucid.tensor.tensor import Tensor
    >>> round(cross_entropy(Tensor([[0.0, 0.0]]), Tensor([1])).item(), 4)
    0.6931
    """
    asked, target = "cross_entropy", as_target(target)
    check_reduction(asked, reduction, REDUCTIONS)
    doubt_softmax(asked, input)
    if not 0 <= label_smoothing <= 1:
        raise ArgumentError(f"{asked}: label_smoothing lies in 0 to 1, not at {label_smoothing}")
    scores, axis = scored(asked, input)
    shifted = scores - e.stop_gradient(s.max(scores, axis, keepdims=True))
    if target.dtype.is_float and target.shape == input.shape:
        logs = shifted - e.log(s.sum(e.exp(shifted), axis, keepdims=True))
        return of_probabilities(logs, target, weight, axis, reduction, label_smoothing)
    check_labels(asked, shifted, target, axis, ignore_index)
    total = e.log(s.sum(e.exp(shifted), axis))
    rows, shares = at_labels(shifted, total, target, weight, axis, label_smoothing)
    return counted(rows, shares, target, (input.shape[axis], ignore_index, reduction))


@lifted
def nll_loss(
    input: Node, target: Node, weight: Node | None = None, *, ignore_index: int = IGNORED,
    reduction: str = "mean",
) -> Node:  # fmt: skip
    """Minus the right class's entry of `input`, logarithms of probabilities (N, C, ...), for
    class numbers (N, ...).

    >>> from pellucid.tensor.tensor import Tensor
    >>> nll_loss(Tensor([[-1.0, -2.0]]), Tensor([1])).item()
    2.0
    """
    check_reduction("nll_loss", reduction, REDUCTIONS)
    doubt_probabilities("nll_loss", input)
    logs, axis = scored("nll_loss", input)
    target = as_target(target)
    check_labels("nll_loss", logs, target, axis, ignore_index)
    rows, shares = at_labels(logs, None, target, weight, axis, 0.0)
    return counted(rows, shares, target, (input.shape[axis], ignore_index, reduction))


def scored(asked: str, input: Node) -> tuple[Node, int]:
    """The input as floats of at least 32 bits, and the axis of its classes."""
    if not input.shape:
        raise ShapeError(f"{asked}: the input is one number", fix="give it a score for each class")
    x = e.to_float(input)
    return (cast(x, float32) if x.dtype.itemsize < 4 else x), min(1, len(x.shape) - 1)


def of_probabilities(
    logs: Node, target: Node, weight: Node | None, axis: int, reduction: str, smoothing: float
) -> Node:
    """The cross-entropy of given probabilities."""
    share = cast(target, logs.dtype)
    if smoothing:
        share = share * (1 - smoothing) + smoothing / logs.shape[axis]
    if weight is not None:
        share = share * along(weight, logs, axis)
    return reduced("cross_entropy", -s.sum(share * logs, axis), reduction)


def at_labels(
    scores: Node, total: Node | None, target: Node, weight: Node | None, axis: int,
    smoothing: float,
) -> tuple[Node, Node | None]:  # fmt: skip
    """Minus the logarithm of the probability of each label, and the weight of each row, if any.

    `total` is the logarithm of the sum of exp(scores); None where the scores are logarithms of
    probabilities. The labels are compared with a count along the class axis: nothing is gathered,
    so the loss is part of the kernel that makes the scores.
    """
    counts = apply("iota", shape=scores.shape, axis=axis, dtype=int32)
    places = (*scores.shape[:axis], 1, *scores.shape[axis + 1 :])
    hot = apply("equal", counts, expand(reshape(cast(target, int32), places), scores.shape))
    factors = along(weight, scores, axis) if weight is not None else None
    own = scores if factors is None else scores * factors
    picked = s.sum(e.where(hot, own, 0.0), axis)
    shares = None if factors is None else s.sum(e.where(hot, factors, 0.0), axis)
    if total is None:
        return -picked, shares
    rows = (total if shares is None else total * shares) - picked
    if smoothing:
        classes = scores.shape[axis]
        everywhere = total * (float(classes) if factors is None else s.sum(factors, axis))
        spread = everywhere - s.sum(own, axis)
        rows = rows * (1 - smoothing) + spread * (smoothing / classes)
    return rows, shares


def counted(rows: Node, shares: Node | None, target: Node, options: tuple[int, int, str]) -> Node:
    """The losses of the rows reduced: those whose label is no class are NaN, those whose label is
    the one that does not count are 0."""
    classes, ignored, reduction = options
    if fits(target, classes):
        known = e.less(target, classes)
        if target.dtype.kind != "uint":
            known = e.logical_and(known, e.less_equal(0, target))
        rows = e.where(known, rows, math.nan)
    if fits(target, ignored):
        valid = e.not_equal(target, ignored)
        rows = e.where(valid, rows, 0.0)
        shares = cast(valid, rows.dtype) if shares is None else e.where(valid, shares, 0.0)
    if reduction != "mean":
        return rows if reduction == "none" else s.sum(rows)
    return s.mean(rows) if shares is None else e.divide(s.sum(rows), s.sum(shares))


def along(weight: Node, x: Node, axis: int) -> Node:
    """A number for each class, read along `axis` of an array like `x`."""
    if weight.shape != (x.shape[axis],):
        raise ShapeError(
            f"cross_entropy: {x.shape[axis]} classes need as many weights", given=str(weight.spec)
        )
    column = reshape(cast(weight, x.dtype), (-1, *(1,) * (len(x.shape) - axis - 1)))
    return expand(column, x.shape)


def fits(target: Node, number: int) -> bool:
    """Can the dtype of the labels hold the number?"""
    return target.dtype.kind != "bool" and target.dtype.lowest <= number <= target.dtype.highest


def check_labels(asked: str, logs: Node, target: Node, axis: int, ignored: int) -> None:
    """Raise unless there is a whole number for each row, and those known already are classes."""
    wanted = (*logs.shape[:axis], *logs.shape[axis + 1 :])
    if target.dtype.is_float:
        raise DTypeError(
            f"{asked}: class labels are whole numbers; probabilities have the shape of the input",
            given=f"input={logs.shape}, target={target.spec}",
            fix="the scores come first: (scores, labels)"
            if len(target.shape) == len(logs.shape) + 1
            else "convert labels with astype('int64')",
        )
    if target.shape != wanted:
        squeezed = tuple(n for n in target.shape if n != 1) == tuple(n for n in wanted if n != 1)
        raise ShapeError(
            f"{asked}: one label is needed for each row, of shape {wanted}",
            given=f"input={logs.shape}, target={target.shape}",
            fix=f"target.reshape({wanted})" if squeezed else labels_fix(logs, target, axis),
        )
    doubt_emptiness(asked, target, "mean")
    if isinstance(target.op, Data):
        check_known_labels(asked, target.op.storage.array, logs.shape[axis], ignored)


def labels_fix(logs: Node, target: Node, axis: int) -> str:
    """How to make labels fit scores."""
    if target.shape == logs.shape:
        return (
            f"of one-hot rows target.argmax({axis}) makes class numbers; floats are probabilities"
        )
    if len(target.shape) == len(logs.shape) - 1:
        return f"there are {logs.shape[0]} rows of scores and {target.shape[0]} labels: cut alike"
    return "give a class number for each row"


def check_known_labels(asked: str, labels: np.ndarray, classes: int, ignored: int) -> None:
    """Raise if there is a label that is neither a class nor the one that does not count."""
    if labels.dtype == bool or not labels.size:
        return
    wrong = labels[((labels < 0) | (labels >= classes)) & (labels != ignored)]
    if wrong.size:
        raise IndexingError(
            f"{asked}: the label {int(wrong.flat[0])} is not one of the {classes} classes",
            fix=f"labels run from 0 to {classes - 1}; {ignored} marks a row that does not count",
        )


@lifted
def binary_cross_entropy_with_logits(
    input: Node, target: Node, weight: Node | None = None, *, reduction: str = "mean",
    pos_weight: Node | None = None,
) -> Node:  # fmt: skip
    """Minus the logarithm of the probability that the sigmoid of `input`, a score, gives
    `target`, in 0 to 1.

    `weight` multiplies each loss, `pos_weight` those of the positive targets; both broadcast.

    >>> from pellucid.tensor.tensor import Tensor
    >>> round(binary_cross_entropy_with_logits(Tensor([0.0]), Tensor([1.0])).item(), 4)
    0.6931
    """
    asked = "binary_cross_entropy_with_logits"
    doubt_sigmoid(asked, input)
    x, wanted = pair(asked, input, target)
    hits = wanted * apply("softplus", -x)
    if pos_weight is not None:
        hits = hits * cast(as_target(pos_weight), x.dtype)
    losses = hits + (1.0 - wanted) * apply("softplus", x)
    return reduced(asked, weighted(losses, weight), reduction)


@lifted
def binary_cross_entropy(
    input: Node, target: Node, weight: Node | None = None, *, reduction: str = "mean"
) -> Node:
    """Minus the logarithm of the probability that `input`, in 0 to 1, gives `target`; logarithms
    stop at -100, and the slope at 0 and 1 is PyTorch's: 0 where that is the target, else 1e12.

    Scores should rather go to `binary_cross_entropy_with_logits`, which loses no digits.
    """
    doubt_scores("binary_cross_entropy", input)
    x, wanted = pair("binary_cross_entropy", input, target)
    inside = e.logical_and(e.less(0.0, x), e.less(x, 1.0))
    end = e.stop_gradient(x)  # at 0 or 1: a straight line, since log has no slope there
    line = surprise(end, wanted) + (x - end) * (e.stop_gradient(end - wanted) * STEEPEST)
    losses = e.where(inside, surprise(e.where(inside, x, 0.5), wanted), line)
    return reduced("binary_cross_entropy", weighted(losses, weight), reduction)


def surprise(x: Node, wanted: Node) -> Node:
    """Minus the logarithm of the probability that `x` gives to what is wanted."""
    hit, miss = (e.maximum(part, -100.0) for part in (e.log(x), e.log1p(-x)))
    return -(wanted * hit + (1.0 - wanted) * miss)


def weighted(losses: Node, weight: Any) -> Node:
    """Losses times a weight that broadcasts."""
    if weight is None:
        return losses
    found = losses * cast(as_target(weight), losses.dtype)
    if found.shape != losses.shape:
        raise ShapeError("the weight does not broadcast to the losses", given=f"{losses.spec}")
    return found


@lifted
def kl_div(input: Node, target: Node, reduction: str = "mean", *, log_target: bool = False) -> Node:
    """The divergence of Kullback and Leibler of probabilities `target` from those whose
    logarithm is `input`.

    The mathematical value is that of reduction "batchmean": the sum divided by the number of
    rows.
    """
    check_reduction("kl_div", reduction, (*REDUCTIONS, "batchmean"))
    x, wanted = pair("kl_div", input, target)
    if log_target:
        losses = e.exp(wanted) * (wanted - x)
    else:
        some = e.greater(wanted, 0)
        logs = e.log(e.where(some, wanted, 1.0))
        losses = e.where(some, wanted * (logs - x), 0.0)
    if reduction == "batchmean":
        return s.sum(losses) * (1 / max(input.shape[0], 1))
    return reduced("kl_div", losses, reduction)
