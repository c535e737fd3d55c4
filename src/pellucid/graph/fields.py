"""Immutable objects with fields, which are equal when class and fields are: frozen dataclasses
whose methods are written here once.

`dataclass(frozen=True)` writes and translates the source of six methods for each class, which for
all operations together took a tenth of the time that importing takes.
"""

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, ClassVar, NoReturn, dataclass_transform


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Fields:
    """A class below this one that annotates attributes has them as fields. `dataclasses.fields` and
    `replace` know them.

    >>> class Pair(Fields):
    ...     left: int
    ...     right: int = 0
    >>> Pair(1), Pair(1) == Pair(left=1, right=0), {Pair(1): "found"}[Pair(1)]
    (Pair(left=1, right=0), True, 'found')
    """

    fields: ClassVar[dict[str, Field[Any]]] = {}
    __post_init__: ClassVar[Any] = None
    compared: ClassVar[tuple[str, ...]] = ()  # the names of the fields that tell objects apart

    def __init_subclass__(cls) -> None:
        if "__annotations__" in vars(cls):
            dataclass(init=False, repr=False, eq=False)(cls)
            cls.fields = {f.name: f for f in fields(cls)}  # type: ignore[arg-type]
            cls.compared = tuple(name for name, f in cls.fields.items() if f.compare)

    def __init__(self, *given: Any, **named: Any) -> None:
        known = self.fields
        if given:
            named.update(arguments(type(self), given, named))
        if named.keys() != known.keys():
            named.update(defaults(type(self), named))
        vars(self).update(named)  # attributes cannot be set
        if self.__post_init__ is not None:
            self.__post_init__()

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return False
        mine, theirs = vars(self), vars(other)
        return all(mine[name] == theirs[name] for name in self.compared)

    def __hash__(self) -> int:
        mine = vars(self)
        found = mine.get("_hash")
        if found is None:
            found = mine["_hash"] = hash((type(self), *[mine[name] for name in self.compared]))
        return found

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={vars(self)[name]!r}" for name in self.fields)
        return f"{type(self).__name__}({values})"


def arguments(kind: type[Fields], given: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    """The arguments that came without names, by name. TypeError for too many."""
    names = list(kind.fields)[: len(given)]
    twice = named.keys() & names
    if len(names) < len(given) or twice:
        wrong = f"got {sorted(twice)[0]!r} twice" if twice else f"has {len(names)} fields at most"
        raise TypeError(f"{kind.__name__} {wrong}")
    return dict(zip(names, given, strict=True))


def defaults(kind: type[Fields], named: dict[str, Any]) -> dict[str, Any]:
    """The values of the fields that were not given. TypeError if one has none, and for names that
    are no fields.
    """
    if more := named.keys() - kind.fields.keys():
        raise TypeError(f"{kind.__name__} has no field {sorted(more)[0]!r}")
    found = {}
    for name, f in kind.fields.items():
        if name not in named:
            if f.default is MISSING and f.default_factory is MISSING:
                raise TypeError(f"{kind.__name__} needs the field {name!r}")
            made = f.default_factory
            found[name] = f.default if made is MISSING else made()
    return found
