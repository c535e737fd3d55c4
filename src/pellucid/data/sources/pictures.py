"""Pictures of any file format, size and mode as arrays of one form. Pillow reads them."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core.errors import DataError, FileError
from pellucid.core.lazy import optional

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm")
EXTRA = "pictures"
# What Pillow raises for a file that is not a whole picture: each of its formats has its own way.
BROKEN = (OSError, SyntaxError, ValueError, TypeError, IndexError, EOFError, MemoryError)
WHITE = 255  # what shows through a transparent picture
SIXTEEN_BITS = 257.0  # 65535 / 255


@dataclass(frozen=True)
class Shape:
    """The form that pictures are brought into: 1 channel (grey) or 3 (red, green, blue)."""

    channels: int
    height: int
    width: int

    def __str__(self) -> str:
        kind = "grey" if self.channels == 1 else "colour"
        return f"{self.width} x {self.height} pixels, {kind}"


def is_picture_name(name: str) -> bool:
    """Whether a file's name says that it is a picture.

    >>> is_picture_name("cats/0001.JPG"), is_picture_name("labels.csv")
    (True, False)
    """
    return name.lower().endswith(SUFFIXES)


def pillow(part: str = "Image") -> Any:
    """A module of Pillow. MissingExtraError names the extra when it is not installed."""
    return optional(f"PIL.{part}", EXTRA)


def opened(source: Any) -> Any:
    """A path, a picture of Pillow or an array as a picture of Pillow, turned upright.

    Arrays: (h, w), or (h, w, c) with 1, 3 or 4 channels; uint8, or floats from 0 to 1. FileError
    for a file that is no picture, DataError for anything else.
    """
    image = pillow()
    if isinstance(source, image.Image):
        return source
    if isinstance(source, str | os.PathLike):
        return opened_file(os.fspath(source))
    array = np.asarray(source)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.ndim not in {2, 3} or (array.ndim == 3 and array.shape[2] not in {3, 4}):
        raise DataError(
            "this array is not a picture",
            given=f"{array.dtype} {array.shape}",
            fix="give (height, width) or (height, width, channels) with 1, 3 or 4 channels",
        )
    return image.fromarray(as_bytes(array))


def opened_file(path: str) -> Any:
    """The picture in a file, its first if it holds several. FileError when it is none."""
    try:
        found = pillow().open(path)
        found.load()
    except (*BROKEN, pillow().DecompressionBombError) as error:
        raise FileError(f"{path!r} is not a picture that can be read", given=why(error)) from None
    return pillow("ImageOps").exif_transpose(found)


def why(error: BaseException) -> str:
    """What is wrong with a file, without its path."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = " ".join(str(error).split())
    return "no known format" if text.startswith("cannot identify") else text or type(error).__name__


def as_bytes(array: np.ndarray) -> np.ndarray:
    """An array of grey values or colours as uint8; floats go from 0 to 1."""
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    if array.dtype == bool or array.dtype.kind == "f":
        known = np.nan_to_num(array.astype(np.float32))
        if known.min(initial=0) < 0 or known.max(initial=0) > 255:
            raise DataError(
                "the numbers of a picture lie between 0 and 1, or 0 and 255",
                given=f"{known.min():g} to {known.max():g}",
            )
        return np.rint(known * (255.0 if known.max(initial=0) <= 1 else 1.0)).astype(np.uint8)
    if array.dtype == np.uint16:
        return np.rint(array / SIXTEEN_BITS).astype(np.uint8)
    if array.dtype.kind in "iu" and array.min(initial=0) >= 0 and array.max(initial=0) <= 255:
        return array.astype(np.uint8)
    raise DataError("the numbers of a picture are bytes, or lie between 0 and 1")


def flattened(picture: Any, channels: int) -> Any:
    """A picture as `L` (grey) or `RGB`; what is transparent becomes white."""
    mode = "L" if channels == 1 else "RGB"
    if picture.mode.startswith("I") or picture.mode == "F":  # 16 or 32 bits of grey
        values = np.asarray(picture, np.float64)
        scale = SIXTEEN_BITS if values.max(initial=0) > 255 else 1.0
        picture = pillow().fromarray(np.clip(values / scale, 0, 255).astype(np.uint8))
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        ground = pillow().new("RGBA", clear.size, (WHITE, WHITE, WHITE, WHITE))
        picture = pillow().alpha_composite(ground, clear)
    return picture.convert(mode)


def fitted(source: Any, shape: Shape) -> np.ndarray:
    """A picture in a form: uint8 (channels, height, width). The whole of it is kept, stretched."""
    picture = opened(source)
    try:
        plain = flattened(picture, shape.channels)
        if plain.size != (shape.width, shape.height):
            smooth = pillow().Resampling.BILINEAR
            plain = plain.resize((shape.width, shape.height), smooth, reducing_gap=3.0)
    except BROKEN as error:
        raise FileError("a picture cannot be read", given=why(error)) from None
    values = np.asarray(plain, np.uint8)
    return values[None] if shape.channels == 1 else values.transpose(2, 0, 1)


def is_grey(picture: Any) -> bool:
    """Whether a picture has no colours."""
    if picture.mode in {"L", "LA", "1", "F"} or picture.mode.startswith("I"):
        return True
    red, green, blue = np.asarray(flattened(picture, 3)).transpose(2, 0, 1)
    return bool((red == green).all() and (green == blue).all())


def common_shape(sources: Iterable[Any], most_pixels: int) -> Shape:
    """The form that suits pictures: as many channels as they use, the shape of most of them, and
    the size of the middle one, but at most so many pixels.

    >>> common_shape([np.zeros((20, 30), np.uint8)] * 3, 10_000)
    Shape(channels=1, height=20, width=30)
    """
    sizes, colours = [], False
    for source in sources:
        picture = opened(source)
        sizes.append(picture.size)
        colours = colours or not is_grey(picture)
    if not sizes:
        raise DataError("there is no picture that can be read")
    widths, heights = np.array(sizes, np.float64).T
    slope = float(np.median(np.log(widths / heights)))
    pixels = min(float(np.median(widths * heights)), most_pixels)
    width = max(1, round((pixels * np.exp(slope)) ** 0.5))
    height = max(1, round((pixels / np.exp(slope)) ** 0.5))
    return Shape(3 if colours else 1, height, width)
