"""Where pictures and their classes come from: a folder for each class, or a table of paths."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.columns.tasks import guess_target
from pellucid.core.errors import DataError, FileError
from pellucid.data.sources.class_folders import read_class_folders
from pellucid.data.sources.pictures import is_picture_name
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import Table

MOST_NAMED = 5
LEAST_SHARE = 0.9  # of a column's texts that name pictures, for it to be a column of paths


@dataclass(frozen=True, eq=False)
class PictureSources:
    """`paths` of the files; the name of each one's class; which ones the user keeps for the test
    (None: nobody said); `target`: what is predicted; `notes`: what was done.
    """

    paths: tuple[str, ...]
    labels: tuple[str, ...]
    held_out: np.ndarray | None
    target: str
    source: str
    notes: tuple[str, ...] = ()


def is_folder_of_pictures(data: Any) -> bool:
    """Whether `data` names a folder that holds pictures, at whatever depth."""
    if not isinstance(data, str | os.PathLike) or not os.path.isdir(os.path.expanduser(data)):
        return False
    folder = os.path.expanduser(data)
    return any(is_picture_name(name) for _, _, names in os.walk(folder) for name in names)


def picture_column_of(table: Table) -> str | None:
    """The first column whose texts name pictures."""
    for column in table:
        if column.kind == "text" and len(column.levels):
            names = [is_picture_name(text) for text in column.levels]
            if np.mean(names) >= LEAST_SHARE:
                return column.name
    return None


def picture_sources(
    data: Any, target: str | None = None, picture_column: str | None = None
) -> PictureSources:
    """The pictures that `data` names: a folder of folders, or a table with a column of paths.

    Paths in a file are relative to its folder, others to the working folder.
    """
    if isinstance(data, str | os.PathLike) and os.path.isdir(os.path.expanduser(data)):
        found = read_class_folders(data, "pictures", is_picture_name)
        held_out = np.array(found.held_out) if any(found.held_out) else None
        return PictureSources(
            found.paths, found.labels, held_out, target or "class", found.root, found.notes
        )
    table = read_table(data)
    column = picture_column if picture_column is not None else picture_column_of(table)
    if column is None:
        raise DataError(
            "no column of the table names pictures",
            given=", ".join(table.names[:8]),
            fix="name it: picture_column=...",
        )
    name = target if target is not None else guess_target(table.drop(column))[0]
    return from_table(table, column, name, folder_of(data))


def folder_of(data: Any) -> Path:
    """Where relative paths start."""
    is_file = isinstance(data, str | os.PathLike)
    return Path(os.path.expanduser(os.fspath(data))).parent if is_file else Path()


def from_table(table: Table, column: str, target: str, folder: Path) -> PictureSources:
    """The pictures of a table's rows whose path and class are known and whose file exists."""
    paths, labels = table[column].to_texts(), table[target].to_texts()
    known = [(p, label) for p, label in zip(paths, labels, strict=True) if p and label is not None]
    found = [(os.path.join(folder, p), label) for p, label in known]
    there = [(p, label) for p, label in found if os.path.isfile(p)]
    notes = []
    if len(known) < table.n_rows:
        notes.append(f"{table.n_rows - len(known):,} rows without a path or a class are left out")
    if len(there) < len(found):
        lost = [p for p, _ in found if not os.path.isfile(p)]
        notes.append(f"{len(lost):,} files do not exist and are left out: {named(lost)}")
    if not there:
        raise FileError(
            f"no file that the column {column!r} names exists",
            given=named([p for p, _ in found]) or "no paths",
            fix="paths are relative to the folder of the table",
        )
    files, names = zip(*there, strict=True)
    return PictureSources(files, names, None, target, table.source, tuple(notes))


def named(paths: Sequence[str]) -> str:
    """Some paths as text."""
    shown = ", ".join(paths[:MOST_NAMED])
    return shown if len(paths) <= MOST_NAMED else f"{shown} and {len(paths) - MOST_NAMED:,} more"
