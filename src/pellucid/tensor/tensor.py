"""Tensor: a lazy n-dimensional array. It holds a node or a value, and computes when it is read."""

from collections.abc import Callable
from typing import Any
from weakref import ref

import numpy as np

from pellucid.autodiff import gradients as node_gradients
from pellucid.core.dtypes import float32
from pellucid.core.errors import ArgumentError, ShapeError, TraceError
from pellucid.core.spec import Spec
from pellucid.graph import Node, apply
from pellucid.graph.node import node as make_node
from pellucid.ops.source import Data
from pellucid.runtime import Changes, Storage
from pellucid.runtime.capture import active, refuse_arguments
from pellucid.tensor.arrays import has_gradients, to_numpy
from pellucid.tensor.assignment import Assignable
from pellucid.tensor.evaluation import PENDING, realize
from pellucid.tensor.gradient_leaves import LEAVES, ORIGINS, TAGS, leaves_below, traced_back
from pellucid.tensor.levels import differs, refuse_examples
from pellucid.tensor.lift import Lazy
from pellucid.tensor.nodes import manipulation
from pellucid.tensor.nodes.compose import cast


class Tensor(Assignable):
    """A lazy n-dimensional array of one dtype.

    `data` is a number, nested lists, a NumPy array, or anything with `__array__`, `__dlpack__` or a
    buffer. Python floats become float32, whole numbers int64. Operators and methods build a graph;
    printing, `numpy()`, `item()`, `float()` and comparisons in an `if` compute it.

    >>> x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> (x @ x).sum().item()
    54.0
    """

    __slots__ = (
        "__weakref__",
        "born_in",  # the capture it was made in
        "grad",  # what `backward` has added up for a leaf
        "graph",
        "is_leaf",
        "is_state",
        "origin",  # gives the graph of a captured function's result
        "requires_grad",
        "value",
    )

    grad: "Tensor | None"
    origin: Callable[[], Node] | None

    def __init__(self, data: Any, dtype: object = None, *, requires_grad: bool = False) -> None:
        self.born_in, self.grad, self.graph, self.origin = active(), None, None, None
        self.value: Storage | None = Storage(to_numpy(data, dtype))
        self.is_leaf, self.is_state = True, False
        self.requires_grad = requires_grad and has_gradients(self.value.spec)

    @classmethod
    def of(cls, node: Node, *, requires_grad: bool) -> "Tensor":
        """A lazy tensor of `node`."""
        return wrap(node, requires_grad=requires_grad)

    @classmethod
    def holding(cls, storage: Storage) -> "Tensor":
        """A tensor with a value."""
        found = Tensor.__new__(Tensor)
        found.value, found.is_leaf, found.is_state, found.requires_grad = (
            storage,
            True,
            False,
            False,
        )
        found.born_in = found.grad = found.graph = found.origin = None
        return found

    @classmethod
    def from_data(cls, data: Any) -> "Tensor":
        """A tensor of an array."""
        return Tensor(data)

    # What it is

    @property
    def node(self) -> Node:
        """The graph of this tensor; inside a capture, an argument of the program when the tensor is
        older than that.
        """
        capture = active()
        if capture is not None and self.born_in is not capture:
            return self.register(capture.read(self))
        if capture is None and self.value is None and self.born_in is not None:
            refuse_arguments(self.graph)
            self.born_in = None
        if self.graph is None:
            assert self.value is not None
            self.graph = make_node(Data(self.value, self.value.spec, self.is_state))
        return self.register(self.graph)

    def register(self, node: Node) -> Node:
        """Remember that the gradient of `node` is this tensor's, or where it goes on."""
        if self.is_leaf and self.requires_grad:
            LEAVES[node] = ref(self)
        elif self.origin is not None:
            ORIGINS[node] = self.origin
        return node

    @property
    def spec(self) -> Spec:
        """Shape and dtype."""
        return self.value.spec if self.value is not None else self.graph.spec  # type: ignore[union-attr]

    # Its value

    def storage(self) -> Storage:
        """The value, computed if need be."""
        if self.value is None:
            realize(self)
        assert self.value is not None
        return self.value

    def replace(self, storage: Storage) -> None:
        """Hold another value from now on."""
        self.value, self.graph, self.origin = storage, None, None
        Changes.count += 1

    def settle(self, storage: Storage) -> None:
        """Keep a computed value; and the graph only while a gradient may be asked through it."""
        self.value = storage
        Changes.count += 1
        if self.is_leaf or not self.requires_grad:
            self.graph = None

    def numpy(self) -> np.ndarray:
        """The elements as a NumPy array that must not be written to."""
        array = self.elements()
        array.setflags(False)  # type: ignore[bad-argument-count]  # noqa: FBT003 (by name: slow)
        return array

    def elements(self) -> np.ndarray:
        """The elements: the memory itself, or a copy of state, which will be overwritten."""
        capture = active()
        if capture is not None and (self.born_in is capture or self in capture.updated):
            raise TraceError(
                "a value inside a captured function was asked for, but it exists only when it runs",
                given=str(self.spec),
                fix="return it from the function, or use where() in place of if",
            )
        array = (self.value or self.storage()).array
        return array.copy() if self.is_state else array.view()

    def keep(self) -> None:
        """From now on a captured function overwrites the value, so it must be nobody else's."""
        if not self.is_state:
            self.replace(self.storage().copy())
            self.is_state = True

    def __repr__(self) -> str:
        capture = active()
        if capture is not None and self.born_in is capture:
            return f"Tensor({self.spec}, in a captured function)"
        if self.graph is not None and differs(self.graph):
            return f"Tensor({self.spec}, one of many in vmap)"
        text = np.array2string(self.numpy(), separator=", ", prefix="Tensor(")
        return f"Tensor({text}" + ("" if self.dtype == float32 else f", dtype={self.dtype}") + ")"

    # Changing it

    def assign(self, value: "Tensor | np.ndarray | float") -> "Tensor":
        """This tensor, holding `value` from now on: of the same shape, converted to the same dtype.

        Inside a captured function it becomes an update in place of the program.

        >>> x = Tensor([1.0, 2.0])
        >>> x.assign(x * 2).tolist()
        [2.0, 4.0]
        """
        new = cast(as_node(value), self.dtype)
        if new.shape != self.shape:
            if new.shape:
                raise ShapeError(
                    "assign: the shapes differ",
                    given=f"{self.spec} from {new.spec}",
                    fix="reshape the new value; a number fills any shape",
                )
            new = manipulation.broadcast_to(new, self.shape)
        if self.requires_grad and self.is_leaf:  # a node of its own: gradients are told apart by it
            new = fresh_leaf(new)
        if self.is_state:
            refuse_examples(new)
        capture = active()
        if capture is not None and self.born_in is not capture:
            capture.update(self, new)
        else:
            self.graph, self.value, self.origin = new, None, None
            Changes.count += 1
            if capture is None:
                PENDING[id(self)] = self
        return self

    copy_ = assign

    def become(self, result: "Tensor") -> "Tensor":
        """This tensor, as the result of an operator: with its value and its gradients."""
        if result.value is not None and active() is None and not self.is_state:
            self.replace(result.value)
        else:
            self.assign(result)
        if result.requires_grad:
            self.requires_grad, self.is_leaf = True, False
        return self

    # Gradients

    def requires_grad_(self, requires_grad: bool = True) -> "Tensor":
        """This tensor, as a leaf with gradients, or without."""
        if requires_grad and not self.requires_grad and self.graph is not None:
            self.graph, self.is_leaf = fresh_leaf(self.node), True
        self.requires_grad = requires_grad and has_gradients(self.spec)
        return self

    def detach(self) -> "Tensor":
        """The same value, through which no gradient flows."""
        return wrap(apply("stop_gradient", self.node))

    @property
    def data(self) -> "Tensor":
        """This tensor without gradients: what changes it in place changes this one too."""
        found = Alias.__new__(Alias)
        found.of_tensor, found.born_in = self, self.born_in
        found.graph, found.value = self.detach().graph, None
        found.grad, found.origin, found.is_leaf, found.is_state = None, None, False, False
        found.requires_grad = False
        return found

    @data.setter
    def data(self, value: "Tensor") -> None:
        self.assign(value)

    def clone(self) -> "Tensor":
        """A tensor of its own with the same value."""
        return wrap(self.node, requires_grad=self.requires_grad)

    def backward(self, gradient: "Tensor | None" = None) -> None:
        """Add the gradient of this tensor to `grad` of every leaf that requires one.

        >>> x = Tensor(3.0, requires_grad=True)
        >>> (x * x).backward()
        >>> x.grad.item()
        6.0
        """
        if gradient is None and self.spec.size != 1:
            raise ShapeError(
                "backward: a loss is one number",
                given=str(self.spec),
                fix="take the mean() or sum() first",
            )
        root = traced_back(self.node)
        leaves = leaves_below([root])
        if not leaves:
            raise ArgumentError(
                "backward: nothing this tensor was computed from requires a gradient",
                given=str(self.spec),
                fix="a captured function that updates parameters takes their gradients inside it",
            )
        found = node_gradients(
            root, [node for node, _ in leaves], gradient.node if gradient is not None else None
        )
        for g, (_, leaf) in zip(found, leaves, strict=True):
            if g is not None:
                leaf.add_gradient(wrap(g))

    def add_gradient(self, part: "Tensor") -> None:
        """Add to `grad`. What a captured function adds to an older tensor goes with the capture."""
        before, capture = self.grad, active()
        if capture is not None and self.born_in is not capture:
            if before is not None and before.born_in is not capture:
                raise TraceError(
                    "backward in a captured function would add to a gradient older than it",
                    given=str(self.spec),
                    fix="set it to None first, as zero_grad() does",
                )
            capture.afterwards.append(lambda: setattr(self, "grad", None))
        self.grad = part if before is None else before + part
        self.grad.is_state = before is not None  # computed with what is read next: no sums pile up


