"""Reductions: many elements along some axes become one, and the axes are gone."""

import math
from abc import abstractmethod
from dataclasses import replace
from typing import Any

import numpy as np

from pellucid.core.dtypes import DType, int8, int32, int64
from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.spec import Shape, Spec
from pellucid.graph import Kernel, Node, Op, apply
from pellucid.graph.node import combine, expand, node, scalar


class Reduction(Op):
    """A reduction over `axes`, which are sorted."""

    axes: tuple[int, ...]

    def infer(self, *inputs: Spec) -> Spec:
        return Spec(self.kept(inputs[0].shape), inputs[0].dtype)

    def batched(self, size: int, mapped: tuple[bool, ...], *inputs: Node) -> Node:
        return node(replace(self, axes=tuple(axis + 1 for axis in self.axes)), *inputs)

    def kept(self, shape: Shape) -> Shape:
        """The sizes that remain."""
        return tuple(n for axis, n in enumerate(shape) if axis not in self.axes)

    @abstractmethod
    def neutral(self, dtype: DType) -> float:
        """What combining with changes nothing: the result for no elements."""

    @abstractmethod
    def combine(self, k: Kernel, a: Any, b: Any) -> Any:
        """Two partial results made one."""


def widen(x: Node, axes: tuple[int, ...], shape: Shape) -> Node:
    """A reduced `x` read again everywhere in the `shape` it was reduced from."""
    kept = tuple(1 if axis in axes else n for axis, n in enumerate(shape))
    return expand(apply("reshape", x, shape=kept), shape)


class Sum(Reduction, name="sum"):
    """The sum; of nothing, 0."""

    def infer(self, *inputs):
        refuse_bool(self.name, inputs[0])
        return super().infer(*inputs)

    def neutral(self, dtype):
        return 0

    def combine(self, k, a, b):
        return k.emit("add", a, b)

    def reference(self, x):
        return np.sum(x, axis=self.axes, dtype=x.dtype)

    def gradient(self, g, y, x):
        return (widen(g, self.axes, x.shape),)


class Prod(Reduction, name="prod"):
    """The product; of nothing, 1."""

    def infer(self, *inputs):
        refuse_bool(self.name, inputs[0])
        return super().infer(*inputs)

    def neutral(self, dtype):
        return 1

    def combine(self, k, a, b):
        return k.emit("mul", a, b)

    def reference(self, x):
        return np.prod(x, axis=self.axes, dtype=x.dtype)

    def gradient(self, g, y, x):
        return (widen(g, self.axes, x.shape) * product_of_others(x, self.axes),)


