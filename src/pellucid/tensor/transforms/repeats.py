"""Calls like the one before: most calls of a captured function are."""

from typing import Any

import numpy as np

from pellucid.backends import Likeness
from pellucid.core.settings import Settings, settings
from pellucid.runtime.capture import ACTIVE, TRACING, Captured
from pellucid.runtime.storage import Storage
from pellucid.tensor.evaluation import PENDING
from pellucid.tensor.lift import RECORDING


class Repeat:
    """A captured program for calls like one that has been made: with NumPy arrays of the same
    dtypes and shapes and under the same settings, whose results nobody can want a gradient of.

    `likeness` tells such arrays; `results` are what the function returns, with places for values.
    """

    __slots__ = ("captured", "likeness", "recording", "results", "settings")

    def __init__(
        self,
        captured: Captured,
        results: Any,
        current: Settings,
        recording: bool,
        likeness: Likeness,
    ) -> None:
        self.captured, self.results, self.likeness = captured, results, likeness
        self.settings, self.recording = current, recording

    def run(self, arrays: tuple[np.ndarray, ...]) -> list[Storage] | None:
        """The outputs; None if anything differs from the call before, and nothing has been run."""
        if (
            ACTIVE.get() is not None
            or TRACING.get()
            or settings() is not self.settings
            or RECORDING.get() is not self.recording
            or (PENDING and self.captured.updated)
        ):
            return None
        return self.captured.run_like(self.likeness, arrays, self.settings.threads)


def repeat_of(
    captured: Captured, results: Any, current: Settings, recording: bool, arrays: tuple[Any, ...]
) -> Repeat | None:
    """For calls like one with these arguments, if all of them are arrays and results are not looked
    at.
    """
    if current.check or any(type(x) is not np.ndarray for x in arrays):
        return None
    likeness = captured.program.likeness(arrays)
    if likeness is None:
        return None
    return Repeat(captured, results, current, recording, likeness)
