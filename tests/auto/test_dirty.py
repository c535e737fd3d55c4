"""Thirty ways in which a file can be dirty: each is learned from, with a sentence on what was done,
or refused in one."""

import numpy as np
import pytest

import pellucid as pel
from pellucid.auto.columns.schema import infer_schema
from pellucid.core.errors import PellucidError
from pellucid.data import read_table

ROWS = 90
NOISE = np.random.default_rng(0).integers(0, 1000, (ROWS, 3)).tolist()
TOWNS = ("Köln", "Rome", "Oslo")


def table(line, header="a,town,y", end="\n"):
    """A file with a line for each row: two numbers and a class that they do not tell."""
    rows = [line(i, *NOISE[i][:2], "ny"[NOISE[i][2] % 2]) for i in range(ROWS)]
    return end.join([header, *rows, ""])


def plain(i, a, b, y):
    return f"{a},{TOWNS[b % 3]},{y}"


def at(row, other, line=plain):
    """Another line in one row."""
    return lambda i, a, b, y: other if i == row else line(i, a, b, y)


DATES = ("2024-{m:02}-{d:02}", "{d:02}.{m:02}.2024", "{d:02}/{m:02}/2024")


def dated(i, a, b, y):
    each = [form.format(m=1 + a % 12, d=1 + b % 28) for form in DATES]
    return f"{each[0]},{each[1]},{each[2]},{y}"


# The bytes of a file; the kinds of its columns; what is said about it.
LEARNED = {
    "utf-8 with its mark": (table(plain).encode("utf-8-sig"), "number category", ""),
    "latin-1": (table(plain).encode("latin-1"), "number category", "Windows-1252"),
    "utf-16": (table(plain).encode("utf-16"), "number category", ""),
    "semicolons and decimal commas": (
        table(lambda i, a, b, y: f"{a},5;{b}.000,25;{y}", "a;b;y"),
        "number number",
        "comma was read as the decimal point",
    ),
    "tabs": (table(lambda i, a, b, y: f"{a}\t{b}\t{y}", "a\tb\ty"), "number number", ""),
    "lines inside quotes": (
        table(lambda i, a, b, y: f'{a},"{TOWNS[b % 3]}\n""am Rhein""",{y}'),
        "number category",
        "",
    ),
    "Windows line ends": (table(plain, end="\r\n"), "number category", ""),
    "blank lines": (table(plain, end="\n\n"), "number category", ""),
    "mixed types": (table(at(5, "many,Rome,y")), "number category", "'many', and counts as"),
    "an empty column": (
        table(lambda i, a, b, y: f"{a},,{y}", "a,b,y"), "number empty", "cell is missing; left",
    ),
    "infinite values": (table(at(7, "inf,Rome,n")), "number category", "beyond the largest number"),
    "a class of one row": (table(at(3, "4,Rome,rare")), "number category", "fewer than 5 rows"),
    "categories of one row each": (
        table(lambda i, a, b, y: f"k{i * i},{b},{y}", "code,b,y"), "id number", "left out",
    ),
    "dates in three formats": (
        table(dated, "d,e,f,y"), "date date date", "rows are split at random",
    ),
    "thousands separators": (
        table(lambda i, a, b, y: f'"{a * 1000 + 1000:,}",{b},{y}', "a,b,y"), "number number", "",
    ),
    "percent and currency signs": (
        table(lambda i, a, b, y: f'{a / 10}%,"${b + 1000:,}.50",{y}', "a,b,y"), "number number", "",
    ),
    "units": (
        table(lambda i, a, b, y: f"{a} kg,{b},{y}", "a,b,y"), "number number", "unit 'kg' was left",
    ),
    "negative numbers in brackets": (
        table(lambda i, a, b, y: f'"({a},000)",{b},{y}', "a,b,y"), "number number", "",
    ),
    "yes and no": (
        table(lambda i, a, b, y: f"{('Yes', 'no')[a % 2]},{b},{y}", "a,b,y"), "flag number", "",
    ),
    "a delimiter at each end": (
        table(lambda i, a, b, y: f"{a},{TOWNS[b % 3]},{y},"), "number category", "",
    ),
    "remarks before the header": ("# from me\n# 2024\n" + table(plain), "number category", ""),
    "no header": (
        table(lambda i, a, b, y: f"{a},{b},{a + b}", "7,8,9"), "number number",
        "no row of names",
    ),
    "a missing target in some rows": (
        table(lambda i, a, b, y: f"{a},{b},{'' if a % 4 == 0 else y}", "a,b,y"), "number number",
        "those rows are left out",
    ),
    "a last line of totals": (table(plain) + "Total,,n\n", "number category", "'Total', and"),
    "bytes that are no text": (
        table(plain).encode() + b"3,caf\xe9,n\n", "number category", "Windows-1252",
    ),
}  # fmt: skip
REFUSED = {
    "a short row": (table(at(50, "4,Rome")), "line 52"),
    "a long row": (table(at(50, "4,Rome,n,9")), "line 52"),
    "two columns of one name": (table(plain, "a,a,y"), "more than one column 'a'"),
    "one column": (table(lambda i, a, b, y: y, "y"), "no column is left"),
    "an empty file": ("", "is empty"),
    "a header alone": ("a,b,y\n", "no rows"),
    "one row": ("a,b,y\n1,2,n\n", "1 row only"),
    "no target at all": (table(lambda i, a, b, y: f"{a},{b},", "a,b,y"), "missing in every row"),
    "one class": (table(lambda i, a, b, y: f"{a},{b},n", "a,b,y"), "always 'n'"),
    "binary data": (b"a,b,y\n1,\x00\x01,n\n" * 50, "binary data"),
    "a broken zip file": (b"PK\x03\x04" + bytes(200), "cannot be unzipped"),
    "JSON in a CSV": ('{"a": 1}\n' * 30, "'y'"),
}


