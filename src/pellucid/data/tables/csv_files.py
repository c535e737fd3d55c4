"""Text tables: by Python's csv module when they are small or odd, by DuckDB when they are large."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pellucid.core.errors import DataError
from pellucid.core.lazy import lazy
from pellucid.data.tables.cells import EXACT_DIGITS, MISSING_TEXTS, NONE_TEXTS, shortened
from pellucid.data.tables.columns import column_from_texts, with_commas
from pellucid.data.tables.dialects import Dialect, find_dialect, is_blank, open_text
from pellucid.data.tables.frames import column_name, table_from_arrow
from pellucid.data.tables.tables import Table, listing

duckdb = lazy("duckdb")

# Below this size Python's csv module is done before DuckDB is loaded.
SMALL_BYTES = 1 << 20
WIDEST_QUERY = 1000
# In SQL: which cells of column {c} are known, and which would be spoilt by becoming a DOUBLE or are
# read otherwise by `cells.meaning`: underscores, blanks, leading zeros, long runs of digits.
LISTED = ", ".join(
    "'" + text.replace("'", "''") + "'" for text in sorted(MISSING_TEXTS | NONE_TEXTS)
)
LONGEST = max(map(len, MISSING_TEXTS | NONE_TEXTS))
KNOWN = f"(length({{c}}) > {LONGEST} OR lower(trim({{c}})) NOT IN ({LISTED}))"
SPOILT = (
    "contains({c}, '_') OR contains({c}, ' ') OR contains({c}, chr(9))"
    " OR (starts_with({c}, '0') AND length({c}) > 1 AND NOT starts_with({c}, '0.'))"
    f" OR (length({{c}}) > {EXACT_DIGITS} AND NOT contains({{c}}, '.'))"
)
NUMBER = f"(coalesce(isfinite(TRY_CAST({{c}} AS DOUBLE)), false) AND NOT ({SPOILT}))"
TRUTH = "(lower(trim({c})) IN ('true', 'false'))"
MOMENT = "(TRY_CAST(trim({c}) AS TIMESTAMP) IS NOT NULL)"
TRIED_ROWS = 1000
MOST_LINES = 20  # in a cell of a row that does not fit: more were hardly meant


def read_csv(file: Path) -> Table:
    """A text table: by Python's csv module when it is small or odd, by DuckDB otherwise; both read
    alike.
    """
    dialect = find_dialect(file)
    if not dialect.first:
        raise DataError(f"{file.name!r} is empty")
    names, notes = header_names(file, dialect)
    table = None
    if file.stat().st_size > SMALL_BYTES and suits_duckdb(dialect):
        table = read_with_duckdb(file, dialect, names)
    if table is None:
        table = read_with_csv(file, dialect, names)
    return replace(table, notes=(*notes, *table.notes))


def suits_duckdb(dialect: Dialect) -> bool:
    """Whether DuckDB reads a dialect exactly as the csv module does."""
    plain = dialect.encoding.startswith("utf-8") and not (dialect.backslash or dialect.edges)
    return (
        plain
        and dialect.packed in {"", "gzip"}
        and dialect.delimiter != " "
        and 1 < dialect.width <= WIDEST_QUERY
    )


def header_names(file: Path, dialect: Dialect) -> tuple[list[str], tuple[str, ...]]:
    """Names for the columns, and what had to be made up."""
    notes = []
    if dialect.encoding == "cp1252":
        notes.append("the file is not UTF-8; it was read as Windows-1252")
    if not dialect.header:
        notes.append("the file has no row of names: columns are called by their place")
        return [column_name(None, place) for place in range(dialect.width)], tuple(notes)
    if dialect.title:
        notes.append(f"the lines above the table were left out: {shortened(dialect.title)!r}")
    if dialect.edges:
        notes.append("its columns were told apart by their places in the lines")
    if dialect.second:
        units = shortened(", ".join(dialect.second))
        notes.append(f"the row under the names holds no data, and was left out: {units!r}")
    first = ("row name", *dialect.first) if dialect.row_names else dialect.first
    names = [column_name(cell, place) for place, cell in enumerate(first)]
    nameless = [name for name, cell in zip(names, first, strict=True) if not cell.strip()]
    if nameless:
        notes.append(f"without a name in the file, and called by their place: {listing(nameless)}")
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
        last = [""]
        reader = dialect.reader(remembered(lines, last))
        try:
            for row in reader:
                if is_blank(row) and not (row and len(names) == 1):
                    continue
                if len(row) == len(names) or (not rows and dialect.row_names):
                    rows.append(row)
                else:
                    rows.append(fitted(row, len(names), file, dialect.skip + reader.line_num))
        except csv.Error as error:
            line = dialect.skip + reader.line_num
            raise DataError(
                f"{file.name!r} cannot be read from line {line:,} on: {error}"
            ) from None
    if rows and rows[-1] and "\n" in rows[-1][-1].strip() and not last[0].endswith(dialect.quote):
        raise unclosed(rows[-1], file, dialect.skip + reader.line_num)
    body = rows[dialect.header + bool(dialect.second) :]
    rows = without_names(body, dialect)
    cells = zip(*rows, strict=True) if rows else [()] * len(names)
    columns = [column_from_texts(name, column) for name, column in zip(names, cells, strict=True)]
    if any(column.point for column in columns):
        columns = [with_commas(column) for column in columns]
    return Table(tuple(columns), notes=names_repeated(len(body) - len(rows)))


def without_names(rows: list[list[str]], dialect: Dialect) -> list[list[str]]:
    """The rows but for those that repeat the names of the columns, as in files that were put
    together.
    """
    heads = [cell.strip() for cell in dialect.first]
    if not dialect.header or len(heads) < 2:
        return rows
    kept = [
        row
        for row in rows
        if row[-1].strip() != heads[-1] or [c.strip("\ufeff \t") for c in row] != heads
    ]
    return kept or rows  # where all of them do, these are no names


def names_repeated(rows: int) -> tuple[str, ...]:
    """What is said of rows that were left out since they repeat the names."""
    verb = "row repeats" if rows == 1 else "rows repeat"
    said = (
        f"{rows:,} {verb} the names of the columns, and {'was' if rows == 1 else 'were'} left out"
    )
    return (said,) if rows else ()


def remembered(lines: Iterable[str], last: list[str]) -> Iterator[str]:
    """The lines, the last of which that is not blank is kept, its end cut off."""
    for line in lines:
        last[0] = line.rstrip() or last[0]
        yield line


def fitted(row: list[str], width: int, file: Path, line: int) -> list[str]:
    """The row without empty cells at its end beyond the header; DataError when it still does not
    fit.
    """
    if len(row) > width and not any(cell.strip() for cell in row[width:]):
        return row[:width]
    if max(row, key=len, default="").count("\n") > MOST_LINES:
        raise unclosed(row, file, line)
    raise DataError(
        f"line {line:,} of {file.name!r} has {len(row):,} cells where the first has {width:,}",
        fix="a cell that holds the delimiter or a line end needs quotes",
    )


def unclosed(row: Sequence[str], file: Path, line: int) -> DataError:
    """The error for a row, which ends in a line, that has swallowed the lines below it."""
    longest = max(row, key=len)
    opened = line - longest.rstrip("\r\n").count("\n")
    return DataError(
        f"a quote that opens in line {opened:,} of {file.name!r} is not closed before "
        f"line {line:,}",
        given=shortened(longest),
        fix="close it, or write it twice where it belongs to the text",
    )


def read_with_duckdb(file: Path, dialect: Dialect, names: Sequence[str]) -> Table | None:
    """The table by DuckDB, every cell as text; columns where each known cell is a plain number come
    as numbers.

    None when DuckDB refuses the file: the csv module then reads it or says which line is wrong.
    """
    columns = [f"c{place}" for place in range(len(names))]
    connection = duckdb.connect()
    try:
        cells_of(connection, file, dialect, columns).create("cells")
        repeated = names_deleted(connection, columns, dialect)
        selection = ", ".join(typed_columns(connection, columns))
        table = table_from_arrow(connection.sql(f"SELECT {selection} FROM cells"))
    except duckdb.Error:
        return None
    finally:
        connection.close()
    columns_named = (c.rename(name) for c, name in zip(table.columns, names, strict=True))
    return Table(tuple(columns_named), notes=names_repeated(repeated))


def names_deleted(connection: Any, columns: Sequence[str], dialect: Dialect) -> int:
    """How many rows of the table `cells` repeated the names, and are gone."""
    heads = [cell.strip() for cell in dialect.first]
    if not dialect.header or len(heads) != len(columns) or len(heads) < 2:
        return 0
    same = " AND ".join(f"trim({c}, chr(65279) || chr(9) || ' ') = ?" for c in reversed(columns))
    others = f"EXISTS (SELECT 1 FROM cells WHERE NOT coalesce({same}, false))"
    deleted = connection.execute(
        f"DELETE FROM cells WHERE {same} AND {others}", [*heads[::-1], *heads[::-1]]
    ).fetchone()
    return int(deleted[0])


def cells_of(
    connection: Any, file: Path, dialect: Dialect, columns: Sequence[str], *, lenient: bool = False
) -> Any:
    """The cells of a text table as texts, in columns of these names; `lenient` leaves out rows that
    do not fit."""
    return connection.read_csv(
        str(file), auto_detect=False, columns=dict.fromkeys(columns, "VARCHAR"),
        sep=dialect.delimiter, quotechar=dialect.quote, escapechar=dialect.quote,
        header=dialect.header, skiprows=dialect.skip + bool(dialect.second),
        compression=dialect.packed or "none", ignore_errors=lenient,
    )  # fmt: skip


def read_block(file: Path, dialect: Dialect, names: Sequence[str]) -> Table:
    """A part of a text table, without header; rows that do not fit are left out."""
    columns = [f"c{place}" for place in range(len(names))]
    connection = duckdb.connect()
    try:
        connection.execute("SET threads = 1")
        cells_of(connection, file, dialect, columns, lenient=True).create("cells")
        selection = ", ".join(typed_columns(connection, columns))
        table = table_from_arrow(connection.sql(f"SELECT {selection} FROM cells"))
    finally:
        connection.close()
    return Table(tuple(c.rename(name) for c, name in zip(table.columns, names, strict=True)))


def typed_columns(connection: Any, columns: Sequence[str]) -> list[str]:
    """SQL for each column: as DOUBLE where that reads every known cell as `cells.meaning` would."""
    numeric = fitting(connection, columns, NUMBER)
    numeric = set(known_columns(connection, numeric)) if numeric else set()
    return [f"TRY_CAST({c} AS DOUBLE) AS {c}" if c in numeric else c for c in columns]


def column_types(connection: Any, columns: Sequence[str]) -> dict[str, str]:
    """The type of each column in SQL: the first of number, truth value and date that reads every
    known cell, else text."""
    found = dict.fromkeys(known_columns(connection, columns), "VARCHAR")
    for kind, condition in (("DOUBLE", NUMBER), ("BOOLEAN", TRUTH), ("TIMESTAMP", MOMENT)):
        open_columns = [c for c, other in found.items() if other == "VARCHAR"]
        found |= dict.fromkeys(fitting(connection, open_columns, condition), kind)
    return {c: found.get(c, "VARCHAR") for c in columns}


def known_columns(connection: Any, columns: Sequence[str]) -> list[str]:
    """The columns in which there is anything."""
    counts = ", ".join(f"count_if({KNOWN})".format(c=c) for c in columns)
    found = connection.sql(f"SELECT {counts} FROM cells").fetchall()[0]
    return [c for c, known in zip(columns, found, strict=True) if known]


def fitting(connection: Any, columns: Sequence[str], condition: str) -> list[str]:
    """The columns whose known cells all fulfil a condition; the first rows decide for most."""
    left = list(columns)
    for rows in (f"(SELECT * FROM cells LIMIT {TRIED_ROWS})", "cells"):
        if left:
            counts = (f"count_if({KNOWN} AND NOT {condition})".format(c=c) for c in left)
            found = connection.sql(f"SELECT {', '.join(counts)} FROM {rows}").fetchall()[0]
            left = [c for c, strangers in zip(left, found, strict=True) if not strangers]
    return left
