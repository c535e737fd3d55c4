"""Sequences searched for: of many ways to go on, those that are likeliest as a whole."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from pellucid.core.errors import ArgumentError


class Beam(NamedTuple):
    """A sequence and the logarithm of its probability, divided by its length to the power asked
    for."""

    numbers: tuple[int, ...]
    score: float


def beam_search(
    scores: Callable[[np.ndarray], np.ndarray], start: Sequence[int], length: int, *,
    width: int = 4, end: int | None = None, penalty: float = 0.0,
) -> list[Beam]:  # fmt: skip
    """The `width` best sequences found, the best first: `start` gone on with by up to `length`
    numbers, or until `end`. `scores(sequences)` gives, for sequences (n, t), scores (n, numbers) of
    what comes next, such as the last column of a language model; `penalty` above 0 favours longer
    ones (Wu et al., 2016).

    >>> def scores(sequences):
    ...     return np.log(np.tile([0.1, 0.6, 0.3], (len(sequences), 1)))
    >>> beam_search(scores, [0], 2, width=1)[0].numbers
    (0, 1, 1)
    """
    if width < 1 or length < 0 or not len(start):
        raise ArgumentError("beam_search: width is 1 or more, length 0 or more, with a start")
    alive: list[tuple[tuple[int, ...], float]] = [(tuple(int(n) for n in start), 0.0)]
    done: list[tuple[tuple[int, ...], float]] = []
    for _ in range(length):
        if not alive:
            break
        given = np.asarray([numbers for numbers, _ in alive], np.int64)
        found = np.asarray(scores(given), np.float64)
        logs = found - np.logaddexp.reduce(found, axis=1, keepdims=True)
        totals = np.array([total for _, total in alive])[:, None] + logs
        best = np.argsort(-totals, axis=None, kind="stable")[: 2 * width]
        alive, rows = [], zip(*np.unravel_index(best, totals.shape), strict=True)
        for row, number in rows:
            entry = ((*given[row].tolist(), int(number)), float(totals[row, number]))
            if number == end:
                done.append(entry)
            elif len(alive) < width:
                alive.append(entry)
        if len(done) >= width:
            break
    every = [Beam(n, total / len(n) ** penalty) for n, total in (*done, *alive)]
    return sorted(every, key=lambda beam: -beam.score)[:width]
