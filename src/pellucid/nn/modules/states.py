"""The values of a module's parameters and buffers, taken out and put back."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np

from pellucid.core.errors import StateError
from pellucid.runtime.storage import Storage, allocate
from pellucid.tensor.tensor import Tensor

SHOWN = 8  # how many names an error lists of each kind


class LoadedKeys(NamedTuple):
    """The names that did not fit: those of the module that were not given, and those given that
    it does not have."""

    missing_keys: list[str]
    unexpected_keys: list[str]


class SavedArray(np.ndarray):
    """A value of a state: a NumPy array that also has the few methods by which scripts for PyTorch
    take a state apart.

    >>> from pellucid import nn
    >>> kept = {name: x.clone() for name, x in nn.Linear(3, 2).state_dict().items()}
    >>> kept["weight"].numel(), kept["weight"].dim(), type(kept["weight"].numpy()).__name__
    (6, 2, 'ndarray')
    """

    def clone(self) -> Self:
        """A copy of its own."""
        return self.copy()

    def detach(self) -> Self:
        """Itself: it has no gradients."""
        return self

    def cpu(self) -> Self:
        """Itself: there is one device."""
        return self

    def numpy(self) -> np.ndarray:
        """The same memory as a plain array."""
        return self.view(np.ndarray)

    def dim(self) -> int:
        """How many axes there are."""
        return self.ndim

    def numel(self) -> int:
        """How many elements there are."""
        return self.size


def snapshot(tensors: Mapping[str, Tensor]) -> dict[str, Any]:
    """Copies of the values, by path."""
    return {path: np.array(x.numpy()).view(SavedArray) for path, x in tensors.items()}


def restore(
    own: Mapping[str, Tensor], state: Mapping[str, Any], name: str, *, strict: bool,
    assign: bool = False, keys: LoadedKeys | None = None,
) -> LoadedKeys:  # fmt: skip
    """Put `state` into the tensors of the module `name`, all of it or, after an error, nothing.
    `keys`: names that are known not to fit before."""
    known = keys or LoadedKeys([], [])
    missing = known.missing_keys + [path for path in own if path not in state]
    unexpected = known.unexpected_keys + [path for path in state if path not in own]
    arrays = {path: as_array(state[path]) for path in own if path in state}
    wrong = [
        f"{path}: {tuple(own[path].shape)} here, {array.shape} given"
        for path, array in arrays.items()
        if array.shape != own[path].shape
    ]
    found = LoadedKeys(missing, unexpected)
    if wrong or strict:
        refuse(name, found if strict else LoadedKeys([], []), wrong)
    for path, array in arrays.items():
        own[path].replace(owned(array, array.dtype if assign else own[path].dtype.numpy))
    return found


def refuse(name: str, keys: LoadedKeys, wrong: Sequence[str] = ()) -> None:
    """Raise if there are names that do not fit, or wrong shapes."""
    if not wrong and not any(keys):
        return
    rows = (
        ("wrong shape", list(wrong)), ("missing", keys.missing_keys),
        ("unexpected", keys.unexpected_keys),
    )  # fmt: skip
    loosely = "" if wrong else ", or strict=False to take what fits"
    raise StateError(
        f"the state does not fit {name}",
        given="; ".join(f"{kind}: {listed(paths)}" for kind, paths in rows if paths),
        fix="use the state of the same network" + loosely,
    )


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
    if hasattr(x, "detach") and not isinstance(x, np.ndarray):
        x = x.detach().cpu()
        x = x.float() if str(x.dtype).endswith("bfloat16") else x  # NumPy knows no bfloat16
    return np.asarray(x)
