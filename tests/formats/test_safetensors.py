"""Named arrays come back as they were; anything else in a file is a clear error."""

import os
import subprocess
import sys

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from pellucid.core.dtypes import DTYPES
from pellucid.core.errors import ArgumentError, DTypeError, FileError
from pellucid.formats import load_arrays, save_arrays


@pytest.mark.parametrize("dtype", [d for d in DTYPES if d != "complex128"])  # the format has none
@pytest.mark.parametrize("shape", [(), (0, 3), (5,), (2, 3, 4)])
def test_every_dtype_and_shape_comes_back(tmp_path, dtype, shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(DTYPES[dtype].numpy)
    save_arrays(tmp_path / "a", {"x": array})
    found = load_arrays(tmp_path / "a")[0]["x"]
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert found.tobytes() == array.tobytes()


def test_strided_and_byte_swapped_arrays_come_back_by_value(tmp_path):
    x = np.arange(12, dtype=np.float32).reshape(3, 4)
    save_arrays(tmp_path / "a", {"t": x.T, "s": x[:, ::2], "big": x.astype(">f4")})
    found, _ = load_arrays(tmp_path / "a")
    np.testing.assert_array_equal(found["t"], x.T)
    np.testing.assert_array_equal(found["s"], x[:, ::2])
    np.testing.assert_array_equal(found["big"], x)


def test_what_is_loaded_may_be_changed_and_does_not_hang_on_the_file(tmp_path):
    save_arrays(tmp_path / "a", {"x": np.zeros(3)})
    found = load_arrays(tmp_path / "a")[0]["x"]
    save_arrays(tmp_path / "a", {"x": np.ones(5)})
    found += 2
    assert found.tolist() == [2, 2, 2]


@settings(max_examples=25)
@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=5))
def test_texts_come_back_whatever_is_in_them(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("texts") / "a"
    save_arrays(path, {"x": np.ones(2)}, texts)
    assert load_arrays(path) == ({"x": pytest.approx(np.ones(2))}, texts)


def test_equal_content_is_equal_bytes_in_every_process(tmp_path):
    program = (
        "import sys, numpy as np\nfrom pellucid.formats import save_arrays\n"
        "save_arrays(sys.argv[1], {n: np.ones(3) for n in 'abc'}, {c: c for c in 'qwertyuiop'})\n"
    )
    for name, seed in (("one", "1"), ("two", "2")):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / name)], env=environment, check=True
        )
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_library_reads_what_was_written_and_the_data_is_aligned(tmp_path):
    from safetensors.numpy import load_file

    arrays = {"long name": np.ones((3, 5), np.float32), "x": np.arange(4)}
    save_arrays(tmp_path / "a", arrays, {"k": "v"})
    for name, array in load_file(tmp_path / "a").items():
        np.testing.assert_array_equal(array, arrays[name])
    assert int.from_bytes((tmp_path / "a").read_bytes()[:8], "little") % 8 == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\x80\x04\x95" * 50,
        b"\xff" * 100,
        b"\x02\0\0\0\0\0\0\0{}more",
        b"\x02\0\0\0\0\0\0\0[]",
    ],
)
def test_a_foreign_file_is_a_clear_error(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(FileError, match="cut short or is not a safetensors file"):
        load_arrays(tmp_path / "a")


def test_a_file_cut_short_anywhere_is_a_clear_error(tmp_path):
    save_arrays(tmp_path / "a", {"x": np.ones(10), "y": np.ones(3, ml_dtypes.bfloat16)}, {"k": "v"})
    whole = (tmp_path / "a").read_bytes()
    for end in range(0, len(whole), 7):
        (tmp_path / "a").write_bytes(whole[:end])
        with pytest.raises(FileError, match="cut short"):
            load_arrays(tmp_path / "a")


def test_a_missing_file_and_a_folder_are_clear_errors(tmp_path):
    with pytest.raises(FileError, match="is missing"):
        load_arrays(tmp_path / "a")
    with pytest.raises(FileError, match="is a folder"):
        load_arrays(tmp_path)


def test_what_is_no_number_is_refused_and_named(tmp_path):
    with pytest.raises(DTypeError, match="names is <U1"):
        save_arrays(tmp_path / "a", {"x": np.ones(2), "names": np.array(["a"])})
    with pytest.raises(ArgumentError, match="__metadata__"):
        save_arrays(tmp_path / "a", {"__metadata__": np.ones(2)})
    assert list(tmp_path.iterdir()) == []
