"""A run as TensorBoard shows it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.formats.events import EventFile
from pellucid.train.callbacks import Callback
from pellucid.train.training import Training

HIDDEN = {"epoch", "step", "note"}


class TensorBoard(Callback):
    """Writes an event file into the run's folder, or `folder`: each number of an epoch's row, how
    parameters are spread, with `every` the loss of each so-many-th step, and the pictures that
    `pictures(model)` gives by name, uint8.

    >>> TensorBoard("events", every=100).every
    100
    """

    def __init__(
        self, folder: str | Path | None = None, *, every: int | None = None,
        histograms: bool = True,
        pictures: Callable[[Any], Mapping[str, np.ndarray]] | None = None,
    ) -> None:  # fmt: skip
        self.folder, self.every = folder, every
        self.histograms, self.pictures = histograms, pictures
        self.file: EventFile | None = None

    def on_fit_start(self, run: Training) -> None:
        place = self.folder or run.folder
        if place is None:
            raise ArgumentError(
                "there is no place for events", fix="TensorBoard('folder') or fit(..., folder=)"
            )
        self.file = EventFile(place)

    def on_step_end(self, run: Training) -> None:
        if self.every and run.step % self.every == 0 and self.file is not None:
            self.file.scalars({"step/loss": run.losses.mean()}, run.step)

    def on_epoch_end(self, run: Training) -> None:
        if self.file is None:
            return
        row = {k: v for k, v in run.row.items() if k not in HIDDEN}
        numbers = {k: float(v) for k, v in row.items() if isinstance(v, int | float | np.number)}
        self.file.scalars(numbers, run.step)
        if self.histograms:
            named = run.model.named_parameters()
            self.file.histograms({n: x.numpy() for n, x in named}, run.step)
        if self.pictures is not None:
            self.file.images(self.pictures(run.model), run.step)

    def on_fit_end(self, run: Training) -> None:
        if self.file is not None:
            self.file.close()

    def on_error(self, run: Training) -> None:
        self.on_fit_end(run)
