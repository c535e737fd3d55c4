"""Loops inside a program: all threads go through the steps together, each with a table of addresses
of its own, in which what belongs to the step at hand is put before its kernels are called.
"""

from collections.abc import Callable, Sequence

from pellucid.backends.llvm.builder import Function, Module
from pellucid.backends.llvm.callbacks import calls_numpy, calls_place, words_of
from pellucid.backends.llvm.handout import handed_out
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.native import Native, native_of, steps_through
from pellucid.compiler.plan import ARENA, by_level, rounded
from pellucid.compiler.reading import stripped
from pellucid.compiler.schedule import Schedule
from pellucid.core.spec import Spec
from pellucid.graph import Node, Part

STEP_ALONE = 20_000  # operations of a step up to which threads would wait longer than they work
COPY_LANES = 16

WriteInside = Callable[[Module, Schedule], list[Kernel]]


def call_kernels(
    f: Function, kernels: Sequence[Kernel], flags: str, table: str, who: tuple[str, str]
) -> None:
    """Call kernels in order, with a barrier between levels; `who` is the thread, and how many there
    are.
    """
    tid, threads = who
    for number, (_, group) in enumerate(by_level(list(kernels))):
        if number:
            barrier(f, flags, who)
        for kernel in group:
            name = handed_out(kernel) if kernel.name in f.module.handouts else kernel.name
            f.line(f"call void @{name}(i64 {tid}, i64 {threads}, ptr {table})")


def flags_place(schedule: Schedule) -> int:
    """Where in the table the address of the barrier's memory stands: after the arena, arguments,
    results and, where there are calls of NumPy, what calls it.
    """
    return calls_place(schedule) + calls_numpy(schedule)


def barrier(f: Function, flags: str, who: tuple[str, str]) -> None:
    """All threads wait for each other."""
    f.line(f"call void @barrier(ptr {flags}, i64 {who[0]}, i64 {who[1]})")


class Places:
    """Where a kernel of an operation with several values finds its inputs, and leaves those."""

    def __init__(self, f: Function, kernel: Kernel, schedule: Schedule) -> None:
        self.f, self.memory = f, schedule.memory
        native = native_of(kernel.roots[0])
        assert native is not None
        self.native: Native = native
        self.bundle: Node = kernel.roots[0].inputs[0]
        self.parts = {x.op.index: x for x in kernel.roots if isinstance(x.op, Part)}

    def entry(self, number: int) -> str:
        """The pointer in a place of the table."""
        place = self.f.new(f"getelementptr ptr, ptr %table, i64 {number}")
        return self.f.new(f"load ptr, ptr {place}, align 8")

    def beyond(self, base: str, offset: int | str) -> str:
        """The address so many bytes after `base`."""
        if offset in {0, "0"}:
            return base
        return self.f.new(f"getelementptr i8, ptr {base}, i64 {offset}")

    def item_size(self, number: int) -> int:
        """The bytes of an element of an input."""
        return self.bundle.inputs[number].dtype.itemsize

    def input(self, number: int) -> tuple[str, tuple[int, ...]]:
        """Where an input begins, and the bytes between its slices along its free axes."""
        x = self.bundle.inputs[number]
        place, size = self.memory.places[stripped(x)], self.item_size(number)
        order, free = self.native.takes[number], self.native.free[number]
        found = steps_through(x, order, free, place.steps)
        assert found is not None
        first, steps = found
        base = self.beyond(self.entry(place.buffer), place.start + first * size)
        return base, tuple(step * size for step in steps)

    def output(self, number: int) -> str | None:
        """Where a value is to be left, if anybody reads it."""
        node = self.parts.get(number)
        if node is None:
            return None
        place = self.memory.places[node]
        return self.beyond(self.entry(place.buffer), place.start)


