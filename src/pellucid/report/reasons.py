"""Why one row was answered as it was: how much each column moved the answer, and rows like it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from pellucid.data.tables.tables import Table
from pellucid.report.words import listing, number, percent, short

MOST_NAMED = 3


@dataclass(frozen=True)
class Reason:
    """By how much one column, with this `value`, moved the answer away from the ordinary one."""

    column: str
    value: str
    moved: float


@dataclass(frozen=True)
class Neighbour:
    """A training row near to the one explained: its place in the table (from 1), its distance, its
    true answer and its values.
    """

    row: int
    distance: float
    answer: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Explanation:
    """One answer explained. `start` is what the model answers for the ordinary row, in which every
    column has its middle value, and `end` what it answers for this one: a probability of `answer`,
    or a number. The reasons add up to the difference, but for `left_over`.

    `is_outside`: the row is further from every training row than those are from each other.
    `ordinary`: what the ordinary one is called.
    """

    answer: str
    start: float
    end: float
    reasons: tuple[Reason, ...]
    left_over: float
    is_probability: bool
    neighbours: tuple[Neighbour, ...] = ()
    is_outside: bool = False
    notes: tuple[str, ...] = ()
    ordinary: str = "an ordinary row"

    def sentence(self) -> str:
        """The strongest reasons in one sentence."""
        said = percent if self.is_probability else number
        top = [r for r in self.reasons if abs(r.moved) > 0.02 * abs(self.end - self.start)]
        named = [f"{short(r.column, 24)} = {short(r.value, 24)} ({self.moved(r)})" for r in top]
        what = f"P({short(self.answer, 24)})" if self.is_probability else "the answer"
        because = listing(named[:MOST_NAMED], MOST_NAMED, 80) or "no single column"
        return (
            f"From {said(self.start)} for {self.ordinary} to {said(self.end)}: {what} was "
            f"moved most by {because}. {self.in_words(abs(self.left_over))} is left over."
        )

    def moved(self, reason: Reason) -> str:
        """How far a reason moved the answer, with its sign."""
        return f"{'+' if reason.moved >= 0 else ''}{self.in_words(reason.moved)}"

    def in_words(self, change: float) -> str:
        """A change of the answer, `1.2 points` of a probability."""
        return f"{number(round(100 * change, 1))} points" if self.is_probability else number(change)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {**asdict(self), "sentence": self.sentence()}

    def __str__(self) -> str:
        said = f"{self.end:.1%}" if self.is_probability else ""
        lines = [f"{self.answer} {said}".strip(), self.sentence()]
        width = max((len(short(r.column, 28)) for r in self.reasons), default=0)
        lines += [
            f"  {short(r.column, 28):<{width}}  {short(r.value, 20):<20}  {self.moved(r):>14}"
            for r in self.reasons[:12]
        ]
        lines.append(f"  {'(left over)':<{width}}  {'':<20}  {number(self.left_over):>14}")
        for n in self.neighbours:
            lines.append(f"  near it: row {n.row}, {n.answer} (distance {n.distance:.2f})")
        if self.is_outside:
            lines.append("  it is outside what the model was trained on: trust it less")
        return "\n".join([*lines, *(f"  note: {note}" for note in self.notes)])


Explain = Callable[[Table], tuple[Explanation, ...]]
"""Rows in; an explanation for each out."""
