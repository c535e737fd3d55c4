"""Running a native function on several cores at once.

A program's entry has the signature `void fn(i64 tid, i64 threads, ptr arg)`; every thread of a run
enters it once. A worker is a Python thread that enters native code once, without the interpreter
lock, and takes its orders there (see `spmd`). Between runs it spins for half a millisecond, then
sleeps: when no program runs, no core is kept busy. Nor does it for longer while it waits for
another thread of its run, whose core may be in other hands.

Measured on a virtual machine with two Zen 5 cores (Linux 6.18, Python 3.11): a run on 1 thread
costs 0.25 us; on 2 threads awake 1.0 us, half of it in Python; on 2 after 20 ms of rest 100 to 150
us; a barrier 65 ns.
"""

import atexit
import ctypes
import os
import threading
import time
import weakref
from dataclasses import dataclass
from functools import cache
from threading import get_ident
from typing import Any

import numpy as np

from pellucid.backends.llvm import handout, spmd
from pellucid.backends.llvm.barrier import (
    LATE,
    LINE,
    MOST_THREADS,
    OWN_CORES,
    SHARED_CORES,
    SLEEP,
    SLOW_SLEEP,
    SPINS,
    WAKE,
    YIELDS,
    Manners,
    barrier_bytes,
)
from pellucid.backends.llvm.cache import object_for
from pellucid.backends.llvm.jit import Library, load_object
from pellucid.backends.llvm.placement import Placement
from pellucid.core.addresses import address_of

SPIN_SECONDS = 0.0005  # how long a worker waits awake for the next run
SHORT_SPIN_SECONDS = 0.00002  # where there are fewer cores than threads
CLOSE_SECONDS = 2.0  # how long closing waits for a run that another thread has under way
TRIAL_SPINS = 2000
MOST_LATE = 2**31 - 1  # from where the count of late threads begins anew

Address = ctypes.c_void_p
Size = ctypes.c_int64
Count = ctypes.c_int32
SleepFunction = ctypes.CFUNCTYPE(None, Address, ctypes.c_int32)
WakeFunction = ctypes.CFUNCTYPE(None, Address)


