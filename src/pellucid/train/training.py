"""A run of training as those who watch it see it: what is trained, and how far it is."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pellucid.train.history import History, Row, plain
from pellucid.train.losses import Losses


@dataclass
class Training:
    """What callbacks are given.

    `epoch`: whole epochs done; `index`: batches done in the one that runs; `step`: batches done in
    all; `rows`: one for each epoch done. `stop("reason")` ends the run after the epoch,
    `cut("reason")` ends the epoch, and the run, after the step; `halt("reason")` leaves it there in
    the middle of the epoch. `note({...})` adds to the last row. `about`: what else a run that goes
    on must have in common with the one that was stopped.
    """

    model: Any
    optimizer: Any
    schedule: Any = None
    epochs: int = 1
    length: int | None = None  # batches in an epoch
    folder: Path | None = None
    seed: int = 0
    epoch: int = 0
    index: int = 0
    step: int = 0
    rows: list[Row] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)
    about: dict[str, Any] = field(default_factory=dict)
    stopped: str = ""
    is_cut: bool = False  # the epoch that runs ends where it is
    halted: str = ""
    notes: list[str] = field(default_factory=list)  # what went wrong and what was done
    skipped: int = 0  # batches of this epoch that were left out
    before: float = 0.0  # seconds of this epoch spent before the run was resumed
    began: float = field(default_factory=time.perf_counter)

    @property
    def history(self) -> History:
        """What happened so far."""
        return History(tuple(self.rows))

    @property
    def row(self) -> Row:
        """The row of the last epoch done."""
        return self.rows[-1]

    @property
    def seconds(self) -> float:
        """How long this epoch has taken."""
        return self.before + time.perf_counter() - self.began

    def stop(self, reason: str) -> None:
        """End the run after this epoch."""
        self.stopped = reason

    def cut(self, reason: str) -> None:
        """End the epoch after this step, and the run with it: what was done of the epoch is
        validated and noted as a whole one would be."""
        self.stopped, self.is_cut = reason, True

    def halt(self, reason: str) -> None:
        """End the run after this step, in the middle of its epoch; it can be resumed there."""
        self.halted = reason

    def note(self, values: Mapping[str, Any]) -> None:
        """Add numbers to the row of the last epoch."""
        self.rows[-1] = {**self.rows[-1], **{name: plain(name, x) for name, x in values.items()}}

    def begin_epoch(self) -> None:
        """Start the clock, and at the start of an epoch the mean loss, anew."""
        self.began = time.perf_counter()
        if self.index == 0:
            self.losses, self.before, self.skipped = Losses(), 0.0, 0

    def end_step(self, loss: Any, rows: int) -> None:
        """One batch more is done."""
        self.step += 1
        self.index += 1
        self.losses.add(loss, rows=rows, step=self.step)

    def leave_out(self, undone: int, note: str) -> None:
        """A batch was left out, and steps before it undone."""
        self.index += 1
        self.step += 1
        self.skipped += 1
        if undone:
            del self.losses.unread[-undone:]
        self.notes.append(note)

    def end_epoch(self, validated: dict[str, float]) -> None:
        """One epoch more is done."""
        self.epoch += 1
        found = {"loss": self.losses.mean()}
        found |= {name: plain(name, x) for name, x in validated.items()}
        place = {"epoch": self.epoch, "step": self.step}
        if self.schedule is not None:
            found["lr"] = self.optimizer.param_groups[0]["lr"]
        if self.skipped:
            found |= {"skipped": self.skipped, "note": "\n".join(self.notes[-self.skipped :])}
        self.rows.append({**place, **found, "seconds": round(self.seconds, 3)})
        self.index = 0
