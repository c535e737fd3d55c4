"""One door for every table."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import DataError
from pellucid.data.tables import frames
from pellucid.data.tables.files import table_from_file
from pellucid.data.tables.tables import Table

ACCEPTED = "a path, a dataframe, a dict of columns, a list of dicts or a NumPy array"


def read_table(source: Any, *, names: Sequence[str] | None = None) -> Table:
    """A `Table` from a file, a dataframe, a dict, a list of dicts or an array; a `Table` comes back
    as it is.

    `source`: a path to CSV or TSV (delimiter, quoting and encoding are found; .gz too), Parquet,
    JSON lines or, with the extra `excel`, a workbook; any object with `__arrow_c_stream__` or
    pandas' attributes; a dict of columns, or of scalars (one row); a list of dicts; a structured
    array, or a 2-D array with `names` for its columns. Raises FileError when the file cannot be
    read as a table and DataError when its content is not one; the message is one sentence.

    >>> read_table({"city": "Rome", "area": 1285}).to_dict()
    {'city': ['Rome'], 'area': [1285]}
    >>> read_table([{"a": 1}, {"a": 2, "b": "x"}]).to_dict()
    {'a': [1, 2], 'b': [None, 'x']}
    """
    if isinstance(source, Table):
        return source
    if isinstance(source, str | os.PathLike):
        return table_from_file(os.fspath(source))
    if isinstance(source, np.ndarray):
        return frames.table_from_array(source, names)
    if isinstance(source, Mapping):
        return frames.table_from_columns(source)
    if looks_like_pandas(source):
        return frames.table_from_pandas(source)
    if hasattr(source, "__arrow_c_stream__"):
        return frames.table_from_arrow(source)
    if (
        isinstance(source, Sequence)
        and len(source)
        and all(isinstance(row, Mapping) for row in source)
    ):
        return frames.table_from_rows(source)
    if isinstance(source, Sequence) and names is not None:
        return frames.table_from_array(np.array([list(row) for row in source], dtype=object), names)
    kind = type(source).__name__
    given = f"an empty {kind}" if isinstance(source, Sequence) and not len(source) else f"a {kind}"
    raise DataError("this is not a table", given=given, fix=f"give {ACCEPTED}")


def looks_like_pandas(source: Any) -> bool:
    """Whether columns can be had as arrays by position, which also works without pyarrow."""
    return all(hasattr(source, attribute) for attribute in ("columns", "iloc", "dtypes"))
