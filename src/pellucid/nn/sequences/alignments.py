"""Connectionist temporal classification (Graves et al., 2006): a loss for symbols in order, where
nobody says at which steps they stand.
"""

from typing import Any

import numpy as np

from pellucid.core.dtypes import int64
from pellucid.core.errors import ArgumentError, PellucidError, ShapeError
from pellucid.nn.losses.reductions import check_reduction
from pellucid.nn.modules.module import Module
from pellucid.nn.sequences.packing import pad_sequence
from pellucid.ops.source import Data
from pellucid.tensor.functions.namespace import (
    arange,
    concat,
    exp,
    full,
    logical_and,
    logsumexp,
    maximum,
    stack,
    stop_gradient,
    take_along_axis,
    where,
)
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.control import scan
from pellucid.tensor.transforms.tracing import as_tensor

NEVER = -1e30  # the logarithm of a probability of 0: its gradient is a number


def ctc_loss(
    log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any, blank: int = 0,
    reduction: str = "mean", zero_infinity: bool = False,
) -> Tensor:  # fmt: skip
    """Minus the logarithm of the probability of the targets, over all steps at which they may
    stand: repeated symbols are one, and blanks between them are left out.

    `log_probs` is (steps, batch, classes) or (steps, classes), logarithms that `log_softmax` gave;
    `targets` (batch, symbols), padded, or all symbols one after the other. The mean is that of the
    losses divided by their number of symbols. Targets that do not fit into the steps give
    infinity; with `zero_infinity` 0, and no gradient.

    >>> half = Tensor([[[0.5, 0.5]], [[0.5, 0.5]]])
    >>> from pellucid.tensor.functions.namespace import log
    >>> round(float(exp(-ctc_loss(log(half), Tensor([[1]]), [2], [1]))), 4)  # 1 1, 1 _ and _ 1
    0.75
    """
    check_reduction("ctc_loss", reduction, ("none", "mean", "sum"))
    logs = as_tensor(log_probs)
    alone = logs.ndim == 2
    logs = logs[:, None] if alone else logs
    if logs.ndim != 3 or not 0 <= blank < logs.shape[2]:
        raise ShapeError(
            "ctc_loss: log_probs is (steps, batch, classes), and blank one of the classes",
            given=f"{logs.spec}, blank={blank}",
        )
    batch = logs.shape[1]
    steps = as_lengths("input_lengths", input_lengths, batch, logs.shape[0])
    counts = as_lengths("target_lengths", target_lengths, batch)
    symbols = in_rows(as_tensor(targets), counts, batch)
    counts = as_lengths("target_lengths", counts, batch, symbols.shape[1])
    losses = alignment_losses(logs, symbols, steps, counts, blank)
    impossible = losses > -NEVER / 2
    losses = where(impossible, 0.0 if zero_infinity else float("inf"), losses)
    if zero_infinity:
        steps = where(impossible, 0, steps)
    losses = losses + through_softmax(logs, steps)
    if reduction == "mean":
        return (losses / maximum(counts, 1).astype(losses.dtype)).mean()
    return losses.sum() if reduction == "sum" else losses[0] if alone else losses


