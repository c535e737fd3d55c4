"""Computing tensors, and knowing which of them still have to be computed."""

from collections.abc import Iterable
from weakref import WeakSet, WeakValueDictionary

import numpy as np

from pellucid.core.errors import PellucidError
from pellucid.graph import Node, toposort
from pellucid.ops.closed import depending
from pellucid.ops.source import Data, Example, Input
from pellucid.ops.view import Reading
from pellucid.runtime import Storage, evaluate
from pellucid.runtime.finite import NotFiniteError
from pellucid.runtime.rounds import FEW
from pellucid.tensor.lift import Lazy
from pellucid.tensor.troubles import error_of

SOME = 16  # places in a graph that single elements are picked from; with more it is one of a kind

# By id, as == between tensors is elementwise.
PENDING: WeakValueDictionary[int, Lazy] = WeakValueDictionary()  # no value yet
KEPT: WeakValueDictionary[int, Lazy] = WeakValueDictionary()  # both a value and a graph
FAILED: WeakValueDictionary[int, Lazy] = WeakValueDictionary()  # asked for in vain once
BEGUN: WeakSet[Node] = WeakSet()  # what programs have begun with


def realize(*tensors: Lazy) -> None:
    """Compute tensors now, together, in one program.

    >>> import pellucid as pel
    >>> x = pel.asarray([1.0, 2.0])
    >>> pel.realize(x + 1, x * 2)
    """
    wanted = [x for x in tensors if x.value is None]
    if not wanted:
        return
    bases = {id(x): base for x in wanted if x.graph and (base := base_of(x.graph)) is not None}
    views = [x for x in wanted if id(x) in bases]
    rest = {id(x): x for x in wanted if id(x) not in bases}
    rest |= {id(x): x for _, x in bases.values() if isinstance(x, Lazy) and x.value is None}
    if rest:
        compute([*rest.values(), *waiting_state([*wanted, *rest.values()])])
    for x in views:
        if x.value is None:  # else it was waiting for what was computed, and came along
            assert x.graph is not None
            finish(x, seen_through(x.graph, *bases[id(x)]))


def compute(wanted: list[Lazy]) -> None:
    """Compute tensors in one program; along with them those that would have it done again."""
    nodes = list(dict.fromkeys(x.graph for x in wanted if x.graph is not None))
    kept = list(KEPT.values())
    known = {x.graph: x.value for x in kept if x.graph is not None and x.value is not None}
    order = toposort(nodes, known)
    known |= single_elements(order, known)
    begin = beginnings(order, known)
    again = {node for node in begin if node in BEGUN}
    if again and (others := waiting_for(again, wanted)):
        try:
            compute_nodes([*wanted, *others], known)
        except PellucidError:  # perhaps of one that nobody has asked for
            FAILED.update((id(x), x) for x in others if not x.is_state)
            compute_nodes(wanted, known)
    else:
        compute_nodes(wanted, known)
    BEGUN.update(begin)


def beginnings(order: list[Node], known: Iterable[Node]) -> list[Node]:
    """The nodes of a graph that are computed from values there are, and are more than views: one
    of them is among whatever is computed a second time.
    """
    given = {node for node in order if not node.inputs}.union(known)
    found = []
    for node in order:
        if node not in given and given.issuperset(node.inputs):
            if isinstance(node.op, Reading):
                given.add(node)
            else:
                found.append(node)
    return found


def waiting_for(again: set[Node], wanted: list[Lazy]) -> list[Lazy]:
    """What else is in somebody's hands and depends on nodes that are computed a second time.

    A loop that reads one number of each round, and carries others on, would otherwise begin at its
    first round again in every round: with a longer graph, and another program, each time.
    """
    taken = {id(x) for x in wanted} | set(FAILED)
    waiting = [x for x in list(PENDING.values()) if x.value is None and id(x) not in taken]
    graphs = [x.graph for x in waiting if x.graph is not None]
    shared = depending(graphs, again.__contains__)
    unknown = depending(graphs, lambda node: isinstance(node.op, Example | Input))
    return [x for x in waiting if x.graph in shared and x.graph not in unknown]


