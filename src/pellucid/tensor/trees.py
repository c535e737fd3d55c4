"""Trees: tensors in tuples, lists, dicts and dataclasses, taken apart and put together again.

Other classes join in through `register_tree`, as `nn.Module` does. Transforms look `inside` them;
to a captured function they are one thing, whose state it updates.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from pellucid.core.errors import ArgumentError


@dataclass(frozen=True)
class Kind:
    """How a registered class is taken apart, into parts by name, and put together from others."""

    parts: Callable[[Any], dict[str, Any]]
    joined: Callable[[Any, dict[str, Any]], Any]


KINDS: dict[type, Kind] = {}


def register_tree(
    kind: type,
    parts: Callable[[Any], dict[str, Any]],
    joined: Callable[[Any, dict[str, Any]], Any],
) -> None:
    """Make trees of the instances of a class and of those below it.

    `parts` gives the parts of an instance by name; `joined` makes an instance like the one given
    out of other parts.

    >>> class Pair:
    ...     def __init__(self, a, b):
    ...         self.a, self.b = a, b
    >>> register_tree(Pair, vars, lambda _, parts: Pair(**parts))
    >>> every_leaf([Pair(1, 2), 3])
    [1, 2, 3]
    """
    KINDS[kind] = Kind(parts, joined)


def kind_of(x: Any) -> Kind | None:
    """How `x` is taken apart, if its class is registered."""
    return next((KINDS[kind] for kind in type(x).__mro__ if kind in KINDS), None)


def leaves(tree: Any) -> list[Any]:
    """Everything at the ends of the tree, in a fixed order."""
    found: list[Any] = []
    rebuilt(tree, found.append)
    return found


def every_leaf(tree: Any) -> list[Any]:
    """As `leaves`, those of registered classes included."""
    found: list[Any] = []
    rebuilt(tree, inside(found.append))
    return found


class inside:  # noqa: N801 (a function that does not hold itself, so that it ends with its use)
    """`change`, for `rebuilt`, that reaches the leaves of registered classes."""

    __slots__ = ("change",)

    def __init__(self, change: Callable[[Any], Any]) -> None:
        self.change = change

    def __call__(self, x: Any) -> Any:
        kind = kind_of(x)
        return self.change(x) if kind is None else kind.joined(x, rebuilt(kind.parts(x), self))


def rebuilt(tree: Any, change: Callable[[Any], Any]) -> Any:
    """The tree with each leaf replaced by what `change` makes of it."""
    if type(tree) is dict:
        return {name: rebuilt(part, change) for name, part in tree.items()}
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*(rebuilt(part, change) for part in tree))
    if isinstance(tree, list | tuple):
        return type(tree)(rebuilt(part, change) for part in tree)
    if isinstance(tree, dict):
        found = copy.copy(tree)  # of its own class: ordered, with defaults
        found.update({name: rebuilt(part, change) for name, part in tree.items()})
        return found
    if is_dataclass(tree) and not isinstance(tree, type):
        found = copy.copy(tree)  # not made again: what it checks may not hold for other leaves
        for f in fields(tree):
            object.__setattr__(found, f.name, rebuilt(getattr(tree, f.name), change))
        return found
    return change(tree)


def skeleton(tree: Any) -> Any:
    """A hashable value that is equal for trees of one structure."""
    if isinstance(tree, dict):
        return ("dict", tuple((name, skeleton(part)) for name, part in tree.items()))
    if isinstance(tree, list | tuple):
        return (type(tree).__name__, tuple(skeleton(part) for part in tree))
    if is_dataclass(tree) and not isinstance(tree, type):
        return (type(tree).__name__, tuple(skeleton(getattr(tree, f.name)) for f in fields(tree)))
    return None


def children(tree: Any) -> dict[Any, Any] | None:
    """The parts of a tree by name or number; None for a leaf."""
    if isinstance(tree, dict):
        return tree
    if isinstance(tree, list | tuple):
        return dict(enumerate(tree))
    if is_dataclass(tree) and not isinstance(tree, type):
        return {f.name: getattr(tree, f.name) for f in fields(tree)}
    kind = kind_of(tree)
    return None if kind is None else kind.parts(tree)


def matched(asked: str, tree: Any, like: Any, path: str = "") -> Iterator[tuple[Any, Any]]:
    """Each leaf of `like` with the leaf of `tree` in the same place; raises where there is none."""
    wanted = children(like)
    if wanted is None:
        yield like, tree
        return
    given = children(tree)
    if given is None or given.keys() != wanted.keys():
        raise ArgumentError(
            f"{asked}: the structures differ{path and ' at ' + path}",
            given=f"{described(tree)} for {described(like)}",
            fix="give one value for each leaf, in the same dicts, lists and tuples",
        )
    for name, part in wanted.items():
        yield from matched(asked, given[name], part, f"{path}[{name!r}]")


def spread(asked: str, prefix: Any, tree: Any, is_value: Callable[[Any], bool]) -> list[Any]:
    """For each leaf of `tree`, the value that `prefix` gives for it, or for a part that it is
    in. `is_value` tells values from structure.
    """
    if is_value(prefix):
        return [prefix] * len(every_leaf(tree))
    parts, given = children(tree), children(prefix)
    if parts is None or given is None or parts.keys() != given.keys():
        raise ArgumentError(
            f"{asked} does not fit what it is for",
            given=f"{prefix!r} for {described(tree)}",
            fix="give one for all, or the structure with one for each part",
        )
    return [x for name, part in parts.items() for x in spread(asked, given[name], part, is_value)]


def described(tree: Any) -> str:
    """The structure of a tree, in short."""
    parts = children(tree)
    if parts is None:
        return type(tree).__name__
    return f"{type(tree).__name__} of {', '.join(map(str, parts)) or 'nothing'}"
