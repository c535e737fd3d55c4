"""Runs on several threads do every share once, meet at barriers, and leave nothing behind."""

import ctypes
import os
import subprocess
import sys
import threading
import time

import pytest

from pellucid.backends.llvm import spmd, threads
from pellucid.backends.llvm.barrier import LATE, LINE, barrier_bytes, barrier_ir
from pellucid.backends.llvm.cache import object_for
from pellucid.backends.llvm.host import allowed_cores, usable_cores
from pellucid.backends.llvm.jit import compile_object, load_object
from pellucid.backends.llvm.threads import MOST_THREADS, Address, Pool, Size, code_of, pool

MOST = 8  # threads a test block has room for
SLOTS, FLAGS = 128, 1024  # offsets in a test block

# meet: `rounds` (word 0) times, every thread adds 1 to its slot, meets the others, adds up all
# slots, counts a mistake (word 1) unless the sum is right, and meets them again.
# share: every thread stores 1 + threads in its slot.
# call: every thread calls the function in word 0.
PROGRAMS = f"""{barrier_ir()}
define void @meet(i64 %tid, i64 %threads, ptr %block) {{
entry:
  %rounds = load i64, ptr %block
  %mistakes = getelementptr i64, ptr %block, i64 1
  %slots = getelementptr i8, ptr %block, i64 {SLOTS}
  %flags = getelementptr i8, ptr %block, i64 {FLAGS}
  %mine = getelementptr i64, ptr %slots, i64 %tid
  store i64 0, ptr %mine
  call void @barrier(ptr %flags, i64 %tid, i64 %threads)
  br label %round
round:
  %i = phi i64 [ 0, %entry ], [ %next, %again ]
  %next = add i64 %i, 1
  %old = load i64, ptr %mine
  %new = add i64 %old, 1
  store i64 %new, ptr %mine
  call void @barrier(ptr %flags, i64 %tid, i64 %threads)
  br label %add
add:
  %t = phi i64 [ 0, %round ], [ %t.next, %add ]
  %sum = phi i64 [ 0, %round ], [ %sum.next, %add ]
  %theirs = getelementptr i64, ptr %slots, i64 %t
  %value = load i64, ptr %theirs
  %sum.next = add i64 %sum, %value
  %t.next = add i64 %t, 1
  %more = icmp ult i64 %t.next, %threads
  br i1 %more, label %add, label %check
check:
  %expected = mul i64 %next, %threads
  %right = icmp eq i64 %sum.next, %expected
  br i1 %right, label %again, label %wrong
wrong:
  %ignored = atomicrmw add ptr %mistakes, i64 1 monotonic
  br label %again
again:
  call void @barrier(ptr %flags, i64 %tid, i64 %threads)
  %on = icmp ult i64 %next, %rounds
  br i1 %on, label %round, label %leave
leave:
  ret void
}}

define void @share(i64 %tid, i64 %threads, ptr %block) {{
  %slots = getelementptr i8, ptr %block, i64 {SLOTS}
  %mine = getelementptr i64, ptr %slots, i64 %tid
  %value = add i64 %threads, 1
  store i64 %value, ptr %mine
  ret void
}}

define void @call(i64 %tid, i64 %threads, ptr %block) {{
  %function = load ptr, ptr %block
  call void %function(i64 %tid, i64 %threads)
  ret void
}}
"""


@pytest.fixture(scope="module")
def programs():
    return load_object(object_for(PROGRAMS))


@pytest.fixture(params=["futex", "python"])
def workers(request):
    made = Pool(futex=request.param == "futex")
    yield made
    made.close()


class Block:
    """The argument block of a test program."""

    def __init__(self, *words):
        self.memory = ctypes.create_string_buffer(FLAGS + barrier_bytes(MOST) + 128)
        self.address = ctypes.addressof(self.memory) + -ctypes.addressof(self.memory) % 128
        self.words = (ctypes.c_int64 * 16).from_address(self.address)
        self.slots = (ctypes.c_int64 * MOST).from_address(self.address + SLOTS)
        self.words[: len(words)] = words

    @property
    def mistakes(self):
        return self.words[1]


