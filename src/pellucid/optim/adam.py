"""Adam (Kingma and Ba, 2015) and AdamW (Loshchilov and Hutter, 2019)."""

from typing import Any

from pellucid.graph import Node
from pellucid.optim.groups import Group, like
from pellucid.optim.optimizer import Moments, Optimizer, Params
from pellucid.tensor.nodes.elementwise import maximum, pow, sqrt


class Adaptive(Optimizer):
    """Steps of lr m / (sqrt(v) + eps), where m and v are the running means of the gradient and
    of its square, each divided by 1 - beta ** step to make up for starting at 0. The finished
    optimisers are Adam and AdamW."""

    def first_moments(self, group: Group) -> dict[str, float]:
        names = ["exp_avg", "exp_avg_sq"] + ["max_exp_avg_sq"] * group.has("amsgrad")
        return dict.fromkeys(names, 0.0)

    def counts(self, group: Group) -> bool:
        return True

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        lr, decay, step = group.operand("lr"), group.operand("weight_decay"), kept["step"]
        first, second = group.operand("betas")
        g = -g if group.has("maximize") else g
        if group.has("weight_decay") and group.has("decoupled_weight_decay"):
            p = p * like(1 - lr * decay, p)
        elif group.has("weight_decay"):
            g = g + p * like(decay, p)
        m = kept["exp_avg"] * like(first, p) + g * like(1 - first, p)
        v = kept["exp_avg_sq"] * like(second, p) + g * g * like(1 - second, p)
        moments = {"exp_avg": m, "exp_avg_sq": v}
        size = v
        if group.has("amsgrad"):
            size = moments["max_exp_avg_sq"] = maximum(kept["max_exp_avg_sq"], v)
        spread = 1.0 / sqrt(1.0 - pow(second, step))
        below = sqrt(size) * like(spread, p) + like(group.operand("eps"), p)
        return p - m / below * like(lr / (1.0 - pow(first, step)), p), moments


class Adam(Adaptive):
    """Adam. Weight decay is added to the gradient, or with `decoupled_weight_decay` shrinks the
    parameter itself, as that of AdamW does.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> Adam([p], lr=0.1).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.9
    """

    def __init__(
        self, params: Params, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 0.0, amsgrad: bool = False, *,
        maximize: bool = False, decoupled_weight_decay: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "betas": tuple(betas), "eps": eps, "weight_decay": weight_decay,
            "amsgrad": amsgrad, "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
        }  # fmt: skip
        super().__init__(params, options, execution)


class AdamW(Adaptive):
    """Adam with weight decay apart from the gradient: p <- p (1 - lr weight_decay) before each
    step.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> AdamW([p], lr=0.1, weight_decay=0.5).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.85
    """

    def __init__(
        self, params: Params, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 1e-2, amsgrad: bool = False, *,
        maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "betas": tuple(betas), "eps": eps, "weight_decay": weight_decay,
            "amsgrad": amsgrad, "maximize": maximize, "decoupled_weight_decay": True,
        }  # fmt: skip
        super().__init__(params, options, execution)
