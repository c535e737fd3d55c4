"""From a file to a table that is not read: its columns and their types, found from parts of it."""

import os
from collections.abc import Mapping
from typing import Any

from pellucid.core.errors import ArgumentError
from pellucid.data.tables.csv_files import KNOWN, cells_of, column_types
from pellucid.data.tables.expressions import literal, quoted
from pellucid.data.tables.files import plain_types
from pellucid.data.tables.large_files import ParquetStream, TextStream, open_stream
from pellucid.data.tables.lazy_tables import LazyTable, bounded_connection, lazy_of
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import unknown_column

TYPES = {"number": "DOUBLE", "text": "VARCHAR", "date": "TIMESTAMP", "flag": "BOOLEAN"}
# How a cell of a CSV file is read as each type; {c} is its text. What is there but does not fit
# stops the reading, where a column is a number, so that nothing is lost in silence.
READINGS = {
    "DOUBLE": f"CASE WHEN {KNOWN} THEN trim({{c}})::DOUBLE END",
    "TIMESTAMP": f"CASE WHEN {KNOWN} THEN trim({{c}})::TIMESTAMP END",
    "BOOLEAN": f"CASE WHEN {KNOWN} THEN trim({{c}})::BOOLEAN END",
    "VARCHAR": f"CASE WHEN {KNOWN} THEN trim({{c}}) END",
}


def scan_table(source: Any, *, types: Mapping[str, str] | None = None) -> LazyTable:
    """The table in a CSV or Parquet file of any size, not read: see `LazyTable` for what can be
    asked of it. What is in memory, whatever `read_table` takes, can be asked the same.

    Types of a CSV file's columns are found from the beginnings of up to a hundred parts of it, the
    last included: numbers, dates as ISO 8601 writes them, true and false, else text. `types` says
    otherwise, as {"zip": "text"}: number, text, date or flag. A cell further on that does not fit
    raises a DataError when rows are read. FileError where a file cannot be read in parts.

    >>> from pathlib import Path
    >>> import pellucid as pel
    >>> file = Path(pel.data.__file__).parent / "samples" / "penguins.csv"
    >>> penguins = pel.data.scan_table(file)
    >>> heavy = penguins.filter(pel.data.col("body_mass_g") > 4000)
    >>> heavy.group_by("species").count().collect().to_dict()
    {'species': ['Adelie', 'Chinstrap', 'Gentoo'], 'rows': [35, 15, 122]}
    """
    wanted = {name: sql_type(kind) for name, kind in (types or {}).items()}
    if not isinstance(source, str | os.PathLike):
        return lazy_of(read_table(source))
    stream = open_stream(os.fspath(source))
    if isinstance(stream, ParquetStream):
        found = parquet_scan(stream)
    else:
        assert isinstance(stream, TextStream)
        found = text_scan(stream, wanted)
    for name in wanted:
        if name not in found.types:
            raise unknown_column(name, found.names)
    return found


def sql_type(kind: str) -> str:
    """The type in SQL of a kind of column."""
    if kind not in TYPES:
        raise ArgumentError(f"there is no kind of column {kind!r}", fix=", ".join(TYPES))
    return TYPES[kind]


def parquet_scan(stream: ParquetStream) -> LazyTable:
    """A Parquet file, whose types stand in it."""
    where = f"read_parquet({literal(str(stream.file))})"
    columns = plain_types(stream.connection.sql(f"FROM {where}"))
    start = LazyTable("", {}, stream.file.name)
    return start.then(f"SELECT {columns} FROM {where}")


def text_scan(stream: TextStream, wanted: Mapping[str, str]) -> LazyTable:
    """A CSV file, its types found from parts of it."""
    cells = [f"c{place}" for place in range(len(stream.names))]
    heads = stream.joined_file(stream.head_parts())
    with bounded_connection() as connection, heads as file:
        cells_of(connection, file, stream.dialect, cells, lenient=True).create("cells")
        found = column_types(connection, cells)
    kinds = {c: wanted.get(n, found[c]) for c, n in zip(cells, stream.names, strict=True)}
    columns = ", ".join(
        f"{READINGS[kind].format(c=c)} AS {quoted(name)}"
        for (c, kind), name in zip(kinds.items(), stream.names, strict=True)
    )
    listed = ", ".join(f"{literal(c)}: 'VARCHAR'" for c in cells)
    options = {
        "delim": stream.dialect.delimiter, "quote": stream.dialect.quote,
        "escape": stream.dialect.quote,
    }  # fmt: skip
    how = ", ".join(f"{name} = {literal(value)}" for name, value in options.items())
    where = (
        f"read_csv({literal(str(stream.file))}, auto_detect = false, columns = {{{listed}}}, "
        f"{how}, header = false, skip = {stream.before})"
    )
    return LazyTable("", {}, stream.name).then(f"SELECT {columns} FROM {where}")
