"""Tables that are not read: what is asked of them is what the same on rows in memory gives."""

import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest

from pellucid import nn, optim, train
from pellucid.core.errors import ArgumentError, DataError, FileError
from pellucid.data import TableFeed, col, read_table, row_count, scan_table
from pellucid.data.tables.tables import joined_tables

PENGUINS = Path(sys.modules["pellucid"].__file__).parent / "data" / "samples" / "penguins.csv"


@pytest.fixture
def sales(tmp_path):
    """A small CSV with every kind of column, and missing markers."""
    file = tmp_path / "sales.csv"
    file.write_text(
        "shop,day,amount,paid,zip\n"
        "Oslo,2024-01-01,10,true,0101\n"
        "Rome,2024-01-02,NA,false,0202\n"
        "Oslo,2024-01-03,30.5,true,0101\n"
        '"Rome, old",2024-01-04,40,,0303\n'
        ",2024-02-01,50,true,0101\n"
    )
    return file


def test_types_are_inferred_and_nothing_is_read(sales):
    table = scan_table(sales)
    assert dict(table.types) == {
        "shop": "VARCHAR", "day": "TIMESTAMP", "amount": "DOUBLE", "paid": "BOOLEAN",
        "zip": "VARCHAR",
    }  # fmt: skip
    assert "not read" in repr(table)
    assert dict(scan_table(sales, types={"zip": "number"}).types)["zip"] == "DOUBLE"


@pytest.mark.parametrize("end", ["csv", "parquet"])
def test_all_rows_are_what_read_table_reads(end, tmp_path):
    file, expected = PENGUINS, read_table(PENGUINS).to_dict()
    if end == "parquet":
        file = scan_table(PENGUINS).write_parquet(tmp_path / "penguins.parquet")
    assert scan_table(file).collect().to_dict() == expected
    assert scan_table(file).n_rows() == 344


def test_columns_are_chosen_computed_and_renamed(sales):
    table = scan_table(sales).with_columns(twice=2 * col("amount").fill_missing(0) + 1)
    assert table.names == ("shop", "day", "amount", "paid", "zip", "twice")
    assert table.select("twice").collect().to_dict() == {"twice": [21, 1, 62, 81, 101]}
    assert table.drop("day", "zip").rename({"shop": "town"}).names == (
        "town", "amount", "paid", "twice",
    )  # fmt: skip
    logs = table.select((col("amount") - 10).log().alias("x"), (-col("amount")).abs())
    found = logs.collect()
    assert np.allclose(found["x"].values, [np.nan, np.nan, *np.log([20.5, 30, 40])], equal_nan=True)
    assert found["amount"].to_list() == [10, None, 30.5, 40, 50]


def test_rows_are_filtered_and_sorted(sales):
    table = scan_table(sales)
    later = table.filter(col("day") > np.datetime64("2024-01-02").item(), ~(col("amount") < 35))
    assert later.collect()["amount"].to_list() == [40, 50]
    assert table.filter(col("shop").is_in(["Oslo", "it's"])).n_rows() == 2
    assert table.filter(col("paid") | col("amount").is_missing()).n_rows() == 4
    falling = table.sort("amount", descending=True).select("amount").collect()
    assert falling["amount"].to_list() == [50, 40, 30.5, 10, None]
    assert table.sort("shop", -col("amount")).head(1).collect()["amount"].to_list() == [30.5]
    assert table.unique("zip").collect().to_dict() == {"zip": ["0101", "0202", "0303"]} or (
        table.unique("zip").n_rows() == 3
    )


