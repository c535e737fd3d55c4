"""How the threads of a run wait for each other, as LLVM IR text."""

from pellucid.backends.llvm.host import host

# What two cores must not share: 64 bytes, which x86 fetches in pairs; 128 on Apple's processors.
LINE = 128

# Pauses before a waiting thread first lets others have its core (about 0.1 ms: where each has a
# core of its own, few waits are longer), and from then on.
FIRST_SPINS, LATER_SPINS = 5000, 100


def pause_ir() -> str:
    """The call that tells the processor its thread only waits; nothing where there is none."""
    hints = {"x86_64": "@llvm.x86.sse2.pause()", "aarch64": "@llvm.aarch64.hint(i32 1)"}
    hint = hints.get(host().machine)
    return f"call void {hint}" if hint else ""


def yielder() -> str:
    """The system's function that lets other threads have the core."""
    return "SwitchToThread" if "windows" in host().triple else "sched_yield"


def barrier_bytes(threads: int) -> int:
    """The size of the memory `@barrier` needs to serve up to so many threads.

    >>> barrier_bytes(2)
    256
    """
    return max(0, threads * (threads + 1) // 2 - 1) * LINE


def barrier_ir() -> str:
    """IR text that defines `internal void @barrier(ptr %flags, i64 %tid, i64 %threads)`.

    It declares `@sched_yield` (`@SwitchToThread` on Windows) too. No thread leaves before all of
    the run have come, and each then sees what any wrote before. All must call it equally often with
    the same `flags`: `barrier_bytes(threads)` bytes, zero at first, never reset, best aligned to
    128. One block serves every number of threads up to that. Alone (`threads` 1) it does nothing.

    Each thread counts its barriers in a line of its own and waits until all counts have reached its
    own. Counts go on from run to run, so each number of threads has its own row of lines; they
    compare right when they wrap.
    """
    return f"""
declare i32 @{yielder()}()

define internal void @barrier(ptr %flags, i64 %tid, i64 %threads) noinline nounwind {{
entry:
  %alone = icmp ult i64 %threads, 2
  br i1 %alone, label %leave, label %arrive
arrive:
  %fewer = sub i64 %threads, 1
  %pairs = mul i64 %threads, %fewer
  %before = lshr i64 %pairs, 1
  %first = sub i64 %before, 1
  %row.at = mul i64 %first, {LINE}
  %row = getelementptr i8, ptr %flags, i64 %row.at
  %mine.at = mul i64 %tid, {LINE}
  %mine = getelementptr i8, ptr %row, i64 %mine.at
  %last = load i32, ptr %mine, align 4
  %count = add i32 %last, 1
  store atomic i32 %count, ptr %mine release, align 4
  br label %other
other:
  %thread = phi i64 [ 0, %arrive ], [ %next, %met ]
  %theirs.at = mul i64 %thread, {LINE}
  %theirs = getelementptr i8, ptr %row, i64 %theirs.at
  br label %look
look:
  %patience = phi i32 [ {FIRST_SPINS}, %other ], [ %less, %spin ], [ {LATER_SPINS}, %yield ]
  %seen = load atomic i32, ptr %theirs acquire, align 4
  %ahead = sub i32 %seen, %count
  %here = icmp sge i32 %ahead, 0
  br i1 %here, label %met, label %wait
wait:
  %tired = icmp eq i32 %patience, 0
  br i1 %tired, label %yield, label %spin
spin:
  {pause_ir()}
  %less = sub i32 %patience, 1
  br label %look
yield:
  %ignored = call i32 @{yielder()}()
  br label %look
met:
  %next = add i64 %thread, 1
  %all = icmp eq i64 %next, %threads
  br i1 %all, label %leave, label %other
leave:
  ret void
}}
"""
