"""Which decision the answers support: how many to act on, and how often that will be right."""

from dataclasses import dataclass

import numpy as np

from pellucid.report.inputs import HeldOut
from pellucid.report.intervals import wilson_interval
from pellucid.report.words import number, percent

TRUSTED = 0.95  # the share of right answers that is good enough to act without a look
COVERAGE = 0.9  # the share of answers that an error is stated for
LEAST_ROWS = 20
STEPS = 41


@dataclass(frozen=True)
class Decision:
    """For classes: answers given with a confidence of at least `least_sure` are `share` of all, and
    `right` of them are right (95 % interval `low` to `high`). For numbers: `reach` is the distance
    within which nine of ten answers lie, `relative` to that of the spread of the true ones.

    `steps`: for each of a row of confidences, (confidence, share of rows, share of those right).
    """

    task: str
    share: float = 1.0
    right: float = 1.0
    low: float = 0.0
    high: float = 1.0
    least_sure: float = 0.0
    reach: float = 0.0
    relative: float = 1.0
    rows: int = 0
    steps: tuple[tuple[float, float, float], ...] = ()

    def sentence(self) -> str:
        """What may be decided by the model, in one sentence."""
        if self.task == "regression":
            size = (
                "a fine"
                if self.relative < 0.25
                else "a rough"
                if self.relative < 0.7
                else "hardly a"
            )
            return (
                f"Nine of ten answers are within {number(self.reach)} of the truth, which is "
                f"{percent(self.relative)} of the distance that answers without a model have: "
                f"{size} guide for decisions that need no more than that."
            )
        if self.rows < LEAST_ROWS:
            return "There are too few held-out rows to say which answers can be acted on."
        span = f"{percent(self.low)} to {percent(self.high)}"
        if self.share == 0.0:
            return (
                f"No level of confidence makes {percent(TRUSTED)} of the answers right: use them "
                f"to "
                "order rows for people to look at, not to decide."
            )
        if self.least_sure == 0.0:
            return (
                f"{percent(self.right)} of all answers are right ({span}): they can be acted on "
                "wherever a mistake as rare as that is affordable."
            )
        return (
            f"Where the model is at least {percent(self.least_sure)} sure, in "
            f"{percent(self.share)} "
            f"of the rows, {percent(self.right)} of its answers are right ({span}): act on those, "
            f"and have people look at the other {percent(1 - self.share)}."
        )

    def __str__(self) -> str:
        return self.sentence()


def decision_of(held_out: HeldOut) -> Decision:
    """What the held-out rows say about acting on the answers.

    >>> from pellucid.data import read_table
    >>> rows = read_table({"x": list(range(40))})
    >>> decision_of(HeldOut("y", np.arange(40.0), np.arange(40.0) + 1, rows)).reach
    1.0
    """
    if not held_out.classes:
        return _of_numbers(held_out)
    sure = held_out.predicted.max(axis=1)
    right = held_out.answers == held_out.truth
    levels = [0.0, *np.linspace(1 / len(held_out.classes), 1, STEPS, endpoint=False)]
    steps = [_step(level, sure, right) for level in levels]
    steps = [step for step in steps if step[1] * held_out.n_rows >= LEAST_ROWS]
    good = next((step for step in steps if step[2] >= TRUSTED), None)
    level, share, hit = good or (0.0, 0.0, float(right.mean()))
    kept = round(share * held_out.n_rows) if good else held_out.n_rows
    low, high = wilson_interval(round(hit * kept), kept)
    return Decision(
        held_out.task, share, hit, low, high, level, rows=held_out.n_rows, steps=tuple(steps)
    )


def _step(level: float, sure: np.ndarray, right: np.ndarray) -> tuple[float, float, float]:
    kept = sure >= level
    return float(level), float(kept.mean()), float(right[kept].mean()) if kept.any() else 1.0


def _of_numbers(held_out: HeldOut) -> Decision:
    truth = held_out.truth / held_out.unit
    error = np.abs(truth - held_out.predicted / held_out.unit)
    naive = np.abs(truth - truth.mean())
    reach, without = _reach(error), _reach(naive)
    relative = reach / without if without > 0 else 1.0
    return Decision(
        "regression", reach=reach * held_out.unit, relative=relative, rows=held_out.n_rows
    )


def _reach(errors: np.ndarray) -> float:
    """The error that nine of ten new ones stay below: the conformal quantile of those seen."""
    place = min(len(errors) - 1, int(np.ceil(COVERAGE * (len(errors) + 1))) - 1)
    return float(np.sort(errors)[place])
