"""When a run is over, as values that compose, such as `Reaches("validation_accuracy", 0.9) |
TimeBudget("10m")`. Each is a callback; give `fit` the one that is meant.
"""

import re
import time
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.train.callbacks import Best, Callback
from pellucid.train.history import shown
from pellucid.train.metrics import better_is
from pellucid.train.training import Training

UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}


class Termination(Callback):
    """Something that holds for a run or not, asked at the end of each epoch. `a & b` holds where
    both do at once, `a | b` where one does. The finished ones stand below."""

    @abstractmethod
    def reason(self, run: Training) -> str:
        """Why the run should end, or an empty text."""

    def within(self, run: Training) -> str:
        """Why the epoch should end after the step just done, or an empty text."""
        return ""

    def __and__(self, other: "Termination") -> "Both":
        return Both(self, other)

    def __or__(self, other: "Termination") -> "Either":
        return Either(self, other)

    def on_epoch_end(self, run: Training) -> None:
        if reason := self.reason(run):
            run.stop(reason)

    def on_step_end(self, run: Training) -> None:
        if reason := self.within(run):
            run.cut(reason)


class Pair(Termination):
    """Two that are looked at together. The finished ones are Both and Either."""

    def __init__(self, first: Termination, second: Termination) -> None:
        for part in (first, second):
            if not isinstance(part, Termination):
                raise ArgumentError(
                    f"& and | join reasons to end a run, and {part!r} is none",
                    fix='as in Reaches("validation_accuracy", 0.9) | TimeBudget("10m")',
                )
        self.parts = (first, second)
        self.last = ["", ""]  # what they said at the end of the last epoch

    def on_fit_start(self, run: Training) -> None:
        for part in self.parts:
            part.on_fit_start(run)

    def reasons(self, run: Training) -> list[str]:
        """Those of the two, both asked in every epoch."""
        self.last = [part.reason(run) for part in self.parts]
        return self.last

    def state_dict(self) -> dict[str, Any]:
        return {"parts": [part.state_dict() for part in self.parts], "last": list(self.last)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self.last = list(state.get("last", ("", "")))
        for part, own in zip(self.parts, state["parts"], strict=True):
            part.load_state_dict(own)


class Both(Pair):
    """Holds when both do."""

    def reason(self, run: Training) -> str:
        reasons = self.reasons(run)
        return " and ".join(reasons) if all(reasons) else ""

    def within(self, run: Training) -> str:
        now = [part.within(run) for part in self.parts]
        if not any(now):
            return ""
        reasons = [new or old for new, old in zip(now, self.last, strict=True)]
        return " and ".join(reasons) if all(reasons) else ""


class Either(Pair):
    """Holds when one does."""

    def reason(self, run: Training) -> str:
        return next((reason for reason in self.reasons(run) if reason), "")

    def within(self, run: Training) -> str:
        return next((reason for part in self.parts if (reason := part.within(run))), "")


class AfterEpochs(Termination):
    """Holds from an epoch on: at least, together with others, or at most.

    >>> (AfterEpochs(5) & NoProgress("loss", 3)).parts[0].epochs
    5
    """

    def __init__(self, epochs: int) -> None:
        if epochs < 1:
            raise ArgumentError(f"AfterEpochs: epochs is 1 or more, not {epochs}")
        self.epochs = epochs

    def reason(self, run: Training) -> str:
        return f"{run.epoch} epochs are done" if run.epoch >= self.epochs else ""


class AfterSteps(Termination):
    """Holds at the end of the epoch in which so many steps were taken."""

    def __init__(self, steps: int) -> None:
        if steps < 1:
            raise ArgumentError(f"AfterSteps: steps is 1 or more, not {steps}")
        self.steps = steps

    def reason(self, run: Training) -> str:
        return f"{run.step} steps are done" if run.step >= self.steps else ""


class TimeBudget(Termination):
    """Holds when training has taken so long: seconds, or a text as in "90s", "10m", "1.5h". What a
    run took before it was resumed counts. With `within_epoch` the epoch ends where the time does,
    between two steps, and is validated and noted like any other; else it is finished first.

    >>> TimeBudget("1.5h").seconds
    5400.0
    """

    def __init__(self, time: float | str, *, within_epoch: bool = False) -> None:
        self.seconds, self.within_epoch = in_seconds(time), within_epoch
        self.before, self.began = 0.0, 0.0

    def on_fit_start(self, run: Training) -> None:
        self.began = time.monotonic()

    def spent(self) -> float:
        """Seconds so far."""
        return self.before + time.monotonic() - self.began

    def reason(self, run: Training) -> str:
        return f"{self.seconds:g} s are over" if self.spent() >= self.seconds else ""

    def within(self, run: Training) -> str:
        return self.reason(run) if self.within_epoch else ""

    def state_dict(self) -> dict[str, Any]:
        return {"spent": self.spent()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self.before = float(state["spent"])


def in_seconds(time: float | str) -> float:
    """A time as a number."""
    if isinstance(time, int | float) and not isinstance(time, bool) and time >= 0:
        return float(time)
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smh])\s*", str(time))
    if found is None:
        raise ArgumentError(f"{time!r} is no time", fix='write "90s", "10m" or "1.5h"')
    return float(found[1]) * UNITS[found[2]]


class Reaches(Termination):
    """Holds when a metric is at least as good as `value`; `mode` where its way is not known.

    >>> Reaches("validation_accuracy", 0.9).value
    0.9
    """

    def __init__(self, monitor: str, value: float, mode: str | None = None) -> None:
        self.monitor, self.value = monitor, value
        self.sign = 1.0 if better_is(monitor, mode) == "min" else -1.0

    def reason(self, run: Training) -> str:
        found = run.row.get(self.monitor)
        if found is None:
            raise ArgumentError(
                f"there is no {self.monitor!r} to watch", given=", ".join(run.row),
                fix="watch one of those; what a Monitor notes comes before, if it stands before in "
                "the list of callbacks",
            )  # fmt: skip
        if self.sign * found <= self.sign * self.value:
            return f"{self.monitor} is {shown(float(found))}"
        return ""


class NoProgress(Termination):
    """Holds when a metric has not become better, by `share` of its best value, for `epochs`
    epochs."""

    def __init__(
        self, monitor: str = "validation_loss", epochs: int = 10, *, share: float = 0.0,
        mode: str | None = None,
    ) -> None:  # fmt: skip
        if epochs < 1:
            raise ArgumentError(f"NoProgress: epochs is 1 or more, not {epochs}")
        self.best, self.epochs, self.share = Best(monitor, mode), epochs, share

    def reason(self, run: Training) -> str:
        if self.best.value == self.best.value:
            self.best.min_delta = abs(self.best.value) * self.share
        self.best.improved(run)
        if run.epoch - self.best.epoch < self.epochs:
            return ""
        return f"{self.best.monitor} is no better than in epoch {self.best.epoch}"

    def state_dict(self) -> dict[str, Any]:
        return {"value": self.best.value, "epoch": self.best.epoch}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self.best.value, self.best.epoch = state["value"], state["epoch"]