Lazy.concrete = Tensor


class Alias(Tensor):
    """What `x.data` is: another name of x, without gradients."""

    __slots__ = ("of_tensor",)
    of_tensor: Tensor

    def assign(self, value: Any) -> "Tensor":
        """Both tensors, holding `value` from now on."""
        super().assign(value)
        self.of_tensor.assign(self.detach())
        return self

    copy_ = assign

    def replace(self, storage: Storage) -> None:
        """Both tensors, holding another value from now on."""
        super().replace(storage)
        self.of_tensor.assign(self.detach())

    def become(self, result: Tensor) -> Tensor:
        """Both tensors, as the result of an operator."""
        return self.assign(result.detach())


class Parameter(Tensor):
    """A tensor that is learned: a leaf with gradients, updated in place by optimisers.

    >>> Parameter([1.0, 2.0]).requires_grad
    True
    """

    __slots__ = ()

    def __init__(self, data: Any, dtype: object = None, *, requires_grad: bool = True) -> None:
        super().__init__(
            data.numpy() if isinstance(data, Tensor) else data, dtype, requires_grad=requires_grad
        )
        self.replace(self.storage().copy())
        self.is_state = True
        self.born_in = None

    def __repr__(self) -> str:
        return super().__repr__().replace("Tensor", "Parameter", 1)


