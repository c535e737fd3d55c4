"""The idx files of MNIST and its relatives.

Format: two zero bytes, a byte for the dtype, a byte for the number of axes, the axes as big-endian
uint32, the elements in big-endian order (as described on the MNIST page by LeCun, Cortes and
Burges).
"""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np

from pellucid.core.errors import FileError

GZIP_MAGIC = b"\x1f\x8b"
DTYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
# Where Debian's package dataset-fashion-mnist puts its files.
FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
PARTS = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
FASHION_CLASSES = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)


def read_idx(path: str | Path) -> np.ndarray:
    """The array in an idx file, gzipped or not, in this machine's byte order. FileError when it is
    not one.
    """
    file = Path(path).expanduser()
    try:
        raw = file.read_bytes()
        raw = gzip.decompress(raw) if raw.startswith(GZIP_MAGIC) else raw
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"{str(file)!r} cannot be read: {reason}") from None
    if len(raw) < 4 or raw[:2] != b"\0\0" or raw[2] not in DTYPES:
        raise FileError(f"{file.name!r} is not an idx file", given=f"it starts with {raw[:4]!r}")
    dtype, axes = np.dtype(DTYPES[raw[2]]), raw[3]
    start = 4 + 4 * axes
    shape = struct.unpack(f">{axes}I", raw[4:start]) if len(raw) >= start else ()
    if len(raw) != start + math.prod(shape) * dtype.itemsize:
        raise FileError(
            f"{file.name!r} is cut short or too long",
            given=f"{len(raw):,} bytes for an array of shape {shape}",
            fix="fetch it again",
        )
    return np.frombuffer(raw, dtype, offset=start).reshape(shape).astype(dtype.newbyteorder("="))


def load_fashion_mnist(
    folder: str | Path | None = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Training images uint8 (60000, 28, 28), their labels uint8 (60000,), and the same for the
    10,000 test images.

    `folder` holds the four idx files, gzipped or not; by default the one of Debian's package
    `dataset-fashion-mnist`. The same files of MNIST are read alike. FileError says what is missing
    and how to get it.
    """
    place = FASHION_MNIST if folder is None else Path(folder).expanduser()
    return tuple(read_idx(idx_file(place, part)) for part in PARTS)  # type: ignore[return-value]


def idx_file(folder: Path, part: str) -> Path:
    """The file of one part, under its usual names."""
    spellings = (part, part.replace("-idx", ".idx"))
    for name in (name + end for name in spellings for end in (".gz", "")):
        if (folder / name).is_file():
            return folder / name
    raise FileError(
        f"there is no {part}.gz in {str(folder)!r}",
        fix="on Debian and Ubuntu: apt install dataset-fashion-mnist; "
        "elsewhere give the folder of the four idx files",
    )
