"""How the networks for series are trained, whole, in one file to read, copy and change: Adam in one
cycle on the mean distance to what came, over windows from all series.
"""

from typing import Any

import numpy as np

from pellucid import nn, optim
from pellucid.auto.series.network import NETWORKS, forecasts
from pellucid.auto.series.windows import Windows
from pellucid.auto.training.course import one_cycle
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile  # noqa: A004

STEPS = 3_000  # of a whole course
MOST_EPOCHS = 60.0
BATCHES = ((1_000, 16), (4_000, 32), (10_000, 64), (float("inf"), 128))
RATE, DECAY = 2e-3, 1e-2
JUDGED = 2_000  # windows of validation at most
MOST_LENGTH, SEASONS = 512, 2  # steps of the past; as many seasons, and horizons, as fit


def length_for(season: int, horizon: int, shortest: int) -> int:
    """How many past steps a forecast sees, for the shortest series' steps to learn from."""
    wanted = min(MOST_LENGTH, max(16, SEASONS * season, SEASONS * horizon))
    return max(season, min(wanted, (shortest - horizon) // 2), 2)


def batch_of(windows: int) -> int:
    """How many windows make a batch, by the windows there are."""
    return min(windows, next(size for most, size in BATCHES if windows <= most))


def epochs_for(windows: int) -> float:
    """How often every window is shown when there is time for it."""
    return min(MOST_EPOCHS, STEPS / max(1, windows // batch_of(windows)))


def scaled_error(found: np.ndarray, windows: Windows) -> float:
    """The mean distance of forecasts to what came, in deviations of each series."""
    if not len(windows):
        return float("nan")
    deviation = windows.facts.deviation[windows.series()][:, None]
    return float((np.abs(found - windows.future()) / deviation).mean())


class SeriesLearner:
    """A network that learns from windows. Built where random numbers start from a seed."""

    def __init__(self, kind: str, training: Windows, validation: Windows) -> None:
        self.network: Any = NETWORKS[kind](training.form)
        self.training = training
        step = max(1, -(-len(validation) // JUDGED))
        self.validation = validation.at(np.arange(0, len(validation), step))
        self.optimizer = optim.AdamW(self.network.parameters(), lr=RATE, weight_decay=DECAY)
        self.compiled = compile(self.update)

    def update(self, given: list[Tensor], targets: Tensor) -> Tensor:
        """The loss of a batch; afterwards every parameter has moved."""
        loss = nn.l1_loss(self.network(*given), targets)
        self.optimizer.minimize(loss)
        return loss

    def step(self, rows: np.ndarray, t: float) -> Tensor:
        """The loss of the windows at these places; afterwards the network has moved."""
        for group in self.optimizer.param_groups:
            group["lr"] = RATE * one_cycle(t, 0.1)
        self.network.train()
        windows = self.training.at(rows)
        return self.compiled(list(windows.inputs()), windows.targets())

    def values(self) -> dict[str, np.ndarray]:
        """The network's parameters."""
        return {name: array.copy() for name, array in self.network.state_dict().items()}

    def judged(self) -> tuple[float, float]:
        """The mean scaled distance on the windows of validation, twice."""
        error = scaled_error(forecasts([self.network], self.validation), self.validation)
        return error, error
