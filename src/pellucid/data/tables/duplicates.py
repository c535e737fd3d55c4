"""Which rows of a table are equal."""

import numpy as np

from pellucid.data.serving.orders import INCREMENT, mixed
from pellucid.data.tables.tables import Column, Table

FINE, LEAST_FINE = 0.1, 2  # values for each row in columns of very many; how many of those agree


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
    """How many rows repeat an earlier one but for one cell, which is not of the column `but_for`.

    Only rows that share two cells of columns of very many values count: the others may be alike by
    chance.

    >>> from pellucid.data import read_table
    >>> cells = [x * x % 7.3 for x in range(40)]
    >>> first = {"a": cells, "b": cells[::-1], "c": [0, 1] * 20, "y": [0.0, 1.0, 2.0, 3.0] * 10}
    >>> twice = {name: values + values[:3] for name, values in first.items()}
    >>> nearly_repeated_rows(read_table(twice | {"c": [0, 1] * 20 + [5, 5, 5]}), "y")
    3
    """
    if table.n_rows < 2:
        return 0
    bits = [cell_bits(column) for column in table]
    fine = np.array([len(np.unique(one)) > FINE * table.n_rows for one in bits])
    steps = INCREMENT * np.arange(1, len(bits) + 1, dtype=np.uint64)
    marks = [mixed(one + step) for one, step in zip(bits, steps, strict=True)]
    whole = np.zeros(table.n_rows, np.uint64)
    for mark in marks:
        whole = whole + mark
    near = np.zeros(table.n_rows, bool)
    for place, column in enumerate(table):
        if column.name != but_for and fine.sum() - fine[place] >= LEAST_FINE:
            rest = whole - marks[place]
            order = np.argsort(rest, kind="stable")
            same = rest[order][1:] == rest[order][:-1]
            other = whole[order][1:] != whole[order][:-1]
            near[order[1:][same & other]] = True
    return int(near.sum())


def repeated_rows(table: Table) -> int:
    """How many rows repeat an earlier one."""
    return table.n_rows - len(np.unique(row_keys(table)))
