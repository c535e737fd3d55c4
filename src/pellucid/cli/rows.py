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


def as_csv(found: Predicted) -> str:
    """CSV: `prediction`, then `probability_<class>` for each class; a line for each row, in order.

    >>> from pellucid.auto import Answers
    >>> print(as_csv(Answers(np.array([1.5, 2.0]), None, np.array([]))), end="")
    prediction
    1.5
    2
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    if found.probabilities is None:
        writer.writerow(["prediction"])
        writer.writerows([f"{number:.10g}"] for number in found.predictions.tolist())
        return lines.getvalue()
    writer.writerow(["prediction", *(f"probability_{name}" for name in found.classes.tolist())])
    for answer, shares in zip(
        found.predictions.tolist(), found.probabilities.tolist(), strict=True
    ):
        writer.writerow([answer, *(f"{share:.6f}" for share in shares)])
    return lines.getvalue()
