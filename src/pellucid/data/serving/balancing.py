"""Orders in which each class comes as often as any other."""

from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.data.serving.orders import permutation, random_bits


def balanced(labels: Any, rows: int | None = None, *, seed: int = 0, epoch: int = 0) -> np.ndarray:
    """Which rows come in which order, int64, so that each class comes as often as any other:
    classes in turn, each going through its own rows in random order again and again. As many as
    there are `labels`, or `rows`.

    >>> order = balanced([0, 0, 0, 0, 0, 1], 8)
    >>> sorted(np.array([0, 0, 0, 0, 0, 1])[order].tolist())
    [0, 0, 0, 0, 1, 1, 1, 1]
    """
    y = np.asarray(labels).ravel()
    if not y.size:
        raise ArgumentError("balanced: there are no labels")
    classes, count = np.unique(y), rows if rows is not None else y.size
    turns = -(-count // len(classes))
    columns = []
    for number, kind in enumerate(classes):
        own = np.flatnonzero(y == kind)
        rounds = range(-(-turns // len(own)))
        mixed = [own[permutation(len(own), seed, epoch * 7919 + 31 * number + r)] for r in rounds]
        columns.append(np.concatenate(mixed)[:turns])
    table = np.stack(columns, 1)
    within = np.argsort(random_bits(seed, epoch, 5, n=table.size).reshape(table.shape), axis=1)
    return np.take_along_axis(table, within, 1).ravel()[:count]
