"""Files as offices, laboratories and spreadsheets write them: understood, said, and read alike when
single rows are predicted."""

import bz2
import io
import lzma
import zipfile

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto.columns.schema import infer_schema
from pellucid.auto.columns.targets import with_target_spelt_alike
from pellucid.core.errors import DataError, FileError
from pellucid.data import read_table

AGES = np.random.default_rng(1).integers(18, 80, 80).tolist()


def written(folder, content, name="t.csv"):
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder / name


def table(line, header="x,town,y", end="\n"):
    rows = [line(a, ("Wien", "New York")[a % 2], "ny"[a > 50]) for a in AGES]
    return end.join([header, *rows, ""])


PLAIN = table(lambda a, t, y: f"{a},{t},{y}")


def zipped(*names):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name in names:
            archive.writestr(name, PLAIN)
    return raw.getvalue()


# The bytes of a file, and what is said about it.
READ = {
    "UTF-16 without a mark": (PLAIN.encode("utf-16-le"), ""),
    "UTF-16 from the other end": (PLAIN.encode("utf-16-be"), ""),
    "zip": (zipped("inner.csv"), ""),
    "bz2": (bz2.compress(PLAIN.encode()), ""),
    "xz": (lzma.compress(PLAIN.encode()), ""),
    "columns of fixed width": (
        table(lambda a, t, y: f"{a:>6}  {t:<10}{y}", "     x  town      y"),
        "told apart by their places",
    ),
    "carets": (PLAIN.replace(",", "^"), ""),
    "a title": ("Report of May\n\nRegion: north\n" + PLAIN, "'Report of May Region: north'"),
    "units under the names": (
        table(lambda a, t, y: f"{a},{t},{y}", "x,town,y\nyears,name,class"),
        "the row under the names holds no data, and was left out: 'years, name, class'",
    ),
    "a currency in front": (table(lambda a, t, y: f"EUR {a}.00,{t},{y}"), "the unit 'EUR' was"),
    "degrees": (table(lambda a, t, y: f"{a} °C,{t},{y}"), "the unit '°C' was left out"),
    "blanks as printers write them": (table(lambda a, t, y: f"\u2009{a}\u00a0,{t},{y}"), ""),
    "a minus as printers write it": (table(lambda a, t, y: f"\u2212{a},{t},{y}"), ""),
    "words for nothing": (
        table(lambda a, t, y: f"{a if a % 3 else ('unknown', 'n.a.')[a % 2]},{t},{y}"), "missing",
    ),
    "a number for nothing": (
        table(lambda a, t, y: f"{a if a % 5 else 9999},{t},{y}"), "9999 stands in",
    ),
    "dates as numbers": (table(lambda a, t, y: f"{20240101 + a % 28},{t},{y}"), "dates written"),
    "a column without a name": (PLAIN.replace("x,", ",", 1), "called by their place: column 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_a_file_is_understood_and_what_was_done_is_said(name, tmp_path):
    content, said = READ[name]
    found = read_table(written(tmp_path, content))
    schema = infer_schema(found, "y")
    assert found.n_rows == len(AGES)
    assert [(column.kind, column.distinct) for column in schema.columns][1] == ("category", 2)
    assert schema.columns[0].kind == "number"
    assert schema.classes == ("n", "y")
    assert said in " | ".join(map(str, schema.warnings))


REFUSED = {
    "several files in a zip": (zipped("a.csv", "b.csv"), "is a zip file of 2 files"),
    "a spreadsheet": (zipped("xl/workbook.xml", "b.xml"), "Excel file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(90), "is a picture"),
    "a web page": ("<html><body>1,2</body></html>", "is a web page"),
    "a quote that is not closed": (PLAIN.replace("Wien", '"Wien', 1), "a quote that opens in line"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_named(name, tmp_path):
    content, said = REFUSED[name]
    with pytest.raises((FileError, DataError)) as caught:
        read_table(written(tmp_path, content))
    assert said in caught.value.what


@pytest.mark.parametrize(
    "content",
    [
        '{"x": [1, 2], "y": ["a", "b"]}',
        '{"n": 2, "rows": [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]}',
    ],
)
def test_one_record_of_columns_or_of_records_is_their_table(content, tmp_path):
    found = read_table(written(tmp_path, content, "t.json"))
    assert found.to_dict() == {"x": [1, 2], "y": ["a", "b"]}


def test_a_word_for_nothing_stays_a_word_where_it_is_alone():
    assert read_table({"job": ["unknown", "unknown"]}).to_dict() == {"job": ["unknown", "unknown"]}


def test_thousands_follow_the_decimal_commas_of_other_columns(tmp_path):
    lines = [f"{1 + a % 7}.{a:03d};{a / 10:.1f}".replace(".5", ",5") for a in AGES]
    lines = [line.rsplit(".", 1)[0] + "," + line[-1] if "," not in line else line for line in lines]
    found = read_table(written(tmp_path, "\n".join(["pieces;share", *lines, ""])))
    assert found["pieces"].to_list() == [1000 * (1 + a % 7) + a for a in AGES]
    assert found["share"].to_list() == [a / 10 for a in AGES]
    assert "as in the other columns" in found["pieces"].notes[-1]


def test_rows_written_as_in_the_file_are_answered_as_the_file_is(tmp_path):
    def line(a, town, y):
        return f"{a}.{a * 9 % 1000:03d},50;{a / 8:.3f} kg;{town};{y}".replace(
            f"{a / 8:.3f}", f"{a // 8},{a % 8}25"
        )

    file = written(tmp_path, table(line, "x;weight;town;y"))
    model = pel.fit(file, target="y", progress=False, epochs=2, quality="quick")
    answers = model.answers(file)
    rows = [text.split(";") for text in file.read_text().splitlines()[1:6]]
    for place, (x, weight, town, _) in enumerate(rows):
        one = model.predict({"x": x, "weight": weight, "town": town})
        assert np.allclose([*one.probabilities.values()], answers.probabilities[place], atol=1e-6)
        assert "missing" not in str(one)
    assert model.encoder.codes[1].highest < 10  # commas were decimal points there too
    other = model.predict({"x": "1,5", "weight": "12 g", "town": "Wien"})
    assert "1 cell is not a number, such as '12 g'" in str(other)
    with pytest.raises(DataError, match="none of the columns that the model reads"):
        model.predict(written(tmp_path, "a,b\n1,2\n3,4\n", "other.csv"))


def test_classes_that_differ_in_case_are_one():
    found = read_table({"x": list(range(12)), "y": ["Yes", "yes ", "No", "NO", "Yes", "no"] * 2})
    schema = infer_schema(with_target_spelt_alike(found, "y"), "y")
    assert schema.classes in {("NO", "Yes"), ("No", "Yes")}
    assert "is one class" in " ".join(map(str, schema.warnings))
    letters = read_table({"x": list(range(12)), "y": ["a", "A", "b"] * 4})
    assert with_target_spelt_alike(letters, "y") is letters


def test_numbers_that_cannot_be_learned_are_refused_and_distant_ones_told():
    values = [float(a) for a in AGES]
    with pytest.raises(DataError, match="too far to be learned"):
        infer_schema(read_table({"x": AGES, "y": [*values[:-1], 1e300]}), "y")
    schema = infer_schema(read_table({"x": AGES, "y": [*values[:-1], 1e9]}), "y")
    assert "very far from the others, such as 1e+09" in " ".join(map(str, schema.warnings))
