"""Which rows of a table are equal."""

from itertools import combinations

import numpy as np

from pellucid.data.serving.orders import INCREMENT, mixed
from pellucid.data.tables.tables import Column, Table

FINE = 0.1  # values for each row in columns of very many
LEAST_REPEATED, LEAST_SHARE, LEAST_COLUMNS = 5, 0.01, 4
BY_CHANCE = 0.6  # of the rows that are alike but for two cells, fewer are alike but for one
MOST_ROWS, MOST_COLUMNS = 20_000, 30  # of which pairs of cells are left out


def row_keys(table: Table) -> np.ndarray:
    """A uint64 for each row, equal for rows that are equal in every column (and, but for a chance
    of about n*n/2**65, only for those).

    >>> from pellucid.data import read_table
    >>> a, b, c = row_keys(read_table({"x": [1, 1, 2], "y": ["u", "u", None]}))
    >>> bool(a == b), bool(a == c)
    (True, False)
    """
    keys = np.zeros(table.n_rows, np.uint64)
    for column in table:
        keys = mixed((keys ^ mixed(cell_bits(column) + INCREMENT)) + INCREMENT)
    return keys


def cell_bits(column: Column) -> np.ndarray:
    """The cells as uint64, equal for equal cells; missing cells are equal, and so are 0 and -0."""
    if column.kind == "text":
        return column.values.astype(np.int64).view(np.uint64)
    if column.kind == "date":
        return column.values.astype(np.int64).view(np.uint64)
    plain = np.where(np.isnan(column.values), np.nan, column.values + 0.0)
    return np.ascontiguousarray(plain).view(np.uint64)


def nearly_repeated_rows(table: Table, but_for: str = "") -> int:
    """How many rows repeat an earlier one but for one cell, which is not of the column `but_for`; 0
    where they are few, or where about as many more do but for two cells: such rows are alike by
    chance.

    At least one of the cells that are the same has to be of a column of very many values.

    >>> from pellucid.data import read_table
    >>> cells = [x * x % 7.3 for x in range(40)]
    >>> first = {"a": cells, "b": cells[::-1], "c": [0, 1] * 20, "y": [0.0, 1.0, 2.0, 3.0] * 10}
    >>> twice = {name: values + values[:5] for name, values in first.items()}
    >>> nearly_repeated_rows(read_table(twice | {"c": [0, 1] * 20 + [5, 5, 5, 5, 5]}), "y")
    5
    """
    near = nearly_repeated(table, but_for, 1)
    least = max(LEAST_REPEATED, LEAST_SHARE * table.n_rows)
    if near < least or len(table.columns) < LEAST_COLUMNS:
        return 0
    if len(table.columns) > MOST_COLUMNS:
        return near
    some = table.take(slice(0, MOST_ROWS)) if table.n_rows > MOST_ROWS else table
    one = near if some is table else nearly_repeated(some, but_for, 1)
    return near if one > BY_CHANCE * nearly_repeated(some, but_for, 2) else 0


def nearly_repeated(table: Table, but_for: str, cells: int) -> int:
    """How many rows repeat an earlier one but for so many cells."""
    bits = [cell_bits(column) for column in table]
    fine = np.array([len(np.unique(one)) > FINE * table.n_rows for one in bits])
    steps = INCREMENT * np.arange(1, len(bits) + 1, dtype=np.uint64)
    marks = [mixed(one + step) for one, step in zip(bits, steps, strict=True)]
    whole = np.zeros(table.n_rows, np.uint64)
    for mark in marks:
        whole = whole + mark
    near = np.zeros(table.n_rows, bool)
    others = [place for place, column in enumerate(table) if column.name != but_for]
    for left_out in combinations(others, cells):
        if fine.sum() == fine[list(left_out)].sum():
            continue
        rest = whole.copy()
        for place in left_out:
            rest -= marks[place]
        order = np.argsort(rest, kind="stable")
        same = rest[order][1:] == rest[order][:-1]
        other = whole[order][1:] != whole[order][:-1]
        near[order[1:][same & other]] = True
    return int(near.sum())


def repeated_rows(table: Table) -> int:
    """How many rows repeat an earlier one."""
    return table.n_rows - len(np.unique(row_keys(table)))
