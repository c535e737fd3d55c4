"""How far a run is: one live line on a terminal, one plain line for each epoch in a log."""

import platform
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from pellucid.core.lazy import lazy
from pellucid.core.version import VERSION
from pellucid.train.callbacks import Callback
from pellucid.train.history import Row, shown
from pellucid.train.training import Training

INTERVAL = 0.25  # seconds between updates: more than four a second nobody reads
HIDDEN = {"epoch", "step", "lr", "seconds", "note"}
rich_progress, rich_console = lazy("rich.progress"), lazy("rich.console")


def progress_to(stream: TextIO | None = None) -> Callback:
    """What suits the stream (standard output when not given): a live line on a terminal or
    notebook, else plain lines.
    """
    target = stream or sys.stdout
    return Bar(target) if target.isatty() or "ipykernel" in sys.modules else Lines(target)


class Lines(Callback):
    """One plain line for each epoch; fewer when epochs are very short, the last always."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.printed, self.waiting = stream, 0.0, ""

    def on_epoch_end(self, run: Training) -> None:
        self.waiting = line(run)
        if time.monotonic() - self.printed >= INTERVAL:
            self.put(self.waiting)

    def on_skip(self, run: Training) -> None:
        self.put(f"step {run.step}: {run.notes[-1]}")

    def on_fit_end(self, run: Training) -> None:
        if self.waiting:
            self.put(self.waiting)
        if run.stopped or run.halted:
            self.put(f"stopped: {run.stopped or run.halted}")

    def put(self, text: str) -> None:
        """Write a line now."""
        print(text, file=self.stream, flush=True)
        self.printed, self.waiting = time.monotonic(), ""


class LogFile(Callback):
    """Writes what happens to a run, each line with its time: `log.txt` in the run's folder, or
    `path`. A run that goes on adds to it.

    >>> LogFile("log.txt").path
    'log.txt'
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = path

    def on_fit_start(self, run: Training) -> None:
        learned = sum(x.size for x in run.model.parameters() if x.requires_grad)
        began = "starts" if run.step == 0 else f"goes on after step {run.step}"
        self.put(run, f"pellucid {VERSION}, Python {platform.python_version()}: the run {began}")
        self.put(run, f"{learned:,} parameters, {type(run.optimizer).__name__}, seed {run.seed}")

    def on_skip(self, run: Training) -> None:
        self.put(run, f"step {run.step}: {run.notes[-1]}")

    def on_epoch_end(self, run: Training) -> None:
        self.put(run, line(run))

    def on_fit_end(self, run: Training) -> None:
        self.put(run, f"ends after {run.epoch} epochs and {run.step} steps")
        if run.stopped or run.halted:
            self.put(run, f"stopped: {run.halted or run.stopped}")

    def on_error(self, run: Training) -> None:
        error = sys.exception()
        with suppress(OSError):  # the error itself is what matters
            self.put(run, f"ended at step {run.step} by {type(error).__name__}: {error}")

    def put(self, run: Training, text: str) -> None:
        """Add a line."""
        place = Path(self.path) if self.path else Path(run.folder or "") / "log.txt"
        with open(place, "a", encoding="utf-8") as stream:
            stream.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}  {text}\n")


def line(run: Training) -> str:
    """An epoch as one plain line."""
    return f"epoch {run.epoch}/{run.epochs}  {values(run.row)}  {run.row['seconds']:.1f} s"


def values(row: Row) -> str:
    """The losses and metrics of a row."""
    return "  ".join(f"{name} {shown(value)}" for name, value in row.items() if name not in HIDDEN)


class Bar(Callback):
    """One live line: the epoch, a bar, the rate, the time left, the losses. It refreshes from the
    loop itself, not from a thread, which would take the interpreter away from the loop.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.drawn = stream, 0.0
        self.bar: Any = None
        self.task: Any = None

    def on_fit_start(self, run: Training) -> None:
        p = rich_progress
        self.bar = p.Progress(
            p.TextColumn("{task.description}"),
            p.BarColumn(bar_width=24),
            p.TaskProgressColumn(),
            p.TextColumn("{task.fields[rate]}"),
            p.TimeRemainingColumn(elapsed_when_finished=True),
            p.TextColumn("{task.fields[found]}"),
            console=rich_console.Console(file=self.stream),
            auto_refresh=False,
        )
        total = run.length * run.epochs if run.length else None
        self.task = self.bar.add_task(
            "compiling", total=total, completed=run.step, rate="", found=""
        )
        self.bar.start()
        self.bar.refresh()

    def on_step_end(self, run: Training) -> None:
        if time.monotonic() - self.drawn >= INTERVAL:
            loss = f"loss {shown(run.losses.mean())}"
            last = values(run.row) if run.rows else ""
            self.draw(run, run.epoch + 1, f"{loss}  [dim]{last}" if last else loss)

    def on_skip(self, run: Training) -> None:
        self.bar.console.print(f"step {run.step}: {run.notes[-1]}", markup=False)

    def on_epoch_end(self, run: Training) -> None:
        if time.monotonic() - self.drawn >= INTERVAL:
            self.draw(run, run.epoch, values(run.row))

    def on_fit_end(self, run: Training) -> None:
        self.draw(run, run.epoch, values(run.row) if run.rows else "")
        self.close()
        if run.stopped or run.halted:
            print(f"stopped: {run.stopped or run.halted}", file=self.stream, flush=True)

    def on_error(self, run: Training) -> None:
        self.close()

    def draw(self, run: Training, epoch: int, found: str) -> None:
        """Show where the run is."""
        speed = self.bar.tasks[0].speed
        self.bar.update(
            self.task,
            completed=run.step,
            description=f"epoch {epoch}/{run.epochs}",
            rate=f"{speed:.0f}/s" if speed else "",
            found=found,
            refresh=True,
        )
        self.drawn = time.monotonic()

    def close(self) -> None:
        """Leave the line as it is and give the terminal back."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
