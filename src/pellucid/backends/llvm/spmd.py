"""How the threads of a pool take orders, report back and sleep, as LLVM IR text.

Every thread of a pool owns a record of two lines of memory. The launcher writes the first (the
order), the worker the second (the reply), so that starting and finishing cost one line of traffic
each:

    order   0 ticket: i32, one more for each run    4 launcher_asleep: i32    8 function: ptr
           16 argument: ptr                        24 threads: i64
    reply 128 done: i32, the last ticket served   132 worker_asleep: i32

Record 0 is nobody's: it holds what all need.

    0 sleep: ptr to void (ptr word, i32 seen)    8 wake: ptr to void (ptr word)    16 spins: i64
   24 owners: ptr to u8 for each core, the worker whose core it is or 0

`sleep` blocks while the word still is `seen`; `wake` ends the sleep of whoever sleeps on the word.
The sleeper raises its flag before it looks at the word a last time, the waker changes the word
before it looks at the flag, all of it sequentially consistent: one of the two sees the other, and
no wake is lost.
"""

from pellucid.backends.llvm.barrier import (
    FIRST_SPINS,
    LATER_SPINS,
    LINE,
    pause_ir,
    yielder,
)
from pellucid.backends.llvm.host import host
from pellucid.backends.llvm.placement import MOST_CORES

RECORD = 2 * LINE
SLEEP, WAKE, SPINS, OWNERS = 0, 8, 16, 24  # record 0

YIELDS_BEFORE_SLEEP = 2000  # about 6 ms of waiting for a worker's reply

# The number of the futex system call in Linux, by processor (its table differs).
FUTEX = {"x86_64": 202, "aarch64": 98, "riscv64": 98, "ppc64le": 221, "s390x": 238}
FUTEX_WAIT_PRIVATE, FUTEX_WAKE_PRIVATE = 128, 129


def pool_ir() -> str:
    """IR text of `alone`, `order`, `launch`, `launch_here`, `worker`, `spin`, the futex calls."""
    system = linux_ir() if has_futex() else ""
    launch = LAUNCH_UNCROWDED if system else LAUNCH_ANYWHERE
    yielding = f"declare i32 @{yielder()}()\n"
    return "\n".join((ALONE, ORDER, launch_ir(), launch, worker_ir(), spin_ir(), system, yielding))


# A run on the calling thread only.
ALONE = """
define void @alone(ptr %function, ptr %argument) {
  call void %function(i64 0, i64 1, ptr %argument)
  ret void
}
"""

# An order to one worker, woken if it sleeps. No function: it shall leave.
ORDER = f"""
define void @order(ptr %pool, i64 %tid, ptr %function, ptr %argument, i64 %threads) {{
entry:
  %at = mul i64 %tid, {RECORD}
  %ticket.at = getelementptr i8, ptr %pool, i64 %at
  %function.at = getelementptr i8, ptr %ticket.at, i64 8
  %argument.at = getelementptr i8, ptr %ticket.at, i64 16
  %threads.at = getelementptr i8, ptr %ticket.at, i64 24
  %asleep.at = getelementptr i8, ptr %ticket.at, i64 {LINE + 4}
  store ptr %function, ptr %function.at
  store ptr %argument, ptr %argument.at
  store i64 %threads, ptr %threads.at
  %last = load i32, ptr %ticket.at
  %ticket = add i32 %last, 1
  store atomic i32 %ticket, ptr %ticket.at seq_cst, align 4
  %asleep = load atomic i32, ptr %asleep.at seq_cst, align 4
  %awake = icmp eq i32 %asleep, 0
  br i1 %awake, label %leave, label %rouse
rouse:
  %wake.at = getelementptr i8, ptr %pool, i64 {WAKE}
  %wake = load ptr, ptr %wake.at
  call void %wake(ptr %ticket.at)
  br label %leave
leave:
  ret void
}}
"""


