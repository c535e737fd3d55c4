"""A fit written down so that it can be made again, bit for bit: `run.toml`."""

import hashlib
import json
import platform
import tomllib
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from pellucid.auto.recipe import EPOCHS, Pace
from pellucid.auto.saving import RUN
from pellucid.core.errors import ArgumentError, DataError, FileError
from pellucid.core.version import VERSION
from pellucid.data.duplicates import row_keys
from pellucid.data.tables import Table

SAMPLE_NAME = "the packaged sample"


@dataclass(frozen=True)
class Run:
    """What a fit was told, and how far its trainings got: enough to make it again.

    `data`: the path it was read from, "" for a table in memory; `content`: a hash of the table as
    it was read. `first` and `folds`: the paces of the first network and of the five folds.
    `weights`: the hash of the network's weights, when it is known.
    """

    data: str = ""
    content: str = ""
    target: str = ""
    task: str = ""
    quality: str = "good"
    seed: int = 0
    epochs: int = EPOCHS
    first: Pace | None = None
    folds: Pace | None = None
    weights: str = ""
    made_with: str = ""

    def to_toml(self) -> str:
        """The run as the text of a `run.toml`."""
        lines = ["# Made by Pellucid. To make this model again: pellucid repeat run.toml", ""]
        for key, value in asdict(self).items():
            if isinstance(value, str | int) and value != "":
                lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
        for name, pace in (("first", self.first), ("folds", self.folds)):
            if pace is not None:
                changes = [list(change) for change in pace.changes]
                lines += ["", f"[{name}]", f"planned = {pace.planned}", f"changes = {changes}"]
        return "\n".join([*lines, ""])

    @classmethod
    def read(cls, path: str | Path) -> "Run":
        """The run in a file, or in the folder of a model. FileError when it is none."""
        file = Path(path).expanduser()
        file = file / RUN if file.is_dir() else file
        if not file.is_file():
            raise FileError(
                f"there is no run {str(path)!r}", fix="name a run.toml or a saved model"
            )
        return cls.from_text(file.read_text(encoding="utf-8", errors="replace"), str(path))

    @classmethod
    def from_text(cls, text: str, name: str = RUN) -> "Run":
        """The run that a text describes. FileError when it is none."""
        try:
            return msgspec.convert(tomllib.loads(text), cls)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise FileError(f"{name!r} does not describe a run", given=str(error)) from None

    def source(self) -> Any:
        """What to read the table from. ArgumentError when it was in memory."""
        if self.data == SAMPLE_NAME:
            return None
        if not self.data:
            raise ArgumentError(
                "this run was made with a table in memory, which only you have",
                fix="give the data too",
            )
        return self.data


def packaged_sample() -> Any:
    """The table that comes with the package."""
    return files("pellucid.data").joinpath("samples/penguins.csv")


def content_of(table: Table) -> str:
    """A hash of the names and the cells of a table, in their order."""
    named = [(c.name, c.kind, c.levels if c.kind == "text" else ()) for c in table.columns]
    digest = hashlib.sha256(json.dumps(named).encode())
    digest.update(np.ascontiguousarray(row_keys(table)).tobytes())
    return digest.hexdigest()


def weights_of(arrays: dict[str, np.ndarray]) -> str:
    """A hash of all weights, bit for bit."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()


def check_content(run: Run, table: Table) -> None:
    """DataError when a table is not the one that a run was made with."""
    if run.content and content_of(table) != run.content:
        raise DataError(
            "the table is not the one that the run was made with",
            given=table.source or "a table in memory",
            fix="give the same rows in the same order, or fit a new model",
        )


def made_with() -> str:
    """The versions and the kind of machine, in words."""
    python, machine = platform.python_version(), platform.machine()
    return f"Pellucid {VERSION}, Python {python}, NumPy {np.__version__}, {machine}"


def path_of(data: Any) -> str:
    """The path that data came from, absolute; "" for a table in memory, a name for the sample."""
    if data is None:
        return SAMPLE_NAME
    return str(Path(data).expanduser().resolve()) if isinstance(data, str | Path) else ""
