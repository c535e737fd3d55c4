"""What elementwise primitives share: equal shapes in, the same shape out, and one element computed
at a time.
"""

from abc import abstractmethod
from typing import Any, ClassVar

from pellucid.core.dtypes import DType, bool_
from pellucid.core.errors import DTypeError, ShapeError
from pellucid.core.spec import Spec
from pellucid.graph import Kernel, Node, Op
from pellucid.graph.node import node, repeated

ANY = frozenset({"bool", "int", "uint", "float", "complex"})
ORDERED = frozenset({"bool", "int", "uint", "float"})
NUMBER = frozenset({"int", "uint", "float", "complex"})
REAL = frozenset({"int", "uint", "float"})
INTEGER = frozenset({"int", "uint"})
LOGICAL = frozenset({"bool", "int", "uint"})
FLOAT = frozenset({"float"})
INEXACT = frozenset({"float", "complex"})


class Elementwise(Op):
    """A function of the elements at one index. `takes` are the kinds of dtype it is defined for."""

    takes: ClassVar[frozenset[str]] = NUMBER

    @abstractmethod
    def lower(self, k: Kernel, *x: Any) -> Any:
        """One element of the result, as instructions of the kernel `k`."""

    def check(self, *inputs: Spec) -> None:
        """Raise unless shapes and dtypes agree with each other and with the operation."""
        first = inputs[0]
        if any(x.shape != first.shape for x in inputs):
            raise ShapeError(f"{self.name}: the shapes differ", given=", ".join(map(str, inputs)))
        if any(x.dtype != first.dtype for x in inputs):
            raise DTypeError(f"{self.name}: the dtypes differ", given=", ".join(map(str, inputs)))
        if first.dtype.kind not in self.takes:
            raise DTypeError(
                f"{self.name} is not defined for {first.dtype}",
                given=", ".join(map(str, inputs)),
                fix=f"convert to a dtype of kind {' or '.join(sorted(self.takes))} with astype",
            )

    def result(self, dtype: DType) -> DType:
        """The dtype of the result, given that of the inputs."""
        return dtype

    def infer(self, *inputs: Spec) -> Spec:
        self.check(*inputs)
        return Spec(inputs[0].shape, self.result(inputs[0].dtype))

    def batched(self, size: int, mapped: tuple[bool, ...], *inputs: Node) -> Node:
        pairs = zip(inputs, mapped, strict=True)
        return node(self, *(x if m else repeated(x, size) for x, m in pairs))


class Predicate(Elementwise):
    """An elementwise function whose result is a truth value, through which no gradient flows."""

    takes = ANY

    def result(self, dtype: DType) -> DType:
        return bool_