def launch_ir() -> str:
    """`launch_here`: orders to workers 1 to threads - 1, share 0, waiting for the replies."""
    return f"""
define void @launch_here(ptr %pool, ptr %function, ptr %argument, i64 %threads) {{
entry:
  %sleep = load ptr, ptr %pool
  br label %order
order:
  %tid = phi i64 [ 1, %entry ], [ %tid.next, %order ]
  call void @order(ptr %pool, i64 %tid, ptr %function, ptr %argument, i64 %threads)
  %tid.next = add i64 %tid, 1
  %more = icmp ult i64 %tid.next, %threads
  br i1 %more, label %order, label %share
share:
  call void %function(i64 0, i64 %threads, ptr %argument)
  br label %collect
collect:
  %who = phi i64 [ 1, %share ], [ %who.next, %collected ]
  %who.at = mul i64 %who, {RECORD}
  %sent.at = getelementptr i8, ptr %pool, i64 %who.at
  %done.at = getelementptr i8, ptr %sent.at, i64 {LINE}
  %flag.at = getelementptr i8, ptr %sent.at, i64 4
  %sent = load i32, ptr %sent.at
  br label %look
look:
  %patience = phi i32
      [ {FIRST_SPINS}, %collect ], [ %less, %spin ], [ {LATER_SPINS}, %yield ], [ 0, %doze ]
  %yields = phi i32
      [ 0, %collect ], [ %yields, %spin ], [ %yields.next, %yield ], [ %yields, %doze ]
  %done = load atomic i32, ptr %done.at acquire, align 4
  %finished = icmp eq i32 %done, %sent
  br i1 %finished, label %collected, label %wait
wait:
  %tired = icmp eq i32 %patience, 0
  br i1 %tired, label %rest, label %spin
spin:
  {pause_ir()}
  %less = sub i32 %patience, 1
  br label %look
rest:
  %long = icmp eq i32 %yields, {YIELDS_BEFORE_SLEEP}
  br i1 %long, label %doze, label %yield
yield:
  %ignored = call i32 @{yielder()}()
  %yields.next = add i32 %yields, 1
  br label %look
doze:
  store atomic i32 1, ptr %flag.at seq_cst, align 4
  call void %sleep(ptr %done.at, i32 %done)
  store atomic i32 0, ptr %flag.at seq_cst, align 4
  br label %look
collected:
  %who.next = add i64 %who, 1
  %others = icmp ult i64 %who.next, %threads
  br i1 %others, label %collect, label %leave
leave:
  ret void
}}
"""


# The same and 0; but nothing and 1 if the caller stands on the core of a worker of the run.
LAUNCH_UNCROWDED = f"""
declare i32 @sched_getcpu()

define i32 @launch(ptr %pool, ptr %function, ptr %argument, i64 %threads) {{
entry:
  %core = call i32 @sched_getcpu()
  %unknown = icmp uge i32 %core, {MOST_CORES}
  br i1 %unknown, label %start, label %ask
ask:
  %owners.at = getelementptr i8, ptr %pool, i64 {OWNERS}
  %owners = load ptr, ptr %owners.at
  %owner.at = getelementptr i8, ptr %owners, i32 %core
  %owner = load i8, ptr %owner.at
  %owner.tid = zext i8 %owner to i64
  %less = sub i64 %owner.tid, 1
  %others = sub i64 %threads, 1
  %crowded = icmp ult i64 %less, %others
  br i1 %crowded, label %refuse, label %start
start:
  call void @launch_here(ptr %pool, ptr %function, ptr %argument, i64 %threads)
  ret i32 0
refuse:
  ret i32 1
}}
"""

# The same where nobody can tell on which core a thread is.
LAUNCH_ANYWHERE = """
define i32 @launch(ptr %pool, ptr %function, ptr %argument, i64 %threads) {
  call void @launch_here(ptr %pool, ptr %function, ptr %argument, i64 %threads)
  ret i32 0
}
"""


