"""What a network for tables is trained for: classes, levels in an order, numbers, quantiles, labels
that may hold together, or several numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid import nn
from pellucid.core.errors import ArgumentError
from pellucid.tensor.lift import lifted
from pellucid.tensor.nodes.elementwise import maximum
from pellucid.tensor.tensor import Tensor

ACTIVATIONS = {
    "classes": "selu", "levels": "selu", "labels": "selu", "numbers": "mish", "quantiles": "mish",
    "several numbers": "mish",
}  # fmt: skip
LEAST_SHARE = 1e-7  # a probability below this counts as this, so that its logarithm is finite

larger = lifted(maximum)


@dataclass(frozen=True)
class Objective:
    """One of ACTIVATIONS by name; for quantiles, which.

    >>> Objective("quantiles", (0.1, 0.9)).activation
    'mish'
    """

    name: str
    quantiles: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.name not in ACTIVATIONS:
            raise ArgumentError(
                f"there is no objective {self.name!r}", fix=f"use one of {', '.join(ACTIVATIONS)}"
            )
        if bool(self.quantiles) != (self.name == "quantiles"):
            raise ArgumentError("quantiles are given for the objective 'quantiles', and only then")

    @property
    def activation(self) -> str:
        """SELU where shares of classes are learned, Mish where numbers are."""
        return ACTIVATIONS[self.name]

    @property
    def has_classes(self) -> bool:
        """Whether the outputs are logits of classes, of which one is true."""
        return self.name in {"classes", "levels"}

    def losses(self, found: Tensor, y: Tensor, smoothing: float) -> Tensor:
        """The loss of each row, (n,), of outputs (n, outputs) beside answers (n,), or (n, outputs)
        where there are several.

        classes: cross-entropy with smoothed labels. levels: the logarithmic score of every question
        "is it at most this level?". labels: the mean binary cross-entropy of smoothed labels, each
        a question of its own. numbers: the squared error, or the mean of several. quantiles: the
        pinball losses (Koenker and Bassett, "Regression quantiles", 1978), summed.
        """
        match self.name:
            case "classes":
                return nn.cross_entropy(found, y, reduction="none", label_smoothing=smoothing)
            case "levels":
                return level_losses(found, y)
            case "numbers":
                return nn.mse_loss(found.reshape(-1), y, reduction="none")
            case "labels":
                wanted = y * (1.0 - smoothing) + smoothing / 2
                losses = nn.functional.binary_cross_entropy_with_logits(
                    found, wanted, reduction="none"
                )
                return losses.mean(1)
            case "several numbers":
                return nn.mse_loss(found, y, reduction="none").mean(1)
            case _:
                apart = y.reshape(-1, 1) - found
                shares = np.array(self.quantiles, np.float32)
                return larger(apart * shares, apart * (shares - 1)).sum(1)


def level_losses(found: Tensor, y: Tensor) -> Tensor:
    """For logits (n, levels), the summed log losses of the levels - 1 questions."""
    levels = found.shape[-1]
    upto = np.triu(np.ones((levels, levels), np.float32))[:, :-1]
    shares = nn.softmax(found, -1)
    below, above = shares @ upto + LEAST_SHARE, shares @ (1 - upto) + LEAST_SHARE
    is_below = (y.reshape(-1, 1) <= np.arange(levels - 1)).astype("float32")
    return -(is_below * below.log() + (1 - is_below) * above.log()).sum(1)


def objective_of(task: str, quantiles: tuple[float, ...] = ()) -> Objective:
    """The objective of a task of the schema."""
    if quantiles:
        return Objective("quantiles", tuple(quantiles))
    names: dict[str, str] = {"regression": "numbers", "ordinal": "levels"}
    return Objective(names.get(task, "classes"))


def default_objective(activation: str, known: Any = None) -> Objective:
    """The objective that goes with an activation, when no other is given."""
    return known or Objective("classes" if activation == "selu" else "numbers")
