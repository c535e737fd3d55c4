"""Tables from Excel workbooks: the first sheet, by the package fastexcel where it is installed."""

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from pellucid.core.errors import DataError, FileError, MissingExtraError
from pellucid.core.lazy import optional
from pellucid.data.tables.frames import table_from_arrow
from pellucid.data.tables.tables import Table, listing

OLD, PACKED = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
SHEETS = {"xl/workbook.xml", "xl/workbook.bin"}


def is_workbook(file: Path, start: bytes) -> bool:
    """Whether a file that starts like this is an Excel workbook."""
    if start.startswith(OLD):
        return True
    if not start.startswith(PACKED):
        return False
    with zipfile.ZipFile(file) as archive:
        return bool(SHEETS & set(archive.namelist()))


def read_workbook(file: Path) -> Table:
    """The first sheet of a workbook, its first row being the names, with a note on the others.
    FileError when the package that reads it is missing, or cannot read it.
    """
    try:
        fastexcel: Any = optional("fastexcel", "excel")
    except MissingExtraError:
        raise FileError(
            f"{file.name!r} is an Excel file, and the package that reads those is not installed",
            fix="pip install pellucid[excel], or save its sheet as CSV",
        ) from None
    try:
        book = fastexcel.read_excel(str(file))
        names = book.sheet_names
        sheet = book.load_sheet(0)
    except fastexcel.FastExcelError as error:
        reason = str(error).strip().splitlines()[0]
        raise FileError(f"{file.name!r} cannot be read as an Excel file: {reason}") from None
    if not sheet.width:
        raise DataError(f"the first sheet of {file.name!r}, {names[0]!r}, is empty")
    table = table_from_arrow(sheet)
    if len(names) == 1:
        return table
    note = f"of {len(names)} sheets the first, {names[0]!r}, is read; not {listing(names[1:], 5)}"
    return replace(table, notes=(*table.notes, note))
