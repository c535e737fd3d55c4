"""Rates that rise and fall in waves."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.optim.groups import Group
from pellucid.optim.lr_scheduler.scheduler import Chainable, LRScheduler, for_each_group
from pellucid.optim.optimizer import Optimizer


class CosineAnnealingLR(Chainable):
    """Half a cosine from the first rate down to `eta_min` in `T_max` steps, and up again
    (Loshchilov and Hutter, 2017)."""

    floor = "eta_min"

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
    2019). With `three_phase` it goes down as it went up, and only then to almost nothing. Rates and
    momenta are numbers, or one for each group."""

    def __init__(
        self, optimizer: Optimizer, max_lr: float | Sequence[float],
        total_steps: int | None = None, epochs: int | None = None,
        steps_per_epoch: int | None = None, pct_start: float = 0.3,
        anneal_strategy: str = "cos", cycle_momentum: bool = True,
        base_momentum: float | Sequence[float] = 0.85,
        max_momentum: float | Sequence[float] = 0.95, div_factor: float = 25.0,
        final_div_factor: float = 1e4, three_phase: bool = False, last_epoch: int = -1,
    ) -> None:  # fmt: skip
        if total_steps is None and (epochs is None or steps_per_epoch is None):
            raise ArgumentError("OneCycleLR: give total_steps, or epochs and steps_per_epoch")
        if anneal_strategy not in {"cos", "linear"}:
            raise ArgumentError(f"OneCycleLR: there is no {anneal_strategy!r}", fix="cos or linear")
        self.total_steps = total_steps or (epochs or 0) * (steps_per_epoch or 0)
        self.pct_start, self.anneal_strategy = pct_start, anneal_strategy
        self.cycle_momentum, self.three_phase = cycle_momentum, three_phase
        self.max_lrs, self.base_momenta, self.max_momenta = (
            for_each_group("OneCycleLR", value, optimizer)
            for value in (max_lr, base_momentum, max_momentum)
        )
        self.div_factor, self.final_div_factor = div_factor, final_div_factor
        for group, top in zip(optimizer.param_groups, self.max_lrs, strict=True):
            group["initial_lr"] = top / div_factor
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        return [
            self.between(self.last_epoch, base, top, base / self.final_div_factor)
            for base, top in zip(self.base_lrs, self.max_lrs, strict=True)
        ]

    def between(self, epoch: float, start: float, top: float, end: float) -> float:
        """From `start` to `top` while the rate climbs, then to `end`."""
        if epoch >= self.total_steps:
            raise ArgumentError(
                f"OneCycleLR: step was called more than {self.total_steps} times",
                fix="give the number of all steps as total_steps",
            )
        climb, last = self.pct_start * self.total_steps, self.total_steps - 1
        turns = [(climb - 1, top), (last, end)]
        if self.three_phase:
            turns.insert(1, (2 * climb - 2, start))
        place, value = 0.0, start
        for turn, then in turns:
            if epoch <= turn or turn == last:
                share = (epoch - place) / (turn - place) if turn != place else 1.0
                return self.annealed(value, then, share)
            place, value = turn, then
        return value

    def annealed(self, start: float, end: float, share: float) -> float:
        """Between `start` and `end`, along a cosine or a line."""
        if self.anneal_strategy == "linear":
            return start + (end - start) * share
        return end + (start - end) / 2 * (1 + math.cos(math.pi * share))

    def step(self, epoch: Any = None) -> None:
        super().step(epoch)
        if not self.cycle_momentum:
            return
        rows = zip(self.optimizer.param_groups, self.max_momenta, self.base_momenta, strict=True)
        for group, high, low in rows:
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
    `step_size_down` (Smith, 2017); rates and momenta are numbers, or one for each group. `mode`:
    "triangular" keeps the height, "triangular2" halves it each time, "exp_range" scales it by
    gamma ** step; `scale_fn` of the number of the wave, or of the step with `scale_mode`
    "iterations", does it otherwise. `cycle_momentum` runs the momentum the other way."""

    def __init__(
        self, optimizer: Optimizer, base_lr: float | Sequence[float],
        max_lr: float | Sequence[float], step_size_up: int = 2000,
        step_size_down: int | None = None, mode: str = "triangular", gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None, scale_mode: str = "cycle",
        cycle_momentum: bool = True, base_momentum: float | Sequence[float] = 0.8,
        max_momentum: float | Sequence[float] = 0.9, last_epoch: int = -1,
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
        self.lows, self.max_lrs, self.base_momenta, self.max_momenta = (
            for_each_group("CyclicLR", value, optimizer)
            for value in (base_lr, max_lr, base_momentum, max_momentum)
        )
        self.step_size_up = step_size_up
        self.step_size_down = step_size_up if step_size_down is None else step_size_down
        self.cycle_momentum = cycle_momentum
        super().__init__(optimizer, last_epoch)

    def height(self, epoch: int) -> float:
        """How far from the base to the top, 0 to 1."""
        whole = self.step_size_up + self.step_size_down
        wave, place = epoch // whole + 1, epoch % whole
        up = place <= self.step_size_up
        share = place / self.step_size_up if up else (whole - place) / self.step_size_down
        return share * self.scale(wave if self.scale_mode == "cycle" else epoch)

    def get_lr(self) -> list[float]:
        share = self.height(self.last_epoch)
        pairs = zip(self.lows, self.max_lrs, strict=True)
        return [low + (high - low) * share for low, high in pairs]

    def step(self, epoch: Any = None) -> None:
        super().step(epoch)
        if not self.cycle_momentum:
            return
        share = self.height(self.last_epoch)
        rows = zip(self.optimizer.param_groups, self.base_momenta, self.max_momenta, strict=True)
        for group, low, high in rows:
            set_momentum(group, high - (high - low) * share)
