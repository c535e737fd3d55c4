"""Kernels that a program leaves to NumPy: the first thread calls back into Python, which runs the
definition of the primitive on the memory of the program. The other threads wait at the barrier.

The table of a program with calls holds the address of two words: the native function that makes
call number n on the buffers of a table, and whether a call of this run has failed. The bodies of
loops have tables of their own, with the same address in them.

An exception cannot pass through native code: it is kept, the calls that follow are left out, loops
with a condition end, and it is raised when the run is over.
"""

import ctypes
from collections.abc import Iterator, Sequence

import numpy as np

from pellucid.backends.llvm.builder import Function, Module
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.native import native_of
from pellucid.compiler.plan import Memory
from pellucid.compiler.schedule import Schedule
from pellucid.graph import Node
from pellucid.ops.source import Input, Source

Call = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_void_p)
WORD = 8  # bytes of an entry of the table


def calls_of(schedule: Schedule) -> Iterator[tuple[Kernel, Memory]]:
    """The kernels of a schedule that call NumPy, those inside its loops and branches included, and
    where these find their values.
    """
    for kernel in schedule.kernels:
        if kernel.kind == "host":
            yield kernel, schedule.memory
        native = native_of(kernel.roots[0])
        for inside in native.inside if native is not None else ():
            yield from calls_of(inside)


def calls_numpy(schedule: Schedule) -> bool:
    """Does the table of a schedule hold the address of its calls?"""
    return next(calls_of(schedule), None) is not None


def calls_place(schedule: Schedule) -> int:
    """Where in the table that address stands: after the arena, arguments and results."""
    return 1 + schedule.memory.arguments + len(schedule.memory.results)


class Callbacks:
    """The calls of a program. `address` is that of the two words; they live as long as this
    object.
    """

    def __init__(self, calls: Sequence[tuple[Kernel, Memory]]) -> None:
        self.calls = [(kernel.roots[0], memory) for kernel, memory in calls]
        self.failure: BaseException | None = None
        self.function = Call(self.call)
        self.words = (ctypes.c_uint64 * 2)(ctypes.cast(self.function, ctypes.c_void_p).value or 0)
        self.address: int = ctypes.addressof(self.words)

    def call(self, number: int, table: int) -> None:
        """Compute one root; what it raises is kept."""
        if self.failure is not None:
            return
        try:
            root, memory = self.calls[number]
            with np.errstate(all="ignore"):
                found = root.op.reference(*(value(x, memory, table) for x in root.inputs))
            elements(root, memory, table)[...] = found
        except BaseException as failure:  # noqa: BLE001 - native code cannot pass it on
            self.failure, self.words[1] = failure, 1

    def raise_failure(self) -> None:
        """Raise what a call of the run raised."""
        failure, self.failure, self.words[1] = self.failure, None, 0
        if failure is not None:
            raise failure


def value(node: Node, memory: Memory, table: int) -> np.ndarray:
    """An operand: in memory, or made of nothing."""
    if isinstance(node.op, Source) and not isinstance(node.op, Input):
        return node.op.reference()
    return elements(node, memory, table)


def elements(node: Node, memory: Memory, table: int) -> np.ndarray:
    """The memory of a stored value as an array."""
    dtype, place = node.dtype.numpy, memory.places[node]
    if not node.spec.size:
        return np.empty(node.shape, dtype)
    base = ctypes.c_uint64.from_address(table + WORD * place.buffer).value
    raw = (ctypes.c_char * node.spec.nbytes).from_address(base + place.start)
    strides = [step * dtype.itemsize for step in place.steps]
    return np.ndarray(node.shape, dtype, memoryview(raw), strides=strides)


def words_of(f: Function, schedule: Schedule) -> str:
    """The address of the two words, from the table."""
    place = f.new(f"getelementptr ptr, ptr %table, i64 {calls_place(schedule)}")
    return f.new(f"load ptr, ptr {place}, align 8")


def has_failed(f: Function, words: str) -> str:
    """The i1 that tells whether a call of this run has failed."""
    place = f.new(f"getelementptr i64, ptr {words}, i64 1")
    word = f.new(f"load i64, ptr {place}, align 8")
    return f.new(f"icmp ne i64 {word}, 0")


def write_call(module: Module, kernel: Kernel, schedule: Schedule) -> None:
    """Add the kernel's function to the module."""
    kernels = [k for k, _ in calls_of(module.once)]
    f = Function(module, kernel.name, PARAMETERS)

    def call() -> None:
        function = f.new(f"load ptr, ptr {words_of(f, schedule)}, align 8")
        f.line(f"call void {function}(i64 {kernels.index(kernel)}, ptr %table)")

    f.when(f.new("icmp eq i64 %tid, 0"), call)
    f.finish()
