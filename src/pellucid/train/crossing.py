"""Cross-validation: every row is judged once by a model that has not seen it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.data.serving.batches import take
from pellucid.data.serving.orders import permutation
from pellucid.train.feed import n_rows


@dataclass(frozen=True)
class Fold:
    """The rows that one model learns from, and those it is judged on."""

    number: int
    train: np.ndarray
    test: np.ndarray


@dataclass(frozen=True)
class CrossValidation:
    """The figures of each fold by name; prints as mean and deviation."""

    figures: dict[str, list[float]]

    def mean(self, name: str) -> float:
        """The mean over the folds."""
        return float(np.mean(self.figures[name]))

    def deviation(self, name: str) -> float:
        """The deviation over the folds, of a sample."""
        values = self.figures[name]
        return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0

    def __str__(self) -> str:
        k = len(next(iter(self.figures.values()), []))
        rows = [f"{n} {self.mean(n):.4f} (deviation {self.deviation(n):.4f})" for n in self.figures]
        return f"{k} folds: {', '.join(rows)}"

    __repr__ = __str__


def folds(rows: int, k: int = 5, *, labels: Any = None, seed: int = 0) -> list[Fold]:
    """`k` ways to part rows, each row being judged once; with `labels` each fold has its share of
    every class.

    >>> sorted(int(i) for fold in folds(5, 2) for i in fold.test)
    [0, 1, 2, 3, 4]
    """
    if not isinstance(k, int) or not 2 <= k <= rows:
        raise ArgumentError(f"folds: k is 2 to the number of rows, {rows}, not {k!r}")
    order = permutation(rows, seed)
    if labels is not None:
        order = order[np.argsort(np.asarray(labels)[order], kind="stable")]
    parts = [np.sort(order[i::k]) for i in range(k)]
    whole = np.arange(rows)
    return [Fold(i, np.setdiff1d(whole, part), part) for i, part in enumerate(parts)]


def cross_validate(
    learn: Callable[[Any, Any], dict[str, float]], data: tuple[Any, ...], k: int = 5, *,
    stratified: bool = False, seed: int = 0,
) -> CrossValidation:  # fmt: skip
    """The figures of `k` folds. `learn(training, test)` makes a new model, trains it on the first
    of two tuples like `data` = (inputs, ..., targets), and gives the figures of the second.

    >>> x = np.arange(12.0)
    >>> found = cross_validate(
    ...     lambda train, test: {"error": abs(test[1].mean() - train[1].mean())}, (x, x), 3)
    >>> len(found.figures["error"])
    3
    """
    figures: dict[str, list[float]] = {}
    labels = data[-1] if stratified else None
    for fold in folds(n_rows(data), k, labels=labels, seed=seed):
        found = learn(take(data, fold.train), take(data, fold.test))
        if not isinstance(found, Mapping):
            raise ArgumentError(
                "cross_validate: learn gives figures by name", given=repr(found),
                fix='return {"error": ...}, or what train.evaluate gives',
            )  # fmt: skip
        for name, value in found.items():
            figures.setdefault(name, []).append(float(value))
    return CrossValidation(figures)
