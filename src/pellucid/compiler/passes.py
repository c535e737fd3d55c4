"""The compiler is a list of passes. Each makes one promise; watchers see what every one of them
makes.
"""

from collections.abc import Callable, Iterable
from typing import Any

from pellucid.compiler.bodies import (
    Inside,
    border_orders,
    constants_outside,
    stored_once,
    taken_in_order,
    with_natives,
)
from pellucid.compiler.bundle import bundle
from pellucid.compiler.computation import Computation
from pellucid.compiler.contraction import Pick, Plan, by_rows, cheapest, plan_contractions
from pellucid.compiler.copy import copy
from pellucid.compiler.factor import factor
from pellucid.compiler.fuse import fuse
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.layout import Layouts
from pellucid.compiler.lookups import multiply_tables
from pellucid.compiler.loops import merge_loops
from pellucid.compiler.native import native_of
from pellucid.compiler.pairs import narrowed
from pellucid.compiler.panels import in_panels
from pellucid.compiler.phases import take_phases
from pellucid.compiler.plan import plan_memory
from pellucid.compiler.schedule import Schedule
from pellucid.compiler.simplify import simplify
from pellucid.compiler.slopes import keep_slopes
from pellucid.compiler.split import split
from pellucid.compiler.target import Target
from pellucid.compiler.winograd import by_winograd
from pellucid.core.provenance import NOWHERE, made_for
from pellucid.graph import Node
from pellucid.ops.closed import Closed
from pellucid.ops.marks import unruled

Watcher = Callable[[str, Any], None]


def store_outputs(computation: Computation) -> Computation:
    """Every output is stored, row-major, in a place of its own."""
    return computation.with_outputs([copy(x, place=i) for i, x in enumerate(computation.outputs)])


GRAPH_PASSES: tuple[tuple[str, Callable[[Computation], Computation], str], ...] = (
    ("simplify", simplify, "the same values from fewer and simpler nodes"),
    ("factor", factor, "no sum waits for another that it needs only as a factor"),
    ("lookups", multiply_tables, "no product of looked-up rows that the table could have"),
    ("phases", take_phases, "no product by a zero that a step has put between elements"),
    ("winograd", by_winograd, "a convolution of fewer products, its operands transformed"),
    ("split", split, "a sum of very many is a sum of sums, so that threads can share it"),
)


class Compilation:
    """How a graph is compiled here, and the bodies of the loops in it."""

    def __init__(
        self, target: Target, skip: Iterable[str], watch: Watcher | None, pick: Pick
    ) -> None:
        self.target, self.left_out, self.watch = target, set(skip), watch
        self.pick = pick if "tile" not in self.left_out else by_rows

    def seen(self, name: str, value: Any) -> Any:
        """What a pass made, shown to the watcher."""
        if self.watch is not None:
            self.watch(name, value)
        return value

    def on_graph(self, computation: Computation) -> Computation:
        """What the passes over the graph make of it."""
        self.seen("graph", computation)
        computation = self.seen("loops", merge_loops(computation))
        for name, change, _ in GRAPH_PASSES:
            if name not in self.left_out:
                computation = self.seen(name, change(computation))
        in_pairs = "pairs" not in self.left_out
        computation = self.seen("pairs", narrowed(computation, self.target, in_pairs=in_pairs))
        inner = Compilation(self.target, self.left_out, None, self.pick)
        return with_natives(computation, inner.inside)

    def layouts(self, computation: Computation) -> Layouts:
        """The order of the axes of every node."""
        return Layouts(computation.outputs, examples_last="layout" not in self.left_out)

    def planned(
        self, computation: Computation, layouts: Layouts
    ) -> tuple[Computation, dict[Node, Plan]]:
        """The computation with a plan for each contraction."""
        return plan_contractions(computation, layouts, self.target, self.pick)

    def scheduled(self, computation: Computation) -> Schedule:
        """The schedule of a computation as it was written."""
        computation = store_outputs(self.on_graph(computation))
        layouts = self.layouts(computation)
        if "panels" not in self.left_out:
            computation = self.seen("panels", in_panels(computation, layouts, self.target))
            layouts = self.layouts(computation)
        if "slopes" not in self.left_out:
            computation = self.seen("slopes", keep_slopes(computation, layouts))
            layouts = self.layouts(computation)
        computation, plans = self.planned(computation, layouts)
        return self.with_kernels(computation, plans, layouts)

    def with_kernels(
        self, computation: Computation, plans: dict[Node, Plan], layouts: Layouts
    ) -> Schedule:
        """The schedule of a computation whose contractions are planned."""
        self.seen("layout", computation)
        computation, kernels = fuse(computation, layouts, join="join" not in self.left_out)
        layouts.extend(computation.outputs)
        self.seen("fuse", numbered(kernels))
        if "bundle" not in self.left_out:
            kernels = self.seen("bundle", numbered(bundle(kernels)))
        memory = self.seen("plan", plan_memory(computation, kernels, layouts))
        return Schedule(computation, layouts, plans, kernels, memory, self.target)

    def inside(self, body: Closed, carries: int, changing: int) -> Inside:
        """A body compiled: the first `changing` of its inputs change from step to step, and the
        first `carries` of these are carried.
        """
        computation = Computation(body.inputs, body.outputs, (None,) * len(body.outputs))
        computation = self.on_graph(computation.rewritten(unruled))
        computation, orders = border_orders(computation, self.layouts(computation), carries)
        computation = taken_in_order(stored_once(computation, orders))
        layouts = self.layouts(computation)
        computation, plans = self.planned(computation, layouts)
        computation, plans, copies = constants_outside(computation, plans, layouts, changing)
        schedule = self.with_kernels(computation, plans, layouts)
        return Inside(schedule, orders, copies)


@made_for(NOWHERE)  # the line that asks for a program to be compiled has made none of it
def compile_graph(
    computation: Computation,
    target: Target,
    *,
    skip: Iterable[str] = (),
    watch: Watcher | None = None,
    pick: Pick = cheapest,
) -> Schedule:
    """The schedule of a computation. `skip` names passes to leave out: simplify, factor, lookups,
    phases, winograd, split, pairs, panels, slopes, layout, tile, join, bundle. `pick` chooses among
    the plans of a contraction.
    """
    return Compilation(target, skip, watch, pick).scheduled(computation)


def numbered(kernels: list[Kernel], prefix: str = "k") -> list[Kernel]:
    """The kernels, and those inside them, named in the order in which they run."""
    for count, kernel in enumerate(kernels):
        kernel.name = f"{prefix}{count}"
        for number, part in enumerate(kernel.parts):
            part.name = f"{kernel.name}.{number}"
        native = native_of(kernel.roots[0])
        for letter, schedule in zip("ab", native.inside if native else (), strict=False):
            numbered(schedule.kernels, f"{kernel.name}_{letter}")
    return kernels
