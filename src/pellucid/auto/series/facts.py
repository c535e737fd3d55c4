"""What can be said of windows of series before they are forecast."""

import numpy as np

from pellucid.auto.series.windows import Windows
from pellucid.data.tables.tables import Column, Table


def facts_of(windows: Windows) -> Table:
    """The mean of each window's past, how it varies, and how its last quarter differs from its
    first, in the scale of the window."""
    history = windows.history()
    mean, scale = windows.levels()
    quarter = max(1, history.shape[1] // 4)
    rise = history[:, -quarter:].mean(axis=1) - history[:, :quarter].mean(axis=1)
    return Table((
        Column("level", "number", mean[:, 0]),
        Column("variation", "number", scale[:, 0]),
        Column("rise", "number", rise / scale[:, 0]),
    ))  # fmt: skip


def repeated(facts: Table, times: int) -> Table:
    """Every row so many times, one after another."""
    return facts.take(np.repeat(np.arange(facts.n_rows), times))
