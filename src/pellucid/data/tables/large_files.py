"""A table of any size, read from disk in blocks: the beginning of each block is kept apart, and the
rest comes in an order that is a pure function of (seed, epoch)."""

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.core.errors import DataError, FileError
from pellucid.core.lazy import lazy
from pellucid.data.serving.orders import permutation
from pellucid.data.tables.csv_files import header_names, read_block, suits_duckdb
from pellucid.data.tables.dialects import Dialect, find_dialect
from pellucid.data.tables.files import checked_file, first_line, plain_types
from pellucid.data.tables.frames import table_from_arrow
from pellucid.data.tables.tables import Table

duckdb = lazy("duckdb")

BLOCK_BYTES, HEAD_BYTES = 8 << 20, 128 << 10  # of a text: what is read at once, what is kept apart
BLOCK_ROWS, HEAD_ROWS = 100_000, 2_000  # of a Parquet file
MOST_HEADS = 100
LARGE_BYTES = 1 << 30  # of a text, or of the cells of a Parquet file as numbers


class Stream(ABC):
    """A file of rows, as blocks of them."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The name of the file."""

    @property
    @abstractmethod
    def blocks(self) -> int:
        """How many blocks there are."""

    @property
    @abstractmethod
    def rows(self) -> int:
        """How many rows there are, about."""

    def heads(self) -> Table:
        """The heads of up to a hundred blocks at equal distances, as one table."""
        return self.joined(self.head_parts())

    def head_parts(self) -> list[tuple[int, bool]]:
        """Which blocks' heads these are."""
        chosen = np.unique(np.linspace(0, self.blocks - 1, MOST_HEADS).astype(int)).tolist()
        return [(block, True) for block in chosen]

    def bodies(self, seed: int, epoch: int, mixed: int = 4) -> Iterator[Table]:
        """The rests of all blocks, in the order of an epoch, several mixed at a time."""
        order = permutation(self.blocks, seed, epoch).tolist()
        for start in range(0, self.blocks, mixed):
            found = self.joined([(block, False) for block in order[start : start + mixed]])
            yield found.take(permutation(found.n_rows, seed, epoch))

    @abstractmethod
    def joined(self, parts: list[tuple[int, bool]]) -> Table:
        """The heads (True) and rests (False) of blocks, below each other."""


