"""Each target of a row as a question of its own, as a report and a comparison look at them."""

from dataclasses import dataclass

import numpy as np

from pellucid.auto.several.targets import LABELS
from pellucid.data.tables.tables import Column, Table
from pellucid.report import HeldOut

QUESTION = "which target"
MOST_NAMED = 4


@dataclass(frozen=True)
class Questions:
    """The targets that are asked for, and what kind they are."""

    targets: tuple[str, ...]
    kind: str


def asked_of(
    asked: Questions, table: Table, truth: np.ndarray, found: np.ndarray, places: np.ndarray
) -> HeldOut:
    """Rows with the truth and the answers (n, targets) of each, as a row for every target of every
    row, which stands beside it as a column."""
    names = asked.targets
    rows = spread(table, names)
    title = " and ".join(names) if len(names) < MOST_NAMED else f"{len(names)} targets"
    where = np.repeat(places, len(names))
    if asked.kind != LABELS:
        return HeldOut(title, truth.ravel(), found.ravel(), rows, places=where)
    shares = found.ravel()
    both = np.stack([1 - shares, shares], axis=1)
    return HeldOut(title, truth.ravel().astype(np.int64), both, rows, ("no", "yes"), where)


def spread(table: Table, names: tuple[str, ...]) -> Table:
    """Every row once for each target, which the first column names."""
    n = table.n_rows
    codes = np.tile(np.arange(len(names), dtype=np.int32), n)
    rows = table.take(np.repeat(np.arange(n), len(names)))
    return Table((Column(QUESTION, "text", codes, names), *rows.columns), table.source)
