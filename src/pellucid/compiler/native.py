"""What the compiler makes of an operation with several values: a kernel of its own kind, which says
in what order the axes of all they take and give lie in memory.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.compiler.copy import Copy, copy
from pellucid.compiler.index import Affine, Symbol
from pellucid.compiler.reading import base_of, offset, strides, stripped
from pellucid.core.errors import InternalError
from pellucid.core.spec import Spec
from pellucid.graph import Node, Part, Several, rebuild
from pellucid.ops.source import Input

Order = tuple[int, ...]


class Native(Several):
    """`source` as a kernel of its kind.

    Every input lies in memory with its axes in the order of `takes`, but for the first `free[i]` of
    them: along these it may lie anyhow. Every value is left in the order of `gives`. `scratch` are
    bytes the kernel needs while it runs, `work` about how many operations it takes. `inside` is
    what the kernel is made of: for a loop, the schedules of its bodies, run in so many `steps`.
    """

    source: Any
    specs: tuple[Spec, ...]
    takes: tuple[Order, ...]
    free: tuple[int, ...]
    gives: tuple[Order, ...]
    scratch: int
    work: int
    inside: tuple[Any, ...] = ()
    steps: int = 1

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    @property
    def name(self) -> str:  # type: ignore[override]
        """The name of the source."""
        return self.source.name

    def infer(self, *inputs: Spec) -> Spec:
        del inputs
        return Spec((), parts=self.specs)

    def reference(self, *inputs: np.ndarray) -> np.ndarray:
        return self.source.reference(*inputs)

    def examples_first(self, bundle: Node, index: int, size: int) -> Node:
        raise InternalError("a kernel is made when every transform has been applied")

    def parameters(self) -> str:
        return self.source.parameters()


def native_of(node: Node) -> Native | None:
    """The kernel that makes a node as one of its values."""
    found = node.inputs[0].op if isinstance(node.op, Part) else None
    return found if isinstance(found, Native) else None


def row_major(spec: Spec) -> Order:
    """The axes as they stand."""
    return tuple(range(len(spec.shape)))


def steps_through(
    x: Node, order: Sequence[int], free: int, steps: Sequence[int]
) -> tuple[int, tuple[int, ...]] | None:
    """Where a kernel finds an input that it reads where it lies: the first element, and the steps
    along its first `free` axes. None when the other axes do not lie in `order`, without gaps.

    `steps` are those of the stored value below the views on `x`.
    """
    symbols = [Symbol(f"i{axis}", 0, max(n - 1, 0)) for axis, n in enumerate(x.shape)]
    _, place, guards = base_of(x, [Affine(0, {s: 1}) for s in symbols])
    found = offset(place, steps)
    if guards or any(not isinstance(s, Symbol) for s in found.terms):
        return None
    wanted = strides(x.shape[free:], [axis - free for axis in order if axis >= free])
    for symbol, step in zip(symbols[free:], wanted, strict=True):
        if symbol.high and found.coefficient(symbol) != step:
            return None
    return found.constant, tuple(found.coefficient(s) for s in symbols[:free])


def order_of(argument: Node) -> Order:
    """The order of the axes of an argument."""
    return argument.op.order or row_major(argument.spec)


def in_order(x: Node, order: Order, free: int) -> Node:
    """`x` as a kernel takes it: as it is where it lies so, else with what it shows stored so that
    it does, or else a copy.
    """
    base = stripped(x)
    native = native_of(base)
    if isinstance(base.op, Input):
        lies = order_of(base)
    elif isinstance(base.op, Copy):
        lies = base.op.order
    elif native is not None:
        lies = native.gives[base.op.index]
    else:
        lies = row_major(base.spec)
        moved = rebuild([x], replaced={base: copy(base, lies)})[0]
        found = steps_through(moved, order, free, strides(base.shape, lies))
        return copy(x, order) if found is None else moved
    found = steps_through(x, order, free, strides(base.shape, lies))
    return copy(x, order) if found is None else x