def product_of_others(x: Node, axes: tuple[int, ...]) -> Node:
    """For each element, the product over `axes` of all but itself. No element is divided by, so it
    is right at zeros, as are its derivatives of every order.

    The elements are multiplied in pairs, the products in pairs again, up to one; on the way back
    down each half of a pair gets what its parent got, times the other half.
    """
    kept = [axis for axis in range(len(x.shape)) if axis not in axes]
    order = [*kept, *axes]
    count = math.prod(x.shape[axis] for axis in axes)
    rows = (*(x.shape[axis] for axis in kept), count)
    flat = apply("reshape", permuted(x, order), shape=rows)
    levels = []
    while flat.shape[-1] > 1:
        odd = flat.shape[-1] % 2
        if odd:
            flat = apply("pad", flat, widths=((0, 0),) * len(kept) + ((0, 1),), value=1.0)
        pairs = apply("reshape", flat, shape=(*flat.shape[:-1], flat.shape[-1] // 2, 2))
        levels.append((pairs, odd))
        flat = apply("prod", pairs, axes=(len(kept) + 1,))
    found = scalar(1.0, x.dtype, flat.shape)
    for pairs, odd in reversed(levels):
        wide = expand(apply("reshape", found, shape=(*found.shape, 1)), pairs.shape)
        size = 2 * found.shape[-1]
        found = apply("reshape", wide * other_of_two(pairs), shape=(*found.shape[:-1], size))
        if odd:
            terms = tuple((0, ((axis, 1),)) for axis in range(len(found.shape)))
            found = apply("view", found, shape=(*found.shape[:-1], size - 1), terms=terms)
    shape = tuple(x.shape[axis] for axis in order)
    back = [order.index(axis) for axis in range(len(order))]
    return permuted(apply("reshape", found, shape=shape), back)


def permuted(x: Node, order: list[int]) -> Node:
    """The axes of `x` in another order."""
    terms = tuple((0, ((order.index(axis), 1),)) for axis in range(len(order)))
    return apply("view", x, shape=tuple(x.shape[axis] for axis in order), terms=terms)


def other_of_two(pairs: Node) -> Node:
    """The two elements along the last axis exchanged."""
    last = len(pairs.shape) - 1
    terms = (*((0, ((axis, 1),)) for axis in range(last)), (1, ((last, -1),)))
    return apply("view", pairs, shape=pairs.shape, terms=terms)


class Extreme(Reduction):
    """The largest or the smallest; the gradient goes to the first of equals."""

    position = ""

    def infer(self, *inputs: Spec) -> Spec:
        refuse_complex(self.name, inputs[0])
        refuse_empty(self.name, self.axes, inputs[0])
        return super().infer(*inputs)

    def gradient(self, g: Node, y: Node, *inputs: Node) -> tuple[Node | None, ...]:
        (x,) = inputs
        place = small_integer(math.prod(x.shape[axis] for axis in self.axes))
        first = apply("cast", apply(self.position, x, axes=self.axes), dtype=place)
        counted = position_in(x.shape, self.axes, place)
        chosen = apply("equal", counted, widen(first, self.axes, x.shape))
        return (combine("where", chosen, widen(g, self.axes, x.shape), 0.0),)


class Max(Extreme, name="max"):
    """The largest; NaN wins."""

    position = "argmax"

    def neutral(self, dtype):
        return dtype.lowest

    def combine(self, k, a, b):
        return k.emit("max", a, b) if a.dtype.kind != "bool" else k.emit("or", a, b)

    def reference(self, x):
        return np.max(x, axis=self.axes)


class Min(Extreme, name="min"):
    """The smallest; NaN wins."""

    position = "argmin"

    def neutral(self, dtype):
        return dtype.highest

    def combine(self, k, a, b):
        return k.emit("min", a, b) if a.dtype.kind != "bool" else k.emit("and", a, b)

    def reference(self, x):
        return np.min(x, axis=self.axes)


class Position(Reduction):
    """Where the first of the largest or smallest stands, counted in row-major order over the
    reduced axes. No gradient flows through.
    """

    def infer(self, *inputs: Spec) -> Spec:
        refuse_complex(self.name, inputs[0])
        refuse_empty(self.name, self.axes, inputs[0])
        return Spec(self.kept(inputs[0].shape), int64)

    def flat(self, x: np.ndarray) -> np.ndarray:
        """The reduced axes moved to the end and made one."""
        kept = [axis for axis in range(x.ndim) if axis not in self.axes]
        moved = x.transpose(*kept, *self.axes)
        count = math.prod(x.shape[axis] for axis in self.axes)
        return moved.reshape(*moved.shape[: len(kept)], count)

    @abstractmethod
    def better(self, k: Kernel, a: Any, b: Any) -> Any:
        """Is `b`, seen later, to replace `a`?"""

    def combine(self, k: Kernel, a: Any, b: Any) -> Any:
        raise TypeError(f"{self.name} carries a position beside the value: use `better`")


class ArgMax(Position, name="argmax"):
    """Where the first largest stands; NaN counts as larger than any number."""

    def neutral(self, dtype):
        return dtype.lowest

    def better(self, k, a, b):
        if a.dtype.kind == "bool":
            return k.emit("and", b, k.emit("not", a))
        greater = k.emit("gt", b, a)
        return nan_first(k, greater, a, b)

    def reference(self, x):
        return np.argmax(self.flat(x), axis=-1).astype(np.int64)


class ArgMin(Position, name="argmin"):
    """Where the first smallest stands; NaN counts as smaller than any number."""

    def neutral(self, dtype):
        return dtype.highest

    def better(self, k, a, b):
        if a.dtype.kind == "bool":
            return k.emit("and", a, k.emit("not", b))
        less = k.emit("lt", b, a)
        return nan_first(k, less, a, b)

    def reference(self, x):
        return np.argmin(self.flat(x), axis=-1).astype(np.int64)


def nan_first(k: Kernel, better: Any, a: Any, b: Any) -> Any:
    """`better`, or the first NaN."""
    if not a.dtype.is_float:
        return better
    return k.emit(
        "or", better, k.emit("and", k.emit("isnan", b), k.emit("not", k.emit("isnan", a)))
    )


def small_integer(count: int) -> DType:
    """The smallest integers in which one can count so far: what is stored for the gradient."""
    return next((d for d in (int8, int32) if count <= d.highest), int64)


def position_in(shape: Shape, axes: tuple[int, ...], dtype: DType = int64) -> Node:
    """For each element, its position counted over `axes`: what ArgMax counts."""
    total, stride = None, 1
    for axis in reversed(axes):
        part = apply("iota", shape=shape, axis=axis, dtype=dtype)
        part = part if stride == 1 else part * stride
        total = part if total is None else part + total
        stride *= shape[axis]
    return scalar(0, dtype, shape) if total is None else total


def refuse_bool(name: str, x: Spec) -> None:
    """Raise for truth values, which are not added or multiplied."""
    if x.dtype.kind == "bool":
        raise DTypeError(
            f"{name} is not defined for bool", given=str(x), fix="convert to int64 with astype"
        )


def refuse_complex(name: str, x: Spec) -> None:
    """Raise for complex numbers, which have no order."""
    if x.dtype.kind == "complex":
        raise DTypeError(
            f"{name}: complex numbers have no order", given=str(x), fix="take abs(x) first"
        )


def refuse_empty(name: str, axes: tuple[int, ...], x: Spec) -> None:
    """Raise where there is nothing to choose from."""
    if any(x.shape[axis] == 0 for axis in axes):
        raise ShapeError(f"{name}: there is nothing along axes {axes} to choose from", given=str(x))
