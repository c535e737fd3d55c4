"""From a value that is not finite back to the operation, the element and the row that made it so.

The graph is evaluated by the reference backend and followed downwards from the bad value, element
by element, until an operation is found whose own inputs are finite there. Where that is a loop, its
steps are taken again, and the operation is looked for in the first step that goes wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from pellucid.compiler import Computation
from pellucid.compiler.layout import batch_axis
from pellucid.core.dtypes import DType
from pellucid.core.provenance import Line
from pellucid.graph import Node, Part, Several, every_value, toposort
from pellucid.ops.arithmetic import Where
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.reduction import Reduction
from pellucid.ops.source import Constant, Input
from pellucid.ops.view import Pad, Reading

Index = tuple[int, ...]
Stretch = tuple[int | slice, ...]  # an element or a part of an array
Values = Mapping[Node, Any]
MOST_NAMED = 8  # input elements that are kept of a sum
ABSURD = 1e3  # times as large as the others: then an example stands out


@dataclass(frozen=True)
class Blame:
    """The operation that made a value that is not finite.

    `value` stands at `index` of the `node`; `operands` are elements it was made of, with the sizes
    of stretches that were summed. `rows` are the examples in which the operation went wrong, empty
    where it does not work example by example; `all_rows` says that they are all there are. `root`
    is the number of the output it spoiled. `steps` are the loops and branches it stands in, from
    the outermost, each with the number of the step.
    """

    node: Node
    value: float
    index: Index
    operands: tuple[tuple[float, ...], ...]
    rows: tuple[int, ...]
    all_rows: bool
    root: int
    steps: tuple[tuple[str, int], ...] = ()

    @property
    def line(self) -> Line | None:
        """The user's line of the operation."""
        return self.node.line

    @property
    def is_written(self) -> bool:
        """Is it a number that the user has written, such as the -inf of a mask?"""
        return isinstance(self.node.op, Constant)

    @property
    def slot(self) -> int | None:
        """The argument that was not finite to begin with, if it was one."""
        return self.node.op.slot if isinstance(self.node.op, Input) else None


def blame(computation: Computation, arguments: Sequence[np.ndarray]) -> Blame | None:
    """Who made the first output that is not finite, those that the user wrote so last; None when
    all are finite."""
    given = dict(zip(computation.inputs, arguments, strict=True))
    values = every_value(computation.outputs, given)
    written = None
    for number, root in enumerate(computation.outputs):
        found = first_bad(values[root]) if root.dtype.is_float else None
        if found is not None:
            who = described(origin(root, found, values), number)
            if not who.is_written:
                return who
            written = who
    return written


@dataclass(frozen=True)
class Origin:
    """The node and the element of it with which it began, the values around it, and the `steps` of
    loops it stands in.
    """

    node: Node
    index: Index
    values: Values
    steps: tuple[tuple[str, int], ...] = ()


def first_bad(value: np.ndarray) -> Index | None:
    """The index of an element that is not finite, NaN before infinity; None when all are."""
    with np.errstate(all="ignore"):
        for bad in (np.isnan(value), ~np.isfinite(value)):
            if bad.any():
                return tuple(int(i) for i in np.unravel_index(int(bad.argmax()), value.shape))
    return None


def origin(node: Node, index: Index, values: Values) -> Origin:
    """The node below, and the element of it, that is not finite though what it is made of is.

    A choice of NaN itself, as a loss makes it for a label that is no class, is the choice's doing.
    """
    while True:
        inside = origin_inside(node, values) if isinstance(node.op, Part) else None
        if inside is not None:
            return inside
        below = list(bad_operands(node, index, values))
        if not below or (isinstance(node.op, Where) and is_written_nan(below[0][0])):
            return Origin(node, index, values)
        is_nan = np.isnan(values[node][index])
        node, index = next(((x, i) for x, i in below if np.isnan(values[x][i]) == is_nan), below[0])


def origin_inside(node: Node, values: Values) -> Origin | None:
    """Where it began inside the loop or branch that made a node, unless it came in from outside."""
    (bundle,) = node.inputs
    op = bundle.op
    assert isinstance(op, Several)
    for step in op.taken(*(values[x] for x in bundle.inputs)):
        bad = [
            (result, found)
            for result, value in zip(step.results, step.values, strict=True)
            if result.dtype.is_float and (found := first_bad(np.asarray(value))) is not None
        ]
        around = every_value(step.results, step.given) if bad else {}
        for result, index in bad:
            found = origin(result, index, around)
            if not isinstance(found.node.op, (Input, Constant)):
                steps = ((op.name, step.number), *found.steps)
                return Origin(found.node, found.index, found.values, steps)
    return None


