"""Tables from files: CSV and its relatives, Parquet, JSON lines; a bad file gets one clear
sentence.
"""

import csv
import gzip
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from pellucid.core.errors import DataError, FileError
from pellucid.core.lazy import lazy
from pellucid.data.cells import EXACT_DIGITS, MISSING_TEXTS, NONE_TEXTS
from pellucid.data.columns import column_from_texts
from pellucid.data.dialects import Dialect, find_dialect, is_blank, open_bytes, open_text
from pellucid.data.frames import column_name, table_from_arrow, table_from_rows
from pellucid.data.tables import Table, did_you_mean, listing

duckdb = lazy("duckdb")

# Below this size Python's csv module is done before DuckDB is loaded.
SMALL_BYTES = 1 << 20
WIDEST_QUERY = 1000
TABLE_SUFFIXES = {
    ".csv",
    ".tsv",
    ".tab",
    ".txt",
    ".gz",
    ".parquet",
    ".pq",
    ".jsonl",
    ".ndjson",
    ".json",
}
JSON_SUFFIXES = {".json", ".jsonl", ".ndjson"}
FOREIGN = {
    b"PK\x03\x04": "an Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"ARROW1": "an Arrow file",
    b"SQLite": "an SQLite database",
    b"\x89HDF": "an HDF5 file",
    b"%PDF": "a PDF",
}


def table_from_file(path: str) -> Table:
    """The table in a file; FileError or DataError say in one sentence why there is none."""
    file = checked_file(Path(path).expanduser())
    with file.open("rb") as raw:
        start = raw.read(8)
    for magic, what in FOREIGN.items():
        if start.startswith(magic):
            raise FileError(
                f"{file.name!r} is {what}, which is not read here", fix="save it as CSV or Parquet"
            )
    try:
        table = table_by_kind(file, start)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileError(f"{file.name!r} cannot be unzipped: {first_line(error)}") from None
    if not table.n_rows:
        raise DataError(
            f"{file.name!r} has names of columns but no rows", given=listing(table.names)
        )
    return replace(table, source=file.name)


def table_by_kind(file: Path, start: bytes) -> Table:
    """The table of a file, by its first bytes and then by its name."""
    if start.startswith(b"PAR1"):
        return read_parquet(file)
    if {".parquet", ".pq"} & set(file.suffixes):
        raise FileError(f"{file.name!r} is not a Parquet file, in spite of its name")
    return read_json(file) if JSON_SUFFIXES & set(file.suffixes) else read_csv(file)


def checked_file(file: Path) -> Path:
    """The file, once it is sure that it is there, is a file, can be read and is not empty."""
    try:
        if file.is_dir():
            inside = sorted(
                entry.name for entry in file.iterdir() if entry.suffix in TABLE_SUFFIXES
            )
            fix = f"give a file in it: {listing(inside, 5)}" if inside else "give a file"
            raise FileError(f"{str(file)!r} is a folder, not a table", fix=fix)
        if not file.exists():
            raise FileError(f"there is no file {str(file)!r}", fix=nearby(file))
        with file.open("rb") as raw:
            empty = not raw.read(1)
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{str(file)!r} cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise FileError(f"{str(file)!r} cannot be the name of a file: {error}") from None
    if empty:
        raise DataError(f"{file.name!r} is empty")
    return file


def nearby(file: Path) -> str:
    """A hint at the file that was probably meant."""
    if not file.parent.is_dir():
        return f"there is no folder {str(file.parent)!r} either"
    names = [entry.name for entry in file.parent.iterdir() if entry.is_file()]
    return did_you_mean(file.name, names)


def read_parquet(file: Path) -> Table:
    """A Parquet file through DuckDB; decimals and 128-bit integers as float64."""
    connection = duckdb.connect()
    try:
        relation = connection.read_parquet(str(file))
        columns = [
            f"{quoted(name)}::DOUBLE AS {quoted(name)}"
            if str(kind).startswith(("DECIMAL", "HUGEINT", "UHUGEINT"))
            else quoted(name)
            for name, kind in zip(relation.columns, relation.types, strict=True)
        ]
        return table_from_arrow(relation.project(", ".join(columns)))
    except duckdb.Error as error:
        raise FileError(f"{file.name!r} cannot be read as Parquet: {first_line(error)}") from None
    finally:
        connection.close()


def quoted(name: str) -> str:
    """A name or a path inside SQL."""
    return '"' + name.replace('"', '""') + '"'


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def read_json(file: Path) -> Table:
    """JSON lines, or one JSON list of records, as a table; cells that are lists or records become
    text.
    """
    with open_bytes(file) as raw:
        content = raw.read()
    try:
        records = (
            msgspec.json.decode(content)
            if content.lstrip()[:1] == b"["
            else msgspec.json.Decoder().decode_lines(content)
        )
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FileError(
            f"{file.name!r} cannot be read as JSON lines: {bad_json_line(content) or error}"
        ) from None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise FileError(
            f"{file.name!r} must hold one JSON record in each line",
            given="something else than records",
        )
    if not records:
        raise DataError(f"{file.name!r} holds no records")
    return table_from_rows(records)


def bad_json_line(content: bytes) -> str:
    """Which line is not JSON, or an empty string."""
    for number, line in enumerate(content.splitlines(), 1):
        try:
            if line.strip():
                msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return f"line {number}: {error}"
    return ""


