"""Losses for numbers: how far a prediction is from its target."""

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node
from pellucid.nn.losses.reductions import pair, reduced
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import abs as size, less, where
from pellucid.tensor.nodes.statistics import sum as total


@lifted
def mse_loss(
    input: Node, target: Node, reduction: str = "mean", weight: Node | None = None
) -> Node:
    """The mean of the squared differences; of equal shapes. With a `weight` for each, the mean is
    weighted.

    >>> from pellucid.tensor.tensor import Tensor
    >>> mse_loss(Tensor([1.0, 2.0]), Tensor([1.0, 4.0])).item()
    2.0
    """
    x, wanted = pair("mse_loss", input, target)
    apart = x - wanted
    return averaged("mse_loss", apart * apart, weight, reduction)


@lifted
def l1_loss(input: Node, target: Node, reduction: str = "mean", weight: Node | None = None) -> Node:
    """The mean of the absolute differences; of equal shapes. With a `weight`, as in `mse_loss`."""
    x, wanted = pair("l1_loss", input, target)
    return averaged("l1_loss", size(x - wanted), weight, reduction)


@lifted
def huber_loss(
    input: Node, target: Node, reduction: str = "mean", delta: float = 1.0,
    weight: Node | None = None,
) -> Node:  # fmt: skip
    """Half the squared difference below `delta`, a straight line above (Huber, 1964).

    With a `weight` for each, the mean is that of the weighted losses, as in PyTorch.
    """
    if delta <= 0:
        raise ArgumentError(f"huber_loss: delta must be above 0, not {delta}")
    x, wanted = pair("huber_loss", input, target)
    return reduced("huber_loss", times("huber_loss", bent(x - wanted, delta), weight), reduction)


@lifted
def smooth_l1_loss(input: Node, target: Node, reduction: str = "mean", beta: float = 1.0) -> Node:
    """The absolute difference, rounded off below `beta`: huber_loss divided by `beta`."""
    if beta < 0:
        raise ArgumentError(f"smooth_l1_loss: beta must be 0 or more, not {beta}")
    x, wanted = pair("smooth_l1_loss", input, target)
    apart = x - wanted
    losses = bent(apart, beta) * (1 / beta) if beta else size(apart)
    return reduced("smooth_l1_loss", losses, reduction)


def bent(apart: Node, delta: float) -> Node:
    """Half the square below `delta`, a straight line of slope `delta` above."""
    distance = size(apart)
    line = (distance - 0.5 * delta) * delta
    return where(less(distance, delta), apart * apart * 0.5, line)


def averaged(asked: str, losses: Node, weight: Node | None, reduction: str) -> Node:
    """The losses reduced; with a weight for each their mean is divided by the sum of these."""
    found = reduced(asked, times(asked, losses, weight), reduction)
    if weight is None or reduction != "mean":
        return found
    return found * float(losses.spec.size) / total(cast(weight, losses.dtype))


def times(asked: str, losses: Node, weight: Node | None) -> Node:
    """The losses, each times its weight, if there are any."""
    if weight is None:
        return losses
    if weight.shape != losses.shape:
        raise ShapeError(
            f"{asked}: a weight is needed for each difference",
            given=f"{weight.spec}, {losses.spec}",
        )
    return losses * cast(weight, losses.dtype)
