"""What schedules share: a learning rate for each group, counted in steps."""

from abc import ABC, abstractmethod
from typing import Any

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
