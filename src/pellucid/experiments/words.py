"""Words of an experiment's file that have to be known: where they stand, and what was meant."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from pellucid.core.errors import ArgumentError, PellucidError
from pellucid.experiments.positions import Keys, line_at
from pellucid.experiments.spec import Experiment

MANY = 24  # names that are listed; of more only those that are near


@contextmanager
def at(*path: str | int) -> Iterator[None]:
    """What is wrong inside is known to be wrong at these keys."""
    try:
        yield
    except PellucidError as error:
        vars(error)["path"] = (*path, *vars(error).get("path", ()))
        raise


@contextmanager
def within(experiment: Experiment, *section: str | int) -> Iterator[None]:
    """What is wrong with a section of an experiment is told with the file and the line."""
    try:
        with at(*section):
            yield
    except PellucidError as error:
        place = where(experiment, vars(error).pop("path"))
        error.what = f"{place}: {error.what}" if place else error.what
        error.args = (error.what,)
        raise


def where(experiment: Experiment, path: Keys) -> str:
    """The place of a path in words: the change from outside that brought it, or file and line."""
    for change in reversed(experiment.changes):
        keys = keys_in(change)
        if path[: len(keys)] == keys:
            return change
    line = line_at(experiment.text, path)
    return f"{experiment.file}, line {line}" if line else experiment.file


def keys_in(change: str) -> Keys:
    """The keys of a change; a number is a place in a list.

    >>> keys_in("model.layers.0.bias=false")
    ('model', 'layers', 0, 'bias')
    """
    parts = [part.strip() for part in change.partition("=")[0].split(".")]
    return tuple(int(part) if part.isdigit() else part for part in parts)


def chosen(what: str, name: Any, known: Mapping[str, Any]) -> Any:
    """One of a table, by name."""
    if not isinstance(name, str):
        raise ArgumentError(f"a {what} is a name", given=repr(name))
    if name not in known:
        raise ArgumentError(f"there is no {what} {name!r}", fix=meant(name, known))
    return known[name]


def meant(word: str, known: Any) -> str:
    """What was probably meant, or all there is.

    >>> meant("Relu", ["ReLU", "Tanh"])
    'did you mean ReLU?'
    """
    names = sorted(known)
    same = [name for name in names if plain(name) == plain(word)]
    close = same or get_close_matches(word, names, n=1) or held(word, names)
    if close:
        return f"did you mean {close[0]}?"
    if len(names) <= MANY:
        return f"there are {', '.join(names)}" if names else "it takes none"
    near = get_close_matches(word, names, n=5, cutoff=0.3) or names[:5]
    return f"there are {len(names)}, among them {', '.join(near)}"


def plain(word: str) -> str:
    """A word without what people leave out or write otherwise."""
    return word.lower().replace("_", "").replace("-", "")


def held(word: str, names: list[str]) -> list[str]:
    """Names that begin with a word, as abbreviations do, or end with it."""
    short = plain(word)
    return [n for n in names if len(short) > 1 and plain(n).startswith(short)] or [
        n for n in names if len(short) > 2 and short in plain(n)
    ]
