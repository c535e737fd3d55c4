"""The values of a module's parameters and buffers, taken out and put back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pellucid.core.errors import StateError
from pellucid.runtime.storage import Storage, allocate
from pellucid.tensor.tensor import Tensor

if TYPE_CHECKING:
    from pellucid.nn.module import Module

SHOWN = 8  # how many names an error lists of each kind


class LoadedKeys(NamedTuple):
    """The names that did not fit: those of the module that were not given, and those given that
    it does not have."""

    missing_keys: list[str]
    unexpected_keys: list[str]


def saved(module: "Module") -> dict[str, Tensor]:
    """The tensors that are saved with a module, by path; one that is held twice stands under
    both paths."""
    transient = {
        f"{path}.{name}" if path else name
        for path, part in module.named_modules()
        for name in part._transient  # noqa: SLF001
    }
    return {path: x for path, x in module.tensors() if path not in transient}


def snapshot(module: "Module") -> dict[str, np.ndarray]:
    """Copies of the values, by path."""
    return {path: np.array(x.numpy()) for path, x in saved(module).items()}


def restore(module: "Module", state: Mapping[str, Any], *, strict: bool) -> LoadedKeys:
    """Put `state` into the module, all of it or, after an error, nothing."""
    own = saved(module)
    missing = [name for name in own if name not in state]
    unexpected = [name for name in state if name not in own]
    arrays = {name: as_array(state[name]) for name in own if name in state}
    wrong = [
        f"{name}: {tuple(own[name].shape)} here, {array.shape} given"
        for name, array in arrays.items()
        if array.shape != own[name].shape
    ]
    if wrong or (strict and (missing or unexpected)):
        rows = (("wrong shape", wrong), ("missing", missing), ("unexpected", unexpected))
        raise StateError(
            f"the state does not fit {type(module).__name__}",
            given="; ".join(f"{kind}: {listed(names)}" for kind, names in rows if names),
            fix="use the state of the same network"
            + ("" if wrong else ", or strict=False to take what fits"),
        )
    for name, array in arrays.items():
        own[name].replace(owned(array, own[name].dtype.numpy))
    return LoadedKeys(missing, unexpected)


def listed(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def owned(array: np.ndarray, dtype: np.dtype) -> Storage:
    """A copy of an array in memory that a program may overwrite."""
    memory = allocate(array.shape, dtype)
    memory[...] = array
    return Storage(memory)


def as_array(x: Any) -> np.ndarray:
    """A NumPy array of what a state holds: an array, a tensor, or another library's tensor."""
    if isinstance(x, Tensor):
        return x.numpy()
    if hasattr(x, "detach"):
        x = x.detach().cpu()
        x = x.float() if str(x.dtype).endswith("bfloat16") else x  # NumPy knows no bfloat16
    return np.asarray(x)