def run(workers, programs, name, block, count):
    """Runs a program; the block lives until it is done."""
    workers.run(programs.address(name), block.address, count)


@pytest.mark.parametrize("count", range(1, 6))
def test_every_share_is_run_once(workers, programs, count):
    block = Block()
    run(workers, programs, "share", block, count)
    assert list(block.slots) == [count + 1] * count + [0] * (MOST - count)


def test_thousands_of_runs_with_barriers_count_right(workers, programs):
    block = Block(3)
    for _ in range(3000):
        run(workers, programs, "meet", block, 2)
    assert block.mistakes == 0
    assert list(block.slots[:2]) == [3, 3]


def test_one_run_with_thousands_of_barriers_counts_right(workers, programs):
    block = Block(5000)
    run(workers, programs, "meet", block, 2)
    assert block.mistakes == 0
    assert list(block.slots[:2]) == [5000, 5000]


def test_more_threads_than_cores_count_right(workers, programs):
    block = Block(20)
    for _ in range(20):
        run(workers, programs, "meet", block, 4)
    assert block.mistakes == 0
    assert list(block.slots[:4]) == [20] * 4


def test_one_block_of_barriers_serves_any_number_of_threads(workers, programs):
    block = Block(7)
    for count in (2, 4, 1, 3, 2, 1, 4, 3, 2) * 5:
        run(workers, programs, "meet", block, count)
        assert list(block.slots[:count]) == [7] * count
    assert block.mistakes == 0


def test_barriers_go_on_when_their_counts_wrap(workers, programs):
    block = Block(20)
    lines = barrier_bytes(2) // 4
    flags = (ctypes.c_int32 * lines).from_address(block.address + FLAGS)
    flags[32] = flags[64] = 2**31 - 10
    run(workers, programs, "meet", block, 2)
    assert block.mistakes == 0
    assert flags[32] == flags[64] < 0


def test_workers_wake_from_sleep(workers, programs):
    block = Block(10)
    for _ in range(5):
        run(workers, programs, "meet", block, 3)
        time.sleep(0.01)
    assert block.mistakes == 0


def native(function):
    """The function as native code that takes `(tid, threads)`."""
    return ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64)(function)


def comes_true(condition):
    """Whether the condition comes true before long; a slow machine only makes it later."""
    for _ in range(10000):
        if condition():
            return True
        time.sleep(0.001)
    return False


def flag(workers, tid, offset):
    """A word of a worker's record."""
    return ctypes.c_int32.from_address(workers._address + tid * spmd.RECORD + offset)


def test_a_worker_that_takes_long_is_waited_for_asleep(workers, programs):
    slept = []

    def work(tid, _):
        if tid == 1:
            launcher_asleep = flag(workers, 1, spmd.LAUNCHER_ASLEEP)
            slept.append(comes_true(lambda: launcher_asleep.value == 1))

    slow = native(work)
    run(workers, programs, "call", Block(code_of(slow)), 2)
    assert slept == [True]


