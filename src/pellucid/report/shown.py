"""Held-out rows as the page holds them, so that a reader can go from a number down to its rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.report.inputs import HeldOut
from pellucid.report.words import short, value

MOST_WRONG, MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 500, 800, 10, 40
MOST_RANKED = 4_000  # rows whose probability the threshold's slider counts


@dataclass(frozen=True, eq=False)
class ShownRows:
    """Rows by position: their numbers (from 1), true answer, answer and confidence, and the cells
    of the columns shown, as texts. `total` held-out rows there are. For two classes `ranked` holds
    the probability of the second and `positive` whether it is true, of all rows or evenly drawn
    ones.
    """

    names: tuple[str, ...]
    numbers: tuple[int, ...]
    truth: tuple[int, ...]
    answers: tuple[int, ...]
    sure: tuple[float, ...]
    cells: tuple[tuple[str, ...], ...]
    classes: tuple[str, ...]
    total: int
    ranked: tuple[float, ...] = ()
    positive: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for the page's script."""
        return {
            "names": [short(name, 24) for name in self.names],
            "numbers": self.numbers, "truth": self.truth, "answers": self.answers,
            "sure": self.sure, "cells": self.cells, "total": self.total,
            "classes": [short(name, 40) for name in self.classes],
            "ranked": self.ranked, "positive": self.positive,
        }  # fmt: skip


def shown_rows(held_out: HeldOut, *, first: tuple[str, ...] = ()) -> ShownRows | None:
    """The rows of a classification, wrong ones and others evenly drawn; None for numbers."""
    if not held_out.classes:
        return None
    wrong = np.flatnonzero(held_out.answers != held_out.truth)
    others = np.flatnonzero(held_out.answers == held_out.truth)
    chosen = np.sort(
        np.concatenate(
            [thinned(wrong, MOST_WRONG), thinned(others, MOST_ROWS - min(len(wrong), MOST_WRONG))]
        )
    )
    names = [
        *(name for name in first if name in held_out.table and name != held_out.target),
        *(n for n in held_out.table.names if n not in first and n != held_out.target),
    ][:MOST_COLUMNS]
    table = held_out.table.take(chosen)
    cells = [
        [short(value(cell), MOST_CHARACTERS) for cell in table[name].to_list()] for name in names
    ]
    numbers = chosen if held_out.places is None else np.asarray(held_out.places)[chosen]
    ranked = thinned(np.arange(held_out.n_rows), MOST_RANKED) if held_out.task == "binary" else []
    return ShownRows(
        tuple(names),
        tuple((numbers + 1).tolist()),
        tuple(held_out.truth[chosen].tolist()),
        tuple(held_out.answers[chosen].tolist()),
        tuple(held_out.predicted[chosen].max(axis=1).round(4).tolist()),
        tuple(zip(*cells, strict=True)) if cells else ((),) * len(chosen),
        held_out.classes,
        held_out.n_rows,
        tuple(held_out.predicted[ranked, 1].round(5).tolist()) if len(ranked) else (),
        tuple(held_out.truth[ranked].tolist()) if len(ranked) else (),
    )


def thinned(rows: np.ndarray, most: int) -> np.ndarray:
    """At most so many of the rows, at equal distances."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, max(most, 0)).round().astype(np.int64)]
