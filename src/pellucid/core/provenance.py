"""Which line of the user's own code led here."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType
from typing import NamedTuple, Optional

PACKAGE = os.path.dirname(os.path.dirname(__file__))  # pathlib takes 4 ms to import
GENERATED = "__create_fn__"  # what dataclasses name the functions they write


class Line(NamedTuple):
    """A line of the user's code, `number` in `file`, inside `function`.

    `caller` is the user's line that called the function, where callers were followed.
    `gradient_of` is set for what a gradient made: the line on which stands what the gradient is of.
    `layer`: the path of the layer of a network in which this happened, as in `Net.fc1`, or nothing.
    """

    file: str
    number: int
    function: str
    caller: Optional["Line"] = None
    gradient_of: Optional["Line"] = None
    layer: str = ""

    def place(self) -> str:
        """The line as `train.py:31, in Net.forward`."""
        where = f"{os.path.basename(self.file)}:{self.number}"
        return where if self.function == "<module>" else f"{where}, in {self.function}"

    def innermost_layer(self) -> str:
        """The layer it happened in; of a gradient, that in which stands what it is of."""
        return self.gradient_of.innermost_layer() if self.gradient_of is not None else self.layer

    def alone(self) -> "Line":
        """The line without those that led to it."""
        return Line(self.file, self.number, self.function)

    def all(self) -> Iterator["Line"]:
        """Every line of the user that had a part, each alone: of what the gradient is, then
        callers outwards."""
        if self.gradient_of is not None:
            yield from self.gradient_of.all()
        line: Line | None = self
        while line is not None:
            yield line.alone()
            line = line.caller


NOWHERE = Line("", 0, "")  # stands for no line at all
MADE_FOR: ContextVar[Line | None] = ContextVar("made_for", default=None)
LAYER: ContextVar[str] = ContextVar("layer", default="")
FOLLOWED: ContextVar[FrameType | None] = ContextVar("followed", default=None)


@contextmanager
def callers_followed(end: FrameType) -> Iterator[None]:
    """A block in which a line comes with those that led to it, up to the frame `end`."""
    token = FOLLOWED.set(end)
    try:
        yield
    finally:
        FOLLOWED.reset(token)


@contextmanager
def made_for(line: Line | None) -> Iterator[None]:
    """A block in which everything made comes from a line, whatever code makes it: what a pass or a
    gradient makes stands for something that the user has written. NOWHERE: it has no line.
    """
    token = MADE_FOR.set(line or MADE_FOR.get())
    try:
        yield
    finally:
        MADE_FOR.reset(token)


@contextmanager
def made_for_each() -> Iterator[Callable[[Line | None], object]]:
    """A block for many lines, one after another: what it gives is called with each of them."""
    outer = MADE_FOR.get()
    token = MADE_FOR.set(outer)
    try:
        yield lambda line: MADE_FOR.set(line or outer)
    finally:
        MADE_FOR.reset(token)


def user_frame_line() -> Line | None:
    """The line of the innermost caller outside the package, or None when there is none."""
    found = MADE_FOR.get()
    if found is not None:
        return None if found is NOWHERE else found
    here, end = sys._getframe(1), FOLLOWED.get()  # noqa: SLF001
    return line_at(here, end) or line_at(here, None)


def line_at(frame: FrameType | None, end: FrameType | None) -> Line | None:
    """The innermost line of the user among a frame and its callers; with the lines that led there
    from the frame `end`, if it is given.
    """
    while frame is not None and frame is not end:
        code = frame.f_code
        inner = code.co_filename.startswith((PACKAGE, "<frozen"))
        if not inner and not code.co_qualname.startswith(GENERATED):
            caller = line_at(frame.f_back, end) if end is not None else None
            place = code.co_filename, frame.f_lineno, code.co_qualname
            return Line(*place, caller, layer=LAYER.get())
        frame = frame.f_back
    return None


def user_line() -> str:
    """The user's line as `train.py:31, in Net.forward`, or an empty string."""
    found = user_frame_line()
    return found.place() if found is not None else ""
