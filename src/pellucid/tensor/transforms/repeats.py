"""Calls like the one before: most calls of a captured function are."""

from typing import Any

import numpy as np

from pellucid.backends import Likeness
from pellucid.core.settings import Settings, settings
from pellucid.runtime.capture import ACTIVE, TRACING, Captured
from pellucid.runtime.storage import Storage
from pellucid.tensor.evaluation import PENDING
from pellucid.tensor.lift import RECORDING
from pellucid.tensor.tensor import Tensor


class Repeat:
    """A captured program for calls like one that has been made: with NumPy arrays, or tensors that
    hold such, of the same dtypes and shapes and under the same settings, whose results nobody can
    want a gradient of.

    `likeness` tells such arrays; `results` are what the function returns, with places for values.
    """

    __slots__ = ("are_arrays", "captured", "likeness", "recording", "results", "settings")

    def __init__(
        self,
        captured: Captured,
        results: Any,
        current: Settings,
        recording: bool,
        likeness: Likeness,
        are_arrays: bool,
    ) -> None:
        self.captured, self.results, self.likeness = captured, results, likeness
        self.settings, self.recording, self.are_arrays = current, recording, are_arrays

    def run(self, arguments: tuple[Any, ...]) -> list[Storage] | None:
        """The outputs; None if anything differs from the call before, and nothing has been run."""
        if (
            ACTIVE.get() is not None
            or TRACING.get()
            or settings() is not self.settings
            or RECORDING.get() is not self.recording
            or (PENDING and self.captured.updated)
        ):
            return None
        arrays = arguments if self.are_arrays else tuple(map(array_of, arguments))
        return self.captured.run_like(self.likeness, arrays, self.settings.threads)


def array_of(x: Any) -> np.ndarray | None:
    """The array that an argument is or holds; None if there is more to it."""
    if type(x) is Tensor:
        value = None if x.requires_grad or x.is_state else x.value
        return None if value is None else value.elements
    return x if type(x) is np.ndarray else None


def repeat_of(
    captured: Captured, results: Any, current: Settings, recording: bool, arguments: tuple[Any, ...]
) -> Repeat | None:
    """For calls like one with these arguments, if all of them are arrays or hold such and results
    are not looked at.
    """
    arrays = [x for x in map(array_of, arguments) if x is not None]
    if current.check or len(arrays) < len(arguments):
        return None
    likeness = captured.program.likeness(arrays)
    if likeness is None:
        return None
    are_arrays = all(x is y for x, y in zip(arrays, arguments, strict=True))
    return Repeat(captured, results, current, recording, likeness, are_arrays)
