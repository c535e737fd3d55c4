"""Computing nodes now. A program is compiled once for each structure of a graph; an eager loop
compiles in its first round only."""

from collections import Counter
from collections.abc import Sequence

from pellucid.backends import Program
from pellucid.backends.reference import ReferenceProgram
from pellucid.compiler import Computation
from pellucid.core.errors import TraceError
from pellucid.core.lazy import lazy
from pellucid.core.settings import settings
from pellucid.graph import Node, rebuild, toposort
from pellucid.graph.node import unshared
from pellucid.ops.marks import Ruled, Tagged, unruled
from pellucid.ops.source import Data, Example, Input
from pellucid.runtime.blame import blame
from pellucid.runtime.finite import NotFiniteError, finite
from pellucid.runtime.rounds import crossing, cuts, early, last_uses, late, site
from pellucid.runtime.storage import Storage

native = lazy("pellucid.backends.llvm.program")  # a third of what importing Pellucid would take
tuning = lazy("pellucid.backends.llvm.tuning")

PROGRAMS: dict[object, Program] = {}
PROGRAMS_KEPT = 512
MADE: Counter[object] = Counter()  # programs that a line has made
SEVERAL = 3  # of these, and the next is looked into


def compile_program(computation: Computation) -> Program:
    """The program of `computation` on the backend in force."""
    if settings().backend == "reference":
        return ReferenceProgram(computation)
    return tuning.tuned(computation) if settings().tune else native.NativeProgram(computation)


def evaluate(roots: Sequence[Node], known: dict[Node, Storage]) -> list[Storage]:
    """The values of `roots`, computed in one program; `known` holds values computed before.

    What is new is cut where a loop came round, and from a line that has made new programs again and
    again what changes their shapes is taken apart.
    """
    key, leaves = structure(roots, known)
    program = PROGRAMS.pop(key, None)
    if program is None and roots:
        order = toposort(roots, known)
        if places := cuts(order, roots[0]):
            return evaluate(roots, known | in_rounds(order, places, roots, known))
        line = site(roots[0])
        if MADE[line] >= SEVERAL:
            return in_parts(order, roots, known)
        MADE[line] += 1
    return ran(key, program, roots, leaves, known)


def in_rounds(
    order: Sequence[Node], places: Sequence[int], roots: Sequence[Node], known: dict[Node, Storage]
) -> dict[Node, Storage]:
    """What the rounds of a long graph make and the last of them reads."""
    found: dict[Node, Storage] = {}
    last, begin = last_uses(order, roots), 0
    for cut in places:
        made = crossing(order, cut, last, begin)
        found |= dict(zip(made, evaluate(made, known | found), strict=True))
        found = {node: value for node, value in found.items() if last[node] > cut}
        begin = cut + 1
    return found


def in_parts(
    order: Sequence[Node], roots: Sequence[Node], known: dict[Node, Storage]
) -> list[Storage]:
    """The values of `roots`; of few numbers that are only moved, before or after the rest, by their
    definition.
    """
    first, last = early(order, roots, known), late(order)
    known = known | dict(zip(first, by_definition(first, known), strict=True))
    wanted = {x for node in last for x in node.inputs}.union(roots)
    rest = [x for x in toposort(roots, known) if x in wanted and x.inputs and x not in last]
    if rest:
        key, leaves = structure(rest, known)
        values = ran(key, PROGRAMS.pop(key, None), rest, leaves, known)
        known = known | dict(zip(rest, values, strict=True))
    return by_definition(roots, known)


def by_definition(roots: Sequence[Node], known: dict[Node, Storage]) -> list[Storage]:
    """The values of `roots` computed node by node; a value that is known is itself."""
    fresh = [root for root in roots if root not in known]
    _, leaves = structure(fresh, known)
    arguments = [live(known.get(leaf) or leaf.op.storage) for leaf in leaves]  # type: ignore[attr-defined]
    arrays = ReferenceProgram(computation_of(fresh, leaves)).run(arguments, 1)
    found = known | dict(zip(fresh, map(Storage, arrays), strict=True))
    return [found[root] for root in roots]


def ran(
    key: object,
    program: Program | None,
    roots: Sequence[Node],
    leaves: Sequence[Node],
    known: dict[Node, Storage],
) -> list[Storage]:
    """The values of `roots` by a program, which is compiled if there is none."""
    program = program or compile_program(computation_of(roots, leaves))
    PROGRAMS[key] = program  # the last used is the last to go
    if len(PROGRAMS) > PROGRAMS_KEPT:
        del PROGRAMS[next(iter(PROGRAMS))]
    arguments = [live(known.get(leaf) or leaf.op.storage) for leaf in leaves]  # type: ignore[attr-defined]
    values = [Storage(array) for array in program.run(arguments, settings().threads)]
    if settings().check and not all(map(finite, values)):
        found = blame(computation_of(roots, leaves), [x.array for x in arguments])
        if found is None or not found.is_written:
            raise NotFiniteError(found)
    return values


def live(storage: Storage) -> Storage:
    """The storage, if its value is still there; raises otherwise."""
    assert storage.array is not None
    return storage


def structure(roots: Sequence[Node], known: dict[Node, Storage]) -> tuple[object, list[Node]]:
    """What decides the program, and the leaves in the order of their slots."""
    numbers: dict[Node, int] = {}
    leaves: list[Node] = []
    rows: list[object] = []
    stack = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if node in numbers:
            continue
        if isinstance(node.op, Ruled):
            value = unruled(node)
            if value in numbers:
                numbers[node] = numbers[value]
            else:
                stack += [(node, False), (value, False)]
        elif node in known or isinstance(node.op, Data):
            numbers[node] = len(numbers)
            leaves.append(node)
            rows.append((node.spec, batch_axis(node)))
        elif ready:
            numbers[node] = len(numbers)
            op = (
                "tagged" if isinstance(node.op, Tagged) else node.op
            )  # tags are never the same twice
            rows.append((op, *(numbers[child] for child in node.inputs), node.spec))
        elif isinstance(node.op, Input):
            raise TraceError(
                "a value inside a captured function was asked for, but it exists only when it runs",
                given=str(node.spec),
                fix="return it from the function, or use where() in place of if",
            )
        elif isinstance(node.op, Example):
            raise TraceError(
                "a value inside vmap was asked for, but there is one for each example",
                given=str(node.spec),
                fix="return it from the function, or use where() in place of if",
            )
        else:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.inputs))
    current = settings()
    return (
        tuple(rows),
        tuple(numbers[root] for root in roots),
        current.backend,
        current.skip,
        current.tune,
        current.vector_bytes,
    ), leaves


def batch_axis(leaf: Node) -> int | None:
    """The axis that counts examples: the first of a table that is not a parameter."""
    is_state = isinstance(leaf.op, Data) and leaf.op.is_state
    return None if is_state or len(leaf.shape) < 2 else 0


def computation_of(roots: Sequence[Node], leaves: Sequence[Node]) -> Computation:
    """The graph of `roots` as a function of `leaves`."""
    inputs = [
        unshared(Input(slot, leaf.spec, batch_axis(leaf)), (), leaf.spec, leaf.line)
        for slot, leaf in enumerate(leaves)
    ]
    outputs = rebuild(roots, unruled, dict(zip(leaves, inputs, strict=True)))
    return Computation(tuple(inputs), tuple(outputs), (None,) * len(outputs))
