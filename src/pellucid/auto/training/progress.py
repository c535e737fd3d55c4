"""What a person sees while a model is trained: one live line on a terminal, plain lines elsewhere.

All of it goes to the standard error, so that what a program prints as its result stays clean.
"""

import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from pellucid.auto.training.recipe import Round
from pellucid.core.lazy import lazy

rich_progress = lazy("rich.progress")
rich_console = lazy("rich.console")

SECONDS_BETWEEN_LINES = 5.0
SECONDS_BETWEEN_DRAWINGS = 0.25


class Narrator(Protocol):
    """Tells how a fit goes."""

    def say(self, text: str) -> None:
        """Tell a fact."""

    def watch(self, found: Round) -> None:
        """Tell what one round of the training has found."""


class Silence:
    """Tells nothing."""

    def say(self, text: str) -> None:
        """Tell nothing."""

    def watch(self, found: Round) -> None:
        """Tell nothing."""


class Lines:
    """Tells in plain lines, of the rounds the first, the last and one every few seconds."""

    def __init__(self) -> None:
        self.began = self.last = time.monotonic()

    def say(self, text: str) -> None:
        """A line of its own."""
        print(text, file=sys.stderr, flush=True)

    def watch(self, found: Round) -> None:
        """A line, when it is time for one."""
        now = time.monotonic()
        is_end = found.round in {1, found.rounds}
        if is_end or now - self.last >= SECONDS_BETWEEN_LINES:
            self.last = now
            self.say(f"  {place(found)}  {measures(found)}  {now - self.began:.1f} s")


class LiveLine:
    """Tells in one line that changes: a bar, what was measured last, and the time that is left.

    It is drawn by the loop that it tells of: a thread of its own would hold that loop up.
    """

    def __init__(self, progress: Any) -> None:
        self.progress, self.bar, self.drawn = progress, None, 0.0

    def say(self, text: str) -> None:
        """A line above the live one."""
        self.progress.console.print(text, highlight=False, markup=False)

    def watch(self, found: Round) -> None:
        """The live line, changed."""
        if self.bar is None:
            self.bar = self.progress.add_task("training", measures="")
        now = time.monotonic()
        is_due = found.round == found.rounds or now - self.drawn >= SECONDS_BETWEEN_DRAWINGS
        self.drawn = now if is_due else self.drawn
        self.progress.update(
            self.bar,
            total=found.rounds,
            completed=found.round,
            measures=measures(found),
            refresh=is_due,
        )


@contextmanager
def narrator(progress: bool) -> Iterator[Narrator]:
    """Who tells, for the length of a block: a live line, plain lines, or nobody."""
    if not progress:
        yield Silence()
    elif not sys.stderr.isatty():
        yield Lines()
    else:
        columns = (
            rich_progress.TextColumn("{task.description}"),
            rich_progress.BarColumn(),
            rich_progress.MofNCompleteColumn(),
            rich_progress.TextColumn("{task.fields[measures]}"),
            rich_progress.TimeRemainingColumn(),
        )
        console = rich_console.Console(stderr=True)
        with rich_progress.Progress(*columns, console=console, auto_refresh=False) as live:
            yield LiveLine(live)


def place(found: Round) -> str:
    """`epoch  12/256`."""
    return f"epoch {found.round:>{len(str(found.rounds))}}/{found.rounds}"


def measures(found: Round) -> str:
    """Losses of training and validation, and the error, as far as they are known."""
    losses = f"loss {found.train_loss:.4f}"
    if math.isnan(found.error):
        return losses
    return f"{losses} / {found.validation_loss:.4f}  error {found.error:.4f}"
