"""A script run as Python runs it, and its compiled functions seen through: `see`."""

import runpy
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pellucid.core.errors import ArgumentError, FileError
from pellucid.tensor.seeing import Sight, Watched, watched


def programs_of(file: str) -> list[Watched]:
    """The programs that a script makes, those with most work first. FileError when there is no
    such file; what the script raises is shown and does not hide what it made before."""
    path = Path(file).expanduser()
    if not path.is_file():
        raise FileError(f"there is no file {file!r}", fix="name a Python file that can be run")
    with watched() as found, as_main(path):
        try:
            runpy.run_path(str(path), run_name="__main__")
        except SystemExit:  # a script may end itself
            pass
        except Exception as error:  # noqa: BLE001
            traceback.print_exception(error)
            if not found:
                raise ArgumentError(
                    f"{path.name} failed before it had compiled a function",
                    given=f"{type(error).__name__}: {error}",
                ) from None
    return sorted(found, key=lambda program: -program.work)


@contextmanager
def as_main(path: Path) -> Iterator[None]:
    """A block in which the process looks as if Python had been started with the script."""
    arguments, places = sys.argv, sys.path
    sys.argv, sys.path = [str(path)], [str(path.resolve().parent), *places]
    try:
        yield
    finally:
        sys.argv, sys.path = arguments, places


def chosen(programs: list[Watched], file: str, function: str | None) -> Watched:
    """The program to look at: that of a function, or that with most work."""
    name = Path(file).name
    if not programs:
        raise ArgumentError(
            f"{name} called no compiled function", fix="decorate a function with @pel.compile"
        )
    if function is None:
        return programs[0]
    found = [one for one in programs if function in {one.name, one.name.rpartition(".")[2]}]
    if not found:
        raise ArgumentError(
            f"{name} called no compiled function {function!r}",
            given=", ".join(dict.fromkeys(one.name for one in programs)),
            fix="name one of those",
        )
    return found[0]


def split_name(text: str) -> tuple[str, str | None]:
    """The file and the function of `train.py:step`; a file alone has none.

    >>> split_name("train.py:step"), split_name("train.py")
    (('train.py', 'step'), ('train.py', None))
    """
    file, colon, function = text.rpartition(":")
    named = colon and function.replace(".", "").isidentifier() and not Path(text).is_file()
    return (file, function) if named else (text, None)


def sight_in(text: str) -> tuple[Sight, list[str]]:
    """What a compiled function of a script became, and the names of the others that it called."""
    file, function = split_name(text)
    programs = programs_of(file)
    program = chosen(programs, file, function)
    others = dict.fromkeys(one.name for one in programs if one.name != program.name)
    return program.sight(), list(others)
