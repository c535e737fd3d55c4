"""The state of an optimiser, taken out and put back."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from pellucid.core.errors import StateError
from pellucid.optim.counting import STEP, Kept, restored
from pellucid.optim.groups import Group
from pellucid.tensor.tensor import Tensor, state


def snapshot(groups: Sequence[Group], kept: Kept) -> dict[str, Any]:
    """Options of the groups, and copies of what is kept for each parameter by its number."""
    numbers = {id(x): i for i, x in enumerate(chain(*(group.params for group in groups)))}
    rows = [
        {**{k: group[k] for k in group.options}, "params": [numbers[id(x)] for x in group.params]}
        for group in groups
    ]
    states = {
        numbers[id(x)]: {name: copied(name, value) for name, value in kept[x].items()}
        for x in chain(*(group.params for group in groups))
        if kept.get(x)
    }
    return {"state": states, "param_groups": rows}


def copied(name: str, value: Tensor) -> np.ndarray:
    """A copy of what is kept; counts are float32, as PyTorch's."""
    return np.array(value.numpy(), np.float32 if name == STEP else None)


Form = Callable[[str, Tensor], tuple[tuple[int, ...] | None, np.dtype]]


def restore(groups: Sequence[Group], kept: Kept, given: Mapping[str, Any], form: Form) -> None:
    """Put a snapshot back, all of it or, after an error, nothing. `form` tells shape and
    dtype of what is kept under a name for a parameter."""
    rows = given["param_groups"]
    sizes = [len(row["params"]) for row in rows]
    if sizes != [len(group.params) for group in groups]:
        raise StateError(
            "the state of the optimiser has other groups of parameters",
            given=f"{sizes} parameters; here {[len(group.params) for group in groups]}",
            fix="make the optimiser as it was made when it was saved",
        )
    numbers = [number for row in rows for number in row["params"]]
    params = [x for group in groups for x in group.params]
    found: Kept = {}
    steps: dict[Tensor, float] = {}
    for number, x in zip(numbers, params, strict=True):
        moments = given["state"].get(number, given["state"].get(str(number)))
        if moments is not None:
            if moments.get(STEP) is not None:
                steps[x] = float(np.asarray(moments[STEP]))
            found[x] = {
                n: moment_of(n, m, x, *form(n, x)) for n, m in moments.items() if is_moment(n, m)
            }
    kept.clear()
    kept.update(found)
    for group, row in zip(groups, rows, strict=True):
        for name, value in row.items():
            if name != "params":
                group[name] = tuple(value) if isinstance(value, list) else value
        restored(group, steps, kept)
        group.version += 1  # what is kept are other tensors now


def is_moment(name: str, value: Any) -> bool:
    """Is it kept for every element of the parameter?"""
    return name != STEP and value is not None


def moment_of(
    name: str, value: Any, x: Tensor, shape: tuple[int, ...] | None, dtype: np.dtype
) -> Tensor:
    """What is kept under `name` for a parameter, checked."""
    array = np.asarray(value).astype(dtype)
    if array.shape != shape:
        raise StateError(
            f"the state of the optimiser does not fit: {name} has another shape",
            given=f"{array.shape} for a parameter {tuple(x.shape)}",
        )
    return state(array)