class Pool:
    """Worker threads parked in native code, made as runs ask for them.

    One serves the process: `pool()`. `futex`: whether threads sleep by Linux's system call.
    Otherwise, and on other systems, Python puts them to sleep. `flags` is the address of the memory
    in which the threads of a run meet at barriers and hand out work: it serves all programs, as
    one runs at a time.
    """

    def __init__(self, *, futex: bool = True) -> None:
        self._native = native()
        self._alone, self._launch = self._native.alone, self._native.launch
        self._sleep = None if futex and spmd.has_futex() else PythonSleep()
        self._flags = np.zeros(handout.handout_bytes() + LINE, np.uint8)
        self.flags = aligned(address_of(self._flags))
        self._reset()
        self._lock = threading.Lock()
        pools.add(self)

    def _reset(self) -> None:
        """The state without workers."""
        self._runner = 0  # the thread whose run is under way
        self._prepared = 0  # the number of threads of the last run, for the next one like it
        self._workers: list[threading.Thread] = []
        self._records = Records(self._sleep, self.flags)
        self._address, self._run = self._records.address, self._records.run

    def run(self, function: int, argument: int, threads: int) -> int:
        """Runs `function(tid, threads, argument)` for every tid below `threads`.

        Returns when all have: how often a thread had to wait for another longer than it waits
        awake, in all runs together. `function` and `argument` are addresses. Share 0 runs on the
        calling thread; with one thread nothing else does. One run at a time: a second caller waits.
        A run inside a run (native code that calls Python that runs a program), and one for which
        the system has no threads left, becomes `function(0, 1, argument)`.

        >>> nothing = "define void @nothing(i64 %tid, i64 %threads, ptr %argument) { ret void }"
        >>> library = load_object(object_for(nothing))
        >>> before = pool().late()
        >>> pool().run(library.address("nothing"), 0, threads=2) >= before
        True
        """
        if threads > 1 and (self._lock.acquire(False) or self._wait()):  # noqa: FBT003 (by name: slow)
            try:
                self._runner = get_ident()
                if threads == self._prepared or self._prepare(threads):
                    self._run[0], self._run[1] = function, argument
                    late = self._launch(self._address)
                    return late if late >= 0 else self._run_elsewhere(function, argument, threads)
            finally:
                self._runner = 0
                self._lock.release()
        self._alone(function, argument)
        return self.late()

    def _wait(self) -> bool:
        """Takes the lock once the run under way has ended; not inside that very run."""
        inside = get_ident() == self._runner or threading.current_thread() in self._workers
        return not inside and self._lock.acquire()

    def _prepare(self, threads: int) -> bool:
        """Sees to it that there are enough workers, which know how to wait; whether there are."""
        if threads > len(self._workers) + 1 and not self._grow(threads):
            return False
        if self._records.roomy is not (threads <= self._records.placement.cores):
            self._records.make_room(roomy=not self._records.roomy)
        self._run[2] = self._prepared = threads
        return True

    def _run_elsewhere(self, function: int, argument: int, threads: int) -> int:
        """The run, after leaving the core of a worker, on which the calling thread stands."""
        self._records.placement.make_room(threads)
        self._prepared = 0
        self._native.launch_here(self._address, function, argument, threads)
        return self.late()

    def _grow(self, threads: int) -> bool:
        """Makes workers up to `threads - 1`; whether they can all be had."""
        try:
            for tid in range(len(self._workers) + 1, min(threads, MOST_THREADS)):
                worker = threading.Thread(
                    target=serve, args=(self._records, tid), name=f"pellucid-{tid}", daemon=True
                )
                worker.start()
                self._workers.append(worker)
        except RuntimeError:  # the system's limit on threads, or the interpreter is on its way out
            pass
        self._records.placement.settle(self._workers)
        return threads <= len(self._workers) + 1

    def close(self) -> None:
        """Ends the workers, unless a run goes on for long; the next `run` makes new ones.

        >>> Pool().close()
        """
        if self._runner == get_ident() or not self._lock.acquire(timeout=CLOSE_SECONDS):
            return
        try:
            self._dismiss()
        finally:
            self._lock.release()

    def _dismiss(self) -> None:
        for tid in range(1, len(self._workers) + 1):
            self._native.order(self._address, tid, None, None, 0)
        for worker in self._workers:
            worker.join(CLOSE_SECONDS)
        self._reset()

    def forget(self) -> None:
        """In a forked child: the workers, and whoever held the lock, are in the parent. A run that
        went on there has counted barriers that nobody here will come to.
        """
        self._lock = threading.Lock()
        threads = len(self._workers) + 1
        ctypes.memset(self.flags, 0, barrier_bytes(threads))
        ctypes.memset(self.flags + handout.FIRST, 0, threads * handout.ROW)
        self._reset()

    def late(self) -> int:
        """How often a thread had to wait for another longer than it waits awake, so far."""
        launcher, meeting = self._records.late
        return (launcher.value + meeting.value) & MOST_LATE


