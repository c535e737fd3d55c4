"""Which cores the threads of a pool run on.

Left alone, Linux wakes a worker on the core of the thread that wakes it, and moves one of the two
only some milliseconds later. On two Zen 5 cores, ten barriers with 50 us of work between them,
begun after 20 ms of rest, took 3.0 ms so; 0.8 ms with the workers kept off the caller's core; 0.65
ms with the caller kept off theirs as well. So:

* The caller's allowed cores are shared out, a part for each thread, and workers stay within their
  parts. Within a part of several cores the system is free to avoid other programs. More threads
  than cores: everybody may run anywhere.
* The caller's own affinity is never changed for longer than a moment. Keeping it in its part around
  each run would cost 5 us (two system calls) a run; asking on which core it stands costs some ns.
  Only when that core belongs to a worker of the run is it moved away, by narrowing its affinity and
  restoring it.
"""

import ctypes
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

from pellucid.backends.llvm.host import allowed_cores, usable_cores

MOST_CORES = 8192  # as many as Linux can be built for


class Placement:
    """The cores of each worker of a pool.

    `owners[core]` is the worker that has the core, or 0; native code reads it. `cores` is how many
    there are.
    """

    def __init__(self) -> None:
        self.owners = (ctypes.c_uint8 * MOST_CORES)()
        self._workers: Sequence[threading.Thread] = ()
        self.cores = usable_cores()

    def settle(self, workers: Sequence[threading.Thread]) -> None:
        """Shares the caller's cores out between the caller and the workers."""
        self._workers, self.cores = workers, usable_cores()
        if not hasattr(os, "sched_setaffinity"):
            return
        ctypes.memset(self.owners, 0, MOST_CORES)
        cores = allowed_cores()
        parts = shares(cores, len(workers) + 1)
        for tid, worker in enumerate(workers, start=1):
            with suppress(OSError):  # a sandbox may forbid it, and all works without
                if worker.native_id:
                    os.sched_setaffinity(worker.native_id, parts[tid])
            if len(parts[tid]) < len(cores):
                for core in parts[tid]:
                    self.owners[core] = tid

    def make_room(self, threads: int) -> None:
        """Moves the caller off the cores of workers 1 to threads - 1, or settles anew."""
        allowed = os.sched_getaffinity(0)
        free = {core for core in allowed if not 0 < self.owners[core] < threads}
        if not free:  # its affinity was changed since
            self.settle(self._workers)
            return
        with suppress(OSError):
            os.sched_setaffinity(0, free)
            os.sched_setaffinity(0, allowed)


def shares(cores: Sequence[int], threads: int) -> list[Sequence[int]]:
    """The cores of each thread: disjoint runs of about one length, or all for all if too few.

    >>> shares((0, 1, 2, 3, 4), 2), shares((0, 1), 3)
    ([(0, 1), (2, 3, 4)], [(0, 1), (0, 1), (0, 1)])
    """
    if threads > len(cores):
        return [cores] * threads
    bounds = [len(cores) * thread // threads for thread in range(threads + 1)]
    return [cores[start:end] for start, end in pairwise(bounds)]
