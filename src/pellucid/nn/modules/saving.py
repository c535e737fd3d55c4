"""The state of a module, taken out and put back, and what is heard of that."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pellucid.core.errors import StateError
from pellucid.nn.modules.hooks import Handle, Hooked
from pellucid.nn.modules.states import LoadedKeys, refuse, restore, snapshot
from pellucid.tensor.tensor import Tensor

SAVING, SAVED = "saving", "saved"
LOADING, LOADED = "loading", "loaded"


class Saved(Hooked):
    """What has parameters and buffers by path, and whose parts may have hooks."""

    @abstractmethod
    def saved_tensors(self) -> dict[str, Tensor]:
        """What `state_dict` holds, by path."""

    @abstractmethod
    def modules_by_path(self) -> Iterator[tuple[str, "Saved"]]:
        """This module and all below it with their paths."""

    def state_dict(
        self, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> dict[str, Any]:
        """Parameters and buffers by path, as NumPy arrays of their own, which know `clone()` and
        the like; names and shapes are PyTorch's.

        `prefix` stands before every name, `destination` is a dict that is added to and returned,
        and with `keep_vars` the tensors themselves are given.

        >>> from pellucid import nn
        >>> {name: x.shape for name, x in nn.Linear(3, 2).state_dict().items()}
        {'weight': (2, 3), 'bias': (2,)}
        """
        for path, module in self.modules_by_path():
            for hook in module.state_hooks(SAVING):
                hook(module, before(prefix, path), keep_vars)
        tensors = self.saved_tensors()
        own: Mapping[str, Any] = tensors if keep_vars else snapshot(tensors)
        found: Any = {} if destination is None else destination
        found.update({prefix + path: x for path, x in own.items()})
        for path, module in reversed(list(self.modules_by_path())):
            for hook in module.state_hooks(SAVED):
                changed = hook(module, found, before(prefix, path), {})
                found = found if changed is None else changed
        return found

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> LoadedKeys:
        """Take over values from `state_dict`: NumPy arrays or tensors, PyTorch's as well.

        Names that are missing or unknown are errors when `strict`, and are returned otherwise. A
        wrong shape is always an error. Nothing is changed when there is an error, unless hooks are
        told of what was loaded. `assign` takes over the dtypes as well.
        """
        name, given, keys = type(self).__name__, dict(state_dict), LoadedKeys([], [])
        problems: list[str] = []
        for path, module in self.modules_by_path():
            for hook in module.state_hooks(LOADING):
                hook(module, given, before("", path), {}, strict, *keys, problems)
        if problems:
            raise StateError(f"the state does not fit {name}", given="; ".join(problems))
        listeners = [
            (module, hook)
            for _, module in reversed(list(self.modules_by_path()))
            for hook in module.state_hooks(LOADED)
        ]
        found = restore(
            self.saved_tensors(), given, name, strict=strict and not listeners, assign=assign,
            keys=keys,
        )  # fmt: skip
        for module, hook in listeners:  # they may take names off those that do not fit
            hook(module, found)
        if strict:
            refuse(name, found)
        return found

    def register_state_dict_pre_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call `hook(module, prefix, keep_vars)` before a state is taken."""
        return self.hooked_at(SAVING, hook, prepend=False)

    def register_state_dict_post_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call `hook(module, state_dict, prefix, local_metadata)`, which may change the state that
        is about to be returned, those of inner modules first.

        >>> from pellucid import nn
        >>> layer = nn.Linear(2, 1)
        >>> def without_bias(module, state_dict, prefix, local_metadata):
        ...     del state_dict[prefix + "bias"]
        >>> _ = layer.register_state_dict_post_hook(without_bias)
        >>> list(layer.state_dict()), list(nn.Sequential(layer).state_dict())
        (['weight'], ['0.weight'])
        """
        return self.hooked_at(SAVED, hook, prepend=False)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call `hook(module, state_dict, prefix, local_metadata, strict, missing_keys,
        unexpected_keys, error_msgs)` before a state is loaded: it may rename what is in
        `state_dict`, a copy, and add to the lists."""
        return self.hooked_at(LOADING, hook, prepend=False)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call `hook(module, incompatible_keys)` after a state was loaded; names that it takes off
        `missing_keys` and `unexpected_keys` are not complained about."""
        return self.hooked_at(LOADED, hook, prepend=False)

    def state_hooks(self, moment: str) -> list[Callable[..., Any]]:
        """The hooks of a moment."""
        return [hook for hook, _ in self.hooks_at(moment)]


def before(prefix: str, path: str) -> str:
    """What stands before the names of a module at a path."""
    return f"{prefix}{path}." if path else prefix
