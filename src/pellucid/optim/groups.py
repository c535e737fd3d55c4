"""Parameters that are updated with the same options."""

from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.graph import Node
from pellucid.runtime.capture import active
from pellucid.runtime.storage import Storage
from pellucid.tensor.nodes.compose import cast
from pellucid.tensor.tensor import Tensor, state

WHOLE = {"ns_steps"}  # options that say how often: always constants of a program


class Number:
    """A number among the options: a constant of every program until it is changed, a value in
    memory from then on.

    So a schedule costs one new program at most, and what never changes costs nothing.
    """

    __slots__ = ("constant", "tensor")

    def __init__(self, value: float, *, constant: bool) -> None:
        self.constant = float(value)
        self.tensor = None if constant else state(np.asarray(value, np.float64))

    def read(self) -> float:
        """The number now."""
        return self.constant if self.tensor is None else float(self.tensor)

    def write(self, value: float | np.number | Tensor) -> bool:
        """Take another value; true if programs must notice. Inside a captured function a tensor
        becomes an update of the program."""
        if self.tensor is None and not isinstance(value, Tensor) and float(value) == self.constant:
            return False
        promoted = self.tensor is None
        tensor = state(np.asarray(self.constant)) if self.tensor is None else self.tensor
        self.tensor = tensor
        if active() is None:
            tensor.replace(Storage(np.asarray(float(value), np.float64)))
        else:
            tensor.assign(value if isinstance(value, Tensor) else float(value))
        return promoted

    def operand(self) -> float | Node:
        """The number as rules compute with it: a Python number, or a node of float64."""
        return self.constant if self.tensor is None else self.tensor.node

    def is_zero(self) -> bool:
        """Is it 0 in every program made now?"""
        return self.tensor is None and self.constant == 0


class Group(MutableMapping[str, Any]):
    """Parameters and their options, as a dict: `group["lr"] = 0.1` takes effect at the next
    step, compiled or not.

    >>> from pellucid.tensor.tensor import Parameter
    >>> group = Group([Parameter([1.0])], {"lr": 0.1, "betas": (0.9, 0.999)})
    >>> group["lr"] = 0.05
    >>> group["lr"], group["betas"], len(group["params"])
    (0.05, (0.9, 0.999), 1)
    """

    def __init__(self, params: Sequence[Tensor], options: dict[str, Any]) -> None:
        self.params = list(params)
        self.version = 0  # changes when programs made before no longer hold
        self.step = state(np.asarray(0.0, np.float64))
        self.options = {name: self.held(name, x) for name, x in options.items()}

    @staticmethod
    def held(name: str, value: Any) -> Any:
        """An option as it is held from the start."""
        return value if name in WHOLE else packed(value, constant=name != "lr")

    def __getitem__(self, name: str) -> Any:
        return self.params if name == "params" else unpacked(self.options[name])

    def __setitem__(self, name: str, value: Any) -> None:
        if name == "params":
            raise ArgumentError("the parameters of a group stay", fix="use add_param_group")
        held = self.options.get(name)
        if isinstance(held, Number) and isinstance(value, int | float | np.number | Tensor):
            self.version += held.write(value)
        elif (
            isinstance(held, tuple)
            and isinstance(value, tuple)
            and len(held) == len(value)
            and is_numbers(held)
        ):
            self.version += sum(x.write(v) for x, v in zip(held, value, strict=True))
        else:
            self.version += name in self.options and unpacked(held) != value
            self.options[name] = value if name in WHOLE else packed(value, constant=True)

    def __delitem__(self, name: str) -> None:
        del self.options[name]
        self.version += 1

    def __iter__(self) -> Iterator[str]:
        return iter(("params", *self.options))

    def __len__(self) -> int:
        return 1 + len(self.options)

    def __repr__(self) -> str:
        rows = "".join(f"\n    {name}: {self[name]}" for name in self.options)
        return f"Group of {len(self.params)} parameters{rows}"

    def has(self, name: str) -> bool:
        """Does the option do anything: is it neither 0, nor false, nor None?"""
        held = self.options[name]
        return not held.is_zero() if isinstance(held, Number) else bool(held)

    def operand(self, name: str) -> Any:
        """A number of the group as rules compute with it; two for a pair of numbers."""
        held = self.options[name]
        if isinstance(held, tuple):
            return tuple(x.operand() if isinstance(x, Number) else x for x in held)
        return held.operand() if isinstance(held, Number) else held


def is_numbers(held: Any) -> bool:
    """Is an option a tuple of numbers that may vary?"""
    return isinstance(held, tuple) and all(isinstance(x, Number) for x in held)


def packed(value: Any, *, constant: bool) -> Any:
    """An option as it is held: numbers may vary."""
    if isinstance(value, tuple) and all(isinstance(x, int | float) for x in value):
        return tuple(Number(x, constant=constant) for x in value)
    if isinstance(value, Tensor) and value.size == 1:
        value = value.item()
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return Number(float(value), constant=constant)
    return value


def unpacked(held: Any) -> Any:
    """An option as users read it."""
    if isinstance(held, tuple):
        return tuple(x.read() if isinstance(x, Number) else x for x in held)
    return held.read() if isinstance(held, Number) else held


def like(number: float | Node, x: Node) -> float | Node:
    """An operand in the dtype of what it meets."""
    return cast(number, x.dtype) if isinstance(number, Node) else number
