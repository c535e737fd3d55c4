"""How the threads of a run wait for each other, as LLVM IR text."""

from dataclasses import dataclass

from pellucid.backends.llvm.host import host

# What two cores must not share: 64 bytes, which x86 fetches in pairs; 128 on Apple's processors.
LINE = 128

# What a memory in which threads wait begins with (see `Manners`).
SLEEP, WAKE, SPINS, YIELDS, LATE = 0, 8, 16, 20, 24

LATER_SPINS = 100  # pauses between two yields


@dataclass(frozen=True)
class Manners:
    """How a thread waits for another of its run: so many pauses, then so many yields with a few
    pauses between, then asleep.

    A thread with a core of its own gains nothing by a yield: nobody else is there, or, if another
    program is, that program keeps the core for some milliseconds.
    """

    spins: int
    yields: int


OWN_CORES = Manners(spins=5000, yields=0)  # about 0.1 ms: few waits are longer
SHARED_CORES = Manners(spins=100, yields=50)  # the thread waited for may need this very core
SLOW_SLEEP = Manners(spins=5000, yields=2000)  # where only Python can put a thread to sleep


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
    384
    """
    return threads * (threads + 1) // 2 * LINE


def barrier_ir() -> str:
    """IR text that defines `internal void @barrier(ptr %flags, i64 %tid, i64 %threads)`.

    It declares `@sched_yield` (`@SwitchToThread` on Windows) too. No thread leaves before all of
    the run have come, and each then sees what any wrote before. All must call it equally often with
    the same `flags`: `barrier_bytes(threads)` bytes, zero at first, never reset, best aligned to
    128. One block serves every number of threads up to that. Alone (`threads` 1) it does nothing.

    The first line of the block says how to wait: the functions `sleep` and `wake` of `spmd` (null:
    no thread sleeps), pauses, yields; and counts how often a thread had to wait for longer than its
    pauses took.

    Each thread counts its barriers in a line of its own and waits until all counts have reached its
    own. Counts go on from run to run, so each number of threads has its own row of lines; they
    compare right when they wrap. Beside its count a line holds how many sleep until it changes.
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
  %row.at = mul i64 %before, {LINE}
  %row = getelementptr i8, ptr %flags, i64 %row.at
  %mine.at = mul i64 %tid, {LINE}
  %mine = getelementptr i8, ptr %row, i64 %mine.at
  %last = load i32, ptr %mine, align 4
  %count = add i32 %last, 1
  store atomic i32 %count, ptr %mine seq_cst, align 4
  %sleepers.at = getelementptr i8, ptr %mine, i64 4
  %sleepers = load atomic i32, ptr %sleepers.at seq_cst, align 4
  %awake = icmp eq i32 %sleepers, 0
  br i1 %awake, label %other, label %rouse
rouse:
  %wake.at = getelementptr i8, ptr %flags, i64 {WAKE}
  %wake = load ptr, ptr %wake.at
  call void %wake(ptr %mine)
  br label %other
other:
  %thread = phi i64 [ 0, %arrive ], [ 0, %rouse ], [ %next, %met ]
  %theirs.at = mul i64 %thread, {LINE}
  %theirs = getelementptr i8, ptr %row, i64 %theirs.at
  {
        waiting_ir(
            "flags",
            "theirs",
            "other",
            "met",
            reached='''
  %ahead = sub i32 %seen, %count
  %here = icmp sge i32 %ahead, 0''',
        )
    }
met:
  %next = add i64 %thread, 1
  %all = icmp eq i64 %next, %threads
  br i1 %all, label %leave, label %other
leave:
  ret void
}}
"""


def waiting_ir(manners: str, word: str, before: str, after: str, *, reached: str) -> str:
    """Blocks that wait until the i32 at `%word` is as it should be, then go to `after`.

    `manners` begins with what `barrier_ir` says; `reached` computes the i1 `%here` from the word,
    `%seen`; the blocks are entered from the block `before`, and beside the word is the number of
    those who sleep on it.
    """
    return f"""
  %spins.at = getelementptr i8, ptr %{manners}, i64 {SPINS}
  %yields.at = getelementptr i8, ptr %{manners}, i64 {YIELDS}
  br label %look
look:
  %patience = phi i32 [ -1, %{before} ], [ %spins, %begin ], [ %less, %spin ],
      [ {LATER_SPINS}, %yield ], [ 0, %doze ]
  %left = phi i32 [ 0, %{before} ], [ %yields, %begin ], [ %left, %spin ],
      [ %left.less, %yield ], [ %left, %doze ]
  %seen = load atomic i32, ptr %{word} acquire, align 4
  {reached}
  br i1 %here, label %{after}, label %wait
wait:
  %fresh = icmp slt i32 %patience, 0
  br i1 %fresh, label %begin, label %still
begin:
  %spins = load i32, ptr %spins.at, align 4
  %yields = load i32, ptr %yields.at, align 4
  br label %look
still:
  %tired = icmp eq i32 %patience, 0
  br i1 %tired, label %rest, label %spin
spin:
  {pause_ir()}
  %less = sub i32 %patience, 1
  br label %look
rest:
  %late.at = getelementptr i8, ptr %{manners}, i64 {LATE}
  %ignored.count = atomicrmw add ptr %late.at, i32 1 monotonic
  %sleep = load ptr, ptr %{manners}
  %sleepless = icmp eq ptr %sleep, null
  %polite = icmp sgt i32 %left, 0
  %wakeful = or i1 %sleepless, %polite
  br i1 %wakeful, label %yield, label %doze
yield:
  %ignored = call i32 @{yielder()}()
  %left.less = sub i32 %left, 1
  br label %look
doze:
  %flag.at = getelementptr i8, ptr %{word}, i64 4
  %one.more = atomicrmw add ptr %flag.at, i32 1 seq_cst
  call void %sleep(ptr %{word}, i32 %seen)
  %one.less = atomicrmw sub ptr %flag.at, i32 1 seq_cst
  br label %look
"""
