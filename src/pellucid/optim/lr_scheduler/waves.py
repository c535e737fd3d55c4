"""Rates that rise and fall in waves."""

import math
from collections.abc import Callable
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.optim.groups import Group
from pellucid.optim.lr_scheduler.scheduler import LRScheduler
from pellucid.optim.optimizer import Optimizer


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


class CosineAnnealingWarmRestarts(LRScheduler):
    """Half a cosine from the first rate down to `eta_min`, again and again: the first takes `T_0`
    steps, each other `T_mult` times as long as the one before (Loshchilov and Hutter, 2017)."""

    def __init__(
        self,
        optimizer: Optimizer,
        T_0: int,  # noqa: N803
        T_mult: int = 1,  # noqa: N803
        eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        if T_0 < 1 or T_mult < 1:
            raise ArgumentError("CosineAnnealingWarmRestarts: T_0 and T_mult are whole and above 0")
        self.T_0, self.T_mult, self.eta_min = T_0, T_mult, eta_min
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        length = self.T_0
        while epoch >= length:
            epoch, length = epoch - length, length * self.T_mult
        return self.eta_min + (base - self.eta_min) * (1 + math.cos(math.pi * epoch / length)) / 2


class CyclicLR(LRScheduler):
    """Rates between `base_lr` and `max_lr`, up in `step_size_up` steps and down in
    `step_size_down` (Smith, 2017). `mode`: "triangular" keeps the height, "triangular2" halves it
    each time, "exp_range" scales it by gamma ** step; `scale_fn` of the number of the wave, or of
    the step with `scale_mode` "iterations", does it otherwise. `cycle_momentum` runs the momentum
    the other way."""

    def __init__(
        self, optimizer: Optimizer, base_lr: float, max_lr: float, step_size_up: int = 2000,
        step_size_down: int | None = None, mode: str = "triangular", gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None, scale_mode: str = "cycle",
        cycle_momentum: bool = True, base_momentum: float = 0.8, max_momentum: float = 0.9,
        last_epoch: int = -1,
    ) -> None:  # fmt: skip
        scales: dict[str, Any] = {
            "triangular": ("cycle", lambda wave: 1.0),
            "triangular2": ("cycle", lambda wave: 0.5 ** (wave - 1)),
            "exp_range": ("iterations", lambda step: gamma**step),
        }
        if scale_fn is None and mode not in scales:
            raise ArgumentError(
                f"CyclicLR: there is no mode {mode!r}", fix=f"use {', '.join(scales)}"
            )
        self.scale_mode, self.scale = scales[mode] if scale_fn is None else (scale_mode, scale_fn)
        self.base_lr, self.max_lr, self.step_size_up = base_lr, max_lr, step_size_up
        self.step_size_down = step_size_up if step_size_down is None else step_size_down
        self.cycle_momentum = cycle_momentum
        self.base_momentum, self.max_momentum = base_momentum, max_momentum
        super().__init__(optimizer, last_epoch)

    def height(self, epoch: int) -> float:
        """How far from the base to the top, 0 to 1."""
        whole = self.step_size_up + self.step_size_down
        wave, place = epoch // whole + 1, epoch % whole
        up = place <= self.step_size_up
        share = place / self.step_size_up if up else (whole - place) / self.step_size_down
        return share * self.scale(wave if self.scale_mode == "cycle" else epoch)

    def rate(self, base: float, epoch: int) -> float:
        del base
        return self.base_lr + (self.max_lr - self.base_lr) * self.height(epoch)

    def step(self) -> None:
        super().step()
        if self.cycle_momentum:
            reach = self.max_momentum - self.base_momentum
            for group in self.optimizer.param_groups:
                set_momentum(group, self.max_momentum - reach * self.height(self.last_epoch))
