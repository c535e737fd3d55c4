"""A module as the files it is built on see it: something with children, parameters and a forward
function."""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, Protocol

from pellucid.tensor.tensor import Parameter


class Part(Protocol):
    """A module."""

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """What it computes."""

    def extra_repr(self) -> str:
        """Its arguments, as they are printed."""
        ...

    def named_children(self) -> Iterator[tuple[str, "Part"]]:
        """The modules it holds, with their names."""
        ...

    def named_modules(self) -> Iterator[tuple[str, "Part"]]:
        """Itself and every module inside it, each once, with its path."""
        ...

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Its parameters."""
        ...


# What is told about every module that was called, with what it was given and what it returned.
Observer = Callable[[Part, tuple[Any, ...], Any], None]
OBSERVER: ContextVar[Observer | None] = ContextVar("observer", default=None)
