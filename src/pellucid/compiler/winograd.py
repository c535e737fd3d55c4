"""Convolutions with fewer products, by Winograd's method along one axis.

Of `y[j] = sum over k of w[k] x[j + k]`, `size` neighbours are made at a time. The product of two
polynomials, of so many coefficients as there are neighbours and taps, is known from its values at
`points = size + taps - 1` places, for each of which one product is enough; what makes values of
coefficients, and coefficients of values, are small fixed matrices (Winograd, "Arithmetic Complexity
of Computations", 1980; Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016).
Four results of five taps take 8 products instead of 20.

A convolution and both of its gradients are the three derivatives of one sum,

    sum over j, k of t[j] w[k] x[j + k]  =  sum over v of (A t)[v] (G w)[v] (B x)[v],

so each operand is transformed by its matrix, there is one contraction for every place `v`, and the
result is transformed by the matrix of what is missing.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from pellucid.compiler.computation import Computation
from pellucid.compiler.copy import copy
from pellucid.compiler.layout import Layouts
from pellucid.compiler.simplify import LABELS
from pellucid.core.dtypes import float32, int32
from pellucid.graph import Node, apply
from pellucid.graph.node import combine, scalar
from pellucid.ops.contraction import Contract
from pellucid.ops.view import Pad, Term, View

WORTH = 2**22  # products saved from which the further kernels are worth their code
MOVED = 24  # products in the time that one element takes to be stored and read again
SIZES = (4, 2)  # results made at a time
TAPS = (3, 5)
PLACES = tuple(map(Fraction, ("0", "1", "-1", "1/2", "-2", "2", "-1/2")))  # the last: infinity

Matrix = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class Scheme:
    """How `size` neighbours under `taps` weights are multiplied, and its three matrices, each with
    a row for every place at which polynomials are evaluated.
    """

    size: int
    taps: int
    a: Matrix
    g: Matrix
    b: Matrix

    @property
    def points(self) -> int:
        return self.size + self.taps - 1


@cache
def scheme(size: int, taps: int) -> Scheme:
    """The scheme for so many neighbours and weights.

    >>> scheme(2, 3).points
    4
    """
    points = size + taps - 1
    inverse = inverted(powers(points, points))
    b = tuple(zip(*inverse, strict=True))
    scales = [math.lcm(*(x.denominator for x in row)) for row in b]
    g = powers(points, taps)
    return Scheme(
        size,
        taps,
        powers(points, size),
        tuple(tuple(x / s for x in row) for row, s in zip(g, scales, strict=True)),
        tuple(tuple(x * s for x in row) for row, s in zip(b, scales, strict=True)),
    )


def powers(points: int, count: int) -> Matrix:
    """What so many coefficients are multiplied by in the value at each place; at infinity only the
    highest counts.
    """
    finite = tuple(tuple(x**k for k in range(count)) for x in PLACES[: points - 1])
    return (*finite, tuple(Fraction(k == count - 1) for k in range(count)))


def inverted(matrix: Matrix) -> Matrix:
    """The inverse of a square matrix, by elimination."""
    size = len(matrix)
    rows = [[*row, *(Fraction(i == k) for k in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = next(k for k in range(i, size) if rows[k][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for k in range(size):
            if k != i:
                rows[k] = [x - rows[k][i] * y for x, y in zip(rows[k], rows[i], strict=True)]
    return tuple(tuple(row[size:]) for row in rows)


def literals(matrix: Matrix) -> Node:
    """A matrix as a value in memory."""
    shape = (len(matrix), len(matrix[0]))
    row, column = (apply("iota", shape=shape, axis=axis, dtype=int32) for axis in (0, 1))
    place = row * shape[1] + column
    found = scalar(0.0, float32, shape)
    for number, value in enumerate(x for line in matrix for x in line):
        if value:
            found = combine("where", combine("equal", place, number), float(value), found)
    return copy(found, alone=True)


@dataclass(frozen=True)
class Window:
    """An operand of a contraction whose axis `axis` is read at the place of one label and that of
    another: `tile`, `size` places, shifted by `taps`, which the result or the other operand has.

    `turned`: it is read at `tile - taps + shift` instead, zero beyond its ends, as in the gradient
    by the input of a convolution.
    """

    side: int
    axis: int
    tile: str
    taps: str
    scheme: Scheme
    turned: bool
    shift: int


def by_winograd(computation: Computation) -> Computation:
    """The same values, of fewer products, where the lanes of vectors will be examples."""
    layouts = Layouts(())

    def change(node: Node) -> Node:
        window = window_of(node)
        if window is None:
            return node
        x = node.inputs[window.side]
        layouts.extend([x])
        if layouts.batch[x] is None:
            return node
        return input_gradient(node, window) if window.turned else by_places(node, window)

    return computation.rewritten(change)


def window_of(node: Node) -> Window | None:
    """The window of a convolution, or one of its gradients, that is worth it."""
    op = node.op
    if type(op) is not Contract or node.dtype is not float32 or op.precision != "float32":
        return None
    for side, labels in enumerate((op.left, op.right)):
        x, other = node.inputs[side], (op.right, op.left)[side]
        for axis in reversed(range(len(x.op.terms) if isinstance(x.op, View) else 0)):
            found = window_along(node, side, labels, other, axis)
            if found is not None and is_worth_it(node, found):
                return found
    return None


def window_along(node: Node, side: int, labels: str, other: str, axis: int) -> Window | None:
    """The window along an axis of what an operand is a view of."""
    x, out = node.inputs[side], node.op.out
    start, pairs = x.op.terms[axis]
    read = [a for _, p in x.op.terms for a, _ in p]
    if len(pairs) != 2 or any(read.count(a) > 1 for a, _ in pairs):
        return None
    (tile, first), (taps, second) = ((labels[a], dict(pairs)[a]) for a in sliding(x, axis))
    count = x.shape[labels.index(taps)]
    if first != 1 or abs(second) != 1 or count not in TAPS:
        return None
    gone, kept = (taps, tile) if taps in other else (tile, taps)
    if gone not in other or gone in out or kept in other or kept not in out:
        return None
    turned, shift, size = second == -1, 0, x.shape[labels.index(tile)]
    if turned:
        base, low = unpadded(x, axis)
        shift, size = start - low, base.shape[axis]
        if shift < 0 or taps not in other:
            return None
    most = next((n for n in SIZES if size % n == 0), None)
    if most is None:
        return None
    return Window(side, axis, tile, taps, scheme(most, count), turned, shift)


def sliding(x: Node, axis: int) -> tuple[int, int]:
    """The two axes of a view at whose places it reads an axis: that of tiles, and that of taps,
    which is the shorter one or the one that is subtracted.
    """
    (tile, _), (taps, _) = sorted(x.op.terms[axis][1], key=lambda p: (-p[1], -x.shape[p[0]]))
    return tile, taps


def unpadded(x: Node, axis: int) -> tuple[Node, int]:
    """What a view shows, without zeros along the axis; and how many there are before it."""
    (below,) = x.inputs
    if isinstance(below.op, Pad) and below.op.value == 0 and max(below.op.every_step()) == 1:
        return below.inputs[0], below.op.widths[axis][0]
    return below, 0


def is_worth_it(node: Node, window: Window) -> bool:
    """Are the products saved more than the transformed values cost?"""
    way = window.scheme
    x, other = node.inputs[window.side], node.inputs[1 - window.side]
    base = unpadded(x, window.axis)[0] if window.turned else x.inputs[0]
    sizes = node.op.sizes(*(operand.shape for operand in node.inputs))
    count = math.prod(sizes.values())
    if window.turned:  # zeros around the operand are not multiplied
        count = count * base.shape[window.axis] // sizes[window.tile]
    saved = count - count * way.points // (way.size * way.taps)
    moved = (base.spec.size + other.spec.size + node.spec.size) * way.points // way.size
    return saved >= WORTH and saved > moved * (MOVED + way.points)


# Transformed operands. The place at which values are taken is their first axis.


def fresh(op: Contract) -> tuple[str, str, str]:
    """Labels that a contraction does not use."""
    free = [c for c in LABELS if c not in op.left + op.right]
    return free[0], free[1], free[2]


def identity(shape: tuple[int, ...]) -> list[Term]:
    """The terms of a view that shows everything where it is."""
    return [(0, ((axis, 1),)) for axis in range(len(shape))]


def values(x: Node, axis: int, matrix: Matrix) -> Node:
    """A matrix applied along an axis, which goes; what comes of it is the first axis."""
    labels, place = LABELS[: len(x.shape)], LABELS[len(x.shape)]
    out = place + labels[:axis] + labels[axis + 1 :]
    return contract(x, literals(matrix), labels, place + labels[axis], out)


def of_tiles(x: Node, axis: int, start: int, tiles: int, step: int, matrix: Matrix) -> Node:
    """A matrix applied to so many stretches along an axis, `step` apart: the axis counts them."""
    last = len(x.shape)
    terms = identity(x.shape)
    terms[axis] = (start, ((axis, step), (last, 1)))
    shape = (*x.shape[:axis], tiles, *x.shape[axis + 1 :], len(matrix[0]))
    return values(apply("view", x, shape=shape, terms=tuple(terms)), last, matrix)


def seen(x: Node, below: Node, window: Window, tiles: int) -> Node:
    """Transformed values seen as the operand sees what it is a view of: the axis of the taps is
    gone, and that of the tiles counts them.
    """
    tile, taps = sliding(x, window.axis)

    def moved(axis: int) -> int:
        return 1 + axis - (axis > taps)

    terms: list[Term] = [(0, ((0, 1),))]
    for axis, (start, pairs) in enumerate(x.op.terms):
        if axis == window.axis:
            terms.append((0, ((moved(tile), 1),)))
        else:
            terms.append((start, tuple((moved(a), f) for a, f in pairs)))
    kept = [tiles if a == tile else n for a, n in enumerate(x.shape) if a != taps]
    return apply("view", below, shape=(below.shape[0], *kept), terms=tuple(terms))


def by_places(node: Node, window: Window) -> Node:
    """A convolution, or its gradient by the weights."""
    op, way = node.op, window.scheme
    x, other = node.inputs[window.side], node.inputs[1 - window.side]
    theirs = (op.right, op.left)[window.side]
    tiles = op.sizes(*(operand.shape for operand in node.inputs))[window.tile] // way.size
    start = x.op.terms[window.axis][0]
    mine = seen(x, of_tiles(x.inputs[0], window.axis, start, tiles, way.size, way.b), window, tiles)
    place, fine, _ = fresh(op)
    if window.taps in theirs:
        products = multiplied(
            node, window, mine, values(other, theirs.index(window.taps), way.g), place
        )
        right, out = place + fine, op.out.replace(window.tile, window.tile + fine)
        matrix = way.a
    else:
        axis = theirs.index(window.tile)
        products = multiplied(
            node, window, mine, of_tiles(other, axis, 0, tiles, way.size, way.a), place
        )
        right, out, matrix = place + window.taps, op.out, way.g
    left = place + op.out.replace(window.taps, "")
    found = contract(products, literals(matrix), left, right, out)
    return apply("reshape", found, shape=node.shape) if found.shape != node.shape else found


def input_gradient(node: Node, window: Window) -> Node:
    """The gradient of a convolution by its input: each tile of what came back reaches `points`
    places, and those of neighbouring tiles are added up.
    """
    op, way = node.op, window.scheme
    x, other = node.inputs[window.side], node.inputs[1 - window.side]
    theirs = (op.right, op.left)[window.side]
    base, _ = unpadded(x, window.axis)
    tiles = base.shape[window.axis] // way.size
    mine = of_tiles(base, window.axis, 0, tiles, way.size, way.a)
    if base is not x.inputs[0]:
        widths = list(x.inputs[0].op.widths)
        widths[window.axis] = (0, 0)
        mine = padded(mine, ((0, 0), *widths))
    place, fine, back = fresh(op)
    weights = values(other, theirs.index(window.taps), way.g)
    products = multiplied(node, window, seen(x, mine, window, tiles), weights, place)
    axis = op.out.index(window.tile)
    reach = -(-way.points // way.size)
    count = -(-(window.shift + node.shape[axis]) // way.size)
    widths = [(0, 0)] * len(products.shape)
    widths[1 + axis] = (reach - 1, max(0, count - tiles))
    terms = identity(products.shape)
    terms[1 + axis] = (reach - 1, ((1 + axis, 1), (len(terms), -1)))
    shape = list(products.shape)
    shape[1 + axis] = count
    overlapping = apply(
        "view", padded(products, tuple(widths)), shape=(*shape, reach), terms=tuple(terms)
    )
    zeros = (Fraction(0),) * (reach * way.size - way.points)
    matrix = apply(
        "reshape",
        literals(tuple(row + zeros for row in way.b)),
        shape=(way.points, reach, way.size),
    )
    out = op.out.replace(window.tile, window.tile + fine)
    found = contract(overlapping, matrix, place + op.out + back, place + back + fine, out)
    whole = (*node.shape[:axis], count * way.size, *node.shape[axis + 1 :])
    terms = identity(node.shape)
    terms[axis] = (window.shift, ((axis, 1),))
    found = apply("reshape", found, shape=whole)
    return apply("view", found, shape=node.shape, terms=tuple(terms))


def padded(x: Node, widths: tuple[tuple[int, int], ...]) -> Node:
    """Zeros around a value, where any are wanted."""
    return apply("pad", x, widths=widths) if any(map(any, widths)) else x


def multiplied(node: Node, window: Window, mine: Node, theirs: Node, place: str) -> Node:
    """The contraction of transformed operands for each place: there are no taps any more."""
    left, right, out = (
        place + labels.replace(window.taps, "")
        for labels in (node.op.left, node.op.right, node.op.out)
    )
    a, b = (mine, theirs) if window.side == 0 else (theirs, mine)
    return contract(a, b, left, right, out)


def contract(a: Node, b: Node, left: str, right: str, out: str) -> Node:
    """A contraction of float32."""
    return apply("contract", a, b, left=left, right=right, out=out, precision="float32")
