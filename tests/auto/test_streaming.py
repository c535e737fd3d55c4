"""A file that is read in blocks: every row once an epoch, none of those that are kept, and little
memory."""

import subprocess
import sys

import numpy as np
import pytest

import pellucid as pel
from pellucid.core.errors import FileError
from pellucid.core.lazy import lazy
from pellucid.data.tables import large_files as streams

pytestmark = pytest.mark.usefixtures("brief_reports")

duckdb = lazy("duckdb")
QUERY = """
SELECT i AS number, (hash(i) % 1000) / 500.0 - 1 AS a, (hash(i * 7) % 1000) / 500.0 - 1 AS b,
CASE hash(i * 3) % 3 WHEN 0 THEN 'red' WHEN 1 THEN 'blue' ELSE 'green' END AS color,
(a + b > 0) AS y FROM range({rows}) t(i)
"""


def written(folder, kind, rows):
    file = folder / f"rows.{kind}"
    how = "HEADER" if kind == "csv" else "ROW_GROUP_SIZE 4096"
    duckdb.sql(f"COPY ({QUERY.format(rows=rows)}) TO '{file}' ({how})")
    return file


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_heads_and_bodies_are_every_row_once(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "BLOCK_BYTES", 64 << 10)
    monkeypatch.setattr(streams, "HEAD_BYTES", 4 << 10)
    monkeypatch.setattr(streams, "BLOCK_ROWS", 2500)
    monkeypatch.setattr(streams, "HEAD_ROWS", 100)
    found = streams.open_stream(written(tmp_path, kind, 20_000))
    assert found.rows == pytest.approx(20_000, rel=0.1)
    heads = found.heads()["number"].values
    first, again, other = (
        np.concatenate([t["number"].values for t in found.bodies(seed, epoch)])
        for seed, epoch in ((0, 0), (0, 0), (0, 1))
    )
    assert sorted([*heads, *first]) == list(range(20_000))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert sorted(first) == sorted(other)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_stream_is_learned(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "BLOCK_BYTES", 256 << 10)
    monkeypatch.setattr(streams, "HEAD_BYTES", 64 << 10)
    monkeypatch.setattr(streams, "BLOCK_ROWS", 5000)
    monkeypatch.setattr(streams, "HEAD_ROWS", 800)
    file = written(tmp_path, kind, 30_000)
    model = pel.fit(file, target="y", stream=True, progress=False, time="60s", epochs=2)
    assert model.summary.score > 0.9
    assert any("are read from the disk" in str(w) for w in model.schema.warnings)
    assert model.predict({"number": 1, "a": 0.9, "b": 0.9, "color": "red"}).prediction is True


def test_a_file_of_one_block_is_read_at_once(tmp_path):
    file = written(tmp_path, "csv", 400)
    model = pel.fit(file, target="y", stream=True, progress=False, time="5s", epochs=2)
    assert not any("are read from the disk" in str(w) for w in model.schema.warnings)
    assert model.summary.training_rows > 200


def test_only_large_files_are_streamed_unless_asked(tmp_path, monkeypatch):
    file = written(tmp_path, "csv", 1000)
    assert not streams.is_large(file)
    monkeypatch.setattr(streams, "LARGE_BYTES", 10_000)
    assert streams.is_large(file)
    assert streams.is_large(written(tmp_path, "parquet", 1000))


def test_a_text_that_cannot_be_read_in_parts_is_refused(tmp_path):
    file = tmp_path / "rows.csv"
    file.write_bytes("a,y\n1,ü\n".encode("utf-16") * 50)
    with pytest.raises(FileError, match="cannot be read in parts"):
        streams.open_stream(file)


MEMORY = """
import resource, sys
import pellucid as pel
model = pel.fit(sys.argv[1], target="y", stream=True, progress=False, time="60s", epochs=1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, model.summary.score)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path):
    used = []
    for rows in (1_000_000, 16_000_000):
        file = written(tmp_path, "csv", rows)
        found = subprocess.run(
            [sys.executable, "-c", MEMORY, str(file)], capture_output=True, text=True, check=True
        ).stdout.split()
        used.append(int(found[0]))
        assert float(found[1]) > 0.85
    assert max(used) < 1000  # MB, for 1 GB of text
    assert used[1] < 1.3 * used[0] + 100
