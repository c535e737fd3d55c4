"""Functions of nodes as functions of tensors."""

import functools
import numbers
from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any, ClassVar

import numpy as np

from pellucid.core.spec import Spec
from pellucid.graph import Node, apply
from pellucid.runtime.storage import Storage

RENAMED = {
    "dim": "axis", "dims": "axis", "keepdim": "keepdims", "diagonal": "k", "steps": "num",
    "tensors": "arrays",
}  # fmt: skip # PyTorch's names of arguments
RECORDING: ContextVar[bool] = ContextVar("recording", default=True)


class Lazy:
    """What stands for a node in the user's hands. There is one concrete class of it: Tensor."""

    __slots__ = ()
    concrete: ClassVar[type["Lazy"]]
    requires_grad: bool
    is_state: bool
    graph: Node | None  # how it is computed
    value: Storage | None  # what it is, once computed

    @property
    @abstractmethod
    def spec(self) -> Spec:
        """Shape and dtype."""

    @abstractmethod
    def settle(self, storage: Storage) -> None:
        """Keep a computed value."""

    @abstractmethod
    def numpy(self) -> np.ndarray:
        """The elements."""

    @property
    @abstractmethod
    def node(self) -> Node:
        """The graph."""

    @classmethod
    @abstractmethod
    def of(cls, node: Node, *, requires_grad: bool) -> Any:
        """A lazy value of `node`."""

    @classmethod
    @abstractmethod
    def holding(cls, storage: Storage) -> Any:
        """A value that is computed."""

    @classmethod
    @abstractmethod
    def from_data(cls, data: Any) -> Any:
        """A value of what a user gave."""


def lifted(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of nodes as a function of tensors, arrays and numbers."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    arrays = tuple(function.__annotations__.get(name) is Node for name in names)
    own = set(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
    other = {torch: name for torch, name in RENAMED.items() if torch not in own}

    @functools.wraps(function)
    def call(*arguments: Any, **options: Any) -> Any:
        sources: list[Lazy] = []
        nodes = [lower(x, sources) for x in arguments]
        for place, is_array in enumerate(arrays[: len(nodes)]):
            if is_array and not isinstance(nodes[place], Node):  # a number where an array is due
                nodes[place] = Lazy.concrete.from_data(arguments[place]).node
        named = {other.get(name, name): lower(x, sources) for name, x in options.items()}
        return lift(function(*nodes, **named), any(x.requires_grad for x in sources))

    return call


def lower(x: Any, sources: list[Lazy]) -> Any:
    """Tensors and arrays as nodes, the rest as it is; the tensors met are added to `sources`."""
    if isinstance(x, Lazy):
        sources.append(x)
        return x.node
    if isinstance(x, np.ndarray):
        return Lazy.concrete.from_data(x).node
    if isinstance(x, np.generic):  # as a Python number: its dtype does not promote arrays
        return x.item()
    if type(x) in {list, tuple}:
        return type(x)(lower(part, sources) for part in x)
    return x


def lift(found: Any, requires_grad: bool) -> Any:
    """Nodes as tensors."""
    if isinstance(found, tuple):
        parts = [lift(part, requires_grad) for part in found]
        return type(found)(*parts) if hasattr(found, "_fields") else tuple(parts)
    if requires_grad and not RECORDING.get():
        return Lazy.concrete.of(apply("stop_gradient", found), requires_grad=False)
    return Lazy.concrete.of(found, requires_grad=requires_grad and found.dtype.is_inexact)


def unpacked(arguments: tuple[Any, ...]) -> Sequence[int]:
    """Sizes given one by one or as one sequence."""
    if len(arguments) == 1 and not isinstance(arguments[0], numbers.Integral):
        return tuple(arguments[0])
    return arguments


class recording:  # noqa: N801 (written like a function)
    """A block, or a function, whose results have gradients, inside one of `no_grad` too: what is
    differentiated.
    """

    __slots__ = ("token",)
    records = True

    def __enter__(self) -> None:
        self.token = RECORDING.set(self.records)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        RECORDING.reset(self.token)

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function as one that runs in such a block."""

        @functools.wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            with type(self)():
                return function(*arguments, **options)

        return call


class no_grad(recording):  # noqa: N801
    """A block, or a function, whose results have no gradients."""

    __slots__ = ()
    records = False


inference_mode, enable_grad = no_grad, recording


def is_grad_enabled() -> bool:
    """Do results have gradients here?

    >>> is_grad_enabled()
    True
    """
    return RECORDING.get()


def set_grad_enabled(mode: bool) -> recording:
    """A block, or a function, whose results have gradients or not.

    >>> with set_grad_enabled(False):
    ...     is_grad_enabled()
    False
    """
    return recording() if mode else no_grad()
