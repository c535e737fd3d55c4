"""Where programs run. A backend turns a `Computation` into a `Program`; `reference` and `llvm` are the two there are."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np


class Program(Protocol):
    """A computation ready to run."""

    def run(self, arguments: Sequence[np.ndarray], threads: int) -> list[np.ndarray]:
        """The outputs that overwrite no argument, in order; the others are written into their arguments."""
