"""How far a training is on its way, by the clock or as another training went."""

import math
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """How many steps a training had planned, and where the clock made it change its mind: (steps
    taken, steps planned from then on). Given to another training, it goes the same way whatever the
    clock says.
    """

    planned: int
    changes: tuple[tuple[int, int], ...] = ()


class Course:
    """How far a training is on its way from 0 to 1, which its learning rate follows.

    `steps` are planned; when fewer turn out to fit, those that are left go the rest of the way.
    With a `pace` the clock is not asked.
    """

    def __init__(self, steps: int, deadline: float, pace: Pace | None = None) -> None:
        self.steps, self.taken, self.t = steps, 0, 0.0
        self.planned, self.changes = steps, list[tuple[int, int]]()
        self.ordered = None if pace is None else dict(pace.changes)
        self.began, self.deadline = time.monotonic(), deadline

    @property
    def pace(self) -> Pace:
        """The way it went."""
        return Pace(self.planned, tuple(self.changes))

    @property
    def is_late(self) -> bool:
        """Whether there is no time for another step."""
        if self.ordered is not None:
            return self.ordered.get(self.taken) == self.taken
        return time.monotonic() >= self.deadline

    def advance(self) -> None:
        """Take one step."""
        self.t += (1.0 - self.t) / (self.steps - self.taken)
        self.taken += 1

    def fit_the_time(self) -> None:
        """Give up the steps that the pace so far will not allow."""
        now = time.monotonic()
        pace = (now - self.began) / self.taken
        affordable = max(0.0, self.deadline - now) / pace if pace else math.inf
        self.change(self.taken + int(min(self.steps - self.taken, affordable)))

    def change(self, steps: int) -> None:
        """Plan so many steps from now on, or as many as the pace orders."""
        if self.ordered is not None:
            steps = self.ordered.get(self.taken, self.steps)
        if steps != self.steps:
            self.steps = steps
            self.changes.append((self.taken, steps))
