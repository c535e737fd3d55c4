"""Files from elsewhere, fetched once: checked against their SHA-256, and kept."""

import hashlib
import os
import urllib.error
import urllib.request
from pathlib import Path

from pellucid.core.errors import ArgumentError, FileError
from pellucid.formats.atomic import write_atomically

FOLDER = "PELLUCID_DATA"  # the environment variable that names where files are kept


def data_folder() -> Path:
    """Where fetched files are kept: the folder that PELLUCID_DATA names, or
    `~/.cache/pellucid/data`."""
    given = os.environ.get(FOLDER)
    return Path(given).expanduser() if given else Path.home() / ".cache" / "pellucid" / "data"


def fetch(
    url: str, sha256: str, *, name: str | None = None, folder: str | Path | None = None
) -> Path:
    """The path of a file fetched from `url` (https or file) with this checksum; one that is there
    already, and is whole, is not fetched again, so a machine without a network needs only the file.

    >>> source = Path("a.txt").absolute()
    >>> _ = source.write_text("abc")
    >>> mark = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    >>> fetch(source.as_uri(), mark, folder="kept").name
    'a.txt'
    """
    if not url.startswith(("https://", "file://")):
        raise ArgumentError(f"fetch: files come by https or file, not {url!r}")
    place = Path(folder).expanduser() if folder is not None else data_folder()
    target = place / (name or url.rsplit("/", 1)[-1])
    if target.is_file() and digest(target.read_bytes()) == sha256.lower():
        return target
    try:
        with urllib.request.urlopen(url, timeout=60) as stream:
            content = stream.read()
    except (OSError, urllib.error.URLError) as error:
        raise FileError(
            f"{url} cannot be fetched: {getattr(error, 'reason', error)}",
            fix=f"put the file into {str(place)!r} as {target.name!r}",
        ) from None
    found = digest(content)
    if found != sha256.lower():
        raise FileError(
            f"{url} is not the file that was meant",
            given=f"SHA-256 {found}",
            fix="look at what it is",
        )
    place.mkdir(parents=True, exist_ok=True)
    return write_atomically(target, content)


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