def read_csv(file: Path) -> Table:
    """A text table: by Python's csv module when it is small or odd, by DuckDB otherwise; both read
    alike.
    """
    dialect = find_dialect(file)
    if not dialect.first:
        raise DataError(f"{file.name!r} is empty")
    names, notes = header_names(file, dialect)
    table = None
    large = file.stat().st_size > SMALL_BYTES
    if (
        large
        and dialect.encoding.startswith("utf-8")
        and 1 < dialect.width <= WIDEST_QUERY
        and dialect.delimiter != " "
    ):
        table = read_with_duckdb(file, dialect, names)
    if table is None:
        table = read_with_csv(file, dialect, names)
    return replace(table, notes=(*notes, *table.notes))


def header_names(file: Path, dialect: Dialect) -> tuple[list[str], tuple[str, ...]]:
    """Names for the columns, and what had to be made up."""
    notes = []
    if dialect.encoding == "cp1252":
        notes.append("the file is not UTF-8; it was read as Windows-1252")
    if not dialect.header:
        notes.append("the file has no row of names: columns are called by their place")
        return [column_name(None, place) for place in range(dialect.width)], tuple(notes)
    first = ("row name", *dialect.first) if dialect.row_names else dialect.first
    names = [column_name(cell, place) for place, cell in enumerate(first)]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        places = ", ".join(str(place + 1) for place, name in enumerate(names) if name == twice[0])
        raise DataError(
            f"{file.name!r} has more than one column {twice[0]!r}",
            given=f"columns {places}",
            fix="rename all but one",
        )
    return names, tuple(notes)


def read_with_csv(file: Path, dialect: Dialect, names: Sequence[str]) -> Table:
    """The table by Python's csv module; DataError names the line of a row that does not fit."""
    rows: list[list[str]] = []
    with open_text(file, dialect.encoding) as lines:
        for _ in range(dialect.skip):
            next(lines)
        reader = dialect.reader(lines)
        try:
            for row in reader:
                if is_blank(row) and not (row and len(names) == 1):
                    continue
                if len(row) != len(names) and (rows or not dialect.row_names):
                    row = fitted(row, len(names), file, dialect.skip + reader.line_num)
                rows.append(row)
        except csv.Error as error:
            line = dialect.skip + reader.line_num
            raise DataError(
                f"{file.name!r} cannot be read from line {line:,} on: {error}"
            ) from None
    cells = (
        zip(*rows[dialect.header :], strict=True)
        if len(rows) > dialect.header
        else [()] * len(names)
    )
    return Table(
        tuple(column_from_texts(name, column) for name, column in zip(names, cells, strict=True))
    )


def fitted(row: list[str], width: int, file: Path, line: int) -> list[str]:
    """The row without empty cells at its end beyond the header; DataError when it still does not
    fit.
    """
    if len(row) > width and not any(cell.strip() for cell in row[width:]):
        return row[:width]
    raise DataError(
        f"line {line:,} of {file.name!r} has {len(row):,} cells where the first has {width:,}",
        fix="a cell that holds the delimiter or a line end needs quotes",
    )


def read_with_duckdb(file: Path, dialect: Dialect, names: Sequence[str]) -> Table | None:
    """The table by DuckDB, every cell as text; columns where each known cell is a plain number come
    as numbers.

    None when DuckDB refuses the file: the csv module then reads it or says which line is wrong.
    """
    columns = {f"c{place}": "VARCHAR" for place in range(len(names))}
    connection = duckdb.connect()
    try:
        relation = connection.read_csv(
            str(file),
            auto_detect=False,
            columns=columns,
            sep=dialect.delimiter,
            quotechar=dialect.quote,
            escapechar="\\" if dialect.backslash else dialect.quote,
            header=dialect.header,
            skiprows=dialect.skip,
            compression="gzip" if dialect.zipped else "none",
        )
        relation.create("cells")
        selection = ", ".join(typed_columns(connection, list(columns)))
        table = table_from_arrow(connection.sql(f"SELECT {selection} FROM cells"))
    except duckdb.Error:
        return None
    finally:
        connection.close()
    return Table(
        tuple(column.rename(name) for column, name in zip(table.columns, names, strict=True))
    )


def typed_columns(connection: Any, columns: Sequence[str]) -> list[str]:
    """SQL for each column: as DOUBLE where that reads every known cell as `cells.meaning` would,
    else as it is.
    """
    missing = ", ".join(
        "'" + text.replace("'", "''") + "'" for text in sorted(MISSING_TEXTS | NONE_TEXTS)
    )
    known = {c: f"lower(trim({c})) NOT IN ({missing})" for c in columns}
    # what float64 or a number would spoil (long runs of digits, leading zeros) is left to the rules
    # for text
    plain = (
        "isfinite(TRY_CAST({c} AS DOUBLE)) AND NOT regexp_matches({c}, '_|^\\s*[+-]?0[0-9xXbBoO]|[0-9]{{%d,}}')"
        % (EXACT_DIGITS + 1)
    )
    counts = ", ".join(
        f"count_if({known[c]}) = count_if({known[c]} AND {plain.format(c=c)}) AND count_if({known[c]}) > 0"
        for c in columns
    )
    numeric = connection.sql(f"SELECT {counts} FROM cells").fetchall()[0]
    return [
        f"CASE WHEN {known[c]} THEN TRY_CAST({c} AS DOUBLE) END AS {c}" if is_numeric else c
        for c, is_numeric in zip(columns, numeric, strict=True)
    ]
