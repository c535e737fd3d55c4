"""Writing a file so that it is the old one or the new one at every moment, whatever happens in
between.
"""

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from pellucid.core.errors import FileError

STALE = 3600.0  # seconds after which an unfinished file can only be what a killed process has left
Content = bytes | str | Callable[[BinaryIO], object]


def write_atomically(path: str | Path, content: Content) -> Path:
    """The path of the file, which from now on holds `content`; it never holds a part of it.

    `content`: bytes, text (written as UTF-8), or a function that writes to the open binary file it
    is given. All goes to a hidden file in the same folder, reaches the disk, and then takes the
    name of the old file in one move. When anything fails (a full disk, an error in the function)
    the old file is as it was and FileError, or the function's own error, is raised.

    >>> write_atomically("note.txt", "all of it").read_text()
    'all of it'
    """
    target = Path(os.path.realpath(Path(path).expanduser()))  # through a link, to what it points at
    refuse_folders(target, Path(path))
    remove_stale(target)
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        write_through(unfinished, content)
        os.replace(unfinished, target)
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise cannot_write(Path(path), error) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    settle(target.parent)
    return Path(path)


def write_through(file: Path, content: Content) -> None:
    """Write a new file and wait until the disk has it."""
    with open(file, "xb") as stream:
        if isinstance(content, str | bytes):
            stream.write(content.encode() if isinstance(content, str) else content)
        else:
            content(stream)
        stream.flush()
        os.fsync(stream.fileno())


def settle(folder: Path) -> None:
    """Wait until the disk has the new name as well. Not every system lets a folder be opened; then
    there is no way.
    """
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def refuse_folders(target: Path, path: Path) -> None:
    """FileError before anything is computed or written, when `target` cannot be a file."""
    if target.is_dir():
        raise FileError(f"{str(path)!r} is a folder, not a file", fix="give the name of a file")
    if not target.parent.is_dir():
        raise FileError(
            f"there is no folder {str(path.parent)!r} to write {path.name!r} to",
            fix="make it first",
        )


def remove_stale(target: Path) -> None:
    """Remove what killed processes have left beside `target`."""
    for left in target.parent.glob(f".{target.name}.*.part"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE:
                left.unlink()


def cannot_write(path: Path, error: OSError) -> FileError:
    """The system's error in our words."""
    reason = error.strerror or str(error)
    fix = "free some space, or give a path on another disk" if is_full(error) else ""
    kept = "; the file that was there is unchanged" if path.exists() else ""
    return FileError(f"{str(path)!r} cannot be written: {reason}{kept}", fix=fix)


def is_full(error: OSError) -> bool:
    """Whether there was no space left, or a quota was reached."""
    return error.errno in {getattr(errno, name, errno.ENOSPC) for name in ("ENOSPC", "EDQUOT")}
