"""Which rows of a table are equal."""

import numpy as np

from pellucid.data.serving.orders import INCREMENT, mixed
from pellucid.data.tables.tables import Column, Table


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


def repeated_rows(table: Table) -> int:
    """How many rows repeat an earlier one."""
    return table.n_rows - len(np.unique(row_keys(table)))
