"""A rate that is lowered when a figure no longer gets better."""

import math
from collections.abc import Sequence
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.optim.lr_scheduler.scheduler import for_each_group, set_rates
from pellucid.optim.optimizer import Optimizer


class ReduceLROnPlateau:
    """The rate times `factor` when what is watched has not become better for more than
    `patience` steps.

    `step(value)` says what it is now. "Better" is below (`mode` "min") or above ("max") the best
    so far by `threshold`, which is a share of the best ("rel") or a number ("abs").
    """

    def __init__(
        self, optimizer: Optimizer, mode: str = "min", factor: float = 0.1, patience: int = 10,
        threshold: float = 1e-4, threshold_mode: str = "rel", cooldown: int = 0,
        min_lr: float | Sequence[float] = 0.0, eps: float = 1e-8,
    ) -> None:  # fmt: skip
        if mode not in {"min", "max"} or threshold_mode not in {"rel", "abs"}:
            raise ArgumentError("ReduceLROnPlateau: mode is min or max, threshold_mode rel or abs")
        if factor >= 1:
            raise ArgumentError(f"ReduceLROnPlateau: factor must be below 1, not {factor}")
        self.optimizer, self.mode, self.factor, self.patience = optimizer, mode, factor, patience
        self.threshold, self.threshold_mode = threshold, threshold_mode
        self.cooldown, self.eps = cooldown, eps
        self.min_lrs = for_each_group("ReduceLROnPlateau: min_lr", min_lr, optimizer)
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = self.cooldown_counter = self.last_epoch = 0

    def step(self, metrics: Any, epoch: int | None = None) -> None:
        """Take note of a value, and lower the rates if it has stayed bad for long enough."""
        current = float(metrics)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self.is_better(current):
            self.best, self.num_bad_epochs = current, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self.lower()
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0

    def is_better(self, value: float) -> bool:
        """Is a value better than the best by more than the threshold?"""
        sign = 1 if self.mode == "min" else -1
        relative = self.threshold_mode == "rel" and math.isfinite(self.best)
        margin = self.threshold * (abs(self.best) if relative else 1.0)
        return sign * value < sign * self.best - margin

    def lower(self) -> None:
        """Lower the rates, but not below `min_lr`, and not by less than `eps`."""
        for group, least in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
            old = group["lr"]
            new = max(old * self.factor, least)
            if old - new > self.eps:
                group["lr"] = new

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Where the schedule stands."""
        own = {k: v for k, v in vars(self).items() if k != "optimizer"}
        return {**own, "_last_lr": self.get_last_lr()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from where `state_dict` was taken. What only PyTorch keeps is left aside."""
        vars(self).update({k: v for k, v in state_dict.items() if k in vars(self)})
        set_rates(self.optimizer, state_dict.get("_last_lr"))