def written(folder, content):
    file = folder / "dirty.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def target_of(found):
    return "y" if "y" in found else found.names[-1]


@pytest.mark.parametrize("name", LEARNED)
def test_a_dirty_file_is_understood_and_what_was_done_is_said(name, tmp_path):
    content, kinds, said = LEARNED[name]
    found = read_table(written(tmp_path, content))
    schema = infer_schema(found, target_of(found))
    assert " ".join(column.kind for column in schema.columns) == kinds
    assert said in " | ".join(map(str, schema.warnings))


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_learned_is_refused_in_one_sentence(name, tmp_path):
    content, said = REFUSED[name]
    with pytest.raises(PellucidError) as caught:
        pel.fit(written(tmp_path, content), target="y", progress=False, epochs=1)
    first = str(caught.value).splitlines()[0]
    assert said in str(caught.value)
    assert len(first) < 200


def test_five_thousand_columns_are_understood():
    random = np.random.default_rng(0)
    wide = {f"c{i}": random.normal(size=200) for i in range(5000)}
    schema = infer_schema(read_table(wide | {"y": random.integers(0, 2, 200)}), "y")
    assert len(schema.features) == 5000


@pytest.mark.slow
@pytest.mark.parametrize("name", LEARNED)
def test_a_dirty_file_is_learned(name, tmp_path):
    file = written(tmp_path, LEARNED[name][0])
    target = target_of(read_table(file))
    model = pel.fit(file, target=target, progress=False, epochs=2, quality="quick")
    assert len(model.answers(file).predictions) >= ROWS


@pytest.mark.slow
def test_five_thousand_columns_are_learned():
    random = np.random.default_rng(0)
    wide = {f"c{i}": random.normal(size=300) for i in range(5000)}
    wide["y"] = wide["c0"] > 0
    model = pel.fit(wide, target="y", progress=False, time="60s")
    assert model.summary.held_out_rows == 60
