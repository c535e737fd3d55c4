"""A computation as one native program: every kernel a function, and one that runs them in order on
all threads.
"""

import ctypes
import os
from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import Any
from weakref import WeakSet

import numpy as np

from pellucid.backends import Buffer
from pellucid.backends.llvm.arrays import Likeness, are_known
from pellucid.backends.llvm.barrier import barrier_ir
from pellucid.backends.llvm.builder import Function, Module
from pellucid.backends.llvm.cache import object_for, object_key
from pellucid.backends.llvm.callbacks import Callbacks, calls_of
from pellucid.backends.llvm.host import host
from pellucid.backends.llvm.jit import load_object
from pellucid.backends.llvm.kernels import write_kernels
from pellucid.backends.llvm.pace import Pace
from pellucid.backends.llvm.recall import Outline, program_key, recall, remember
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.backends.llvm.steps import call_kernels, flags_place
from pellucid.backends.llvm.threads import pool
from pellucid.compiler import Computation
from pellucid.compiler.contraction import Pick, cheapest
from pellucid.compiler.passes import compile_graph
from pellucid.compiler.plan import ALIGNMENT
from pellucid.compiler.schedule import Schedule
from pellucid.compiler.target import Target
from pellucid.compiler.work import total_work
from pellucid.core.addresses import HEAD, address_of, word_at
from pellucid.core.dtypes import DTYPES
from pellucid.core.settings import settings

WORD = 8  # bytes of an address
ALONE = 200_000  # operations below which waking another thread costs more than it saves


class NativeProgram:
    """A computation compiled for this machine; `pick` says which plans contractions get."""

    def __init__(self, computation: Computation, pick: Pick = cheapest) -> None:
        self.computation, self.skip, self.pick = computation, settings().skip, pick
        key = program_key(computation, self.skip) if pick is cheapest else None
        self.callbacks: Callbacks | None = None
        self.outline, code = recall(key) or self.compiled(key)
        self.library = load_object(code)
        self.function = self.library.address("step")
        self.pool, self.pace, self.lock = pool(), Pace(), Lock()  # one run: one arena, one table
        programs.add(self)
        self.arena = np.zeros(self.outline.arena_bytes + ALIGNMENT, np.uint8)
        self.first_result = 1 + self.outline.arguments  # its place in the table
        self.kept: Sequence[Buffer] | None = None  # the last arguments of the last run
        self.results = [(tuple(shape), DTYPES[name].numpy) for shape, name in self.outline.results]
        self.alone = self.outline.alone
        calls = self.callbacks is not None
        self.table = (ctypes.c_uint64 * (1 + self.first_result + len(self.results) + calls))()
        if self.callbacks is not None:
            self.table[len(self.table) - 2] = self.callbacks.address
        self.table[0] = address_of(self.arena) + -address_of(self.arena) % ALIGNMENT
        self.table[len(self.table) - 1] = self.pool.flags
        self.table_address = ctypes.addressof(self.table)

    def compiled(self, key: str | None) -> tuple[Outline, bytes]:
        """What a run takes, and the code; both are kept for later processes."""
        schedule = self.new_schedule()
        text, memory = module_text(schedule), schedule.memory
        outline = Outline(
            object_key(text),
            memory.arguments,
            memory.arena_bytes,
            [(list(node.shape), node.dtype.name) for node in memory.results],
            total_work(schedule.kernels) < ALONE,
        )
        code = object_for(text)
        calls = list(calls_of(schedule))
        if calls:  # a later process needs the graph for them, so it compiles again
            self.callbacks = Callbacks(calls)
        else:
            remember(key, outline)
        return outline, code

    @cached_property
    def schedule(self) -> Schedule:
        """The kernels, for those who look into them: a run does not need them."""
        return self.new_schedule()

    def new_schedule(self) -> Schedule:
        """The computation compiled for this processor."""
        return compile_graph(self.computation, here(), skip=self.skip, pick=self.pick)

    def run(
        self, arguments: Sequence[Buffer], threads: int, kept: Sequence[Buffer] = ()
    ) -> list[np.ndarray]:
        """The outputs that overwrite no argument; the others are written into their arguments."""
        with self.lock:
            for place, argument in enumerate(arguments, 1):
                self.table[place] = argument.address
            return self.run_placed(len(arguments), threads, kept)

    def likeness(self, arrays: Sequence[np.ndarray]) -> Likeness | None:
        """What `run_like` takes."""
        return Likeness(arrays, self.table_address + WORD) if are_known() else None

    def run_like(
        self,
        likeness: Likeness,
        arrays: tuple[Any, ...],
        threads: int,
        kept: Sequence[Buffer],
    ) -> list[np.ndarray] | None:
        """As `run`; None, and nothing is done, if the arrays are not as `likeness` says."""
        with self.lock:
            if likeness.place(arrays):
                return self.run_placed(len(arrays), threads, kept)
        return None

    def run_placed(self, given: int, threads: int, kept: Sequence[Buffer]) -> list[np.ndarray]:
        """A run whose first arguments are in the table; the caller has the lock."""
        table, results = self.table, []
        if kept is not self.kept:
            for place, argument in enumerate(kept, 1 + given):
                table[place] = argument.address
            self.kept = kept
        for place, (shape, dtype) in enumerate(self.results, self.first_result):
            result = np.empty(shape, dtype)
            results.append(result)
            table[place] = word_at(id(result) + HEAD).value  # `address_of`, written out for speed
        if self.alone or threads == 1:
            self.pool.run(self.function, self.table_address, 1)
        else:  # on one while cores are not to be had
            pace = self.pace
            most = threads if pace.calm else pace.threads(threads)
            waits = self.pool.run(self.function, self.table_address, most)
            if waits != pace.waits or not pace.calm:
                pace.done(waits)
        if self.callbacks is not None:
            self.callbacks.raise_failure()
        return results


def here() -> Target:
    """This machine, as the compiler knows it."""
    machine = host()
    caches = (machine.l1, machine.l2, machine.l3)
    pairs = machine.has("avx512bf16") and machine.vector_bytes == 64
    halves = machine.cpu == "znver4" and machine.vector_bytes == 64
    return Target(machine.vector_bytes, machine.vector_registers, caches, pairs, halves)


programs: WeakSet[NativeProgram] = WeakSet()


def unlock_all() -> None:
    """In a forked child: a run under way, which holds a lock, is under way in the parent only."""
    for program in list(programs):
        program.lock = Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=unlock_all)


def module_text(schedule: Schedule) -> str:
    """The LLVM IR of a schedule."""
    module = Module(frozenset({"avx512f"}) if host().has("avx512f") else frozenset())
    module.once = schedule
    kernels = write_kernels(module, schedule)
    f = Function(module, "step", PARAMETERS)
    place = f.new(f"getelementptr ptr, ptr %table, i64 {flags_place(schedule)}")
    flags = f.new(f"load ptr, ptr {place}, align 8")
    for handout in module.handouts.values():
        handout.arm(f)
    call_kernels(f, kernels, flags, "%table", ("%tid", "%threads"))
    f.finish()
    for kernel in kernels:
        if kernel.name in module.handouts:
            module.handouts[kernel.name].whole_kernel(module, kernel)
    return f"{module.text()}\n{barrier_ir()}"
