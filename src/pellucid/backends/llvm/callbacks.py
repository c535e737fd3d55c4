"""Kernels that a program leaves to NumPy: the first thread calls back into Python, which runs the
definition of the primitive on the memory of the program. The other threads wait at the barrier.

An exception cannot pass through native code: it is kept, the calls that follow are left out, and it
is raised when the run is over.
"""

import ctypes
from collections.abc import Sequence

import numpy as np

from pellucid.backends.llvm.builder import Function, Module
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.plan import Memory
from pellucid.compiler.schedule import Schedule
from pellucid.graph import Node
from pellucid.ops.source import Input, Source

Call = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_void_p)
WORD = 8  # bytes of an entry of the table


class Callbacks:
    """The calls of a program. `address` is that of the native function that makes number n of them
    on the buffers of a table; it lives as long as this object.
    """

    def __init__(self, kernels: Sequence[Kernel], memory: Memory) -> None:
        self.roots = [kernel.roots[0] for kernel in kernels]
        self.memory = memory
        self.failure: BaseException | None = None
        self.function = Call(self.call)
        self.address: int = ctypes.cast(self.function, ctypes.c_void_p).value or 0

    def call(self, number: int, table: int) -> None:
        """Compute one root; what it raises is kept."""
        if self.failure is not None:
            return
        try:
            root = self.roots[number]
            with np.errstate(all="ignore"):
                found = root.op.reference(*(self.value(x, table) for x in root.inputs))
            self.elements(root, table)[...] = found
        except BaseException as failure:  # noqa: BLE001 - native code cannot pass it on
            self.failure = failure

    def raise_failure(self) -> None:
        """Raise what a call of the run raised."""
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure

    def value(self, node: Node, table: int) -> np.ndarray:
        """An operand: in memory, or made of nothing."""
        if isinstance(node.op, Source) and not isinstance(node.op, Input):
            return node.op.reference()
        return self.elements(node, table)

    def elements(self, node: Node, table: int) -> np.ndarray:
        """The memory of a stored value as an array."""
        dtype, place = node.dtype.numpy, self.memory.places[node]
        if not node.spec.size:
            return np.empty(node.shape, dtype)
        base = ctypes.c_uint64.from_address(table + WORD * place.buffer).value
        raw = (ctypes.c_char * node.spec.nbytes).from_address(base + place.start)
        strides = [step * dtype.itemsize for step in place.steps]
        return np.ndarray(node.shape, dtype, memoryview(raw), strides=strides)


def write_call(module: Module, kernel: Kernel, schedule: Schedule) -> None:
    """Add the kernel's function to the module."""
    calls = [k for k in schedule.kernels if k.kind == "host"]
    memory = schedule.memory
    f = Function(module, kernel.name, PARAMETERS)
    slot = 1 + memory.arguments + len(memory.results)

    def call() -> None:
        place = f.new(f"getelementptr ptr, ptr %table, i64 {slot}")
        function = f.new(f"load ptr, ptr {place}, align 8")
        f.line(f"call void {function}(i64 {calls.index(kernel)}, ptr %table)")

    f.when(f.new("icmp eq i64 %tid, 0"), call)
    f.finish()
