"""A reduction of very many to very few is done in two steps, so that threads can share the first.

Where it is cut depends on the shape alone, so the result has the same bits at any thread count.
"""

import math

from pellucid.compiler.computation import Computation
from pellucid.compiler.reading import stripped
from pellucid.compiler.simplify import LABELS, merge_views
from pellucid.graph import Node, apply
from pellucid.ops.contraction import Contract
from pellucid.ops.reduction import Position, Reduction

FEW_RESULTS = 8
MANY = 2**14  # elements of one result from which two steps pay
MOST_PARTS = 32
SHORT = 128  # an axis up to this size is not cut: the other axes are summed first
LEAST_PART = 64
CACHED = 2**19  # bytes of operands that stay in the cache of a core
FEWEST_PARTS = 4


def split(computation: Computation) -> Computation:
    """The same values, with large reductions in two steps."""
    return computation.rewritten(split_node)


def split_node(node: Node) -> Node:
    """A node, in two steps where that pays."""
    return split_contraction(node) if isinstance(node.op, Contract) else split_reduction(node)


def split_contraction(node: Node) -> Node:
    """A contraction of much to little, as a sum of contractions over parts of one summed label.

    Each result reads all of both operands; part by part, what is read again stays in the cache.
    The label that counts examples is left whole, for the lanes.
    """
    op: Contract = node.op
    a, b = node.inputs
    sizes = op.sizes(a.shape, b.shape)
    summed = [c for c in op.left if c in op.right and c not in op.out]
    apart = [c for c in op.left if c in op.right and c in op.out]  # one product after another
    examples = next((c for c in op.left if c not in apart), "")
    labels = [c for c in summed if c != examples and sizes[c] >= FEWEST_PARTS]
    many = max(math.prod(sizes[c] for c in apart), 1)
    held = sum(stripped(x).spec.nbytes for x in node.inputs) // many
    result = node.spec.nbytes // many
    if len(summed) < 2 or not labels or held < 2 * CACHED or result > held // 16:
        return node
    label = labels[0]
    wanted = min(-(-held // CACHED), held // 8 // max(result, 1))
    parts = next(
        (n for n in range(2, sizes[label] + 1) if sizes[label] % n == 0 and n >= wanted), 1
    )
    if parts == 1:
        return node
    part = next(c for c in LABELS if c not in sizes)
    operands = (
        in_parts(x, own.index(label), parts)
        for x, own in zip(node.inputs, (op.left, op.right), strict=True)
    )
    first = apply(
        "contract",
        *operands,
        left=op.left.replace(label, part + label),
        right=op.right.replace(label, part + label),
        out=part + op.out,
        precision=op.precision,
    )
    return apply("sum", first, axes=(0,))


def in_parts(x: Node, axis: int, parts: int) -> Node:
    """`x` with one axis as two: the part, and the place in it."""
    size = x.shape[axis] // parts
    terms = [
        (0, ((axis, size), (axis + 1, 1))) if a == axis else (0, ((a + (a > axis), 1),))
        for a in range(len(x.shape))
    ]
    shape = (*x.shape[:axis], parts, size, *x.shape[axis + 1 :])
    wide = apply("view", x, shape=shape, terms=tuple(terms))
    return merge_views(wide)


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
