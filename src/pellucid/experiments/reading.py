"""An experiment read from its TOML file. What is wrong is said with file and line, and what was
probably meant."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pellucid.core.errors import ArgumentError, FileError
from pellucid.experiments.spec import Experiment, Named, fits, keys_of, said, section_of
from pellucid.experiments.words import meant


def load_experiment(path: str | Path, changes: Sequence[str] = ()) -> Experiment:
    """The experiment in a file. `changes` are like "train.epochs=3": they count instead.

    Raises FileError where the file cannot be read, ArgumentError where it says something that
    means nothing.
    """
    file = Path(path).expanduser()
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"{str(file)!r} cannot be read: {reason}") from None
    return parse_experiment(text, file.name, changes)


def parse_experiment(
    text: str, name: str = "experiment", changes: Sequence[str] = ()
) -> Experiment:
    """The experiment in a text.

    >>> parse_experiment('title = "none"').train.epochs
    1
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ArgumentError(f"{name} is no TOML: {error}") from None
    for change in changes:
        apply_change(given, change)
    found = section(Experiment, given, Place(name, text))
    return replace(found, file=name, text=text, digest=digest_of(text), changes=tuple(changes))


def digest_of(text: str) -> str:
    """A short mark of a file's text, by which a result knows whether it is of this text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class Place:
    """Where in a file something stands."""

    def __init__(self, name: str, text: str, path: tuple[str, ...] = ()) -> None:
        self.name, self.text, self.path = name, text, path

    def inside(self, key: str) -> "Place":
        """The place of what a key holds."""
        return Place(self.name, self.text, (*self.path, key))

    def __str__(self) -> str:
        return f"{self.name}, line {self.line()}" if self.path else self.name

    def line(self) -> int:
        """The line of the key; that of its section where the key is not found alone."""
        *outer, key = self.path
        header, found = ".".join(outer), 1
        current = ""
        for number, row in enumerate(self.text.splitlines(), 1):
            stripped = row.strip()
            if stripped.startswith("["):
                current = stripped.strip("[]").strip()
                found = number if current in {header, ".".join(self.path)} else found
            elif current == header and stripped.split("=")[0].strip().strip("\"'") == key:
                return number
        return found


def section(kind: Any, given: Mapping[str, Any], place: Place) -> Any:
    """A section, every key of which is known and of its type."""
    keys = keys_of(kind)
    if kind is Named or ("options" in keys and "options" not in given):
        given = with_options(keys, given)
    for key, value in given.items():
        here = place.inside(key)
        if key not in keys:
            raise ArgumentError(
                f"{here}: there is no key {key!r}{' here' if place.path else ''}",
                fix=meant(key, keys),
            )
        inner = section_of(keys[key])
        if inner is not None and isinstance(value, Mapping):
            continue
        if not fits(value, keys[key]):
            raise ArgumentError(
                f"{here}: {'.'.join(here.path)} is {said(keys[key])}", given=repr(value)
            )
    values = {
        key: section(inner, value, place.inside(key))
        if (inner := section_of(keys[key])) is not None and isinstance(value, Mapping)
        else value
        for key, value in given.items()
    }
    missing = [
        key for key in ("title", "name") if key in keys and needs(kind, key) and key not in values
    ]
    if missing:
        raise ArgumentError(
            f"{place}: the {'section ' + '.'.join(place.path) if place.path else 'experiment'} "
            f"has no {missing[0]}",
            fix=f'write {missing[0]} = "..."',
        )
    return kind(**values)


def needs(kind: Any, key: str) -> bool:
    """Must the key be there?"""
    return (kind is Experiment and key == "title") or (kind is Named and key == "name")


def with_options(keys: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Keys that are none of the section's own, as options."""
    own = {key: value for key, value in given.items() if key in keys}
    return {**own, "options": {k: v for k, v in given.items() if k not in keys}}


def apply_change(given: dict[str, Any], change: str) -> None:
    """Put "train.epochs=3" into what the file says."""
    path, equals, value = change.partition("=")
    if not equals or not path.strip():
        raise ArgumentError(f"a change is like train.epochs=3, not {change!r}")
    *outer, key = (part.strip() for part in path.split("."))
    for part in outer:
        given = given.setdefault(part, {})
    try:
        given[key] = tomllib.loads(f"value = {value.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        given[key] = value.strip()
