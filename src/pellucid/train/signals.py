"""A run that is told from outside to save itself, or to save itself and end: by a signal, or by a
file that appears in its folder."""

import signal
import threading
from pathlib import Path
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.train.callbacks import Callback
from pellucid.train.training import Training


class OnSignal(Callback):
    """After the step that runs when a signal comes, the run is saved; by one of `stop` it then
    ends, and goes on from there when it is started again. When the same signal to stop comes once
    more before that, it has its usual effect at once. Where the machine has no such signals, or
    the run is not in the main thread, files do the same: `touch FOLDER/save` or `FOLDER/stop`.

    >>> OnSignal(stop=["SIGTERM"]).stop
    ('SIGTERM',)
    """

    def __init__(self, *, save: Any = ("SIGHUP",), stop: Any = ("SIGTERM",)) -> None:
        self.save, self.stop = tuple(save), tuple(stop)
        for name in (*self.save, *self.stop):
            if not name.startswith("SIG"):
                raise ArgumentError(f"{name!r} is no signal", fix='write "SIGHUP", "SIGTERM", ...')
        self.asked: str = ""
        self.halted: str = ""  # why this ended a run
        self.before: dict[int, Any] = {}
        self.saves: Any = None  # what saves a run

    def on_fit_start(self, run: Training) -> None:
        if run.folder is None:
            raise ArgumentError("there is no place to save", fix="give fit(..., folder='run')")
        if threading.current_thread() is not threading.main_thread():
            return
        for name in (*self.save, *self.stop):
            number = getattr(signal, name, None)
            if number is not None:
                self.before[number] = signal.signal(number, self.note)

    def note(self, number: int, frame: Any) -> None:
        """Remember what was asked for; it is done between two steps."""
        del frame
        name = signal.Signals(number).name
        if name in self.stop and self.asked == name:
            self.restore()
            signal.raise_signal(number)
        if not self.asked or name in self.stop:
            self.asked = name

    def asked_by_file(self, folder: Path) -> str:
        """A file that asks."""
        for name in ("stop", "save"):
            if (folder / name).is_file():
                (folder / name).unlink()
                return name
        return ""

    def on_step_end(self, run: Training) -> None:
        assert run.folder is not None
        asked = self.asked or self.asked_by_file(run.folder)
        if not asked:
            return
        self.asked = ""
        if self.saves is not None:
            self.saves(run)
        if asked in self.stop or asked == "stop":
            self.halted = f"{asked} was received; started again, the run goes on from here"
            run.halt(self.halted)

    def on_fit_end(self, run: Training) -> None:
        self.restore()

    def on_error(self, run: Training) -> None:
        self.restore()

    def restore(self) -> None:
        """Leave the signals as they were."""
        for number, handler in self.before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        self.before.clear()
