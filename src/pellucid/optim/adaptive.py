"""Relatives of Adam: NAdam, RAdam, Adamax, Lion and LAMB."""

from typing import Any

from pellucid.core.dtypes import float64
from pellucid.graph import Node
from pellucid.optim.groups import Group, like
from pellucid.optim.optimizer import Moments, Optimizer, Params
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.nodes.elementwise import abs as size, greater, maximum, pow, sign, sqrt, where
from pellucid.tensor.nodes.norms import total_norm

MOMENTUM_DECAY = 0.96  # of NAdam's first moment, in each 1 / momentum_decay steps


def decayed(p: Node, g: Node, group: Group) -> tuple[Node, Node]:
    """The parameter and the gradient after weight decay, apart from the gradient or within it."""
    g = -g if group.has("maximize") else g
    if not group.has("weight_decay"):
        return p, g
    decay = group.operand("weight_decay")
    if group.has("decoupled_weight_decay"):
        return p * like(1 - group.operand("lr") * decay, p), g
    return p, g + p * like(decay, p)


def running(kept: Moments, g: Node, p: Node, group: Group) -> tuple[Node, Node]:
    """The running means of the gradient and of its square."""
    first, second = group.operand("betas")
    m = kept["exp_avg"] * like(first, p) + g * like(1 - first, p)
    return m, kept["exp_avg_sq"] * like(second, p) + g * g * like(1 - second, p)


class NAdam(Optimizer):
    """Adam with Nesterov's momentum (Dozat, 2016).

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> NAdam([p], lr=0.1).minimize((p * p).sum())
    >>> p.item() < 1
    True
    """

    def __init__(
        self, params: Params, lr: float = 2e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 0.0, momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False, *, maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "betas": tuple(betas), "eps": eps, "weight_decay": weight_decay,
            "momentum_decay": momentum_decay, "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"exp_avg": 0.0, "exp_avg_sq": 0.0, "mu_product": 1.0}

    def moment_shape(self, name: str, shape: tuple[int, ...]) -> tuple[int, ...]:
        return () if name == "mu_product" else shape

    def counts(self, group: Group) -> bool:
        return True

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        lr, step, decay = group.operand("lr"), kept["step"], group.operand("momentum_decay")
        first, second = group.operand("betas")
        p, g = decayed(p, g, group)
        m, v = running(kept, g, p, group)
        here, ahead = (
            (1.0 - pow(MOMENTUM_DECAY, (step + later) * decay) * 0.5) * first
            for later in (0.0, 1.0)
        )
        product = kept["mu_product"] * like(here, kept["mu_product"])
        known = cast(product, float64)
        correction = like(1.0 / sqrt(1.0 - pow(second, step)), p)
        below = sqrt(v) * correction + like(group.operand("eps"), p)
        along_g = like((1.0 - here) * lr / (1.0 - known), p)
        along_m = like(ahead * lr / (1.0 - known * ahead), p)
        return p - (g * along_g + m * along_m) / below, {
            "exp_avg": m, "exp_avg_sq": v, "mu_product": product,
        }  # fmt: skip


class RAdam(Optimizer):
    """Adam that waits, until the variance of its second moment can be told, with dividing by it
    (Liu et al., 2020).

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> RAdam([p], lr=0.1).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.8
    """

    def __init__(
        self, params: Params, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 0.0, decoupled_weight_decay: bool = False, *,
        maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "betas": tuple(betas), "eps": eps, "weight_decay": weight_decay,
            "decoupled_weight_decay": decoupled_weight_decay, "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"exp_avg": 0.0, "exp_avg_sq": 0.0}

    def counts(self, group: Group) -> bool:
        return True

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        step, (first, second) = kept["step"], group.operand("betas")
        p, g = decayed(p, g, group)
        m, v = running(kept, g, p, group)
        left = pow(second, step)
        most = 2.0 / (1 - second) - 1
        length = most - step * left * 2.0 / (1.0 - left)
        known = greater(length, 5.0)
        safe = where(known, length, 6.0)
        rectified = sqrt(
            (safe - 4.0) * (safe - 2.0) * most / (safe * ((most - 4) * (most - 2))) * (1.0 - left)
        )
        below = sqrt(v) + like(group.operand("eps"), p)
        step_size = group.operand("lr") / (1.0 - pow(first, step))
        along = where(known, like(rectified, p) / below, 1.0)
        return p - m * along * like(step_size, p), {"exp_avg": m, "exp_avg_sq": v}


class Adamax(Optimizer):
    """Adam by the largest gradient instead of the mean of squares (Kingma and Ba, 2015, section
    7).

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> Adamax([p], lr=0.1).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.9
    """

    def __init__(
        self, params: Params, lr: float = 2e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 0.0, *, maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "betas": tuple(betas), "eps": eps, "weight_decay": weight_decay,
            "decoupled_weight_decay": False, "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"exp_avg": 0.0, "exp_inf": 0.0}

    def counts(self, group: Group) -> bool:
        return True

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        first, second = group.operand("betas")
        p, g = decayed(p, g, group)
        m = kept["exp_avg"] * like(first, p) + g * like(1 - first, p)
        largest = maximum(
            kept["exp_inf"] * like(second, p), size(g) + like(group.operand("eps"), p)
        )
        step_size = group.operand("lr") / (1.0 - pow(first, kept["step"]))
        return p - m / largest * like(step_size, p), {"exp_avg": m, "exp_inf": largest}


class Lion(Optimizer):
    """Steps of lr along the sign of a mean of gradient and momentum (Chen et al., 2023).

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> Lion([p], lr=0.1).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.9
    """

    def __init__(
        self, params: Params, lr: float = 1e-4, betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 0.0, *, maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "betas": tuple(betas), "weight_decay": weight_decay,
            "decoupled_weight_decay": True, "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"exp_avg": 0.0}

    def counts(self, group: Group) -> bool:
        return False

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        first, second = group.operand("betas")
        p, g = decayed(p, g, group)
        direction = sign(kept["exp_avg"] * like(first, p) + g * like(1 - first, p))
        m = kept["exp_avg"] * like(second, p) + g * like(1 - second, p)
        return p - direction * like(group.operand("lr"), p), {"exp_avg": m}


class LAMB(Optimizer):
    """Adam's step, for each parameter as long as lr times the parameter itself (You et al., 2020):
    for large batches.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([1.0])
    >>> LAMB([p], lr=0.1).minimize((p * p).sum())
    >>> round(p.item(), 4)
    0.9
    """

    def __init__(
        self, params: Params, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-6, weight_decay: float = 0.0, *, maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "betas": tuple(betas), "eps": eps, "weight_decay": weight_decay,
            "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"exp_avg": 0.0, "exp_avg_sq": 0.0}

    def counts(self, group: Group) -> bool:
        return True

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        step, (first, second) = kept["step"], group.operand("betas")
        g = -g if group.has("maximize") else g
        m, v = running(kept, g, p, group)
        below = sqrt(v) * like(1.0 / sqrt(1.0 - pow(second, step)), p)
        direction = (
            m * like(1.0 / (1.0 - pow(first, step)), p) / (below + like(group.operand("eps"), p))
        )
        if group.has("weight_decay"):
            direction = direction + p * like(group.operand("weight_decay"), p)
        own, length = total_norm([p]), total_norm([direction])
        moves = greater(own * length, 0)
        ratio = where(moves, own / where(moves, length, 1.0), 1.0)
        moved = direction * like(ratio, p) * like(group.operand("lr"), p)
        return p - moved, {"exp_avg": m, "exp_avg_sq": v}
