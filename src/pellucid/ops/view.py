"""Views: the same elements read at other indices. Nothing is computed and nothing is stored.

`source` says which index of the input an index of the result is read from. It is written with `+ -
* // %` only, so that it serves whole numbers, NumPy arrays of indices and the compiler's index
expressions alike.
"""

import math
from abc import abstractmethod
from typing import Any

import numpy as np

from pellucid.core.dtypes import int64
from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.core.spec import Shape, Spec
from pellucid.graph import Node, Op, apply
from pellucid.graph.node import combine, node

Term = tuple[int, tuple[tuple[int, int], ...]]
Terms = tuple[Term, ...]


class Reading(Op):
    """An operation that only reads its input at other indices."""

    @abstractmethod
    def source(self, index: list[Any], shape: Shape) -> list[Any]:
        """The index of the input (of `shape`) that `index` of the result is read from."""


class View(Reading, name="view"):
    """An affine view: permute, expand, slice, flip, squeeze, sliding window and dilation are all
    values of `terms`.

    For each axis of the input, `terms` holds a constant and (axis of the result, coefficient)
    pairs.
    """

    shape: Shape
    terms: Terms

    def infer(self, x):
        if len(self.terms) != len(x.shape):
            raise ShapeError("view: one term is needed for each axis of the input", given=str(x))
        return Spec(self.shape, x.dtype)

    def batched(self, size, mapped, *inputs):
        moved = ((start, tuple((a + 1, f) for a, f in pairs)) for start, pairs in self.terms)
        return node(View((size, *self.shape), ((0, ((0, 1),)), *moved)), *inputs)

    def source(self, index, shape):
        return [
            sum((index[axis] * factor for axis, factor in pairs), start)
            for start, pairs in self.terms
        ]

    def reference(self, x):
        base, strides = 0, [0] * len(self.shape)
        for stride, (start, pairs) in zip(x.strides, self.terms, strict=True):
            base += start * stride
            for axis, factor in pairs:
                strides[axis] += factor * stride
        if 0 in self.shape or x.size == 0:
            return np.empty(self.shape, x.dtype)
        corner = x[tuple(slice(start, None) for start, _ in self.terms)]
        return np.lib.stride_tricks.as_strided(corner, self.shape, strides, writeable=False)

    def gradient(self, g, y, x):
        view, g = told_apart(self, g)
        return (scatter_view(view, g, x.shape),)

    def parameters(self):
        places = []
        for start, pairs in self.terms:
            parts = [f"{'' if factor == 1 else factor}{letter(axis)}" for axis, factor in pairs]
            places.append("+".join([*parts, *([str(start)] if start or not parts else [])]))
        return (
            f"{''.join(letter(axis) for axis in range(len(self.shape)))} <- [{', '.join(places)}]"
        )


def letter(axis: int) -> str:
    """A short name for an axis of the result in printed views."""
    return "ijklmnopqrstuvwxyz"[axis] if axis < 18 else f"a{axis}"


class Reshape(Reading, name="reshape"):
    """The same elements in row-major order, in another shape."""

    shape: Shape

    def infer(self, x):
        if math.prod(self.shape) != x.size:
            raise ShapeError(
                f"reshape: {x.size} elements do not fill shape {self.shape}",
                given=str(x),
                fix="the sizes must multiply to the number of elements; -1 is worked out",
            )
        return Spec(self.shape, x.dtype)

    def batched(self, size, mapped, *inputs):
        return node(Reshape((size, *self.shape)), *inputs)

    def source(self, index, shape):
        flat: Any = 0
        for i, size in zip(index, self.shape, strict=True):
            flat = flat * size + i
        places = []
        for size in reversed(shape[1:]):
            some = max(size, 1)  # of nothing, nothing is read
            places.append(flat % some)
            flat = flat // some
        return [flat, *reversed(places)] if shape else []

    def reference(self, x):
        return x.reshape(self.shape)

    def gradient(self, g, y, x):
        return (apply("reshape", g, shape=x.shape),)


