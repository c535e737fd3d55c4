"""Items of one form as one batch of tensors."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import DataError
from pellucid.tensor.tensor import Tensor

NUMBERS = (bool, int, float, np.generic)


def default_collate(batch: Sequence[Any]) -> Any:
    """Items, alike in form, as one item of the same form in which tensors have a new first axis
    that counts the items.

    Tensors and arrays of one shape are stacked, numbers become a tensor (floats of float32), texts
    stay a list; dicts, tuples, named tuples and lists are gone into. DataError where the items
    differ.

    >>> batch = default_collate([{"x": Tensor([1.0]), "y": 0}, {"x": Tensor([2.0]), "y": 1}])
    >>> batch["x"].tolist(), batch["y"].tolist()
    ([[1.0], [2.0]], [0, 1])
    """
    first = batch[0]
    if isinstance(first, Tensor | np.ndarray):
        return stacked(batch)
    if isinstance(first, NUMBERS):
        return Tensor(np.asarray(batch)) if isinstance(first, np.generic) else Tensor(list(batch))
    if isinstance(first, str | bytes):
        return list(batch)
    if isinstance(first, Mapping):
        return {name: default_collate([item[name] for item in batch]) for name in first}
    if isinstance(first, tuple | list):
        return parts_collated(batch)
    raise DataError(
        "batches are made of tensors, arrays, numbers, texts, dicts and lists",
        given=type(first).__name__,
        fix="let the dataset return one of these, or give the DataLoader a collate_fn",
    )


def parts_collated(batch: Sequence[Any]) -> Any:
    """Tuples or lists of one length as one of these, the parts collated."""
    first = batch[0]
    if len({len(item) for item in batch}) != 1:
        raise DataError(
            "the items of a batch have as many parts each",
            given=", ".join(str(len(item)) for item in batch[:8]),
            fix="give the DataLoader a collate_fn, such as one with nn.utils.rnn.pad_sequence",
        )
    parts = [default_collate(part) for part in zip(*batch, strict=True)]
    return type(first)(*parts) if hasattr(first, "_fields") else type(first)(parts)


def stacked(items: Sequence[Any]) -> Tensor:
    """Tensors or arrays of one shape along a new first axis."""
    arrays = [x.numpy() if isinstance(x, Tensor) else x for x in items]
    if len({x.shape for x in arrays}) != 1:
        raise DataError(
            "the items of a batch have one shape",
            given=", ".join(str(x.shape) for x in arrays[:8]),
            fix="crop or pad them in the dataset, or give the DataLoader a collate_fn, such as one "
            "with nn.utils.rnn.pad_sequence",
        )
    return Tensor(np.stack(arrays))


def default_convert(item: Any) -> Any:
    """An item whose arrays are tensors.

    >>> default_convert({"x": np.ones(2), "name": "a"})
    {'x': Tensor([1., 1.], dtype=float64), 'name': 'a'}
    """
    if isinstance(item, np.ndarray):
        return Tensor(item)
    if isinstance(item, Mapping):
        return {name: default_convert(part) for name, part in item.items()}
    if isinstance(item, tuple | list):
        parts = [default_convert(part) for part in item]
        return type(item)(*parts) if hasattr(item, "_fields") else type(item)(parts)
    return item
