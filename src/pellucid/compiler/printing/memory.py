"""The plan of a schedule's memory as text: every value, where it lies, how long it is needed."""

from pellucid.compiler.plan import ARENA, MARGIN
from pellucid.compiler.printing.names import Names
from pellucid.compiler.schedule import Schedule
from pellucid.graph import Node

HEADINGS = ("value", "spec", "memory", "offset", "bytes", "axes", "levels")
AT_RIGHT = {"offset", "bytes"}


def memory_text(schedule: Schedule, names: Names) -> str:
    """A table of the stored values, then the bytes in all."""
    memory = schedule.memory
    made, last = lifetimes(schedule)
    order = {node: number for number, node in enumerate(names.of)}
    nodes = sorted((x for x in memory.places if x in order), key=order.__getitem__)
    rows = [HEADINGS, *(row(schedule, names, node, made, last) for node in nodes)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.rjust(width) if heading in AT_RIGHT else cell.ljust(width)
            for cell, width, heading in zip(cells, widths, HEADINGS, strict=True)
        ).rstrip()
        for cells in rows
    ]
    peak, apart = memory.arena_bytes - 2 * MARGIN, memory.without_reuse
    return "\n".join([*lines, f"arena: {peak:,} bytes; {apart:,} if no place were used twice"])


def lifetimes(schedule: Schedule) -> tuple[dict[Node, int], dict[Node, int]]:
    """The level at which each value is made, and the last at which it is read."""
    made = {root: kernel.level for kernel in schedule.kernels for root in kernel.roots}
    last: dict[Node, int] = {}
    for kernel in schedule.kernels:
        for node in kernel.reads:
            last[node] = max(last.get(node, 0), kernel.level)
    return made, last


def row(
    schedule: Schedule, names: Names, node: Node, made: dict[Node, int], last: dict[Node, int]
) -> tuple[str, ...]:
    """The cells of one value."""
    place = schedule.memory.places[node]
    is_argument = node in schedule.computation.inputs
    where = "arena" if place.buffer == ARENA else "argument"
    if place.buffer != ARENA and not is_argument:
        where = f"is {names.in_memory(node)}"
    begins, ends = made.get(node), last.get(node)
    levels = f"{'' if begins is None else begins} to {'end' if ends is None else ends}".strip()
    return (
        names[node],
        str(node.spec),
        where,
        f"{place.start - MARGIN:,}" if place.buffer == ARENA else "",
        f"{node.spec.nbytes:,}",
        " ".join(map(str, schedule.layouts.order(node))),
        levels if begins is None or place.buffer == ARENA else f"{begins} to end",
    )
