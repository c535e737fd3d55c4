"""What a model answers: for one row, and for many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

SHOWN_CLASSES = 5


@dataclass(frozen=True)
class Answer:
    """The prediction for one row. `probabilities`: class -> probability, empty for a number.
    `notes`: what was unusual about the row, and what was done about it.

    `interval` holds the true number, `likely` the true class, in a share `coverage` of rows like
    those of training; `likely` may hold several classes, or none. `quantiles`: those that were
    asked for, by their shares.
    """

    prediction: Any
    probabilities: Mapping[Any, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    interval: tuple[float, float] | None = None
    likely: tuple[Any, ...] | None = None
    coverage: float = 0.0
    quantiles: Mapping[float, float] = field(default_factory=dict)

    def __str__(self) -> str:
        ranked = sorted(self.probabilities.items(), key=lambda item: -item[1])
        shares = ", ".join(f"{name} {share:.1%}" for name, share in ranked[:SHOWN_CLASSES])
        head = f"{self.prediction} ({shares})" if shares else f"{self.prediction:.6g}"
        if self.interval is not None:
            low, high = self.interval
            head += f" ({low:.6g} to {high:.6g} in {self.coverage:.0%} of such rows)"
        return "\n".join([head, *(f"  note: {note}" for note in self.notes)])


@dataclass(frozen=True, eq=False)
class Answers:
    """The predictions for the rows of a table, in their order.

    `predictions`: (n,) classes in their own type, or float64. `probabilities`: float64 (n,
    classes), in the order of `classes`; None for numbers. `notes`: what was unusual, as sentences.
    In a share `coverage` of rows, the truth lies in `intervals`, float64 (n, 2), or is among the
    classes that are `likely`, bool (n, classes); each None where it does not apply. `quantiles`:
    float64 (n, quantiles), at the shares `levels`. `names`: what each row is called, where it has a
    name of its own, such as a file.
    """

    predictions: np.ndarray
    probabilities: np.ndarray | None
    classes: np.ndarray
    notes: tuple[str, ...] = ()
    coverage: float = 0.0
    intervals: np.ndarray | None = None
    likely: np.ndarray | None = None
    quantiles: np.ndarray | None = None
    levels: tuple[float, ...] = ()
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.predictions)

    @property
    def sets(self) -> list[tuple[Any, ...]]:
        """The likely classes of each row."""
        names = self.classes.tolist()
        rows = [] if self.likely is None else self.likely
        return [tuple(names[i] for i in np.flatnonzero(row)) for row in rows]

    def row(self, i: int) -> Answer:
        """The answer for one row."""
        prediction = self.predictions[i : i + 1].tolist()[0]
        names = self.classes.tolist()
        found: dict[str, Any] = {"notes": self.notes, "coverage": self.coverage}
        if self.probabilities is not None:
            shares = self.probabilities[i].tolist()
            found["probabilities"] = dict(zip(names, shares, strict=True))
        if self.intervals is not None:
            low, high = self.intervals[i].tolist()
            found["interval"] = (low, high)
        if self.likely is not None:
            likely = self.likely[i].tolist()
            found["likely"] = tuple(n for n, is_in in zip(names, likely, strict=True) if is_in)
        if self.quantiles is not None:
            found["quantiles"] = dict(zip(self.levels, self.quantiles[i].tolist(), strict=True))
        return Answer(prediction, **found)


def middle_of(levels: tuple[float, ...]) -> int:
    """The place of the quantile nearest to the median; 0 without any."""
    return min(range(len(levels)), key=lambda place: abs(levels[place] - 0.5), default=0)
