"""Rules for matrices: Muon, which makes steps orthogonal, and Adafactor, which keeps a row and a
column instead of a whole second moment."""

import math
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.graph import Node, apply
from pellucid.optim.groups import Group, like
from pellucid.optim.optimizer import Moments, Optimizer, Params
from pellucid.tensor.nodes.elementwise import maximum, minimum, pow, rsqrt, sqrt
from pellucid.tensor.nodes.manipulation import permute_dims
from pellucid.tensor.nodes.statistics import mean, sum as total

NEWTON_SCHULZ = (3.4445, -4.775, 2.0315)


class Muon(Optimizer):
    """Momentum whose singular values are all brought near 1 before each step (Jordan et al.,
    2024), for the matrices of hidden layers; the rest goes to another optimiser.

    Five steps of a quintic iteration of Newton and Schulz bring them to 0.7 to 1.2.

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([[2.0, 0.0], [0.0, 3.0]])
    >>> Muon([p], lr=0.1, weight_decay=0.0).minimize((p * p).sum())
    >>> bool(p[0, 0].item() < 1.95 and p[1, 1].item() < 2.95)
    True
    """

    def __init__(
        self, params: Params, lr: float = 1e-3, weight_decay: float = 0.1, momentum: float = 0.95,
        nesterov: bool = True, ns_coefficients: tuple[float, float, float] = NEWTON_SCHULZ,
        eps: float = 1e-7, ns_steps: int = 5, adjust_lr_fn: str | None = None,
    ) -> None:  # fmt: skip
        if adjust_lr_fn not in {None, "original", "match_rms_adamw"}:
            raise ArgumentError(
                f"Muon: there is no adjust_lr_fn {adjust_lr_fn!r}",
                fix="use original or match_rms_adamw",
            )
        options = {
            "lr": lr, "weight_decay": weight_decay, "momentum": momentum, "nesterov": nesterov,
            "ns_coefficients": tuple(ns_coefficients), "eps": eps, "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn,
        }  # fmt: skip
        super().__init__(params, options)
        for group in self.param_groups:
            for x in group.params:
                if len(x.shape) != 2:
                    raise ArgumentError(
                        "Muon: only matrices have singular values", given=str(x.spec),
                        fix="give biases, embeddings and kernels to another optimiser",
                    )  # fmt: skip

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"momentum_buffer": 0.0}

    def counts(self, group: Group) -> bool:
        return False

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        lr, momentum = group.operand("lr"), like(group.operand("momentum"), p)
        m = kept["momentum_buffer"] + (g - kept["momentum_buffer"]) * (1.0 - momentum)
        direction = g + (m - g) * momentum if group.has("nesterov") else m
        rounds = int(group["ns_steps"])
        eps, bends = group.operand("eps"), group.operand("ns_coefficients")
        step = orthogonal(direction, bends, eps, rounds)
        rows, columns = p.shape
        scale = math.sqrt(max(1.0, rows / columns))
        if group["adjust_lr_fn"] == "match_rms_adamw":
            scale = 0.2 * math.sqrt(max(rows, columns))
        if group.has("weight_decay"):
            p = p * like(1 - lr * group.operand("weight_decay"), p)
        return p - step * like(lr * scale, p), {"momentum_buffer": m}


Operand = float | Node


def orthogonal(x: Node, coefficients: tuple[Operand, ...], eps: Operand, steps: int) -> Node:
    """The matrix with its singular values brought near 1."""
    a, b, c = (like(number, x) for number in coefficients)
    tall = x.shape[0] > x.shape[1]
    x = permute_dims(x, (1, 0)) if tall else x
    x = x / maximum(sqrt(total(x * x)), like(eps, x))
    for _ in range(steps):
        square = apply("contract", x, x, left="ik", right="jk", out="ij")
        fourth = apply("contract", square, square, left="ik", right="kj", out="ij")
        bent = square * b + fourth * c
        x = x * a + apply("contract", bent, x, left="ik", right="kj", out="ij")
    return permute_dims(x, (1, 0)) if tall else x


class Adafactor(Optimizer):
    """Adam without momentum whose second moment is a row times a column for matrices, with steps
    in proportion to the parameter (Shazeer and Stern, 2018).

    >>> from pellucid.tensor.tensor import Parameter
    >>> p = Parameter([[1.0, 2.0]])
    >>> Adafactor([p], lr=0.1).minimize((p * p).sum())
    >>> p[0, 0].item() < 1
    True
    """

    def __init__(
        self, params: Params, lr: float = 1e-2, beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3), d: float = 1.0, weight_decay: float = 0.0,
        *, maximize: bool = False, **execution: Any,
    ) -> None:  # fmt: skip
        options = {
            "lr": lr, "beta2_decay": beta2_decay, "eps": tuple(eps), "d": d,
            "weight_decay": weight_decay, "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, options, execution)

    def first_moments(self, group: Group) -> dict[str, float]:
        return {"row_var": 0.0, "col_var": 0.0, "variance": 0.0}

    def moment_shape(self, name: str, shape: tuple[int, ...]) -> tuple[int, ...] | None:
        if (name == "variance") == (len(shape) > 1):
            return None
        return {
            "row_var": (*shape[:-1], 1), "col_var": (*shape[:-2], 1, *shape[-1:]),
        }.get(name, shape)  # fmt: skip

    def counts(self, group: Group) -> bool:
        return True

    def rule(self, p: Node, g: Node, kept: Moments, group: Group) -> tuple[Node, Moments]:
        lr, step = group.operand("lr"), kept["step"]
        g = -g if group.has("maximize") else g
        tiny, smallest = group.operand("eps")
        tiny = float(np.finfo(p.dtype.numpy).eps) if tiny is None else like(tiny, p)
        fresh = like(pow(step, group.operand("beta2_decay")), p)  # the share of the new square
        rate = minimum(1.0 / sqrt(step), lr)
        length = maximum(root_mean_square(p), like(smallest, p)) * like(rate, p)
        if group.has("weight_decay"):
            p = p * like(1 - lr * group.operand("weight_decay"), p)
        squares = {"variance": g * g}
        if len(p.shape) > 1:
            rows, columns = (mean(g * g, axis, keepdims=True) for axis in (-1, -2))
            squares = {"row_var": rows, "col_var": columns}
        found = {name: kept[name] + (x - kept[name]) * fresh for name, x in squares.items()}
        if len(p.shape) > 1:
            row = found["row_var"]
            spread = row * found["col_var"] / maximum(mean(row, -2, keepdims=True), tiny)
        else:
            spread = found["variance"]
        update = rsqrt(maximum(spread, tiny * tiny)) * g
        longer = maximum(root_mean_square(update) * like(1 / group.operand("d"), p), 1.0)
        return p - update * (length / longer), found


def root_mean_square(x: Node) -> Node:
    """The root of the mean of the squares."""
    return sqrt(mean(x * x))
