"""The kernels of a schedule as text: what shares a loop nest, what it reads, why it ends there."""

import math
from collections.abc import Mapping

from pellucid.compiler.kernels import Kernel
from pellucid.compiler.printing.names import Names
from pellucid.compiler.schedule import Schedule
from pellucid.compiler.stored import Stored, stored
from pellucid.graph import Node
from pellucid.ops.contraction import Contract


def kernels_text(
    schedule: Schedule,
    names: Names,
    notes: Mapping[str, str] | None = None,
    *,
    lines: bool = False,
) -> str:
    """One paragraph for each kernel.

    `notes` are remarks of a backend, by the name of the kernel; with `lines`, the user's lines
    follow.
    """
    reasons = stored(schedule.computation.outputs)
    heads = [head(kernel, names) for kernel in schedule.kernels]
    widths = [max(map(len, column)) for column in zip(*heads, strict=True)]
    parts = []
    for kernel, cells in zip(schedule.kernels, heads, strict=True):
        row = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        more = [plan_text(schedule, kernel), *notes_of(kernel, names, notes or {})]
        more += [reason_text(root, kernel, names, reasons) for root in kernel.roots]
        more += [line.place() for line in kernel.lines()] if lines else []
        parts.append("\n".join([row.rstrip(), *(f"      {text}" for text in more if text)]))
    return "\n".join(parts)


def head(kernel: Kernel, names: Names) -> list[str]:
    """The cells of a kernel's first line."""
    return [
        kernel.name,
        f"level {kernel.level}",
        kernel.kind,
        space_text(kernel),
        made_text(kernel, names),
        f"reads {names.many(list(kernel.reads))}",
    ]


def made_text(kernel: Kernel, names: Names) -> str:
    """What a kernel computes: `t8 sum -> t10 => out0`."""
    heavy = ", ".join(f"{names[node]} {node.op.name}" for node in kernel.heavy)
    roots = ", ".join(
        names[root] if root in kernel.internal else names.stored(root) for root in kernel.roots
    )
    return f"{heavy} -> {roots}" if heavy else f"-> {roots}"


def notes_of(kernel: Kernel, names: Names, notes: Mapping[str, str]) -> list[str]:
    """The remark on a kernel; or on each of its loop nests, after what that computes."""
    found = [notes.get(nest.name, "") for nest in kernel.nests]
    if not kernel.parts:
        return found
    return [
        f"{space_text(nest)}: {made_text(nest, names)}{f'; {note}' if note else ''}"
        for nest, note in zip(kernel.parts, found, strict=True)
    ]


def space_text(kernel: Kernel) -> str:
    """What the loops run over: `64 x 10, axis 1 reduced`."""
    if kernel.parts:
        return f"{len(kernel.parts)} loop nests"
    space = " x ".join(map(str, kernel.space)) or "1"
    if not kernel.summed:
        return space
    axes = " and ".join(map(str, kernel.summed))
    return f"{space}, {'axis' if len(kernel.summed) == 1 else 'axes'} {axes} reduced"


def plan_text(schedule: Schedule, kernel: Kernel) -> str:
    """How the contraction of a kernel is computed."""
    for node in kernel.heavy:
        if isinstance(node.op, Contract):
            plan = schedule.plans[node]
            sizes = node.op.sizes(node.inputs[0].shape, node.inputs[1].shape)
            along = " and ".join(plan.lanes) or "nothing"
            lanes = f"lanes along {along} ({math.prod(sizes[c] for c in plan.lanes)})"
            products = f"{math.prod(sizes.values()):,} multiply-adds"
            return f"{plan.kind}: {node.op.parameters()}, {products}, {lanes}"
    return ""


def reason_text(root: Node, kernel: Kernel, names: Names, reasons: Stored) -> str:
    """Why a value is stored, and why here."""
    why, reader = reasons.why.get(root, ("", None))
    text = f"{names[root]}: {why}{f' {names[reader]}' if reader in names.of else ''}"
    words, other = kernel.why.get(root, ("", root))
    if words and other in names.of:
        text += f"; {words.format(names[other])}"
    if root in kernel.internal:
        text += "; stays in registers: nothing else reads it"
    return text
