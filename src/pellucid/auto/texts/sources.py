"""Where texts and their classes come from: a folder of .txt files for each class, or a table."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.columns.tasks import guess_target
from pellucid.core.errors import DataError, FileError
from pellucid.data.sources.class_folders import read_class_folders
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import Column, Table

MOST_BYTES = 1 << 20  # of a file; the rest is not read
LEAST_WORDS = 3.0  # on average, for a column to hold texts


@dataclass(frozen=True, eq=False)
class TextSources:
    """The texts, each one's class, which ones the user keeps for the test (None: nobody said), and
    where each stood: `places`."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    held_out: np.ndarray | None
    places: np.ndarray
    target: str
    source: str
    notes: tuple[str, ...] = ()


def is_text_name(name: str) -> bool:
    """Whether a file's name says that it holds text."""
    return name.lower().endswith(".txt")


def is_folder_of_texts(data: Any) -> bool:
    """Whether `data` names a folder that holds .txt files, at whatever depth."""
    if not isinstance(data, str | os.PathLike) or not os.path.isdir(os.path.expanduser(data)):
        return False
    return any(is_text_name(n) for _, _, names in os.walk(os.path.expanduser(data)) for n in names)


def text_column_of(table: Table, target: str | None = None) -> str | None:
    """The column with most words in a cell, or None where none holds texts of several words."""
    best, most = None, LEAST_WORDS
    for column in table:
        if column.kind == "text" and column.name != target and column.levels:
            words = words_on_average(column)
            best, most = (column.name, words) if words > most else (best, most)
    return best


def words_on_average(column: Column) -> float:
    """How many words the different texts of a column have on average, by a thousand of them."""
    return float(np.mean([len(level.split()) for level in column.levels[:1_000]]))


def text_sources(
    data: Any, target: str | None = None, text_column: str | None = None
) -> TextSources:
    """The texts that `data` holds."""
    if is_folder_of_texts(data):
        return from_folder(data, target or "class")
    if isinstance(data, str | os.PathLike) and os.path.isdir(os.path.expanduser(data)):
        raise DataError(f"the folder {os.fspath(data)!r} holds no .txt files")
    table = read_table(data)
    column = text_column if text_column is not None else text_column_of(table, target)
    if column is None:
        raise DataError(
            "no column of the table holds texts of several words",
            given=", ".join(table.names[:8]),
            fix="name it: text_column=...",
        )
    name = target if target is not None else guess_target(table.drop(column))[0]
    texts, labels = table[column].to_texts(), table[name].to_texts()
    known = [i for i, pair in enumerate(zip(texts, labels, strict=True)) if None not in pair]
    notes = []
    if len(known) < table.n_rows:
        notes.append(f"{table.n_rows - len(known):,} rows without a text or a class are left out")
    others = [other for other in table.names if other not in {column, name}]
    if others:
        notes.append(f"only the column {column!r} is read; left out: {', '.join(others[:8])}")
    return TextSources(
        tuple(texts[i] or "" for i in known), tuple(labels[i] or "" for i in known), None,
        np.array(known, np.int64), name, table.source, tuple(notes),
    )  # fmt: skip


def from_folder(data: Any, target: str) -> TextSources:
    """The texts of a folder; files that hold no text are left out, and told."""
    found = read_class_folders(data, ".txt files", is_text_name)
    texts: list[str] = []
    kept, empty = [], []
    for place, path in enumerate(found.paths):
        text = read_text(path)
        if text.strip():
            texts.append(text)
            kept.append(place)
        else:
            empty.append(os.path.basename(path))
    notes = list(found.notes)
    if empty:
        notes.append(f"{len(empty):,} files hold no text and are left out: {', '.join(empty[:5])}")
    if not texts:
        raise DataError("none of the files holds text", given=", ".join(empty[:5]))
    labels = tuple(found.labels[i] for i in kept)
    held_out = np.array([found.held_out[i] for i in kept])
    return TextSources(
        tuple(texts), labels, held_out if held_out.any() else None, np.array(kept, np.int64),
        target, found.root, tuple(notes),
    )  # fmt: skip


def read_text(path: str | Path) -> str:
    """The text in a file: UTF-8, or Latin-1 where it is not that. FileError when it cannot be
    read."""
    try:
        with open(path, "rb") as stream:
            raw = stream.read(MOST_BYTES)
    except OSError as error:
        raise FileError(f"{os.fspath(path)!r} cannot be read: {error.strerror}") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1").replace("\0", "")


def texts_in(x: Any, column: str | None) -> list[str]:
    """The texts to predict: of a list, an array, a table or a folder; one text is a list of one."""
    if isinstance(x, str):
        is_folder = len(x) < 1_000 and os.path.isdir(os.path.expanduser(x))
        is_table = len(x) < 1_000 and os.path.isfile(os.path.expanduser(x))
        if is_folder:
            return [read_text(path) for path in sorted(Path(x).expanduser().rglob("*.txt"))]
        if not is_table:
            return [x]
        return [read_text(x)] if is_text_name(x) else column_texts(read_table(x), column)
    if isinstance(x, os.PathLike):
        return texts_in(os.fspath(x), column)
    plain = isinstance(x, Sequence | np.ndarray) and all(isinstance(item, str) for item in x)
    if plain:
        return [str(item) for item in x]
    if isinstance(x, Mapping) and column in x and isinstance(x[column], str):
        return [x[column]]
    return column_texts(read_table(x), column)


def column_texts(table: Table, column: str | None) -> list[str]:
    """The texts of a table's column; missing ones are empty."""
    name = column if column in table.names else text_column_of(table)
    if name is None:
        raise DataError("no column of the table holds texts", given=", ".join(table.names[:8]))
    return [text or "" for text in table[name].to_texts()]
