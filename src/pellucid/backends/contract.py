"""What every backend takes and gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from pellucid.graph import Node


@dataclass(frozen=True)
class Computation:
    """A graph to be run many times.

    `inputs` are its arguments, in the order of their slots. `updates` holds, for each of `outputs`, the slot of the
    argument it overwrites, or None for a result of its own.
    """

    inputs: tuple[Node, ...]
    outputs: tuple[Node, ...]
    updates: tuple[int | None, ...]


class Program(Protocol):
    """A computation ready to run."""

    def run(self, arguments: Sequence[np.ndarray], threads: int) -> list[np.ndarray]:
        """The outputs that overwrite no argument, in order; the others are written into their arguments."""
