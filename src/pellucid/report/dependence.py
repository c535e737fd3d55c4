"""How the answer changes when one column changes and all others stay as they are.

Partial dependence (Friedman 2001) and, as thin lines, the same for single rows (individual
conditional expectation: Goldstein, Kapelner, Bleich and Pitkin 2015).
"""

from dataclasses import dataclass, replace

import numpy as np

from pellucid.data.tables.tables import Column, Table
from pellucid.report.inputs import HeldOut, Predict
from pellucid.report.words import number, percent, short, value

MOST_COLUMNS, MOST_ROWS, GRID, MOST_LEVELS, SINGLE_ROWS = 6, 128, 16, 12, 24


@dataclass(frozen=True)
class DependenceCurve:
    """One column: at each of `places` (numbers, or days for a date) or `levels` (texts), the mean
    answer over rows, and that of some single rows (rows, places).
    """

    column: str
    places: tuple[float, ...]
    levels: tuple[str, ...]
    kind: str
    mean: tuple[float, ...]
    single: np.ndarray
    answer: str

    @property
    def swing(self) -> float:
        """Between the highest and the lowest mean answer."""
        return max(self.mean) - min(self.mean)

    def sentence(self) -> str:
        """What the curve says."""
        low, high = int(np.argmin(self.mean)), int(np.argmax(self.mean))
        said = percent if self.answer.startswith("P(") else number
        name = short(self.column)
        if self.levels:
            return (
                f"Were every row's {name} {short(self.levels[high])}, {self.answer} would be "
                f"{said(self.mean[high])} on average; were it {short(self.levels[low])}, "
                f"{said(self.mean[low])}."
            )
        return (
            f"{self.answer[0].upper()}{self.answer[1:]} averages {said(self.mean[low])} when "
            f"{name} is "
            f"{self.at(low)} and {said(self.mean[high])} when it is {self.at(high)}, the other "
            f"columns "
            "as they are."
        )

    def at(self, place: int) -> str:
        """One place of a curve in words."""
        if self.kind == "date":
            return str(np.datetime64(round(self.places[place]), "D"))
        return value(self.places[place])


@dataclass(frozen=True)
class Dependence:
    """The curves of the columns that matter most."""

    curves: tuple[DependenceCurve, ...]

    def sentence(self) -> str:
        """The column whose curve swings most."""
        if not self.curves:
            return "No column was followed."
        return max(self.curves, key=lambda curve: curve.swing).sentence()

    def __str__(self) -> str:
        return self.sentence()


def dependence_of(
    held_out: HeldOut, predict: Predict, columns: tuple[str, ...], *, seed: int = 0
) -> Dependence:
    """The curves of up to six columns: predictions for held-out rows in which one column was set.

    For classes the probability of the second of two, or of the most frequent one of more.

    >>> from pellucid.data import read_table
    >>> rows = read_table({"size": [1.0, 2, 3, 4]})
    >>> seen = HeldOut("price", np.arange(4.0), np.arange(4.0), rows)
    >>> found = dependence_of(seen, lambda table: 10 * table["size"].values, ("size",))
    >>> found.curves[0].mean
    (10.0, 20.0, 30.0, 40.0)
    """
    random = np.random.default_rng(seed)
    chosen = np.sort(random.permutation(held_out.n_rows)[:MOST_ROWS])
    table = held_out.table.take(chosen)
    code = _followed(held_out)
    answer = f"P({short(held_out.classes[code], 24)})" if held_out.classes else "the prediction"
    grids = [(name, *grid_of(held_out.table[name])) for name in columns]
    grids = [g for g in grids if len(g[1]) > 1][:MOST_COLUMNS]
    if not grids or not table.n_rows:
        return Dependence(())
    asked = [
        with_value(table, name, cells[i : i + 1])
        for name, cells, _ in grids
        for i in range(len(cells))
    ]
    found = np.asarray(predict(stacked(asked)), np.float64)
    found = (found[:, code] if held_out.classes else found).reshape(-1, table.n_rows)
    curves, start = [], 0
    for name, cells, levels in grids:
        lines = found[start : start + len(cells)]
        start += len(cells)
        curves.append(_curve(held_out.table[name], cells, levels, lines, answer))
    return Dependence(tuple(curves))


def _followed(held_out: HeldOut) -> int:
    k = len(held_out.classes)
    return (
        1 if k == 2 else int(np.bincount(held_out.truth, minlength=max(k, 1)).argmax()) if k else 0
    )


def _curve(
    column: Column, cells: np.ndarray, levels: tuple[str, ...], lines: np.ndarray, answer: str
) -> DependenceCurve:
    places: tuple[float, ...] = ()
    if not levels:
        days = cells.astype("datetime64[D]").astype(np.int64) if column.kind == "date" else cells
        places = tuple(float(x) for x in days)
    mean = tuple(float(x) for x in lines.mean(axis=1))
    single = lines[:, :SINGLE_ROWS].T
    return DependenceCurve(column.name, places, levels, column.kind, mean, single, answer)


def grid_of(column: Column) -> tuple[np.ndarray, tuple[str, ...]]:
    """Values to set a column to, and their names where it holds texts or truth values."""
    known = column.values[~column.missing]
    if column.kind in ("text", "flag"):
        codes, counts = np.unique(known, return_counts=True)
        codes = codes[np.argsort(-counts, kind="stable")][:MOST_LEVELS]
        names = column.levels if column.kind == "text" else ("no", "yes")
        return codes, tuple(names[int(code)] for code in codes)
    if not len(known):
        return known, ()
    values = np.unique(known)
    if len(values) > GRID:  # of most columns the outer hundredths are long and empty
        order = np.sort(known)
        places = np.linspace(0.01, 0.99, GRID) * (len(order) - 1)
        values = np.unique(order[places.round().astype(np.int64)])
    return values, ()


def with_value(table: Table, name: str, cell: np.ndarray) -> Table:
    """The table with one column set to one value."""
    columns = (
        replace(c, values=np.repeat(cell, table.n_rows)) if c.name == name else c
        for c in table.columns
    )
    return replace(table, columns=tuple(columns))


def stacked(tables: list[Table]) -> Table:
    """Tables of the same columns, one below the other."""
    columns = (
        replace(c, values=np.concatenate([t.columns[place].values for t in tables]))
        for place, c in enumerate(tables[0].columns)
    )
    return replace(tables[0], columns=tuple(columns))