def test_groups_are_those_of_numpy():
    table, whole = scan_table(PENGUINS), read_table(PENGUINS)
    found = table.group_by("species", "sex").agg(
        col("body_mass_g").mean(), heaviest=col("body_mass_g").max(), rows=row_count(),
        islands=col("island").n_unique(),
    ).collect()  # fmt: skip
    species, sex = whole["species"].to_list(), whole["sex"].to_list()
    for row in found.rows():
        inside = np.array([(a, b) == (row["species"], row["sex"])
                           for a, b in zip(species, sex, strict=True)])  # fmt: skip
        weights = whole["body_mass_g"].values[inside]
        assert row["rows"] == inside.sum()
        assert np.isclose(row["body_mass_g"], np.nanmean(weights))
        assert row["heaviest"] == np.nanmax(weights)
        assert row["islands"] == len({*np.array(whole["island"].to_list())[inside]})
    assert sum(found["rows"].to_list()) == 344
    assert table.group_by().agg(row_count()).collect().to_dict() == {"rows": [344]}


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("inner", [("Oslo", 10, 1), ("Rome", None, 2), ("Oslo", 30.5, 1)]),
        ("left", [("Oslo", 10, 1), ("Rome", None, 2), ("Oslo", 30.5, 1), ("Rome, old", 40, None),
                  (None, 50, None)]),
        ("semi", [("Oslo", 10), ("Rome", None), ("Oslo", 30.5)]),
        ("anti", [("Rome, old", 40), (None, 50)]),
    ],
)  # fmt: skip
def test_joins_keep_the_order_of_the_left(how, expected, sales):
    other = read_table({"shop": ["Rome", "Oslo", "Bern"], "size": [2, 1, 3]})
    found = scan_table(sales).select("shop", "amount").join(other, on="shop", how=how).collect()
    assert [tuple(row.values()) for row in found.rows()] == expected


def test_an_outer_join_has_the_keys_of_both(sales):
    other = scan_table({"shop": ["Rome", "Bern"], "amount": [2, 3]})
    found = scan_table(sales).select("shop", "amount").join(other, on="shop", how="outer")
    assert found.names == ("shop", "amount", "amount_right")
    assert {*found.collect()["shop"].to_list()} == {"Oslo", "Rome", "Rome, old", "Bern", None}


def test_orders_are_functions_of_seed_and_epoch():
    table = scan_table(PENGUINS)
    one, same, other = (table.shuffle(3, epoch).collect().to_dict() for epoch in (1, 1, 2))
    assert one == same
    assert one != other
    assert sorted(map(str, one["year"])) == sorted(map(str, other["year"]))
    assert (
        table.sample(10, seed=1).collect().to_dict()
        == table.shuffle(1).head(10).collect().to_dict()
    )
    half = table.sample(fraction=0.5, seed=2)
    assert 130 < half.n_rows() < 215
    assert half.collect().to_dict() == half.collect().to_dict()


def test_batches_are_the_rows_in_parts_of_one_kind(tmp_path):
    file = tmp_path / "many.csv"
    rows = [f"{i},{'x' if i > 200_000 else i % 7},{i / 2}" for i in range(250_000)]
    file.write_text("i,code,half\n" + "\n".join(rows) + "\n")
    table = scan_table(file, types={"code": "text"})
    parts = list(table.batches(60_000))
    assert [part.n_rows for part in parts] == [60_000] * 4 + [10_000]
    assert {part["code"].kind for part in parts} == {"text"}
    assert joined_tables(parts)["i"].values.tolist() == list(range(250_000))
    assert joined_tables(parts)["code"].to_list()[199_999:200_002] == ["2", "3", "x"]


def test_a_network_learns_from_a_file_that_is_not_read(tmp_path):
    random = np.random.default_rng(0)
    x = random.normal(size=(4000, 2))
    kind = np.where(x[:, 0] + x[:, 1] > 0, "high", "low")
    made = {"a": x[:, 0], "b": x[:, 1], "kind": kind, "sum": x.sum(1)}
    file = scan_table(made).write_parquet(tmp_path / "rows.parquet")
    table = scan_table(file)
    feed = TableFeed.of(table, ["a", "b"], "kind", batch_size=200)
    assert feed.classes == ("high", "low")
    assert len(feed(0)) == 20
    first, again, later = (next(iter(feed(epoch))) for epoch in (0, 0, 1))
    assert first[0].shape == (200, 2)
    assert np.array_equal(first[0], again[0])
    assert not np.array_equal(first[0], later[0])
    model = nn.Linear(2, 2)
    adam = optim.Adam(model.parameters(), lr=0.05)
    history = train.fit(
        model, adam, nn.cross_entropy, feed, epochs=3, validation=feed, metrics=[train.accuracy],
        progress=False,
    )  # fmt: skip
    assert history[-1]["validation_accuracy"] > 0.97
    numbers = TableFeed.of(table, ["a"], "sum", batch_size=500, shuffle=False)
    assert next(iter(numbers(0)))[1].dtype == np.float32


