"""Compiled objects survive the process, and nothing the disk does to them is ever an error."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from pellucid.backends.llvm import cache
from pellucid.backends.llvm.cache import (
    ABANDONED_SECONDS,
    SUFFIX,
    UNFINISHED,
    ObjectCache,
    object_for,
    object_key,
    replace_file,
    sealed,
    unsealed,
)
from pellucid.backends.llvm.host import host
from pellucid.core.settings import using

KEY = "ab" * 32
NOTHING = "define void @nothing{}() {{ ret void }}"


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def test_what_is_put_is_got(tmp_path):
    store = ObjectCache(tmp_path / "a" / "b")
    store.put(KEY, b"code")
    assert store.get(KEY) == b"code"
    assert ObjectCache(tmp_path / "a" / "b").get(KEY) == b"code"
    assert names(tmp_path / "a" / "b") == [KEY + SUFFIX]


def test_what_was_not_put_is_none(tmp_path):
    assert ObjectCache(tmp_path / "missing").get(KEY) is None


def test_without_a_folder_nothing_is_kept():
    store = ObjectCache(None)
    store.put(KEY, b"code")
    assert store.get(KEY) is None


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"PELL",
        sealed(b"code")[:-1],
        sealed(b"code") + b"!",
        sealed(b"code").replace(b"code", b"cope"),
        sealed(b"code").replace(b"PELLUCID", b"PELLUCIE"),
        b"\x7fELF" + bytes(1000),
    ],
    ids=["empty", "short", "truncated", "longer", "changed", "other magic", "foreign"],
)
def test_a_damaged_file_is_removed_and_can_be_written_again(tmp_path, damaged):
    store, file = ObjectCache(tmp_path), tmp_path / (KEY + SUFFIX)
    file.write_bytes(damaged)
    assert store.get(KEY) is None
    assert not file.exists()
    store.put(KEY, b"code")
    assert store.get(KEY) == b"code"


def test_sealing_keeps_any_bytes():
    for data in (b"", b"\0", os.urandom(10000)):
        assert unsealed(sealed(data)) == data


def test_a_folder_in_the_place_of_the_file_is_no_error(tmp_path):
    (tmp_path / (KEY + SUFFIX)).mkdir()
    store = ObjectCache(tmp_path)
    store.put(KEY, b"code")
    assert store.get(KEY) is None
    assert names(tmp_path) == [KEY + SUFFIX]


def test_a_file_in_the_place_of_the_folder_is_no_error(tmp_path):
    (tmp_path / "cache").write_text("a file")
    store = ObjectCache(tmp_path / "cache")
    store.put(KEY, b"code")
    store.trim()
    assert store.get(KEY) is None


def test_a_folder_deleted_underneath_is_made_again(tmp_path):
    store = ObjectCache(tmp_path / "cache")
    store.put(KEY, b"code")
    (tmp_path / "cache" / (KEY + SUFFIX)).unlink()
    (tmp_path / "cache").rmdir()
    assert store.get(KEY) is None
    store.put(KEY, b"code")
    assert store.get(KEY) == b"code"


def test_a_read_only_folder_is_read_and_not_written(tmp_path, monkeypatch):
    store = ObjectCache(tmp_path)
    store.put(KEY, b"code")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    for function in ("utime", "replace", "unlink"):  # the superuser may write to any folder
        monkeypatch.setattr(cache.os, function, refuse)
    monkeypatch.setattr(cache.tempfile, "mkstemp", refuse)
    store.put("cd" * 32, b"more")
    assert store.get(KEY) == b"code"
    assert store.get("cd" * 32) is None


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_a_folder_without_permission_is_no_error(tmp_path):
    store = ObjectCache(tmp_path / "cache")
    tmp_path.chmod(0o500)
    store.put(KEY, b"code")
    tmp_path.chmod(0o700)
    assert store.get(KEY) is None


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.os, "replace", full)
    ObjectCache(tmp_path).put(KEY, b"code")
    assert names(tmp_path) == []


CRAMPED = """
import resource, sys
from pathlib import Path
from pellucid.backends.llvm.cache import ObjectCache
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
store = ObjectCache(Path(sys.argv[1]))
store.put("ab", bytes(5000))
store.put("cd", bytes(100))
print(store.get("ab"), store.get("cd") == bytes(100))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no limit on the size of files")
def test_a_disk_that_ends_within_a_file_leaves_nothing_behind(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CRAMPED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["None", "True"]
    assert names(tmp_path) == ["cd" + SUFFIX]


def test_replacing_a_file_keeps_the_old_one_when_it_fails(tmp_path, monkeypatch):
    file = tmp_path / "file"
    replace_file(file, b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(file, b"new")
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


def filled(folder, sizes, limit):
    """A cache whose files were used one after the other, the first longest ago."""
    store = ObjectCache(folder, limit)
    now = time.time()
    for number, size in enumerate(sizes):
        key = f"f{number:03}"
        store.put(key, bytes(size))
        os.utime(folder / (key + SUFFIX), (now - 1000 + number,) * 2)
    return store


def test_trimming_removes_the_least_recently_used(tmp_path):
    store = filled(tmp_path, [1000] * 10, limit=6000)
    assert store.get("f000") == bytes(1000)  # used now
    store.trim()
    assert names(tmp_path) == [f"{key}{SUFFIX}" for key in ("f000", "f007", "f008", "f009")]


def test_below_the_limit_nothing_is_removed(tmp_path):
    store = filled(tmp_path, [1000] * 5, limit=6000)
    store.trim()
    assert len(names(tmp_path)) == 5


def test_putting_trims_now_and_then(tmp_path):
    store = filled(tmp_path, [1000] * 10, limit=3000)
    store.put("1" * 64, b"code")
    assert len(names(tmp_path)) == 11
    store.put("0" * 64, b"code")
    assert len(names(tmp_path)) < 5


def test_trimming_removes_what_a_dead_writer_left(tmp_path):
    old, young = tmp_path / f"old{UNFINISHED}", tmp_path / f"young{UNFINISHED}"
    for file in (old, young):
        file.write_bytes(b"half")
    os.utime(old, (time.time() - ABANDONED_SECONDS - 10,) * 2)
    ObjectCache(tmp_path).trim()
    assert names(tmp_path) == [young.name]


WRITER = """
import sys
from pathlib import Path
from pellucid.backends.llvm.cache import ObjectCache
store = ObjectCache(Path(sys.argv[1]), 40_000)
for turn in range(150):
    for key, byte in (("0a", b"x"), ("0b", b"y"), ("1c", b"z")):
        store.put(key, byte * (1000 + turn))
        found = store.get(key)
        assert found is None or set(found) == set(byte), (key, len(found))
"""


def test_processes_that_write_the_same_keys_never_read_a_part(tmp_path):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [writer.communicate()[1] for writer in writers] == [b""] * 3
    assert [writer.returncode for writer in writers] == [0] * 3
    assert not [name for name in names(tmp_path) if name.endswith(UNFINISHED)]


def test_threads_that_write_the_same_key_never_read_a_part(tmp_path):
    store, wrong = ObjectCache(tmp_path), []

    def work(byte: bytes) -> None:
        for _ in range(100):
            store.put(KEY, byte * 1000)
            found = store.get(KEY)
            if found is None or len(set(found)) != 1:
                wrong.append(found)

    threads = [threading.Thread(target=work, args=(bytes([65 + n]),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_key_depends_on_the_text():
    assert object_key("a") != object_key("b")
    assert object_key("a") == object_key("a")


def test_the_key_depends_on_the_processor_and_the_format(monkeypatch):
    before = object_key("a")
    monkeypatch.setattr(cache, "FORMAT", "another")
    assert object_key("a") != before
    monkeypatch.undo()
    assert object_key("a") == before
    another = replace(host(), features="+another")
    monkeypatch.setattr(cache, "host", lambda: another)
    assert object_key("a") != before


def test_a_second_process_compiles_nothing(tmp_path, monkeypatch):
    text = NOTHING.format("_from_disk")
    with using(cache=tmp_path):
        first = object_for(text)
        monkeypatch.setattr(cache, "recent", cache.OrderedDict())  # as in a new process
        monkeypatch.setattr(cache, "compile_object", None)
        assert object_for(text) == first
    assert len(names(tmp_path / "objects")) == 1


def test_memory_answers_without_a_disk(monkeypatch):
    text = NOTHING.format("_from_memory")
    with using(cache=None):
        first = object_for(text)
        monkeypatch.setattr(cache, "compile_object", None)
        assert object_for(text) is first


def test_memory_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(cache, "compile_object", str.encode)
    monkeypatch.setattr(cache, "recent", cache.OrderedDict())
    with using(cache=None):
        for number in range(cache.RECENT_OBJECTS + 10):
            object_for(f"text {number}")
    assert len(cache.recent) == cache.RECENT_OBJECTS


def test_a_damaged_object_is_compiled_again(tmp_path, monkeypatch):
    text = NOTHING.format("_damaged")
    with using(cache=tmp_path):
        good = object_for(text)
        (file,) = (tmp_path / "objects").iterdir()
        file.write_bytes(file.read_bytes()[:-10])
        monkeypatch.setattr(cache, "recent", cache.OrderedDict())
        assert object_for(text) == good
        assert unsealed(file.read_bytes()) == good
