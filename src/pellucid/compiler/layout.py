"""The order in which the axes of every stored value lie in memory.

What a program takes and gives is row-major. In between, the axis that counts examples comes last,
so that the lanes of a vector are examples: then pooling, windows, padding and classes need no masks
and no shuffles, and a flatten is free.
"""

from collections.abc import Iterable

from pellucid.compiler.copy import Copy
from pellucid.compiler.index import Affine
from pellucid.compiler.native import native_of
from pellucid.compiler.reading import fresh_index, through
from pellucid.graph import Node, toposort
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.indexing import Gather
from pellucid.ops.reduction import Reduction
from pellucid.ops.source import Input, Source
from pellucid.ops.view import Reading

FEWEST_EXAMPLES = 16  # a whole vector: below, lanes of examples would stand partly empty


class Layouts:
    """The axis order of every node of a graph."""

    def __init__(self, roots: Iterable[Node], *, examples_last: bool = True) -> None:
        self.examples_last = examples_last
        self.batch: dict[Node, int | None] = {}
        self.extend(roots)

    def extend(self, roots: Iterable[Node]) -> None:
        """Know the nodes below `roots` too."""
        for node in toposort(roots, self.batch):
            axis = batch_axis(node, self.batch)
            few = axis is not None and node.shape[axis] < FEWEST_EXAMPLES
            self.batch[node] = None if few or not self.examples_last else axis

    def order(self, node: Node) -> tuple[int, ...]:
        """The axes of `node` from outermost to innermost."""
        if isinstance(node.op, Copy):
            return node.op.order
        if isinstance(node.op, Input) and node.op.order:
            return node.op.order
        native = native_of(node)
        if native is not None:
            return native.gives[node.op.index]
        axes = tuple(range(len(node.shape)))
        batch = self.batch.get(node)
        if batch is None or isinstance(node.op, Source):
            return axes
        return (*axes[:batch], *axes[batch + 1 :], batch)


def batch_axis(node: Node, known: dict[Node, int | None]) -> int | None:
    """The axis of `node` that counts examples, carried forward from the inputs."""
    op = node.op
    if isinstance(op, Input):
        return op.batch
    axes = [known[x] for x in node.inputs]
    if isinstance(op, Elementwise):
        return next((axis for axis in axes if axis is not None), None)
    if isinstance(op, Contract):
        labels = (op.left, op.right)
        counted = [text[axis] for text, axis in zip(labels, axes, strict=True) if axis is not None]
        return next((op.out.index(label) for label in counted if label in op.out), None)
    if isinstance(op, Gather):
        return axes[1]
    if not axes or axes[0] is None:
        return None
    if isinstance(op, Reduction):
        return None if axes[0] in op.axes else axes[0] - sum(axis < axes[0] for axis in op.axes)
    return through_reading(node, axes[0]) if isinstance(op, Reading) else None


def through_reading(node: Node, batch: int) -> int | None:
    """The axis of a view whose index is the input's index along `batch`."""
    index = [
        Affine() if n == 1 else i
        for i, n in zip(fresh_index("i", node.shape), node.shape, strict=True)
    ]
    found, _ = through(node, index)
    for axis, symbol in enumerate(index):
        if found[batch] == symbol and node.shape[axis] == node.inputs[0].shape[batch]:
            return axis
    return None
