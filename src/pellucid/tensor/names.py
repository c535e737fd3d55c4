"""What the user calls the tensors that a function knows from outside."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from pellucid.tensor.tensor import Tensor
from pellucid.tensor.trees import leaves

DEEPEST = 6  # attributes of attributes that are looked through
VARYING = (Tensor, np.ndarray, np.generic, float)  # what varies from call to call


def tensor_names(function: Callable[..., Any]) -> dict[int, str]:
    """A name for each tensor that a function can reach, by the tensor's id: `w`, or
    `network.conv1.weight`.

    >>> w = Tensor([1.0])
    >>> tensor_names(lambda x: x @ w)[id(w)]
    'w'
    """
    found: dict[int, str] = {}
    seen: set[int] = set()
    for name, value in surroundings(function).items():
        for path, tensor in reachable(name, value, found, seen, DEEPEST):
            found.setdefault(id(tensor), path)
    return found


def argument_names(
    function: Callable[..., Any], arguments: Sequence[Any], options: Mapping[str, Any],
    held: Sequence[Any],
) -> list[str]:  # fmt: skip
    """A name for each argument of a captured function: its own, then those it knows from
    outside."""
    known = tensor_names(function)
    states = [known.get(id(x), f"state{number}") for number, x in enumerate(held)]
    return [*parameter_names(function, arguments, options), *states]


def parameter_names(
    function: Callable[..., Any], arguments: Sequence[Any], options: Mapping[str, Any]
) -> list[str]:
    """A name for each tensor among the arguments: that of its parameter, numbered in a tree."""
    names = []
    bound = inspect.signature(function).bind_partial(*arguments).arguments
    for name, value in (*bound.items(), *options.items()):
        count = sum(isinstance(x, VARYING) for x in leaves(value))
        names += [name] if count == 1 else [f"{name}{number}" for number in range(count)]
    return names


def surroundings(function: Callable[..., Any]) -> dict[str, Any]:
    """What a function knows beside its arguments, by the names it has there."""
    if inspect.ismethod(function):
        return {"self": function.__self__, **surroundings(function.__func__)}
    if not inspect.isfunction(function):
        return {"self": function}
    known = inspect.getclosurevars(function)
    return {**known.globals, **known.nonlocals}


def reachable(
    path: str, value: Any, names: Mapping[int, str], seen: set[int], depth: int
) -> Iterator[tuple[str, Tensor]]:
    """The tensors inside a value, with their paths. Under a key that is a tensor stands what is
    kept for it, under its name.
    """
    if isinstance(value, Tensor):
        yield path, value
        return
    if not depth or id(value) in seen or inspect.ismodule(value) or isinstance(value, type):
        return
    seen.add(id(value))
    for name, part in parts_of(value):
        inner = names.get(id(name), path) if isinstance(name, Tensor) else f"{path}.{name}"
        yield from reachable(inner, part, names, seen, depth - 1)


def parts_of(value: Any) -> Iterator[tuple[Any, Any]]:
    """What a value holds, with names: entries, places or attributes."""
    if isinstance(value, dict):
        yield from ((n, x) for n, x in value.items() if isinstance(n, str | int | Tensor))
    elif isinstance(value, list | tuple):
        yield from enumerate(value)
    else:
        yield from getattr(value, "__dict__", {}).items()
        slots = getattr(type(value), "__slots__", ())
        yield from ((n, getattr(value, n)) for n in slots if hasattr(value, n))
