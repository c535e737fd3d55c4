"""Tables from files: CSV and its relatives, Parquet, JSON lines, workbooks; a bad file gets one
clear sentence.
"""

import lzma
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from pellucid.core.errors import DataError, FileError
from pellucid.core.lazy import lazy
from pellucid.data.tables.csv_files import read_csv
from pellucid.data.tables.dialects import open_bytes
from pellucid.data.tables.expressions import quoted
from pellucid.data.tables.frames import table_from_arrow, table_from_columns, table_from_rows
from pellucid.data.tables.tables import Table, did_you_mean, listing
from pellucid.data.tables.workbooks import is_workbook, read_workbook

duckdb = lazy("duckdb")

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
    ".xlsx",
    ".xls",
}
JSON_SUFFIXES = {".json", ".jsonl", ".ndjson"}
FOREIGN = {
    b"ARROW1": "an Arrow file",
    b"SQLite": "an SQLite database",
    b"\x89HDF": "an HDF5 file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"7z\xbc\xaf": "a 7-Zip file",
    b"Rar!": "a RAR file",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML file",
    b"{\\rtf": "a text with formatting",
}


def table_from_file(path: str) -> Table:
    """The table in a file; FileError or DataError say in one sentence why there is none."""
    file = checked_file(Path(path).expanduser())
    with file.open("rb") as raw:
        start = raw.read(16).lstrip()
    for magic, what in FOREIGN.items():
        if start.startswith(magic):
            raise FileError(
                f"{file.name!r} is {what}, which is not read here", fix="save it as CSV or Parquet"
            )
    try:
        table = table_by_kind(file, start)
    except (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, OSError) as error:
        if isinstance(error, FileError):
            raise
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
    if is_workbook(file, start):
        return read_workbook(file)
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
    counted = "a path is counted from the folder in which the program runs; give a full one"
    return did_you_mean(file.name, names) or counted


def read_parquet(file: Path) -> Table:
    """A Parquet file through DuckDB; decimals and 128-bit integers as float64."""
    connection = duckdb.connect()
    try:
        relation = connection.read_parquet(str(file))
        return table_from_arrow(relation.project(plain_types(relation)))
    except duckdb.Error as error:
        raise FileError(f"{file.name!r} cannot be read as Parquet: {first_line(error)}") from None
    finally:
        connection.close()


def plain_types(relation: Any) -> str:
    """The columns of a relation for a SELECT, decimals and 128-bit integers as DOUBLE."""
    return ", ".join(
        f"{quoted(name)}::DOUBLE AS {quoted(name)}"
        if str(kind).startswith(("DECIMAL", "HUGEINT", "UHUGEINT"))
        else quoted(name)
        for name, kind in zip(relation.columns, relation.types, strict=True)
    )


def first_line(error: Exception) -> str:
    """The first line of an error's message."""
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
    if isinstance(records, list) and len(records) == 1 and isinstance(records[0], dict):
        records = unwrapped(records[0])
        if isinstance(records, dict):
            return table_from_columns(records)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise FileError(
            f"{file.name!r} must hold one JSON record in each line",
            given="something else than records",
        )
    if not records:
        raise DataError(f"{file.name!r} holds no records")
    return table_from_rows(records)


def unwrapped(record: dict[str, Any]) -> list[Any] | dict[str, Any]:
    """What one record holds instead of cells: columns as lists of one length; or the only list of
    records in it. Otherwise a list of itself.
    """
    cells = list(record.values())
    if cells and all(isinstance(cell, list) for cell in cells) and len(set(map(len, cells))) == 1:
        return record
    lists = [
        cell
        for cell in cells
        if isinstance(cell, list) and cell and all(isinstance(row, dict) for row in cell)
    ]
    return lists[0] if len(lists) == 1 else [record]


def bad_json_line(content: bytes) -> str:
    """Which line is not JSON, or an empty string."""
    for number, line in enumerate(content.splitlines(), 1):
        try:
            if line.strip():
                msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return f"line {number}: {error}"
    return ""
