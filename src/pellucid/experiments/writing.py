"""An experiment written as a file: what was trained, with every change, so that the file alone says
it. What stands at its default is left out."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from pellucid.experiments.spec import ABOUT, Experiment

NAME = "experiment.toml"
ALWAYS = {"title", "name", "epochs", "batch_size", "seed"}  # written at their defaults too


def to_toml(experiment: Experiment) -> str:
    """The text of a file that says what the experiment is.

    >>> print(to_toml(Experiment("none")).splitlines()[0])
    title = "none"
    """
    source = experiment.data.source
    if source is not None and Path(source).expanduser().exists():
        whole = str(Path(source).expanduser().resolve())
        experiment = replace(experiment, data=replace(experiment.data, source=whole))
    return "\n".join(section(experiment, ())).lstrip("\n") + "\n"


def section(held: Any, path: tuple[str, ...]) -> Iterator[str]:
    """The lines of a section: its keys, then the sections inside, lists of tables last."""
    if path:
        yield from ("", f"[{'.'.join(path)}]")
    own = {f.name: getattr(held, f.name) for f in fields(held) if f.name not in ABOUT}
    usual = {f.name: default_of(f) for f in fields(held)}
    options = own.pop("options", {})
    said = {k: v for k, v in own.items() if v is not None and (v != usual[k] or k in ALWAYS)}
    tables = {k: v for k, v in said.items() if is_list_of_tables(v)}
    inner = {k: v for k, v in said.items() if is_dataclass(v)}
    for key, value in {**said, **options}.items():
        if key not in {**tables, **inner}:
            yield f"{key} = {written(value)}"
    for key, rows in tables.items():
        for row in rows:
            yield from ("", f"[[{'.'.join((*path, key))}]]")
            yield from (f"{name} = {written(value)}" for name, value in row.items())
    for key, part in inner.items():
        yield from section(part, (*path, key))


def default_of(key: Field[Any]) -> Any:
    """What a key holds where nobody says."""
    if key.default is not MISSING:
        return key.default
    return key.default_factory() if key.default_factory is not MISSING else MISSING


def is_list_of_tables(value: Any) -> bool:
    """Is it a list of tables, which are written one by one?"""
    return isinstance(value, list) and bool(value) and all(isinstance(x, dict) for x in value)


def written(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
