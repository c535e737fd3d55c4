"""A computation as one native program: every kernel a function, and one that runs them in order on
all threads.
"""

import ctypes
from collections.abc import Sequence
from functools import cache
from threading import Lock

import numpy as np

from pellucid.backends import Buffer
from pellucid.backends.llvm.barrier import LINE, barrier_bytes, barrier_ir
from pellucid.backends.llvm.builder import Function, Module
from pellucid.backends.llvm.cache import object_for
from pellucid.backends.llvm.host import host
from pellucid.backends.llvm.jit import load_object
from pellucid.backends.llvm.kernels import write_kernels
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.backends.llvm.steps import call_kernels
from pellucid.backends.llvm.threads import MOST_THREADS, pool
from pellucid.compiler import Computation
from pellucid.compiler.passes import compile_graph
from pellucid.compiler.plan import ALIGNMENT
from pellucid.compiler.schedule import Schedule
from pellucid.compiler.target import Target
from pellucid.compiler.work import total_work
from pellucid.core.settings import settings

ALONE = 200_000  # operations below which waking another thread costs more than it saves


class NativeProgram:
    """A computation compiled for this machine."""

    def __init__(self, computation: Computation) -> None:
        here = host()
        target = Target(here.vector_bytes, 32 if here.vector_bytes == 64 else 16)
        self.schedule = compile_graph(computation, target, skip=settings().skip)
        self.text = module_text(self.schedule)
        self.library = load_object(object_for(self.text))
        self.function = self.library.address("step")
        memory = self.schedule.memory
        self.lock = Lock()
        self.arena = np.zeros(memory.arena_bytes + ALIGNMENT, np.uint8)
        self.results = [(node.shape, node.dtype.numpy) for node in memory.results]
        self.alone = total_work(self.schedule.kernels) < ALONE
        self.table = (ctypes.c_uint64 * (2 + memory.arguments + len(self.results)))()
        self.table[0] = self.arena.ctypes.data + -self.arena.ctypes.data % ALIGNMENT
        self.table[len(self.table) - 1] = flags()
        self.table_address = ctypes.addressof(self.table)

    def run(self, arguments: Sequence[Buffer], threads: int) -> list[np.ndarray]:
        """The outputs that overwrite no argument; the others are written into their arguments."""
        results = [np.empty(shape, dtype) for shape, dtype in self.results]
        addresses = [x.address for x in arguments]
        addresses += [array.__array_interface__["data"][0] for array in results]
        with self.lock:  # one arena, one table
            self.table[1 : 1 + len(addresses)] = addresses
            pool().run(self.function, self.table_address, 1 if self.alone else threads)
        return results


@cache
def barrier_flags() -> np.ndarray:
    """The memory in which threads meet: one block serves every program, as one runs at a time."""
    return np.zeros(barrier_bytes(MOST_THREADS) + LINE, np.uint8)


def flags() -> int:
    """The address of the barrier's memory."""
    start = barrier_flags().ctypes.data
    return start + -start % LINE


def module_text(schedule: Schedule) -> str:
    """The LLVM IR of a schedule."""
    memory = schedule.memory
    module = Module(frozenset({"avx512f"}) if host().has("avx512f") else frozenset())
    kernels = write_kernels(module, schedule)
    f = Function(module, "step", PARAMETERS)
    place = f.new(
        f"getelementptr ptr, ptr %table, i64 {1 + memory.arguments + len(memory.results)}"
    )
    flags = f.new(f"load ptr, ptr {place}, align 8")
    call_kernels(f, kernels, flags, "%table", ("%tid", "%threads"))
    f.finish()
    return f"{module.text()}\n{barrier_ir()}"
