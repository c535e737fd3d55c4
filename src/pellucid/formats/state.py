"""Trees of arrays and plain values, such as a model's `state_dict()`, in one safetensors file.

A flat dict of arrays is stored as it is, so that any reader of safetensors knows it. Of anything
else the arrays are stored under the path to them and the outline of the tree as JSON beside them.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, FileError
from pellucid.formats.safetensors import load_arrays, save_arrays
from pellucid.tensor.tensor import Tensor

OUTLINE = "pellucid.outline"


def save_state(state: Any, path: str | Path) -> Path:
    """The path of a safetensors file that holds `state`, written whole or not at all.

    `state`: dicts, lists and tuples, nested at will, of tensors, arrays, numbers, texts, truth
    values and None.

    >>> save_state({"weight": np.ones(2), "steps": 3}, "state.safetensors").name
    'state.safetensors'
    >>> load_state("state.safetensors")
    {'weight': array([1., 1.]), 'steps': 3}
    """
    arrays: dict[str, np.ndarray] = {}
    outline = outlined(state, "", arrays)
    flat = isinstance(state, dict) and list(arrays) == list(state)
    flat = flat and not any(isinstance(x, Tensor) for x in state.values())
    metadata = {} if flat else {OUTLINE: json.dumps(outline, separators=(",", ":"))}
    return save_arrays(path, arrays, metadata)


def save(obj: Any, path: str | Path) -> None:
    """Store a checkpoint: dicts, lists and tuples, nested at will, of tensors, arrays, numbers,
    texts, truth values and None. `pel.load` reads it.

    It is one safetensors file, whatever its name ends in, written whole or not at all; nothing in
    it can run. ArgumentError for anything else, FileError when it cannot be written.

    >>> import pellucid as pel
    >>> net = pel.nn.Linear(2, 1)
    >>> pel.save({"model": net.state_dict(), "epoch": 3, "best": Tensor([0.5])}, "run.pt")
    >>> checkpoint = pel.load("run.pt")
    >>> keys = net.load_state_dict(checkpoint["model"])
    >>> checkpoint["epoch"], checkpoint["best"]
    (3, Tensor([0.5]))
    """
    save_state(obj, path)


def load_state(path: str | Path, *, tensors: bool = False) -> Any:
    """What `save_state` stored, tensors as NumPy arrays unless they shall be `tensors`; the arrays
    by name when another program wrote the file.
    """
    arrays, metadata = load_arrays(path)
    if OUTLINE not in metadata:
        return arrays
    try:
        return restored(json.loads(metadata[OUTLINE]), arrays, Tensor if tensors else np.asarray)
    except (ValueError, KeyError, TypeError) as error:
        raise FileError(f"{str(path)!r} does not fit its own outline", given=f"{error!r}") from None


def outlined(tree: Any, path: str, arrays: dict[str, np.ndarray]) -> Any:
    """The tree as JSON, the name of an array in its place; the arrays are added to `arrays`."""
    if isinstance(tree, Tensor | np.ndarray | np.generic):
        name = path or "value"
        while name in arrays:  # the key "a.b" beside a dict "a" that holds "b"
            name += "'"
        arrays[name] = tree.numpy() if isinstance(tree, Tensor) else np.asarray(tree)
        return {"tensor" if isinstance(tree, Tensor) else "array": name}
    if isinstance(tree, dict):
        rows = [[key, outlined(part, joined(path, key), arrays)] for key, part in tree.items()]
        return {"dict": rows}
    if isinstance(tree, list | tuple):
        rows = [outlined(part, joined(path, place), arrays) for place, part in enumerate(tree)]
        return {"tuple": rows} if isinstance(tree, tuple) else rows
    if tree is None or type(tree) in {bool, int, float, str}:
        return tree
    raise ArgumentError(
        "a state is made of tensors, arrays, numbers, texts, lists and dicts",
        given=f"{type(tree).__name__} at {path or 'the top'}",
    )


def joined(path: str, key: object) -> str:
    """The path one step further down."""
    if type(key) not in {str, int}:
        raise ArgumentError("the keys of a state are texts or whole numbers", given=repr(key))
    return f"{path}.{key}" if path else str(key)


def restored(outline: Any, arrays: dict[str, np.ndarray], tensor: Callable[[Any], Any]) -> Any:
    """The tree of an outline; `tensor` makes one of an array."""
    if isinstance(outline, list):
        return [restored(part, arrays, tensor) for part in outline]
    if not isinstance(outline, dict):
        return outline
    kind, content = next(iter(outline.items()))
    if kind == "array":
        return arrays[content]
    if kind == "tensor":
        return tensor(arrays[content])
    if kind == "tuple":
        return tuple(restored(part, arrays, tensor) for part in content)
    return {key: restored(part, arrays, tensor) for key, part in content}
