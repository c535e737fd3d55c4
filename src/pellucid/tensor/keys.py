"""What stands between the brackets of `x[...]`, brought to whole numbers, slices and arrays of
places.
"""

from typing import Any

import numpy as np

from pellucid.core.errors import IndexingError, TraceError
from pellucid.core.spec import Shape
from pellucid.runtime.capture import active
from pellucid.tensor.lift import Lazy

Key = tuple[Any, ...]


def as_key(key: Any) -> Key:
    """An index as a tuple, in which lists have become arrays."""
    return tuple(as_part(k) for k in (key if isinstance(key, tuple) else (key,)))


def as_part(k: Any) -> Any:
    """One part of an index."""
    if isinstance(k, list):
        return np.asarray(k, dtype=np.int64 if not k else None)
    if isinstance(k, np.integer):
        return int(k)
    if isinstance(k, bool | np.bool_):
        return np.asarray(k)
    return k


def is_mask(k: Any) -> bool:
    """Is it an array of truth values?"""
    if isinstance(k, Lazy):
        return k.spec.dtype.kind == "bool"
    return isinstance(k, np.ndarray) and k.dtype == bool


def without_masks(key: Key, shape: Shape) -> Key:
    """The key with the places where a mask holds instead of the mask."""
    if not any(is_mask(k) for k in key):
        return key
    used = sum(axes_of(k) for k in key)
    found: list[Any] = []
    axis = 0
    for k in key:
        if is_mask(k):
            found += places_of(mask_array(k), shape[axis : axis + axes_of(k)])
        else:
            found.append(k)
        axis += max(0, len(shape) - used) if k is Ellipsis else axes_of(k)
    return tuple(found)


def is_plain(key: Key) -> bool:
    """Does the key mean the same to NumPy? One with arrays beside numbers and slices may not."""
    return not any(isinstance(k, Lazy | np.ndarray) for k in key)


def means_the_same(key: Key) -> bool:
    """Does the key mean the same to NumPy when something is assigned to it?"""
    return is_plain(key) or all(isinstance(k, Lazy | np.ndarray) for k in key)


def axes_of(k: Any) -> int:
    """How many axes a part of an index reads."""
    if k is None or k is Ellipsis:
        return 0
    return len(k.shape) if is_mask(k) else 1


def mask_array(k: Any) -> np.ndarray:
    """The elements of a mask; they must be there."""
    if not isinstance(k, Lazy):
        return k
    if active() is not None:
        raise TraceError(
            "a mask makes an array whose size is data, which a captured function does not have",
            given=str(k.spec),
            fix="use where(mask, x, other), or index outside the function",
        )
    return k.numpy()


def places_of(mask: np.ndarray, shape: Shape) -> list[Any]:
    """Where a mask holds: an array for each axis. One without axes makes a new axis of 1 or 0."""
    if not mask.ndim:
        return [bool(mask)]
    if mask.ndim > len(shape) or any(
        m not in {n, 0} for m, n in zip(mask.shape, shape, strict=True)
    ):
        raise IndexingError(
            f"a mask of shape {mask.shape} does not fit axes of sizes {shape}",
            fix="a mask has the shape of the axes it chooses from",
        )
    return list(np.nonzero(mask))
