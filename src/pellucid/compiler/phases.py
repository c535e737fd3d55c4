"""The gradient of a strided convolution without the zeros.

By the rules of views it is a contraction with an operand that has been spread with zeros, step - 1
after each element. Each residue of a result's index by the step meets only the weights of one
residue, and no zeros: so there is one small contraction for each, and the results are interleaved.
"""

import itertools
import math
from dataclasses import dataclass

from pellucid.compiler.computation import Computation
from pellucid.graph import Node, apply
from pellucid.graph.node import node as make_node
from pellucid.ops.contraction import Contract
from pellucid.ops.view import Pad, View, spread_size

WORTH = 2**20  # products from which interleaving costs less than it saves


@dataclass(frozen=True)
class Spread:
    """A spread axis of the padded operand: its step, and the view's axes that count results and
    weights, with what they begin at.
    """

    axis: int
    step: int
    result: int
    weight: int
    start: int


@dataclass(frozen=True)
class Phase:
    """One residue along a spread axis: how many results and weights it has, the first weight, and
    the place of the first result in the operand before it was spread.
    """

    residue: int
    results: int
    weights: int
    first: int
    place: int


def take_phases(computation: Computation) -> Computation:
    """The same values, without products by the zeros of a spread operand."""
    return computation.rewritten(without_zeros)


def without_zeros(node: Node) -> Node:
    """A contraction with a spread operand as a sum of interleaved contractions."""
    op = node.op
    if not isinstance(op, Contract):
        return node
    for side, labels in enumerate((op.left, op.right)):
        spreads = spreads_of(node, side, labels)
        sizes = op.sizes(node.inputs[0].shape, node.inputs[1].shape)
        if spreads and math.prod(sizes.values()) >= WORTH:
            return interleaved(node, side, labels, spreads)
    return node


def spreads_of(node: Node, side: int, labels: str) -> list[Spread]:
    """The spread axes of an operand; none, unless each is read at a result's index less a
    weight's.
    """
    view, other = node.inputs[side], (node.op.right, node.op.left)[side]
    if not isinstance(view.op, View) or not isinstance(view.inputs[0].op, Pad):
        return []
    pad, found = view.inputs[0].op, []
    for axis, step in enumerate(pad.every_step()):
        if step == 1:
            continue
        start, pairs = view.op.terms[axis]
        by_sign = {factor: a for a, factor in pairs}
        if len(pairs) != 2 or set(by_sign) != {1, -1} or pad.value != 0:
            return []
        result, weight = labels[by_sign[1]], labels[by_sign[-1]]
        if result not in node.op.out or weight in node.op.out or weight not in other:
            return []
        found.append(Spread(axis, step, by_sign[1], by_sign[-1], start - pad.widths[axis][0]))
    return found


def interleaved(node: Node, side: int, labels: str, spreads: list[Spread]) -> Node:
    """The results of every combination of residues, each in its place."""
    shape = node.inputs[side].shape
    choices = [[phase_of(spread, r, shape) for r in range(spread.step)] for spread in spreads]
    total = None
    for phases in itertools.product(*choices):
        if any(not p.results or not p.weights for p in phases):
            continue
        pairs = list(zip(spreads, phases, strict=True))
        part = placed(node, one_phase(node, side, labels, pairs), labels, pairs)
        total = part if total is None else total + part
    return node if total is None else total


def phase_of(spread: Spread, residue: int, shape: tuple[int, ...]) -> Phase:
    """What one residue of the results along a spread axis meets."""
    step, results, weights = spread.step, shape[spread.result], shape[spread.weight]
    first = (residue + spread.start) % step
    return Phase(
        residue,
        -(-(results - residue) // step),
        max(0, -(-(weights - first) // step)),
        first,
        (residue - first + spread.start) // step,
    )


def one_phase(node: Node, side: int, labels: str, phases: list[tuple[Spread, Phase]]) -> Node:
    """The contraction of one combination of residues."""
    view = node.inputs[side]
    pad = view.inputs[0]
    (x,) = pad.inputs
    widths, terms, shape = list(pad.op.widths), list(view.op.terms), list(view.shape)
    other = node.inputs[1 - side]
    for spread, phase in phases:
        low = max(0, phase.weights - 1 - phase.place)
        high = max(0, phase.results + phase.place - x.shape[spread.axis])
        widths[spread.axis] = (low, high)
        terms[spread.axis] = (phase.place + low, ((spread.result, 1), (spread.weight, -1)))
        shape[spread.result], shape[spread.weight] = phase.results, phase.weights
        axis = (node.op.right, node.op.left)[side].index(labels[spread.weight])
        other = every(other, axis, phase.first, spread.step, phase.weights)
    padded = apply("pad", x, widths=tuple(widths)) if any(map(any, widths)) else x
    operands = [apply("view", padded, shape=tuple(shape), terms=tuple(terms)), other]
    first, second = operands if side == 0 else operands[::-1]
    return make_node(node.op, first, second)


def every(x: Node, axis: int, start: int, step: int, count: int) -> Node:
    """`count` elements along an axis, `step` apart."""
    terms = tuple(
        (start, ((a, step),)) if a == axis else (0, ((a, 1),)) for a in range(len(x.shape))
    )
    return apply("view", x, shape=(*x.shape[:axis], count, *x.shape[axis + 1 :]), terms=terms)


def placed(node: Node, part: Node, labels: str, phases: list[tuple[Spread, Phase]]) -> Node:
    """The results of a phase among those of the others."""
    widths, steps = [(0, 0)] * len(node.shape), [1] * len(node.shape)
    for spread, phase in phases:
        axis = node.op.out.index(labels[spread.result])
        taken = phase.residue + spread_size(phase.results, spread.step)
        widths[axis], steps[axis] = (phase.residue, node.shape[axis] - taken), spread.step
    return apply("pad", part, widths=tuple(widths), steps=tuple(steps))
