"""Whether the network learned too much by heart, too little, or about as much as the data allow."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pellucid.report.inputs import HeldOut
from pellucid.report.intervals import mean_interval
from pellucid.report.rivals import NO_MODEL, Standings
from pellucid.report.slices import row_losses
from pellucid.report.words import fixed, number, percent

Verdict = Literal["overfitting", "underfitting", "about right"]
MUCH_LARGER = 1.5  # held-out errors so many times those of training rows are a sign of overfitting


@dataclass(frozen=True)
class Fitting:
    """The mean loss of training rows and of held-out rows, and what the gap between them says."""

    trained: float
    held_out: float
    verdict: Verdict
    unit: str
    better_rival: str = ""

    def sentence(self) -> str:
        """The verdict in one sentence, and what follows from it."""
        said = self.in_words
        both = f"{said(self.trained)} on training rows, {said(self.held_out)} on held-out ones"
        return {
            "overfitting": f"It knows its training rows better than new ones ({both}): it has "
            "learned some of them by heart; more rows or fewer columns would narrow the gap.",
            "underfitting": f"It has not learned all there is to learn ({both}): "
            f"{self.better_rival} found more in the same rows; more time may help.",
            "about right": f"It neither learned by heart nor too little ({both}).",
        }[self.verdict]

    def in_words(self, loss: float) -> str:
        """A mean loss in the words of the task."""
        if self.unit == "accuracy":
            return f"{percent(1 - loss, 1)} right"
        return f"typical error {number(loss)}"

    def __str__(self) -> str:
        return self.sentence()


def fitting_of(held_out: HeldOut, trained: HeldOut, rivals: Standings) -> Fitting:
    """The verdict, from the losses of both kinds of rows and from what rivals found."""
    old, new = row_losses(trained), row_losses(held_out)
    # the gap must be larger than chance: the interval of the held-out mean must not hold the other
    low, _ = mean_interval(new)
    gap = bool(low > old.mean()) and float(new.mean()) > MUCH_LARGER * float(old.mean())
    ahead = [r for r in rivals.scored if r.outcome == "ahead" and r.name != NO_MODEL]
    verdict: Verdict = "overfitting" if gap else "underfitting" if ahead else "about right"
    means = (float(np.mean(old)), float(np.mean(new)))
    unit = "accuracy" if held_out.classes else "error"
    return Fitting(*means, verdict, unit, ahead[0].name if ahead else "")


def gap_in_words(finding: Fitting) -> str:
    """The gap itself, for the lesson on it."""
    gap = finding.held_out - finding.trained
    return f"{fixed(100 * gap, 1)} points" if finding.unit == "accuracy" else number(gap)
