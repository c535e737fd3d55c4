"""Losses from probability models: counts, normal distributions, rare classes, costs of confusion,
quantiles."""

import math

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.nn.losses.classification import check_labels, weighted
from pellucid.nn.losses.margins import hot
from pellucid.nn.losses.reductions import as_target, pair, reduced
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes import elementwise as e, statistics as s
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.indexing import take
from pellucid.tensor.nodes.manipulation import reshape


@lifted
def poisson_nll_loss(
    input: Node, target: Node, log_input: bool = True, full: bool = False, eps: float = 1e-8,
    reduction: str = "mean",
) -> Node:  # fmt: skip
    """Minus the logarithm of the probability of a count in a Poisson distribution whose rate, or
    its logarithm, is `input`. `full` adds Stirling's approximation of log(target!).

    >>> from pellucid.tensor.tensor import Tensor
    >>> poisson_nll_loss(Tensor([0.0]), Tensor([1.0])).item()
    1.0
    """
    x, wanted = pair("poisson_nll_loss", input, target)
    losses = e.exp(x) - wanted * x if log_input else x - wanted * e.log(x + eps)
    if full:
        many = e.greater(wanted, 1)
        safe = e.where(many, wanted, 1.0)
        stirling = safe * e.log(safe) - safe + 0.5 * e.log(safe * (2 * math.pi))
        losses = losses + e.where(many, stirling, 0.0)
    return reduced("poisson_nll_loss", losses, reduction)


@lifted
def gaussian_nll_loss(
    input: Node, target: Node, var: Node, full: bool = False, eps: float = 1e-6,
    reduction: str = "mean",
) -> Node:  # fmt: skip
    """Minus the logarithm of the density of `target` in a normal distribution of mean `input` and
    variance `var`, which counts as `eps` at least. `full` adds log(2 pi) / 2."""
    x, wanted = pair("gaussian_nll_loss", input, target)
    given = cast(as_target(var), x.dtype)
    if given.shape == x.shape[:-1]:
        given = reshape(given, (*given.shape, 1))
    spread = e.stop_gradient(e.maximum(given, eps) - given) + given  # clipped, not its gradient
    losses = (e.log(spread) + (x - wanted) * (x - wanted) / spread) * 0.5
    return reduced(
        "gaussian_nll_loss", losses + 0.5 * math.log(2 * math.pi) if full else losses, reduction
    )


@lifted
def sigmoid_focal_loss(
    input: Node, target: Node, alpha: float = 0.25, gamma: float = 2.0, reduction: str = "none"
) -> Node:
    """The cross-entropy of a yes or a no, from scores, times (1 - probability of the truth) **
    gamma, so that what is easy counts little (Lin et al., 2017). `alpha` weighs the yes, 1 - alpha
    the no; below 0 neither."""
    x, wanted = pair("sigmoid_focal_loss", input, target)
    chance = apply("sigmoid", x)
    entropy = wanted * apply("softplus", -x) + (1.0 - wanted) * apply("softplus", x)
    missing = wanted * (1.0 - chance) + (1.0 - wanted) * chance
    losses = entropy * e.pow(missing, gamma)
    if alpha >= 0:
        losses = losses * (wanted * alpha + (1.0 - wanted) * (1 - alpha))
    return reduced("sigmoid_focal_loss", losses, reduction)


@lifted
def infogain_loss(input: Node, target: Node, gain: Node, reduction: str = "mean") -> Node:
    """Minus the sum over classes of gain[truth, class] times the logarithm of the class's
    probability, from scores (N, C); `gain` is (C, C), and the identity gives cross_entropy."""
    x, labels = e.to_float(input), as_target(target)
    check_labels("infogain_loss", x, labels, 1, -1)
    if gain.shape != (x.shape[1], x.shape[1]):
        raise ShapeError(
            f"infogain_loss: {x.shape[1]} classes need a gain of as many rows and columns",
            given=str(gain.spec),
            fix="gain[i, j] is what predicting j is worth where i is right: one row for each class",
        )
    rows = take(cast(gain, x.dtype), labels, axis=0)
    return reduced("infogain_loss", -s.sum(rows * s.log_softmax(x, 1), 1), reduction)


@lifted
def quantile_loss(input: Node, target: Node, quantile: float, reduction: str = "mean") -> Node:
    """The pinball loss, least where `input` is the quantile of `target` (Koenker and Bassett,
    1978).

    >>> from pellucid.tensor.tensor import Tensor
    >>> quantile_loss(Tensor([0.0]), Tensor([2.0]), 0.9).item()
    1.7999999523162842
    """
    if not 0 < quantile < 1:
        raise ArgumentError(f"quantile_loss: a quantile lies between 0 and 1, not at {quantile}")
    x, wanted = pair("quantile_loss", input, target)
    short = wanted - x
    return reduced("quantile_loss", e.maximum(short * quantile, short * (quantile - 1)), reduction)


@lifted
def dice_loss(input: Node, target: Node, smooth: float = 1.0, reduction: str = "mean") -> Node:
    """1 - (2 |x y| + smooth) / (|x| + |y| + smooth) of each example, where x are probabilities
    and y truths (Milletari et al., 2016)."""
    x, wanted = pair("dice_loss", input, target)
    axes = tuple(range(1, len(x.shape)))
    both, one, other = (s.sum(z, axes) for z in (x * wanted, x, wanted))
    return reduced("dice_loss", 1.0 - (both * 2 + smooth) / (one + other + smooth), reduction)


@lifted
def multinomial_logistic_loss(
    input: Node, target: Node, weight: Node | None = None, reduction: str = "mean"
) -> Node:
    """Minus the logarithm of the right class's probability, from probabilities (N, C)."""
    x, labels = e.to_float(input), as_target(target)
    check_labels("multinomial_logistic_loss", x, labels, 1, -1)
    right = s.sum(e.where(hot(labels, x), x, 0.0), 1)
    losses = -e.log(e.maximum(right, 1e-20))
    return reduced("multinomial_logistic_loss", weighted(losses, weight), reduction)
