"""A reduction of very many to very few is done in two steps, so that threads can share the first.

Where it is cut depends on the shape alone, so the result has the same bits at any thread count.
"""

import math

from pellucid.compiler.computation import Computation
from pellucid.graph import Node, apply
from pellucid.ops.reduction import Position, Reduction

FEW_RESULTS = 8
MANY = 2**14  # elements of one result from which two steps pay
MOST_PARTS = 32
SHORT = 128  # an axis up to this size is not cut: the other axes are summed first
LEAST_PART = 64


def split(computation: Computation) -> Computation:
    """The same values, with large reductions in two steps."""
    return computation.rewritten(split_reduction)


def split_reduction(node: Node) -> Node:
    """A reduction to few results, as a reduction of reductions over parts."""
    op = node.op
    if not isinstance(op, Reduction) or isinstance(op, Position):
        return node
    (x,) = node.inputs
    many = math.prod(x.shape[axis] for axis in op.axes)
    if node.spec.size > FEW_RESULTS or many < MANY:
        return node
    axis = max(op.axes, key=lambda a: x.shape[a])
    size = x.shape[axis]
    parts = parts_of(size)
    part = -(-size // parts)
    if part * parts != size:
        widths = tuple(
            (0, part * parts - n) if a == axis else (0, 0) for a, n in enumerate(x.shape)
        )
        x = apply("pad", x, widths=widths, value=op.neutral(x.dtype))
    cut = apply("reshape", x, shape=(*x.shape[:axis], parts, part, *x.shape[axis + 1 :]))
    inner = tuple(a + (a >= axis) for a in op.axes)
    first = apply(
        op.name,
        cut,
        axes=inner if axis not in inner else tuple(sorted({*inner, axis + 1} - {axis})),
    )
    kept = [a for a in range(len(x.shape)) if a not in op.axes or a == axis]
    return apply(op.name, first, axes=(kept.index(axis),))


def parts_of(size: int) -> int:
    """In how many parts an axis is cut; without a remainder where that is possible."""
    if size <= SHORT:
        return size
    most = min(MOST_PARTS, size // LEAST_PART)
    return next((n for n in range(most, most // 2, -1) if size % n == 0), most)
