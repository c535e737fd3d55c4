"""Weights averaged along a run: the exponential average of all steps (EMA), or the plain mean of
the last epochs (SWA)."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.nn.normalization.batch_normalization import BatchNorm1d, BatchNorm2d, BatchNorm3d
from pellucid.optim.averages import ParameterAverage
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import Compiled, compile as compiled
from pellucid.train.callbacks import Callback
from pellucid.train.feed import Feed
from pellucid.train.training import Training


class AverageWeights(Callback):
    """The model ends with averaged weights: with a `decay` the exponential average of every step
    (Polyak and Juditsky, 1992), without it the mean of the ends of epochs from `start` on (Izmailov
    et al., 2018). Where `data` is given, the statistics of batch norms are taken anew from it.

    >>> AverageWeights(decay=0.999).decay
    0.999
    """

    def __init__(
        self, decay: float | None = None, *, start: int = 1, data: Any = None,
        batch_size: int = 256,
    ) -> None:  # fmt: skip
        if start < 1:
            raise ArgumentError(f"AverageWeights: start is an epoch, 1 or more, not {start}")
        self.decay, self.start, self.data, self.batch_size = decay, start, data, batch_size
        self.average: ParameterAverage | None = None
        self.kept: Mapping[str, Any] = {}
        self.update: Callable[[], Any] | None = None

    def on_fit_start(self, run: Training) -> None:
        self.average = ParameterAverage(run.model.parameters(), self.decay)
        if self.kept:
            self.average.load_state_dict(dict(self.kept))
        self.update = compiled(self.average.update)

    def on_step_end(self, run: Training) -> None:
        if self.decay is not None and run.epoch + 1 >= self.start and self.update is not None:
            self.update()

    def on_epoch_end(self, run: Training) -> None:
        if self.decay is None and run.epoch >= self.start and self.update is not None:
            self.update()

    def on_fit_end(self, run: Training) -> None:
        assert self.average is not None
        if float(self.average.count.numpy()) > 0:
            self.average.copy_to(self.average.averages)
            if self.data is not None:
                update_batch_norm(run.model, self.data, self.batch_size)

    def state_dict(self) -> dict[str, Any]:
        return self.average.state_dict() if self.average is not None else {}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self.kept = state


def update_batch_norm(model: Any, data: Any, batch_size: int = 256) -> None:
    """Take the running statistics of every batch norm anew: the plain means over `data`."""
    kinds = BatchNorm1d | BatchNorm2d | BatchNorm3d
    norms = [m for m in model.modules() if isinstance(m, kinds) and m.running_mean is not None]
    if not norms:
        return
    before, mode = [m.momentum for m in norms], model.training
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    model.train()
    forward: Compiled = compiled(model.__call__)
    try:
        for batch in Feed(data, batch_size, shuffle=False).batches(0):
            result = forward(*batch[:-1])
            if isinstance(result, Tensor):
                np.asarray(result)
    finally:
        for norm, momentum in zip(norms, before, strict=True):
            norm.momentum = momentum
        model.train(mode)
