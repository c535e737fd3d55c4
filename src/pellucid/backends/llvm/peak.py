"""What this machine can do at most: multiply-adds in registers, bytes copied through memory.

Kernels are judged by the part of it they reach. Native loops run on all threads at once, and the
best of several trials counts, since whatever else runs meanwhile can only make a trial slower.
"""

import ctypes
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pellucid.backends.llvm.cache import object_for, replace_file
from pellucid.backends.llvm.host import allowed_cores, host
from pellucid.backends.llvm.jit import load_object
from pellucid.backends.llvm.threads import pool
from pellucid.core.settings import settings

TRIALS = 9
TRIAL_SECONDS = 0.005
COPY_TRIALS = 5
LEAST_COPY, MOST_COPY = 2**25, 2**28  # bytes read by one copy; twice the last cache between the two
PAGE = 4096


@dataclass(frozen=True)
class Peak:
    """What so many threads do at most.

    `flops`: float32 operations a second, a multiply-add being two. `copy`: bytes read plus bytes
    written a second, between buffers larger than the caches.
    """

    threads: int
    flops: float
    copy: float

    def __str__(self) -> str:
        flops, copy = f"{self.flops / 1e9:.0f} GFLOP/s", f"{self.copy / 1e9:.0f} GB/s"
        return f"{self.threads:3} threads: {flops} of float32 multiply-adds, {copy} copied"


def measure_peak(threads: int, *, fresh: bool = False) -> Peak:
    """The peak of so many threads, from the folder `settings().cache` unless `fresh`.

    >>> measure_peak(1).flops > 1e9
    True
    """
    folder = settings().cache
    here, cores = host(), len(allowed_cores())
    key = f"{here.cpu}, {here.vector_bytes} bytes, {cores} cores, {threads} threads"
    known = remembered(folder / "peak.json") if folder else {}
    if key in known and not fresh:
        return Peak(threads, *known[key])
    peak = Peak(threads, measure_flops(threads), measure_copy(threads))
    if folder:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps(known | {key: [peak.flops, peak.copy]}, indent=1, sort_keys=True)
            replace_file(folder / "peak.json", text.encode())
    return peak


def remembered(file: Path) -> dict[str, list[float]]:
    """Earlier measurements: operations and bytes a second, by processor and threads."""
    try:
        found = json.loads(file.read_text())
        return {key: [float(flops), float(copy)] for key, (flops, copy) in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):  # none yet, or not ours
        return {}


def measure_flops(threads: int) -> float:
    """Float32 operations a second, all threads together."""
    library = load_object(object_for(multiply_add_ir()))
    entry, turns = library.address("multiply_add"), 1000
    while timed(entry, [turns], threads) < TRIAL_SECONDS:
        turns *= 2
    best = min(timed(entry, [turns], threads) for _ in range(TRIALS))
    return 2 * lanes() * accumulators() * turns * threads / best


def measure_copy(threads: int) -> float:
    """Bytes read plus written a second, all threads together."""
    library = load_object(object_for(copy_ir()))
    share = min(max(LEAST_COPY, 2 * host().l3), MOST_COPY) // threads // PAGE * PAGE
    memory = ctypes.create_string_buffer(2 * share * threads + PAGE)
    source = ctypes.addressof(memory) + -ctypes.addressof(memory) % PAGE
    words = [source, source + share * threads, share]
    timed(library.address("copy"), words, threads)  # the system hands out the pages
    return (
        2
        * share
        * threads
        / min(timed(library.address("copy"), words, threads) for _ in range(COPY_TRIALS))
    )


def timed(entry: int, words: list[int], threads: int) -> float:
    """Seconds one run takes. The words are its argument."""
    block = (ctypes.c_int64 * len(words))(*words)
    start = time.perf_counter()
    pool().run(entry, ctypes.addressof(block), threads)
    return time.perf_counter() - start


def lanes() -> int:
    """Float32 numbers in a vector."""
    return host().vector_bytes // 4


def accumulators() -> int:
    """Sums kept in registers beside the two factors: enough that none waits for another."""
    return host().vector_registers * 3 // 4


def multiply_add_ir() -> str:
    """`multiply_add`: multiply-adds between registers, as often as the argument's first word."""
    n, sums = lanes(), range(accumulators())
    vector = f"<{n} x float>"
    begin = "\n".join(
        f"  %old{i} = phi {vector} [ zeroinitializer, %entry ], [ %sum{i}, %loop ]" for i in sums
    )
    function = f"{vector} @llvm.fmuladd.v{n}f32"
    add = "\n".join(
        f"  %sum{i} = call {function}({vector} %x, {vector} %y, {vector} %old{i})" for i in sums
    )
    keep = "\n".join(f"  store volatile {vector} %sum{i}, ptr %kept" for i in sums)
    return f"""
define void @multiply_add(i64 %tid, i64 %threads, ptr %words) {{
entry:
  %kept = alloca {vector}
  store volatile {vector} splat (float 0x3FE0000000000000), ptr %kept
  %x = load volatile {vector}, ptr %kept
  %y = load volatile {vector}, ptr %kept
  %turns = load i64, ptr %words
  br label %loop
loop:
  %left = phi i64 [ %turns, %entry ], [ %less, %loop ]
{begin}
{add}
  %less = sub i64 %left, 1
  %done = icmp eq i64 %less, 0
  br i1 %done, label %leave, label %loop
leave:
{keep}
  ret void
}}
"""


def copy_ir() -> str:
    """`copy`: each thread copies its share. The argument: source, target, bytes of a share."""
    vector = f"<{lanes()} x float>"
    return f"""
define void @copy(i64 %tid, i64 %threads, ptr %words) {{
entry:
  %target.at = getelementptr i64, ptr %words, i64 1
  %share.at = getelementptr i64, ptr %words, i64 2
  %source = load ptr, ptr %words
  %target = load ptr, ptr %target.at
  %share = load i64, ptr %share.at
  %first = mul i64 %tid, %share
  %end = add i64 %first, %share
  br label %loop
loop:
  %at = phi i64 [ %first, %entry ], [ %next, %loop ]
  %from = getelementptr i8, ptr %source, i64 %at
  %to = getelementptr i8, ptr %target, i64 %at
  %value = load {vector}, ptr %from
  store {vector} %value, ptr %to
  %next = add i64 %at, {host().vector_bytes}
  %more = icmp ult i64 %next, %end
  br i1 %more, label %loop, label %leave
leave:
  ret void
}}
"""
