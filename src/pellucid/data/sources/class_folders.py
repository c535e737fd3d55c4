"""Examples as files in a folder for each class."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pellucid.core.errors import DataError, FileError

TRAINING = {"train", "training"}
TESTING = {"test", "testing", "val", "valid", "validation"}
MOST_SHOWN = 3


@dataclass(frozen=True)
class ClassFolders:
    """`paths` of the files, sorted; the name of each one's class, `labels`; and whether it lies
    in a part of the folder meant for testing, `held_out`. `notes`: what was left out.
    """

    root: str
    paths: tuple[str, ...]
    labels: tuple[str, ...]
    held_out: tuple[bool, ...]
    notes: tuple[str, ...] = ()


def read_class_folders(
    root: str | os.PathLike[str], what: str, is_meant: Callable[[str], bool]
) -> ClassFolders:
    """The files below the folders of the classes whose names `is_meant` accepts.

    `root` holds a folder for each class; or `train` and `test` that each do. `what`: such as
    "pictures", for messages. FileError when there is no such folder; DataError when it is empty or
    has one class.
    """
    top = Path(root).expanduser()
    if not top.is_dir():
        raise FileError(f"there is no folder {os.fspath(root)!r}")
    parts = {entry.name.lower(): entry for entry in folders_in(top)}
    training, testing = (
        [parts[name] for name in sorted(names & set(parts))] for names in (TRAINING, TESTING)
    )
    if len(training) != 1 or len(training) + len(testing) != len(parts):
        training, testing = [top], []
    found, notes = [], []
    for part in (*training, *testing):
        for folder in folders_in(part):
            files = [file for file in files_below(folder) if is_meant(file)]
            if not files:
                notes.append(f"the folder {folder.name!r} holds no {what} and is left out")
            found += [(file, folder.name, part in testing) for file in files]
        others = [entry.name for entry in os.scandir(part) if entry.is_file()]
        if others:
            shown = ", ".join(repr(name) for name in sorted(others)[:MOST_SHOWN])
            more = ", ..." if len(others) > MOST_SHOWN else ""
            notes.append(f"files beside the folders of the classes are left out: {shown}{more}")
    check(os.fspath(root), what, [label for _, label, is_test in found if not is_test])
    paths, labels, held_out = zip(*found, strict=True)
    return ClassFolders(str(top), paths, labels, held_out, tuple(notes))


def check(root: str, what: str, labels: list[str]) -> None:
    """DataError where nothing can be told apart."""
    fix = f"make a folder for each class and put its {what} there"
    if not labels:
        raise DataError(f"the folder {root!r} has no folders with {what}", fix=fix)
    if len(set(labels)) == 1:
        raise DataError(
            f"the folder {root!r} has {what} of one class only: there is nothing to tell apart",
            given=f"{labels[0]}: {len(labels):,}",
            fix=fix,
        )


def folders_in(folder: Path) -> list[Path]:
    """The folders in a folder, sorted, hidden ones left out."""
    found = (entry for entry in os.scandir(folder) if entry.is_dir())
    return sorted(Path(entry.path) for entry in found if not entry.name.startswith((".", "__")))


def files_below(folder: Path) -> list[str]:
    """All files below a folder, sorted, hidden ones left out."""
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [os.path.join(place, name) for name in files if not name.startswith(".")]
    return sorted(found)
