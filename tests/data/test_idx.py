"""idx files are read in every dtype, and broken ones say so."""

import gzip
import struct

import numpy as np
import pytest

from pellucid.core.errors import FileError
from pellucid.data import load_fashion_mnist, read_idx
from pellucid.data.sources.idx import DTYPES, FASHION_MNIST, PARTS


def idx(array, code):
    shape = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, code, array.ndim]) + shape + array.astype(DTYPES[code]).tobytes()


@pytest.mark.parametrize("code", DTYPES)
@pytest.mark.parametrize("zipped", [False, True])
def test_every_dtype_comes_back(tmp_path, code, zipped):
    array = np.arange(24).reshape(2, 3, 4)
    raw = idx(array, code)
    (tmp_path / "a").write_bytes(gzip.compress(raw) if zipped else raw)
    found = read_idx(tmp_path / "a")
    assert np.array_equal(found, array)
    assert found.dtype == np.dtype(DTYPES[code]).newbyteorder("=")
    assert found.flags.writeable


def test_a_broken_file_says_what_is_wrong(tmp_path):
    raw = idx(np.arange(10), 0x08)
    for name, content, sentence in (
        ("short", raw[:-1], "cut short or too long"),
        ("long", raw + b"x", "cut short or too long"),
        ("stub", raw[:6], "cut short or too long"),
        ("other", b"\x89PNG....", "is not an idx file"),
        ("gz", gzip.compress(raw)[:-9], "cannot be read"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(FileError, match=sentence):
            read_idx(tmp_path / name)
    with pytest.raises(FileError, match="No such file"):
        read_idx(tmp_path / "nothing")


def test_the_four_files_of_a_folder_are_found_under_their_usual_names(tmp_path):
    for part, name in zip(
        PARTS, (PARTS[0], PARTS[1] + ".gz", "t10k-images.idx3-ubyte", PARTS[3]), strict=True
    ):
        raw = idx(np.zeros((2, 3, 3) if "images" in part else 2), 0x08)
        (tmp_path / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    assert [array.shape for array in load_fashion_mnist(tmp_path)] == [
        (2, 3, 3),
        (2,),
        (2, 3, 3),
        (2,),
    ]


def test_a_missing_data_set_says_how_to_get_it(tmp_path):
    with pytest.raises(FileError, match="apt install dataset-fashion-mnist"):
        load_fashion_mnist(tmp_path)


@pytest.mark.skipif(not FASHION_MNIST.is_dir(), reason="needs the package dataset-fashion-mnist")
def test_fashion_mnist_is_whole():
    train, train_labels, test, test_labels = load_fashion_mnist()
    assert (train.shape, test.shape) == ((60000, 28, 28), (10000, 28, 28))
    assert np.bincount(train_labels).tolist() == [6000] * 10
    assert np.bincount(test_labels).tolist() == [1000] * 10
