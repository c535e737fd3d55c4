"""Which kind of data was given, what may be said of it, and who learns from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pellucid.auto import recognition
from pellucid.auto.pictures import fit_pictures
from pellucid.auto.sequences import fit_sequences
from pellucid.auto.series import fit_series
from pellucid.auto.telling import Model
from pellucid.auto.texts import fit_texts
from pellucid.core.errors import ArgumentError
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import did_you_mean

EVERY = ("target", "kind", "time", "seed", "epochs", "out", "progress")
"""What can be said of any data."""

OPTIONS = {
    "table": (
        "task", "quality", "metric", "classes", "quantiles", "weights", "class_weight", "costs",
        "group", "order_by", "stream", "rivals", "search",
    ),
    "pictures": ("picture_column",),
    "text": ("text_column",),
    "series": ("time_column", "series", "horizon", "known_ahead"),
    "sequences": ("time_column", "series"),
}  # fmt: skip
"""What can be said of each kind of data beside that."""

ALONE = {
    "pictures": {"picture_column"}, "text": {"text_column"}, "series": {"horizon", "known_ahead"},
}  # fmt: skip
"""The options that tell a kind by themselves."""

KINDS = tuple(OPTIONS)
NAMES = {
    "table": "a table", "pictures": "pictures", "text": "texts",
    "series": "series to be continued", "sequences": "sequences, each of a class",
}  # fmt: skip
FITS = {
    "pictures": fit_pictures, "text": fit_texts, "series": fit_series,
    "sequences": fit_sequences,
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """The `kind` of some data; `data`, read if they had to be looked at; `options`, those given and
    those found; `why`: the line that says so, empty where the user did.
    """

    kind: str
    data: Any
    options: Mapping[str, Any]
    why: str = ""


def kind_of_data(data: Any, target: Any, kind: str | None, given: Mapping[str, Any]) -> Choice:
    """The kind of data: as the user says, as an option for one kind says, or as the data show.

    `given`: the options that were given, by name. ArgumentError when one of them means nothing for
    that kind, or `target` does not.
    """
    if kind is not None and kind not in KINDS:
        near = did_you_mean(kind, KINDS)
        fix = near or f"use one of {', '.join(KINDS)}"
        raise ArgumentError(f"there is no kind of data {kind!r}", fix=fix)
    is_named = target is None or isinstance(target, str) or is_list_of_names(target)
    if not is_named and kind != "sequences" and not recognition.are_arrays(data):
        raise misplaced(target)
    found = Choice(kind, data, given) if kind is not None else seen(data, target, given)
    refuse_others(found.kind, given)
    several = found.kind == "table" and is_list_of_names(target)
    if not (target is None or isinstance(target, str) or several or found.kind == "sequences"):
        raise misplaced(target)
    return found


def misplaced(target: Any) -> ArgumentError:
    """The error for labels that are given as a target where it is the name of a column."""
    return ArgumentError(
        "the target is the name of a column, or of several, each once",
        given=f"a {type(target).__name__}",
        fix="labels of their own go with an array of sequences",
    )


def is_list_of_names(target: Any) -> bool:
    """Whether a target is a list of different texts."""
    if not isinstance(target, list | tuple) or not all(isinstance(name, str) for name in target):
        return False
    return 0 < len(target) == len(set(target))


def seen(data: Any, target: Any, given: Mapping[str, Any]) -> Choice:
    """The kind of data that the options and the data show."""
    if recognition.are_arrays(data):
        return Choice("sequences", data, given)
    if recognition.is_folder(data):
        kind, why, _ = recognition.of_folder(data)
        return said(Choice(kind, data, given), why)
    for kind, names in ALONE.items():
        if names & set(given):
            return Choice(kind, data, given)
    if isinstance(target, list | tuple) and "series" not in given:  # columns of a table
        return Choice("table", data, given)
    if {"time_column", "series"} & set(given):
        table = read_table(data)
        kind, why, _ = recognition.of_moments(table, target, given.get("series"))
        return said(Choice(kind, table, given), why)
    if set(OPTIONS["table"]) & set(given) or not recognition.is_readable(data):
        return Choice("table", data, given)
    table = read_table(data)
    kind, why, column = recognition.of_table(table, data, target)
    found = said(Choice(kind, table, given), why)
    if kind == "pictures":  # paths are relative to where the table came from
        return replace(found, data=data, options={"picture_column": column})
    return replace(found, options={"text_column": column}) if kind == "text" else found


def said(choice: Choice, why: str) -> Choice:
    """A choice with the line that says why, and what says otherwise."""
    if not why:
        return choice
    return replace(choice, why=f"Read as {NAMES[choice.kind]}: {why}. kind= says otherwise.")


def refuse_others(kind: str, given: Mapping[str, Any]) -> None:
    """ArgumentError when an option means nothing for a kind of data."""
    wrong = [name for name in given if name not in OPTIONS[kind]]
    if not wrong:
        return
    homes = [other for other, names in OPTIONS.items() if wrong[0] in names]
    raise ArgumentError(
        f"{wrong[0]}= means nothing for {NAMES[kind]}: it is for kind={' or '.join(homes)}",
        given=", ".join(f"{name}=" for name in wrong),
        fix=f"what there is: {', '.join((*OPTIONS[kind], *EVERY))}",
    )


def fit_other(choice: Choice, **how: Any) -> Model:
    """The model of a kind of data that is no table. `how`: target, seed, epochs, deadline and who
    tells."""
    return FITS[choice.kind](choice.data, **choice.options, **how)
