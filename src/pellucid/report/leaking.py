"""Columns that may give the answer away, tested: the score with each and without it."""

import math
from dataclasses import dataclass

import numpy as np

from pellucid.report.inputs import HeldOut, Suspect
from pellucid.report.resampling import draws_of, interval_of
from pellucid.report.words import fixed, listing, number, short

HEAVY = 0.5  # a column without which the error at least doubles carries the score alone


@dataclass(frozen=True)
class LeakTest:
    """One suspect: the mean loss of a network with the column and of one without it, and the 95 %
    interval of the difference; NaN when it was not tested. `is_read`: whether the model reads it.
    """

    column: str
    reason: str
    with_it: float
    without_it: float
    low: float
    high: float
    is_read: bool = True

    @property
    def is_tested(self) -> bool:
        """Whether there was time to train without it."""
        return not math.isnan(self.without_it)

    @property
    def carries_the_score(self) -> bool:
        """Whether leaving it out certainly at least doubles the error."""
        return self.low > 0 and self.with_it <= HEAVY * self.without_it


@dataclass(frozen=True)
class Leaks:
    """The tests of every suspect."""

    tests: tuple[LeakTest, ...]
    unit: str

    @property
    def suspicious(self) -> bool:
        """Whether any column carries the score alone, or was not tested for it."""
        return any(
            test.carries_the_score or not test.is_tested for test in self.tests if test.is_read
        )

    def in_words(self, loss: float) -> str:
        """A mean loss as a score: accuracy for classes, the typical error for numbers."""
        if math.isnan(loss):
            return "not tested"
        if self.unit == "accuracy":
            return f"accuracy {fixed(1 - loss)}"
        return f"typical error {number(loss)}"

    def sentence(self) -> str:
        """What becomes of the score without the suspects."""
        if not self.tests:
            return "No column looks as if it gave the answer away."
        read = [test for test in self.tests if test.is_read]
        left_out = self.unread_in_words()
        if not read:
            return left_out
        heavy = [test for test in read if test.carries_the_score]
        untested = [test for test in read if not test.is_tested]
        if untested:
            first = untested[0]
            found = (
                f"{short(first.column)} may give the answer away: {first.reason}. There was no "
                "time to train without it; if it is not known at the time of the prediction, leave "
                "it out and fit again."
            )
        elif heavy:
            first = heavy[0]
            others = (
                f" The same holds for {listing([t.column for t in heavy[1:]])}."
                if heavy[1:]
                else ""
            )
            found = (
                f"{short(first.column)} may give the answer away: {self.in_words(first.with_it)} "
                f"with it, {self.in_words(first.without_it)} without. If it is not known at the "
                "time of the prediction, the score above does not count: leave it out and fit "
                f"again.{others}"
            )
        else:
            found = self.light_in_words(read)
        return f"{found} {left_out}".rstrip()

    def light_in_words(self, read: list[LeakTest]) -> str:
        """What is said of suspects that do not carry the score alone."""
        names = listing([test.column for test in read])
        were = "is" if len(read) == 1 else "are"
        first = read[0]
        if first.low <= 0:
            return (
                f"{names} {were} suspected of giving the answer away, but the score hardly changes "
                "without: the model does not live by it."
            )
        return (
            f"{names} {were} suspected of giving the answer away: {self.in_words(first.with_it)} "
            f"with {short(first.column)}, {self.in_words(first.without_it)} without. If it is not "
            "known at the time of the prediction, leave it out and fit again."
        )

    def unread_in_words(self) -> str:
        """What is said of suspects that the model does not read."""
        unread = [test for test in self.tests if not test.is_read]
        return " ".join(
            f"{short(test.column)} would give the answer away, {test.reason}, and is not read."
            for test in unread
        )

    def __str__(self) -> str:
        return self.sentence()


def leaks_of(held_out: HeldOut, suspects: tuple[Suspect, ...], *, seed: int = 0) -> Leaks:
    """The tests of the suspects, those that carry most first."""
    draws = draws_of(held_out.n_rows, seed=seed) if suspects else np.ones((1, held_out.n_rows))
    tests = []
    for s in suspects:
        if s.losses_with is None or s.losses_without is None:
            tests.append(LeakTest(s.column, s.reason, *[math.nan] * 4, is_read=s.is_read))
            continue
        gap = s.losses_without - s.losses_with
        low, high = interval_of(draws @ gap / draws.sum(axis=1))
        means = float(s.losses_with.mean()), float(s.losses_without.mean())
        tests.append(LeakTest(s.column, s.reason, *means, low, high))
    tests.sort(key=lambda test: (not test.is_read, test.with_it - test.without_it))
    return Leaks(tuple(tests), "accuracy" if held_out.classes else "error")
