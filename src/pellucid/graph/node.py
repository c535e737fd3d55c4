"""Nodes and the operations they apply. Each is defined by the other, so they share a file."""

from abc import abstractmethod
from typing import Any, ClassVar, Protocol
from weakref import WeakValueDictionary

import numpy as np

from pellucid.core.dtypes import DType, int64
from pellucid.core.errors import DTypeError
from pellucid.core.provenance import Line, user_frame_line
from pellucid.core.spec import Shape, Spec, broadcast_shapes
from pellucid.graph.fields import Fields

OPS: dict[str, type["Op"]] = {}


class Kernel(Protocol):
    """What an operation may ask of a backend to compute one element (or one vector of elements)."""

    def emit(self, instruction: str, *operands: Any) -> Any:
        """An arithmetic, logic or comparison instruction."""

    def call(self, function: str, *operands: Any) -> Any:
        """A function of the backend's vector maths."""

    def constant(self, value: float, dtype: DType) -> Any:
        """A literal."""

    def cast(self, x: Any, dtype: DType) -> Any:
        """The same number in another dtype."""

    def bitcast(self, x: Any, dtype: DType) -> Any:
        """The same bits in another dtype."""


class Op(Fields):
    """A primitive operation. The fields of a subclass are its static parameters; two operations are
    equal when class and parameters are.

    Compiling asks `isinstance` of operations a hundred thousand times, which takes three times as
    long with an ABC: that none is abstract, a test says.
    """

    name: ClassVar[str] = ""
    no_code: ClassVar[str] = ""  # why no kernel is written for it, where none is

    def __init_subclass__(cls, *, name: str = "") -> None:
        super().__init_subclass__()
        if name:
            cls.name, OPS[name] = name, cls

    @abstractmethod
    def infer(self, *inputs: Spec) -> Spec:
        """Shape and dtype of the result."""

    @abstractmethod
    def reference(self, *inputs: np.ndarray) -> np.ndarray:
        """The result in plain NumPy: the definition that every backend is tested against."""

    def gradient(self, g: "Node", y: "Node", *inputs: "Node") -> "tuple[Node | None, ...]":
        """Gradient for each input, given the gradient `g` of the result `y`. By default there is
        none.
        """
        return (None,) * len(inputs)

    def batched(self, size: int, mapped: tuple[bool, ...], *inputs: "Node") -> "Node":
        """The operation for each of `size` examples: each mapped input has them along its first
        axis, and so has the result. By default one example after another.
        """
        return one_by_one(self, size, mapped, inputs)

    def parameters(self) -> str:
        """The static parameters as they stand in a printed graph."""
        return ", ".join(str(getattr(self, name)) for name in self.fields)


class Node:
    """One operation applied to other nodes; immutable, and shared: equal expressions are one
    object.
    """

    __slots__ = ("__weakref__", "inputs", "line", "op", "spec")
    op: Any  # an Op; each kind has parameters of its own
    inputs: tuple["Node", ...]
    spec: Spec
    line: Line | None

    @property
    def shape(self) -> Shape:
        return self.spec.shape

    @property
    def dtype(self) -> DType:
        return self.spec.dtype

    def __repr__(self) -> str:
        return f"<{self.op.name} {self.spec}>"

    def __add__(self, other: "Node | float") -> "Node":
        return combine("add", self, other)

    def __radd__(self, other: float) -> "Node":
        return combine("add", other, self)

    def __sub__(self, other: "Node | float") -> "Node":
        return combine("subtract", self, other)

    def __rsub__(self, other: float) -> "Node":
        return combine("subtract", other, self)

    def __mul__(self, other: "Node | complex") -> "Node":
        return combine("multiply", self, other)

    def __rmul__(self, other: float) -> "Node":
        return combine("multiply", other, self)

    def __truediv__(self, other: "Node | float") -> "Node":
        return combine("divide", self, other)

    def __rtruediv__(self, other: float) -> "Node":
        return combine("divide", other, self)

    def __matmul__(self, other: "Node") -> "Node":
        """The matrix product over the last two axes; the axes before them are the same in both."""
        batch = "abcdefghijklmnopqrstuvwxyz"[: len(self.shape) - 2]
        labels = {"left": f"{batch}IK", "right": f"{batch}KJ", "out": f"{batch}IJ"}
        return apply("contract", self, other, **labels)

    def __neg__(self) -> "Node":
        return apply("negative", self)


