"""Kernels that differ in nothing but where their values lie share their code.

The layers of a network repeat, and translating code is most of what compiling takes. So of kernels
that look alike, the code is written as if each of their values were in a buffer of its own; where
the text is the same as one before, that is called with another table of buffers.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from pellucid.backends.llvm.builder import Function, Module
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.plan import Place
from pellucid.compiler.schedule import Schedule
from pellucid.graph import Node

ALIKE = {"row", "contract", "attention", "attention_gradient"}


def repeated(kernels: Sequence[Kernel]) -> set[Kernel]:
    """The kernels that look like another."""
    looks = {kernel: look(kernel) for kernel in kernels if kernel.kind in ALIKE}
    count = Counter(looks.values())
    return {kernel for kernel, found in looks.items() if count[found] > 1}


def look(kernel: Kernel) -> Hashable:
    """What kernels of one code have in common, and few others."""
    roots = tuple((root.op.name, root.spec) for root in kernel.roots)
    reads = frozenset(Counter(node.spec for node in kernel.reads).items())
    return kernel.kind, kernel.space, kernel.summed, roots, reads


class Apart:
    """A kernel seen with each of its values in a buffer of its own: `schedule` says so."""

    def __init__(self, kernel: Kernel, schedule: Schedule) -> None:
        self.places = schedule.memory.places
        self.values = self.in_order(kernel)
        own = {node: Place(i, 0, self.places[node].steps) for i, node in enumerate(self.values)}
        self.schedule = replace(schedule, memory=replace(schedule.memory, places=own))

    def in_order(self, kernel: Kernel) -> list[Node]:
        """The values in memory, in the order in which a walk down from the roots meets them."""
        wanted = {*kernel.reads, *kernel.roots}
        found: dict[Node, None] = {}
        seen: set[Node] = set()
        waiting = list(reversed(kernel.roots))
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if node in wanted and node in self.places:
                found[node] = None
            if node in kernel.roots or node not in found:
                waiting += reversed(node.inputs)
        found |= dict.fromkeys(node for node in kernel.reads if node in self.places)
        return list(found)

    def table(self, f: Function) -> str:
        """The address of a table of these buffers, filled."""
        table = f.new(f"alloca [{len(self.values)} x ptr], align 64")
        for number, node in enumerate(self.values):
            place = self.places[node]
            entry = f.new(f"getelementptr ptr, ptr %table, i64 {place.buffer}")
            start = f.new(f"load ptr, ptr {entry}, align 8")
            if place.start:
                start = f.new(f"getelementptr i8, ptr {start}, i64 {place.start}")
            slot = f.new(f"getelementptr ptr, ptr {table}, i64 {number}")
            f.line(f"store ptr {start}, ptr {slot}, align 8")
        return table


def shared(module: Module, name: str, write: Callable[[Module], None]) -> str:
    """The name of a function that does what the one called `name` would, which `write` adds to a
    module; it is added only if there is none like it.
    """
    trial = Module(module.features)
    trial.declarations, trial.globals, trial.once = module.declarations, module.globals, module.once
    write(trial)
    text = "\n".join(trial.functions)
    key = re.sub(rf"@{re.escape(name)}\b", "@", text)
    if key not in module.shared:
        module.shared[key] = name
        module.functions += trial.functions
    return module.shared[key]


def write_shared(
    module: Module,
    kernel: Kernel,
    schedule: Schedule,
    write: Callable[[Module, Kernel, Schedule], None],
) -> None:
    """Add a kernel as a call of code that others may share."""
    apart, name = Apart(kernel, schedule), kernel.name
    body = f"{name}_body"

    def write_body(trial: Module) -> None:
        kernel.name = body
        try:
            write(trial, kernel, apart.schedule)
        finally:
            kernel.name = name

    found = shared(module, body, write_body)
    f = Function(module, name, PARAMETERS)
    table = apart.table(f)
    f.line(f"call void @{found}(i64 %tid, i64 %threads, ptr {table})")
    f.finish()
