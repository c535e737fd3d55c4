"""How a text file writes its table: encoding, delimiter, quotes, header. Found from the file, never
assumed.
"""

import bz2
import codecs
import csv
import gzip
import io
import lzma
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from pellucid.core.errors import FileError
from pellucid.data.tables.cells import is_missing, parse_number
from pellucid.data.tables.tables import listing

CHUNK = 1 << 20
SAMPLE_CHARACTERS = 1 << 17
SAMPLE_ROWS = 300
DELIMITERS = (",", "\t", ";", "|")
RARE_DELIMITERS = ("^", "~")  # where no other splits the rows alike
PACKED = {
    "gzip": rb"\x1f\x8b", "bz2": rb"BZh\d1AY&SY", "xz": rb"\xfd7zXZ", "zip": rb"PK\x03\x04",
}  # fmt: skip
MOST_TITLES = 20  # lines before the names of the columns
LEAST_ALIGNED = 4  # lines in columns of fixed width
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})
BINARY_SHARE = 0.02
UTF16_SHARE = 0.7
LEAST_BODY = 10  # rows by which one under the names is told from data
CENTURIES = range(1800, 2200)


@dataclass(frozen=True)
class Dialect:
    """How to read one file. `packed`: how it is compressed (gzip, bz2, xz, zip), or nothing.
    `skip`: lines before the table. `header`: whether its first row holds names.

    `width`: cells in the first row. `row_names`: the rows hold one cell more than the header, as R
    writes them. `second`: another row under the names holds their units or names again. `edges`:
    where columns of fixed width begin. `title`: what stood above the table.
    """

    encoding: str
    packed: str
    delimiter: str
    quote: str
    backslash: bool
    skip: int
    header: bool = True
    width: int = 0
    row_names: bool = False
    first: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    edges: tuple[int, ...] = ()
    title: str = ""

    def reader(self, lines: Iterable[str]) -> Any:
        """A csv reader over an open file."""
        return csv.reader(
            (split_at(line, self.edges) for line in lines) if self.edges else lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            doublequote=not self.backslash,
            escapechar="\\" if self.backslash else None,
            skipinitialspace=self.delimiter == " ",
        )


def packing(path: Path) -> str:
    """How the file is compressed, by its first bytes: gzip, bz2, xz, zip, or an empty string."""
    with path.open("rb") as raw:
        start = raw.read(10)
    return next((name for name, magic in PACKED.items() if re.match(magic, start)), "")


def open_bytes(path: Path) -> BinaryIO:
    """The file, unpacked on the fly when it is compressed. FileError for a zip of several files."""
    match packing(path):
        case "zip":
            return cast("BinaryIO", opened_zip(path))
        case "":
            return path.open("rb")
        case name:
            opener = {"gzip": gzip.open, "bz2": bz2.open, "xz": lzma.open}[name]
            return cast("BinaryIO", opener(path, "rb"))


def opened_zip(path: Path) -> IO[bytes]:
    """The only file in a zip file."""
    with zipfile.ZipFile(path) as archive:
        names = [
            entry.filename
            for entry in archive.infolist()
            if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")
        ]
        if len(names) != 1:
            raise FileError(
                f"{path.name!r} is a zip file of {len(names):,} files",
                given=listing(names, 5),
                fix="unpack it, and give one of them",
            )
        return archive.open(names[0])


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
                marked = marked or unmarked(chunk)
                if marked.startswith("utf-16"):
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


def unmarked(chunk: bytes) -> str:
    """UTF-16 without a mark, where every other byte of mostly Latin text is zero; else nothing."""
    pairs = min(len(chunk), SAMPLE_CHARACTERS) // 2
    zeros = [chunk[start : 2 * pairs : 2].count(0) for start in (0, 1)]
    for name, own, other in (("utf-16-le", zeros[1], zeros[0]), ("utf-16-be", *zeros)):
        if pairs and own > UTF16_SHARE * pairs and not other:
            return name
    return ""


def open_text(path: Path, encoding: str) -> IO[str]:
    """The file as text, its line ends as they are; bytes that the encoding lacks become marks."""
    return io.TextIOWrapper(open_bytes(path), encoding=encoding, errors="replace", newline="")


