"""A file is the old one or the new one at every moment."""

import errno
import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from pellucid.core.errors import FileError
from pellucid.formats import write_atomically


@pytest.mark.parametrize(
    "content", ["ünï\n", "ünï\n".encode(), lambda s: s.write("ünï\n".encode())]
)
def test_text_bytes_and_writers_are_written(tmp_path, content):
    path = tmp_path / "file"
    assert write_atomically(path, content) == path
    assert path.read_bytes() == "ünï\n".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("where", ["replace", "fsync"])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, where):
    path = tmp_path / "file"
    write_atomically(path, "old")
    monkeypatch.setattr(os, where, full)
    with pytest.raises(FileError, match="No space left on device; the file that was there is unch"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_disk_that_is_full_in_the_middle_of_a_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, "old")

    def half(stream):
        stream.write(b"x" * 1_000_000)
        full()

    with pytest.raises(FileError, match="No space left") as raised:
        write_atomically(path, half)
    assert "free some space" in str(raised.value)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_disk_that_is_really_full_is_a_clear_error(tmp_path, monkeypatch):
    real = open

    def always_full(file, mode="r", **options):
        return real("/dev/full", "wb") if mode == "xb" else real(file, mode, **options)

    monkeypatch.setattr("builtins.open", always_full)
    with pytest.raises(FileError, match="No space left on device"):
        write_atomically(tmp_path / "file", b"x" * 100_000)
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_writer_itself_passes_through(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, "old")
    with pytest.raises(ZeroDivisionError):
        write_atomically(path, lambda stream: stream.write(1 // 0))
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_missing_folder_and_a_folder_as_file_are_clear_errors(tmp_path):
    with pytest.raises(FileError, match="there is no folder"):
        write_atomically(tmp_path / "nowhere" / "file", "")
    with pytest.raises(FileError, match="is a folder, not a file"):
        write_atomically(tmp_path, "")


def test_a_link_keeps_pointing_at_the_file_that_is_written(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write_atomically(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"


@pytest.mark.skipif(os.name == "nt", reason="modes are a Unix thing")
def test_others_may_read_the_file_as_any_other(tmp_path):
    (tmp_path / "usual").write_text("")
    write_atomically(tmp_path / "file", "")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("usual", "file")}
    assert len(modes) == 1


def test_what_killed_processes_left_is_removed_when_it_is_old(tmp_path):
    old, young = tmp_path / ".file.00.part", tmp_path / ".file.11.part"
    old.write_text("")
    young.write_text("")
    os.utime(old, (1.0, 1.0))
    write_atomically(tmp_path / "file", "")
    assert not old.exists()
    assert young.exists()


def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path):
    path = tmp_path / "file"
    program = (
        "import itertools, sys\n"
        "from pellucid.formats.atomic import write_atomically\n"
        "for n in itertools.count():\n"
        "    write_atomically(sys.argv[1], (str(n % 10) * 300_000))\n"
    )
    for delay in (0.02, 0.05, 0.09):
        child = subprocess.Popen([sys.executable, "-c", program, str(path)])
        path.unlink(missing_ok=True)
        while not path.exists():
            assert child.poll() is None
            time.sleep(0.005)
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        child.wait()
        text = path.read_text()
        assert len(text) == 300_000
        assert len(set(text)) == 1
