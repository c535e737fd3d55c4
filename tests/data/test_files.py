"""Files of every dialect become the table they hold, and bad ones one clear sentence."""

import csv
import gzip
import io
import json
import string

import duckdb
import pytest
from hypothesis import given, settings, strategies as st

from pellucid.core.errors import DataError, FileError
from pellucid.data import read_table
from pellucid.data.tables import csv_files
from pellucid.data.tables.dialects import find_dialect


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def cells(path):
    return read_table(path).to_dict()


PLAIN = {"name": ["Ada", "Bob"], "score": [1.5, None]}


@pytest.mark.parametrize(
    "text",
    [
        "name,score\nAda,1.5\nBob,\n",
        "name,score\r\nAda,1.5\r\nBob,NA\r\n",
        "name,score\rAda,1.5\rBob,NA",
        "name;score\nAda;1,5\nBob;\n",
        "name\tscore\nAda\t1.5\nBob\t?\n",
        "name|score\nAda|1.5\nBob|null",
        '"name","score"\n"Ada","1.5"\n"Bob",""\n',
        "'name','score'\n'Ada','1.5'\n'Bob',''\n",
        "\n\nname,score\n\nAda,1.5\nBob,\n\n",
        "\ufeffname,score\nAda,1.5\nBob,\n",
        "sep=;\nname;score\nAda;1.5\nBob;\n",
        "# measured by hand\n# twice\nname,score\nAda,1.5\nBob,\n",
        " name , score \n Ada , 1.5 \n Bob , \n",
        "name,score\nAda,1.5,,\nBob,,\n",
    ],
)
def test_dialects_are_found(tmp_path, text):
    assert cells(write(tmp_path / "t.csv", text)) == PLAIN


def test_quotes_hold_delimiters_line_ends_and_quotes(tmp_path):
    text = 'a,b\n"x, y","1"\n"line\nend","2"\n"say ""hi""","3"\n'
    assert cells(write(tmp_path / "t.csv", text)) == {
        "a": ["x, y", "line\nend", 'say "hi"'],
        "b": [1, 2, 3],
    }
    text = 'a,b\n"say \\"hi\\"",1\nplain,2\n'
    assert cells(write(tmp_path / "u.csv", text))["a"] == ['say "hi"', "plain"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_found(tmp_path, encoding):
    table = read_table(write(tmp_path / "t.csv", "città,n\nForlì,1\nCefalù,2\n", encoding))
    assert table.to_dict() == {"città": ["Forlì", "Cefalù"], "n": [1, 2]}
    assert any("not UTF-8" in note for note in table.all_notes) == (encoding == "cp1252")


def test_zipped_files_are_read_as_they_are(tmp_path):
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"name,score\nAda,1.5\nBob,\n"))
    assert cells(tmp_path / "t.csv.gz") == PLAIN


def test_a_file_without_names_gets_places_as_names(tmp_path):
    table = read_table(write(tmp_path / "t.csv", "5.1,3.5,setosa\n4.9,3.0,setosa\n"))
    assert table.names == ("column 1", "column 2", "column 3")
    assert table.n_rows == 2
    assert "no row of names" in table.all_notes[0]


def test_years_in_the_first_row_are_names(tmp_path):
    table = read_table(
        write(tmp_path / "t.csv", "country,2019,2020\nItaly,1.5,2.5\nNorway,3.5,4.5\n")
    )
    assert table.names == ("country", "2019", "2020")


def test_row_names_as_r_writes_them_become_a_column(tmp_path):
    table = read_table(write(tmp_path / "t.txt", '"mpg" "cyl"\n"Mazda" 21 6\n"Fiat" 32.4 4\n'))
    assert table.to_dict() == {"row name": ["Mazda", "Fiat"], "mpg": [21, 32.4], "cyl": [6, 4]}


def test_one_column_is_a_table(tmp_path):
    assert cells(write(tmp_path / "t.csv", "n\n1\n2\n")) == {"n": [1, 2]}


def test_nameless_columns_are_called_by_their_place(tmp_path):
    assert read_table(write(tmp_path / "t.csv", ",b\n1,2\n")).names == ("column 1", "b")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "'t.csv' is empty"),
        ("\n\n", "'t.csv' is empty"),
        ("a,b\n", "'t.csv' has names of columns but no rows"),
        ("a,b,a\n1,2,3\n", "'t.csv' has more than one column 'a'"),
        ("a,b\n1,2\n1,2,3\n4,5\n", "line 3 of 't.csv' has 3 cells where the first has 2"),
        ('a,b\n"1\n2",2\n1\n4,5\n', "line 4 of 't.csv' has 1 cells where the first has 2"),
    ],
)
def test_a_bad_table_gets_one_sentence(tmp_path, text, sentence):
    with pytest.raises(DataError) as caught:
        read_table(write(tmp_path / "t.csv", text))
    assert caught.value.what == sentence


