"""Rates that fall, or rise, by a formula: the policies of Caffe among them."""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.optim.lr_scheduler.scheduler import Chainable, LRScheduler
from pellucid.optim.optimizer import Optimizer


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


class StepLR(Chainable):
    """The rate times `gamma` after every `step_size` steps."""

    def __init__(
        self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return base * self.gamma ** (epoch // self.step_size)


class MultiStepLR(Chainable):
    """The rate times `gamma` at each of the `milestones`."""

    def __init__(
        self, optimizer: Optimizer, milestones: Sequence[int], gamma: float = 0.1,
        last_epoch: int = -1,
    ) -> None:  # fmt: skip
        self.milestones, self.gamma = sorted(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return base * self.gamma ** bisect_right(self.milestones, epoch)


class ExponentialLR(Chainable):
    """The rate times `gamma` after every step."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return base * self.gamma**epoch


class LinearLR(Chainable):
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


class MultiplicativeLR(LRScheduler):
    """The rate times `lr_lambda(epoch)` at each step: one function, or one for each group."""

    def __init__(
        self, optimizer: Optimizer, lr_lambda: Callable[[int], float] | Sequence[Any],
        last_epoch: int = -1,
    ) -> None:  # fmt: skip
        groups = len(optimizer.param_groups)
        given = [lr_lambda] * groups if callable(lr_lambda) else list(lr_lambda)
        if len(given) != groups:
            raise ArgumentError(f"MultiplicativeLR: {groups} functions are needed")
        self.lr_lambdas = given
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return base * self.lr_lambdas[0](epoch)

    def get_lr(self) -> list[float]:
        if self.last_epoch == 0:
            return self.get_last_lr()
        pairs = zip(self.get_last_lr(), self.lr_lambdas, strict=True)
        return [rate * factor(self.last_epoch) for rate, factor in pairs]


class ConstantLR(Chainable):
    """The rate times `factor` for the first `total_iters` steps."""

    def __init__(
        self, optimizer: Optimizer, factor: float = 1 / 3, total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:  # fmt: skip
        self.factor, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return base * self.factor if epoch < self.total_iters else base


class PolynomialLR(Chainable):
    """(1 - step / total_iters) ** power times the first rate, then 0: Caffe's "poly"."""

    def __init__(
        self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1
    ) -> None:
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return base * (1 - min(epoch, self.total_iters) / self.total_iters) ** self.power


class InverseLR(Chainable):
    """(1 + gamma step) ** -power times the first rate: Caffe's "inv", and Torch's
    learningRateDecay with power 1.

    >>> from pellucid.optim import SGD
    >>> from pellucid.tensor.tensor import Parameter
    >>> schedule = InverseLR(SGD([Parameter([1.0])], lr=1.0), gamma=1.0, power=1.0)
    >>> schedule.step()
    >>> schedule.get_last_lr()
    [0.5]
    """

    def __init__(
        self, optimizer: Optimizer, gamma: float = 1e-4, power: float = 0.75, last_epoch: int = -1
    ) -> None:
        self.gamma, self.power = gamma, power
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        return base * (1 + self.gamma * epoch) ** -self.power


class SigmoidLR(Chainable):
    """1 / (1 + exp(-gamma (step - step_size))) times the first rate: Caffe's "sigmoid". It falls
    with a gamma below 0."""

    def __init__(
        self, optimizer: Optimizer, step_size: int, gamma: float = -0.1, last_epoch: int = -1
    ) -> None:
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, base: float, epoch: int) -> float:
        bend = self.gamma * (epoch - self.step_size)
        return base / (1 + math.exp(-bend)) if bend > -700 else 0.0
