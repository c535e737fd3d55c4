"""What no kernel is written for: a compiled program calls back, and the definition is run."""

from typing import ClassVar

from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.spec import Spec
from pellucid.graph import Node, Op
from pellucid.graph.node import expand, node
from pellucid.ops.source import Source


class HostCall(Op):
    """A primitive that a compiled program leaves to its own `reference`.

    Axes are counted from the end, and leading ones are batches, so it is its own batching rule.
    """

    no_code = "NumPy computes it: the program calls back"

    def batched(self, size: int, mapped: tuple[bool, ...], *inputs: Node) -> Node:
        """The operation over a leading axis of `size`, which each mapped input has as its first
        axis; the result has it first.
        """
        wide = (
            x if has_it else expand(x, (size, *x.shape))
            for x, has_it in zip(inputs, mapped, strict=True)
        )
        return node(self, *wide)


class ElementCall(HostCall):
    """One of the elements at each index. `takes` are the kinds of dtype it is defined for."""

    takes: ClassVar[frozenset[str]]

    def infer(self, *inputs: Spec) -> Spec:
        first = inputs[0]
        refuse_kinds(self.name, first, self.takes)
        if any(x != first for x in inputs):
            raise ShapeError(f"{self.name}: the operands differ", given=", ".join(map(str, inputs)))
        return first


def refuse_kinds(name: str, x: Spec, takes: frozenset[str]) -> None:
    """Raise unless the dtype of `x` is of one of the kinds."""
    if x.dtype.kind not in takes:
        raise DTypeError(
            f"{name} is not defined for {x.dtype}",
            given=str(x),
            fix=f"convert to a dtype of kind {' or '.join(sorted(takes))} with astype",
        )


def runs_on_host(node: Node) -> bool:
    """Does a program leave this node to NumPy? All that touches complex numbers, too."""
    op = node.op
    if isinstance(op, Source):
        return False
    if isinstance(op, HostCall) or node.dtype.kind == "complex":
        return True
    return any(x.dtype.kind == "complex" for x in node.inputs)