def test_a_missing_file_gets_the_nearest_name(tmp_path):
    write(tmp_path / "penguins.csv", "a\n1\n")
    with pytest.raises(FileError, match="there is no file") as caught:
        read_table(tmp_path / "pengiuns.csv")
    assert caught.value.fix == "did you mean 'penguins.csv'?"
    with pytest.raises(FileError, match="there is no folder"):
        read_table(tmp_path / "nowhere" / "penguins.csv")


def test_a_folder_is_refused_with_the_tables_in_it(tmp_path):
    write(tmp_path / "a.csv", "a\n1\n")
    with pytest.raises(FileError, match="is a folder") as caught:
        read_table(tmp_path)
    assert caught.value.fix == "give a file in it: a.csv"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bytes(range(256)) * 8, "'t.csv' holds binary data, not a table of text"),
        (b"PK\x03\x04" + bytes(100), "'t.csv' cannot be unzipped"),
        (b"PAR1 but no more", "cannot be read as Parquet"),
    ],
)
def test_binary_files_are_refused(tmp_path, content, sentence):
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(FileError) as caught:
        read_table(tmp_path / "t.csv")
    assert sentence in caught.value.what


def test_a_broken_gzip_file_is_refused(tmp_path):
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"name,score\nAda,1.5\n" * 1000)[:-40])
    with pytest.raises(FileError, match="cannot be unzipped"):
        read_table(tmp_path / "t.csv.gz")


def test_a_text_called_parquet_is_refused(tmp_path):
    with pytest.raises(FileError, match="not a Parquet file"):
        read_table(write(tmp_path / "t.parquet", "a,b\n1,2\n"))


def test_ten_thousand_columns_are_read(tmp_path):
    names = ",".join(f"c{i}" for i in range(10_000))
    row = ",".join("1" for _ in range(10_000))
    assert read_table(write(tmp_path / "t.csv", f"{names}\n{row}\n{row}\n")).shape == (2, 10_000)


def test_json_lines_and_lists_are_tables(tmp_path):
    records = [{"a": 1, "b": "x"}, {"b": "y", "c": [1, 2]}]
    lines = write(tmp_path / "t.jsonl", "\n".join(map(json.dumps, records)))
    listed = write(tmp_path / "t.json", json.dumps(records))
    expected = {"a": [1, None], "b": ["x", "y"], "c": [None, "[1, 2]"]}
    assert cells(lines) == cells(listed) == expected


def test_bad_json_names_its_line(tmp_path):
    with pytest.raises(FileError, match="line 2"):
        read_table(write(tmp_path / "t.jsonl", '{"a": 1}\n{"a": \n'))
    with pytest.raises(FileError, match="one JSON record in each line"):
        read_table(write(tmp_path / "t.jsonl", "1\n2\n"))


def test_parquet_keeps_every_type(tmp_path):
    path = tmp_path / "t.parquet"
    duckdb.sql(
        """SELECT 1::TINYINT AS small, 300::UBIGINT AS large, 1.25::DECIMAL(9, 2) AS price,
        NULL::INT AS gone, true AS fits, 'x'::ENUM('x', 'y') AS grade, DATE '2024-05-01' AS day, [1,
        2] AS pair, TIMESTAMPTZ '2024-05-01 12:00:00+02' AS at, 5::HUGEINT AS huge, encode('été') AS
        raw, TIME '01:00' AS clock UNION ALL BY NAME SELECT 2::TINYINT AS small
        """
    ).write_parquet(str(path))
    table = read_table(path)
    first = next(table.rows())
    kinds = {column.name: column.kind for column in table}
    assert (first["small"], first["large"], first["price"], first["gone"], first["huge"]) == (
        1,
        300,
        1.25,
        None,
        5,
    )
    assert (first["fits"], first["grade"], first["pair"], first["raw"], first["clock"]) == (
        True,
        "x",
        "[1, 2]",
        "été",
        3600,
    )
    assert kinds["day"] == kinds["at"] == "date"
    assert first["at"].hour == 10
    assert list(list(table.rows())[1].values())[1:] == [None] * 11


