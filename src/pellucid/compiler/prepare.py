"""Copies of operands, made where one does not lie as a plan wants to read it."""

import math

from pellucid.compiler.copy import Copy, copy
from pellucid.compiler.index import Symbol, variable
from pellucid.compiler.operand import (
    Operand,
    bounding_label,
    is_padded_with_zeros,
    mentions,
    only_summed,
    step_of,
)
from pellucid.compiler.reading import base_of, offset, strides, stripped
from pellucid.graph import Node, apply, rebuild
from pellucid.ops.contraction import Contract
from pellucid.ops.source import Input, Source
from pellucid.ops.view import Pad, Reading

# In multiply-adds of one lane: figures that rank plans, found by trying (see docs/decisions).
COPIED_ELEMENT = 24  # strided loads and a store
MASKED_LOADS = 0.05  # a mask at each load of a vector, for each multiply-add
PANEL = 4  # vectors side by side in a packed panel
PACKED_STRIDE = 2048  # bytes between rows from which packing pays
PACKED_ROWS = 128  # and the fewest rows
PACKED_SPAN = 2**20  # bytes from the first row to the last from which nearer rows are packed too
SCATTERED_ROWS = 1024  # of an operand that is broadcast: more than near caches keep
REUSED = 128  # products of an element from which it may be moved to where its neighbours are read


def prepared(
    x: Operand, labels: str, op: Contract, lanes: int, work: float
) -> tuple[Node | None, float]:
    """The operand with neighbours along the last of `labels` next to each other: a copy of it, or
    None when it is so already.
    """
    label = labels[-1]
    guarded = not only_summed(x, op) or any(map(x.guarded, labels))
    if x.stride(label) == 1 and labels == label and is_masked_at_ends(x, label, op, lanes):
        return None, MASKED_LOADS * work
    if x.stride(label) == 1 and not guarded:
        return packed(x, label, op, lanes, work) if len(labels) == 1 else (None, 0.0)
    base = stripped_to_pad(x.node) if guarded else stripped(x.node)
    for moved in (
        copy(base, innermost(axis, base), alone=True) for axis in reversed(range(len(base.shape)))
    ):
        if unit_stride(x, base, moved, label):
            found = with_base(x.node, base, moved)
            panels = None if len(labels) > 1 else packed(x.of(found), label, op, lanes, work)[0]
            if panels is not None:  # copied once, into panels
                found = rebuild([panels], replaced={moved: base})[0]
            return found, COPIED_ELEMENT * base.spec.size
    spaced = every_few(x, base, label)
    if spaced is not None:
        return spaced, COPIED_ELEMENT * base.spec.size
    whole = copy(x.node, innermost(x.labels.index(label), x.node), alone=True)
    return whole, COPIED_ELEMENT * x.node.spec.size


def is_masked_at_ends(x: Operand, label: str, op: Contract, lanes: int) -> bool:
    """Is the padding along `label` zeros beside a row of few vectors? Each of these then has a mask
    of its own, for every summed place. Other guards must be bounds of loops.
    """
    own = [guard for guard in x.guards if mentions(guard[0], x.symbols[label])]
    rest = [guard for guard in x.guards if guard not in own]
    alone = all(
        isinstance(s, Symbol) and (s is x.symbols[label] or name_of(s, x) not in op.out)
        for expression, _ in own
        for s in expression.terms
    )
    few = x.symbols[label].high < PANEL * lanes
    known = isinstance(stripped(x.node).op, Source) and not isinstance(stripped(x.node).op, Input)
    bounded = all(bounding_label(guard, x, op) is not None for guard in rest)
    return bool(own) and few and alone and not known and bounded and is_padded_with_zeros(x.node)


def name_of(symbol: Symbol, x: Operand) -> str:
    """The label whose place a symbol is."""
    return next(label for label, known in x.symbols.items() if known is symbol)