def find_dialect(path: Path) -> Dialect:
    """The dialect of a text file that is not empty."""
    encoding = find_encoding(path)
    with open_text(path, encoding) as file:
        sample = file.read(SAMPLE_CHARACTERS) + file.readline()
    lines = list(io.StringIO(sample, newline=""))
    skip, forced = lines_before(lines)
    lines = lines[skip:]
    quote, backslash = find_quote(lines)
    plain = Dialect(encoding, packing(path), ",", quote, backslash, skip)

    def dialect(delimiter: str) -> Dialect:
        return replace(plain, delimiter=delimiter)

    preferred = (
        ("\t", *DELIMITERS) if ".tsv" in path.suffixes or ".tab" in path.suffixes else DELIMITERS
    )
    candidates = [forced] if forced else list(dict.fromkeys(preferred))
    best = max(candidates, key=lambda mark: consistency(sample_rows(lines, dialect(mark))))
    found = dialect(best)
    if not forced and consistency(sample_rows(lines, found))[0] == 0:
        others = (*map(dialect, (" ", *RARE_DELIMITERS)), aligned(found, lines))
        found = next((other for other in others if splits(other, lines)), found)
    titles = (
        padded_titles(lines, found)
        if splits(found, lines)
        else title_lines(lines, [dialect(c) for c in candidates])
    )
    if titles:
        title = " ".join(" ".join(lines[:titles]).split())
        lines, found = lines[titles:], replace(found, skip=skip + titles, title=title)
        best = max(candidates, key=lambda mark: consistency(sample_rows(lines, dialect(mark))))
        found = replace(found, delimiter=best)
    return complete(found, sample_rows(lines, found))


def splits(dialect: Dialect, lines: Sequence[str]) -> bool:
    """Whether a dialect splits all the first rows, of which there are some, into as many cells."""
    rows = sample_rows(lines, dialect)
    return len(rows) > 1 and consistency(rows)[0] == 1


def title_lines(lines: Sequence[str], dialects: Sequence[Dialect]) -> int:
    """How many lines stand above a table: of one cell each, while all rows below have as many cells
    as the first of them; 0 where there are none.
    """
    for start in range(1, min(MOST_TITLES, len(lines) - 2)):
        for dialect in dialects:
            above = sample_rows(lines[:start], dialect)
            if (
                all(sum(bool(cell.strip()) for cell in row) <= 1 for row in above)
                and lines[start].strip()
                and splits(dialect, lines[start:])
            ):
                return start
    return 0


def padded_titles(lines: Sequence[str], dialect: Dialect) -> int:
    """How many lines stand above a table when they have as many cells as its rows, as spreadsheets
    write them: at most one cell is filled, and then comes a line of names, none of them missing.
    """
    for start in range(min(MOST_TITLES, len(lines) - 2)):
        row = next(iter(sample_rows(lines[start : start + 1], dialect)), [])
        filled = [cell for cell in row if cell.strip()]
        if len(filled) > 1:
            named = len(filled) == len(row) > 2 and not any(map(is_number, row))
            return start if named else 0
    return 0


def aligned(dialect: Dialect, lines: Sequence[str]) -> Dialect:
    """The dialect of columns of fixed width: they begin where every line has a letter or a blank
    after two blanks, or one that all lines have.
    """
    texts = [line.rstrip("\r\n").expandtabs() for line in lines if line.strip()][:SAMPLE_ROWS]
    if len(texts) < LEAST_ALIGNED:
        return dialect
    width = max(map(len, texts))
    filled = [any(text[i : i + 1].strip() for text in texts) for i in range(width)]
    starts = [i for i in range(width) if filled[i] and (i == 0 or not filled[i - 1])]
    return replace(dialect, delimiter="\t", edges=(0, *starts[1:])) if len(starts) > 1 else dialect


def split_at(line: str, edges: Sequence[int]) -> str:
    """A line of columns of fixed width with tabs between its cells."""
    end = "\n" if line.endswith(("\n", "\r")) else ""
    text = line.rstrip("\r\n").expandtabs()
    if not text.strip():
        return end
    cells = (text[a:b].strip() for a, b in pairwise((*edges, len(text) + 1)))
    return "\t".join(cells) + end


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
        second=tuple(body[0]) if header and is_second_header(body) else (),
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


def is_second_header(body: Sequence[Sequence[str]]) -> bool:
    """Whether the row under the names holds no data: units, or names in another language. It has
    words above every column of numbers, and elsewhere words that no other row has.
    """
    if len(body) < LEAST_BODY or any(len(row) != len(body[0]) for row in body):
        return False
    columns = [(cells[0].strip(), cells[1:]) for cells in zip(*body, strict=True)]
    numeric = [
        head
        for head, rest in columns
        if all(is_number(cell) or is_missing(cell) for cell in rest) and any(map(is_number, rest))
    ]
    return (
        any(head and not is_missing(head) for head in numeric)
        and not any(map(is_number, numeric))
        and all(not head or head not in map(str.strip, rest) for head, rest in columns)
    )


def is_number(cell: str) -> bool:
    """Whether a cell is a number."""
    return parse_number(cell.strip()) is not None
