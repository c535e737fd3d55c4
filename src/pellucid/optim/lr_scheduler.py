"""Learning rates that change from step to step, under PyTorch's names: call `step()` after each
epoch or step."""

import math
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.optim.groups import Group
from pellucid.optim.optimizer import Optimizer


class LRScheduler(ABC):
    """A learning rate for each group as a function of how often `step` was called."""

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        self.optimizer, self.last_epoch = optimizer, last_epoch
        for group in optimizer.param_groups:
            if "initial_lr" not in group:
                group["initial_lr"] = group["lr"]
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.step()

    @abstractmethod
    def rate(self, base: float, epoch: int) -> float:
        """The learning rate after `epoch` steps of a group that starts from `base`."""

    def step(self) -> None:
        """Move on by one, and set the learning rates."""
        self.last_epoch += 1
        for group, lr in zip(self.optimizer.param_groups, self.get_lr(), strict=True):
            group["lr"] = lr

    def get_lr(self) -> list[float]:
        """The learning rate of each group now."""
        return [self.rate(base, self.last_epoch) for base in self.base_lrs]

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group, as it was set."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Where the schedule stands."""
        kept = {k: v for k, v in vars(self).items() if isinstance(v, int | float | list | str)}
        return {k: list(v) if isinstance(v, list) else v for k, v in kept.items()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from where `state_dict` was taken."""
        vars(self).update(state_dict)


class LambdaLR(LRScheduler):
    """The first rate times `lr_lambda(epoch)`: one function, or one for each group.

    >>> from pellucid.optim import SGD
    >>> from pellucid.tensor.tensor import Parameter
    >>> optimizer = SGD([Parameter([1.0])], lr=1.0)
    >>> schedule = LambdaLR(optimizer, lambda epoch: 1 / (1 + epoch))
    >>> schedule.step()
    >>> optimizer.param_groups[0]["lr"]
    0.5
    """

    def __init__(
        self, optimizer: Optimizer,
        lr_lambda: Callable[[int], float] | Sequence[Callable[[int], float]], last_epoch: int = -1,
    ) -> None:  # fmt: skip
        groups = len(optimizer.param_groups)
        self.lr_lambdas = (lr_lambda,) * groups if callable(lr_lambda) else tuple(lr_lambda)
        if len(self.lr_lambdas) != groups:
            raise ArgumentError(f"LambdaLR: {groups} functions are needed, one for each group")
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return base * self.lr_lambdas[0](epoch)

    def get_lr(self) -> list[float]:
        pairs = zip(self.base_lrs, self.lr_lambdas, strict=True)
        return [base * factor(self.last_epoch) for base, factor in pairs]


class StepLR(LRScheduler):
    """The rate times `gamma` after every `step_size` steps."""

    def __init__(
        self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return base * self.gamma ** (epoch // self.step_size)


class MultiStepLR(LRScheduler):
    """The rate times `gamma` at each of the `milestones`."""

    def __init__(
        self, optimizer: Optimizer, milestones: Sequence[int], gamma: float = 0.1,
        last_epoch: int = -1,
    ) -> None:  # fmt: skip
        self.milestones, self.gamma = sorted(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return base * self.gamma ** bisect_right(self.milestones, epoch)


class ExponentialLR(LRScheduler):
    """The rate times `gamma` after every step."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return base * self.gamma**epoch


class CosineAnnealingLR(LRScheduler):
    """Half a cosine from the first rate down to `eta_min` in `T_max` steps, and up again
    (Loshchilov and Hutter, 2017)."""

    def __init__(
        self,
        optimizer: Optimizer,
        T_max: int,  # noqa: N803
        eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        share = (1 + math.cos(math.pi * epoch / self.T_max)) / 2
        return self.eta_min + (base - self.eta_min) * share


class LinearLR(LRScheduler):
    """The first rate times a factor that runs from `start_factor` to `end_factor` in
    `total_iters` steps."""

    def __init__(
        self, optimizer: Optimizer, start_factor: float = 1 / 3, end_factor: float = 1.0,
        total_iters: int = 5, last_epoch: int = -1,
    ) -> None:  # fmt: skip
        self.start_factor, self.end_factor = start_factor, end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        share = min(epoch, self.total_iters) / self.total_iters
        return base * (self.start_factor + (self.end_factor - self.start_factor) * share)


class OneCycleLR(LRScheduler):
    """Up from max_lr/div_factor to `max_lr` in the first `pct_start` of the steps, then down to
    almost nothing, while the momentum (Adam's first beta) goes the other way (Smith and Topin,
    2019)."""

    def __init__(
        self, optimizer: Optimizer, max_lr: float, total_steps: int | None = None,
        epochs: int | None = None, steps_per_epoch: int | None = None, pct_start: float = 0.3,
        anneal_strategy: str = "cos", cycle_momentum: bool = True, base_momentum: float = 0.85,
        max_momentum: float = 0.95, div_factor: float = 25.0, final_div_factor: float = 1e4,
        last_epoch: int = -1,
    ) -> None:  # fmt: skip
        if total_steps is None and (epochs is None or steps_per_epoch is None):
            raise ArgumentError("OneCycleLR: give total_steps, or epochs and steps_per_epoch")
        if anneal_strategy not in {"cos", "linear"}:
            raise ArgumentError(f"OneCycleLR: there is no {anneal_strategy!r}", fix="cos or linear")
        self.total_steps = total_steps or (epochs or 0) * (steps_per_epoch or 0)
        self.max_lr, self.pct_start, self.anneal_strategy = max_lr, pct_start, anneal_strategy
        self.cycle_momentum = cycle_momentum
        self.base_momentum, self.max_momentum = base_momentum, max_momentum
        self.div_factor, self.final_div_factor = div_factor, final_div_factor
        for group in optimizer.param_groups:
            group["initial_lr"] = max_lr / div_factor
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return self.between(epoch, base, self.max_lr, base / self.final_div_factor)

    def between(self, epoch: int, start: float, top: float, end: float) -> float:
        """From `start` to `top` while the rate climbs, then to `end`."""
        if epoch >= self.total_steps:
            raise ArgumentError(
                f"OneCycleLR: step was called more than {self.total_steps} times",
                fix="give the number of all steps as total_steps",
            )
        turn, last = self.pct_start * self.total_steps - 1, self.total_steps - 1
        if epoch <= turn:
            return self.annealed(start, top, epoch / turn if turn else 1.0)
        return self.annealed(top, end, (epoch - turn) / (last - turn))

    def annealed(self, start: float, end: float, share: float) -> float:
        """Between `start` and `end`, along a cosine or a line."""
        if self.anneal_strategy == "linear":
            return start + (end - start) * share
        return end + (start - end) / 2 * (1 + math.cos(math.pi * share))

    def step(self) -> None:
        super().step()
        if not self.cycle_momentum:
            return
        for group in self.optimizer.param_groups:
            high, low = self.max_momentum, self.base_momentum
            set_momentum(group, self.between(self.last_epoch, high, low, high))


def set_momentum(group: Group, value: float) -> None:
    """Set what plays the part of the momentum."""
    if "betas" in group:
        group["betas"] = (value, *group["betas"][1:])
    else:
        group["momentum"] = value


class ReduceLROnPlateau:
    """The rate times `factor` when what is watched has not become better for more than
    `patience` steps.

    `step(value)` says what it is now. "Better" is below (`mode` "min") or above ("max") the best
    so far by `threshold`, which is a share of the best ("rel") or a number ("abs").
    """

    def __init__(
        self, optimizer: Optimizer, mode: str = "min", factor: float = 0.1, patience: int = 10,
        threshold: float = 1e-4, threshold_mode: str = "rel", cooldown: int = 0,
        min_lr: float = 0.0, eps: float = 1e-8,
    ) -> None:  # fmt: skip
        if mode not in {"min", "max"} or threshold_mode not in {"rel", "abs"}:
            raise ArgumentError("ReduceLROnPlateau: mode is min or max, threshold_mode rel or abs")
        if factor >= 1:
            raise ArgumentError(f"ReduceLROnPlateau: factor must be below 1, not {factor}")
        self.optimizer, self.mode, self.factor, self.patience = optimizer, mode, factor, patience
        self.threshold, self.threshold_mode = threshold, threshold_mode
        self.cooldown, self.min_lr, self.eps = cooldown, min_lr, eps
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = self.cooldown_counter = self.last_epoch = 0

    def step(self, metrics: float) -> None:
        """Take note of a value, and lower the rates if it has stayed bad for long enough."""
        current = float(metrics)
        self.last_epoch += 1
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
        for group in self.optimizer.param_groups:
            old = group["lr"]
            new = max(old * self.factor, self.min_lr)
            if old - new > self.eps:
                group["lr"] = new

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Where the schedule stands."""
        return {k: v for k, v in vars(self).items() if k != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from where `state_dict` was taken."""
        vars(self).update(state_dict)
