"""How near predicted numbers come to the true ones."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pellucid.report.inputs import HeldOut
from pellucid.report.resampling import draws_of, explained_score, interval_of
from pellucid.report.words import fixed, number

MOST_POINTS = (
    600  # as many dots as a printed square inch can show apart, and as keep the page small
)
HISTOGRAM_BINS = 25


@dataclass(frozen=True)
class RegressionScores:
    """Scores of predicted numbers; errors are in the target's own unit. `r2` is NaN if all true
    values are equal. `intervals`: the 95 % interval of each, by its name in `table`.
    """

    r2: float
    rmse: float
    mean_error: float
    median_error: float
    bias: float
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def table(self) -> list[tuple[str, float, str]]:
        """Each score that is defined as (name, value, what it means)."""
        rows = [
            (
                "R²",
                self.r2,
                "share of the target's variation that is explained; 1 is perfect, 0 is the average",
            ),
            (
                "Mean absolute error",
                self.mean_error,
                "the typical distance from the truth; lower is better",
            ),
            (
                "Median absolute error",
                self.median_error,
                "half of the answers are nearer than this; lower is better",
            ),
            (
                "Root mean squared error",
                self.rmse,
                "like the mean error, large misses counting more; lower is better",
            ),
            ("Mean error", self.bias, "above 0: answers are too high on average; below 0: too low"),
        ]
        return [row for row in rows if not math.isnan(row[1])]

    def sentence(self) -> str:
        """What a single prediction is worth."""
        return (
            f"Half of the predictions are within {number(self.median_error)} of the truth; "
            f"the average distance is {number(self.mean_error)}."
        )

    def __str__(self) -> str:
        return "\n".join(f"{name:<24} {number(score)}" for name, score, _ in self.table())


def regression_scores(held_out: HeldOut) -> RegressionScores:
    """The scores of predicted numbers on held-out rows."""
    unit = held_out.unit
    truth = held_out.truth / unit
    error = held_out.predicted / unit - truth
    spread = float(((truth - truth.mean()) ** 2).sum())
    squares = float((error**2).sum())
    return RegressionScores(
        r2=1 - squares / spread if spread else math.nan,
        rmse=math.sqrt(squares / len(error)) * unit,
        mean_error=float(np.abs(error).mean()) * unit,
        median_error=float(np.median(np.abs(error))) * unit,
        bias=float(error.mean()) * unit,
        intervals=_intervals(truth, error, unit),
    )


def _intervals(truth: np.ndarray, error: np.ndarray, unit: float) -> dict[str, tuple[float, float]]:
    """The 95 % interval of every score, from one set of resampled rows."""
    weights = draws_of(len(truth))
    rows = weights.sum(axis=1)
    order = np.argsort(np.abs(error))
    half = (np.cumsum(weights[:, order], axis=1) >= rows[:, None] / 2).argmax(axis=1)
    found = {
        "Mean absolute error": weights @ np.abs(error) / rows * unit,
        "Median absolute error": np.abs(error)[order][half] * unit,
        "Root mean squared error": np.sqrt(weights @ error**2 / rows) * unit,
        "Mean error": weights @ error / rows * unit,
    }
    ends = {name: interval_of(scores) for name, scores in found.items()}
    return {"R²": interval_of(explained_score(truth, truth + error)(weights)), **ends}


@dataclass(frozen=True)
class Residuals:
    """Predicted beside true values, and how the errors (predicted minus true) are spread.

    `truth` and `predicted` hold at most a few hundred rows, evenly drawn; `counts` and `edges` are
    a histogram of all errors; `extremes` is how many errors lie beyond the edges, and
    `spread_of_thirds` the mean absolute error of the lowest, middle and highest third of the
    predictions.
    """

    truth: np.ndarray
    predicted: np.ndarray
    counts: tuple[int, ...]
    edges: tuple[float, ...]
    extremes: int
    spread_of_thirds: tuple[float, ...]
    rows: int
    bias: float
    bias_is_real: bool

    def sentence(self) -> str:
        """Whether the errors lean to one side, and whether they grow with the prediction."""
        lean = "Errors fall on both sides of the truth about alike"
        if self.bias_is_real:
            side = "high" if self.bias > 0 else "low"
            lean = f"Errors lean to one side: answers are too {side} by {number(abs(self.bias))}"
        if len(self.spread_of_thirds) < 3:
            return lean + "."
        low, _, high = self.spread_of_thirds
        ends = f"{number(low)} for low answers, {number(high)} for high ones"
        if high > 1.5 * low and high > 0:
            return f"{lean}; they grow with the prediction: {ends}."
        if low > 1.5 * high:
            return f"{lean}; they shrink as the prediction grows: {ends}."
        return f"{lean}; they are about as large for low predictions as for high ones."

    def agreement(self) -> str:
        """How predictions and truth move together, for the figure of one against the other."""
        shown = (
            "every held-out row"
            if len(self.truth) == self.rows
            else f"{len(self.truth):,} of {self.rows:,} rows"
        )
        level = any((side == side[0]).all() for side in (self.truth, self.predicted))
        if len(self.truth) < 3 or level:
            return f"Each dot is one row ({shown}); on the line, prediction and truth are equal."
        size = max(np.abs(self.truth).max(), np.abs(self.predicted).max())
        r = float(np.corrcoef(self.truth / size, self.predicted / size)[0, 1])
        return f"Each dot is one row ({shown}); on the line it is right (correlation {fixed(r)})."

    def __str__(self) -> str:
        return self.sentence()


def residuals(held_out: HeldOut) -> Residuals:
    """How predictions and errors are spread over the held-out rows."""
    unit, n = held_out.unit, held_out.n_rows
    truth, predicted = held_out.truth / unit, held_out.predicted / unit
    error = predicted - truth
    shown = np.unique(np.linspace(0, n - 1, min(n, MOST_POINTS)).round().astype(np.int64))
    # a few wild errors must not squeeze all the others into one bar
    low, high = np.quantile(error, [0.005, 0.995]) if n > 200 else (error.min(), error.max())
    reach = max(abs(low), abs(high)) or 1.0
    counts, edges = np.histogram(error, bins=HISTOGRAM_BINS, range=(-reach, reach))
    thirds = (
        np.array_split(np.abs(error)[np.argsort(predicted, kind="stable")], 3) if n >= 30 else []
    )
    deviation = float(error.std(ddof=1)) / math.sqrt(n) if n > 1 else math.inf
    return Residuals(
        truth=held_out.truth[shown],
        predicted=held_out.predicted[shown],
        counts=tuple(int(c) for c in counts),
        edges=tuple(float(e) * unit for e in edges),
        extremes=n - int(counts.sum()),
        spread_of_thirds=tuple(float(part.mean()) * unit for part in thirds),
        rows=n,
        bias=float(error.mean()) * unit,
        bias_is_real=abs(float(error.mean())) > 3 * deviation,
    )
