"""What follows the sums of a tile: whether it is written out for each of them, and what it loads
from far away.
"""

from collections.abc import Iterator

from pellucid.backends.llvm.pull import computed
from pellucid.compiler.kernels import Kernel
from pellucid.compiler.reading import Index
from pellucid.compiler.reads import reads_of
from pellucid.compiler.schedule import Schedule
from pellucid.compiler.work import NO_ARITHMETIC
from pellucid.graph import Node
from pellucid.ops.transcendental import Function

SHORT = 8  # quick operations on a sum, up to which they are written out for every place of a tile
HELD_TIMES = 4  # of what a run goes through, in near caches: from there on most is far away


def is_short(kernel: Kernel, product: Node, schedule: Schedule) -> bool:
    """Do a few quick operations follow a sum? Then all sums can stay in registers meanwhile."""
    own = [
        x
        for x in computed(kernel, schedule) - {product}
        if x.shape == product.shape and x.op.name not in NO_ARITHMETIC
    ]
    return len(own) <= SHORT and not any(isinstance(x.op, Function) for x in own)


def comes_from_far(schedule: Schedule) -> bool:
    """Has what was last used a whole run ago left the near caches since?"""
    return schedule.nbytes > HELD_TIMES * schedule.target.caches[1]


def loads_of_tail(
    kernel: Kernel, product: Node, schedule: Schedule, index: Index
) -> Iterator[tuple[Node, Index]]:
    """What is loaded after a sum at an index, of values as large as the result."""
    kept = set(schedule.memory.places).difference(kernel.roots) | {product}
    found = {
        (node, place): None
        for root in kernel.roots
        if root is not product
        for node, place in reads_of(root, index, kept).loads
        if node is not product and place is not None and node.spec.size >= product.spec.size
    }
    yield from found