def test_a_thread_that_comes_late_to_a_barrier_is_waited_for_asleep(workers, programs):
    meet = ctypes.CFUNCTYPE(None, Size, Size, Address)(programs.address("meet"))
    block = Block(1)
    own = (ctypes.c_int32 * 32).from_address(block.address + FLAGS)  # how its barriers wait
    theirs = (ctypes.c_int32 * 32).from_address(workers.flags)
    own[:8] = theirs[:8]
    sleepers = ctypes.c_int32.from_address(block.address + FLAGS + 2 * LINE + 4)
    slept = []

    def work(tid, count):
        if tid == 1:
            slept.append(comes_true(lambda: sleepers.value == 1))
        meet(tid, count, block.address)

    slow = native(work)
    before = own[LATE // 4]
    run(workers, programs, "call", Block(code_of(slow)), 2)
    assert slept == [True]
    assert (block.mistakes, list(block.slots[:2])) == (0, [1, 1])
    assert own[LATE // 4] > before
    assert sleepers.value == 0


def test_who_waits_long_is_counted(workers, programs):
    slow = native(lambda tid, _: time.sleep(0.05 * tid))
    before = workers.late()
    run(workers, programs, "call", Block(code_of(slow)), 2)
    assert workers.late() > before


def test_how_threads_wait_depends_on_the_cores_there_are(workers, programs):
    cores = len(allowed_cores())
    for count in (2, cores + 1, 2, cores + 2):
        block = Block(10)
        run(workers, programs, "meet", block, count)
        assert workers._records.roomy is (count <= usable_cores())
        assert block.mistakes == 0


def test_no_core_is_kept_busy_between_runs(workers, programs):
    run(workers, programs, "share", Block(), 4)
    for tid in (1, 2, 3):
        worker_asleep = flag(workers, tid, spmd.WORKER_ASLEEP)
        assert comes_true(lambda asleep=worker_asleep: asleep.value == 1)
    block = Block(10)
    run(workers, programs, "meet", block, 4)
    assert block.mistakes == 0


@pytest.mark.slow
def test_a_process_that_runs_nothing_uses_no_processor_time():
    code = """
run(pool(), programs, "meet", Block(100), 3)
time.sleep(0.1)
before = os.times()
time.sleep(2)
after = os.times()
print(after.user + after.system - before.user - before.system)
"""
    assert float(run_python(code)) <= 0.1


def test_callers_on_several_python_threads_take_turns(workers, programs):
    blocks = [Block(3) for _ in range(4)]

    def work(block, count):
        for _ in range(200):
            run(workers, programs, "meet", block, count)

    callers = [
        threading.Thread(target=work, args=(block, 1 + number % 3))
        for number, block in enumerate(blocks)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert [block.mistakes for block in blocks] == [0] * 4


@pytest.mark.parametrize("tid", [0, 1])
def test_a_run_inside_a_run_is_done_by_its_thread_alone(workers, programs, tid):
    inner = Block()

    def work(this, _):
        if this == tid:
            run(workers, programs, "share", inner, 2)

    inside = native(work)
    run(workers, programs, "call", Block(code_of(inside)), 2)
    assert list(inner.slots[:2]) == [2, 0]


def test_without_threads_to_be_had_the_caller_runs_alone(workers, programs, monkeypatch):
    def refuse(*_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    block = Block()
    run(workers, programs, "share", block, 3)
    assert list(block.slots[:3]) == [2, 0, 0]


def test_more_threads_than_a_pool_has_is_done_alone(workers, programs, monkeypatch):
    monkeypatch.setattr(threads, "MOST_THREADS", 3)
    block = Block()
    run(workers, programs, "share", block, 4)
    assert list(block.slots[:4]) == [2, 0, 0, 0]
    assert MOST_THREADS <= 256  # the table of cores holds a worker in a byte


def test_a_closed_pool_starts_again(workers, programs):
    before = threading.active_count()
    for _ in range(3):
        block = Block()
        run(workers, programs, "share", block, 3)
        assert list(block.slots[:3]) == [4] * 3
        workers.close()
        workers.close()
    assert threading.active_count() == before


def test_the_callers_affinity_is_left_alone(workers, programs):
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("the system has no affinity")
    before = os.sched_getaffinity(0)
    for _ in range(100):
        run(workers, programs, "share", Block(), 2)
    assert os.sched_getaffinity(0) == before


def test_the_process_has_one_pool():
    found = []
    callers = [threading.Thread(target=lambda: found.append(pool())) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert set(found) == {pool()}


def test_the_texts_are_valid_for_another_processor(monkeypatch):
    class Arm:
        machine, triple = "aarch64", "aarch64-unknown-linux-gnu"

    for module in ("spmd", "barrier"):
        monkeypatch.setattr(f"pellucid.backends.llvm.{module}.host", lambda: Arm)
    for text in (spmd.pool_ir(), barrier_ir()):
        assert compile_object(text, triple=Arm.triple)[:4] == b"\x7fELF"


def run_python(code, *arguments):
    """The output of a fresh interpreter that runs the code with `programs` and `Block` at hand."""
    preamble = f"""
import ctypes, os, sys, threading, time
sys.path.insert(0, {os.path.dirname(__file__)!r})
from test_threads import PROGRAMS, Block, run
from pellucid.backends.llvm.cache import object_for
from pellucid.backends.llvm.jit import load_object
from pellucid.backends.llvm.threads import pool
programs = load_object(object_for(PROGRAMS))
"""
    done = subprocess.run(
        [*arguments, sys.executable, "-c", preamble + code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


@pytest.mark.parametrize("wait", [0, 0.01], ids=["spinning", "asleep"])
def test_the_interpreter_exits_cleanly(wait):
    code = f"""
run(pool(), programs, "share", Block(), 3)
time.sleep({wait})
print("end")
"""
    assert run_python(code) == "end"


def test_the_interpreter_exits_while_another_thread_runs_programs():
    code = """
def forever():
    while True:
        run(pool(), programs, "share", Block(), 2)
threading.Thread(target=forever, daemon=True).start()
time.sleep(0.1)
print("end")
"""
    assert run_python(code) == "end"


def test_programs_run_while_the_interpreter_exits():
    code = """
import atexit
def late():
    block = Block()
    run(pool(), programs, "share", block, 2)
    print(list(block.slots[:2]) in ([3, 3], [2, 0]))
import pellucid.backends.llvm.threads as threads
atexit.unregister(threads.close_all)
atexit.register(late)
atexit.register(threads.close_all)
run(pool(), programs, "share", Block(), 2)
"""
    assert run_python(code) == "True"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_forked_child_has_workers_of_its_own():
    code = """
import warnings
warnings.simplefilter("ignore")
block = Block(5)
run(pool(), programs, "meet", block, 3)
def keep_busy():
    for _ in range(200):
        run(pool(), programs, "meet", Block(50), 2)
busy = threading.Thread(target=keep_busy)
busy.start()
children = []
for _ in range(5):
    child = os.fork()
    if child == 0:
        mine = Block(5)
        for _ in range(20):
            run(pool(), programs, "meet", mine, 3)
        os._exit(int(mine.mistakes != 0 or list(mine.slots[:3]) != [5] * 3))
    children.append(child)
print([os.waitpid(child, 0)[1] for child in children])
busy.join()
run(pool(), programs, "meet", block, 3)
print(block.mistakes, list(block.slots[:3]))
"""
    assert run_python(code).splitlines() == ["[0, 0, 0, 0, 0]", "0 [5, 5, 5]"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_child_forked_while_a_program_runs_can_run_it_too():
    code = """
import warnings
import numpy as np
import pellucid as pel
warnings.simplefilter("ignore")
x = np.random.default_rng(0).random((200, 200), np.float32)
@pel.compile
def step(a):
    b = pel.exp(a @ a * 0.01)
    return (b / b.sum(0)) @ a
with pel.using(threads=2):
    expected = step(x).numpy()
done = []
def keep_busy():
    with pel.using(threads=2):
        while not done:
            step(x)
busy = threading.Thread(target=keep_busy)
busy.start()
codes = []
for _ in range(8):
    child = os.fork()
    if child == 0:
        with pel.using(threads=2):
            os._exit(0 if all((step(x).numpy() == expected).all() for _ in range(5)) else 1)
    codes.append(os.waitpid(child, 0)[1])
done.append(True)
busy.join()
print(codes)
"""
    assert run_python(code) == str([0] * 8)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system has no affinity")
def test_a_process_confined_to_one_core_counts_right():
    code = """
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
block = Block(10)
for _ in range(20):
    run(pool(), programs, "meet", block, 2)
print(block.mistakes, list(block.slots[:2]), len(os.sched_getaffinity(0)))
"""
    assert run_python(code) == "0 [10, 10] 1"
