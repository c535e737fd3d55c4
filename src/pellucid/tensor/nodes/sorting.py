"""Sorting and searching in sorted lists, on nodes."""

from typing import NamedTuple

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.graph import Node, apply
from pellucid.tensor.nodes.compose import (
    Operand,
    as_node,
    broadcast,
    cast,
    normal_axis,
    operand_dtype,
)
from pellucid.tensor.nodes.elementwise import equal, less, logical_not
from pellucid.tensor.nodes.indexing import take, take_along_axis
from pellucid.tensor.nodes.manipulation import reshape, slice_axis
from pellucid.tensor.nodes.statistics import any as any_along


def argsort(x: Node, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Node:
    """The places of the elements in rising or falling order along an axis; int64.

    Equal elements keep their order, whatever `stable` says. NaN is larger than any number.
    """
    place = normal_axis("argsort", axis, len(x.shape))
    return apply("argsort", x, axis=place - len(x.shape), descending=descending)


def sort(x: Node, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Node:
    """The elements in rising or falling order along an axis. NaN is larger than any number."""
    order = argsort(x, axis=axis, descending=descending, stable=stable)
    return take_along_axis(x, order, axis=axis)


class TopK(NamedTuple):
    """Elements, and the places where they stand."""

    values: Node
    indices: Node


def top_k(x: Node, k: int, /, *, axis: int = -1, mode: str = "largest") -> TopK:
    """The k largest elements along an axis, the largest first, and their places, int64; with
    `mode="smallest"` the smallest. NaN is larger than any number.
    """
    if mode not in {"largest", "smallest"}:
        raise ArgumentError(f"top_k: there is no mode {mode!r}", fix="'largest' or 'smallest'")
    place = normal_axis("top_k", axis, len(x.shape))
    if not 0 <= k <= x.shape[place]:
        size = x.shape[place]
        raise ArgumentError(f"top_k: there are no {k} of {size} elements", given=str(x.spec))
    order = argsort(x, axis=place, descending=mode == "largest")
    first = slice_axis(order, place, slice(k))
    return TopK(take_along_axis(x, first, axis=place), first)


def searchsorted(
    x1: Node, x2: Operand, /, *, side: str = "left", sorter: Node | None = None
) -> Node:
    """Before which place of the list x1 each value of x2 would have to be put in, so that the list
    stays in rising order; int64.

    `side="right"` puts it behind its equals. `sorter` are the places that sort x1.
    """
    if side not in {"left", "right"}:
        raise ArgumentError(f"searchsorted: there is no side {side!r}", fix="'left' or 'right'")
    if len(x1.shape) != 1:
        raise ShapeError("searchsorted: x1 is one list", given=str(x1.spec))
    dtype = operand_dtype("searchsorted", x1, x2)
    ordered = take(x1, sorter) if sorter is not None else x1
    values = as_node(x2, dtype)
    return apply("searchsorted", cast(ordered, dtype), values, right=side == "right")


def isin(x1: Operand, x2: Operand, /, *, invert: bool = False) -> Node:
    """Is each element of x1 equal to one of x2? With `invert`, to none."""
    dtype = operand_dtype("isin", x1, x2)
    values, known = as_node(x1, dtype), reshape(as_node(x2, dtype), -1)
    if dtype.kind == "complex":
        pairs = broadcast("isin", reshape(values, (*values.shape, 1)), known)
        found = any_along(equal(*pairs), -1)
    else:
        ordered = sort(known)
        before, after = (
            apply("searchsorted", ordered, values, right=right) for right in (False, True)
        )
        found = apply("and", less(before, after), equal(values, values))  # NaN equals nothing
    return logical_not(found) if invert else found
