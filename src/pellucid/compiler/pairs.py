"""Products of numbers rounded to bfloat16: in pairs, where the processor multiplies two at once.

What a product reads as bfloat16 is rounded once, below the views on it, and never stored wide. In
pairs, two neighbours along a summed label share a word of 32 bits, the first in its lower half; so
a vector of words is read, packed and broadcast like one of float32, and there are half as many.
Elsewhere the rounded numbers are multiplied as float32. Either way sums are float32; only the order
in which they are added up differs.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from pellucid.compiler.computation import Computation
from pellucid.compiler.copy import Copy, copy
from pellucid.compiler.layout import Layouts
from pellucid.compiler.reading import stripped
from pellucid.compiler.target import Target
from pellucid.core.dtypes import bfloat16, float32, uint16, uint32
from pellucid.core.spec import Spec
from pellucid.graph import Node, apply, rebuild
from pellucid.graph.node import node as make_node, scalar
from pellucid.ops.contraction import Contract
from pellucid.ops.view import Pad, Reading, View

REUSED = 16  # products of an element from which rounding it first, in a copy, pays
SMALL = 2**15  # products below which pairs are not worth their copies
UPPER = 0xFFFF0000  # the half of a word that the second of a pair has, as it stands in a float32


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
        first, second = (self.products(x, z) for x, z in self.factors(a, b))
        return np.asarray(first + second)

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
        a, b = (
            in_words(x, labels, label)
            for x, labels in zip(node.inputs, (op.left, op.right), strict=True)
        )
        if sizes[label] > 1 and a is not None and b is not None:
            return make_node(PairProduct(op.left, op.right, op.out), a, b)
    return None


def in_words(x: Node, labels: str, label: str) -> Node | None:
    """The operand with neighbours along a label in words; None where the label has no axis of its
    own, or words would be made of more elements than there are.
    """
    if labels.count(label) != 1:
        return None
    found = words_below(x, labels.index(label))
    return None if stripped(found).spec.size > stripped(x).spec.size else found


def words_below(x: Node, axis: int) -> Node:
    """The neighbours along an axis in words, made as far below the views on it as the axis goes on
    as it is.
    """
    op = x.op
    if isinstance(op, View):
        below = next((a for a, (_, pairs) in enumerate(op.terms) if (axis, 1) in pairs), None)
        if below is not None and goes_on(op, axis, below) and same_size(x, axis, below):
            shape = tuple(-(-n // 2) if a == axis else n for a, n in enumerate(x.shape))
            return apply("view", words_below(x.inputs[0], below), shape=shape, terms=op.terms)
    if isinstance(op, Pad) and op.value == 0 and is_apart(op, axis):
        return make_node(replace(op, value=0), words_below(x.inputs[0], axis))
    return pairs_along(x, axis)


def goes_on(op: View, axis: int, below: int) -> bool:
    """Is an axis of a view one of its input, from the first element on and apart from others?"""
    mentions = [a for a, (_, pairs) in enumerate(op.terms) if any(c == axis for c, _ in pairs)]
    return mentions == [below] and op.terms[below] == (0, ((axis, 1),))


def is_apart(op: Pad, axis: int) -> bool:
    """Does a padding leave an axis as it is?"""
    return op.widths[axis] == (0, 0) and op.every_step()[axis] == 1


def same_size(x: Node, axis: int, below: int) -> bool:
    """Does a view show its input from end to end along an axis?"""
    return x.shape[axis] == x.inputs[0].shape[below]


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


def words_stored(x: Node, layouts: Layouts, *, as_planned: bool) -> Node:
    """An operand whose words have a loop nest of their own, which a loop that changes none of them
    runs once. They lie as the layout has them, as the plan needs those that it reads as vectors;
    others as the numbers do that they are made of, where these have as many axes.
    """
    base = made_of = stripped(x)
    if isinstance(base.op, Copy):
        return x
    while not isinstance(made_of.op, Reading):
        made_of = made_of.inputs[0]
    source = stripped(made_of)
    if as_planned or len(source.shape) != len(base.shape):
        source = base
    layouts.extend([source])
    alone = copy(base, layouts.order(source), alone=True)
    return rebuild([x], replaced={base: alone})[0]
