"""Where to cut graphs that a loop has made, so that its rounds share programs.

A loop that reads nothing makes one graph of all its rounds: it is cut where the line that made the
result was come to before. And where each round has other shapes, as when words are put to the end
of a text, what only moves a few numbers is computed apart: the rest may be the same every time.
"""

from collections import Counter
from collections.abc import Container, Iterable, Sequence

from pellucid.graph import Node
from pellucid.graph.order import users
from pellucid.ops.family import Elementwise
from pellucid.ops.source import Constant, Data, Iota
from pellucid.ops.view import Reading

LONG = 512  # nodes up to which a graph stays whole
WORTH = 2**13  # nodes times rounds, from which it is cut
ROUND = 64  # nodes that one program has at least
NEAR = 16  # steps from what was asked for to the line of the loop
FEW = 2**12  # elements that need no program


def site(node: Node) -> object:
    """What stands for the same place in another round."""
    return node.line, type(node.op)


def cuts(order: Sequence[Node], root: Node) -> list[int]:
    """The places in a long graph after which a round is over; none where nothing near its root
    depends on the same line time and again.
    """
    if len(order) <= LONG:
        return []
    counts = Counter(map(site, order))
    where = {node: place for place, node in enumerate(order)}
    for _ in range(NEAR):
        if counts[site(root)] * len(order) >= WORTH:
            places = turns(order, root)
            spread = places[-1] - places[0] if places else 0
            if len(places) * len(order) >= WORTH and 2 * spread >= len(order):
                several = -(-ROUND * len(places) // len(order))  # rounds that go together
                return places[several - 1 :: several]
        below = [x for x in root.inputs if x in where]
        if not below:
            break
        root = max(below, key=where.__getitem__)
    return []


def turns(order: Sequence[Node], root: Node) -> list[int]:
    """The places at which the line of a node was come to, each depending on the one before."""
    own, places = site(root), list[int]()
    rounds: dict[Node, int] = {}  # how often that was, at most, up to each node
    for place, node in enumerate(order):
        before = max((rounds.get(x, 0) for x in node.inputs), default=0)
        rounds[node] = before + (node is not root and bool(node.inputs) and site(node) == own)
        if rounds[node] > len(places):
            places.append(place)
    return places


def crossing(order: Sequence[Node], cut: int, last: dict[Node, int], begin: int) -> list[Node]:
    """What is made between two cuts and read beyond the second."""
    return [x for x in order[begin : cut + 1] if x.inputs and last[x] > cut]


def last_uses(order: Sequence[Node], roots: Iterable[Node]) -> dict[Node, int]:
    """The place in the order at which each node is read for the last time."""
    last = dict.fromkeys(order, -1)
    for place, node in enumerate(order):
        last.update(dict.fromkeys(node.inputs, place))
    last.update(dict.fromkeys(roots, len(order)))
    return last


def moves_few(node: Node) -> bool:
    """Does it move a few numbers, or compute whole ones? Then every way gives the same bits."""
    if node.spec.size > FEW:
        return False
    if isinstance(node.op, Reading | Constant | Iota) or node.op.name == "where":
        return True
    whole = all(x.dtype.kind in {"bool", "int", "uint"} for x in (node, *node.inputs))
    return isinstance(node.op, Elementwise) and whole


def early(order: Sequence[Node], roots: Container[Node], known: Container[Node]) -> list[Node]:
    """What few numbers that are there already become by being moved, and other nodes read."""
    found: dict[Node, bool] = {}  # whether it comes of a value, and not of constants alone
    for node in order:
        below = [x in known or found.get(x) for x in node.inputs]
        if isinstance(node.op, Data):
            if not node.op.is_state:
                found[node] = True
        elif moves_few(node) and None not in below:
            found[node] = any(below)
    readers = users(order)
    return [
        x
        for x in order
        if found.get(x) and x.inputs and (x in roots or any(y not in found for y in readers[x]))
    ]


def late(order: Sequence[Node]) -> set[Node]:
    """What moves a few numbers at the end, and nothing else reads."""
    found: set[Node] = set()
    readers = users(order)
    for node in reversed(order):
        if node.inputs and moves_few(node) and found.issuperset(readers[node]):
            found.add(node)
    return found
