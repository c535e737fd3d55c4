"""Nodes from what users write: Python numbers take the dtype they meet, dtypes promote, shapes
broadcast.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from pellucid.core.dtypes import DType, as_dtype, float32, promote, scalar_dtype
from pellucid.core.errors import ArgumentError, DTypeError, IndexingError
from pellucid.core.spec import broadcast_shapes
from pellucid.graph import Node, apply
from pellucid.graph.node import expand, node as make_node, scalar
from pellucid.ops.source import Number
from pellucid.runtime.capture import active
from pellucid.runtime.storage import Storage

Operand = Node | bool | int | float | complex
Axes = int | Sequence[int] | None
DEVICE = "cpu"


def cast(x: Node, dtype: DType | str | type) -> Node:
    """`x` in another dtype."""
    dtype = as_dtype(dtype)
    return x if x.dtype == dtype else apply("cast", x, dtype=dtype)


def operand_dtype(asked: str, *operands: Operand) -> DType:
    """The dtype operands promote to; Python numbers bend to arrays."""
    dtype = None
    for x in operands:
        if isinstance(x, Node):
            dtype = x.dtype if dtype is None else promote(asked, dtype, x.dtype)
    for x in operands:
        if not isinstance(x, Node):
            if not isinstance(x, bool | int | float | complex):
                raise DTypeError(
                    f"{asked}: {type(x).__name__} is neither an array nor a number",
                    given=repr(x)[:60],
                    fix="make an array of it with asarray",
                )
            dtype = scalar_dtype(x, dtype)
    return dtype or float32


def as_node(x: Operand, dtype: DType) -> Node:
    """`x` as a node of `dtype`."""
    if isinstance(x, Node):
        return cast(x, dtype)
    if dtype.is_integer and not dtype.lowest <= x <= dtype.highest:  # type: ignore[operator]
        raise DTypeError(
            f"the number {x} does not fit {dtype}",
            given=f"{dtype} holds {dtype.lowest} to {dtype.highest}",
            fix="convert the array to a wider dtype first",
        )
    if isinstance(x, complex | bool) or is_usual(x) or not dtype.is_float or active() is not None:
        return scalar(x, dtype)
    return number(float(x), dtype)


def is_usual(x: float) -> bool:
    """Is it a number that programs have written into them: small, whole or half, or no number?"""
    return not math.isfinite(x) or (abs(x) <= 16 and float(x * 2).is_integer())


@lru_cache(maxsize=4096)
def number(x: float, dtype: DType) -> Node:
    """A number as an argument of the program that it is used in, as rates and weights of a loss
    change from step to step. Within a captured function numbers are constants.
    """
    storage = Storage(np.asarray(x, dtype.numpy))
    return make_node(Number(storage, storage.spec))


def check_device(device: object) -> None:
    """Raise for a device other than the one there is."""
    if device not in {None, DEVICE}:
        raise ArgumentError(f"there is no device {device!r}", fix=f"use {DEVICE!r} or None")


def broadcast(asked: str, *nodes: Node) -> list[Node]:
    """`nodes` read with one shape."""
    shape = broadcast_shapes(asked, *(x.shape for x in nodes))
    return [expand(x, shape) for x in nodes]


def elementwise(name: str, *operands: Operand, asked: str = "", to_float: bool = False) -> Node:
    """The primitive `name` of operands promoted and broadcast together; `to_float` turns integers
    into float32.
    """
    asked = asked or name
    dtype = operand_dtype(asked, *operands)
    if to_float and not dtype.is_inexact:
        dtype = float32
    return apply(name, *broadcast(asked, *(as_node(x, dtype) for x in operands)))


def normal_axes(asked: str, axes: Axes, ndim: int) -> tuple[int, ...]:
    """`axes` counted from the front, sorted; None means all."""
    if axes is None:
        return tuple(range(ndim))
    wanted = (axes,) if isinstance(axes, int) else tuple(axes)
    found = tuple(sorted(normal_axis(asked, axis, ndim) for axis in wanted))
    if len(set(found)) != len(found):
        raise IndexingError(f"{asked}: an axis stands twice", given=str(axes))
    return found


def normal_axis(asked: str, axis: int, ndim: int) -> int:
    """`axis` counted from the front."""
    if not -ndim <= axis < ndim:
        raise IndexingError(
            f"{asked}: there is no axis {axis} in an array of {ndim} axes",
            fix=f"use {-ndim} to {ndim - 1}",
        )
    return axis % ndim