def compute_nodes(wanted: list[Lazy], known: dict[Node, Storage]) -> None:
    """Compute tensors in one program, from values that are known."""
    nodes = list(dict.fromkeys(x.graph for x in wanted if x.graph is not None))
    try:
        values = dict(zip(nodes, evaluate(nodes, known), strict=True))
    except NotFiniteError as found:
        FAILED.update((id(x), x) for x in wanted if not x.is_state)
        raise error_of(found) from None
    holders: dict[Node, Lazy] = {}
    for x in wanted:
        if x.graph is None:
            continue
        other = holders.setdefault(x.graph, x)
        shared = other is not x and (x.is_state or other.is_state)
        finish(x, values[x.graph].copy() if shared else values[x.graph])


def finish(x: Lazy, storage: Storage) -> None:
    """Keep a value; and remember the tensor while it has a graph beside it."""
    x.settle(storage)
    PENDING.pop(id(x), None)
    if x.graph is not None:
        KEPT[id(x)] = x


def single_elements(order: list[Node], known: dict[Node, Storage]) -> dict[Node, Storage]:
    """Elements that a graph picks out of values, one here and one there, to compute with; and those
    values. Left in the graph, each place that they are picked from would be another program.
    """
    picks = [x for x in order if is_pick(x)]
    found: dict[Node, Storage] = {}
    for pick in picks if len(picks) <= SOME else []:
        if (seen := base_of(pick)) is None:
            continue
        base, value = seen
        if isinstance(value, Lazy):
            realize(value)
            found[base] = computed(value)
        found[pick] = seen_through(pick, base, value)
    return found


def is_pick(node: Node) -> bool:
    """Is it one element of several?"""
    return node.spec.size == 1 and isinstance(node.op, Reading) and node.inputs[0].spec.size > 1


def base_of(node: Node) -> tuple[Node, Lazy | Storage] | None:
    """What `node` shows a few elements of: a value, or the first tensor that somebody holds, which
    is computed whole then. A loop over elements would compile a program for each of them.
    """
    if node.spec.size > FEW or not isinstance(node.op, Reading):
        return None
    held = {x.graph: x for x in (*KEPT.values(), *PENDING.values())}
    found = None
    while isinstance(node.op, Reading):
        node = node.inputs[0]
        if isinstance(node.op, Data):
            return node, node.op.storage
        if node in held:
            found = node, held[node]
    return found


def seen_through(node: Node, base: Node, value: Lazy | Storage) -> Storage:
    """The elements of `node`, a view, or a view of views, of `base`, whose value is known."""
    path = []
    while node is not base:
        path.append(node)
        node = node.inputs[0]
    array = computed(value).array
    for view in reversed(path):
        array = view.op.reference(array)
    return Storage(np.array(array, order="C"))


def computed(value: Lazy | Storage) -> Storage:
    """The value of a tensor that has one, or the value itself."""
    storage = value.value if isinstance(value, Lazy) else value
    assert storage is not None
    return storage


def waiting_state(wanted: list[Lazy]) -> list[Lazy]:
    """Parameters and other state assigned but not computed.

    They are computed along with whatever is read, or an eager loop that never reads them would make
    a longer graph, and another program, each time.
    """
    taken = set(map(id, wanted))
    waiting = [x for x in list(PENDING.values()) if x.is_state and x.value is None]
    return [x for x in waiting if id(x) not in taken]


def waiting_numbers() -> list[Lazy]:
    """State, and single numbers, which somebody may print, still to be computed; not those whose
    computation has gone wrong before: they would spoil every step to come.
    """
    waiting = [x for x in list(PENDING.values()) if id(x) not in FAILED]
    return [x for x in waiting if x.is_state or (x.graph is not None and x.graph.spec.size == 1)]


def settle_dependents(spent: set[Storage]) -> None:
    """Compute every tensor still to be computed from values that are about to be overwritten."""
    waiting = [x for x in list(PENDING.values()) if x.value is None]
    realize(*(x for x in waiting if x.graph is not None and reads(x.graph, spent)))


def reads(node: Node, spent: set[Storage]) -> bool:
    """Does `node` depend on one of the values, and can it be computed?"""
    order = toposort([node])
    depends = any(isinstance(n.op, Data) and n.op.storage in spent for n in order)
    return depends and not any(isinstance(n.op, Example) for n in order)
