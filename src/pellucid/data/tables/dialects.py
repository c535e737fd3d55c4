"""How a text file writes its table: encoding, delimiter, quotes, header. Found from the file, never
assumed.
"""

import codecs
import csv
import gzip
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from pellucid.core.errors import FileError
from pellucid.data.tables.cells import is_missing, parse_number

CHUNK = 1 << 20
SAMPLE_CHARACTERS = 1 << 17
SAMPLE_ROWS = 300
DELIMITERS = (",", "\t", ";", "|")
GZIP_MAGIC = b"\x1f\x8b"
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})
BINARY_SHARE = 0.02
CENTURIES = range(1800, 2200)


@dataclass(frozen=True)
class Dialect:
    """How to read one file. `skip`: lines before the table. `header`: whether its first row holds
    names.

    `width`: cells in the first row. `row_names`: the rows hold one cell more than the header, as R
    writes them.
    """

    encoding: str
    zipped: bool
    delimiter: str
    quote: str
    backslash: bool
    skip: int
    header: bool = True
    width: int = 0
    row_names: bool = False
    first: tuple[str, ...] = ()

    def reader(self, lines: Iterable[str]) -> Any:
        """A csv reader over an open file."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            doublequote=not self.backslash,
            escapechar="\\" if self.backslash else None,
            skipinitialspace=self.delimiter == " ",
        )


def is_zipped(path: Path) -> bool:
    """Whether the file is gzip, by its first bytes."""
    with path.open("rb") as raw:
        return raw.read(2) == GZIP_MAGIC


def open_bytes(path: Path) -> BinaryIO:
    """The file, unzipped on the fly when it is gzip."""
    return cast("BinaryIO", gzip.open(path, "rb")) if is_zipped(path) else path.open("rb")


def find_encoding(path: Path) -> str:
    """`utf-8` (or with its mark), `utf-16`, or `cp1252` for other text; FileError for what is not
    text.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    found = "utf-8"
    with open_bytes(path) as raw:
        for place, chunk in enumerate(iter(lambda: raw.read(CHUNK), b"")):
            if place == 0:
                marked = next(
                    (name for mark, name in BYTE_ORDER_MARKS.items() if chunk.startswith(mark)), ""
                )
                if marked == "utf-16":
                    return marked
                found = marked or found
            if b"\0" in chunk or len(chunk) - len(
                chunk.translate(None, CONTROLS)
            ) > BINARY_SHARE * len(chunk):
                raise FileError(
                    f"{path.name!r} holds binary data, not a table of text",
                    fix="give CSV or Parquet",
                )
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return "cp1252"
    return found


def open_text(path: Path, encoding: str) -> IO[str]:
    """The file as text, its line ends as they are; bytes that the encoding lacks become marks."""
    if is_zipped(path):
        return gzip.open(path, "rt", encoding=encoding, errors="replace", newline="")
    return path.open(encoding=encoding, errors="replace", newline="")


def find_dialect(path: Path) -> Dialect:
    """The dialect of a text file that is not empty."""
    encoding = find_encoding(path)
    with open_text(path, encoding) as file:
        sample = file.read(SAMPLE_CHARACTERS) + file.readline()
    lines = list(io.StringIO(sample, newline=""))
    skip, forced = lines_before(lines)
    lines = lines[skip:]
    quote, backslash = find_quote(lines)
    zipped = is_zipped(path)

    def dialect(delimiter: str) -> Dialect:
        return Dialect(encoding, zipped, delimiter, quote, backslash, skip)

    preferred = (
        ("\t", *DELIMITERS) if ".tsv" in path.suffixes or ".tab" in path.suffixes else DELIMITERS
    )
    candidates = [forced] if forced else list(dict.fromkeys(preferred))
    best = max(candidates, key=lambda mark: consistency(sample_rows(lines, dialect(mark))))
    if not forced and consistency(sample_rows(lines, dialect(best)))[0] == 0:
        spaced = sample_rows(lines, dialect(" "))
        best = " " if consistency(spaced)[0] == 1 and len(spaced) > 1 else best
    return complete(dialect(best), sample_rows(lines, dialect(best)))


