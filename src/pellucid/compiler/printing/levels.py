"""The levels that stand above a backend, by name."""

from collections.abc import Mapping, Sequence

from pellucid.compiler.computation import Computation
from pellucid.compiler.printing.kernels import kernels_text
from pellucid.compiler.printing.loops import loops_text
from pellucid.compiler.printing.memory import memory_text
from pellucid.compiler.printing.names import Names, argument_names
from pellucid.compiler.schedule import Schedule
from pellucid.graph import Node, show
from pellucid.graph.show import names_of

LEVELS = ("graph", "kernels", "loops", "plan")


def level_text(
    schedule: Schedule,
    level: str,
    arguments: Sequence[str] = (),
    notes: Mapping[str, str] | None = None,
    *,
    lines: bool = False,
) -> str:
    """A level of a schedule as text.

    `arguments` are names for the arguments, `notes` remarks on kernels by their names; with
    `lines`, nodes and kernels come with the user's lines that asked for them.
    """
    names = Names(schedule, arguments)
    if level == "graph":
        return graph_text(schedule.computation, names.arguments, lines=lines)
    if level == "kernels":
        return kernels_text(schedule, names, notes, lines=lines)
    if level == "loops":
        return loops_text(schedule, names, notes)
    return memory_text(schedule, names)


def traced_text(
    computation: Computation, arguments: Sequence[str] = (), *, lines: bool = False
) -> str:
    """A graph before any pass, as its function made it."""
    return graph_text(computation, argument_names(computation, arguments), lines=lines)


def graph_text(computation: Computation, names: Mapping[Node, str], *, lines: bool = False) -> str:
    """A graph, then what becomes of its outputs."""
    found = names_of(computation.outputs, names)
    results = ", ".join(
        found[node] if slot is None else f"{found[node]} => {names[computation.inputs[slot]]}"
        for node, slot in zip(computation.outputs, computation.updates, strict=True)
    )
    return f"{show(computation.outputs, names, lines=lines)}\nreturn {results}"
