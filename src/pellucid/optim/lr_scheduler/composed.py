"""Schedules made of others."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.optim.lr_scheduler.scheduler import LRScheduler, set_rates
from pellucid.optim.optimizer import Optimizer


class SequentialLR:
    """One schedule after another: the second begins, from its own start, at the first of the
    `milestones`, and so on.

    >>> from pellucid.optim import SGD
    >>> from pellucid.optim.lr_scheduler import ConstantLR, ExponentialLR
    >>> from pellucid.tensor.tensor import Parameter
    >>> optimizer = SGD([Parameter([1.0])], lr=1.0)
    >>> warm, fall = ConstantLR(optimizer, 0.1, 2), ExponentialLR(optimizer, 0.5)
    >>> schedule = SequentialLR(optimizer, [warm, fall], milestones=[2])
    >>> rates = []
    >>> for _ in range(4):
    ...     rates.append(optimizer.param_groups[0]["lr"])
    ...     schedule.step()
    >>> rates
    [0.1, 0.1, 1.0, 0.5]
    """

    def __init__(
        self, optimizer: Optimizer, schedulers: Sequence[LRScheduler], milestones: Sequence[int],
        last_epoch: int = -1,
    ) -> None:  # fmt: skip
        if len(milestones) != len(schedulers) - 1 or any(
            s.optimizer is not optimizer for s in schedulers
        ):
            raise ArgumentError(
                "SequentialLR: schedules of this optimiser, and one milestone between two, are "
                "needed",
                given=f"{len(schedulers)} schedules, milestones {list(milestones)}",
            )
        self.optimizer, self.schedulers = optimizer, list(schedulers)
        self.milestones, self.last_epoch = sorted(milestones), last_epoch + 1
        for schedule in self.schedulers:
            schedule.last_epoch = -1
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"]
        self.schedulers[0].step()

    def step(self) -> None:
        """Move on by one, and set the learning rates."""
        self.last_epoch += 1
        which = bisect_right(self.milestones, self.last_epoch)
        self.schedulers[which].step(0 if self.last_epoch in self.milestones else None)

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group, as it was set."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Where the schedules stand."""
        own = [s.state_dict() for s in self.schedulers]
        return {"last_epoch": self.last_epoch, "schedulers": own, "_last_lr": self.get_last_lr()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from where `state_dict` was taken."""
        self.last_epoch = state_dict["last_epoch"]
        for schedule, own in zip(self.schedulers, state_dict["schedulers"], strict=True):
            schedule.load_state_dict(own)
        set_rates(self.optimizer, state_dict.get("_last_lr"))


class ChainedScheduler:
    """Several schedules at once: each goes on from what those before it have set.

    >>> from pellucid.optim import SGD
    >>> from pellucid.optim.lr_scheduler import ConstantLR, ExponentialLR
    >>> from pellucid.tensor.tensor import Parameter
    >>> optimizer = SGD([Parameter([1.0])], lr=1.0)
    >>> both = [ConstantLR(optimizer, 0.5, 2), ExponentialLR(optimizer, 0.5)]
    >>> schedule = ChainedScheduler(both, optimizer=optimizer)
    >>> schedule.step()
    >>> schedule.get_last_lr()
    [0.25]
    """

    def __init__(
        self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None
    ) -> None:
        owner = optimizer or (schedulers[0].optimizer if schedulers else None)
        if not schedulers or any(s.optimizer is not owner for s in schedulers):
            raise ArgumentError("ChainedScheduler: schedules of one optimiser are needed")
        self.optimizer, self.schedulers = schedulers[0].optimizer, list(schedulers)

    def step(self) -> None:
        """Move all on by one, and set the learning rates."""
        for schedule in self.schedulers:
            schedule.step()

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group, as it was set."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Where the schedules stand."""
        own = [s.state_dict() for s in self.schedulers]
        return {"schedulers": own, "_last_lr": self.get_last_lr()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from where `state_dict` was taken."""
        for schedule, own in zip(self.schedulers, state_dict["schedulers"], strict=True):
            schedule.load_state_dict(own)
        set_rates(self.optimizer, state_dict.get("_last_lr"))
