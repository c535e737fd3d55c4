"""Functions of the user's own that are called before and after an optimiser steps, and when its
state is taken out or put back."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, Self

NUMBERS = count()


class Handle:
    """A hook that was registered: `remove()` takes it away, and so does the end of a `with`."""

    def __init__(self, held: dict[int, Callable[..., Any]], number: int) -> None:
        self.held, self.number = held, number

    def remove(self) -> None:
        """Take the hook away."""
        self.held.pop(self.number, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


class Hooked:
    """What can be heard of an optimiser. Inside a captured function hooks are called once, when it
    is captured.

    >>> from pellucid.optim import SGD
    >>> from pellucid.tensor.tensor import Parameter
    >>> p, rates = Parameter([1.0]), []
    >>> optimizer = SGD([p], lr=0.5)
    >>> def note(optimizer, args, kwargs):
    ...     rates.append(optimizer.param_groups[0]["lr"])
    >>> with optimizer.register_step_post_hook(note):
    ...     optimizer.minimize((p * p).sum())
    >>> rates
    [0.5]
    """

    def __init__(self) -> None:
        self.hooks: dict[str, dict[int, Callable[..., Any]]] = {}

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call `hook(optimizer, args, kwargs)` before each `step` or `minimize`; if it returns
        anything, that are the arguments to go on with, (args, kwargs)."""
        return self.hooked_at("before a step", hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call `hook(optimizer, args, kwargs)` after each `step` or `minimize`."""
        return self.hooked_at("after a step", hook)

    def register_state_dict_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> Handle:
        """Call `hook(optimizer)` before `state_dict` looks at anything. `prepend`: before the hooks
        that are there."""
        return self.hooked_at("before saving", hook, prepend=prepend)

    def register_state_dict_post_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> Handle:
        """Call `hook(optimizer, state_dict)` on what `state_dict` is about to return; what it
        returns, if anything, takes its place."""
        return self.hooked_at("after saving", hook, prepend=prepend)

    def register_load_state_dict_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> Handle:
        """Call `hook(optimizer, state_dict)` on what is about to be loaded, of which it gets a copy
        one level deep; what it returns, if anything, takes its place."""
        return self.hooked_at("before loading", hook, prepend=prepend)

    def register_load_state_dict_post_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> Handle:
        """Call `hook(optimizer)` after a state was loaded."""
        return self.hooked_at("after loading", hook, prepend=prepend)

    def hooked_at(self, moment: str, hook: Callable[..., Any], *, prepend: bool = False) -> Handle:
        """Hold a hook, after those that are there or before them."""
        held, number = self.hooks.setdefault(moment, {}), next(NUMBERS)
        others = dict(held)
        if prepend:
            held.clear()
        held[number] = hook
        held.update(others)
        return Handle(held, number)

    def at(self, moment: str) -> list[Callable[..., Any]]:
        """The hooks of a moment, in order."""
        return list(self.hooks.get(moment, {}).values())

    def about_to_step(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments of a step as the hooks leave them."""
        for hook in self.at("before a step"):
            found = hook(self, args, kwargs)
            args, kwargs = (args, kwargs) if found is None else found
        return args, kwargs

    def has_stepped(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Tell the hooks of a step."""
        for hook in self.at("after a step"):
            hook(self, args, kwargs)

    def replaced(self, moment: str, state_dict: Mapping[str, Any]) -> Any:
        """A state as the hooks leave it."""
        for hook in self.at(moment):
            found = hook(self, state_dict)
            state_dict = state_dict if found is None else found
        return state_dict
