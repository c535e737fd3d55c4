"""Rules for reshapes: fewer of them, and none between a reduction and what it reduces."""

import math

from pellucid.core.spec import Shape
from pellucid.graph import Node, apply
from pellucid.ops.view import Reshape


def merge_reshapes(node: Node) -> Node:
    """A reshape of a reshape is one reshape; of its own shape, nothing."""
    (x,) = node.inputs
    if isinstance(x.op, Reshape):
        return apply("reshape", x.inputs[0], shape=node.shape)
    return x if x.shape == node.shape else node


def reshape_as_view(node: Node) -> Node:
    """A reshape that only adds or removes axes of size 1 is an affine view."""
    (x,) = node.inputs
    large = [axis for axis, size in enumerate(node.shape) if size != 1]
    if [node.shape[axis] for axis in large] != [size for size in x.shape if size != 1]:
        return node
    places = iter(large)
    terms = tuple((0, ((next(places), 1),)) if size != 1 else (0, ()) for size in x.shape)
    return apply("view", x, shape=node.shape, terms=terms)


def reduce_below_reshape(node: Node) -> Node:
    """A reduction of a reshape is one of what was reshaped, where axes are only cut or joined that
    are all reduced: there its loops are those of what makes the elements.
    """
    (x,) = node.inputs
    if not isinstance(x.op, Reshape) or not x.spec.size:
        return node
    below = x.inputs[0]
    axes: list[int] = []
    for ours, theirs in matching_axes(x.shape, below.shape):
        reduced = [axis for axis in ours if axis in node.op.axes]
        if reduced and len(reduced) < len(ours):
            return node
        axes += theirs if reduced else []
    return apply("reshape", apply(node.op.name, below, axes=tuple(axes)), shape=node.shape)


def matching_axes(a: Shape, b: Shape) -> list[tuple[list[int], list[int]]]:
    """The axes of two shapes of as many elements, none of them empty, in the smallest groups of
    equal size.

    >>> matching_axes((2, 12, 5), (2, 3, 4, 5))
    [([0], [0]), ([1], [1, 2]), ([2], [3])]
    """
    found = []
    i = j = 0
    while i < len(a) or j < len(b):
        start, other = i, j
        i, j = min(i + 1, len(a)), min(j + 1, len(b))
        while math.prod(a[start:i]) != math.prod(b[other:j]):
            if math.prod(a[start:i]) < math.prod(b[other:j]):
                i += 1
            else:
                j += 1
        found.append((list(range(start, i)), list(range(other, j))))
    return found
