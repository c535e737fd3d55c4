"""Products of numbers rounded to bfloat16: in pairs, where the processor multiplies two at once.

What a product reads as bfloat16 is rounded once, below the views on it, and never stored wide. In
pairs, two neighbours along a summed label share a word of 32 bits, the first in its lower half; so
a vector of words is read, packed and broadcast like one of float32, and there are half as many.
Elsewhere the rounded numbers are multiplied as float32. Either way sums are float32; only the order
in which they are added up differs.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pellucid.compiler.computation import Computation
from pellucid.compiler.copy import Copy, copy
from pellucid.compiler.index import Affine, Symbol, variable
from pellucid.compiler.layout import Layouts
from pellucid.compiler.reading import Index, stripped, through
from pellucid.compiler.target import Target
from pellucid.core.dtypes import bfloat16, float32, uint16, uint32
from pellucid.core.spec import Spec
from pellucid.graph import Node, apply, rebuild
from pellucid.graph.node import node as make_node, scalar
from pellucid.ops.contraction import Contract
from pellucid.ops.view import Pad, Reading

REUSED = 16  # products of an element from which rounding it first, in a copy, pays
SMALL = 2**15  # products below which pairs are not worth their copies
UPPER = 0xFFFF0000  # the half of a word that the second of a pair has, as it stands in a float32


@dataclass(frozen=True)
class PairProduct(Contract):
    """A contraction of words that hold two bfloat16 each; the result is float32."""

    name = "contract"

    def infer(self, a: Spec, b: Spec) -> Spec:
        sizes = self.sizes(a.shape, b.shape)
        return Spec(tuple(sizes[label] for label in self.out), float32)

    def factors(self, a: np.ndarray, b: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """The first numbers of the pairs, and the second ones."""
        return [
            ((a << 16).view(np.float32), (b << 16).view(np.float32)),
            ((a & UPPER).view(np.float32), (b & UPPER).view(np.float32)),
        ]

    def reference(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return sum(self.products(x, z) for x, z in self.factors(a, b))

    def parameters(self) -> str:
        return f"{self.left},{self.right}->{self.out} in pairs"


def narrowed(computation: Computation, target: Target, *, in_pairs: bool) -> Computation:
    """The computation with every product of bfloat16 as the target has it, in pairs only if so
    asked.
    """
    able = in_pairs and target.multiplies_pairs

    def change(node: Node) -> Node:
        op = node.op
        if type(op) is not Contract or not (op.is_rounded(node.dtype) or node.dtype is bfloat16):
            return node
        found = (paired(node) if able else None) or multiplied_wide(node)
        return apply("cast", found, dtype=node.dtype) if found.dtype is not node.dtype else found

    return computation.rewritten(change)


def multiplied_wide(node: Node) -> Node:
    """A product of numbers rounded to bfloat16, multiplied as float32."""
    op: Contract = node.op
    operands = [on_base(x, rounded) for x in node.inputs]
    return make_node(Contract(op.left, op.right, op.out, "float32"), *operands)


def on_base(x: Node, change: Callable[[Node], Node]) -> Node:
    """The views on top of `x`, on a changed base; a padding is of numbers that rounding keeps."""
    base = stripped(x)
    if base.spec.size > x.spec.size or not fills_stay(x):
        return change(x)
    wide = change(base)
    return rebuilt_views(x, base, wide)


def fills_stay(x: Node) -> bool:
    """Is every padding in the views on `x` of zeros?"""
    while isinstance(x.op, Reading):
        if isinstance(x.op, Pad) and x.op.value != 0:
            return False
        x = x.inputs[0]
    return True


def rebuilt_views(x: Node, base: Node, replacement: Node) -> Node:
    """The views of `x` on another base, of another dtype."""
    if x is base:
        return replacement
    return make_node(x.op, rebuilt_views(x.inputs[0], base, replacement))


def rounded(x: Node) -> Node:
    """The float32 nearest to each number among those that bfloat16 has."""
    narrow = x if x.dtype is bfloat16 else apply("cast", x, dtype=bfloat16)
    return apply("cast", narrow, dtype=float32)


# Pairs


def paired(node: Node) -> Node | None:
    """The product in pairs along a summed label, or None where it is too small, or no label of it
    is an axis of both operands.
    """
    op: Contract = node.op
    sizes = op.sizes(node.inputs[0].shape, node.inputs[1].shape)
    count = 1
    for size in sizes.values():
        count *= size
    if count < SMALL or any(count < REUSED * x.spec.size for x in node.inputs):
        return None
    summed = [c for c in op.left if c in op.right and c not in op.out]
    for label in sorted(summed, key=lambda c: (sizes[c] % 2, -sizes[c])):
        words = [
            in_words(x, labels, label)
            for x, labels in zip(node.inputs, (op.left, op.right), strict=True)
        ]
        if sizes[label] > 1 and None not in words:
            return make_node(PairProduct(op.left, op.right, op.out), *words)
    return None


def in_words(x: Node, labels: str, label: str) -> Node | None:
    """The operand with neighbours along a label in words, seen through one view."""
    symbols = {c: Symbol(c, 0, max(n - 1, 0)) for c, n in zip(labels, x.shape, strict=True)}
    if len(symbols) < len(labels):
        return None
    base, index = x, tuple(variable(symbols[c]) for c in labels)
    while isinstance(base.op, Reading) and not isinstance(base.op, Pad):
        below, _ = through(base, index)
        if any(not isinstance(s, Symbol) for place in below for s in place.terms):
            break
        base, index = base.inputs[0], below
    axis = axis_of(index, symbols[label], base)
    if axis is None or base.spec.size > x.spec.size:
        return None
    words = pairs_along(base, axis)
    shape = tuple(-(-n // 2) if c == label else n for c, n in zip(labels, x.shape, strict=True))
    places = {symbols[c]: number for number, c in enumerate(labels)}
    terms = tuple(
        (place.constant, tuple((places[s], factor) for s, factor in place.terms.items()))
        for place in index
    )
    return apply("view", words, shape=shape, terms=terms)


def axis_of(index: Index, symbol: Symbol, base: Node) -> int | None:
    """The axis that a symbol runs along, alone and from end to end; no other may mention it."""
    found = [axis for axis, place in enumerate(index) if symbol in place.terms]
    if len(found) != 1 or base.shape[found[0]] != symbol.high + 1:
        return None
    place: Affine = index[found[0]]
    return found[0] if place.terms == {symbol: 1} and not place.constant else None


def pairs_along(x: Node, axis: int) -> Node:
    """Neighbours along an axis as words; a zero follows the last of an odd number."""
    if x.shape[axis] % 2:
        widths = tuple((0, int(a == axis)) for a in range(len(x.shape)))
        x = apply("pad", x, widths=widths)
    shape = tuple(n // 2 if a == axis else n for a, n in enumerate(x.shape))
    halves = []
    for start in (0, 1):
        terms = tuple(
            (start, ((a, 2),)) if a == axis else (0, ((a, 1),)) for a in range(len(x.shape))
        )
        half = apply("view", x, shape=shape, terms=terms)
        narrow = half if half.dtype is bfloat16 else apply("cast", half, dtype=bfloat16)
        bits = apply("bitcast", narrow, dtype=uint16)
        halves.append(apply("cast", bits, dtype=uint32))
    first, second = halves
    upper = apply("shift_left", second, scalar(16, uint32, shape))
    return apply("or", first, upper)


def apart(x: Node) -> tuple[Node, Node]:
    """The first and the second numbers of words, as float32."""
    lower = apply("shift_left", x, scalar(16, uint32, x.shape))
    upper = apply("and", x, scalar(UPPER, uint32, x.shape))
    first, second = (apply("bitcast", half, dtype=float32) for half in (lower, upper))
    return first, second


def words_stored(x: Node, layouts: Layouts) -> Node:
    """An operand whose words have a loop nest of their own, which a loop that changes none of them
    runs once. They lie as the numbers do that they are made of.
    """
    base = made_of = stripped(x)
    if isinstance(base.op, Copy):
        return x
    while not isinstance(made_of.op, Reading):
        made_of = made_of.inputs[0]
    source = stripped(made_of)
    layouts.extend([source])
    alone = copy(base, layouts.order(source), alone=True)
    return rebuild([x], replaced={base: alone})[0]
