"""How long each kernel of a program takes, and the whole.

A kernel is run by itself, many times in a row between barriers, from native code: no time of
Python's is in it, and what it reads is as near as the caches can hold it. In a whole run it comes
after others that have filled the caches, so the kernels together may take less time than the run.
"""

import ctypes
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pellucid.backends import Buffer
from pellucid.backends.llvm.barrier import barrier_ir
from pellucid.backends.llvm.cache import object_for
from pellucid.backends.llvm.jit import load_object
from pellucid.backends.llvm.program import NativeProgram
from pellucid.backends.llvm.threads import pool
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.plan import ALIGNMENT

SAMPLE_SECONDS = 0.002  # a sample repeats a kernel for about so long
MOST_REPEATS = 200  # in a sample: an update repeated without end would run off to infinity or zero
KERNEL_SECONDS, RUN_SECONDS = 0.02, 0.1  # spent on each kernel, and on the whole
LEAST_SAMPLES, MOST_SAMPLES = 3, 50


@dataclass(frozen=True)
class Timing:
    """Seconds, as medians: of a whole run, and of each kernel by itself; on so many threads."""

    threads: int
    run: float
    kernels: tuple[tuple[Kernel, float], ...]


def time_program(
    program: NativeProgram,
    arguments: Sequence[Buffer],
    spare: Mapping[int, Buffer],
    threads: int,
) -> Timing:
    """The times of a program and of its kernels.

    `spare` holds memory for each argument that the program overwrites, by its slot: it is
    overwritten instead, and no argument changes.
    """
    trial = Trial(program, arguments, spare, threads)
    trial.restore(spare)
    for _ in range(2):
        trial.run()
    run = median(trial.run, RUN_SECONDS)
    kernels = tuple((kernel, trial.seconds(kernel)) for kernel in written(program))
    return Timing(trial.threads, run, kernels)


def written(program: NativeProgram) -> Iterator[Kernel]:
    """The kernels that compute something: the others have no code."""
    return (k for k in program.schedule.kernels if any(root.spec.size for root in k.roots))


class Trial:
    """A program with memory of its own, so that it can be run in parts and in any order."""

    def __init__(
        self,
        program: NativeProgram,
        arguments: Sequence[Buffer],
        spare: Mapping[int, Buffer],
        threads: int,
    ) -> None:
        self.program, self.arguments, self.spare = program, arguments, spare
        self.threads = 1 if program.alone else threads
        self.arena = np.zeros(program.schedule.memory.arena_bytes + ALIGNMENT, np.uint8)
        self.results = [np.empty(shape, dtype) for shape, dtype in program.results]
        self.table = type(program.table)(*program.table)
        start = self.arena.ctypes.data
        used = [spare.get(slot, x).address for slot, x in enumerate(arguments)]
        addresses = [start + -start % ALIGNMENT, *used, *(x.ctypes.data for x in self.results)]
        self.table[: len(addresses)] = addresses
        self.library = load_object(object_for(repeat_ir()))
        self.repeat = self.library.address("repeat")

    def restore(self, slots: Iterator[int] | Mapping[int, Buffer]) -> None:
        """Give overwritten arguments their values again."""
        for slot in slots:
            self.spare[slot].array[...] = self.arguments[slot].array

    def run(self) -> float:
        """Seconds that one whole run takes."""
        begun = time.perf_counter()
        pool().run(self.program.function, ctypes.addressof(self.table), self.threads)
        return time.perf_counter() - begun

    def seconds(self, kernel: Kernel) -> float:
        """Seconds that one run of a kernel takes."""
        entry = self.program.library.address(kernel.name)

        def sample(times: int) -> float:
            self.restore(iter(kernel.writes.values()))
            return self.together(entry, times) / times

        sample(1)
        once = max(sample(1), 1e-9)
        times = min(MOST_REPEATS, max(1, round(SAMPLE_SECONDS / once)))
        return median(lambda: sample(times), KERNEL_SECONDS / times)

    def together(self, entry: int, times: int) -> float:
        """Seconds that so many runs of a function take, one after the other."""
        flags = self.table[len(self.table) - 1]
        words = (ctypes.c_uint64 * 4)(entry, ctypes.addressof(self.table), times, flags)
        begun = time.perf_counter()
        pool().run(self.repeat, ctypes.addressof(words), self.threads)
        return time.perf_counter() - begun


def median(sample: Callable[[], float], seconds: float) -> float:
    """The median of samples: at least a few, then as many as fit into so many seconds."""
    found: list[float] = []
    while len(found) < LEAST_SAMPLES or (len(found) < MOST_SAMPLES and sum(found) < seconds):
        found.append(sample())
    return statistics.median(found)


def repeat_ir() -> str:
    """`repeat`: a function run over and over, a barrier after each time. The argument: function,
    table, how often, the barrier's memory.
    """
    return f"""
define void @repeat(i64 %tid, i64 %threads, ptr %words) {{
entry:
  %table.at = getelementptr i64, ptr %words, i64 1
  %times.at = getelementptr i64, ptr %words, i64 2
  %flags.at = getelementptr i64, ptr %words, i64 3
  %function = load ptr, ptr %words
  %table = load ptr, ptr %table.at
  %times = load i64, ptr %times.at
  %flags = load ptr, ptr %flags.at
  br label %loop
loop:
  %left = phi i64 [ %times, %entry ], [ %less, %loop ]
  call void %function(i64 %tid, i64 %threads, ptr %table)
  call void @barrier(ptr %flags, i64 %tid, i64 %threads)
  %less = sub i64 %left, 1
  %done = icmp eq i64 %less, 0
  br i1 %done, label %leave, label %loop
leave:
  ret void
}}
{barrier_ir()}"""
