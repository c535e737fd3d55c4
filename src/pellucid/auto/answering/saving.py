"""The folder of a model: written whole or not at all, and read without running anything in it."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.conformal import Conformal
from pellucid.auto.columns.objectives import Objective
from pellucid.auto.columns.schema import Schema
from pellucid.auto.columns.targets import TargetEncoder
from pellucid.core.errors import FileError
from pellucid.formats.atomic import cannot_write, settle, write_atomically
from pellucid.formats.safetensors import load_arrays, save_arrays

FORMAT, VERSION = "pellucid model", 1
DESCRIPTION, WEIGHTS, PAGE, CARD = "model.json", "model.safetensors", "report.html", "README.md"
RUN, SAMPLE = "run.toml", "sample.json"
MOST_BYTES = 1 << 28  # a description larger than this was not written here


@dataclass(frozen=True)
class NetworkSizes:
    """Which network: the name of a recipe, columns in, numbers out, its activation, how many
    members it has, what they were trained for, and how many families of TabM answer beside them.
    """

    recipe: str
    inputs: int
    outputs: int
    activation: str
    members: int = 1
    objective: Objective | None = None  # that of the activation
    families: int = 0


@dataclass(frozen=True)
class Summary:
    """What came of a fit. `sentence` is its headline; what is not defined is None."""

    sentence: str = "a model that was not judged"
    metric: str = ""
    score: float | None = None
    low: float | None = None
    high: float | None = None
    baseline: float | None = None
    held_out_rows: int = 0
    training_rows: int = 0
    seconds: float = 0.0
    epochs: int = 0
    best_epoch: int = 0
    seed: int = 0
    source: str = ""
    made_with: str = ""


@dataclass(frozen=True)
class Description:
    """All of a model but its weights, as `model.json` holds it; `weights` is their SHA-256."""

    format: str
    version: int
    network: NetworkSizes
    schema: Schema
    encoder: dict[str, Any]
    target: TargetEncoder
    calibration: Calibration
    summary: Summary
    weights: str
    conformal: Conformal = Conformal()  # noqa: RUF009 (frozen)
    costs: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class Kind:
    """The fields by which a file is known to be ours, and which kind of data its model is for."""

    format: str
    version: int
    kind: str = "table"


def save_folder(
    path: str | Path,
    description: Any,
    arrays: Mapping[str, np.ndarray],
    texts: Mapping[str, str],
) -> Path:
    """The path of the folder, which from now on holds this model; an older model there is replaced.

    Everything is written into a hidden folder beside it, which then takes its name. When anything
    fails what was there is as it was. FileError when there is something else than a model.
    """
    target = check_place(path)
    with beside(target) as unfinished:
        save_arrays(unfinished / WEIGHTS, arrays)
        whole = replace(description, weights=checksum(unfinished / WEIGHTS))
        content = msgspec.json.format(msgspec.json.encode(whole), indent=1)
        for name, text in (*texts.items(), (DESCRIPTION, content)):
            write_atomically(unfinished / name, text)
        take_place(unfinished, target)
    settle(target.parent)
    return Path(path)


def check_place(path: str | Path) -> Path:
    """The real path of a folder that may become a model; FileError when it may not.

    Asked before a training as well, so that hours are not lost to a wrong name.
    """
    target = Path(os.path.realpath(Path(path).expanduser()))
    if not target.parent.is_dir():
        raise FileError(
            f"there is no folder {str(target.parent)!r} to save a model in", fix="make it first"
        )
    if target.exists() and not target.is_dir():
        raise FileError(
            f"{str(path)!r} is a file: a model is saved as a folder", fix="give another name"
        )
    if target.is_dir() and any(target.iterdir()) and not is_model(target):
        raise FileError(
            f"the folder {str(path)!r} holds something else than a model and is left alone",
            fix="give a folder that is new, empty, or a saved model",
        )
    with beside(target):
        return target


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A hidden folder next to `target`, gone when the block ends unless it was moved away."""
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        unfinished.mkdir()
        yield unfinished
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise cannot_write(target, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def take_place(unfinished: Path, target: Path) -> None:
    """Give a finished folder its name; the older model of that name goes, but only afterwards."""
    if not target.exists():
        unfinished.rename(target)
        return
    older = unfinished.with_suffix(".old")
    target.rename(older)
    try:
        unfinished.rename(target)
    except BaseException:
        older.rename(target)
        raise
    shutil.rmtree(older, ignore_errors=True)


def is_model(folder: Path) -> bool:
    """Whether a folder holds a model of ours, of whatever version."""
    try:
        return kind_of(read_limited(folder / DESCRIPTION)).format == FORMAT
    except (FileError, OSError):
        return False


def saved_kind(path: str | Path) -> str:
    """Which kind of data the model in a folder is for; "table" where nothing else is said."""
    file = Path(path).expanduser() / DESCRIPTION
    return kind_of(read_limited(file)).kind if file.is_file() else "table"


def load_folder(
    path: str | Path, form: type[Any] = Description
) -> tuple[Any, dict[str, np.ndarray], dict[str, str]]:
    """Description, weights by name, and the texts that lie beside them: of the report's page, the
    run and the sample, those that there are. `form`: the dataclass of the description, with
    `weights`.

    FileError, in one sentence, when the folder is missing, is something else, was made by a newer
    version, or is damaged.
    """
    folder = Path(path).expanduser()
    if not folder.exists():
        raise FileError(f"there is no model {str(path)!r}")
    if not folder.is_dir():
        raise FileError(f"{str(path)!r} is a file: a model is a folder")
    try:
        content = read_limited(folder / DESCRIPTION)
        description = described(content, path, form)
        if not (folder / WEIGHTS).is_file():
            raise damaged(path, f"{WEIGHTS} is missing")
        if checksum(folder / WEIGHTS) != description.weights:
            raise damaged(path, f"{WEIGHTS} is not the file that was saved with {DESCRIPTION}")
        arrays, _ = load_arrays(folder / WEIGHTS)
        texts = {
            name: (folder / name).read_text(encoding="utf-8", errors="replace")
            for name in (PAGE, RUN, SAMPLE)
            if (folder / name).is_file()
        }
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{str(path)!r} cannot be read: {error.strerror or error}") from None
    return description, arrays, texts


def read_limited(file: Path) -> bytes:
    """The bytes of a description; FileError when there is none, or one of an absurd size."""
    if not file.is_file():
        raise FileError(
            f"{str(file.parent)!r} is not a saved model", given=f"a folder without {file.name}"
        )
    if file.stat().st_size > MOST_BYTES:
        raise damaged(file.parent, f"{file.name} is too large")
    return file.read_bytes()


def kind_of(content: bytes) -> Kind:
    """Format and version of a description, empty when it is something else."""
    try:
        return msgspec.json.decode(content, type=Kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Kind("", 0)


def described(content: bytes, path: str | Path, form: type[Any]) -> Any:
    """A description whose every field has the type it should have."""
    kind = kind_of(content)
    if kind.format != FORMAT:
        raise FileError(
            f"{str(path)!r} is not a saved model", given=f"{DESCRIPTION} is something else"
        )
    if kind.version > VERSION:
        raise FileError(
            f"{str(path)!r} was saved by a newer version of Pellucid",
            given=f"format {kind.version}, known up to {VERSION}",
            fix="install the newest version",
        )
    try:
        return msgspec.json.decode(content, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise damaged(path, f"{DESCRIPTION}: {error}") from None


def damaged(path: str | Path, reason: str) -> FileError:
    """The error for a folder that was a model once."""
    return FileError(
        f"the model {str(path)!r} is damaged",
        given=reason,
        fix="save it again, or copy it again from where it came",
    )


def checksum(file: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
