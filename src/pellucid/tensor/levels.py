"""What `vmap` is looking at: for each one that is running, the number of examples and the arrays
that hold them.
"""

from contextvars import ContextVar

from pellucid.core.errors import TraceError
from pellucid.core.spec import Spec
from pellucid.graph import Node, toposort
from pellucid.ops.source import Example, example


class Level:
    """One running `vmap`."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.arrays: dict[Node, Node] = {}  # by the node that stands for one example

    def example_of(self, array: Node) -> Node:
        """A node for one example of those along the first axis of `array`."""
        found = example(Spec(array.shape[1:], array.dtype))
        self.arrays[found] = array
        return found


LEVELS: ContextVar[tuple[Level, ...]] = ContextVar("levels", default=())  # outermost first


def differs(node: Node) -> bool:
    """Does a value differ from example to example of a `vmap` that is running?"""
    return bool(LEVELS.get()) and any(isinstance(x.op, Example) for x in toposort([node]))


def refuse_examples(value: Node) -> None:
    """Raise where state would be assigned a value that differs from example to example."""
    if differs(value):
        raise TraceError(
            "state inside vmap would get a value of its own for each example",
            given=str(value.spec),
            fix="return the values, and assign their mean after vmap",
        )