def test_what_cannot_be_asked_says_so(sales, tmp_path):
    table = scan_table(sales)
    with pytest.raises(DataError, match="did you mean 'amount'"):
        table.select("amont")
    with pytest.raises(DataError, match="there is no column 'amont'"):
        table.filter(col("amont") > 3)
    with pytest.raises(DataError, match="cannot be asked"):
        table.filter(col("shop") > 3)
    with pytest.raises(ArgumentError, match="no truth value"):
        table.filter(col("amount") > 3 and col("paid"))
    with pytest.raises(ArgumentError, match="one value for each group"):
        table.group_by("shop").agg(col("amount"))
    with pytest.raises(ArgumentError, match="there is no join"):
        table.join(table, on="shop", how="cross")
    with pytest.raises(ArgumentError, match="is compared with a number"):
        col("amount").is_in([[1]])
    with pytest.raises(ArgumentError, match="there is no kind"):
        scan_table(sales, types={"zip": "zip"})
    with pytest.raises(DataError, match="holds no numbers"):
        TableFeed.of(table, ["shop"], "amount")
    with pytest.raises(FileError, match="no file"):
        scan_table(tmp_path / "none.csv")


def test_a_cell_that_does_not_fit_stops_the_reading(sales):
    late = scan_table(sales)
    with sales.open("a") as file:
        file.write("Bern,2024-03-01,many,true,0404\n")
    with pytest.raises(DataError, match="many"):
        late.collect()


def test_names_and_texts_are_never_sql(tmp_path):
    name = 'a"; DROP TABLE x; --'
    table = scan_table({name: ["it's", "'; SELECT 1; --"], "b": [1, 2]})
    assert table.filter(col(name) == "'; SELECT 1; --").collect()["b"].to_list() == [2]
    file = table.write_parquet(tmp_path / "it's.parquet")
    assert scan_table(file).collect()[name].to_list() == ["it's", "'; SELECT 1; --"]


MEASURED = """
import resource, sys
from pellucid.data import TableFeed, col, row_count, scan_table
from pellucid.data.tables import lazy_tables
lazy_tables.MEMORY = sys.argv[2]
table = scan_table(sys.argv[1])
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
table.group_by("g").agg(col("a").mean(), row_count()).collect()
feed = TableFeed.of(table, ["a", "b", "c"], "g", batch_size=4096, shuffle=sys.argv[3] == "mixed")
rows = sum(len(y) for _, y in feed(0))
print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) // 1024)
"""


def measured(file, rows, memory, order):
    """Rows that were seen and the megabytes that it took, of a file of so many random rows."""
    duckdb.connect().execute(
        f"SET enable_progress_bar = false; COPY (SELECT random() a, random() b, random() c, "
        f"(random() * 9)::INT g FROM range({rows})) TO '{file}'"
    )
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(file), memory, order],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [int(x) for x in done.stdout.split()]


def test_memory_stays_below_the_size_of_the_rows(tmp_path):
    rows, megabytes = measured(tmp_path / "rows.parquet", 6_000_000, "60MB", "as they are")
    assert rows == 6_000_000
    assert megabytes < 120, "grouped and served; as doubles they are 192 MB"


@pytest.mark.slow
def test_memory_is_bounded_whatever_the_size(tmp_path):
    file = tmp_path / "rows.csv"
    rows, megabytes = measured(file, 15_000_000, "200MB", "mixed")
    assert rows == 15_000_000
    assert file.stat().st_size > 800e6
    assert megabytes < 400
