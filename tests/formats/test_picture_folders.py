"""Folders of pictures as arrays, and files that are fetched once."""

import hashlib

import numpy as np
import pytest

from pellucid.core.errors import ArgumentError, DataError, FileError
from pellucid.formats import fetch, read_pictures, save_png
from pellucid.formats.picture_folders import resized

SOURCE = np.random.default_rng(0)


@pytest.fixture
def folder(tmp_path):
    for kind, count in (("cats", 3), ("dogs", 2)):
        (tmp_path / kind).mkdir()
        for i in range(count):
            save_png(
                tmp_path / kind / f"{i}.png", SOURCE.integers(0, 256, (6, 8, 3), dtype=np.uint8)
            )
    (tmp_path / "notes.txt").write_text("not a picture")
    return tmp_path


def test_each_folder_is_a_class(folder):
    found = read_pictures(folder)
    assert found.x.shape == (5, 3, 6, 8)
    assert found.y.tolist() == [0, 0, 0, 1, 1]
    assert found.classes == ("cats", "dogs")
    assert found.files[3].parent.name == "dogs"
    grey = read_pictures(folder, grey=True).x
    wanted = (found.x.transpose(0, 2, 3, 1) @ [0.299, 0.587, 0.114]).round()
    np.testing.assert_allclose(grey[:, 0], wanted, atol=1)
    assert read_pictures(folder / "dogs").y.tolist() == [0, 0]


def test_sizes_that_differ_are_brought_to_one_or_refused(folder):
    save_png(folder / "cats" / "9.png", np.zeros((4, 4), np.uint8))
    with pytest.raises(DataError, match="differ in size"):
        read_pictures(folder)
    assert read_pictures(folder, (5, 5)).x.shape == (6, 3, 5, 5)


def test_a_smaller_picture_is_made_of_means_and_a_larger_one_of_lines():
    steps = np.repeat(np.arange(4) * 60, 2)[None, :, None].repeat(2, 0)
    assert abs(int(resized(np.full((9, 7, 1), 100, np.uint8), (4, 3)).mean()) - 100) <= 1
    small = resized(steps.astype(np.uint8), (1, 4))[0, :, 0].astype(int)
    assert (np.diff(small) > 30).all()
    line = resized(np.uint8([[[0], [200]]]), (1, 4))[0, :, 0]
    assert line.tolist() == [0, 50, 150, 200]


def test_other_kinds_come_by_pillow(folder):
    image = pytest.importorskip("PIL.Image")
    image.fromarray(np.full((6, 8, 3), 90, np.uint8)).save(folder / "dogs" / "a.jpg", quality=95)
    found = read_pictures(folder)
    assert abs(int(found.x[-1].mean()) - 90) < 3


def test_what_is_no_folder_of_pictures_is_said_so(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(FileError):
            read_pictures(place)


def test_a_file_is_fetched_once_and_checked(tmp_path):
    source = tmp_path / "set.bin"
    source.write_bytes(b"data")
    mark = hashlib.sha256(b"data").hexdigest()
    kept = fetch(source.as_uri(), mark, folder=tmp_path / "kept")
    assert kept.read_bytes() == b"data"
    source.unlink()
    assert fetch(source.as_uri(), mark, folder=tmp_path / "kept") == kept
    kept.write_bytes(b"spoiled")
    with pytest.raises(FileError, match="cannot be fetched"):
        fetch(source.as_uri(), mark, folder=tmp_path / "kept")
    source.write_bytes(b"other")
    with pytest.raises(FileError, match="not the file that was meant"):
        fetch(source.as_uri(), mark, folder=tmp_path / "kept")
    with pytest.raises(ArgumentError):
        fetch("ftp://x/y", mark)


def test_the_folder_can_be_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PELLUCID_DATA", str(tmp_path / "here"))
    source = tmp_path / "a.bin"
    source.write_bytes(b"x")
    assert fetch(source.as_uri(), hashlib.sha256(b"x").hexdigest()).parent == tmp_path / "here"
