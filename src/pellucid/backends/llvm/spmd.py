"""How the threads of a pool take orders, report back and sleep, as LLVM IR text.

Every thread of a pool owns a record of two lines of memory. The launcher writes the first (the
order), the worker the second (the reply), so that starting and finishing cost one line of traffic
each:

    order   0 ticket: i32, one more for each run    4 worker_asleep: i32    8 function: ptr
           16 argument: ptr                        24 threads: i64
    reply 128 done: i32, the last ticket served   132 launcher_asleep: i32

Record 0 is nobody's: its lines say how to wait, as the first line of a block of barriers does (see
`barrier_ir`): the first for the launcher, the second for a worker without orders.

    0 sleep: ptr to void (ptr word, i32 seen)    8 wake: ptr to void (ptr word)    16 spins: i32
   20 yields: i32    24 late: i32    32 owners: ptr to u8 for each core, the worker whose it is or 0
   40 meeting: ptr to the block of barriers    48 function: ptr    56 argument: ptr
   64 threads: i64

The last three are the run that `launch` shall make: each argument of a call from Python costs
70 ns.

`sleep` blocks while the word still is `seen`; `wake` ends the sleep of all who sleep on the word.
The sleeper raises the flag beside the word before it looks at the word a last time, the waker
changes the word before it looks at the flag, all of it sequentially consistent: one of the two sees
the other, and no wake is lost.
"""

from pellucid.backends.llvm.barrier import LATE, LINE, WAKE, pause_ir, waiting_ir, yielder
from pellucid.backends.llvm.host import host
from pellucid.backends.llvm.placement import MOST_CORES

RECORD = 2 * LINE
IDLE = LINE  # of record 0: how a worker waits for orders
OWNERS, MEETING, RUN = 32, 40, 48  # of record 0
WORKER_ASLEEP, LAUNCHER_ASLEEP = 4, LINE + 4

# The number of the futex system call in Linux, by processor (its table differs).
FUTEX = {"x86_64": 202, "aarch64": 98, "riscv64": 98, "ppc64le": 221, "s390x": 238}
FUTEX_WAIT_PRIVATE, FUTEX_WAKE_PRIVATE = 128, 129


def pool_ir() -> str:
    """IR text of `alone`, `order`, `launch`, `launch_here`, `worker`, `spin`, the futex calls."""
    system = linux_ir() if has_futex() else ""
    launch = LAUNCH_UNCROWDED if system else LAUNCH_ANYWHERE
    yielding = f"declare i32 @{yielder()}()\n"
    parts = (ALONE, ORDER, launch_ir(), LATE_SO_FAR, launch, worker_ir(), spin_ir())
    return "\n".join((*parts, system, yielding))


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
  %asleep.at = getelementptr i8, ptr %ticket.at, i64 {WORKER_ASLEEP}
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
    served = "%here = icmp eq i32 %seen, %sent"
    return f"""
define void @launch_here(ptr %pool, ptr %function, ptr %argument, i64 %threads) {{
entry:
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
  %sent = load i32, ptr %sent.at
  {waiting_ir("pool", "done.at", "collect", "collected", reached=served)}
collected:
  %who.next = add i64 %who, 1
  %others = icmp ult i64 %who.next, %threads
  br i1 %others, label %collect, label %leave
leave:
  ret void
}}
"""


# How often threads have been late so far: at barriers and for the launcher.
LATE_SO_FAR = f"""
define internal i32 @late(ptr %pool) {{
  %launcher.at = getelementptr i8, ptr %pool, i64 {LATE}
  %launcher = load atomic i32, ptr %launcher.at monotonic, align 4
  %meeting.at = getelementptr i8, ptr %pool, i64 {MEETING}
  %meeting.first = load ptr, ptr %meeting.at
  %late.at = getelementptr i8, ptr %meeting.first, i64 {LATE}
  %meeting = load atomic i32, ptr %late.at monotonic, align 4
  %sum = add i32 %launcher, %meeting
  %positive = and i32 %sum, {2**31 - 1}
  ret i32 %positive
}}
"""

# What `launch` reads of its run.
READ_RUN = f"""
  %function.at = getelementptr i8, ptr %pool, i64 {RUN}
  %argument.at = getelementptr i8, ptr %pool, i64 {RUN + 8}
  %threads.at = getelementptr i8, ptr %pool, i64 {RUN + 16}
  %function = load ptr, ptr %function.at
  %argument = load ptr, ptr %argument.at
  %threads = load i64, ptr %threads.at
"""

# The same for the run in record 0; then how often threads have been late so far. Nothing, and -1,
# if the caller stands on the core of a worker of the run.
LAUNCH_UNCROWDED = f"""
declare i32 @sched_getcpu()

define i32 @launch(ptr %pool) {{
entry:
{READ_RUN}
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
  %late = call i32 @late(ptr %pool)
  ret i32 %late
refuse:
  ret i32 -1
}}
"""

# The same where nobody can tell on which core a thread is.
LAUNCH_ANYWHERE = f"""
define i32 @launch(ptr %pool) {{
{READ_RUN}
  call void @launch_here(ptr %pool, ptr %function, ptr %argument, i64 %threads)
  %late = call i32 @late(ptr %pool)
  ret i32 %late
}}
"""


def worker_ir() -> str:
    """`worker`: serves orders until one has no function; sleeps when none came for a while."""
    ordered = "%here = icmp ne i32 %seen, %served"
    return f"""
define void @worker(ptr %pool, i64 %tid) {{
entry:
  %wake.at = getelementptr i8, ptr %pool, i64 {WAKE}
  %wake = load ptr, ptr %wake.at
  %idle = getelementptr i8, ptr %pool, i64 {IDLE}
  %at = mul i64 %tid, {RECORD}
  %ticket.at = getelementptr i8, ptr %pool, i64 %at
  %function.at = getelementptr i8, ptr %ticket.at, i64 8
  %argument.at = getelementptr i8, ptr %ticket.at, i64 16
  %threads.at = getelementptr i8, ptr %ticket.at, i64 24
  %done.at = getelementptr i8, ptr %ticket.at, i64 {LINE}
  %asleep.at = getelementptr i8, ptr %ticket.at, i64 {LAUNCHER_ASLEEP}
  br label %next
next:
  %served = load i32, ptr %done.at
  {waiting_ir("idle", "ticket.at", "next", "serve", reached=ordered)}
serve:
  %function = load ptr, ptr %function.at
  %argument = load ptr, ptr %argument.at
  %threads = load i64, ptr %threads.at
  %stop = icmp eq ptr %function, null
  br i1 %stop, label %leave, label %run
run:
  call void %function(i64 %tid, i64 %threads, ptr %argument)
  store atomic i32 %seen, ptr %done.at seq_cst, align 4
  %asleep = load atomic i32, ptr %asleep.at seq_cst, align 4
  %expected = icmp ne i32 %asleep, 0
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
      i64 {number}, ptr %word, i64 {FUTEX_WAKE_PRIVATE}, i64 {2**31 - 1})
  ret void
}}
"""
