"""Folders of pictures as arrays: each folder inside is a class, as most picture sets are kept."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pellucid.core.errors import DataError, FileError
from pellucid.core.lazy import optional
from pellucid.formats.png import read_png

OTHERS = {".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff"}
GREY = np.array([0.299, 0.587, 0.114], np.float32)


class Pictures(NamedTuple):
    """Pictures uint8 (n, C, H, W), the number of each one's class, int64 (n,), the classes by name,
    and the files."""

    x: np.ndarray
    y: np.ndarray
    classes: tuple[str, ...]
    files: tuple[Path, ...]


def read_pictures(
    folder: str | Path, size: tuple[int, int] | None = None, *, grey: bool = False
) -> Pictures:
    """The pictures in the folders inside `folder`, each folder a class; of files in `folder` itself
    the class is 0. PNG is read by itself, other kinds by Pillow (the extra "pictures"). All are
    brought to `size` (height, width), or must have one size.
    """
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise FileError(f"there is no folder {str(folder)!r}")
    inside = sorted(p for p in place.iterdir() if p.is_dir() and any(pictures_in(p)))
    classes = tuple(p.name for p in inside) or (place.name,)
    files = [(f, k) for k, p in enumerate(inside or [place]) for f in pictures_in(p)]
    if not files:
        raise FileError(f"there are no pictures in {str(folder)!r}", fix="PNG or JPEG files")
    found = [shaped(read_picture(f), size, grey=grey) for f, _ in files]
    shapes = {x.shape for x in found}
    if len(shapes) > 1:
        raise DataError(
            "the pictures differ in size", given=", ".join(map(str, sorted(shapes)[:4])),
            fix="size=(height, width) brings them to one",
        )  # fmt: skip
    labels = np.array([k for _, k in files], np.int64)
    return Pictures(np.stack(found), labels, classes, tuple(f for f, _ in files))


def pictures_in(folder: Path) -> list[Path]:
    """The files that are pictures by their names, in order."""
    return sorted(f for f in folder.iterdir() if f.suffix.lower() in {".png", *OTHERS})


def read_picture(path: str | Path) -> np.ndarray:
    """A picture as uint8 (H, W) or (H, W, channels)."""
    file = Path(path).expanduser()
    if file.suffix.lower() == ".png":
        try:
            return read_png(file)
        except FileError as error:
            if "another kind" not in str(error):
                raise
    image: Any = optional("PIL.Image", "pictures")
    try:
        with image.open(file) as held:
            return np.asarray(held if held.mode in {"L", "RGB"} else held.convert("RGB"))
    except OSError as error:
        raise FileError(f"{str(file)!r} cannot be read", given=str(error)) from None


def shaped(picture: np.ndarray, size: tuple[int, int] | None, *, grey: bool) -> np.ndarray:
    """A picture as (C, H, W) of the size and colours that are wanted; alpha is left out."""
    x = picture[..., None] if picture.ndim == 2 else picture
    x = x[..., : 1 if x.shape[-1] < 3 else 3]
    x = np.repeat(x, 3, -1) if x.shape[-1] == 1 and not grey else x
    if grey and x.shape[-1] == 3:
        x = (x @ GREY)[..., None].round().astype(np.uint8)
    if size is not None and x.shape[:2] != size:
        x = resized(x, size)
    return x.transpose(2, 0, 1)


def resized(x: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A picture (H, W, C) brought to a size: each new pixel the mean of those it covers, by the
    share that it covers."""
    found = x.astype(np.float64)
    for axis, wanted in enumerate(size):
        found = np.moveaxis(
            np.tensordot(shares(found.shape[axis], wanted), found, (1, axis)), 0, axis
        )
    return found.round().clip(0, 255).astype(np.uint8)


def shares(old: int, new: int) -> np.ndarray:
    """(new, old): how much of each old pixel a new one is made of. A larger picture lies on lines
    between its pixels."""
    scale = max(old / new, 1.0)
    middles = (np.arange(new) + 0.5) * old / new - 0.5
    weights = np.maximum(0, 1 - np.abs(np.arange(old) - middles[:, None]) / scale)
    return weights / weights.sum(1, keepdims=True)
