"""A loss of classes as corners of a simplex, and weights that make up for rare classes."""

import math
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError, ShapeError
from pellucid.nn.modules.module import Module
from pellucid.tensor.functions.namespace import take
from pellucid.tensor.tensor import Tensor


def simplex(classes: int) -> np.ndarray:
    """(classes, classes - 1): corners of length 1, each as far from every other.

    >>> corners = simplex(3)
    >>> (corners @ corners.T).round(2).tolist()
    [[1.0, -0.5, -0.5], [-0.5, 1.0, -0.5], [-0.5, -0.5, 1.0]]
    """
    if classes < 2:
        raise ArgumentError(f"simplex: classes are 2 or more, not {classes}")
    corners = np.zeros((classes, classes - 1))
    for k in range(classes - 1):
        corners[k, k] = math.sqrt(1 - (corners[k, :k] ** 2).sum())
        for j in range(k + 1, classes):
            corners[j, k] = (-1 / (classes - 1) - corners[j, :k] @ corners[k, :k]) / corners[k, k]
    return corners


class ClassSimplexLoss(Module):
    """The mean squared distance of predictions (n, classes - 1) from the corners of a simplex that
    stand for the classes (Mroueh et al., 2012); `scores` gives (n, classes) to predict with.

    >>> loss = ClassSimplexLoss(3)
    >>> loss(Tensor(simplex(3)[[2, 0]].astype(np.float32)), Tensor([2, 0])).item()
    0.0
    """

    corners: Tensor

    def __init__(self, classes: int) -> None:
        self.classes = classes
        self.register_buffer("corners", simplex(classes).astype(np.float32), persistent=False)

    def forward(self, input: Tensor, target: Any) -> Tensor:
        if input.ndim != 2 or input.shape[1] != self.classes - 1:
            raise ShapeError(
                f"ClassSimplexLoss: {self.classes} classes need {self.classes - 1} outputs",
                given=str(input.spec),
            )
        return (input - take(self.corners, target, axis=0)).square().mean()

    def scores(self, input: Tensor) -> Tensor:
        """How near each class is."""
        return input @ self.corners.T


def class_weights(labels: Any, classes: int | None = None) -> np.ndarray:
    """Weights for losses that make each class count alike: rows by classes times the rows of the
    class, float32; 0 for a class without rows. What others call "auto" or "balanced".

    >>> class_weights([0, 0, 0, 1, 1, 2]).tolist()[1:]
    [1.0, 2.0]
    """
    counts = np.bincount(np.asarray(labels).astype(np.int64).ravel(), minlength=classes or 0)
    seen = (counts > 0).sum()
    shares = counts.sum() / (seen * np.maximum(counts, 1))
    return np.where(counts > 0, shares, 0).astype(np.float32)