class Pad(Reading, name="pad"):
    """`value` put around and between: `widths` before and after, and `steps` - 1 after each element
    but the last.

    No steps means 1 for every axis: nothing between.
    """

    widths: tuple[tuple[int, int], ...]
    value: float = 0.0
    steps: tuple[int, ...] = ()

    def infer(self, x):
        if len(self.widths) != len(x.shape) or any(w < 0 for pair in self.widths for w in pair):
            raise ArgumentError(
                "pad: one pair of widths, not negative, is needed for each axis",
                given=f"{x}, {self.widths}",
            )
        axes = zip(x.shape, self.widths, self.every_step(), strict=True)
        return Spec(tuple(spread_size(n, step) + a + b for n, (a, b), step in axes), x.dtype)

    def batched(self, size, mapped, *inputs):
        steps = (1, *self.steps) if self.steps else ()
        return node(Pad(((0, 0), *self.widths), self.value, steps), *inputs)

    def every_step(self):
        """The step along each axis."""
        return self.steps or (1,) * len(self.widths)

    def source(self, index, shape):
        axes = zip(index, self.widths, self.every_step(), strict=True)
        return [(i + -before) // step if step > 1 else i + -before for i, (before, _), step in axes]

    def reference(self, x):
        axes = zip(x.shape, self.widths, self.every_step(), strict=True)
        full = np.full(
            [spread_size(n, step) + a + b for n, (a, b), step in axes], self.value, x.dtype
        )
        axes = zip(x.shape, self.widths, self.every_step(), strict=True)
        full[tuple(slice(a, a + spread_size(n, step), step) for n, (a, _), step in axes)] = x
        return full

    def gradient(self, g, y, x):
        axes = zip(self.widths, self.every_step(), strict=True)
        terms = tuple((before, ((axis, step),)) for axis, ((before, _), step) in enumerate(axes))
        return (apply("view", g, shape=x.shape, terms=terms),)


def spread_size(size: int, step: int) -> int:
    """How many places `size` elements take, `step` apart."""
    return (size - 1) * step + 1 if size else 0


def told_apart(view: View, g: Node) -> tuple[View, Node]:
    """A view in which no axis of the result is read with twice, as on a diagonal, and its gradient:
    each further reading gets an axis of its own, and `g` is 0 where the two differ.
    """
    shape, terms, seen = list(view.shape), [], set()
    for start, pairs in view.terms:
        own = []
        for axis, factor in pairs:
            if axis in seen:
                shape.append(shape[axis])
                kept = tuple((0, ((a, 1),)) for a in range(len(g.shape)))
                wide = apply("view", g, shape=tuple(shape), terms=kept)
                places = [
                    apply("iota", shape=tuple(shape), axis=a, dtype=int64)
                    for a in (axis, len(shape) - 1)
                ]
                g = combine("where", apply("equal", *places), wide, 0.0)
                own.append((len(shape) - 1, factor))
            else:
                seen.add(axis)
                own.append((axis, factor))
        terms.append((start, tuple(own)))
    return View(tuple(shape), tuple(terms)), g


def scatter_view(view: View, g: Node, shape: Shape) -> Node:
    """The gradient of an affine view: each element of the input gets the sum of `g` wherever it was
    read.

    An axis read through one term is turned round; an axis read through several (a sliding window)
    keeps the term with the most places and becomes a sum over the others. A step larger than 1 is
    undone by spreading `g` with zeros.
    """
    g, axes = sum_unread(view, g)
    fixed = [
        target for target, (_, pairs) in enumerate(view.terms) if not pairs and shape[target] != 1
    ]
    g = apply("reshape", g, shape=g.shape + (1,) * len(fixed)) if fixed else g
    free: list[int] = []  # the window axes: summed at the end
    pads = [(0, 0)] * len(g.shape)
    terms: list[tuple[int, tuple[tuple[int, int], ...]]] = [(0, ())] * len(g.shape)
    steps = [1] * len(g.shape)
    sizes = list(shape)
    for place, target in enumerate(fixed, len(g.shape) - len(fixed)):  # read at one index only
        start = view.terms[target][0]
        pads[place], terms[place] = (start, shape[target] - 1 - start), (0, ((target, 1),))
    for target, (start, pairs) in enumerate(view.terms):
        if not pairs:
            continue
        (main, step), *windows = sorted(pairs, key=lambda pair: -g.shape[axes[pair[0]]])
        axis = axes[main]
        steps[axis] = abs(step)
        sign = 1 if step > 0 else -1
        wanted = [(target, sign)]
        for other, factor in windows:
            sizes.append(g.shape[axes[other]])
            free.append(len(sizes) - 1)
            terms[axes[other]] = (0, ((len(sizes) - 1, 1),))
            wanted.append((len(sizes) - 1, -sign * factor))
        low = -start * sign + sum(min(0, f * (sizes[a] - 1)) for a, f in wanted)
        high = -start * sign + sum(max(0, f * (sizes[a] - 1)) for a, f in wanted)
        before = max(0, -low)
        pads[axis] = (before, max(0, high - spread_size(g.shape[axis], abs(step)) + 1))
        terms[axis] = (before - start * sign, tuple(wanted))
    if any(pair != (0, 0) for pair in pads) or max(steps, default=1) > 1:
        g = apply("pad", g, widths=tuple(pads), steps=tuple(steps) if max(steps) > 1 else ())
    g = apply("view", g, shape=tuple(sizes), terms=tuple(terms))
    return apply("sum", g, axes=tuple(free)) if free else g


def sum_unread(view: View, g: Node) -> tuple[Node, dict[int, int]]:
    """`g` summed over the axes the view does not read with, and where the remaining axes went."""
    read = {axis for _, pairs in view.terms for axis, _ in pairs}
    unread = tuple(axis for axis in range(len(view.shape)) if axis not in read)
    if unread:
        g = apply("sum", g, axes=unread)
    kept = [axis for axis in range(len(view.shape)) if axis in read]
    return g, {axis: place for place, axis in enumerate(kept)}
