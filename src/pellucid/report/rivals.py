"""What others score on the same rows: no model at all, a linear model, boosted trees."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pellucid.report.inputs import HeldOut, Rival, Training
from pellucid.report.resampling import Score, draws_of, explained_score, interval_of, mean_score
from pellucid.report.words import MINUS, fixed, listing

Outcome = Literal["behind", "level", "ahead"]
NO_MODEL = "no model"
MOST_IN_FIGURE = 3


@dataclass(frozen=True)
class Standing:
    """A rival's `score`, and by how much the network leads it, with the 95 % interval of the lead.

    `note` says why there is no score, where there is none.
    """

    name: str
    score: float
    lead: float
    low: float
    high: float
    seconds: float = 0.0
    note: str = ""

    @property
    def outcome(self) -> Outcome:
        """Whether the rival is certainly behind the network, certainly ahead, or neither."""
        return "behind" if self.low > 0 else "ahead" if self.high < 0 else "level"


@dataclass(frozen=True)
class Standings:
    """The network's score with its 95 % interval beside those of its rivals, on the same held-out
    rows.
    """

    metric: str
    score: float
    rivals: tuple[Standing, ...]
    interval: tuple[float, float] = (math.nan, math.nan)

    @property
    def scored(self) -> tuple[Standing, ...]:
        """The rivals that have a score."""
        return tuple(rival for rival in self.rivals if not np.isnan(rival.score))

    @property
    def is_beaten(self) -> bool:
        """Whether any rival is certainly better."""
        return any(rival.outcome == "ahead" for rival in self.scored)

    @property
    def is_crowded(self) -> bool:
        """Whether there are more other models than a figure tells apart, so that a table helps."""
        return len(self.scored) > MOST_IN_FIGURE

    def sentence(self) -> str:
        """Who is behind, who is level, and who is better: said plainly when the network loses."""
        models = [rival for rival in self.scored if rival.name != NO_MODEL]
        if not models:
            return "There was no other model to compare it with."
        parts = []
        for outcome, said in (
            ("ahead", "do better here and should be used instead"),
            ("level", "cannot be told apart from it"),
            ("behind", "do worse"),
        ):
            found = [f"{r.name} ({fixed(r.score)})" for r in models if r.outcome == outcome]
            if found:
                parts.append(
                    f"{listing(found)} {said if len(found) > 1 else singular(said, found)}"
                )
        first = f"Beside the network's {fixed(self.score)}, {'; '.join(parts)}."
        better = [r for r in models if r.outcome == "level" and r.lead < 0]
        if better and not self.is_beaten:
            gap = f"{fixed(-better[0].lead, 3)}"
            first += f" On these rows {better[0].name} scored {gap} more, which may be chance."
        return first

    def __str__(self) -> str:
        lines = [
            f"{r.name:<24} {fixed(r.score, 3)}  lead {fixed(r.lead, 3)}  {fixed(r.seconds, 1)} s"
            for r in self.scored
        ]
        return "\n".join([self.sentence(), *lines])


def singular(said: str, found: list[str]) -> str:
    """The verb for one rival: a name in the plural, such as boosted trees, keeps it."""
    if found[0].split(" (")[0].endswith(("trees", "neighbours")):
        return said
    return said.replace("do ", "does ", 1)


def standings(
    held_out: HeldOut, rivals: tuple[Rival, ...], training: Training, *, seed: int = 0
) -> Standings:
    """The rivals' scores on the held-out rows (accuracy, or R²), each with the network's lead.

    Leads are compared row by row: the same resampled rows for both.
    """
    draws = draws_of(held_out.n_rows, seed=seed)
    mine = score_of(held_out, held_out.predicted)
    rows = np.ones((1, held_out.n_rows))
    own, own_draws = float(mine(rows)[0]), mine(draws)
    found = []
    for rival in (no_model(held_out, training), *rivals):
        if rival.predicted is None:
            nan = float("nan")
            found.append(Standing(rival.name, nan, nan, nan, nan, rival.seconds, rival.note))
            continue
        theirs = score_of(held_out, rival.predicted)
        score = float(theirs(rows)[0])
        low, high = interval_of(own_draws - theirs(draws))
        found.append(Standing(rival.name, score, own - score, low, high, rival.seconds, rival.note))
    metric = "Accuracy" if held_out.classes else "R²"
    return Standings(metric, own, tuple(found), interval_of(own_draws))


def score_of(held_out: HeldOut, predicted: np.ndarray) -> Score:
    """The score of predictions for the held-out rows."""
    if held_out.classes:
        right = predicted.argmax(axis=1) == held_out.truth
        return mean_score(right.astype(np.float64))
    return explained_score(held_out.truth / held_out.unit, predicted / held_out.unit)


def no_model(held_out: HeldOut, training: Training) -> Rival:
    """The answer that needs no model: the most frequent class or the mean of the training rows."""
    seen = held_out.truth if training.answers is None else np.asarray(training.answers)
    if held_out.classes:
        counts = np.bincount(seen.astype(np.int64), minlength=len(held_out.classes))
        return Rival(NO_MODEL, np.tile(counts / counts.sum(), (held_out.n_rows, 1)))
    return Rival(NO_MODEL, np.full(held_out.n_rows, (seen / held_out.unit).mean() * held_out.unit))


def signed(value: float, decimals: int = 2) -> str:
    """A number with its sign.

    >>> signed(0.021), signed(0.5, 1)
    ('+0.02', '+0.5')
    """
    text = fixed(value, decimals)
    return text if text.startswith(MINUS) or np.isnan(value) else f"+{text}"
