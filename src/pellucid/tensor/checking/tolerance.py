"""How far rounding may set a value off, and where two values are further apart.

A bound on the error is carried along with the values: each operation passes on those of its
operands, and adds what its own rounding may do.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from pellucid.graph import Node, toposort
from pellucid.ops.contraction import Contract
from pellucid.ops.family import Elementwise
from pellucid.ops.indexing import Gather
from pellucid.ops.reduction import Reduction
from pellucid.ops.view import Pad, Reading

Wrong = tuple[tuple[int, ...], float, float, float, int]  # index, native, reference, limit, count
Arrays = Mapping[Node, np.ndarray]
ULPS = 8.0  # units in the last place that one operation, vector maths included, may lose
FLIPPED = 1e-3  # part of truth values and places that rounding before a comparison may turn


def defined(
    roots: Sequence[Node], given: Arrays, *, keep: bool = True
) -> tuple[dict[Node, np.ndarray], dict[Node, np.ndarray]]:
    """The values of `roots` and of what is below them, by the reference backend, and what each may
    be off. Unless they are to be kept, values go when nothing needs them any more.
    """
    values, errors = dict(given), {x: np.zeros(x.shape) for x in given}
    order = toposort(roots, given)
    last = {x: node for node in order for x in node.inputs}
    gone = {node: [x for x in node.inputs if last[x] is node] for node in order}
    wanted = {*roots, *given}
    for node in order:
        with np.errstate(all="ignore"):
            values[node] = np.asarray(node.op.reference(*(values[x] for x in node.inputs)))
            errors[node] = bound(node, values, errors)
        for x in gone[node]:
            if not keep and x not in wanted:
                values.pop(x, None)
                errors.pop(x, None)
    return values, errors


def bound(node: Node, values: Arrays, errors: Arrays) -> np.ndarray:
    """What each element of a node may be off, where its inputs may be off by their `errors`."""
    op, out = node.op, values[node]
    inputs = [values[x] for x in node.inputs]
    given = [errors[x] for x in node.inputs]
    unit = unit_of(node)
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


def unit_of(node: Node) -> float:
    """A unit in the last place of a number near 1; 0 of whole numbers."""
    if not node.dtype.is_float:
        return 0.0
    return 2.0**-7 if node.dtype.itemsize == 2 else float(np.finfo(node.dtype.numpy).eps)


def sizes(value: np.ndarray) -> np.ndarray:
    """Absolute values, those of numbers that are not finite left out."""
    found = np.abs(value.astype(np.float64))
    return np.where(np.isfinite(found), found, 0.0)


def product_bound(
    node: Node, inputs: Sequence[np.ndarray], errors: Sequence[np.ndarray]
) -> np.ndarray:
    """A sum of n products, in any order, loses about sqrt(n) units of the sum of their sizes."""
    (a, b), (ea, eb) = map(sizes, inputs), map(sizes, errors)
    count = math.prod(node.op.sizes(a.shape, b.shape).values()) // max(node.spec.size, 1)
    own = ULPS * unit_of(node) * math.sqrt(count)
    reference = node.op.reference
    return own * reference(a, b) + reference(ea, b) + reference(a, eb)


def reduction_bound(node: Node, x: np.ndarray, error: np.ndarray) -> np.ndarray:
    """The same for a sum; the largest error for what picks one of many."""
    axes = node.op.axes
    if node.op.name == "sum":
        count = x.size // max(node.spec.size, 1)
        own = ULPS * unit_of(node) * math.sqrt(max(count, 1))
        return own * sizes(x).sum(axes) + error.sum(axes)
    if node.op.name == "prod":
        count = x.size // max(node.spec.size, 1)
        relative = (error / np.maximum(sizes(x), 1e-300)).sum(axes)
        return sizes(node.op.reference(x)) * (ULPS * unit_of(node) * count + relative)
    return error.max(axes, initial=0.0) if node.dtype.is_float else np.zeros(node.shape)


def shifts(
    node: Node, inputs: Sequence[np.ndarray], errors: Sequence[np.ndarray], out: np.ndarray
) -> np.ndarray:
    """How far an elementwise function moves when its operands do: one at a time, then together."""
    total, plain = np.zeros(out.shape), out.astype(np.float64)
    moving = [place for place, error in enumerate(errors) if error.any()]
    for places in ([[place] for place in moving] + [moving])[: 1 if len(moving) == 1 else None]:
        for sign in (1.0, -1.0) if places else ():
            moved = [
                (x.astype(np.float64) + sign * errors[i]).astype(x.dtype) if i in places else x
                for i, x in enumerate(inputs)
            ]
            there = np.asarray(node.op.reference(*moved)).astype(np.float64)
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
        a, b = native.astype(np.float64), reference.astype(np.float64)
        same = (a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= tolerance)
    wrong = np.argwhere(~same)
    few = reference.dtype.kind in "biu" and len(wrong) <= FLIPPED * reference.size
    if not len(wrong) or few:
        return None
    index = tuple(int(i) for i in wrong[0])
    limit = float(np.broadcast_to(np.asarray(tolerance, np.float64), a.shape)[index])
    return index, float(a[index]), float(b[index]), limit, len(wrong)
