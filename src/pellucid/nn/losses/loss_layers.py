"""Losses, as layers."""

from typing import Any

from pellucid.nn.losses import classification as c, regression as r
from pellucid.nn.modules.module import Module
from pellucid.tensor.tensor import Tensor


class Loss(Module):
    """A loss; `reduction` is "mean", "sum" or "none"."""

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(self, reduction: str = "mean") -> None:
        self.reduction = reduction


class MSELoss(Loss):
    """The mean of the squared differences.

    >>> MSELoss()(Tensor([1.0]), Tensor([3.0])).item()
    4.0
    """

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return r.mse_loss(input, target, self.reduction)


class L1Loss(Loss):
    """The mean of the absolute differences."""

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return r.l1_loss(input, target, self.reduction)


class SmoothL1Loss(Loss):
    """The absolute difference, rounded off below `beta`."""

    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        self.reduction, self.beta = reduction, beta

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return r.smooth_l1_loss(input, target, self.reduction, self.beta)


class HuberLoss(Loss):
    """Half the squared difference below `delta`, a straight line above."""

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        self.reduction, self.delta = reduction, delta

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return r.huber_loss(input, target, self.reduction, self.delta)


class CrossEntropyLoss(Loss):
    """Minus the logarithm of the probability of the right class, from scores.

    >>> round(CrossEntropyLoss()(Tensor([[0.0, 0.0]]), [1]).item(), 4)
    0.6931
    """

    def __init__(
        self, weight: Any = None, *, ignore_index: int = c.IGNORED, reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:  # fmt: skip
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, reduction
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return c.cross_entropy(
            input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )  # fmt: skip


class NLLLoss(Loss):
    """Minus the entry of the right class, from logarithms of probabilities."""

    def __init__(
        self, weight: Any = None, *, ignore_index: int = c.IGNORED, reduction: str = "mean"
    ) -> None:
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, reduction

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return c.nll_loss(
            input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction
        )


class BCEWithLogitsLoss(Loss):
    """Minus the logarithm of the probability of a yes or a no, from scores."""

    def __init__(
        self, weight: Any = None, *, reduction: str = "mean", pos_weight: Any = None
    ) -> None:
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return c.binary_cross_entropy_with_logits(
            input, target, self.weight, reduction=self.reduction, pos_weight=self.pos_weight
        )


class BCELoss(Loss):
    """Minus the logarithm of the probability of a yes or a no, from probabilities."""

    def __init__(self, weight: Any = None, *, reduction: str = "mean") -> None:
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return c.binary_cross_entropy(input, target, self.weight, reduction=self.reduction)


class KLDivLoss(Loss):
    """The divergence of Kullback and Leibler; `reduction` may also be "batchmean"."""

    def __init__(self, reduction: str = "mean", *, log_target: bool = False) -> None:
        self.reduction, self.log_target = reduction, log_target

    def forward(self, input: Tensor, target: Any) -> Tensor:
        return c.kl_div(input, target, self.reduction, log_target=self.log_target)
