"""Modules side by side: the same input through several, their results joined, added or weighed."""

import math
from collections.abc import Callable
from typing import Any

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn.activation.activations import softmax
from pellucid.nn.modules.containers import Numbered
from pellucid.nn.modules.module import Module
from pellucid.nn.units.dense import Linear
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.elementwise import where
from pellucid.tensor.nodes.manipulation import concat, stack
from pellucid.tensor.nodes.statistics import sum as total
from pellucid.tensor.tensor import Tensor

joined, stacked, summed, chosen = (lifted(f) for f in (concat, stack, total, where))


class Branches(Numbered):
    """Modules side by side. The finished containers are Concat, Parallel, Sum and Product."""

    def __init__(self, *modules: Module) -> None:
        if not modules:
            raise ArgumentError(f"{type(self).__name__}: there are no modules")
        self.extend(modules)

    @classmethod
    def of(cls, parts: list[Any]) -> "Branches":
        return cls(*parts)

    def results(self, input: Any) -> list[Any]:
        """What each makes of the input."""
        return [module(input) for _, module in self.parts()]


class Concat(Branches):
    """Every module gets the input; their results are joined along an axis, by default the
    channels.

    >>> import numpy as np
    >>> from pellucid import nn
    >>> Concat(nn.Linear(4, 2), nn.Linear(4, 3))(np.zeros((5, 4), np.float32)).shape
    (5, 5)
    """

    def __init__(self, *modules: Module, dim: int = 1) -> None:
        super().__init__(*modules)
        self.dim = dim

    def forward(self, input: Any) -> Tensor:
        return joined(self.results(input), axis=self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Parallel(Branches):
    """Each module gets its own input, of a tuple; their results are a tuple.

    >>> from pellucid import nn
    >>> one, two = Parallel(nn.ReLU(), nn.Identity())((Tensor([-1.0]), Tensor([-1.0])))
    >>> one.tolist(), two.tolist()
    ([0.0], [-1.0])
    """

    def forward(self, *inputs: Any) -> tuple[Any, ...]:
        given = inputs[0] if len(inputs) == 1 and isinstance(inputs[0], tuple | list) else inputs
        if len(given) != len(self):
            raise ArgumentError(
                f"Parallel: {len(self)} inputs are needed, not {len(given)}",
                fix="give it a tuple, one input for each module; Concat gives all the same one",
            )
        return tuple(module(x) for (_, module), x in zip(self.parts(), given, strict=True))


class Sum(Branches):
    """Every module gets the input; their results are added.

    >>> from pellucid import nn
    >>> Sum(nn.ReLU(), nn.Identity())(Tensor([-1.0, 2.0])).tolist()
    [-1.0, 4.0]
    """

    def forward(self, input: Any) -> Any:
        first, *others = self.results(input)
        for other in others:
            first = first + other
        return first


class Product(Branches):
    """Every module gets the input; their results are multiplied."""

    def forward(self, input: Any) -> Any:
        first, *others = self.results(input)
        for other in others:
            first = first * other
        return first


class Residual(Module):
    """What a module makes of the input, plus the input itself, or what `shortcut` makes of it (He
    et al., 2016).

    >>> from pellucid import nn
    >>> Residual(nn.ReLU())(Tensor([-1.0, 2.0])).tolist()
    [-1.0, 4.0]
    """

    def __init__(self, body: Module, shortcut: Module | None = None) -> None:
        self.body, self.shortcut = body, shortcut

    def forward(self, input: Any) -> Any:
        found = self.body(input)
        beside = input if self.shortcut is None else self.shortcut(input)
        if found.shape != beside.shape:
            raise ShapeError(
                "Residual: the shapes of body and shortcut differ",
                given=f"{tuple(found.shape)} and {tuple(beside.shape)}",
                fix="give it a shortcut that makes the input fit, such as a 1x1 convolution",
            )
        return found + beside


class Lambda(Module):
    """A function as a layer. It is not part of a saved model: networks to be saved name their
    layers.

    >>> Lambda(lambda x: x * 2)(Tensor([1.0])).tolist()
    [2.0]
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def forward(self, *inputs: Any) -> Any:
        return self.function(*inputs)


class MixtureOfExperts(Module):
    """The results of several experts, weighed by a gate that sees the same input (Jacobs et al.,
    1991). With `top`, only so many weights of each row stay, and are scaled to sum to 1.

    >>> import numpy as np
    >>> from pellucid import nn
    >>> layer = MixtureOfExperts([nn.Linear(4, 2) for _ in range(3)], in_features=4)
    >>> layer(np.zeros((5, 4), np.float32)).shape
    (5, 2)
    """

    def __init__(
        self, experts: list[Module], in_features: int | None = None, *,
        gate: Module | None = None, top: int | None = None,
    ) -> None:  # fmt: skip
        if (gate is None) == (in_features is None):
            raise ArgumentError("MixtureOfExperts: give it either in_features or a gate")
        if top is not None and not 1 <= top <= len(experts):
            raise ArgumentError(f"MixtureOfExperts: top is 1 to {len(experts)}, not {top}")
        self.experts = Concat(*experts)
        self.gate = Linear(in_features, len(experts)) if gate is None else gate  # type: ignore[arg-type]
        self.top = top

    def weights(self, input: Any) -> Tensor:
        """(n, experts): how much each expert counts for each row."""
        scores = self.gate(input)
        if self.top is not None:
            scores = only_largest(scores, self.top)
        return softmax(scores, -1)

    def forward(self, input: Any) -> Tensor:
        weights = self.weights(input)
        results = stacked(self.experts.results(input), axis=1)  # (n, experts, ...)
        wide = weights.reshape(*weights.shape, *(1,) * (len(results.shape) - 2))
        return summed(results * wide, axis=1)

    def extra_repr(self) -> str:
        return "" if self.top is None else f"top={self.top}"


def only_largest(scores: Tensor, count: int) -> Tensor:
    """The largest scores of each row, minus infinity in place of the others. Of equals, the first
    stay."""
    kept, rest = None, scores.detach()
    for _ in range(count):
        hot = rest.argmax(-1, keepdims=True) == Tensor(range(scores.shape[-1]))
        kept = hot if kept is None else kept | hot
        rest = chosen(hot, -math.inf, rest)
    return chosen(kept, scores, -math.inf)
