"""Pictures from files and arrays, decoded once into a cache."""

import os

import numpy as np
import pytest
from PIL import Image

from pellucid.core.errors import DataError, FileError
from pellucid.core.settings import using
from pellucid.data.sources import gallery
from pellucid.data.sources.class_folders import read_class_folders
from pellucid.data.sources.gallery import load_gallery
from pellucid.data.sources.pictures import Shape, common_shape, fitted, is_grey, is_picture_name

SMALL = Shape(3, 4, 6)


def saved(path, mode="RGB", size=(12, 8), color=None, **how):
    Image.new(mode, size, color or 0).save(path, **how)
    return str(path)


@pytest.mark.parametrize(
    "mode", ["RGB", "L", "1", "P", "RGBA", "LA", "CMYK", "I;16", "YCbCr", "HSV"]
)
def test_every_mode_becomes_bytes_of_the_form(mode):
    for channels in (1, 3):
        found = fitted(Image.new(mode, (10, 7)), Shape(channels, 5, 4))
        assert found.shape == (channels, 5, 4)
        assert found.dtype == np.uint8


def test_what_is_transparent_becomes_white():
    clear = Image.new("RGBA", (3, 3), (0, 0, 0, 0))
    assert (fitted(clear, Shape(3, 3, 3)) == 255).all()


def test_sixteen_bits_of_grey_keep_their_range():
    values = np.array([[0, 65535], [32768, 257]], np.uint16)
    found = fitted(Image.fromarray(values), Shape(1, 2, 2))
    assert found[0].tolist() == [[0, 255], [127, 1]]


def test_floats_up_to_one_and_bytes_are_the_same_picture():
    values = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
    shape = Shape(1, 3, 4)
    assert (fitted(values, shape) == fitted(values / 255.0, shape)).all()


@pytest.mark.parametrize("bad", [np.zeros(3), np.zeros((2, 2, 5)), np.full((2, 2), -1.0)])
def test_an_array_that_is_no_picture_is_refused(bad):
    with pytest.raises(DataError):
        fitted(bad, SMALL)


def test_a_file_that_is_no_picture_is_named(tmp_path):
    file = tmp_path / "broken.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n but no more")
    with pytest.raises(FileError, match=r"broken\.png"):
        fitted(str(file), SMALL)


def test_a_picture_is_turned_as_its_camera_was_held(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path / "turned.jpg", size=(20, 10), exif=exif)
    assert common_shape([path], 10_000) == Shape(1, 20, 10)


def test_the_common_form_has_the_colours_and_the_shape_of_the_pictures():
    grey, red = Image.new("RGB", (40, 20), "gray"), Image.new("RGB", (40, 20), "red")
    assert is_grey(grey)
    assert common_shape([grey], 10_000) == Shape(1, 20, 40)
    assert common_shape([grey, red], 200) == Shape(3, 10, 20)


def test_picture_names():
    assert is_picture_name("A.JPEG")
    assert not is_picture_name("a.txt")


def test_the_gallery_is_decoded_once_and_again_when_a_file_changes(tmp_path, monkeypatch):
    paths = [saved(tmp_path / f"{i}.png", color=(i * 40, 0, 0)) for i in range(4)]
    decoded = []
    monkeypatch.setattr(gallery, "fitted", lambda p, s: decoded.append(p) or fitted(p, s))
    with using(cache=tmp_path / "cache"):
        first = load_gallery(paths, SMALL)
        again = load_gallery(paths, SMALL)
        assert len(decoded) == 4
        assert (first.pixels == again.pixels).all()
        assert first.pixels[:, 0, 0, 0].tolist() == [0, 40, 80, 120]
        saved(paths[0], color=(250, 0, 0))
        os.utime(paths[0], ns=(1, 1))
        assert load_gallery(paths, SMALL).pixels[0, 0, 0, 0] == 250
        assert len(decoded) == 8


def test_broken_pictures_are_named_and_the_others_stay(tmp_path):
    good, bad = saved(tmp_path / "a.png"), tmp_path / "b.png"
    bad.write_bytes(b"")
    for cache in (tmp_path / "cache", None):
        with using(cache=cache):
            found = load_gallery([good, str(bad), str(tmp_path / "none.png")], SMALL)
        assert list(found.broken) == [1, 2]
        assert found.pixels.shape == (3, 3, 4, 6)


def test_a_damaged_cache_is_decoded_again(tmp_path):
    paths = [saved(tmp_path / "a.png", color=(9, 9, 9))]
    with using(cache=tmp_path / "cache"):
        load_gallery(paths, SMALL)
        (file,) = (tmp_path / "cache" / "pictures").glob("*.npy")
        file.write_bytes(file.read_bytes()[:100])
        assert (load_gallery(paths, SMALL).pixels == 9).all()


def test_the_cache_stays_below_its_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "MOST_BYTES", 200)
    with using(cache=tmp_path / "cache"):
        for i in range(5):
            load_gallery([saved(tmp_path / f"{i}.png")], SMALL)
    files = list((tmp_path / "cache" / "pictures").glob("*.npy"))
    assert 1 <= len(files) <= 2
    assert {file.stem for file in files} == {
        file.stem for file in (tmp_path / "cache" / "pictures").glob("*.json")
    }


def test_class_folders_and_parts(tmp_path):
    for part, names in {"train": ("a", "b"), "test": ("a", "b")}.items():
        for name in names:
            (tmp_path / part / name).mkdir(parents=True)
            saved(tmp_path / part / name / "1.png")
    found = read_class_folders(tmp_path, "pictures", is_picture_name)
    assert found.labels == ("a", "b", "a", "b")
    assert found.held_out == (False, False, True, True)


@pytest.mark.parametrize(
    ("folders", "message"), [((), "no folders with pictures"), (("only",), "one class only")]
)
def test_a_folder_with_nothing_to_tell_apart_is_refused(tmp_path, folders, message):
    for name in folders:
        (tmp_path / name).mkdir()
        saved(tmp_path / name / "1.png")
    with pytest.raises(DataError, match=message):
        read_class_folders(tmp_path, "pictures", is_picture_name)