def every_few(x: Operand, base: Node, label: str) -> Node | None:
    """The operand read from a copy of `base` in which elements that are a stride apart along
    `label` are neighbours: first every stride-th, then those that follow them, and so on.
    """
    node = with_base(x.node, base, copy(base, alone=True))  # so that its index can be seen
    _, place, _ = base_of(node, [variable(x.symbols[c]) for c in x.labels])
    for axis, expression in enumerate(place):
        step = step_of(expression, x.symbols[label])
        if step is None or step < 2:
            continue
        count = -(-base.shape[axis] // step)
        shape = (*base.shape[:axis], count * step, *base.shape[axis + 1 :])
        split = apply(
            "reshape", extended(base, shape), shape=(*shape[:axis], count, step, *shape[axis + 1 :])
        )
        copied = copy(split, innermost(axis, split), alone=True)
        back = shortened(apply("reshape", copied, shape=shape), base.shape)
        found = x.of(with_base(x.node, base, back))
        return found.node if found.stride(label) == 1 else None
    return None


def extended(node: Node, shape: tuple[int, ...]) -> Node:
    """The node with zeros after its ends."""
    widths = tuple((0, n - m) for n, m in zip(shape, node.shape, strict=True))
    return apply("pad", node, widths=widths) if shape != node.shape else node


def shortened(node: Node, shape: tuple[int, ...]) -> Node:
    """The node without what lies beyond `shape`."""
    terms = tuple((0, ((axis, 1),)) for axis in range(len(shape)))
    return apply("view", node, shape=shape, terms=terms)


def innermost(axis: int, node: Node) -> tuple[int, ...]:
    """The axes of `node` with one moved to the end."""
    return (*(a for a in range(len(node.shape)) if a != axis), axis)


def unit_stride(x: Operand, base: Node, moved: Node, label: str) -> bool:
    """Would neighbours along `label` lie next to each other if `base` were stored as `moved`?"""
    node = with_base(x.node, base, moved)
    index = [variable(x.symbols[c]) for c in x.labels]
    found, place, _ = base_of(node, index)
    steps = strides(found.shape, found.op.order) if isinstance(found.op, Copy) else ()
    return bool(steps) and step_of(offset(place, steps), x.symbols[label]) == 1


def stripped_to_pad(node: Node) -> Node:
    """The padding in the views on top of `node`, or what lies below them."""
    while isinstance(node.op, Reading) and not isinstance(node.op, Pad):
        node = node.inputs[0]
    return node


def with_base(node: Node, base: Node, replacement: Node) -> Node:
    """The views of `node` on `base`, on `replacement` instead."""
    return rebuild([node], replaced={base: replacement})[0]


def broadcastable(x: Operand, op: Contract, work: float) -> tuple[Node | None, float]:
    """An operand as tiles read it element by element: a copy without padding that tiles would meet,
    or one in which what is summed follows one another; None when none is needed.
    """
    if only_summed(x, op):
        return gathered(x, op, work)
    base = stripped_to_pad(x.node)
    return with_base(x.node, base, copy(base, alone=True)), COPIED_ELEMENT * base.spec.size


def gathered(x: Operand, op: Contract, work: float) -> tuple[Node | None, float]:
    """The operand with summed elements next to each other, where a tile would read a few bytes of
    each of very many rows: no near cache keeps the rest of them for the next tile.
    """
    summed = [c for c in x.labels if c not in op.out]
    rows = math.prod(x.symbols[c].high + 1 for c in summed)
    step = min((abs(x.stride(c) or 0) for c in summed), default=0)
    size = x.node.spec.size
    far = rows >= SCATTERED_ROWS and step * x.node.dtype.itemsize >= PACKED_STRIDE
    if not far or work < REUSED * size or x.guards or stripped(x.node).spec.size != size:
        return None, 0.0
    order = sorted(range(len(x.labels)), key=lambda axis: x.labels[axis] in summed)
    return copy(x.node, tuple(order), alone=True), COPIED_ELEMENT * size


def packed(
    x: Operand, label: str, op: Contract, lanes: int, work: float
) -> tuple[Node | None, float]:
    """The operand in panels of a few vectors, where its rows lie too far apart to be read."""
    summed = [c for c in x.labels if c not in op.out]
    rows = math.prod(x.symbols[c].high + 1 for c in summed)
    step = min((abs(x.stride(c) or 0) for c in summed), default=0) * x.node.dtype.itemsize
    size = x.node.spec.size
    far = step >= PACKED_STRIDE or rows * step >= PACKED_SPAN
    worth = work >= 64 * size and rows >= PACKED_ROWS and far and step >= PACKED_STRIDE // 2
    if not worth or stripped(x.node).spec.size < size or x.guards:
        return None, 0.0
    axis, width = x.labels.index(label), PANEL * lanes
    count = -(-x.node.shape[axis] // width)
    shape = tuple(count * width if a == axis else n for a, n in enumerate(x.node.shape))
    split = apply(
        "reshape", extended(x.node, shape), shape=(*shape[:axis], count, width, *shape[axis + 1 :])
    )
    rest = [a for a in range(len(split.shape)) if a not in {axis, axis + 1}]
    rest.sort(key=lambda a: x.labels[a - (a > axis)] in summed)  # a panel in one piece
    order = (axis, *rest, axis + 1)
    panels = apply("reshape", copy(split, order, alone=True), shape=shape)
    return shortened(panels, x.node.shape), COPIED_ELEMENT / 8 * size
