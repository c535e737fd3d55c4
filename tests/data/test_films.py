"""Films from real files: moving GIF, WebP and PNG, and folders of numbered pictures."""

import numpy as np
import pytest

from pellucid.core.errors import DataError, FileError
from pellucid.data import DataLoader, Films, film_clips, read_film

image = pytest.importorskip("PIL.Image", reason="films are read by the extra pictures")


def frames(n, colour=True):
    """A bright square that moves to the right."""
    found = np.zeros((n, 16, 24, 3), np.uint8)
    for i in range(n):
        found[i, 4:12, i : i + 8] = (250, 40, 40) if colour else 200
    return found


def save(path, pictures):
    first, *rest = (image.fromarray(x) for x in pictures)
    first.save(path, save_all=True, append_images=rest, duration=40, lossless=True)
    return path


@pytest.mark.parametrize("end", ["gif", "webp", "png"])
def test_every_frame_of_a_moving_picture_is_read(end, tmp_path):
    made = frames(10)
    found = read_film(save(tmp_path / f"a.{end}", made))
    assert found.shape == (10, 3, 16, 24)
    assert np.abs(found.transpose(0, 2, 3, 1).astype(int) - made).max() <= 8  # GIF has a palette


def test_a_folder_is_read_in_the_order_of_its_numbers(tmp_path):
    made = frames(12, colour=False)
    for i, x in enumerate(made):
        image.fromarray(x).save(tmp_path / f"frame{i}.png")
    found = read_film(tmp_path)
    assert found.shape == (12, 1, 16, 24)
    assert np.array_equal(found[:, 0], made[..., 0])
    assert read_film(tmp_path, size=(8, 12), grey=True).shape == (12, 1, 8, 12)


def test_clips_overlap_as_asked():
    clips = film_clips(np.arange(10)[:, None, None, None], 4, 3)
    assert clips[:, :, 0, 0, 0].tolist() == [[0, 1, 2, 3], [3, 4, 5, 6], [6, 7, 8, 9]]


def test_films_of_classes_are_served_in_batches(tmp_path):
    for kind in ("left", "right"):
        (tmp_path / kind).mkdir()
        made = frames(9) if kind == "right" else frames(9)[::-1]
        save(tmp_path / kind / "a.gif", made)
    still = tmp_path / "right" / "b"
    still.mkdir()
    for i, x in enumerate(frames(5, colour=False)):
        image.fromarray(x).save(still / f"{i}.png")
    films = Films(tmp_path, length=4, size=(8, 12))
    x, y = next(iter(DataLoader(films, batch_size=3)))
    assert films.classes == ("left", "right")
    assert x.shape == (3, 4, 3, 8, 12)
    assert y.tolist() == [0, 1, 1]


def test_what_is_no_film_says_so(tmp_path):
    with pytest.raises(FileError, match="ffmpeg"):
        read_film(tmp_path / "a.mp4")
    with pytest.raises(FileError, match="no file"):
        read_film(tmp_path / "a.gif")
    (tmp_path / "b.gif").write_text("no film")
    with pytest.raises(FileError, match="not a film"):
        read_film(tmp_path / "b.gif")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="holds no pictures"):
        read_film(tmp_path / "empty")
    with pytest.raises(DataError, match="holds no films"):
        Films(tmp_path, length=2, size=(4, 4))
