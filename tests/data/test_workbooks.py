"""Excel workbooks are read by the extra that reads them, and named where it is not installed."""

import sys
import zipfile

import pytest

from pellucid.core.errors import DataError, FileError
from pellucid.data import read_table

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def cell(value) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def workbook(path, **sheets):
    """A workbook written part by part, so that the test needs no package that writes one."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(names, 1)
    )
    ties = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{ties}</Relationships>',
    }
    for i, name in enumerate(names, 1):
        rows = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in sheets[name])
        parts[f"xl/worksheets/sheet{i}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


HOUSES = (("rooms", "street", "price"), (3, "A", 90.5), (None, "B", 130.0), (4, "A", 170.5))


def test_the_first_sheet_is_read_and_the_others_are_named(tmp_path):
    pytest.importorskip("fastexcel", reason="the extra excel is not installed")
    found = read_table(workbook(tmp_path / "h.xlsx", houses=HOUSES, notes=(("x",), (1,))))
    assert found.to_dict() == {
        "rooms": [3, None, 4],
        "street": ["A", "B", "A"],
        "price": [90.5, 130.0, 170.5],
    }
    assert found.notes == ("of 2 sheets the first, 'houses', is read; not notes",)


def test_an_empty_sheet_or_a_broken_workbook_gets_one_sentence(tmp_path):
    pytest.importorskip("fastexcel", reason="the extra excel is not installed")
    with pytest.raises(DataError, match="is empty"):
        read_table(workbook(tmp_path / "h.xlsx", houses=()))
    broken = tmp_path / "old.xls"
    broken.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    with pytest.raises(FileError, match="cannot be read as an Excel file"):
        read_table(broken)


def test_without_the_extra_its_name_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    with pytest.raises(FileError, match="is an Excel file") as caught:
        read_table(workbook(tmp_path / "h.xlsx", houses=HOUSES))
    assert "pellucid[excel]" in str(caught.value)
