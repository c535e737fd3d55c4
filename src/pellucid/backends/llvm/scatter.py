"""The kernel of `scatter_add`: each thread owns a share of the rows and walks all the places, so
sums have one order.
"""

import math

from pellucid.backends.llvm.builder import Function, Module, Value
from pellucid.backends.llvm.pull import Pull, clamped
from pellucid.backends.llvm.rows import PARAMETERS
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.schedule import Schedule
from pellucid.core.dtypes import int64


def write_scatter(module: Module, kernel: Kernel, schedule: Schedule) -> None:
    """Add the kernel's function to the module."""
    (root,) = kernel.roots
    places, updates = root.inputs
    f = Function(module, kernel.name, PARAMETERS, schedule.target.lanes(root.dtype))
    pull = Pull(f, schedule, {root})
    pull.use_buffers({*kernel.reads, root})
    place = schedule.memory.places[root]
    base, origin = pull.address(root, (Affine(),) * len(root.shape))
    rest = root.shape[1:]
    low, high = (
        f.new(f"udiv i64 {f.new(f'mul i64 {who}, {root.shape[0]}')}, %threads")
        for who in ("%tid", f.new("add i64 %tid, 1"))
    )
    row = Symbol("row", 0, max(root.shape[0] - 1, 0))
    inner = [Symbol(f"i{axis}", 0, max(n - 1, 0)) for axis, n in enumerate(rest)]
    width = math.prod(rest)

    def clear(_: list[Value]) -> None:
        element = Symbol("element", 0, max(width - 1, 0))
        if width:
            where = origin + variable(row) * place.steps[0] + variable(element)
            f.loop(element, 0, width, [], lambda _: f.store(f.constant(0, root.dtype), base, where))

    f.loop(row, low, high, [], clear)
    number = Symbol("n", 0, max(places.spec.size - 1, 0))

    def add_one(_: list[Value]) -> None:
        target = clamped(f, pull(places, (variable(number),)), root.shape[0])
        own = f.new(
            f"and i1 {f.new(f'icmp sge i64 {target.name}, {low}')}, "
            f"{f.new(f'icmp slt i64 {target.name}, {high}')}"
        )
        start = f.emit("mul", target, f.constant(place.steps[0], int64))

        def add(axes: list[Symbol]) -> None:
            if axes:
                first, *others = axes
                f.loop(first, 0, first.high + 1, [], lambda _: add(others))
                return
            index = tuple(variable(s) for s in inner)
            where = origin
            for i, step in zip(index, place.steps[1:], strict=True):
                where += i * step
            total = f.load_at(base, start, where, root.dtype)
            f.store_at(
                f.emit("add", total, pull(updates, (variable(number), *index))), base, start, where
            )

        if width:
            f.when(own, lambda: add(inner))

    f.loop(number, 0, places.spec.size, [], add_one)
    f.finish()
