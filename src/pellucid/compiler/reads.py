"""What computing a node at an index reads, and at which index: views followed, everything stored
elsewhere found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.reading import Index, stripped, through
from pellucid.compiler.stored import below_reshapes, is_heavy
from pellucid.core.spec import Shape
from pellucid.graph import Node, Part
from pellucid.ops.contraction import Contract
from pellucid.ops.host import runs_on_host
from pellucid.ops.indexing import Gather, ScatterAdd
from pellucid.ops.reduction import Reduction
from pellucid.ops.source import Input, Source
from pellucid.ops.view import Reading

Read = tuple[Node, Index | None]  # None: at an index that is data


@dataclass
class Reads:
    """What computing a node at an index loads, and the heavy nodes met on the way."""

    loads: list[Read]
    heavy: list[tuple[Node, Index]]


def reads_of(root: Node, index: Index, kept: set[Node]) -> Reads:
    """What computing `root` at `index` needs; nodes in `kept` are loaded."""
    found = Reads([], [])
    seen: set[tuple[Node, Index | None]] = set()
    from_memory = isinstance(root.op, ScatterAdd) or runs_on_host(root)

    def visit(node: Node, index: Index | None) -> None:
        if (node, index) in seen:
            return
        seen.add((node, index))
        if node is not root and (node in kept or isinstance(node.op, Input)):
            found.loads.append((node, index))
        elif isinstance(node.op, Source):
            return
        elif isinstance(node.op, Part) and node is root:
            found.loads.extend((stripped(x), None) for x in node.inputs[0].inputs)
        elif from_memory and node is root:
            below = (x if x in kept else below_reshapes(x) for x in node.inputs)
            found.loads.extend((x, None) for x in below if not is_counted(x))
        else:
            if is_heavy(node) and index is not None:
                found.heavy.append((node, index))
            for child, where in inner_reads(node, index):
                visit(child, where)

    visit(root, index)
    return found


def is_counted(x: Node) -> bool:
    """Does it come out of nothing, so that there is nothing to load?"""
    return isinstance(x.op, Source) and not isinstance(x.op, Input)


def inner_reads(node: Node, index: Index | None) -> Iterable[Read]:
    """Which inputs a node reads at which index."""
    if index is None:
        return [(x, None) for x in node.inputs]
    op = node.op
    if isinstance(op, Reading):
        return [(node.inputs[0], through(node, index)[0])]
    if isinstance(op, Reduction):
        return [(node.inputs[0], reduced_index(node, index))]
    if isinstance(op, Contract):
        sizes = op.sizes(node.inputs[0].shape, node.inputs[1].shape)
        places = dict(zip(op.out, index, strict=True))
        for label in sizes:
            places.setdefault(label, place("summed", label, sizes[label]))
        return [
            (x, tuple(places[c] for c in own))
            for x, own in zip(node.inputs, (op.left, op.right), strict=True)
        ]
    if isinstance(op, Gather):
        return [(node.inputs[0], None), (node.inputs[1], index[:1])]
    return [(x, index) for x in node.inputs]


SYMBOLS: dict[tuple[str, object, int], Symbol] = {}


def symbol_of(kind: str, axis: object, size: int) -> Symbol:
    """The symbol of an axis: one and the same for the same words."""
    key = (kind, axis, size)
    if key not in SYMBOLS:
        SYMBOLS[key] = Symbol(f"{kind[0]}{axis}", 0, max(size - 1, 0))
    return SYMBOLS[key]


def place(kind: str, axis: object, size: int) -> Affine:
    """The index along an axis; 0 where there is but one element."""
    return Affine() if size == 1 else variable(symbol_of(kind, axis, size))


def reduced_index(node: Node, index: Sequence[Affine]) -> Index:
    """The index of a reduction's input: that of the result, with a symbol for each reduced axis."""
    rest = iter(index)
    shape = node.inputs[0].shape
    return tuple(
        place("reduced", axis, size) if axis in node.op.axes else next(rest)
        for axis, size in enumerate(shape)
    )


@dataclass(frozen=True)
class Loops:
    """What a loop nest runs over: a space, some of whose axes are reduced."""

    space: Shape
    summed: tuple[int, ...] = ()

    def kind(self, axis: int) -> str:
        """The word for an axis in its symbol."""
        return "reduced" if axis in self.summed else "x"

    @property
    def symbols(self) -> list[Symbol]:
        """The symbol of each axis."""
        return [symbol_of(self.kind(a), a, size) for a, size in enumerate(self.space)]

    @cached_property
    def full(self) -> Index:
        """The index of the whole space."""
        return tuple(place(self.kind(a), a, size) for a, size in enumerate(self.space))

    @cached_property
    def kept(self) -> Index:
        """The index of what remains of it."""
        return tuple(i for axis, i in enumerate(self.full) if axis not in self.summed)

    @property
    def kept_shape(self) -> Shape:
        """The sizes that remain."""
        return tuple(n for axis, n in enumerate(self.space) if axis not in self.summed)

    def own(self, node: Node) -> Index:
        """The index at which the loops compute a node: of the shape of the space, or of what
        remains of it.
        """
        return self.full if node.shape == self.space else self.kept
