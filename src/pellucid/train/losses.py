"""The mean loss of an epoch, read now and then: a loop that reads each loss at once waits for each
step.
"""

import math

from pellucid.core.errors import StateError
from pellucid.tensor.tensor import Tensor

AT_MOST = 256  # losses kept unread


class Losses:
    """The losses of one epoch, each weighted by its examples.

    >>> losses = Losses()
    >>> losses.add(Tensor(2.0), rows=1, step=1)
    >>> losses.add(Tensor(4.0), rows=3, step=2)
    >>> losses.mean()
    3.5
    """

    def __init__(self, total: float = 0.0, rows: int = 0) -> None:
        self.total, self.rows = total, rows
        self.unread: list[tuple[Tensor, int, int]] = []

    def add(self, loss: Tensor, *, rows: int, step: int) -> None:
        """Note the loss of a step over `rows` examples."""
        self.unread.append((loss, rows, step))
        if len(self.unread) >= AT_MOST:
            self.settle()

    def settle(self) -> None:
        """Read what is unread. StateError when a loss is not a number any more."""
        for loss, rows, step in self.unread:
            value = loss.item()
            if not math.isfinite(value):
                raise StateError(
                    f"the loss became {value} at step {step}",
                    fix="lower the learning rate; scale the inputs to about -1 to 1; "
                    "look for missing values in them",
                )
            self.total += value * rows
            self.rows += rows
        self.unread.clear()

    def mean(self) -> float:
        """The mean loss so far; not a number before the first step."""
        self.settle()
        return self.total / self.rows if self.rows else math.nan
