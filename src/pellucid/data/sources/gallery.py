"""Many pictures decoded once, resized, and kept in one file that is mapped into memory.

The file lies in the cache folder under a key of the pictures' paths, sizes and times, so that a
changed picture is decoded again and a second training starts at once. It is written whole or not at
all. Without a cache folder the pictures stay in memory.
"""

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pellucid.core.errors import DataError, FileError
from pellucid.core.settings import settings
from pellucid.data.sources.pictures import Shape, fitted

FOLDER, FORMAT = "pictures", 1
MOST_BYTES = 4 << 30  # of all files in the folder together; the oldest go
CHUNK = 256  # pictures that a thread decodes before it asks for more

Tell = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Gallery:
    """`pixels`: uint8 (n, channels, height, width), read only. `broken`: place -> why that picture
    could not be read; its pixels are zeros.
    """

    pixels: np.ndarray
    broken: dict[int, str]


def load_gallery(paths: Sequence[str], shape: Shape, tell: Tell | None = None) -> Gallery:
    """The pictures at `paths` in a form, from the cache or decoded now."""
    folder = settings().cache
    if folder is None:
        pixels = np.zeros((len(paths), shape.channels, shape.height, shape.width), np.uint8)
        return Gallery(pixels, decode(paths, shape, pixels, tell))
    folder = folder / FOLDER
    key = key_of(paths, shape)
    found = kept(folder, key, len(paths), shape)
    return found if found is not None else make(folder, key, paths, shape, tell)


def key_of(paths: Sequence[str], shape: Shape) -> str:
    """A name for these pictures as they are now, in this form."""
    digest = hashlib.sha256(f"{FORMAT} {shape}".encode())
    for path in paths:
        try:
            facts = os.stat(path)
            digest.update(f"\n{os.path.abspath(path)} {facts.st_size} {facts.st_mtime_ns}".encode())
        except OSError:
            digest.update(f"\n{path} missing".encode())
    return digest.hexdigest()[:40]


def kept(folder: Path, key: str, count: int, shape: Shape) -> Gallery | None:
    """What the cache has, or None; a file that is not what it should be counts as absent."""
    try:
        pixels = np.load(folder / f"{key}.npy", mmap_mode="r", allow_pickle=False)
        broken = json.loads((folder / f"{key}.json").read_text("utf-8"))
        os.utime(folder / f"{key}.npy")  # used now: the oldest are removed first
        found = {int(place): str(reason) for place, reason in broken.items()}
    except (OSError, ValueError, AttributeError, EOFError):
        return None
    expected = (count, shape.channels, shape.height, shape.width)
    return Gallery(pixels, found) if pixels.shape == expected and pixels.dtype == np.uint8 else None


def make(folder: Path, key: str, paths: Sequence[str], shape: Shape, tell: Tell | None) -> Gallery:
    """Decode pictures into a new file, which takes its name when it is whole."""
    form = (len(paths), shape.channels, shape.height, shape.width)
    unfinished = folder / f".{key}.{secrets.token_hex(4)}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_oldest(folder, int(np.prod(form, dtype=np.int64)))
        pixels = np.lib.format.open_memmap(unfinished, "w+", np.uint8, form)
        broken = decode(paths, shape, pixels, tell)
        pixels.flush()
        del pixels
        (folder / f"{key}.json").write_text(json.dumps(broken), "utf-8")
        os.replace(unfinished, folder / f"{key}.npy")
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(
            f"the decoded pictures cannot be written to {str(folder)!r}: {error.strerror or error}",
            fix="free some space there, or name another folder in PELLUCID_CACHE",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return Gallery(np.load(folder / f"{key}.npy", mmap_mode="r", allow_pickle=False), broken)


def remove_oldest(folder: Path, coming: int) -> None:
    """Make room for so many bytes more, by removing what was used longest ago."""
    files = sorted(folder.glob("*.npy"), key=lambda file: file.stat().st_mtime)
    total = sum(file.stat().st_size for file in files) + coming
    for file in files:
        if total <= MOST_BYTES:
            return
        total -= file.stat().st_size
        with contextlib.suppress(OSError):
            file.unlink()
            file.with_suffix(".json").unlink()


def decode(
    paths: Sequence[str], shape: Shape, pixels: np.ndarray, tell: Tell | None
) -> dict[int, str]:
    """Write every picture to its place; which were broken, and why."""
    broken: dict[int, str] = {}

    def part(start: int) -> None:
        for place in range(start, min(start + CHUNK, len(paths))):
            try:
                pixels[place] = fitted(paths[place], shape)
            except (DataError, FileError) as error:
                broken[place] = error.given or error.what

    if tell is not None:
        tell(f"decoding {len(paths):,} pictures to {shape}")
    with ThreadPoolExecutor(settings().threads) as pool:  # Pillow lets other threads run meanwhile
        list(pool.map(part, range(0, len(paths), CHUNK)))
    return dict(sorted(broken.items()))
