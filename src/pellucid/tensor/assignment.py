"""`x[...] = v` and `x += y`: the tensor holds another value from then on.

Nothing is written to memory that somebody else may read: what was computed from the tensor before
keeps what it saw, and its gradients.
"""

from abc import abstractmethod
from typing import Any

import numpy as np

from pellucid.core.errors import DTypeError, IndexingError, ShapeError, StateError, TraceError
from pellucid.core.spec import broadcast_shapes
from pellucid.graph import Node
from pellucid.ops.arithmetic import Cast
from pellucid.runtime.capture import active
from pellucid.runtime.storage import Storage
from pellucid.tensor.in_place import InPlace
from pellucid.tensor.keys import Key, as_key, is_mask, means_the_same, without_masks
from pellucid.tensor.levels import differs
from pellucid.tensor.lift import RECORDING, Lazy
from pellucid.tensor.nodes import indexing
from pellucid.tensor.nodes.compose import cast


class Assignable(InPlace):
    """What changes a tensor, or seems to."""

    __slots__ = ()
    is_leaf: bool

    @abstractmethod
    def assign(self, value: Any) -> Any:
        """This tensor, holding `value` from now on."""

    @abstractmethod
    def storage(self) -> Storage:
        """The value, computed if need be."""

    @abstractmethod
    def replace(self, storage: Storage) -> None:
        """Hold another value from now on."""

    def __setitem__(self, key: Any, value: Any, /) -> None:
        given = value if isinstance(value, Lazy) else None
        self.refuse_leaf()
        parts = as_key(key)
        tracked = RECORDING.get() and (
            self.requires_grad or (given is not None and given.requires_grad)
        )
        varies = differs(self.node) or (given is not None and differs(given.node))
        if active() is None and not tracked and not varies and means_the_same(parts):
            self.write(parts, value)
            return
        source = self.node_of(value)
        self.become(self.of(self.written(parts, cast(source, self.dtype)), requires_grad=tracked))

    def write(self, key: Key, value: Any) -> None:
        """Put a value that is there, or a number, into a copy of the elements."""
        places = tuple(k.numpy() if isinstance(k, Lazy) else k for k in key)
        if isinstance(value, Lazy | np.ndarray | np.generic):
            array = value.numpy() if isinstance(value, Lazy) else np.asarray(value)
            value = Cast(self.dtype).reference(self.checked(array))
        elif isinstance(value, complex) and self.dtype.kind != "complex":
            raise DTypeError(f"{value} is no {self.dtype}", fix="take its real part")
        array = self.storage().array.copy()
        try:
            array[places] = value
        except IndexError as error:
            raise IndexingError(f"assignment: {error}", given=str(self.spec)) from None
        except ValueError:
            broadcast_shapes("assignment", np.shape(value), array[places].shape)
            raise
        self.replace(Storage(array))

    def checked(self, array: np.ndarray) -> np.ndarray:
        """An array that may be converted to the dtype of this tensor."""
        if array.dtype.kind == "c" and self.dtype.kind != "complex":
            raise DTypeError(
                "complex numbers are not assigned to real ones", given=f"{array.dtype}, {self.spec}"
            )
        return array

    def written(self, key: Key, value: Node) -> Node:
        """The graph with a value put in."""
        if len(key) == 1 and is_mask(key[0]) and not value.shape:
            return indexing.masked(self.node, self.node_of(key[0]), value)
        if active() is not None and any(is_mask(k) and isinstance(k, Lazy) for k in key):
            raise TraceError(
                "a captured function assigns one number where a mask holds, not several",
                given=f"{self.spec}, {value.spec}",
                fix="use where(mask, value, x) with a value of the shape of x",
            )
        places = tuple(
            self.node_of(k) if isinstance(k, Lazy | np.ndarray) else k
            for k in without_masks(key, self.shape)
        )
        return indexing.write(self.node, places, value)

    def node_of(self, x: Any) -> Node:
        """The graph of a tensor or an array."""
        return x.node if isinstance(x, Lazy) else self.from_data(x).node

    def refuse_leaf(self) -> None:
        """Raise for a leaf that requires a gradient: what would it be the gradient of?"""
        if self.is_leaf and self.requires_grad and RECORDING.get():
            raise StateError(
                "a leaf that requires a gradient is changed in place",
                given=str(self.spec),
                fix="use a block of `with pel.no_grad():`, or x.assign(value)",
            )

    def changed(self, result: Any) -> Any:
        """This tensor, holding the result of an operator with it, which keeps shape and dtype."""
        self.refuse_leaf()
        if result.shape != self.shape:
            raise ShapeError(
                "an operator in place keeps the shape",
                given=f"{self.spec} would become {result.spec}",
                fix="write x = x + y",
            )
        if result.dtype != self.dtype:
            raise DTypeError(
                "an operator in place keeps the dtype",
                given=f"{self.spec} would become {result.spec}",
                fix=f"write x = x + y, or convert y with astype('{self.dtype}')",
            )
        return self.become(result)

    @abstractmethod
    def become(self, result: Any) -> Any:
        """This tensor, as the result of an operator: with its value and its gradients."""

    def __iadd__(self, other: Any, /) -> Any:
        return self.changed(self + other)

    def __isub__(self, other: Any, /) -> Any:
        return self.changed(self - other)

    def __imul__(self, other: Any, /) -> Any:
        return self.changed(self * other)

    def __itruediv__(self, other: Any, /) -> Any:
        return self.changed(self / other)

    def __ifloordiv__(self, other: Any, /) -> Any:
        return self.changed(self // other)

    def __imod__(self, other: Any, /) -> Any:
        return self.changed(self % other)

    def __ipow__(self, other: Any, /) -> Any:
        return self.changed(self**other)

    def __imatmul__(self, other: Any, /) -> Any:
        return self.changed(self @ other)

    def __iand__(self, other: Any, /) -> Any:
        return self.changed(self & other)

    def __ior__(self, other: Any, /) -> Any:
        return self.changed(self | other)

    def __ixor__(self, other: Any, /) -> Any:
        return self.changed(self ^ other)

    def __ilshift__(self, other: Any, /) -> Any:
        return self.changed(self << other)

    def __irshift__(self, other: Any, /) -> Any:
        return self.changed(self >> other)
