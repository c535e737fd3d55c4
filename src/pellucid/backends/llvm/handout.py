"""Work handed out while it is done, so that a thread whose core is in other hands is helped.

Every thread has a share of its own, the same as where shares are fixed, so that what it works on
stays in its caches. It takes a piece of it at a time, and when nothing is left, pieces of what the
others have left. Pieces are whole: who computes one changes no result.

What is left of a share is a number in memory, for each thread and each such kernel of a program.
Its owner sets it as a run begins, before the barrier that the kernel waits behind, and it is used
up when the run ends: a share that its owner has not set yet looks used up to the others.
"""

from collections.abc import Callable

from pellucid.backends.llvm.barrier import MOST_THREADS, barrier_bytes
from pellucid.backends.llvm.builder import Function, Module, Value
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.compiler.index import Symbol
from pellucid.compiler.kernels import Kernel

LARGE = 16_000_000  # operations (a tenth of a millisecond on a core) from which work is handed out
PIECES = 8  # of a thread's own share: one more costs some nanoseconds, and may be waited for
MOST_KERNELS = 64  # of a program, the first ones
ROW = MOST_KERNELS * 8
FIRST = barrier_bytes(MOST_THREADS)  # where the numbers begin, behind the barriers


def handout_bytes() -> int:
    """The size of the memory for barriers and for what is handed out, zero at first."""
    return FIRST + MOST_THREADS * ROW


def handed_out(kernel: Kernel) -> str:
    """The name of the function of a kernel whose work is handed out, of shares that are set."""
    return f"{kernel.name}_handout"


class Handout:
    """A kernel of `total` pieces of equal worth, number `number` of those handed out in a program.

    `slot` is where the table has the memory of barriers and handouts.
    """

    def __init__(self, number: int, total: int, slot: int) -> None:
        self.number, self.total, self.slot = number, total, slot

    def arm(self, f: Function) -> None:
        """Code by which a thread sets its own share."""
        low, high = self.share(f, "%tid")
        left = f.new(f"sub i64 {high}, {low}")
        f.line(f"store atomic i64 {left}, ptr {self.place(f, '%tid')} monotonic, align 8")

    def whole_kernel(self, module: Module, kernel: Kernel) -> None:
        """Adds the function of the kernel by itself, which sets the shares first."""
        f = Function(module, kernel.name, PARAMETERS)
        self.arm(f)
        memory = self.memory(f)
        f.line(f"call void @barrier(ptr {memory}, i64 %tid, i64 %threads)")
        f.line(f"call void @{handed_out(kernel)}(i64 %tid, i64 %threads, ptr %table)")
        f.finish()

    def write(self, f: Function, each: Callable[[Symbol], None]) -> None:
        """Code that runs `each`, which is given the symbol of the piece, until nothing is left."""
        turn = Symbol("turn", 0, MOST_THREADS - 1)

        def visit(_: list[Value]) -> None:
            after = f.new(f"add i64 %tid, {f.bound[turn]}")
            wrapped = f.new(f"sub i64 {after}, %threads")
            past = f.new(f"icmp uge i64 {after}, %threads")
            who = f.new(f"select i1 {past}, i64 {wrapped}, i64 {after}")
            low, high = self.share(f, who)
            portion = f.new(f"udiv i64 {f.new(f'sub i64 {high}, {low}')}, {PIECES}")
            most = f.new(f"call i64 @llvm.umax.i64(i64 {portion}, i64 1)")
            place = self.place(f, who)
            f.repeat([], lambda _: self.take(f, place, high, most, each))

        f.module.declare("llvm.umax.i64", "declare i64 @llvm.umax.i64(i64, i64)")
        f.module.declare("llvm.umin.i64", "declare i64 @llvm.umin.i64(i64, i64)")
        f.loop(turn, 0, "%threads", [], visit)

    def take(
        self, f: Function, place: str, high: str, most: str, each: Callable[[Symbol], None]
    ) -> tuple[list[Value], str]:
        """One portion of a share, if anything is left of it; and whether there was."""
        left = f.new(f"atomicrmw sub ptr {place}, i64 {most} monotonic")
        some = f.new(f"icmp sgt i64 {left}, 0")
        piece = Symbol("g", 0, max(self.total - 1, 0))

        def portion() -> None:
            start = f.new(f"sub i64 {high}, {left}")
            end = f.new(f"add i64 {start}, {most}")
            bound = f.new(f"call i64 @llvm.umin.i64(i64 {end}, i64 {high})")
            f.loop(piece, start, bound, [], lambda _: each(piece))

        f.when(some, portion)
        return [], some

    def share(self, f: Function, who: str) -> tuple[str, str]:
        """The first piece of a thread's own share, and the first after it."""
        bounds = [who, f.new(f"add i64 {who}, 1")]
        low, high = (
            f.new(f"udiv i64 {f.new(f'mul i64 {bound}, {self.total}')}, %threads")
            for bound in bounds
        )
        return low, high

    def place(self, f: Function, who: str) -> str:
        """Where the number of a thread is."""
        row = f.new(f"mul i64 {who}, {ROW}")
        offset = f.new(f"add i64 {row}, {FIRST + 8 * self.number}")
        return f.new(f"getelementptr i8, ptr {self.memory(f)}, i64 {offset}")

    def memory(self, f: Function) -> str:
        """The address of the memory of barriers and handouts."""
        slot = f.new(f"getelementptr ptr, ptr %table, i64 {self.slot}")
        return f.new(f"load ptr, ptr {slot}, align 8")
