"""Views followed symbolically: from an index of a node to the index of the stored value it is read
from.
"""

from collections.abc import Sequence

from pellucid.compiler.index import Affine, Symbol, variable, within
from pellucid.core.spec import Shape
from pellucid.graph import Node
from pellucid.ops.view import Pad, Reading

Index = tuple[Affine, ...]
Guard = tuple[Affine, int]  # holds where 0 <= expression < size


def fresh_index(prefix: str, shape: Shape) -> Index:
    """A symbol for each axis."""
    return tuple(
        variable(Symbol(f"{prefix}{axis}", 0, max(size - 1, 0))) for axis, size in enumerate(shape)
    )


def through(node: Node, index: Sequence[Affine]) -> tuple[Index, tuple[Guard, ...]]:
    """The index of the input that a view reads at `index`, and what must hold for it to be there at
    all.
    """
    op = node.op
    assert isinstance(op, Reading)
    shape = node.inputs[0].shape
    found = tuple(x if isinstance(x, Affine) else Affine(x) for x in op.source(list(index), shape))
    if not isinstance(op, Pad):
        return found, ()
    inside = tuple(within(x, size) if size else x for x, size in zip(found, shape, strict=True))
    return inside, guards(op, index, found, shape)


def guards(pad: Pad, index: Sequence[Affine], found: Index, shape: Shape) -> tuple[Guard, ...]:
    """The conditions under which a padded index lies on an element."""
    wanted: list[Guard] = []
    for i, x, size, (before, _), step in zip(
        index, found, shape, pad.widths, pad.every_step(), strict=True
    ):
        low, high = x.range()
        if low < 0 or high >= size:
            wanted.append((x.resolved(), size))
        if step > 1:
            wanted.append((((i - before) % step).resolved(), 1))
    return tuple(wanted)


def stripped(node: Node) -> Node:
    """`node` without the views on top."""
    while isinstance(node.op, Reading):
        node = node.inputs[0]
    return node


def base_of(node: Node, index: Sequence[Affine]) -> tuple[Node, Index, tuple[Guard, ...]]:
    """The node below the views on top of `node`, the index it is read at, and every guard on the
    way.
    """
    found, wanted = tuple(index), ()
    while isinstance(node.op, Reading):
        found, more = through(node, found)
        wanted += more
        node = node.inputs[0]
    return node, found, wanted


def strides(shape: Shape, order: Sequence[int]) -> tuple[int, ...]:
    """Elements between neighbours along each axis, when the axes lie in memory in `order`,
    outermost first.
    """
    found, step = [0] * len(shape), 1
    for axis in reversed(order):
        found[axis] = step if shape[axis] != 1 else 0
        step *= shape[axis]
    return tuple(found)


def offset(index: Sequence[Affine], steps: Sequence[int]) -> Affine:
    """The place in memory, in elements."""
    total = Affine()
    for i, step in zip(index, steps, strict=True):
        if step:
            total += i * step
    return total.resolved()


def unflattened(flat: Affine, shape: tuple[int, ...]) -> Index:
    """The index of the element that stands at `flat` in row-major order."""
    places = []
    for size in reversed(shape[1:]):
        places.append(flat % size)
        flat //= size
    return (flat, *reversed(places)) if shape else ()
