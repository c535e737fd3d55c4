"""Older rules with steps of their own: Adadelta, Rprop and averaged gradient descent."""

from typing import Any

from pellucid.core.dtypes import float32, float64
from pellucid.graph import Node
from pellucid.optim.groups import Group, like
from pellucid.optim.optimizer import Moments, Optimizer, Params
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import (
    clip,
    equal,
    greater,
    less,
    maximum,
    pow,
    sign,
    sqrt,
    where,
)


def plain(p: Node, g: Node, group: Group) -> Node:
    """The gradient, with weight decay in it."""
    g = -g if group.has("maximize") else g
    return g + p * like(group.operand("weight_decay"), p) if group.has("weight_decay") else g


class Adadelta(Optimizer):
    """Steps as long as the last ones were, by the running means of their squares and of the
    gradient's (Zeiler, 2012).

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> Adadelta([p], eps=0.01).minimize((p * p).sum())
    >>> p.item() < 0.9
    True
    """

    def __init__(
        self, params: Params, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6,
        weight_decay: float = 0.0, *, maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay, "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"square_avg": 0.0, "acc_delta": 0.0}

    def counts(self, group: Group) -> bool:
        return True

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        rho, eps = group.operand("rho"), like(group.operand("eps"), p)
        keep, take, g = like(rho, p), like(1 - rho, p), plain(p, g, group)
        square = kept["square_avg"] * keep + g * g * take
        step = sqrt(kept["acc_delta"] + eps) / sqrt(square + eps) * g
        steps = kept["acc_delta"] * keep + step * step * take
        moved = p - step * like(group.operand("lr"), p)
        return moved, {"square_avg": square, "acc_delta": steps}


class Rprop(Optimizer):
    """Steps by the sign of the gradient, of a size of its own for each number, which grows while
    the sign stays and shrinks when it turns (Riedmiller and Braun, 1993). For whole batches.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> Rprop([p], lr=0.1).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.9
    """

    def __init__(
        self, params: Params, lr: float = 1e-2, etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50.0), *, maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "etas": tuple(etas), "step_sizes": tuple(step_sizes), "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"prev": 0.0, "step_size": group["lr"]}

    def counts(self, group: Group) -> bool:
        return True

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        smaller, larger = (like(x, p) for x in group.operand("etas"))
        least, most = (like(x, p) for x in group.operand("step_sizes"))
        g = -g if group.has("maximize") else g
        turned = g * kept["prev"]
        size = kept["step_size"]
        shrunk = where(less(turned, 0), size * smaller, size)
        step = clip(where(greater(turned, 0), size * larger, shrunk), least, most)
        g = where(less(turned, 0), 0.0, g)
        return p - sign(g) * step, {"prev": g, "step_size": step}


class ASGD(Optimizer):
    """Gradient descent with a falling rate, and beside it, in `ax` of the state, the mean of the
    parameters since step t0 (Polyak and Juditsky, 1992).

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> ASGD([p], lr=0.1).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.8
    """

    def __init__(
        self, params: Params, lr: float = 1e-2, lambd: float = 1e-4, alpha: float = 0.75,
        t0: float = 1e6, weight_decay: float = 0.0, *, maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay,
            "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"eta": group["lr"], "mu": 1.0, "ax": 0.0}

    def moment_shape(self, name: str, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape if name == "ax" else ()

    def counts(self, group: Group) -> bool:
        return True

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        lr, lambd, step = group.operand("lr"), group.operand("lambd"), kept["step"]
        eta, mu = (cast(kept[name], float64) for name in ("eta", "mu"))
        g = plain(p, g, group)
        p = p * like(1.0 - eta * lambd, p) - g * like(eta, p)
        mean = where(equal(mu, 1), p, kept["ax"] + (p - kept["ax"]) * like(mu, p))
        rate = lr / pow(1.0 + step * lr * lambd, group.operand("alpha"))
        share = 1.0 / maximum(step - group.operand("t0"), 1.0)
        return p, {"eta": cast(rate, float32), "mu": cast(share, float32), "ax": mean}