def is_written_nan(node: Node) -> bool:
    """Is a node the number NaN in every place?"""
    while isinstance(node.op, Reading):
        node = node.inputs[0]
    return isinstance(node.op, Constant) and node.op.value != node.op.value


def bad_operands(node: Node, index: Index, values: Values) -> Iterator[tuple[Node, Index]]:
    """The elements behind one element of a node that are not finite; of a choice, the chosen."""
    parts = list(operands(node, index))
    if isinstance(node.op, Where):
        condition = values[node.inputs[0]][index]
        parts = [parts[1 if condition else 2]]
    for x, part in parts:
        if x.dtype.is_float:
            stretch = values[x][part]
            found = first_bad(np.asarray(stretch))
            if found is not None:
                yield x, whole_index(part, found, x.shape)


def operands(node: Node, index: Index) -> Iterator[tuple[Node, Stretch]]:
    """The parts of its inputs that one element of a node is made of."""
    op = node.op
    if isinstance(op, Elementwise):
        yield from ((x, index) for x in node.inputs)
    elif isinstance(op, Reading):
        (x,) = node.inputs
        place = tuple(op.source(list(index), x.shape))
        if not isinstance(op, Pad) or is_inside(op, index, place, x.shape):
            yield x, place
    elif isinstance(op, Reduction):
        rest = iter(index)
        (x,) = node.inputs
        yield x, tuple(slice(None) if a in op.axes else next(rest) for a in range(len(x.shape)))
    elif isinstance(op, Contract):
        places = dict(zip(op.out, index, strict=True))
        for x, labels in zip(node.inputs, (op.left, op.right), strict=True):
            yield x, tuple(places.get(label, slice(None)) for label in labels)
    else:
        below = node.inputs[0].inputs if isinstance(op, Part) else node.inputs
        yield from ((x, tuple(slice(None) for _ in x.shape)) for x in below)


def is_inside(op: Pad, index: Index, place: Index, shape: Sequence[int]) -> bool:
    """Does a padding show an element at an index, and not its fill?"""
    steps = zip(index, op.widths, op.every_step(), strict=True)
    on_step = all((i - before) % step == 0 for i, (before, _), step in steps)
    return on_step and all(0 <= i < size for i, size in zip(place, shape, strict=True))


def whole_index(part: Stretch, inside: Index, shape: Sequence[int]) -> Index:
    """The index in an array of an element of a part of it."""
    rest = iter(inside)
    return tuple(
        next(rest) if isinstance(p, slice) else p % n for p, n in zip(part, shape, strict=True)
    )


def described(found: Origin, root: int) -> Blame:
    """The blame of a node."""
    node, index, values = found.node, found.index, found.values
    made_of = tuple(
        tuple(float(v) for v in islice(np.asarray(values[x][part]).flat, MOST_NAMED))
        for x, part in operands(node, index)
    )
    rows, count = bad_rows(node, ~np.isfinite(values[node]))
    value = float(values[node][index])
    return Blame(node, value, index, made_of, rows, len(rows) == count > 1, root, found.steps)


def largest(computation: Computation, arguments: Sequence[np.ndarray]) -> Blame | None:
    """The blame on the largest number among the arguments that count examples."""
    batches = [(x, a) for x, a in zip(computation.inputs, arguments, strict=True) if is_batch(x, a)]
    if not batches:
        return None
    x, array = max(batches, key=lambda pair: np.abs(pair[1]).max())
    index = np.unravel_index(int(np.abs(array).argmax()), array.shape)
    at = tuple(int(i) for i in index)
    rows, count = bad_rows(x, np.abs(array) >= np.abs(array).max() / ABSURD)
    return Blame(x, float(array[at]), at, (), rows, len(rows) == count > 1, 0)


def is_batch(x: Node, array: np.ndarray) -> bool:
    """Is an argument a table of floats, with examples along an axis?"""
    return (
        isinstance(x.op, Input) and x.op.batch is not None and x.dtype.is_float and array.size > 0
    )


def bad_rows(node: Node, bad: np.ndarray) -> tuple[tuple[int, ...], int]:
    """The examples in which a node is `bad` somewhere, and how many there are, where one of its
    axes counts examples."""
    axes: dict[Node, int | None] = {}
    for x in toposort([node]):
        axes[x] = batch_axis(x, axes)
    axis = axes[node]
    if axis is None:
        return (), 0
    others = tuple(a for a in range(bad.ndim) if a != axis)
    return tuple(int(i) for i in np.flatnonzero(bad.any(axis=others))), bad.shape[axis]


def is_finite(array: np.ndarray, dtype: DType) -> bool:
    """Are all elements finite?"""
    return not dtype.is_float or bool(np.isfinite(array).all())
