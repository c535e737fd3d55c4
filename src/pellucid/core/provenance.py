"""Which line of the user's own code led here."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PACKAGE = os.path.dirname(os.path.dirname(__file__))  # pathlib takes 4 ms to import
GENERATED = "__create_fn__"  # what dataclasses name the functions they write
Line = tuple[str, int, str]  # file, number, function
BORROWED: ContextVar[Line | None] = ContextVar("borrowed", default=None)


@contextmanager
def attributed(line: Line | None) -> Iterator[None]:
    """A block whose doings count as those of `line`, where one is known."""
    token = BORROWED.set(line)
    try:
        yield
    finally:
        BORROWED.reset(token)


def user_frame_line() -> Line | None:
    """File, line and function of the innermost caller outside the package, or None when there is
    none.
    """
    borrowed = BORROWED.get()
    if borrowed is not None:
        return borrowed
    frame = sys._getframe(1)  # noqa: SLF001
    while frame is not None:
        code = frame.f_code
        inner = code.co_filename.startswith((PACKAGE, "<frozen"))
        if not inner and not code.co_qualname.startswith(GENERATED):
            return code.co_filename, frame.f_lineno, code.co_qualname
        frame = frame.f_back
    return None


def user_line() -> str:
    """The user's line as `train.py:31, in Net.forward`, or an empty string."""
    found = user_frame_line()
    if found is None:
        return ""
    file, line, function = found
    place = f"{os.path.basename(file)}:{line}"
    return place if function == "<module>" else f"{place}, in {function}"
