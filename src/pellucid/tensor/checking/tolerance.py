"""How far rounding may set a value off, and where two values are further apart.

A bound on the error is carried along with the values: each operation passes on those of its
operands, and adds what its own rounding may do.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from pellucid.compiler.pairs import PairProduct
from pellucid.core.spec import Spec
from pellucid.graph import Node, Part, Several, toposort
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.indexing import Gather
from pellucid.ops.reduction import Reduction
from pellucid.ops.view import Pad, Reading

# index, native, reference, limit, count
Wrong = tuple[tuple[int, ...], complex, complex, float, int]
Values = Mapping[Node, Any]  # arrays; of an operation with several values, tuples of them
ULPS = 8.0  # units in the last place that one operation, vector maths included, may lose
TRIALS = 2  # of what a loop does with operands that are a little off
FEWER_BITS = 2.0**-7  # one place of bfloat16
FLIPPED = 1e-3  # part of truth values and places that rounding before a comparison may turn


def defined(
    roots: Sequence[Node], given: Values, *, keep: bool = True
) -> tuple[dict[Node, Any], dict[Node, Any]]:
    """The values of `roots` and of what is below them, by the reference backend, and what each may
    be off. Unless they are to be kept, values go when nothing needs them any more.
    """
    values: dict[Node, Any] = dict(given)
    errors: dict[Node, Any] = {x: np.zeros(x.shape) for x in given}
    order = toposort(roots, given)
    last = {x: node for node in order for x in node.inputs}
    gone = {node: [x for x in node.inputs if last[x] is node] for node in order}
    wanted = {*roots, *given}
    for node in order:
        with np.errstate(all="ignore"):
            found = node.op.reference(*(values[x] for x in node.inputs))
            values[node] = found if node.spec.parts else np.asarray(found)
            errors[node] = bound(node, values, errors)
        for x in gone[node]:
            if not keep and x not in wanted:
                values.pop(x, None)
                errors.pop(x, None)
    return values, errors


def bound(node: Node, values: Values, errors: Values) -> Any:
    """What each element of a node may be off, where its inputs may be off by their `errors`; of an
    operation with several values, for each of these.
    """
    op = node.op
    if isinstance(op, Part):
        return errors[node.inputs[0]][op.index]
    return (bounds_of_several if isinstance(op, Several) else bound_of_one)(node, values, errors)


def bound_of_one(node: Node, values: Values, errors: Values) -> np.ndarray:
    """The same for an operation with one value."""
    op, out = node.op, values[node]
    inputs = [values[x] for x in node.inputs]
    given = [errors[x] for x in node.inputs]
    unit = unit_of(node.spec)
    with np.errstate(all="ignore"):
        if isinstance(op, Pad):
            return np.asarray(replace(op, value=0.0).reference(given[0]))
        if isinstance(op, Reading):
            return np.asarray(op.reference(given[0]))
        if isinstance(op, Contract):
            return product_bound(node, inputs, given)
        if isinstance(op, Reduction):
            return reduction_bound(node, inputs[0], given[0])
        if isinstance(op, Gather):
            return np.asarray(op.reference(given[0], inputs[1]))
        if isinstance(op, Elementwise):
            return ULPS * unit * sizes(out) + shifts(node, inputs, given, out)
        largest = max((float(sizes(x).max(initial=0.0)) for x in inputs), default=0.0)
        return np.full(out.shape, ULPS * unit * (largest + float(sizes(out).max(initial=0.0))))


def bounds_of_several(node: Node, values: Values, errors: Values) -> tuple[np.ndarray, ...]:
    """For each value of a loop or the like: how far it moves when its operands do, this way and
    that, and some units in the last place of the largest number.
    """
    inputs, out = [values[x] for x in node.inputs], values[node]
    largest = max((float(sizes(x).max(initial=0.0)) for x in (*inputs, *out)), default=0.0)
    moves = [0.0] * len(out)
    for seed in range(TRIALS):
        random = np.random.default_rng(seed)
        near = (nudged(x, values[x], errors[x], random) for x in node.inputs)
        there = node.op.reference(*near)
        moves = [max(m, distance(a, b)) for m, a, b in zip(moves, there, out, strict=True)]
    slack = math.sqrt(node.op.steps)
    return tuple(
        np.full(x.shape, slack * (ULPS * unit_of(spec) * largest + (move if unit_of(spec) else 0)))
        for spec, move, x in zip(node.spec.parts, moves, out, strict=True)
    )


def nudged(
    node: Node, value: np.ndarray, error: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """A value moved by its error, and by a few units in the last place."""
    if not unit_of(node.spec):
        return value
    far = error + ULPS * unit_of(node.spec) * sizes(value)
    return (value + far * random.choice((-1.0, 1.0), value.shape)).astype(value.dtype)


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """How far two arrays are apart at most; 0 where a number is not finite."""
    with np.errstate(all="ignore"):
        apart = np.abs(wide(a) - wide(b))
    return float(np.nan_to_num(apart, posinf=0.0).max(initial=0.0))


def wide(value: np.ndarray) -> np.ndarray:
    """Numbers with twice the digits, or as many as there are."""
    return value.astype(np.complex128 if value.dtype.kind == "c" else np.float64)


def unit_of(spec: Spec) -> float:
    """A unit in the last place of a number near 1; 0 of whole numbers."""
    if spec.dtype.kind not in {"float", "complex"}:
        return 0.0
    return 2.0**-7 if spec.dtype.itemsize == 2 else float(np.finfo(spec.dtype.numpy).eps)


def sizes(value: np.ndarray) -> np.ndarray:
    """Absolute values, those of numbers that are not finite left out."""
    found = np.abs(wide(value))
    return np.where(np.isfinite(found), found, 0.0)


def product_bound(
    node: Node, inputs: Sequence[np.ndarray], errors: Sequence[np.ndarray]
) -> np.ndarray:
    """A sum of n products, in any order, loses about sqrt(n) units of the sum of their sizes."""
    op = node.op
    count = math.prod(op.sizes(*(x.shape for x in inputs)).values()) // max(node.spec.size, 1)
    own = ULPS * unit_of(node.spec) * math.sqrt(count)
    total = np.zeros(node.shape)
    for a, b in (map(sizes, pair) for pair in op.factors(*inputs)):
        if isinstance(op, PairProduct) or op.is_rounded(node.dtype):  # the other way, if at all
            ea, eb = (x * FEWER_BITS * (e > 0) for x, e in zip((a, b), errors, strict=True))
        else:
            ea, eb = map(sizes, errors)
        total += own * op.products(a, b) + op.products(ea, b) + op.products(a, eb)
    return total


def reduction_bound(node: Node, x: np.ndarray, error: np.ndarray) -> np.ndarray:
    """The same for a sum; the largest error for what picks one of many."""
    axes = node.op.axes
    if node.op.name == "sum":
        count = x.size // max(node.spec.size, 1)
        own = ULPS * unit_of(node.spec) * math.sqrt(max(count, 1))
        return own * sizes(x).sum(axes) + error.sum(axes)
    if node.op.name == "prod":
        count = x.size // max(node.spec.size, 1)
        relative = (error / np.maximum(sizes(x), 1e-300)).sum(axes)
        return sizes(node.op.reference(x)) * (ULPS * unit_of(node.spec) * count + relative)
    return error.max(axes, initial=0.0) if node.dtype.is_float else np.zeros(node.shape)


def shifts(
    node: Node, inputs: Sequence[np.ndarray], errors: Sequence[np.ndarray], out: np.ndarray
) -> np.ndarray:
    """How far an elementwise function moves when its operands do: one at a time, then together."""
    total, plain = np.zeros(out.shape), wide(out)
    moving = [place for place, error in enumerate(errors) if error.any()]
    for places in ([[place] for place in moving] + [moving])[: 1 if len(moving) == 1 else None]:
        for sign in (1.0, -1.0) if places else ():
            moved = [
                (wide(x) + sign * errors[i]).astype(x.dtype) if i in places else x
                for i, x in enumerate(inputs)
            ]
            there = wide(np.asarray(node.op.reference(*moved)))
            step = np.abs(there - plain)
            total += np.where(np.isnan(step), np.where(there == plain, 0.0, np.inf), step)
    return total


def first_difference(
    native: np.ndarray, reference: np.ndarray, tolerance: np.ndarray | float
) -> Wrong | None:
    """The first element that is further off than it may be; NaN equals NaN, and so do infinities
    of one sign. Of truth values and whole numbers a few may be turned by rounding before a
    comparison."""
    with np.errstate(all="ignore"):
        a, b = wide(native), wide(reference)
        same = (a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= tolerance)
    wrong = np.argwhere(~same)
    few = reference.dtype.kind in "biu" and len(wrong) <= FLIPPED * reference.size
    if not len(wrong) or few:
        return None
    index = tuple(int(i) for i in wrong[0])
    limit = float(np.broadcast_to(np.asarray(tolerance, np.float64), a.shape)[index])
    return index, a[index].item(), b[index].item(), limit, len(wrong)
