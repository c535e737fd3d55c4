"""Adagrad (Duchi et al., 2011)."""

from typing import Any

from pellucid.graph import Node
from pellucid.optim.groups import Group, like
from pellucid.optim.optimizer import Moments, Optimizer, Params
from pellucid.tensor.nodes.elementwise import sqrt


class Adagrad(Optimizer):
    """p <- p - lr / (1 + (step - 1) lr_decay) g / (sqrt(v) + eps), with v the sum of the squared
    gradients.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> Adagrad([p], lr=0.1).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.9
    """

    def __init__(
        self, params: Params, lr: float = 1e-2, lr_decay: float = 0.0, weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0, eps: float = 1e-10, *,
        maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "lr_decay": lr_decay, "weight_decay": weight_decay, "eps": eps,
            "initial_accumulator_value": initial_accumulator_value, "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"sum": group["initial_accumulator_value"]}

    def counts(self, group: Group) -> bool:
        return True

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        lr = group.operand("lr")
        if group.has("lr_decay"):
            lr = lr / (1.0 + (kept["step"] - 1.0) * group.operand("lr_decay"))
        g = -g if group.has("maximize") else g
        g = g + p * like(group.operand("weight_decay"), p) if group.has("weight_decay") else g
        total = kept["sum"] + g * g
        step = g / (sqrt(total) + like(group.operand("eps"), p))
        return p - step * like(lr, p), {"sum": total}
