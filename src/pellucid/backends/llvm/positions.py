"""Reductions that carry a position beside the value: which of two is better, and which lane is
best.
"""

from pellucid.backends.llvm.builder import Function, Value
from pellucid.ops.reduction import Position

Pair = tuple[Value, Value]  # a value, and where it stands


def best_pair(f: Function, op: Position, a: Pair, b: Pair) -> list[Value]:
    """The better of two pairs, of which `b` stands later."""
    better = op.better(f, a[0], b[0])
    return [f.emit("select", better, b[0], a[0]), f.emit("select", better, b[1], a[1])]


def first_best_pair(f: Function, op: Position, a: Pair, b: Pair) -> list[Value]:
    """The better of two pairs met in any order; of equals, the one that stands first."""
    before = f.emit("lt", b[1], a[1])
    as_good = f.emit("not", op.better(f, b[0], a[0]))
    better = f.emit("or", op.better(f, a[0], b[0]), f.emit("and", as_good, before))
    return [f.emit("select", better, b[0], a[0]), f.emit("select", better, b[1], a[1])]


def best_lane(f: Function, op: Position, value: Value, place: Value, lanes: int) -> Value:
    """The position of the best lane; of equals, the one that stands first."""
    best = [f.extract(value, 0), f.extract(place, 0)]
    for lane in range(1, lanes):
        best = first_best_pair(
            f, op, (best[0], best[1]), (f.extract(value, lane), f.extract(place, lane))
        )
    return best[1]
