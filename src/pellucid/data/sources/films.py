"""Films as arrays of frames: moving GIF, WebP and PNG files by Pillow, and folders of numbered
pictures."""

import os
import re
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.core.errors import DataError, FileError
from pellucid.data.sources.pictures import (
    BROKEN,
    Shape,
    common_shape,
    fitted,
    is_picture_name,
    pillow,
    why,
)
from pellucid.data.sources.windows import windows

MOVING = (".gif", ".webp", ".png", ".apng")
VIDEOS = (".mp4", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".m4v", ".wmv", ".flv")
MOST_PIXELS = 1 << 22


def read_film(
    path: str | os.PathLike[str], size: tuple[int, int] | None = None, *, grey: bool = False
) -> np.ndarray:
    """The frames of a film, uint8 (frames, channels, height, width): of a moving GIF, WebP or PNG
    file, or of a folder of pictures in the order of the numbers in their names.

    All are brought to `size` (height, width), else to the one that suits them; channels are 1 for
    `grey` films and those without colours, 3 otherwise. Needs the extra "pictures". FileError for
    videos such as MP4, which need a decoder that is not part of this: it says how to take them
    apart.
    """
    place = Path(path).expanduser()
    if place.suffix.lower() in VIDEOS:
        raise FileError(
            f"{place.name!r} is a video, which needs a decoder that is not part of this",
            fix="take it apart into pictures: mkdir frames && ffmpeg -i FILE frames/%05d.png",
        )
    frames = frames_in_folder(place) if place.is_dir() else frames_of_file(place)
    shape = common_shape(frames, MOST_PIXELS)
    height, width = size or (shape.height, shape.width)
    shape = Shape(1 if grey else shape.channels, height, width)
    return np.stack([fitted(frame, shape) for frame in frames])


def frames_in_folder(folder: Path) -> list[str]:
    """The pictures of a folder, by the numbers in their names."""
    files = [file for file in folder.iterdir() if is_picture_name(file.name)]
    if not files:
        raise DataError(f"the folder {folder.name!r} holds no pictures")
    return [str(file) for file in sorted(files, key=lambda file: numbered(file.name))]


def numbered(name: str) -> list[tuple[int, str]]:
    """A name as texts and numbers, so that 9 comes before 10.

    >>> sorted(["f10.png", "f9.png"], key=numbered)
    ['f9.png', 'f10.png']
    """
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def frames_of_file(file: Path) -> list[Any]:
    """The frames of a moving picture, each a picture of Pillow of its own."""
    if not file.exists():
        raise FileError(f"there is no file {str(file)!r}")
    try:
        with pillow().open(file) as held:
            return [frame.copy() for frame in pillow("ImageSequence").Iterator(held)]
    except (*BROKEN, pillow().DecompressionBombError) as error:
        raise FileError(f"{file.name!r} is not a film that can be read", given=why(error)) from None


def film_clips(frames: np.ndarray, length: int, step: int | None = None) -> np.ndarray:
    """Clips of `length` frames that begin every `step` (by default one after another): (n, length,
    channels, height, width).

    >>> film_clips(np.zeros((10, 1, 4, 4), np.uint8), 4, 2).shape
    (4, 4, 1, 4, 4)
    """
    return windows(frames, length, step)


class Films:
    """The films of a folder with a folder for each class: items (frames (length, channels, height,
    width), class), `length` frames spread evenly over each film, uint8, read when asked for. A
    film is a moving picture, or a folder of pictures.

    `DataLoader(Films("gestures", length=8, size=(64, 64)), batch_size=16)` gives their batches.
    """

    def __init__(
        self, folder: str | os.PathLike[str], *, length: int, size: tuple[int, int],
        grey: bool = False,
    ) -> None:  # fmt: skip
        self.length, self.size, self.grey = length, size, grey
        top = Path(folder).expanduser()
        if not top.is_dir():
            raise FileError(f"there is no folder {os.fspath(folder)!r}")
        kinds = sorted(entry for entry in top.iterdir() if entry.is_dir())
        held = [(film, kind.name) for kind in kinds for film in films_in(kind)]
        self.files, self.labels = [film for film, _ in held], [name for _, name in held]
        self.classes = tuple(dict.fromkeys(self.labels))
        if not held:
            raise DataError(
                f"the folder {top.name!r} holds no films",
                fix="a folder for each class, in it moving pictures or folders of pictures",
            )

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, place: int) -> tuple[np.ndarray, np.int64]:
        frames = read_film(self.files[place], self.size, grey=self.grey)
        chosen = np.rint(np.linspace(0, len(frames) - 1, self.length)).astype(int)
        found = frames[chosen]
        wanted = 1 if self.grey else 3
        found = np.repeat(found, 3, 1) if found.shape[1] < wanted else found
        return found, np.int64(self.classes.index(self.labels[place]))


def films_in(folder: Path) -> list[Path]:
    """The films of a class, in order."""
    inside = sorted(folder.iterdir(), key=lambda entry: numbered(entry.name))
    return [
        entry
        for entry in inside
        if entry.is_dir() or (is_picture_name(entry.name) and moves(entry))
    ]


def moves(file: Path) -> bool:
    """Whether a picture is of a kind that moves."""
    return file.suffix.lower() in MOVING
