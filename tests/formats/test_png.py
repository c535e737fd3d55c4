"""Pictures as PNG, written and read back, and what other programs write."""

import struct
import zlib

import numpy as np
import pytest

from pellucid.core.errors import FileError, ShapeError
from pellucid.formats.png import SIGNATURE, chunk, png, read_png, save_png

SOURCE = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3), (4, 4, 4)])
def test_a_picture_comes_back(shape, tmp_path):
    picture = SOURCE.integers(0, 256, shape, dtype=np.uint8)
    path = save_png(tmp_path / "a.png", picture)
    np.testing.assert_array_equal(read_png(path), picture)


def test_pillow_reads_what_is_written_and_is_read(tmp_path):
    image = pytest.importorskip("PIL.Image")
    smooth = (np.add.outer(np.arange(40), np.arange(50))[..., None] * [1, 2, 1] % 256).astype(
        np.uint8
    )
    for mode in ("L", "RGB", "RGBA", "P", "LA"):
        picture = image.fromarray(smooth).convert(mode)
        picture.save(tmp_path / "theirs.png", optimize=True)
        wanted = picture.convert("RGB") if mode == "P" else picture
        np.testing.assert_array_equal(read_png(tmp_path / "theirs.png"), np.asarray(wanted))
    save_png(tmp_path / "ours.png", smooth)
    np.testing.assert_array_equal(np.asarray(image.open(tmp_path / "ours.png")), smooth)


@pytest.mark.parametrize("kind", range(5))
def test_every_filter_is_undone(kind, tmp_path):
    picture = SOURCE.integers(0, 256, (6, 8, 3), dtype=np.uint8)
    x = picture.reshape(6, -1).astype(int)
    left = np.pad(x, ((0, 0), (3, 0)))[:, :-3]
    up = np.pad(x, ((1, 0), (0, 0)))[:-1]
    corner = np.pad(x, ((1, 0), (3, 0)))[:-1, :-3]
    near = left + up - corner
    apart = np.stack([abs(near - left), abs(near - up), abs(near - corner)])
    paeth = np.choose(apart.argmin(0), [left, up, corner])
    guess = [0 * x, left, up, (left + up) // 2, paeth][kind]
    rows = np.hstack([np.full((6, 1), kind), (x - guess) % 256]).astype(np.uint8)
    head = struct.pack(">IIBBBBB", 8, 6, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b"")]
    (tmp_path / "f.png").write_bytes(SIGNATURE + b"".join(chunk(*p) for p in parts))
    np.testing.assert_array_equal(read_png(tmp_path / "f.png"), picture)


def test_other_files_and_arrays_are_refused(tmp_path):
    good = png(np.zeros((3, 3), np.uint8))
    for number, raw in enumerate([b"GIF89a", good[:40], good.replace(b"\x08\x00", b"\x10\x00", 1)]):
        (tmp_path / f"{number}.png").write_bytes(raw)
        with pytest.raises(FileError):
            read_png(tmp_path / f"{number}.png")
    with pytest.raises(FileError):
        read_png(tmp_path / "nothing.png")
    for picture in (np.zeros((2, 2)), np.zeros((2, 2, 5), np.uint8), np.zeros((0, 2), np.uint8)):
        with pytest.raises(ShapeError):
            png(picture)
