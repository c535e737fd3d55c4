"""Modules that hold others: in a row, in a list, under names."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from pellucid.core.errors import IndexingError
from pellucid.nn.modules.module import Module
from pellucid.tensor.tensor import Parameter

Part = TypeVar("Part", Module, Parameter)


class Numbered(Module):
    """Parts under the names 0, 1, 2 ...; the finished ones are Sequential, ModuleList and
    ParameterList."""

    def parts(self) -> list[tuple[str, Any]]:
        """The parts with their names, in order."""
        return [(n, x) for n, x in vars(self).items() if isinstance(x, Module | Parameter)]

    def name_at(self, index: int) -> str:
        """The name of the part at a place, counted from the end when negative."""
        names = [name for name, _ in self.parts()]
        if not -len(names) <= index < len(names):
            raise IndexingError(
                f"{type(self).__name__} has {len(names)} parts, there is no place {index}"
            )
        return names[index]

    def replace_parts(self, values: Iterable[Any]) -> None:
        """Hold these parts and no others."""
        kept = list(values)
        for name, _ in self.parts():
            delattr(self, name)
        for place, value in enumerate(kept):
            setattr(self, str(place), value)

    def __len__(self) -> int:
        return len(self.parts())

    def __iter__(self) -> Iterator[Any]:
        return iter([x for _, x in self.parts()])

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return type(self).of(list(self)[index])
        return vars(self)[self.name_at(index)]

    @classmethod
    def of(cls, parts: list[Any]) -> Any:
        """One of this kind that holds `parts`."""
        return cls(parts)  # type: ignore[call-arg]

    def __setitem__(self, index: int, value: Any) -> None:
        setattr(self, self.name_at(index), value)

    def __delitem__(self, index: int | slice) -> None:
        kept = list(self)
        if not isinstance(index, slice):
            self.name_at(index)  # raises where there is no such place
        del kept[index]
        self.replace_parts(kept)

    def append(self, value: Any) -> "Numbered":
        """This container, with one more part at the end."""
        setattr(self, str(len(self)), value)
        return self

    def extend(self, values: Iterable[Any]) -> "Numbered":
        """This container, with more parts at the end."""
        for value in list(values):
            self.append(value)
        return self

    def pop(self, index: int = -1) -> Any:
        """The part at a place, taken out."""
        found = self[index]
        del self[index]
        return found

    def __add__(self, others: Iterable[Any]) -> Any:
        return type(self).of([*self, *others])

    def __iadd__(self, others: Iterable[Any]) -> "Numbered":
        return self.extend(others)

    def insert(self, index: int, value: Any) -> None:
        """Put a part before the place `index`."""
        parts = list(self)
        parts.insert(index, value)
        self.replace_parts(parts)


class Sequential(Numbered):
    """Modules called one after another, each with what the one before returned.

    They are given one by one, or as a dict that names them; `net[0]`, `net[0] = layer`,
    `net.append(layer)` work.

    >>> from pellucid import nn
    >>> net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
    >>> len(net), net[-1].out_features
    (3, 2)
    """

    def __init__(self, *modules: Module | Mapping[str, Module]) -> None:
        if len(modules) == 1 and isinstance(modules[0], Mapping):
            for name, module in modules[0].items():
                self.register_module(name, module)
            return
        for place, module in enumerate(modules):
            setattr(self, str(place), module)

    @classmethod
    def of(cls, parts: list[Any]) -> "Sequential":
        return cls(*parts)

    def forward(self, input: Any) -> Any:
        for _, module in self.parts():
            input = module(input)
        return input


class ModuleList(Numbered):
    """A list of modules whose parameters are found.

    >>> from pellucid import nn
    >>> layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
    >>> [name for name, _ in layers.named_parameters()][-1]
    '2.bias'
    """

    def __init__(self, modules: Iterable[Module] = ()) -> None:
        self.extend(modules)


class ParameterList(Numbered):
    """A list of parameters that are found.

    >>> len(ParameterList([Parameter([1.0]), Parameter([2.0])]))
    2
    """

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self.extend(values)

    def append(self, value: Any) -> "ParameterList":
        """This list, with one more parameter at the end."""
        setattr(self, str(len(self)), value if isinstance(value, Parameter) else Parameter(value))
        return self


class Named(Module, Generic[Part]):
    """Parts of one kind under names; the finished ones are ModuleDict and ParameterDict."""

    kind: ClassVar[type]

    def __getitem__(self, name: str) -> Part:
        found = vars(self).get(name)
        if not isinstance(found, self.kind):
            what = self.kind.__name__.lower()
            raise IndexingError(f"there is no {what} {name!r}", given=", ".join(self))
        return found

    def __delitem__(self, name: str) -> None:
        delattr(self, name)

    def pop(self, name: str) -> Part:
        """The part of a name, taken out."""
        found = self[name]
        del self[name]
        return found

    def clear(self) -> None:
        """Hold nothing."""
        for name in self.keys():
            del self[name]

    def __len__(self) -> int:
        return len(self.keys())

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __contains__(self, name: object) -> bool:
        return name in self.keys()

    def keys(self) -> list[str]:
        """The names."""
        return [name for name, x in vars(self).items() if isinstance(x, self.kind)]

    def values(self) -> list[Part]:
        """The parts."""
        return [self[name] for name in self.keys()]

    def items(self) -> list[tuple[str, Part]]:
        """Names and parts."""
        return [(name, self[name]) for name in self.keys()]


class ModuleDict(Named[Module]):
    """Modules under names, whose parameters are found.

    >>> from pellucid import nn
    >>> parts = nn.ModuleDict({"inner": nn.Linear(2, 2)})
    >>> list(parts), "inner" in parts
    (['inner'], True)
    """

    kind = Module

    def __init__(self, modules: Mapping[str, Module] | None = None) -> None:
        self.update(modules or {})

    def update(self, modules: Mapping[str, Module]) -> None:
        """Take these modules under their names."""
        for name, module in modules.items():
            self[name] = module

    def __setitem__(self, name: str, module: Module) -> None:
        self.register_module(name, module)


class ParameterDict(Named[Parameter]):
    """Parameters under names, that are found.

    >>> scales = ParameterDict({"left": [1.0], "right": Parameter([2.0])})
    >>> scales["left"].requires_grad, list(scales)
    (True, ['left', 'right'])
    """

    kind = Parameter

    def __init__(self, parameters: Mapping[str, Any] | None = None) -> None:
        self.update(parameters or {})

    def update(self, parameters: Mapping[str, Any]) -> None:
        """Take these parameters under their names."""
        for name, value in parameters.items():
            self[name] = value

    def __setitem__(self, name: str, value: Any) -> None:
        self.register_parameter(name, value if isinstance(value, Parameter) else Parameter(value))
