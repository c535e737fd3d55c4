"""What may watch a run and act on it. A callback of your own is a subclass with the methods it
needs.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.formats.state import save_state
from pellucid.train.history import shown
from pellucid.train.metrics import better_is
from pellucid.train.training import Training


class Callback:
    """A watcher: each method does nothing here, and is called with the run.

    `state_dict` and `load_state_dict` keep across a resume what the callback remembers.

    >>> class Shout(Callback):
    ...     def on_epoch_end(self, run):
    ...         print(f"EPOCH {run.epoch}!")
    """

    def on_fit_start(self, run: Training) -> None:
        """Before the first step of this process; a resumed run already has rows."""

    def on_step_end(self, run: Training) -> None:
        """After each batch. Reading a value here slows the loop down."""

    def on_skip(self, run: Training) -> None:
        """After a batch was left out; `run.notes[-1]` says why."""

    def on_epoch_end(self, run: Training) -> None:
        """After each epoch and its validation; `run.row` is what was found."""

    def on_fit_end(self, run: Training) -> None:
        """After the last epoch, early or not."""

    def on_error(self, run: Training) -> None:
        """When an error or Ctrl-C ends the run."""

    def state_dict(self) -> dict[str, Any]:
        """What must survive a kill: texts, numbers, arrays, in dicts and lists."""
        return {}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take back what `state_dict` gave."""


class Best:
    """The best value of a metric so far, and whether a new one is better."""

    def __init__(self, monitor: str, mode: str | None, min_delta: float = 0.0) -> None:
        self.monitor, self.min_delta = monitor, abs(min_delta)
        self.sign = 1.0 if better_is(monitor, mode) == "min" else -1.0
        self.value, self.epoch = float("nan"), 0  # not a number: none so far

    def improved(self, run: Training) -> bool:
        """Whether the last epoch is the best so far; remembers it then."""
        value = run.row.get(self.monitor)
        if value is None:
            raise ArgumentError(
                f"there is no {self.monitor!r} to watch", given=", ".join(run.row),
                fix="watch one of those; validation_... needs `validation=`",
            )  # fmt: skip
        if self.value == self.value and not self.sign * (value - self.value) < -self.min_delta:
            return False
        self.value, self.epoch = float(value), run.epoch
        return True


class EarlyStopping(Callback):
    """Stops when `monitor` has not become better for `patience` epochs.

    `mode`: "min" or "max", needed only for metrics not known by name. A change within `min_delta`
    is none. With `restore_best` the model ends with the weights of its best epoch.

    >>> EarlyStopping("validation_accuracy", patience=3).best.sign
    -1.0
    """

    def __init__(
        self,
        monitor: str = "validation_loss",
        patience: int = 10,
        *,
        mode: str | None = None,
        min_delta: float = 0.0,
        restore_best: bool = True,
    ) -> None:
        if patience < 1:
            raise ArgumentError(f"patience is a number of epochs, 1 or more, not {patience}")
        self.best = Best(monitor, mode, min_delta)
        self.patience, self.restore_best = patience, restore_best
        self.weights: dict[str, Any] = {}

    def on_epoch_end(self, run: Training) -> None:
        if self.best.improved(run):
            if self.restore_best:
                self.weights = dict(run.model.state_dict())
        elif run.epoch - self.best.epoch >= self.patience:
            run.stop(
                f"{self.best.monitor} has not become better than {shown(self.best.value)} "
                f"of epoch {self.best.epoch} for {self.patience} epochs"
            )

    def on_fit_end(self, run: Training) -> None:
        if self.weights:
            run.model.load_state_dict(self.weights)

    def state_dict(self) -> dict[str, Any]:
        return {"value": self.best.value, "epoch": self.best.epoch, "weights": self.weights}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self.best.value, self.best.epoch = state["value"], state["epoch"]
        self.weights = dict(state["weights"])


class BestCheckpoint(Callback):
    """Keeps the weights of the best epoch in a file: `best.safetensors` in the run's folder, or
    `path`.

    >>> BestCheckpoint("best.safetensors", monitor="validation_accuracy").best.monitor
    'validation_accuracy'
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        monitor: str = "validation_loss",
        mode: str | None = None,
    ) -> None:
        self.path, self.best = path, Best(monitor, mode)

    def on_fit_start(self, run: Training) -> None:
        if self.path is None and run.folder is None:
            raise ArgumentError(
                "there is no place for the best weights",
                fix="BestCheckpoint('best.safetensors'), or fit(..., folder='run')",
            )

    def on_epoch_end(self, run: Training) -> None:
        if self.best.improved(run):
            save_state(
                run.model.state_dict(), self.path or Path(run.folder or "") / "best.safetensors"
            )

    def state_dict(self) -> dict[str, Any]:
        return {"value": self.best.value, "epoch": self.best.epoch}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self.best.value, self.best.epoch = state["value"], state["epoch"]


class HistoryFile(Callback):
    """Writes each epoch's row as one line of JSON as soon as it is known: `history.jsonl` in the
    run's folder, or `path`.

    >>> HistoryFile("history.jsonl").path
    'history.jsonl'
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = path

    def place(self, run: Training) -> Path:
        """The file."""
        return Path(self.path) if self.path else Path(run.folder or "") / "history.jsonl"

    def on_fit_start(self, run: Training) -> None:
        run.history.save(self.place(run))  # a resumed run may have noted an epoch it will do again

    def on_epoch_end(self, run: Training) -> None:
        with open(self.place(run), "a", encoding="utf-8") as stream:
            stream.write(json.dumps(dict(run.row)) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
