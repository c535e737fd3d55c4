"""Where programs run. A backend turns a `Computation` into a `Program`; `reference` and `llvm` are
the two there are.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np


class Buffer(Protocol):
    """A value in memory: a C-contiguous array, and the address of its first element."""

    address: int

    @property
    def array(self) -> np.ndarray:
        """The elements."""


class Program(Protocol):
    """A computation ready to run."""

    def run(
        self, arguments: Sequence[Buffer], threads: int, kept: Sequence[Buffer] = ()
    ) -> list[np.ndarray]:
        """The outputs that overwrite no argument, in order; the others are written into their
        arguments. `kept` are the last arguments; given again, the same sequence is not looked at.
        """