@dataclass(frozen=True)
class TextStream(Stream):
    """A CSV file. A block begins after the first line end behind its first byte, so that lines are
    whole; cells with line ends in them may cost the rows at the border of a block.
    """

    file: Path
    dialect: Dialect
    names: tuple[str, ...]
    before: int  # lines before the first row
    start: int  # its first byte
    size: int

    @classmethod
    def of(cls, file: Path) -> "TextStream":
        """The stream of a file that DuckDB reads. FileError when it cannot be read in parts."""
        dialect = find_dialect(file)
        if dialect.packed or not suits_duckdb(dialect):
            raise FileError(
                f"{file.name!r} is too large to be read at once, and cannot be read in parts",
                fix="save it as Parquet, or as plain CSV in UTF-8",
            )
        names, _ = header_names(file, dialect)
        before = dialect.skip + dialect.header + bool(dialect.second)
        with file.open("rb") as raw:
            for _ in range(before):
                raw.readline()
            start = raw.tell()
        plain = replace(dialect, skip=0, header=False, row_names=False, second=())
        return cls(file, plain, tuple(names), before, start, file.stat().st_size)

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def blocks(self) -> int:
        return max(1, -(-(self.size - self.start) // BLOCK_BYTES))

    @property
    def rows(self) -> int:
        head = self.lines(self.start, self.start + HEAD_BYTES)
        return int((self.size - self.start) / max(1, len(head)) * max(1, head.count(b"\n")))

    def lines(self, start: int, end: int) -> bytes:
        """The whole lines that begin from one byte on and before another."""
        with self.file.open("rb") as raw:
            raw.seek(max(self.start, start - 1))
            if start > self.start:
                raw.readline()  # a line that began before
            found = raw.read(max(0, end - raw.tell()))
            return found if found.endswith(b"\n") or not found else found + raw.readline()

    def joined(self, parts: list[tuple[int, bool]]) -> Table:
        with self.joined_file(parts) as whole:
            return read_block(whole, self.dialect, self.names)

    @contextmanager
    def joined_file(self, parts: list[tuple[int, bool]]) -> Iterator[Path]:
        """The lines of parts of blocks below each other, as a file for a while."""
        with tempfile.NamedTemporaryFile(suffix=".csv") as whole:
            for block, head in parts:
                first = self.start + block * BLOCK_BYTES
                middle, last = first + HEAD_BYTES, min(first + BLOCK_BYTES, self.size)
                lines = self.lines(first, middle) if head else self.lines(middle, last)
                whole.write(lines if lines.endswith(b"\n") or not lines else lines + b"\n")
            whole.flush()
            yield Path(whole.name)


@dataclass(frozen=True)
class ParquetStream(Stream):
    """A Parquet file, whose groups of rows are read by their numbers."""

    file: Path
    connection: Any
    rows_: int

    @classmethod
    def of(cls, file: Path) -> "ParquetStream":
        """The stream of a file; FileError when it is none of Parquet."""
        connection = duckdb.connect()
        connection.execute("SET memory_limit = '700MB'; SET threads = 2")
        try:
            found = connection.execute(
                "SELECT sum(num_rows) FROM parquet_file_metadata(?)", [str(file)]
            ).fetchall()
        except duckdb.Error as error:
            reason = first_line(error)
            raise FileError(f"{file.name!r} cannot be read as Parquet: {reason}") from None
        return cls(file, connection, int(found[0][0]))

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def rows(self) -> int:
        return self.rows_

    @property
    def blocks(self) -> int:
        return max(1, -(-self.rows // BLOCK_ROWS))

    def joined(self, parts: list[tuple[int, bool]]) -> Table:
        wanted = []
        for block, head in parts:
            first = block * BLOCK_ROWS
            pair = (first, HEAD_ROWS) if head else (first + HEAD_ROWS, BLOCK_ROWS - HEAD_ROWS)
            wanted.append(f"(file_row_number >= {pair[0]} AND file_row_number < {sum(pair)})")
        source = self.connection.read_parquet(str(self.file))
        columns = plain_types(source)
        path = str(self.file).replace("'", "''")
        query = " UNION ALL ".join(
            f"SELECT {columns} FROM read_parquet('{path}', file_row_number = true) WHERE {where}"
            for where in wanted
        )
        return table_from_arrow(self.connection.sql(query))


def open_stream(path: str | Path) -> Stream:
    """The rows of a CSV or Parquet file as a stream. DataError and FileError say in one sentence
    why there is none.
    """
    file = checked_file(Path(path).expanduser())
    with file.open("rb") as raw:
        is_parquet = raw.read(4) == b"PAR1"
    found = ParquetStream.of(file) if is_parquet else TextStream.of(file)
    if not found.rows:
        raise DataError(f"{file.name!r} has no rows")
    return found


def is_large(path: str | Path) -> bool:
    """Whether a file is too large to be read at once: by its size, or that of its cells."""
    file = Path(path).expanduser()
    if not file.is_file() or {".json", ".jsonl", ".ndjson"} & set(file.suffixes):
        return False
    with file.open("rb") as raw:
        is_parquet = raw.read(4) == b"PAR1"
    if not is_parquet:
        return file.stat().st_size > LARGE_BYTES
    if file.stat().st_size < LARGE_BYTES // 50:
        return False
    stream = ParquetStream.of(file)
    columns = len(stream.connection.read_parquet(str(file)).columns)
    return stream.rows * columns * 8 > LARGE_BYTES
