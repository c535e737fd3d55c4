"""An experiment read from its TOML file. What is wrong is said with file and line, and what was
probably meant."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pellucid.core.errors import ArgumentError, FileError
from pellucid.experiments.outcomes import parse_gate
from pellucid.experiments.spec import Experiment, Named, fits, keys_of, said, section_of
from pellucid.experiments.words import at, keys_in, meant, within
from pellucid.experiments.writing import NAME
from pellucid.train.termination import in_seconds


def load_experiment(path: str | Path, changes: Sequence[str] = ()) -> Experiment:
    """The experiment in a file, or that of a run in its folder. `changes` are like
    "train.epochs=3": they count instead.

    Raises FileError where the file cannot be read, ArgumentError where it says something that
    means nothing.
    """
    file = Path(path).expanduser()
    if file.is_dir():
        file /= NAME
        if not file.is_file():
            raise FileError(
                f"the folder {str(path)!r} is not that of a run: it has no {NAME}",
                fix=f"name a file, or a folder that pellucid train FILE --out {path} has left",
            )
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
    about = {"file": name, "text": text, "digest": digest_of(text), "changes": tuple(changes)}
    with within(Experiment("", **about)):
        found = section(Experiment, given)
        check_values(found)
    return replace(found, **about)


def check_values(experiment: Experiment) -> None:
    """ArgumentError for what is of its type and means nothing all the same."""
    plan, reference = experiment.train, experiment.reference
    with at("train", "time"):
        if plan.time is not None:
            in_seconds(plan.time)
    with at("train", "ema"):
        if plan.ema is not None and not 0 <= plan.ema < 1:
            raise ArgumentError("train.ema is 0 or more and below 1", given=repr(plan.ema))
    for name, gate in reference.gates.items():
        with at("reference", "gates", name):
            parse_gate(gate)


def digest_of(text: str) -> str:
    """A short mark of a file's text, by which a result knows whether it is of this text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def section(kind: Any, given: Mapping[str, Any], path: tuple[str, ...] = ()) -> Any:
    """A section, every key of which is known and of its type."""
    keys = keys_of(kind)
    if kind is Named or ("options" in keys and "options" not in given):
        given = with_options(keys, given)
    values = {}
    for key, value in given.items():
        with at(key):
            if key not in keys:
                raise ArgumentError(
                    f"there is no key {key!r}{' here' if path else ''}", fix=meant(key, keys)
                )
            inner = section_of(keys[key])
            if inner is not None and isinstance(value, Mapping):
                values[key] = section(inner, value, (*path, key))
                continue
            if not fits(value, keys[key]):
                raise ArgumentError(
                    f"{'.'.join((*path, key))} is {said(keys[key])}", given=repr(value)
                )
            values[key] = value
    for key in ("title", "name"):
        if needs(kind, key) and key not in values:
            place = f"section {'.'.join(path)}" if path else "experiment"
            raise ArgumentError(f"the {place} has no {key}", fix=f'write {key} = "..."')
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
    *outer, key = keys_in(change)
    held: Any = given
    for part in outer:
        held = held.setdefault(part, {}) if isinstance(held, dict) else element(held, part, change)
    element(held, key, change)
    try:
        held[key] = tomllib.loads(f"value = {value.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        held[key] = value.strip()


def element(held: Any, key: str | int, change: str) -> Any:
    """What stands at a key of a table or a place of a list, if anything."""
    if isinstance(held, dict):
        return held.get(key)
    if isinstance(held, list) and isinstance(key, int) and key < len(held):
        return held[key]
    size = f"places 0 to {len(held) - 1}" if isinstance(held, list) else repr(held)
    raise ArgumentError(f"{change}: there is no {key!r} to change", given=size)