def alignment_losses(
    logs: Tensor, symbols: Tensor, steps: Tensor, counts: Tensor, blank: int
) -> Tensor:
    """The losses, one for each example; huge where there is no alignment.

    What is carried from step to step is the logarithm of the probability of all ways to have come
    to each place of: blank, first symbol, blank, second symbol, ... blank.
    """
    batch, dtype = logs.shape[1], logs.dtype
    blanks = full((batch, symbols.shape[1]), blank, dtype=int64)
    places = stack([blanks, symbols], axis=2).reshape(batch, -1)
    places = concat([places, full((batch, 1), blank, dtype=int64)], axis=1)
    width = places.shape[1]
    wanted = places[None] + full((logs.shape[0], 1, 1), 0, dtype=int64)
    emitted = maximum(take_along_axis(logs, wanted, axis=2), NEVER)
    number = arange(width)
    first = where(number < 2, 0.0, NEVER).astype(dtype) + full((batch, 1), 0.0, dtype=dtype)
    before = concat([full((batch, 2), blank, dtype=int64), places[:, :-2]], axis=1)
    skips = logical_and(logical_and(number % 2 == 1, number > 1), places != before[:, :width])

    def later(x: Tensor, by: int) -> Tensor:
        return concat([full((batch, by), NEVER, dtype=dtype), x], axis=1)[:, :width]

    def one_step(alpha: Tensor, part: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, None]:
        emitted, begins, goes_on = part
        ways = stack([alpha, later(alpha, 1), where(skips, later(alpha, 2), NEVER)])
        found = where(begins, alpha, logsumexp(ways, axis=0)) + emitted
        return where(goes_on, maximum(found, NEVER), alpha), None

    numbers = arange(logs.shape[0])[:, None, None]
    alpha, _ = scan(one_step, first, (emitted, numbers == 0, numbers < steps[:, None]))
    last = (2 * counts)[:, None]
    ends = logical_and(number <= last, number >= last - 1)
    return -logsumexp(where(ends, alpha, NEVER), axis=1)


def through_softmax(logs: Tensor, steps: Tensor) -> Tensor:
    """Zeros whose gradient is that of the sums of probabilities: they make the gradient for
    `log_probs` that for the scores below `log_softmax`, as it is in PyTorch.
    """
    going = (arange(logs.shape[0])[:, None] < steps)[:, :, None]
    total = where(going, exp(logs), 0.0).sum((0, 2))
    return total - stop_gradient(total)


def as_lengths(name: str, given: Any, batch: int, longest: int | None = None) -> Tensor:
    """Lengths as whole numbers, one for each example, none of those known above `longest`."""
    found = as_tensor(given)
    found = found.reshape(1) if found.ndim == 0 and batch == 1 else found
    if found.shape != (batch,) or not found.dtype.is_integer:
        raise ShapeError(
            f"ctc_loss: {name} holds one whole number for each of {batch} examples",
            given=str(found.spec),
        )
    known = found.node.op.storage.array if isinstance(found.node.op, Data) else np.zeros(0)
    if longest is not None and known.size and not 0 <= known.min() <= known.max() <= longest:
        raise ShapeError(
            f"ctc_loss: {name} lie in 0 to {longest}, the steps or symbols there are",
            given=str(known.tolist()),
        )
    return found.astype(int64)


def in_rows(targets: Tensor, counts: Tensor, batch: int) -> Tensor:
    """Targets as (batch, symbols)."""
    if targets.ndim == 2 and targets.shape[0] == batch:
        return targets.astype(int64)
    if targets.ndim != 1:
        raise ShapeError(
            f"ctc_loss: targets are ({batch}, symbols), or all symbols one after the other",
            given=str(targets.spec),
        )
    if batch == 1:
        return targets[None].astype(int64)
    try:
        ends = np.cumsum(counts.numpy())
    except PellucidError as error:
        raise ArgumentError(
            "ctc_loss: inside a captured function targets are (batch, symbols), padded",
            fix="nn.pad_sequence(rows, batch_first=True)",
        ) from error
    if ends[-1] != len(targets):
        raise ShapeError(
            f"ctc_loss: the target_lengths add up to {ends[-1]}, and there are {len(targets)} "
            "symbols"
        )
    parts = [targets[int(a) : int(b)] for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    return pad_sequence(parts, batch_first=True).astype(int64)


class CTCLoss(Module):
    """`ctc_loss` as a layer.

    >>> CTCLoss(blank=3, zero_infinity=True)
    CTCLoss()
    """

    def __init__(
        self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False
    ) -> None:
        self.blank, self.reduction, self.zero_infinity = blank, reduction, zero_infinity

    def forward(
        self, log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any
    ) -> Tensor:
        return ctc_loss(
            log_probs, targets, input_lengths, target_lengths, self.blank, self.reduction,
            self.zero_infinity,
        )  # fmt: skip
