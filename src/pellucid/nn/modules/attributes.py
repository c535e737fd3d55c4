"""Attributes of a module that are tensors, and their paths."""

from collections.abc import Iterator
from typing import Any, TypeVar

from pellucid.tensor.tensor import Parameter, Tensor, state

T = TypeVar("T")


class Buffer(Tensor):
    """A tensor that a module keeps, but does not learn, once it is an attribute of it; it is saved
    with the module if `persistent`.

    >>> from pellucid import nn
    >>> layer = nn.Identity()
    >>> layer.seen = Buffer([0.0, 0.0])
    >>> list(layer.state_dict())
    ['seen']
    """

    __slots__ = ("persistent",)

    def __init__(self, data: Any, dtype: object = None, *, persistent: bool = True) -> None:
        super().__init__(data.numpy() if isinstance(data, Tensor) else data, dtype)
        self.keep()
        self.persistent = persistent


def is_buffer(x: Any) -> bool:
    """Is it a tensor that is kept but not learned?"""
    return isinstance(x, Tensor) and x.is_state and not isinstance(x, Parameter)


def copied(x: Tensor, memo: dict[int, Any]) -> Tensor:
    """A tensor of the same kind with a value of its own."""
    if id(x) not in memo:
        array = x.numpy().copy()
        memo[id(x)] = (
            Parameter(array, requires_grad=x.requires_grad) if isinstance(x, Parameter)
            else state(array) if x.is_state else Tensor(array)
        )  # fmt: skip
    return memo[id(x)]


def join(prefix: str, name: str) -> str:
    """The path of `name` below `prefix`."""
    return f"{prefix}.{name}" if prefix else name


def once(pairs: Iterator[tuple[str, T]]) -> Iterator[tuple[str, T]]:
    """The pairs whose second part was not met before."""
    seen: set[int] = set()
    for name, value in pairs:
        if id(value) not in seen:
            seen.add(id(value))
            yield name, value
