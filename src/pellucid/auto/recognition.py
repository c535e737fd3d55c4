"""What data show of themselves: whether a table holds prose, names pictures or labels sequences,
and what a folder holds. Each comes with its reason in one line.
"""

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.auto.columns.kinds import column_schema
from pellucid.auto.columns.tasks import find_task, guess_target
from pellucid.auto.pictures.sources import folder_of, picture_column_of
from pellucid.auto.texts.sources import is_text_name, text_column_of, words_on_average
from pellucid.core.errors import DataError
from pellucid.data.sources.pictures import is_picture_name
from pellucid.data.tables.large_files import is_large
from pellucid.data.tables.tables import Column, Table, listing

PROSE_WORDS = 5.0  # on average, for texts to be read as such: names and titles are shorter
LOOKED_FOR = 200  # files that a column names
FOUND_SHARE = 0.5  # of these, which must exist
MOST_COUNTED = 200_000  # files of a folder
MEMBERS = 2  # rows of a sequence, at least

Recognised = tuple[str, str, str | None]  # a kind of data, why, and the column that shows it


def is_path(data: Any) -> bool:
    """Whether `data` is meant as a path."""
    return isinstance(data, str | os.PathLike)


def is_folder(data: Any) -> bool:
    """Whether `data` names a folder."""
    return is_path(data) and os.path.isdir(os.path.expanduser(data))


def is_readable(data: Any) -> bool:
    """Whether a table is small enough to be looked at whole."""
    return data is not None and not (is_path(data) and is_large(os.fspath(data)))


def are_arrays(data: Any) -> bool:
    """Whether `data` are sequences: an array (n, steps, channels), or a list of arrays."""
    if isinstance(data, np.ndarray):
        return data.ndim == 3
    return isinstance(data, Sequence) and len(data) > 0 and isinstance(data[0], np.ndarray)


def of_folder(folder: Any) -> Recognised:
    """What most files of a folder are. DataError when it holds neither pictures nor texts."""
    pictures = texts = seen = 0
    for _, _, names in os.walk(os.path.expanduser(folder)):
        pictures += sum(map(is_picture_name, names))
        texts += sum(map(is_text_name, names))
        seen += len(names)
        if seen > MOST_COUNTED:
            break
    if not pictures + texts:
        raise DataError(
            f"the folder {os.fspath(folder)!r} holds neither pictures nor .txt files",
            fix="make a folder for each class and put its pictures or texts there",
        )
    kind = "pictures" if pictures >= texts else "text"
    counts = f"{pictures:,} pictures and {texts:,} .txt files"
    return kind, f"the folder holds {counts}", None


def of_table(table: Table, data: Any, target: str | None) -> Recognised:
    """What a table holds. `data`: where it came from, which paths in it are relative to."""
    picture, text = picture_column_of(table), text_column_of(table, target)
    if picture is None and text is None:
        return "table", "", None
    name = target if target is not None else guessed(table)
    if name is None or name not in table.names:
        return "table", "", None
    if picture is not None and picture != name:
        return of_paths(table[picture], table[name], data)
    if text is not None and text != name:
        return of_prose(table, text, name)
    return "table", "", None


def guessed(table: Table) -> str | None:
    """The column that is probably to be predicted, if any."""
    try:
        return guess_target(table)[0]
    except DataError:
        return None


def has_class(column: Column) -> bool:
    """Whether a target's values are classes that can be learned."""
    try:
        return bool(find_task(column).classes)
    except DataError:
        return False


def of_paths(column: Column, target: Column, data: Any) -> Recognised:
    """What a column is whose texts look like paths of pictures."""
    paths = [path for path in column.to_texts() if path]
    some = paths[:: max(1, len(paths) // LOOKED_FOR)]
    folder = folder_of(data)
    there = np.mean([os.path.isfile(os.path.join(folder, path)) for path in some])
    if there < FOUND_SHARE:
        why = (
            f"{column.name!r} names pictures, but of {len(some):,} looked for in "
            f"{os.path.abspath(folder)!r} {there:.0%} exist"
        )
        return "table", why, None
    if not has_class(target):
        why = f"{column.name!r} names pictures, of which classes are told, but {target.name!r} "
        return "table", why + "holds none", None
    return "pictures", f"{column.name!r} names pictures that exist", column.name


def of_prose(table: Table, text: str, target: str) -> Recognised:
    """What a table is that has a column of several words a cell: texts, where no other column says
    anything; else a table, of which these words are a part."""
    words = words_on_average(table[text])
    shape = column_schema(table[text])
    if words < PROSE_WORDS or shape.kind != "text":
        return "table", "", None
    others = [c for c in table if c.name not in {text, target}]
    useful = [c.name for c in others if column_schema(c).used]
    prose = f"{text!r} holds prose, {words:.0f} words on average"
    if useful:
        why = f"{prose}, beside columns that may say something too ({listing(useful, 3)})"
        return "table", f"{why}: its words become columns", None
    if not has_class(table[target]):
        return "table", f"{prose}, but {target!r} holds numbers, and texts are told by class", None
    more = f", and no other column says anything ({listing([c.name for c in others], 3)})"
    return "text", prose + (more if others else " and is all there is"), text


def of_moments(table: Table, target: str | None, series: Any) -> Recognised:
    """Whether rows of several series are to be continued, or each of them has a class."""
    if not isinstance(series, str) or series not in table.names:
        return "series", "", None
    name = target if target is not None else guessed(table.drop(series))
    if name is None or name == series or name not in table.names:
        return "series", "", None
    things, answers = (np.array(table[n].to_texts(), object) for n in (series, name))
    pairs = len(set(zip(things.tolist(), answers.tolist(), strict=True)))
    count, classes = len(set(things.tolist())), len(set(answers.tolist()))
    if pairs > count or not 1 < classes < count or table.n_rows < MEMBERS * count:
        return "series", f"{name!r} changes within each {series!r}", None
    return "sequences", f"each of the {count:,} {series!r} has one {name!r}", None
