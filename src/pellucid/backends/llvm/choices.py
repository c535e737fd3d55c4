"""Loops with a condition, and branches: what is done next is decided while the program runs. All
threads read the same truth value, between two barriers, and go the same way.
"""

from collections.abc import Sequence

from pellucid.backends.llvm.builder import Module, Value
from pellucid.backends.llvm.callbacks import calls_numpy, has_failed
from pellucid.backends.llvm.steps import Driver, WriteInside, barrier, call_kernels
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.plan import rounded
from pellucid.compiler.schedule import Schedule
from pellucid.core.dtypes import int64


def truth(driver: Driver, pointer: str) -> str:
    """The i1 of a bool in memory."""
    byte = driver.f.new(f"load i8, ptr {pointer}, align 1")
    return driver.f.new(f"icmp ne i8 {byte}, 0")


def write_branch(
    module: Module, kernel: Kernel, schedule: Schedule, write_inside: WriteInside
) -> None:
    """Add a branch's function, and those of its two sides, to the module."""
    driver = Driver(module, kernel, schedule)
    sides = [(side, write_inside(module, side)) for side in driver.native.inside]
    tables = [driver.table(side, driver.scratch) for side, _ in sides]
    inputs = [driver.input(number)[0] for number in range(len(driver.bundle.inputs))]
    results, spare = [], max(rounded(side.memory.arena_bytes) for side, _ in sides)
    for number, spec in enumerate(driver.native.specs):  # what nobody reads is left in scratch
        results.append(driver.output(number) or driver.beyond(driver.scratch, spare))
        spare += rounded(spec.nbytes)

    def side(number: int) -> None:
        own, kernels = sides[number]
        for slot, pointer in enumerate(inputs[1:]):
            driver.put(tables[number], 1 + slot, pointer)
        for slot, pointer in enumerate(results):
            driver.put(tables[number], 1 + own.memory.arguments + slot, pointer)
        call_kernels(driver.f, kernels, driver.flags, tables[number], driver.who)

    def body() -> None:
        driver.f.when(truth(driver, inputs[0]), lambda: side(0), lambda: side(1))

    driver.write(body)


def write_while(
    module: Module, kernel: Kernel, schedule: Schedule, write_inside: WriteInside
) -> None:
    """Add the function of a loop with a condition, and those of condition and body, to the
    module.
    """
    driver = Driver(module, kernel, schedule)
    inside = [(part, write_inside(module, part)) for part in driver.native.inside]
    driver.write(lambda: WhileSteps(driver, inside).write())


class WhileSteps:
    """The steps of a loop with a condition being written. What is carried alternates between two
    places.
    """

    def __init__(self, driver: Driver, inside: Sequence[tuple[Schedule, list[Kernel]]]) -> None:
        self.driver, self.f, self.inside = driver, driver.f, inside
        self.specs = driver.native.specs[:-1]
        start, self.tables, self.states = 0, [], []
        for schedule, _ in inside:
            self.tables.append(driver.table(schedule, driver.beyond(driver.scratch, start)))
            start += rounded(schedule.memory.arena_bytes)
        for spec in self.specs:
            self.states.append(driver.beyond(driver.scratch, start))
            start += 2 * rounded(spec.nbytes)
        self.holds = driver.beyond(driver.scratch, start)

    def write(self) -> None:
        """Bring in the first state, take the steps, leave the last state and their number."""
        driver, f = self.driver, self.f
        shared = len(driver.native.source.body.inputs)
        inputs = [driver.input(number)[0] for number in range(len(driver.bundle.inputs))]
        extra = shared
        for (schedule, _), table in zip(self.inside, self.tables, strict=True):
            own = schedule.memory.arguments
            for slot in range(len(self.specs), shared):
                driver.put(table, 1 + slot, inputs[slot])
            for slot in range(shared, own):
                driver.put(table, 1 + slot, inputs[extra + slot - shared])
            extra += own - shared
        driver.put(self.tables[0], 1 + self.inside[0][0].memory.arguments, self.holds)
        for spec, source, state in zip(self.specs, inputs, self.states, strict=False):
            driver.copied(spec, source, state)
        targets = [driver.output(number) for number in range(len(driver.native.specs))]
        barrier(f, driver.flags, driver.who)
        (count,) = f.repeat([f.constant(0, int64)], lambda carried: self.step(carried[0]))
        for spec, state, target in zip(self.specs, self.states, targets, strict=False):
            if target is not None:
                driver.copied(spec, self.place(state, spec.nbytes, count.name), target)
        if targets[-1] is not None:
            f.line(f"store i64 {count.name}, ptr {targets[-1]}, align 8")

    def place(self, state: str, size: int, count: str) -> str:
        """Where a carried value lies after so many steps."""
        odd = self.f.new(f"and i64 {count}, 1")
        return self.driver.beyond(state, self.f.new(f"mul i64 {odd}, {rounded(size)}"))

    def step(self, count: Value) -> tuple[list[Value], str]:
        """The condition, and one step where it holds; how many there were, and whether it did."""
        driver, f = self.driver, self.f
        (_, test_kernels), (body, body_kernels) = self.inside
        following = f.new(f"add i64 {count.name}, 1")
        for number, (spec, state) in enumerate(zip(self.specs, self.states, strict=True)):
            before = self.place(state, spec.nbytes, count.name)
            for table in self.tables:
                driver.put(table, 1 + number, before)
            after = self.place(state, spec.nbytes, following)
            driver.put(self.tables[1], 1 + body.memory.arguments + number, after)
        call_kernels(f, test_kernels, driver.flags, self.tables[0], driver.who)
        barrier(f, driver.flags, driver.who)
        if any(calls_numpy(own) for own, _ in self.inside):
            self.end_after_failure()
        holds = truth(driver, self.holds)

        def run() -> None:
            call_kernels(f, body_kernels, driver.flags, self.tables[1], driver.who)
            barrier(f, driver.flags, driver.who)

        f.when(holds, run)
        more = f.new(f"select i1 {holds}, i64 {following}, i64 {count.name}")
        return [Value(more, int64, vector=False)], holds

    def end_after_failure(self) -> None:
        """The condition no longer holds once a call has failed: the loop might never end."""
        driver, f = self.driver, self.f
        assert driver.calls is not None
        words = driver.calls

        def end() -> None:
            f.line(f"store i8 0, ptr {self.holds}, align 1")

        first = f.new("icmp eq i64 %tid, 0")
        f.when(first, lambda: f.when(has_failed(f, words), end))
        barrier(f, driver.flags, driver.who)
