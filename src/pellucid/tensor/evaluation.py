"""Computing tensors, and knowing which of them still have to be computed."""

from weakref import WeakValueDictionary

from pellucid.graph import Node, toposort
from pellucid.ops.source import Data
from pellucid.runtime import Storage, evaluate
from pellucid.tensor.lift import Lazy

# By id, as == between tensors is elementwise.
PENDING: WeakValueDictionary[int, Lazy] = WeakValueDictionary()  # no value yet
KEPT: WeakValueDictionary[int, Lazy] = WeakValueDictionary()  # both a value and a graph


def realize(*tensors: Lazy) -> None:
    """Compute tensors now, together, in one program.

    >>> import pellucid as pel
    >>> x = pel.asarray([1.0, 2.0])
    >>> pel.realize(x + 1, x * 2)
    """
    wanted = [x for x in tensors if x.value is None]
    if not wanted:
        return
    nodes = list(dict.fromkeys(x.graph for x in wanted if x.graph is not None))
    kept = list(KEPT.values())
    known = {x.graph: x.value for x in kept if x.graph is not None and x.value is not None}
    values = dict(zip(nodes, evaluate(nodes, known), strict=True))
    for x in wanted:
        if x.graph is None:
            continue
        x.settle(values[x.graph])
        PENDING.pop(id(x), None)
        if x.graph is not None:
            KEPT[id(x)] = x


def settle_dependents(spent: set[Storage]) -> None:
    """Compute every tensor still to be computed from values that are about to be overwritten."""
    waiting = [x for x in list(PENDING.values()) if x.value is None]
    realize(*(x for x in waiting if x.graph is not None and reads(x.graph, spent)))


def reads(node: Node, spent: set[Storage]) -> bool:
    """Does `node` depend on one of the values?"""
    return any(isinstance(n.op, Data) and n.op.storage in spent for n in toposort([node]))
