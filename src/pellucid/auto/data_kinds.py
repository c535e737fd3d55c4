"""Which kind of data was given, and who learns from it."""

import os
from dataclasses import dataclass
from typing import Any

from pellucid.auto.pictures import fit_pictures
from pellucid.auto.pictures.sources import is_folder_of_pictures
from pellucid.auto.series import fit_series
from pellucid.auto.telling import Model
from pellucid.auto.texts import fit_texts
from pellucid.auto.texts.sources import is_folder_of_texts
from pellucid.core.errors import ArgumentError, DataError

KINDS = ("table", "pictures", "text", "series")


@dataclass(frozen=True)
class Wanted:
    """What the user says of the data beyond the target; None where nothing was said."""

    kind: str | None = None
    picture_column: str | None = None
    text_column: str | None = None
    time_column: str | None = None
    series: str | None = None
    horizon: int | None = None
    known_ahead: tuple[str, ...] = ()


def kind_of_data(data: Any, wanted: Wanted) -> str:
    """One of KINDS: as the user says, as an argument for one kind says, or as a folder shows."""
    if wanted.kind is not None:
        if wanted.kind not in KINDS:
            raise ArgumentError(
                f"there is no kind of data {wanted.kind!r}", fix=f"use one of {', '.join(KINDS)}"
            )
        return wanted.kind
    if wanted.picture_column is not None:
        return "pictures"
    if isinstance(data, str | os.PathLike) and os.path.isdir(os.path.expanduser(data)):
        if is_folder_of_pictures(data):
            return "pictures"
        if is_folder_of_texts(data):
            return "text"
        raise DataError(
            f"the folder {os.fspath(data)!r} holds neither pictures nor .txt files",
            fix="make a folder for each class and put its pictures or texts there",
        )
    if wanted.time_column is not None or wanted.horizon is not None:
        return "series"
    return "text" if wanted.text_column is not None else "table"


def fit_other(kind: str, data: Any, wanted: Wanted, **how: Any) -> Model:
    """The model of a kind of data that is no table. `how`: target, seed, epochs, deadline and who
    tells."""
    if kind == "pictures":
        return fit_pictures(data, picture_column=wanted.picture_column, **how)
    if kind == "series":
        columns = {"time_column": wanted.time_column, "series": wanted.series}
        ahead = {"horizon": wanted.horizon, "known_ahead": wanted.known_ahead}
        return fit_series(data, **columns, **ahead, **how)
    return fit_texts(data, text_column=wanted.text_column, **how)
