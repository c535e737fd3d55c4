"""Predictions as text that other programs read."""

import csv
import io
from typing import Protocol

import numpy as np


class Predicted(Protocol):
    """Predictions, and the probabilities of classes where there are classes."""

    predictions: np.ndarray
    probabilities: np.ndarray | None
    classes: np.ndarray
    names: tuple[str, ...]


def as_csv(found: Predicted) -> str:
    """CSV: `prediction` (of several targets: the name of each), then `probability_<class>` for each
    class; a line for each row, in order, that begins with its `name` where it has one.

    >>> from pellucid.auto import Answers
    >>> print(as_csv(Answers(np.array([1.5, 2.0]), None, np.array([]))), end="")
    prediction
    1.5
    2
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    names = [[name] for name in found.names] or [[]] * len(found.predictions)
    is_one = found.predictions.ndim == 1
    answered = ["prediction"] if is_one else found.classes.tolist()
    first = ["name", *answered] if found.names else answered
    answers = [[answer] if is_one else answer for answer in found.predictions.tolist()]
    if found.probabilities is None:
        writer.writerow(first)
        cells = [[f"{number:.10g}" for number in row] for row in answers]
    else:
        writer.writerow([*first, *(f"probability_{name}" for name in found.classes.tolist())])
        cells = [
            [*row, *(f"{share:.6f}" for share in shares)]
            for row, shares in zip(answers, found.probabilities.tolist(), strict=True)
        ]
    writer.writerows([*name, *row] for name, row in zip(names, cells, strict=True))
    return lines.getvalue()
