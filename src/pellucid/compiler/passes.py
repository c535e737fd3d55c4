"""The compiler is a list of passes. Each makes one promise; watchers see what every one of them
makes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pellucid.compiler.bundle import bundle
from pellucid.compiler.computation import Computation
from pellucid.compiler.contraction import Pick, Plan, by_rows, cheapest, plan_contractions
from pellucid.compiler.copy import copy
from pellucid.compiler.factor import factor
from pellucid.compiler.fuse import fuse
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.layout import Layouts
from pellucid.compiler.phases import take_phases
from pellucid.compiler.plan import Memory, plan_memory
from pellucid.compiler.simplify import simplify
from pellucid.compiler.split import split
from pellucid.compiler.target import Target
from pellucid.graph import Node

Watcher = Callable[[str, Any], None]


@dataclass(frozen=True)
class Schedule:
    """A computation as kernels: what a backend writes code from."""

    computation: Computation
    layouts: Layouts
    plans: dict[Node, Plan]
    kernels: list[Kernel]
    memory: Memory
    target: Target


def store_outputs(computation: Computation) -> Computation:
    """Every output is stored, row-major, in a place of its own."""
    return computation.with_outputs([copy(x, place=i) for i, x in enumerate(computation.outputs)])


GRAPH_PASSES: tuple[tuple[str, Callable[[Computation], Computation], str], ...] = (
    ("simplify", simplify, "the same values from fewer and simpler nodes"),
    ("factor", factor, "no sum waits for another that it needs only as a factor"),
    ("phases", take_phases, "no product by a zero that a step has put between elements"),
    ("split", split, "a sum of very many is a sum of sums, so that threads can share it"),
)


def compile_graph(
    computation: Computation,
    target: Target,
    *,
    skip: Iterable[str] = (),
    watch: Watcher | None = None,
    pick: Pick = cheapest,
) -> Schedule:
    """The schedule of a computation. `skip` names passes to leave out: simplify, factor,
    phases, split, layout, tile, join, bundle. `pick` chooses among the plans of a contraction.
    """
    left_out = set(skip)

    def seen(name: str, value: Any) -> Any:
        if watch is not None:
            watch(name, value)
        return value

    seen("graph", computation)
    for name, change, _ in GRAPH_PASSES:
        if name not in left_out:
            computation = seen(name, change(computation))
    computation = store_outputs(computation)
    layouts = Layouts(computation.outputs, examples_last="layout" not in left_out)
    computation, plans = plan_contractions(
        computation, layouts, target, pick if "tile" not in left_out else by_rows
    )
    seen("layout", computation)
    computation, kernels = fuse(computation, layouts, join="join" not in left_out)
    layouts.extend(computation.outputs)
    seen("fuse", numbered(kernels))
    if "bundle" not in left_out:
        kernels = seen("bundle", numbered(bundle(kernels)))
    memory = seen("plan", plan_memory(computation, kernels, layouts))
    return Schedule(computation, layouts, plans, kernels, memory, target)


def numbered(kernels: list[Kernel]) -> list[Kernel]:
    """The kernels, named in the order in which they run."""
    for count, kernel in enumerate(kernels):
        kernel.name = f"k{count}"
        for number, part in enumerate(kernel.parts):
            part.name = f"{kernel.name}.{number}"
    return kernels
