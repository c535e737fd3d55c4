"""The first line of a report: one score, how sure it is, and what no model at all would have
scored.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pellucid.report.inputs import NO_TRAINING, HeldOut, Training
from pellucid.report.intervals import ratio_interval, wilson_interval
from pellucid.report.words import count, decimals_for, duration, fixed, number, short

Verdict = Literal["better", "unclear", "worse", "undefined"]


@dataclass(frozen=True)
class Headline:
    """The score that counts: accuracy for classes, R² for numbers, beside the answer that needs no
    model.

    `low` to `high` is the 95 % interval of `score`. `baseline` is the score of always answering
    `baseline_answer`, or for numbers of `naive`. `typical_error` and `baseline_error` are mean
    absolute errors, for numbers only.
    """

    metric: str
    score: float
    low: float
    high: float
    baseline: float
    baseline_answer: str
    held_out_rows: int
    training_rows: int = 0
    seconds: float = 0.0
    typical_error: float = math.nan
    baseline_error: float = math.nan
    naive: str = ""

    @property
    def verdict(self) -> Verdict:
        """'better' or 'worse' than the baseline if the whole interval is, 'unclear' if it holds the
        baseline.
        """
        if math.isnan(self.score):
            return "undefined"
        low = self.score if math.isnan(self.low) else self.low
        high = self.score if math.isnan(self.high) else self.high
        if math.isnan(self.low) or low <= self.baseline <= high:
            return "unclear"
        return "better" if low > self.baseline else "worse"

    def sentence(self) -> str:
        """The score, its interval, the rows it was measured on, the baseline, and the cost of
        training.
        """
        rows = f"on {count(self.held_out_rows, 'held-out row')}"
        return f"{self._measured(rows)}, {self._against()}{self._trained()}."

    def judgement(self) -> str:
        """What the score means, in one plain sentence."""
        regression = self.metric == "R²"
        always = f"always answering {'the average' if regression else self.baseline_answer}"
        naive = self.naive or always
        return {
            "better": f"The model has learned something real: it is clearly better than {naive}.",
            "unclear": f"The model cannot be told apart from {naive}: treat it with care.",
            "worse": f"The model is worse than {naive}: do not use it as it is.",
            "undefined": "All held-out answers are the same, so there is nothing to tell apart.",
        }[self.verdict]

    def __str__(self) -> str:
        return self.sentence()

    def _measured(self, rows: str) -> str:
        if math.isnan(self.score):
            return f"{self.metric} is not defined {rows}, whose true answers are all the same"
        decimals = decimals_for(self.score, self.low, self.high)
        measured = f"{self.metric} {fixed(self.score, decimals)}"
        if math.isnan(self.low):
            return f"{measured} {rows}"
        interval = f"{fixed(self.low, decimals)} to {fixed(self.high, decimals)}"
        return f"{measured} (95 % interval {interval}) {rows}"

    def _against(self) -> str:
        if self.metric == "R²":
            errors = f"{number(self.typical_error)}, against {number(self.baseline_error)}"
            always = f"always answering the average, {self.baseline_answer}"
            return f"with a typical error of {errors} for {self.naive or always}"
        return f"against {fixed(self.baseline)} for always answering {self.baseline_answer}"

    def _trained(self) -> str:
        spent = f" in {duration(self.seconds)}" if self.seconds else ""
        return (
            f"; trained on {count(self.training_rows, 'row')}{spent}" if self.training_rows else ""
        )


def headline_of(held_out: HeldOut, training: Training = NO_TRAINING) -> Headline:
    """The headline of a model, from its answers on held-out rows.

    The baseline answers the training rows' most frequent class or mean; without `training.answers`,
    the held-out rows'.

    >>> from pellucid.data import read_table
    >>> sure = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.2, 0.8]])
    >>> rows = read_table({"size": [1, 2, 3, 4]})
    >>> head = headline_of(HeldOut("kind", np.array([0, 0, 1, 1]), sure, rows, ("cat", "dog")))
    >>> head.score, head.baseline, head.baseline_answer, head.verdict
    (0.75, 0.5, 'cat', 'unclear')
    """
    seen = held_out.truth if training.answers is None else np.asarray(training.answers)
    make = _accuracy if held_out.classes else _fit
    return make(held_out, seen, training)


def _accuracy(held_out: HeldOut, seen: np.ndarray, training: Training) -> Headline:
    right = held_out.answers == held_out.truth
    hits, n = int(right.sum()), held_out.n_rows
    favourite = int(np.bincount(seen.astype(np.int64), minlength=len(held_out.classes)).argmax())
    low, high = wilson_interval(hits, n)
    return Headline(
        metric="Accuracy",
        score=hits / n,
        low=low,
        high=high,
        baseline=float((held_out.truth == favourite).mean()),
        baseline_answer=short(held_out.classes[favourite]),
        held_out_rows=n,
        training_rows=training.rows,
        seconds=training.seconds,
    )


def _fit(held_out: HeldOut, seen: np.ndarray, training: Training) -> Headline:
    unit = held_out.unit
    truth, mean = held_out.truth / unit, float((seen / unit).mean())
    error = np.abs(truth - held_out.predicted / unit)
    naive = np.abs(truth - (mean if held_out.naive is None else held_out.naive / unit))
    around = (truth - truth.mean()) ** 2
    low, high = ratio_interval(error**2, around)
    spread = float(around.sum())
    return Headline(
        metric="R²",
        score=1 - float((error**2).sum()) / spread if spread else math.nan,
        low=1 - high,
        high=1 - low,
        baseline=1 - float((naive**2).sum()) / spread if spread else math.nan,
        baseline_answer=number(mean * unit),
        held_out_rows=held_out.n_rows,
        training_rows=training.rows,
        seconds=training.seconds,
        typical_error=float(error.mean()) * unit,
        baseline_error=float(naive.mean()) * unit,
        naive=held_out.naive_name,
    )
