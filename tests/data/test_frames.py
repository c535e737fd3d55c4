"""What is in memory becomes a table, whatever library it comes from."""

import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import duckdb
import nanoarrow
import numpy as np
import pytest

from pellucid.core.errors import DataError
from pellucid.data import read_table


class Stream:
    """Nothing but an Arrow C stream."""

    def __init__(self, source):
        self.source = source

    def __arrow_c_stream__(self, requested_schema=None):
        return self.source.__arrow_c_stream__(requested_schema)


QUERY = """
    SELECT CASE WHEN i % 3 > 0 THEN i END AS a, i / 2 AS b, 'é' || (i % 5) AS c, i % 2 = 0 AS d,
           DATE '2024-01-01' + i::INT AS e,
           CASE WHEN i > 1 THEN TIMESTAMP '2024-01-01 10:00:00' END AS f,
           (CASE WHEN i % 2 = 0 THEN 'x' ELSE 'y' END)::ENUM('z', 'y', 'x') AS g,
           i::DECIMAL(9, 2) AS h,
           NULL::VARCHAR AS n, CASE WHEN i > 2 THEN 'w' END AS o, [i, i] AS p
    FROM range({rows}) t(i)
"""


@pytest.mark.parametrize("rows", [3, 5000])
def test_an_arrow_stream_is_enough(rows):
    table = read_table(Stream(duckdb.sql(QUERY.format(rows=rows))))
    first, second = list(table.rows())[:2]
    assert table.n_rows == rows
    assert list(first.values())[:9] == [
        None,
        0.0,
        "é0",
        True,
        datetime(2024, 1, 1),
        None,
        "x",
        0,
        None,
    ]
    assert [second[name] for name in "abcdgop"] == [1, 0.5, "é1", False, "y", None, "[1, 1]"]
    assert table["g"].used_levels()[0].levels == ("y", "x")
    assert table["f"].to_list()[2] == datetime(2024, 1, 1, 10)
    if rows > 3:
        assert table["o"].to_list()[3] == "w"
        assert table["a"].missing.sum() == -(-rows // 3)


def test_views_of_texts_are_read_too():
    connection = duckdb.connect()
    connection.execute("SET arrow_output_version = '1.4'; SET produce_arrow_string_view = true")
    stream = Stream(connection.sql(QUERY.format(rows=5000)))
    assert (
        nanoarrow.Schema(nanoarrow.ArrayStream(stream).schema).field(2).type.name == "STRING_VIEW"
    )
    table = read_table(Stream(connection.sql(QUERY.format(rows=5000))))
    assert table.to_dict() == read_table(duckdb.sql(QUERY.format(rows=5000))).to_dict()


def test_an_arrow_stream_without_rows_keeps_its_columns():
    table = read_table(Stream(duckdb.sql(QUERY.format(rows=0))))
    assert table.shape == (0, 11)


def test_an_arrow_stream_of_something_else_is_refused():
    with pytest.raises(DataError, match="must hold a table"):
        read_table(nanoarrow.ArrayStream([1, 2, 3], nanoarrow.int32()))


def test_a_dict_of_columns_takes_any_sequence():
    table = read_table(
        {"a": np.arange(3), "b": ("x", "y", "z"), "c": range(3), "d": iter([1, None, 2]), "e": 7}
    )
    assert table.to_dict() == {
        "a": [0, 1, 2],
        "b": ["x", "y", "z"],
        "c": [0, 1, 2],
        "d": [1, None, 2],
        "e": [7] * 3,
    }


def test_a_dict_of_scalars_is_one_row():
    assert read_table({"age": "31", "sex": None, "day": date(2024, 5, 1)}).to_dict() == {
        "age": [31],
        "sex": [None],
        "day": [datetime(2024, 5, 1)],
    }


def test_a_list_of_dicts_may_have_gaps():
    assert read_table([{"a": 1}, {"b": "x"}]).to_dict() == {"a": [1, None], "b": [None, "x"]}


def test_arrays_take_their_names():
    array = np.arange(6.0).reshape(3, 2)
    assert read_table(array).names == ("x0", "x1")
    assert read_table(array, names=["a", "b"])["b"].to_list() == [1, 3, 5]
    assert read_table([[1, "u"], [2, "v"]], names=["a", "b"]).to_dict() == {
        "a": [1, 2],
        "b": ["u", "v"],
    }
    structured = np.array(
        [(1, "x", "2024-05-01")], dtype=[("n", "i2"), ("s", "U3"), ("d", "M8[D]")]
    )
    assert [column.kind for column in read_table(structured)] == ["number", "text", "date"]


@pytest.mark.parametrize(
    ("values", "kind", "first"),
    [
        ([Decimal("1.5"), None], "number", 1.5),
        ([np.float32(0.5), 2], "number", 0.5),
        ([np.int8(3)], "number", 3),
        ([np.True_, False], "flag", True),
        ([date(2024, 5, 1)], "date", datetime(2024, 5, 1)),
        ([datetime(2024, 5, 1, 12, tzinfo=UTC)], "date", datetime(2024, 5, 1, 12)),
        ([np.datetime64("2024-05-01"), np.datetime64("NaT", "D")], "date", datetime(2024, 5, 1)),
        ([time(1, 0, 30)], "number", 3630),
        ([timedelta(minutes=2)], "number", 120),
        ([b"abc", None], "text", "abc"),
        ([b"\xff\xfe"], "text", "0xfffe"),
        ([{"k": 1}], "text", '{"k": 1}'),
        ([None, None], "number", None),
        ([], "number", None),
    ],
)
def test_python_cells_of_every_type_are_read(values, kind, first):
    column = read_table({"x": values, "n": [0] * len(values)})["x"]
    assert column.kind == kind
    if values:
        assert column.to_list()[0] == first


@pytest.mark.parametrize(
    "dtype", ["i1", "u2", "i8", "u8", "f2", "f4", "?", "M8[D]", "m8[s]", "U4", "S4", "O"]
)
def test_arrays_of_every_dtype_are_read(dtype):
    assert len(read_table({"x": np.zeros(2, dtype)})["x"]) == 2


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ([], "an empty list"),
        (5, "a int"),
        (None, "a NoneType"),
        ([1, 2], "a list"),
        ({}, "an empty dict"),
    ],
)
def test_what_is_no_table_is_refused(source, given):
    with pytest.raises(DataError) as caught:
        read_table(source)
    assert caught.value.given == given


def test_an_array_of_three_axes_is_refused():
    with pytest.raises(DataError, match="rows and columns"):
        read_table(np.zeros((2, 2, 2)))


def test_a_pandas_frame_needs_no_pyarrow():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {
            "number": [1.5, None, 3.0],
            "whole": pandas.array([1, None, 3], dtype="Int64"),
            "text": ["a", None, "b"],
            "mixed": [1, "x", None],
            "grade": pandas.Categorical(["u", "v", None]),
            "codes": pandas.Categorical([3, 1, None]),
            "at": pandas.to_datetime(["2024-05-01 12:00", None, "2024-05-02 00:00"]).tz_localize(
                "Europe/Rome"
            ),
            "flag": pandas.array([True, None, False], dtype="boolean"),
        }
    )
    assert "pyarrow" in sys.modules or read_table(frame).to_dict() == {
        "number": [1.5, None, 3.0],
        "whole": [1, None, 3],
        "text": ["a", None, "b"],
        "mixed": ["1", "x", None],
        "grade": ["u", "v", None],
        "codes": [3, 1, None],
        "at": [datetime(2024, 5, 1, 10), None, datetime(2024, 5, 1, 22)],
        "flag": [True, None, False],
    }