def worker_ir() -> str:
    """`worker`: serves orders until one has no function; sleeps when none came for a while."""
    return f"""
define void @worker(ptr %pool, i64 %tid) {{
entry:
  %spins.at = getelementptr i8, ptr %pool, i64 {SPINS}
  %spins = load i64, ptr %spins.at
  %wake.at = getelementptr i8, ptr %pool, i64 {WAKE}
  %wake = load ptr, ptr %wake.at
  %sleep = load ptr, ptr %pool
  %at = mul i64 %tid, {RECORD}
  %ticket.at = getelementptr i8, ptr %pool, i64 %at
  %flag.at = getelementptr i8, ptr %ticket.at, i64 4
  %function.at = getelementptr i8, ptr %ticket.at, i64 8
  %argument.at = getelementptr i8, ptr %ticket.at, i64 16
  %threads.at = getelementptr i8, ptr %ticket.at, i64 24
  %done.at = getelementptr i8, ptr %ticket.at, i64 {LINE}
  %asleep.at = getelementptr i8, ptr %ticket.at, i64 {LINE + 4}
  br label %next
next:
  %served = load i32, ptr %done.at
  br label %look
look:
  %patience = phi i64 [ %spins, %next ], [ %less, %spin ], [ %less, %yield ], [ %spins, %doze ]
  %ticket = load atomic i32, ptr %ticket.at acquire, align 4
  %nothing = icmp eq i32 %ticket, %served
  br i1 %nothing, label %wait, label %serve
wait:
  %tired = icmp eq i64 %patience, 0
  br i1 %tired, label %doze, label %spin
spin:
  {pause_ir()}
  %less = sub i64 %patience, 1
  %phase = urem i64 %less, {LATER_SPINS * 10}
  %polite = icmp eq i64 %phase, 0
  br i1 %polite, label %yield, label %look
yield:
  %ignored = call i32 @{yielder()}()
  br label %look
doze:
  store atomic i32 1, ptr %asleep.at seq_cst, align 4
  call void %sleep(ptr %ticket.at, i32 %served)
  store atomic i32 0, ptr %asleep.at seq_cst, align 4
  br label %look
serve:
  %function = load ptr, ptr %function.at
  %argument = load ptr, ptr %argument.at
  %threads = load i64, ptr %threads.at
  %stop = icmp eq ptr %function, null
  br i1 %stop, label %leave, label %run
run:
  call void %function(i64 %tid, i64 %threads, ptr %argument)
  store atomic i32 %ticket, ptr %done.at seq_cst, align 4
  %flag = load atomic i32, ptr %flag.at seq_cst, align 4
  %expected = icmp ne i32 %flag, 0
  br i1 %expected, label %rouse, label %next
rouse:
  call void %wake(ptr %done.at)
  br label %next
leave:
  ret void
}}
"""


def spin_ir() -> str:
    """`spin`: pauses so many times; how long a pause takes differs tenfold between processors."""
    return f"""
define void @spin(i64 %count) {{
entry:
  br label %again
again:
  %left = phi i64 [ %count, %entry ], [ %less, %again ]
  {pause_ir()}
  %less = sub i64 %left, 1
  %done = icmp sle i64 %less, 0
  br i1 %done, label %leave, label %again
leave:
  ret void
}}
"""


def has_futex() -> bool:
    """Whether threads can sleep and wake natively here; elsewhere Python does it for them."""
    return "linux" in host().triple and host().machine in FUTEX


def linux_ir() -> str:
    """`futex_sleep` and `futex_wake`."""
    number = FUTEX[host().machine]
    return f"""
declare i64 @syscall(i64, ...)

define void @futex_sleep(ptr %word, i32 %seen) {{
  %ignored = call i64 (i64, ...) @syscall(
      i64 {number}, ptr %word, i64 {FUTEX_WAIT_PRIVATE}, i32 %seen, ptr null)
  ret void
}}

define void @futex_wake(ptr %word) {{
  %ignored = call i64 (i64, ...) @syscall(
      i64 {number}, ptr %word, i64 {FUTEX_WAKE_PRIVATE}, i64 1)
  ret void
}}
"""
