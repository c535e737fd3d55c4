"""Stochastic gradient descent, with momentum."""

from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.graph import Node
from pellucid.optim.groups import Group, like
from pellucid.optim.optimizer import Moments, Optimizer, Params
from pellucid.tensor.nodes.elementwise import equal, where


class SGD(Optimizer):
    """p <- p - lr v, with v <- momentum v + (1 - dampening) (g + weight_decay p); at first v is
    the gradient.

    `nesterov` steps along g + momentum v instead (Sutskever et al., 2013).

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> SGD([p], lr=0.1).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.8
    """

    def __init__(
        self, params: Params, lr: float = 1e-3, momentum: float = 0.0, dampening: float = 0.0,
        weight_decay: float = 0.0, nesterov: bool = False, *,
        maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ArgumentError("SGD: nesterov needs a momentum above 0, and no dampening")
        options = {
            "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay,
            "nesterov": nesterov, "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"momentum_buffer": 0.0} if group.has("momentum") else {}

    def counts(self, group: Group) -> bool:
        return group.has("dampening") and group.has("momentum")

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        lr, momentum, dampening, weight_decay = (
            like(group.operand(name), p) for name in ("lr", "momentum", "dampening", "weight_decay")
        )
        g = -g if group.has("maximize") else g
        g = g + p * weight_decay if group.has("weight_decay") else g
        if not group.has("momentum"):
            return p - g * lr, {}
        v = kept["momentum_buffer"] * momentum
        if group.has("dampening"):
            v = where(equal(kept["step"], 1), g, v + g * (1 - dampening))
        else:
            v = v + g
        direction = g + v * momentum if group.has("nesterov") else v
        return p - direction * lr, {"momentum_buffer": v}