def complete(found: Dialect, rows: Sequence[Sequence[str]]) -> Dialect:
    """The dialect with what the first rows say about the header."""
    first = rows[0] if rows else []
    body = rows[1:]
    wider = bool(body) and len(first) > 0 and all(len(row) == len(first) + 1 for row in body)
    row_names = wider and any(row[-1].strip() for row in body)  # or each line ends in a delimiter
    header = row_names or has_header(first, body)
    return replace(
        found,
        header=header,
        width=len(first) + row_names,
        row_names=row_names,
        first=tuple(first),
    )


def lines_before(lines: Sequence[str]) -> tuple[int, str]:
    """How many lines come before the table (blank, remarks, `sep=;`), and a delimiter they name."""
    skip, forced = 0, ""
    for line in lines:
        text = line.strip().lstrip("\ufeff")
        if text.lower().startswith("sep=") and len(text) == 5:
            forced = text[4]
        elif text and not is_comment(text, lines):
            break
        skip += 1
    return skip, forced


def is_comment(text: str, lines: Sequence[str]) -> bool:
    """Whether a line is a remark: a header after # has as many cells as the last line."""
    if not text.startswith("#"):
        return False
    last = lines[-1].strip()
    return all(text.count(mark) != last.count(mark) or not last.count(mark) for mark in DELIMITERS)


def find_quote(lines: Sequence[str]) -> tuple[str, bool]:
    """The quote character, and whether quotes inside quotes are written with a backslash."""
    text = "".join(lines)
    double = len(re.findall(r'(?:^|[,;\t| ])"', text, re.M))
    single = len(re.findall(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n]|$)", text, re.M))
    quote = "'" if single > len(lines) // 2 and not double else '"'
    escaped = re.search(rf"(?:^|[,;\t| ]){quote}[^{quote}\n]*\\{quote}", text, re.M)
    return quote, bool(escaped) and quote * 2 not in text.replace("\\" + quote, "")


def sample_rows(lines: Sequence[str], dialect: Dialect) -> list[list[str]]:
    """The first rows under a dialect, blank lines left out."""
    rows: list[list[str]] = []
    try:
        for row in dialect.reader(iter(lines)):
            if not is_blank(row):
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return rows


def is_blank(row: Sequence[str]) -> bool:
    """Whether a row is a blank line."""
    return not row or (len(row) == 1 and not row[0].strip())


def consistency(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """The share of rows as wide as the first (or all one wider), and that width."""
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, width
    fitting = sum(len(row) == width for row in rows)
    wider = 1 + sum(len(row) == width + 1 for row in rows[1:])
    return max(fitting, wider) / len(rows), width


def has_header(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether the first row holds names, not numbers above columns of numbers.

    Years and other running numbers are names: `country,2019,2020,2021`.
    """
    if not body:
        return any(parse_number(cell) is None for cell in first)
    heads = [
        cell
        for place, cell in enumerate(first)
        if all(is_number(row[place]) or is_missing(row[place]) for row in body if place < len(row))
        and any(is_number(row[place]) for row in body if place < len(row))
    ]
    values = [parse_number(cell) for cell in heads]
    if not heads or any(
        value is None and not is_missing(cell) for value, cell in zip(values, heads, strict=True)
    ):
        return True
    known = [value for value in values if value is not None]
    running = len(known) > 1 and all(b - a == 1 for a, b in pairwise(known))
    names = running and len(known) == len(heads) and (known[0] in {0, 1} or known[0] in CENTURIES)
    return not known or (names and len(set(first)) == len(first))


def is_number(cell: str) -> bool:
    """Whether a cell is a number."""
    return parse_number(cell.strip()) is not None
