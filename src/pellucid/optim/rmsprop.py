"""RMSprop (Tieleman and Hinton, 2012)."""

from typing import Any

from pellucid.graph import Node
from pellucid.optim.groups import Group, like
from pellucid.optim.optimizer import Moments, Optimizer, Params
from pellucid.tensor.nodes.elementwise import sqrt


class RMSprop(Optimizer):
    """p <- p - lr g / (sqrt(v) + eps), with v the running mean of the squared gradient.

    `centered` takes the square of the running mean of the gradient off v (Graves, 2013);
    `momentum` adds up steps.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> RMSprop([p], lr=0.1, alpha=0.75).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.8
    """

    def __init__(
        self, params: Params, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8,
        weight_decay: float = 0.0, momentum: float = 0.0, centered: bool = False, *,
        maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay,
            "momentum": momentum, "centered": centered, "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        names = ["square_avg"] + ["grad_avg"] * group.has("centered")
        return dict.fromkeys(names + ["momentum_buffer"] * group.has("momentum"), 0.0)

    def counts(self, group: Group) -> bool:
        return True

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        lr, alpha = group.operand("lr"), group.operand("alpha")
        keep, take = like(alpha, p), like(1 - alpha, p)
        g = -g if group.has("maximize") else g
        g = g + p * like(group.operand("weight_decay"), p) if group.has("weight_decay") else g
        v = kept["square_avg"] * keep + g * g * take
        moments, size = {"square_avg": v}, v
        if group.has("centered"):
            mean = moments["grad_avg"] = kept["grad_avg"] * keep + g * take
            size = v - mean * mean
        step = g / (sqrt(size) + like(group.operand("eps"), p))
        if group.has("momentum"):
            step = step + kept["momentum_buffer"] * like(group.operand("momentum"), p)
            moments["momentum_buffer"] = step
        return p - step * like(lr, p), moments