def state(data: Any, dtype: object = None) -> Tensor:
    """A tensor kept from call to call and updated in place, but not learned: moments, running
    statistics, keys.
    """
    found = Tensor(data.numpy() if isinstance(data, Tensor) else data, dtype)
    found.replace(found.storage().copy())
    found.is_state, found.born_in = True, None
    return found


def wrap(node: Node, *, requires_grad: bool = False) -> Tensor:
    """A lazy tensor of `node`."""
    found = Tensor.__new__(Tensor)
    found.born_in, found.grad, found.graph, found.value = active(), None, node, None
    found.is_leaf, found.is_state, found.requires_grad = False, False, requires_grad
    found.origin = None
    if found.born_in is None:
        PENDING[id(found)] = found
    return found


def as_node(x: Any) -> Node:
    """The node of a tensor, an array or a number."""
    return x.node if isinstance(x, Tensor) else Tensor(x).node


def fresh_leaf(node: Node) -> Node:
    """`node` as something of its own, told apart from every other use of it."""
    return apply("tagged", apply("stop_gradient", node), tag=next(TAGS))


def tagged(x: Tensor) -> Tensor:
    """`x` as a new leaf, told apart from every other use of it."""
    return wrap(apply("tagged", x.node, tag=next(TAGS)), requires_grad=True)
