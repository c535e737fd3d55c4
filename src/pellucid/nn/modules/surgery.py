"""Networks put together from parts of others: values taken over by name, parts that stay as they
are, a network that ends at an inner layer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.nn.modules.module import Module
from pellucid.nn.modules.parts import OBSERVER
from pellucid.nn.modules.states import as_array


@dataclass(frozen=True)
class Transplant:
    """What was taken over, what the network keeps of its own, and what was left, by name."""

    taken: tuple[str, ...]
    kept: tuple[str, ...]
    left: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{len(self.taken)} taken over; kept: {', '.join(self.kept) or 'nothing'}; "
            f"left: {', '.join(self.left) or 'nothing'}"
        )


def transplant(
    model: Module, state: Mapping[str, Any], *, rename: Mapping[str, str] | None = None,
    skip: Sequence[str] = (),
) -> Transplant:  # fmt: skip
    """Values of `state` put into the parts of `model` that have their name and shape, as in
    fine-tuning by name: what has another name or size starts anew.

    `rename`: beginnings of names in `state` and what they are called in the model; `skip`: patterns
    of names that are not taken, such as "fc.*".

    >>> from pellucid import nn
    >>> old, new = nn.Sequential(nn.Linear(4, 3)), nn.ModuleDict({"body": nn.Linear(4, 3)})
    >>> transplant(new, old.state_dict(), rename={"0.": "body."}).taken
    ('body.weight', 'body.bias')
    """
    own = model.saved_tensors()
    given = {renamed(name, rename or {}): as_array(x) for name, x in state.items()}
    fitting = {
        name: x
        for name, x in given.items()
        if name in own and x.shape == own[name].shape and not matches(name, skip)
    }
    if not fitting:
        raise ArgumentError(
            "no part of the network has a name and shape of the state",
            given=f"{', '.join(list(given)[:4])} ...", fix=f"there are {', '.join(list(own)[:4])}",
        )  # fmt: skip
    model.load_state_dict(fitting, strict=False)
    return Transplant(
        tuple(fitting), tuple(n for n in own if n not in fitting),
        tuple(n for n in given if n not in fitting),
    )  # fmt: skip


def renamed(name: str, rename: Mapping[str, str]) -> str:
    """A name with its longest known beginning replaced."""
    old = max((o for o in rename if name.startswith(o)), key=len, default=None)
    return name if old is None else rename[old] + name[len(old) :]


def matches(name: str, patterns: Sequence[str]) -> bool:
    """Does a name fit one of the patterns?"""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def freeze(model: Module, *patterns: str) -> list[str]:
    """The names of the parameters that are no longer learned: those that fit one of the patterns,
    or all.

    >>> from pellucid import nn
    >>> freeze(nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1)), "0.*")
    ['0.weight', '0.bias']
    """
    return learn(model, patterns, learned=False)


def thaw(model: Module, *patterns: str) -> list[str]:
    """The names of the parameters that are learned again."""
    return learn(model, patterns, learned=True)


def learn(model: Module, patterns: Sequence[str], *, learned: bool) -> list[str]:
    """Learn parameters or leave them as they are."""
    chosen = {n: x for n, x in model.named_parameters() if matches(n, patterns or ("*",))}
    if not chosen:
        raise ArgumentError(
            f"no parameter fits {', '.join(patterns)}",
            given=", ".join(n for n, _ in model.named_parameters()),
        )
    for x in chosen.values():
        x.requires_grad = learned
    return list(chosen)


class Features(Module):
    """What a layer inside a network gives, by its path: a picture or row as a vector to compare or
    to learn from. `flat` makes rows of it.

    >>> from pellucid import nn
    >>> net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
    >>> Features(net, "1")(np.zeros((3, 4), np.float32)).shape
    (3, 8)
    """

    def __init__(self, network: Module, layer: str, *, flat: bool = True) -> None:
        network.get_submodule(layer)
        self.network, self.layer, self.flat = network, layer, flat

    def forward(self, *inputs: Any) -> Any:
        wanted, found = self.network.get_submodule(self.layer), []
        before = OBSERVER.get()

        def watch(part: Any, given: tuple[Any, ...], result: Any) -> None:
            if part is wanted:
                found.append(result)
            if before is not None:
                before(part, given, result)

        token = OBSERVER.set(watch)
        try:
            self.network(*inputs)
        finally:
            OBSERVER.reset(token)
        if not found:
            raise ArgumentError(f"Features: the layer {self.layer!r} was not called")
        return found[-1].flatten(1) if self.flat else found[-1]

    def extra_repr(self) -> str:
        return f"{self.layer!r}"


def nearest(queries: Any, vectors: Any, k: int = 5, *, measure: str = "cosine") -> Any:
    """For each row of `queries`, the numbers of the `k` most alike rows of `vectors` (m, k),
    and how far away they are: one less the cosine, or the Euclidean distance.

    >>> places, distances = nearest([[1.0, 0.1]], [[0.0, 1.0], [2.0, 0.0]], k=1)
    >>> places.tolist()
    [[1]]
    """
    q, v = (np.asarray(x, np.float32) for x in (queries, vectors))
    if measure not in {"cosine", "euclidean"} or not 1 <= k <= len(v):
        raise ArgumentError(
            f"nearest: measure is 'cosine' or 'euclidean', k 1 to {len(v)}",
            given=f"{measure!r}, {k}",
        )
    if measure == "cosine":
        q, v = (x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12) for x in (q, v))
        distances = 1 - q @ v.T
    else:
        squares = (q**2).sum(1)[:, None] - 2 * q @ v.T + (v**2).sum(1)
        distances = np.sqrt(np.maximum(squares, 0))
    places = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return places, np.take_along_axis(distances, places, 1)
