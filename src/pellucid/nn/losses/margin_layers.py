"""Losses that ask for a margin, and those from probability models, as layers."""

from collections.abc import Callable
from typing import Any

from pellucid.nn.losses import likelihoods as k, margins as m
from pellucid.nn.losses.distances import pairwise_distance
from pellucid.nn.losses.loss_layers import Loss
from pellucid.tensor.tensor import Tensor


class MarginLoss(Loss):
    """A loss with a margin."""

    def __init__(self, margin: float, reduction: str) -> None:
        self.margin, self.reduction = margin, reduction


class MarginRankingLoss(MarginLoss):
    """max(0, margin - target (input1 - input2)).

    >>> MarginRankingLoss()(Tensor([1.0]), Tensor([3.0]), Tensor([1.0])).item()
    2.0
    """

    def __init__(self, margin: float = 0.0, reduction: str = "mean") -> None:
        super().__init__(margin, reduction)

    def forward(self, input1: Tensor, input2: Tensor, target: Any) -> Tensor:
        return m.margin_ranking_loss(input1, input2, target, self.margin, self.reduction)


class HingeEmbeddingLoss(MarginLoss):
    """A distance where the target is 1, what it lacks to the margin where it is -1."""

    def __init__(self, margin: float = 1.0, reduction: str = "mean") -> None:
        super().__init__(margin, reduction)

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return m.hinge_embedding_loss(input, target, self.margin, self.reduction)


class CosineEmbeddingLoss(MarginLoss):
    """1 - cosine of like pairs, max(0, cosine - margin) of unlike ones."""

    def __init__(self, margin: float = 0.0, reduction: str = "mean") -> None:
        super().__init__(margin, reduction)

    def forward(self, input1: Tensor, input2: Tensor, target: Any) -> Tensor:
        return m.cosine_embedding_loss(input1, input2, target, self.margin, self.reduction)


class ContrastiveLoss(MarginLoss):
    """Like pairs near each other, unlike ones at least a margin apart."""

    def __init__(self, margin: float = 1.0, reduction: str = "mean") -> None:
        super().__init__(margin, reduction)

    def forward(self, input1: Tensor, input2: Tensor, target: Any) -> Tensor:
        return m.contrastive_loss(input1, input2, target, self.margin, self.reduction)


class TripletMarginLoss(MarginLoss):
    """The anchor nearer to the positive than to the negative, by a margin."""

    def __init__(
        self, margin: float = 1.0, p: float = 2.0, eps: float = 1e-6, swap: bool = False,
        reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(margin, reduction)
        self.p, self.eps, self.swap = p, eps, swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return m.triplet_margin_loss(
            anchor, positive, negative, self.margin, self.p, self.eps, self.swap, self.reduction
        )


class TripletMarginWithDistanceLoss(MarginLoss):
    """TripletMarginLoss with a distance of one's own."""

    def __init__(
        self, *, distance_function: Callable[[Tensor, Tensor], Tensor] = pairwise_distance,
        margin: float = 1.0, swap: bool = False, reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(margin, reduction)
        self.distance_function, self.swap = distance_function, swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return m.triplet_margin_with_distance_loss(
            anchor, positive, negative, distance_function=self.distance_function,
            margin=self.margin, swap=self.swap, reduction=self.reduction,
        )  # fmt: skip


class SoftMarginLoss(Loss):
    """log(1 + exp(-target x)), for targets of 1 and -1."""

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return m.soft_margin_loss(input, target, self.reduction)


class MultiMarginLoss(Loss):
    """The hinge loss of many classes."""

    def __init__(
        self, p: int = 1, margin: float = 1.0, weight: Any = None, reduction: str = "mean"
    ) -> None:
        self.p, self.margin, self.reduction = p, margin, reduction
        self.register_buffer("weight", weight)

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return m.multi_margin_loss(input, target, self.p, self.margin, self.weight, self.reduction)


class MultiLabelMarginLoss(Loss):
    """The hinge loss between the right and the wrong of many labels."""

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return m.multilabel_margin_loss(input, target, self.reduction)


class MultiLabelSoftMarginLoss(Loss):
    """The mean cross-entropy of many labels, from scores."""

    def __init__(self, weight: Any = None, reduction: str = "mean") -> None:
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return m.multilabel_soft_margin_loss(input, target, self.weight, self.reduction)


class HingeLoss(Loss):
    """One class against all others; `norm` is "l1" or "l2"."""

    def __init__(self, norm: str = "l1", reduction: str = "mean") -> None:
        self.norm, self.reduction = norm, reduction

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return m.hinge_loss(input, target, self.norm, self.reduction)


class PoissonNLLLoss(Loss):
    """Minus the logarithm of the probability of a count."""

    def __init__(
        self, log_input: bool = True, full: bool = False, eps: float = 1e-8,
        reduction: str = "mean",
    ) -> None:  # fmt: skip
        self.log_input, self.full, self.eps, self.reduction = log_input, full, eps, reduction

    def forward(self, log_input: Tensor, target: Any) -> Tensor:
        return k.poisson_nll_loss(
            log_input, target, self.log_input, self.full, self.eps, self.reduction
        )


class GaussianNLLLoss(Loss):
    """Minus the logarithm of the density in a normal distribution."""

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        self.full, self.eps, self.reduction = full, eps, reduction

    def forward(self, input: Tensor, target: Any, var: Any) -> Tensor:
        return k.gaussian_nll_loss(input, target, var, self.full, self.eps, self.reduction)


class FocalLoss(Loss):
    """The cross-entropy of a yes or a no, in which what is easy counts little."""

    def __init__(self, alpha: float = 0.25, gamma: float = 2.0, reduction: str = "mean") -> None:
        self.alpha, self.gamma, self.reduction = alpha, gamma, reduction

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return k.sigmoid_focal_loss(input, target, self.alpha, self.gamma, self.reduction)


class InfogainLoss(Loss):
    """The cross-entropy weighed by a matrix of gains, (C, C)."""

    gain: Tensor

    def __init__(self, gain: Any, reduction: str = "mean") -> None:
        self.register_buffer("gain", gain)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return k.infogain_loss(input, target, self.gain, self.reduction)


class QuantileLoss(Loss):
    """The pinball loss, least at a quantile of the targets.

    >>> round(QuantileLoss(0.9)(Tensor([0.0]), Tensor([2.0])).item(), 4)
    1.8
    """

    def __init__(self, quantile: float, reduction: str = "mean") -> None:
        self.quantile, self.reduction = quantile, reduction

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return k.quantile_loss(input, target, self.quantile, self.reduction)
