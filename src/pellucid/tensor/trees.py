"""Trees: tensors in tuples, lists, dicts and dataclasses, taken apart and put together again."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any


def leaves(tree: Any) -> list[Any]:
    """Everything at the ends of the tree, in a fixed order."""
    found: list[Any] = []
    rebuilt(tree, found.append)
    return found


def rebuilt(tree: Any, change: Callable[[Any], Any]) -> Any:
    """The tree with each leaf replaced by what `change` makes of it."""
    if isinstance(tree, dict):
        return {name: rebuilt(part, change) for name, part in tree.items()}
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*(rebuilt(part, change) for part in tree))
    if isinstance(tree, list | tuple):
        return type(tree)(rebuilt(part, change) for part in tree)
    if is_dataclass(tree) and not isinstance(tree, type):
        return replace(
            tree, **{f.name: rebuilt(getattr(tree, f.name), change) for f in fields(tree)}
        )
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
