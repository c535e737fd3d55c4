"""The kernels of a program, one at a time, on memory of their own that can be written and read."""

from collections.abc import Sequence

import numpy as np

from pellucid.backends.llvm.program import NativeProgram
from pellucid.backends.llvm.timing import Trial, written
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.plan import ALIGNMENT, ARENA
from pellucid.core.settings import settings
from pellucid.graph import Node
from pellucid.runtime.storage import Storage


class Bench:
    """A program laid open."""

    def __init__(self, program: NativeProgram, given: Sequence[Storage]) -> None:
        self.program, self.schedule = program, program.schedule
        self.copies = [x.copy() for x in given]
        self.trial = Trial(program, self.copies, dict(enumerate(self.copies)), settings().threads)
        self.inputs = self.schedule.computation.inputs

    def kernels(self) -> list[Kernel]:
        """The kernels that compute something, in order."""
        return list(written(self.program))

    def run(self, kernel: Kernel) -> None:
        """Run one kernel, once."""
        self.trial.together(self.program.library.address(kernel.name), 1)

    def write(self, node: Node, value: np.ndarray) -> None:
        """Put a value where a stored node lies."""
        self.place(node)[...] = value

    def read(self, node: Node) -> np.ndarray:
        """The value of a stored node."""
        return np.array(self.place(node))

    def place(self, node: Node) -> np.ndarray:
        """A stored node in memory."""
        place = self.schedule.memory.places[node]
        dtype = np.dtype(node.dtype.numpy)
        if place.buffer == ARENA:
            arena = self.trial.arena
            start = -arena.ctypes.data % ALIGNMENT + place.start
            base = arena[start : start + node.spec.nbytes].view(dtype)
        else:
            buffers = [x.array for x in self.copies] + self.trial.results
            base = buffers[place.buffer - 1]
        strides = [step * dtype.itemsize for step in place.steps]
        return np.lib.stride_tricks.as_strided(base.reshape(-1), node.shape, strides)
