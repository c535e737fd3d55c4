"""Tensor: a lazy n-dimensional array. It holds a node or a value, and computes when it is read."""

from collections.abc import Iterator
from typing import Any
from weakref import ref

import numpy as np

from pellucid.autodiff import gradients as node_gradients
from pellucid.core.dtypes import DType, float32
from pellucid.core.errors import ArgumentError, DTypeError, ShapeError, TraceError
from pellucid.core.spec import Shape, Spec
from pellucid.graph import Node, apply
from pellucid.graph.node import node as make_node
from pellucid.ops.source import Data
from pellucid.runtime import Storage
from pellucid.runtime.capture import active, refuse_arguments
from pellucid.tensor import indexing, manipulation
from pellucid.tensor.arrays import has_gradients, to_numpy
from pellucid.tensor.compose import cast
from pellucid.tensor.evaluation import PENDING, realize
from pellucid.tensor.gradient_leaves import LEAVES, TAGS, leaves_below
from pellucid.tensor.levels import differs, refuse_examples
from pellucid.tensor.lift import Lazy
from pellucid.tensor.methods import Methods, as_key


class Tensor(Methods):
    """A lazy n-dimensional array of one dtype.

    `data` is a number, nested lists, a NumPy array, or anything with `__array__` or `__dlpack__`.
    Python floats become float32, whole numbers int64. Operators and methods build a graph;
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
        "requires_grad",
        "value",
    )

    grad: "Tensor | None"

    def __init__(self, data: Any, dtype: object = None, *, requires_grad: bool = False) -> None:
        self.born_in, self.grad, self.graph = active(), None, None
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
        found.born_in, found.grad, found.graph, found.value = None, None, None, storage
        found.is_leaf, found.is_state, found.requires_grad = True, False, False
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
        """Remember that the gradient of `node` is this tensor's."""
        if self.is_leaf and self.requires_grad:
            LEAVES[node] = ref(self)
        return node

    @property
    def spec(self) -> Spec:
        """Shape and dtype."""
        return self.value.spec if self.value is not None else self.graph.spec  # type: ignore[union-attr]

    @property
    def shape(self) -> Shape:
        """The size along each axis."""
        return self.spec.shape

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return self.spec.dtype

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.spec.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return self.spec.size

    @property
    def device(self) -> str:
        """Where the elements are."""
        return "cpu"

    def dim(self) -> int:
        """The number of axes."""
        return self.ndim

    def numel(self) -> int:
        """The number of elements."""
        return self.size

    # Its value

    def storage(self) -> Storage:
        """The value, computed if need be."""
        if self.value is None:
            realize(self)
        assert self.value is not None
        return self.value

    def replace(self, storage: Storage) -> None:
        """Hold another value from now on."""
        self.value, self.graph = storage, None

    def settle(self, storage: Storage) -> None:
        """Keep a computed value; and the graph only while a gradient may be asked through it."""
        self.value = storage
        if self.is_leaf or not self.requires_grad:
            self.graph = None

    def numpy(self) -> np.ndarray:
        """The elements as a NumPy array that must not be written to."""
        capture = active()
        if capture is not None and (self.born_in is capture or self in capture.updated):
            raise TraceError(
                "a value inside a captured function was asked for, but it exists only when it runs",
                given=str(self.spec),
                fix="return it from the function, or use where() in place of if",
            )
        array = self.storage().array
        array = (
            array.copy() if self.is_state else array.view()
        )  # state will be overwritten in place
        array.flags.writeable = False
        return array

    def keep(self) -> None:
        """From now on a captured function overwrites the value, so it must be nobody else's."""
        if not self.is_state:
            self.replace(self.storage().copy())
            self.is_state = True

    def item(self) -> float | int | bool:
        """The only element, as a Python number."""
        if self.size != 1:
            raise ShapeError(
                f"item: there are {self.size} elements, not one",
                given=str(self.spec),
                fix="use tolist() or an index",
            )
        return self.numpy().item()

    def tolist(self) -> Any:
        """The elements as nested lists of Python numbers."""
        return self.numpy().tolist()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.numpy()
        return (
            np.array(array, dtype=dtype)
            if copy or copy is None
            else array.astype(dtype or array.dtype, copy=False)
        )

    def __dlpack__(self, **options: Any) -> Any:
        return self.numpy().__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return (1, 0)

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __bool__(self) -> bool:
        return bool(self.item())

    def __index__(self) -> int:
        if not self.dtype.is_integer:
            raise DTypeError("only whole numbers can be an index", given=str(self.spec))
        return int(self.item())

    def __len__(self) -> int:
        if not self.shape:
            raise DTypeError("a number has no length", given=str(self.spec))
        return self.shape[0]

    def __iter__(self) -> Iterator["Tensor"]:
        return iter([self[i] for i in range(len(self))])

    def __repr__(self) -> str:
        capture = active()
        if capture is not None and self.born_in is capture:
            return f"Tensor({self.spec}, in a captured function)"
        if self.graph is not None and differs(self.graph):
            return f"Tensor({self.spec}, one of many in vmap)"
        text = np.array2string(self.numpy(), separator=", ", prefix="Tensor(")
        return f"Tensor({text}" + ("" if self.dtype == float32 else f", dtype={self.dtype}") + ")"

    def __format__(self, form: str) -> str:
        return format(self.item(), form) if form else str(self)

    def _repr_html_(self) -> str:
        return f"<pre>{self!r}</pre>"

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
            new = apply("tagged", apply("stop_gradient", new), tag=next(TAGS))
        if self.is_state:
            refuse_examples(new)
        capture = active()
        if capture is not None and self.born_in is not capture:
            capture.update(self, new)
        else:
            self.graph, self.value = new, None
            if capture is None:
                PENDING[id(self)] = self
        return self

    copy_ = assign

    def __setitem__(self, key: Any, value: Any) -> None:
        places = tuple(
            as_node(k) if isinstance(k, Tensor | np.ndarray) else k for k in as_tuple(as_key(key))
        )
        self.assign(wrap(indexing.write(self.node, places, cast(as_node(value), self.dtype))))

    # Gradients

    def requires_grad_(self, requires_grad: bool = True) -> "Tensor":
        """This tensor, with or without gradients."""
        self.requires_grad = requires_grad and has_gradients(self.spec)
        return self

    def detach(self) -> "Tensor":
        """The same value, through which no gradient flows."""
        return wrap(apply("stop_gradient", self.node))

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
        if gradient is None and self.size != 1:
            raise ShapeError(
                "backward: a loss is one number",
                given=str(self.spec),
                fix="take the mean() or sum() first",
            )
        root = self.node
        leaves = leaves_below([root])
        if not leaves:
            raise ArgumentError(
                "backward: nothing this tensor was computed from requires a gradient",
                fix="numpy(), detach() and no_grad() cut gradients off; parameters require them",
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


def as_tuple(key: Any) -> tuple[Any, ...]:
    """An index as a tuple."""
    return key if isinstance(key, tuple) else (key,)


def wrap(node: Node, *, requires_grad: bool = False) -> Tensor:
    """A lazy tensor of `node`."""
    found = Tensor.__new__(Tensor)
    found.born_in, found.grad, found.graph, found.value = active(), None, node, None
    found.is_leaf, found.is_state, found.requires_grad = False, False, requires_grad
    if found.born_in is None:
        PENDING[id(found)] = found
    return found


def as_node(x: Any) -> Node:
    """The node of a tensor, an array or a number."""
    return x.node if isinstance(x, Tensor) else Tensor(x).node


def tagged(x: Tensor) -> Tensor:
    """`x` as a new leaf, told apart from every other use of it."""
    return wrap(apply("tagged", x.node, tag=next(TAGS)), requires_grad=True)
