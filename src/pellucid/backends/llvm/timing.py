"""How long each kernel of a program takes, and the whole.

A kernel is run in two ways. By itself: many times in a row between barriers, from native code, so
that no time of Python's is in it, and what it reads is as near as the caches can hold it. And in
turn: each kernel once, in the order of a whole run, so that it finds the caches as the others left
them; the time of starting a run is taken off, and a microsecond either way means nothing.
"""

import ctypes
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
TURN_SECONDS = 0.5  # at most, on many rounds of all kernels; few where that is not enough
LEAST_SAMPLES, MOST_SAMPLES, MOST_ROUNDS = 3, 50, 20
WARM_RUNS = 2


@dataclass(frozen=True)
class KernelTiming:
    """Seconds that a kernel takes, as medians: by itself, and in turn."""

    kernel: Kernel
    alone: float
    in_turn: float


@dataclass(frozen=True)
class Timing:
    """Seconds that a whole run takes, as a median, and the times of its kernels; on so many
    threads.
    """

    threads: int
    run: float
    kernels: tuple[KernelTiming, ...]


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
    for _ in range(WARM_RUNS):
        trial.run()
    run = median(trial.run, RUN_SECONDS)
    rounds = MOST_ROUNDS if run * MOST_ROUNDS < TURN_SECONDS else LEAST_SAMPLES
    kernels = list(written(program))
    in_turn = trial.in_turn(kernels, rounds)
    found = (KernelTiming(k, trial.alone(k), t) for k, t in zip(kernels, in_turn, strict=True))
    return Timing(trial.threads, run, tuple(found))


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

    def restore(self, slots: Iterable[int]) -> None:
        """Give overwritten arguments their values again."""
        for slot in slots:
            self.spare[slot].array[...] = self.arguments[slot].array

    def run(self) -> float:
        """Seconds that one whole run takes."""
        begun = time.perf_counter()
        pool().run(self.program.function, ctypes.addressof(self.table), self.threads)
        return time.perf_counter() - begun

    def in_turn(self, kernels: Sequence[Kernel], rounds: int) -> list[float]:
        """Seconds that each kernel takes when all are run in order."""
        entries = [self.program.library.address(kernel.name) for kernel in kernels]
        nothing = self.library.address("nothing")
        start = statistics.median(self.together(nothing, 1) for _ in range(MOST_SAMPLES))
        self.restore(self.spare)
        times = [[self.together(entry, 1) for entry in entries] for _ in range(rounds)]
        return [max(0.0, statistics.median(found) - start) for found in zip(*times, strict=True)]

    def alone(self, kernel: Kernel) -> float:
        """Seconds that one run of a kernel takes when nothing else is run between."""
        entry = self.program.library.address(kernel.name)

        def sample(times: int) -> float:
            self.restore(kernel.writes.values())
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
    table, how often, the barrier's memory. `nothing`: such a function that does nothing.
    """
    return f"""
define void @nothing(i64 %tid, i64 %threads, ptr %table) {{
  ret void
}}

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