CELL = st.one_of(
    st.text(string.ascii_letters + string.digits + " .,;|'\"-+_é%$\n", max_size=8),
    st.integers(-(10**17), 10**17).map(str),
    st.floats(allow_nan=True).map(repr),
    st.sampled_from(
        [
            "",
            "NA",
            "none",
            "True",
            "false",
            "007",
            "1,5",
            "2024-05-01",
            "0x1F",
            "1_0",
            "1e400",
            "$5",
            "-",
        ]
    ),
)


@st.composite
def texts(draw):
    width = draw(st.integers(2, 4))
    kind = draw(st.lists(CELL, min_size=1, max_size=3))
    pool = st.one_of(st.sampled_from(kind), CELL)
    return draw(st.lists(st.tuples(*[pool] * width), min_size=1, max_size=8))


@settings(max_examples=80)
@given(rows=texts(), delimiter=st.sampled_from(",\t;|"), end=st.sampled_from(["\n", "\r\n"]))
def test_duckdb_and_the_csv_module_read_every_file_alike(tmp_path_factory, rows, delimiter, end):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow([f"name {i}" for i in range(len(rows[0]))])
    writer.writerows(rows)
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(text.getvalue().encode())
    dialect = find_dialect(path)
    names, _ = csv_files.header_names(path, dialect)
    slow = csv_files.read_with_csv(path, dialect, names)
    fast = csv_files.read_with_duckdb(path, dialect, names)
    assert dialect.delimiter == delimiter
    assert slow.n_rows == len(rows)
    assert fast is not None
    for a, b in zip(slow, fast, strict=True):
        assert (a.name, a.kind, a.to_list()) == (b.name, b.kind, b.to_list())


def test_large_files_are_read_through_duckdb(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_files, "SMALL_BYTES", 0)
    monkeypatch.setattr(csv_files, "read_with_csv", None)
    assert cells(write(tmp_path / "t.csv", "name,score\nAda,1.5\nBob,\n")) == PLAIN
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"name,score\nAda,1.5\nBob,\n"))
    assert cells(tmp_path / "t.csv.gz") == PLAIN


def test_a_ragged_large_file_still_names_its_line(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_files, "SMALL_BYTES", 0)
    with pytest.raises(DataError, match="has 3 cells where the first has 2"):
        read_table(write(tmp_path / "t.csv", "a,b\n1,2\n1,2,3\n"))


BYTES = st.one_of(
    st.binary(max_size=200),
    st.lists(
        st.sampled_from(
            [b"a", b"1", b",", b";", b'"', b"'", b"\n", b"\r", b"\\", b" ", b"#", b"\xe9"]
        )
    ).map(b"".join),
)


@settings(max_examples=150)
@given(
    content=BYTES, name=st.sampled_from(["t.csv", "t.tsv", "t.json", "t.jsonl", "t", "t.csv.gz"])
)
def test_no_content_gives_anything_but_a_table_or_a_sentence(tmp_path_factory, content, name):
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(content)
    try:
        outcome = read_table(path).n_rows
    except (DataError, FileError) as error:
        outcome = error.what
    assert outcome
    assert "\n" not in str(outcome)


@pytest.mark.parametrize("small", [csv_files.SMALL_BYTES, 0])
def test_names_that_come_again_between_the_rows_are_left_out_and_said(small, tmp_path, monkeypatch):
    monkeypatch.setattr(csv_files, "SMALL_BYTES", small)
    text = "name,score\nAda,1.5\n\ufeffname,score\nBob,2\nname, score\nname,3\n"
    found = read_table(write(tmp_path / "t.csv", text))
    assert found.to_dict() == {"name": ["Ada", "Bob", "name"], "score": [1.5, 2.0, 3.0]}
    assert found.notes == ("2 rows repeat the names of the columns, and were left out",)


def test_a_title_in_a_line_of_as_many_cells_is_left_out_and_said(tmp_path):
    rows = "".join(f"n{i},{i},{i % 3}\n" for i in range(12))
    found = read_table(write(tmp_path / "t.csv", f"Sales 2023,,\n,,\nname,score,kind\n{rows}"))
    assert found.names == ("name", "score", "kind")
    assert found.n_rows == 12
    assert "the lines above the table were left out: 'Sales 2023,, ,,'" in found.notes
    named = read_table(write(tmp_path / "u.csv", "name,,\nAda,1,2\nBob,3,4\n"))
    assert named.names == ("name", "column 2", "column 3")
