"""Object files kept on disk, so that a second process compiles nothing.

A file is a header (magic, length and sha256 of what follows) and the object. It appears whole under
its name or not at all; what is damaged or not ours is removed and compiled again. The disk is never
a reason to fail: without a folder, space or permission everything works, only more is compiled.
"""

import hashlib
import os
import tempfile
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from functools import cache
from pathlib import Path

from pellucid.backends.llvm.host import host
from pellucid.backends.llvm.jit import compile_object
from pellucid.core.lazy import lazy
from pellucid.core.settings import settings

llvm = lazy("llvmlite.binding")

FORMAT = "1"  # raise it when the same IR text must give another object
MAGIC = b"PELLUCID"
HEADER_BYTES = len(MAGIC) + 8 + 32
SUFFIX = ".object"
UNFINISHED = ".unfinished"
LIMIT_BYTES = 512 * 2**20
KEEP = 0.75  # the part of the limit trimming leaves, so that it is not needed again at once
ABANDONED_SECONDS = 3600.0  # an unfinished file this old has lost its writer
RECENT_OBJECTS = 256  # kept in memory


class ObjectCache:
    """Object files by key in a folder, the least recently used leaving first.

    With `folder` None it keeps nothing. No method raises because of the disk. Any number of
    processes may use one folder.

    >>> ObjectCache(None).get("key") is None
    True
    """

    def __init__(self, folder: Path | None, limit_bytes: int = LIMIT_BYTES) -> None:
        self.folder, self.limit_bytes = folder, limit_bytes

    def get(self, key: str) -> bytes | None:
        """The bytes stored under the key, or None. A file damaged or not ours is removed."""
        if self.folder is None:
            return None
        file = self.folder / f"{key}{SUFFIX}"
        try:
            data = unsealed(file.read_bytes())
        except OSError:
            return None
        with suppress(OSError):  # in a read-only folder a good object is still good
            if data is None:
                file.unlink()
            else:
                os.utime(file)  # used now: the last to be trimmed
        return data

    def put(self, key: str, data: bytes) -> None:
        """Stores the bytes under the key, whole or not at all. One key in sixteen also trims."""
        if self.folder is None:
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            replace_file(self.folder / f"{key}{SUFFIX}", sealed(data))
            if key.startswith("0"):  # one hexadecimal key in sixteen: no need to keep count
                self.trim()

    def trim(self) -> None:
        """Removes the least recently used files until the folder is well under its limit."""
        files = self.files()
        total = sum(size for _, size, _ in files)
        if total <= self.limit_bytes:
            return
        for _, size, path in sorted(files):
            with suppress(OSError):  # another process was quicker
                os.unlink(path)
            total -= size
            if total <= KEEP * self.limit_bytes:
                return

    def files(self) -> list[tuple[float, int, str]]:
        """Last use, size and path of every object; what a dead writer left is removed."""
        found = []
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    state = entry.stat()
                    if entry.name.endswith(SUFFIX):
                        found.append((state.st_mtime, state.st_size, entry.path))
                    elif entry.name.endswith(UNFINISHED) and is_abandoned(state):
                        os.unlink(entry)
        return found


def is_abandoned(state: os.stat_result) -> bool:
    """Whether an unfinished file is so old that nobody can be writing it any more."""
    return time.time() - state.st_mtime > ABANDONED_SECONDS


def sealed(data: bytes) -> bytes:
    """The bytes behind a header by which `unsealed` knows them."""
    return MAGIC + len(data).to_bytes(8, "little") + hashlib.sha256(data).digest() + data


def unsealed(file: bytes) -> bytes | None:
    """The bytes that were sealed, or None if the file is shorter, longer or other than it was.

    >>> unsealed(sealed(b"code")), unsealed(sealed(b"code")[:-1])
    (b'code', None)
    """
    data = file[HEADER_BYTES:]
    return data if file == sealed(data) else None


def replace_file(path: Path, data: bytes) -> None:
    """Writes the file under another name, then moves it into place.

    Readers see the old bytes or the new, never a part. Raises OSError, and leaves nothing behind,
    where it cannot.
    """
    handle, unfinished = tempfile.mkstemp(UNFINISHED, dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.replace(unfinished, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished)
        raise


def object_key(ir_text: str) -> str:
    """The sha256 of all an object depends on: IR text, processor, features, LLVM, our format.

    >>> len(object_key("define void @nothing() { ret void }"))
    64
    """
    here = host()
    version = ".".join(map(str, llvm.llvm_version_info))
    return hashlib.sha256(
        "\0".join((FORMAT, version, here.triple, here.cpu, here.features, ir_text)).encode()
    ).hexdigest()


@cache
def disk(folder: Path | None, part: str, limit_bytes: int = LIMIT_BYTES) -> ObjectCache:
    """The cache in the folder `part` below that of `settings().cache`."""
    return ObjectCache(folder and folder / part, limit_bytes)


recent: OrderedDict[str, bytes] = OrderedDict()
recent_lock = threading.Lock()


def object_for(ir_text: str) -> bytes:
    """The object file of a module, compiled unless memory or the folder `settings().cache` has it.

    >>> nothing = "define void @nothing() { ret void }"
    >>> object_for(nothing) is object_for(nothing)
    True
    """
    key = object_key(ir_text)
    data = kept_object(key)
    if data is None:
        data = compile_object(ir_text)
        disk(settings().cache, "objects").put(key, data)
        keep_recent(key, data)
    return data


def kept_object(key: str) -> bytes | None:
    """The object under a key of `object_key`, if memory or the disk has it."""
    with recent_lock:
        if key in recent:
            recent.move_to_end(key)
            return recent[key]
    data = disk(settings().cache, "objects").get(key)
    if data is not None:
        keep_recent(key, data)
    return data


def keep_recent(key: str, data: bytes) -> None:
    """Keeps an object in memory, the least recently used leaving first."""
    with recent_lock:
        recent[key] = data
        while len(recent) > RECENT_OBJECTS:
            recent.popitem(last=False)
