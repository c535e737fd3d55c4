"""A fit written down so that it can be made again, bit for bit: `run.toml`."""

import hashlib
import json
import math
import platform
import tomllib
from collections.abc import Mapping, Sized
from dataclasses import asdict, dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from pellucid.auto.answering.saving import RUN
from pellucid.auto.training.decisions import Decision, Decisions
from pellucid.auto.training.pace import Pace
from pellucid.auto.training.realmlp import Recipe
from pellucid.auto.training.recipe import EPOCHS
from pellucid.core.errors import ArgumentError, DataError, FileError
from pellucid.core.version import VERSION
from pellucid.data.tables.duplicates import row_keys
from pellucid.data.tables.tables import Table

SAMPLE_NAME = "the packaged sample"
# The arguments of `fit`, beside the fields of a run, that change what is learned or reported.
ARGUMENTS = (
    "metric", "classes", "quantiles", "weights", "class_weight", "costs", "group", "order_by",
    "stream", "rivals", "search",
)  # fmt: skip
OPTIONS = ("picture_column", "text_column", "time_column", "series", "horizon", "known_ahead")
LABELS_GIVEN = "target"  # of sequences in memory: the labels themselves, which no run can hold
MOST_PLAIN = 1_000  # values of a list that is written down


@dataclass(frozen=True)
class Run:
    """What a fit was told, and how far its trainings got: enough to make it again.

    `data`: the path it was read from, "" for a table in memory; `content`: a hash of the data as
    they were read, of that `kind`. `targets`: where there are several. `how`: the other arguments
    of `fit`, those of ARGUMENTS and OPTIONS that were given; `needed`: those that no text can hold,
    which have to be given again. `first`, `folds` and `families`: the paces of the first network,
    of the five folds, and of the families of TabM; `decisions`: what the clock decided where the
    data are no table. `recipe`: that which a search has found. `weights`: the hash of the network's
    weights, when it is known.
    """

    data: str = ""
    content: str = ""
    kind: str = "table"
    target: str = ""
    targets: tuple[str, ...] = ()
    task: str = ""
    quality: str = "good"
    seed: int = 0
    epochs: int = EPOCHS
    how: dict[str, Any] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    first: Pace | None = None
    folds: Pace | None = None
    families: tuple[Pace, ...] = ()
    decisions: tuple[Decision, ...] = ()
    recipe: Recipe | None = None
    weights: str = ""
    made_with: str = ""

    def told(self, given: Mapping[str, Any]) -> "Run":
        """The run with the arguments that were given, as far as a text can hold them."""
        how: dict[str, Any] = {}
        needed = []
        for name, value in given.items():
            if value is None or (isinstance(value, Sized) and not len(value)):
                continue
            try:
                how[name] = plain(value)
            except TypeError:
                needed.append(name)
        return replace(self, how=how, needed=tuple(needed))

    def arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments to make it again with, all of ARGUMENTS for a table; those that are needed
        are `given`. ArgumentError when they are not, or others are.
        """
        if set(given) != set(self.needed):
            names = ", ".join(self.needed) or "no more arguments"
            raise ArgumentError(
                "this run was made with arguments that are not written in it"
                if self.needed
                else "this run says itself how it was made",
                given=", ".join(given) or "nothing",
                fix=f"give {names}",
            )
        how = {**self.how, **given}
        for name in ("class_weight", "costs"):
            if name in self.how:
                how[name] = as_mapping(how[name])
        return {name: how.get(name) for name in ARGUMENTS} if self.kind == "table" else how

    def to_toml(self) -> str:
        """The run as the text of a `run.toml`."""
        lines = ["# Made by Pellucid. To make this model again: pellucid repeat run.toml", ""]
        for key, value in asdict(self).items():
            is_plain = isinstance(value, str | int | tuple) and key not in {"families", "decisions"}
            if is_plain and value not in ("", ()):
                lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
        if self.decisions:
            decided = [f"  {json.dumps(decision)}," for decision in self.decisions]
            lines += ["decisions = [", *decided, "]"]
        if self.how:
            lines += ["", "[how]"]
        for name, value in self.how.items():
            lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
        for name, pace in (("first", self.first), ("folds", self.folds)):
            if pace is not None:
                changes = [list(change) for change in pace.changes]
                lines += ["", f"[{name}]", f"planned = {pace.planned}", f"changes = {changes}"]
        if self.recipe is not None:
            told = [
                (name, value) for name, value in asdict(self.recipe).items() if value is not None
            ]
            lines += ["", "[recipe]", *(f"{name} = {value!r}" for name, value in told)]
        for pace in self.families:
            changes = [list(change) for change in pace.changes]
            lines += ["", "[[families]]", f"planned = {pace.planned}", f"changes = {changes}"]
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
            run = msgspec.convert(tomllib.loads(text), cls)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise FileError(f"{name!r} does not describe a run", given=str(error)) from None
        strange = {*run.how, *run.needed} - {*ARGUMENTS, *OPTIONS, LABELS_GIVEN}
        if strange:
            raise FileError(f"{name!r} does not describe a run: fit has no {min(strange)!r}")
        return run

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


def plain(value: Any) -> Any:
    """An argument as TOML and JSON hold it, a mapping as pairs. TypeError when neither can."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, Mapping):
        return [[plain(key), plain(part)] for key, part in value.items()]
    if isinstance(value, list | tuple) and len(value) <= MOST_PLAIN:
        return [plain(part) for part in value]
    raise TypeError(f"a run cannot hold {type(value).__name__}")


def as_mapping(value: Any) -> Any:
    """The mapping that was written as pairs; anything else as it is."""
    if isinstance(value, list) and value and all(isinstance(part, list) for part in value):
        return {key: as_mapping(part) for key, part in value}
    return value


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


def digest_of(*parts: Any) -> str:
    """A hash of arrays, and of texts one by one, in their order."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(f"{part.dtype} {part.shape}".encode())
            digest.update(np.ascontiguousarray(part).data)
            continue
        for text in part:
            raw = text.encode()
            digest.update(f"{len(raw)} ".encode())
            digest.update(raw)
    return digest.hexdigest()


def check_content(run: Run, table: Table) -> None:
    """DataError when a table is not the one that a run was made with."""
    if run.content and content_of(table) != run.content:
        raise DataError(
            "the table is not the one that the run was made with",
            given=table.source or "a table in memory",
            fix="give the same rows in the same order, or fit a new model",
        )


@dataclass(eq=False)
class Record:
    """What a training of pictures, texts or series writes into its run: `content`, the hash of its
    data, and what the clock decided. Begun with those of another run, it is made again."""

    content: str = ""
    decisions: Decisions = field(default_factory=Decisions)

    @classmethod
    def of(cls, run: Run) -> "Record":
        """That of a run to come, or of one to be made again."""
        return cls(run.content, Decisions(run.decisions if run.weights else None))

    def check(self, found: str) -> None:
        """Keep the hash of the data. DataError when they are not those of the run."""
        if self.content and found != self.content:
            raise DataError(
                "the data are not those that the run was made with",
                fix="give the same examples in the same order, or fit a new model",
            )
        self.content = found


def made_with() -> str:
    """The versions and the kind of machine, in words."""
    python, machine = platform.python_version(), platform.machine()
    return f"Pellucid {VERSION}, Python {python}, NumPy {np.__version__}, {machine}"


def path_of(data: Any) -> str:
    """The path that data came from, absolute; "" for a table in memory, a name for the sample."""
    if data is None:
        return SAMPLE_NAME
    return str(Path(data).expanduser().resolve()) if isinstance(data, str | Path) else ""
