"""Columns that say the same as another one."""

from dataclasses import dataclass

import numpy as np

from pellucid.data.tables.tables import Column, Table
from pellucid.report.words import fixed, listing, short

MOST_COLUMNS, MOST_ROWS, MOST_LEVELS = 60, 2_000, 30
ALIKE = 0.9
MOST_SHOWN = 8


@dataclass(frozen=True)
class Likeness:
    """Pairs of columns with their likeness, 0 to 1, most alike first: the size of the rank
    correlation of two numbers, Cramér's V of two categories, and for one of each the root of the
    share of the number's ranks that the category explains.
    """

    pairs: tuple[tuple[str, str, float], ...]
    columns: int

    @property
    def alike(self) -> tuple[tuple[str, str, float], ...]:
        """The pairs that say nearly the same."""
        return tuple(pair for pair in self.pairs if pair[2] >= ALIKE)

    def sentence(self) -> str:
        """Which columns could stand in for each other."""
        if not self.pairs:
            return "There are no two columns to compare."
        if not self.alike:
            a, b, r = self.pairs[0]
            return (
                f"No two columns say the same; most alike are {short(a)} and {short(b)} "
                f"({fixed(r)})."
            )
        named = [f"{short(a)} and {short(b)} ({fixed(r)})" for a, b, r in self.alike]
        return f"These say nearly the same, and one of each could do: {listing(named, 4, 90)}."

    def __str__(self) -> str:
        return self.sentence()


def likeness_of(table: Table, target: str, *, first: tuple[str, ...] = ()) -> Likeness:
    """How alike the columns of a table are, the target aside; of wide tables the `first` ones."""
    step = max(1, table.n_rows // MOST_ROWS)
    columns = [c for c in table.columns if c.name != target]
    columns.sort(key=lambda c: first.index(c.name) if c.name in first else len(first))
    ranked = [(c, *coded(c.take(slice(None, None, step)))) for c in columns[:MOST_COLUMNS]]
    ranked = [(c, values, number) for c, values, number in ranked if values is not None]
    pairs = [
        (a[0].name, b[0].name, alike(a[1], a[2], b[1], b[2]))
        for place, a in enumerate(ranked)
        for b in ranked[place + 1 :]
    ]
    pairs.sort(key=lambda pair: -pair[2])
    return Likeness(tuple(pairs[:MOST_SHOWN]), len(columns))


def coded(column: Column) -> tuple[np.ndarray | None, bool]:
    """Ranks of numbers (NaN where missing) or codes of categories (-1 where missing), and whether
    they are ranks; None for what does not vary or varies with every row.
    """
    missing = column.missing
    if column.kind in ("number", "date"):
        values = column.values.astype(np.float64) if column.kind == "number" else None
        values = column.values.astype(np.int64).astype(np.float64) if values is None else values
        return (
            (mean_ranks(values, missing), True) if len(set(values[~missing])) > 1 else (None, True)
        )
    codes = np.where(missing, -1, column.values).astype(np.int64)
    levels = len(np.unique(codes[~missing]))
    return (codes, False) if 1 < levels <= MOST_LEVELS else (None, False)


def mean_ranks(values: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Ranks, equal values sharing theirs; NaN where missing."""
    ranks = np.full(len(values), np.nan)
    _, place, counts = np.unique(values[~missing], return_inverse=True, return_counts=True)
    ranks[~missing] = (np.cumsum(counts) - (counts - 1) / 2.0)[place]
    return ranks


def alike(a: np.ndarray, a_ranks: bool, b: np.ndarray, b_ranks: bool) -> float:
    """The likeness of two coded columns in the rows that both have."""
    both = (np.isfinite(a) if a_ranks else a >= 0) & (np.isfinite(b) if b_ranks else b >= 0)
    a, b = a[both], b[both]
    if len(a) < 10:
        return 0.0
    if a_ranks and b_ranks:
        a, b = a - a.mean(), b - b.mean()
        size = float(np.sqrt(a @ a * (b @ b)))
        return abs(float(a @ b)) / size if size > 0 else 0.0
    if a_ranks != b_ranks:
        ranks, codes = (a, b) if a_ranks else (b, a)
        return explained_root(ranks, codes.astype(np.int64))
    return cramer(a, b)


def explained_root(ranks: np.ndarray, codes: np.ndarray) -> float:
    """The root of the share of the ranks' variance that lies between the categories, corrected for
    what categories of few rows explain by chance."""
    counts = np.bincount(codes)
    means = np.bincount(codes, ranks) / np.maximum(counts, 1)
    total = float(ranks.var()) * len(ranks)
    free = len(ranks) - int((counts > 0).sum())
    if total <= 0 or free <= 0:
        return 0.0
    left = float(((ranks - means[codes]) ** 2).sum()) * (len(ranks) - 1) / free
    return max(0.0, 1 - left / total) ** 0.5


def cramer(a: np.ndarray, b: np.ndarray) -> float:
    """Cramér's V, corrected for chance (Bergsma 2013)."""
    _, a = np.unique(a, return_inverse=True)
    _, b = np.unique(b, return_inverse=True)
    table = np.bincount(a * (b.max() + 1) + b, minlength=(a.max() + 1) * (b.max() + 1))
    table = table.reshape(a.max() + 1, b.max() + 1).astype(np.float64)
    n, (r, c) = table.sum(), table.shape
    if min(r, c) < 2 or n < 3:
        return 0.0
    expected = table.sum(1, keepdims=True) * table.sum(0) / n
    phi = max(
        0.0, float(((table - expected) ** 2 / expected).sum()) / n - (r - 1) * (c - 1) / (n - 1)
    )
    r, c = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    return min(1.0, (phi / max(min(r, c) - 1, 1e-9)) ** 0.5)
