"""What schedules share: a learning rate for each group, counted in steps."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pellucid.core.errors import ArgumentError, StateError
from pellucid.optim.optimizer import Optimizer


class LRScheduler:
    """A learning rate for each group as a function of how often `step` was called.

    A schedule of one's own says `rate`, or `get_lr` with `last_epoch` and `base_lrs`.

    >>> from pellucid.optim import SGD
    >>> from pellucid.tensor.tensor import Parameter
    >>> class Halving(LRScheduler):
    ...     def get_lr(self):
    ...         return [base * 0.5**self.last_epoch for base in self.base_lrs]
    ...
    >>> schedule = Halving(SGD([Parameter([1.0])], lr=1.0))
    >>> schedule.step()
    >>> schedule.get_last_lr()
    [0.5]
    """

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        self.optimizer = optimizer
        self.last_epoch: Any = last_epoch  # whole, unless `step` was told otherwise
        for group in optimizer.param_groups:
            if "initial_lr" not in group:
                group["initial_lr"] = group["lr"]
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.step(None if last_epoch == -1 else last_epoch + 1)

    def rate(self, base: float, epoch: Any) -> float:
        """The learning rate after `epoch` steps of a group that starts from `base`."""
        raise StateError(
            f"{type(self).__name__} says no learning rates",
            fix="define rate(base, epoch), or get_lr()",
        )

    def step(self, epoch: Any = None) -> None:
        """Move on by one, or to `epoch`, and set the learning rates."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        rates = self.get_lr() if epoch is None else self.rates_there()
        for group, lr in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = lr

    def get_lr(self) -> list[float]:
        """The learning rate of each group now."""
        return [self.rate(base, self.last_epoch) for base in self.base_lrs]

    def rates_there(self) -> list[float]:
        """The learning rates at an epoch that was jumped to."""
        return self.get_lr()

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group, as it was set."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Where the schedule stands."""
        kept = {k: v for k, v in vars(self).items() if isinstance(v, int | float | list | str)}
        own = {k: list(v) if isinstance(v, list) else v for k, v in kept.items()}
        return {**own, "_last_lr": self.get_last_lr()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from where `state_dict` was taken. What only PyTorch keeps is left aside."""
        own = self.state_dict()
        for name, value in state_dict.items():
            if name in own and isinstance(value, list) == isinstance(own[name], list):
                setattr(self, name, value)
        set_rates(self.optimizer, vars(self).pop("_last_lr", None))


class Chainable(LRScheduler):
    """A schedule that scales the rate there is, so that several of them, each with its own `step`,
    multiply, and a rate that was set by hand is gone on from.

    The rate goes from one value of the formula to the next; one that something else has changed
    is scaled by the same ratio, above `floor`.
    """

    floor: ClassVar[str] = ""  # the name of what the formula comes down to; none is 0

    def get_lr(self) -> list[float]:
        epoch, floor = self.last_epoch, getattr(self, self.floor) if self.floor else 0.0
        found = []
        for base, lr in zip(self.base_lrs, self.get_last_lr(), strict=True):
            new = self.rate(base, epoch)
            old = self.rate(base, epoch - 1) if epoch > 0 else base
            scaled = old not in {lr, floor}
            found.append(floor + (lr - floor) * (new - floor) / (old - floor) if scaled else new)
        return found

    def rates_there(self) -> list[float]:
        return LRScheduler.get_lr(self)


def set_rates(optimizer: Optimizer, rates: Sequence[float] | None) -> None:
    """Give each group its rate, where rates are known."""
    for group, lr in zip(optimizer.param_groups, rates or (), strict=False):
        group["lr"] = lr


def for_each_group(asked: str, value: Any, optimizer: Optimizer) -> list[float]:
    """A number for each group: the one that is given, or as many as there are groups."""
    groups = len(optimizer.param_groups)
    found = list(value) if isinstance(value, list | tuple) else [value] * groups
    if len(found) != groups:
        raise ArgumentError(
            f"{asked}: one number, or one for each of {groups} groups", given=str(value)
        )
    return found