class Driver(Places):
    """What the kernels of loops and branches have in common: tables for the kernels of bodies."""

    def __init__(self, module: Module, kernel: Kernel, schedule: Schedule) -> None:
        super().__init__(Function(module, kernel.name, PARAMETERS, COPY_LANES), kernel, schedule)
        self.flags = self.entry(flags_place(schedule))
        self.calls = words_of(self.f, schedule) if calls_numpy(schedule) else None
        self.scratch = self.beyond(self.entry(ARENA), self.memory.scratch[kernel])
        self.alone = self.native.work < STEP_ALONE * max(self.native.steps, 1)
        self.who = ("0", "1") if self.alone else ("%tid", "%threads")

    def table(self, schedule: Schedule, scratch: str) -> str:
        """A table for the kernels of a body, this thread's own, with what is known already."""
        last = flags_place(schedule)
        table = self.f.new(f"alloca [{last + 1} x ptr], align 64")
        self.put(table, ARENA, scratch)
        if calls_numpy(schedule):
            assert self.calls is not None
            self.put(table, calls_place(schedule), self.calls)
        self.put(table, last, self.flags)
        return table

    def put(self, table: str, number: int, pointer: str) -> None:
        """Set a place of a table."""
        place = self.f.new(f"getelementptr ptr, ptr {table}, i64 {number}")
        self.f.line(f"store ptr {pointer}, ptr {place}, align 8")

    def copied(self, spec: Spec, source: str, target: str) -> None:
        """Copy a value, on the first thread only."""
        f, lane = self.f, Symbol("lane", 0, COPY_LANES - 1, is_lane=True)
        whole, rest = divmod(spec.size, COPY_LANES)

        def run() -> None:
            block = Symbol("block", 0, max(whole - 1, 0))
            at = variable(block) * COPY_LANES + variable(lane)
            f.loop(
                block, 0, whole, [], lambda _: f.store(f.load(source, at, spec.dtype), target, at)
            )
            if rest:
                at, mask = variable(lane) + whole * COPY_LANES, f.mask_constant(rest)
                f.store(f.load(source, at, spec.dtype, mask), target, at, mask)

        if self.alone:
            run()
        else:
            f.when(f.new("icmp eq i64 %tid, 0"), run)

    def write(self, body: Callable[[], None]) -> None:
        """Add the kernel's function, which does what `body` writes."""
        if self.alone:
            self.f.when(self.f.new("icmp eq i64 %tid, 0"), body)
        else:
            body()
        self.f.finish()


def write_scan(
    module: Module, kernel: Kernel, schedule: Schedule, write_inside: WriteInside
) -> None:
    """Add a scan's function, and those of its body, to the module."""
    driver = Driver(module, kernel, schedule)
    (inside,) = driver.native.inside
    kernels = write_inside(module, inside)
    driver.write(lambda: ScanSteps(driver, inside, kernels).write())


class ScanSteps:
    """The steps of a scan being written.

    A kept value goes from slot to slot of its result. Another alternates between two places.
    """

    def __init__(self, driver: Driver, inside: Schedule, kernels: Sequence[Kernel]) -> None:
        self.driver, self.f, self.kernels = driver, driver.f, kernels
        self.op = driver.native.source
        self.inside = inside
        self.table = driver.table(inside, driver.scratch)
        self.first_result = 1 + inside.memory.arguments
        start = rounded(inside.memory.arena_bytes)
        self.states: list[str] = []
        self.sizes: list[int] = []
        for number in range(self.op.carries):
            size = self.op.body.inputs[number].spec.nbytes
            if self.op.kept[number]:
                found = driver.output(number)
                assert found is not None
                self.states.append(found)
                self.sizes.append(size)
            else:
                self.states.append(driver.beyond(driver.scratch, start))
                self.sizes.append(rounded(size))
            start += 2 * rounded(size)

    def write(self) -> None:
        """Bring in the first state, take the steps, leave the last state."""
        driver, op, length = self.driver, self.op, self.op.length
        for number, state in enumerate(self.states):
            source, _ = driver.input(number)
            slot = length if op.kept[number] and op.reverse else 0
            target = driver.beyond(state, slot * self.sizes[number])
            driver.copied(op.body.inputs[number].spec, source, target)
        self.slices = [driver.input(op.carries + i) for i in range(op.slices)]
        for slot in range(op.carries + op.slices, self.inside.memory.arguments):
            driver.put(self.table, 1 + slot, driver.input(slot)[0])
        self.results = {
            slot: driver.output(slot) for slot in range(op.carries, len(op.body.outputs))
        }
        barrier(self.f, driver.flags, driver.who)
        step = Symbol("step", 0, max(length - 1, 0))
        self.f.loop(step, 0, length, [], lambda _: self.step(step))
        for number, state in enumerate(self.states):
            target = driver.output(number)
            if target is not None and not op.kept[number]:
                source = driver.beyond(state, length % 2 * self.sizes[number])
                driver.copied(op.body.inputs[number].spec, source, target)

    def step(self, step: Symbol) -> None:
        """One step: the addresses of what it reads and leaves, then its kernels."""
        op, driver, f = self.op, self.driver, self.f
        count = variable(step)
        place = Affine(op.length - 1) - count if op.reverse else count
        for number, (base, (size,)) in enumerate(self.slices):
            pointer = driver.beyond(base, f.integer(place * size))
            driver.put(self.table, 1 + op.carries + number, pointer)
        for slot, base in self.results.items():
            assert base is not None
            size = op.body.outputs[slot].spec.nbytes
            pointer = driver.beyond(base, f.integer(place * size))
            driver.put(self.table, self.first_result + slot, pointer)
        for number, (state, size) in enumerate(zip(self.states, self.sizes, strict=True)):
            if op.kept[number]:
                old, new = (place + 1, place) if op.reverse else (place, place + 1)
            else:
                old, new = count % 2, (count + 1) % 2
            before, after = (driver.beyond(state, f.integer(x * size)) for x in (old, new))
            driver.put(self.table, 1 + number, before)
            driver.put(self.table, self.first_result + number, after)
        call_kernels(f, self.kernels, driver.flags, self.table, driver.who)
        barrier(f, driver.flags, driver.who)
