"""Where programs run. A backend turns a `Computation` into a `Program`; `reference` and `llvm` are
the two there are.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np


class Buffer(Protocol):
    """A value in memory: a C-contiguous array, and the address of its first element."""

    address: int

    @property
    def array(self) -> np.ndarray:
        """The elements."""


class Likeness(Protocol):
    """What the arrays of a call are like."""

    def place(self, arrays: tuple[Any, ...]) -> bool:
        """Give the program arrays that are like them; False if any is not."""


class Program(Protocol):
    """A computation ready to run."""

    def likeness(self, arrays: Sequence[np.ndarray]) -> Likeness | None:
        """What `run_like` takes, if there is a shorter way for arrays like these."""

    def run_like(
        self,
        likeness: Likeness,
        arrays: tuple[Any, ...],
        threads: int,
        kept: Sequence[Buffer],
    ) -> list[np.ndarray] | None:
        """As `run`; None, and nothing is done, if the arrays are not as `likeness` says."""

    def run(
        self, arguments: Sequence[Buffer], threads: int, kept: Sequence[Buffer] = ()
    ) -> list[np.ndarray]:
        """The outputs that overwrite no argument, in order; the others are written into their
        arguments. `kept` are the last arguments; given again, the same sequence is not looked at.
        """