class PythonSleep:
    """Sleeping and waking as the futex does it, by one condition variable for all words."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._sleep, self._wake = SleepFunction(self.sleep), WakeFunction(self.wake)

    def sleep(self, word: int, seen: int) -> None:
        """Returns once the 32 bits at the address are not `seen`."""
        with self._changed:
            self._changed.wait_for(lambda: ctypes.c_int32.from_address(word).value != seen)

    def wake(self, word: int) -> None:
        """Makes all sleepers look again."""
        with self._changed:
            self._changed.notify_all()

    def addresses(self) -> tuple[int, int]:
        return code_of(self._sleep), code_of(self._wake)


class Records:
    """The memory a pool and its workers share (layout: `spmd`), and what its pointers point to."""

    def __init__(self, slow_sleep: PythonSleep | None, flags: int) -> None:
        self._memory = ctypes.create_string_buffer(MOST_THREADS * spmd.RECORD + LINE)
        self.address = aligned(ctypes.addressof(self._memory))
        self.placement = Placement()
        self._slow_sleep = slow_sleep
        sleep, wake = slow_sleep.addresses() if slow_sleep else futex_addresses()
        self._lines = (self.address, self.address + spmd.IDLE, flags)
        for line in self._lines:
            Size.from_address(line + SLEEP).value = sleep
            Size.from_address(line + WAKE).value = wake
        Size.from_address(self.address + spmd.OWNERS).value = ctypes.addressof(
            self.placement.owners
        )
        Size.from_address(self.address + spmd.MEETING).value = flags
        self.run = (Size * 3).from_address(self.address + spmd.RUN)  # function, argument, threads
        self.late = [Count.from_address(line + LATE) for line in (self.address, flags)]
        self.make_room(roomy=True)

    def make_room(self, *, roomy: bool) -> None:
        """Says how threads wait: whether each has a core of its own, or they must share."""
        self.roomy = roomy
        waiting = SLOW_SLEEP if self._slow_sleep else OWN_CORES if roomy else SHARED_CORES
        idle = Manners(spins_in(SPIN_SECONDS if roomy else SHORT_SPIN_SECONDS), 0)
        launcher, worker, meeting = self._lines
        for line, manners in ((launcher, waiting), (worker, idle), (meeting, waiting)):
            Count.from_address(line + SPINS).value = manners.spins
            Count.from_address(line + YIELDS).value = manners.yields


def serve(records: Records, tid: int) -> None:
    """The life of a worker. Its frame keeps the memory it works in."""
    native().worker(records.address, tid)


@dataclass(frozen=True)
class Native:
    """The functions of `spmd.pool_ir`, ready to call, and the machine code they live in."""

    library: Library
    alone: Any
    order: Any
    launch: Any
    launch_here: Any
    worker: Any
    spin: Any


@cache
def native() -> Native:
    """The native half of all pools, loaded once."""
    library = load_object(object_for(spmd.pool_ir()))

    def function(name: str, *arguments: Any, result: Any = None) -> Any:
        return ctypes.CFUNCTYPE(result, *arguments)(library.address(name))

    return Native(
        library,
        alone=function("alone", Address, Address),
        order=function("order", Address, Size, Address, Address, Size),
        launch=function("launch", Address, result=ctypes.c_int32),
        launch_here=function("launch_here", Address, Address, Address, Size),
        worker=function("worker", Address, Size),
        spin=function("spin", Size),
    )


def futex_addresses() -> tuple[int, int]:
    """The native functions by which threads sleep and wake."""
    return native().library.address("futex_sleep"), native().library.address("futex_wake")


def code_of(function: Any) -> int:
    """Where the code of a ctypes function is."""
    return ctypes.cast(function, Address).value or 0


def aligned(address: int) -> int:
    """The address, or the next one that begins a line."""
    return address + -address % LINE


@cache
def spins_in(seconds: float) -> int:
    """How many pauses of this processor last so long: one takes from 3 to 50 ns."""
    trials = []
    for _ in range(3):
        start = time.perf_counter()
        native().spin(TRIAL_SPINS)
        trials.append(time.perf_counter() - start)
    return max(1, int(seconds * TRIAL_SPINS / min(trials)))


pools: weakref.WeakSet[Pool] = weakref.WeakSet()
making_pool = threading.Lock()


@cache
def made_once() -> Pool:
    """The one pool; `pool` sees to it that only one thread makes it."""
    return Pool()


def pool() -> Pool:
    """The pool of this process, made on first use; in a forked child it has workers of its own."""
    with making_pool:
        return made_once()


def close_all() -> None:
    """Ends all workers, so that none is in native code when the interpreter goes."""
    for each in list(pools):
        each.close()


def forget_all() -> None:
    """In a forked child: lets every pool start anew."""
    making_pool.release()
    for each in list(pools):
        each.forget()


atexit.register(close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=making_pool.acquire, after_in_parent=making_pool.release, after_in_child=forget_all
    )