INTERNED: WeakValueDictionary[tuple[object, ...], Node] = WeakValueDictionary()


def make(op: Op, inputs: tuple[Node, ...], spec: Spec, line: Line | None) -> Node:
    """The one node of `op` applied to `inputs`; `line` is remembered when it is new."""
    key = (op, tuple(map(id, inputs)), spec)
    found = INTERNED.get(key)
    if found is None:
        found = INTERNED[key] = unshared(op, inputs, spec, line)
    return found


def unshared(op: Op, inputs: tuple[Node, ...], spec: Spec, line: Line | None) -> Node:
    """A node that no equal expression shares, nor what is made of it: so that the arguments of two
    functions are told apart, and each graph keeps its own lines.
    """
    found = Node()
    found.op, found.inputs, found.spec, found.line = op, inputs, spec, line
    return found


def node(op: Op, *inputs: Node) -> Node:
    """`op` applied to `inputs`, checked."""
    return make(op, inputs, op.infer(*(x.spec for x in inputs)), user_frame_line())


def apply(name: str, *inputs: Node, **fields: Any) -> Node:
    """The primitive `name` applied to `inputs`; `fields` are its static parameters."""
    return node(OPS[name](**fields), *inputs)


def scalar(value: complex, dtype: DType, shape: Shape = ()) -> Node:
    """A constant of the given shape."""
    found = apply("constant", value=value, dtype=dtype)
    return expand(found, shape) if shape else found


def expand(x: Node, shape: Shape) -> Node:
    """`x` read under NumPy's broadcasting rule as an array of `shape`."""
    if x.shape == shape:
        return x
    new = len(shape) - len(x.shape)
    terms = tuple(
        (0, ((axis + new, 1),) if size != 1 or shape[axis + new] == 1 else ())
        for axis, size in enumerate(x.shape)
    )
    return apply("view", x, shape=shape, terms=terms)


def repeated(x: Node, size: int) -> Node:
    """`x` read `size` times along a new first axis."""
    terms = tuple((0, ((axis + 1, 1),)) for axis in range(len(x.shape)))
    return apply("view", x, shape=(size, *x.shape), terms=terms)


def row(x: Node, place: int) -> Node:
    """The part of `x` at a place of its first axis."""
    terms = ((place, ()), *((0, ((axis, 1),)) for axis in range(len(x.shape) - 1)))
    return apply("view", x, shape=x.shape[1:], terms=terms)


def one_by_one(op: Op, size: int, mapped: tuple[bool, ...], inputs: tuple[Node, ...]) -> Node:
    """`op` applied to one example after another."""
    pairs = list(zip(inputs, mapped, strict=True))
    specs = (Spec(x.shape[1:], x.dtype) if m else x.spec for x, m in pairs)
    one = op.infer(*specs)
    shape = (size, *one.shape)
    found = scalar(0, one.dtype, shape)
    number = apply("iota", shape=shape, axis=0, dtype=int64)
    for place in range(size):
        part = node(op, *(row(x, place) if m else x for x, m in pairs))
        here = apply("equal", number, scalar(place, int64, shape))
        found = apply("where", here, repeated(part, size), found)
    return found


def combine(name: str, *operands: "Node | complex") -> Node:
    """An elementwise primitive applied to nodes of one dtype and Python numbers, broadcast
    together.
    """
    nodes = [x for x in operands if isinstance(x, Node)]
    dtype = nodes[-1].dtype
    if name != "where" and any(x.dtype != dtype for x in nodes):
        raise DTypeError(f"{name}: the dtypes differ", given=", ".join(str(x.spec) for x in nodes))
    shape = broadcast_shapes(name, *(x.shape for x in nodes))
    return apply(
        name,
        *(expand(x, shape) if isinstance(x, Node) else scalar(x, dtype, shape) for x in operands),
    )
