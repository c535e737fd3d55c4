"""How well classes are told apart: scores, one line per class, and which classes are taken for
which.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pellucid.report.inputs import HeldOut
from pellucid.report.intervals import wilson_interval
from pellucid.report.resampling import draws_of, interval_of
from pellucid.report.words import count, fixed, listing, percent, short

SMALLEST_PROBABILITY = 1e-15  # a probability of zero would make the log loss infinite for one row


@dataclass(frozen=True)
class ClassificationScores:
    """Scores of classification on held-out rows; `auc` is NaN unless there are two classes, both
    present.

    `brier` is the mean squared distance between the probabilities and the truth: of the second
    class for two classes (0 to 1), summed over the classes for more (0 to 2). `intervals`: the 95 %
    interval of each, by its name in `table`.
    """

    accuracy: float
    balanced_accuracy: float
    macro_f1: float
    log_loss: float
    brier: float
    auc: float = math.nan
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def table(self) -> list[tuple[str, float, str]]:
        """Each score that is defined as (name, value, what it means)."""
        rows = [
            ("Accuracy", self.accuracy, "share of rows answered rightly; higher is better"),
            (
                "Balanced accuracy",
                self.balanced_accuracy,
                "the same, every class counting alike; higher is better",
            ),
            (
                "Macro F1",
                self.macro_f1,
                "precision and recall in one, averaged over the classes; higher is better",
            ),
            (
                "AUC",
                self.auc,
                "how often a row of one class ranks above one of the other; 0.5 is chance",
            ),
            ("Log loss", self.log_loss, "surprise at the true answers; lower is better"),
            ("Brier score", self.brier, "squared error of the probabilities; lower is better"),
        ]
        return [row for row in rows if not math.isnan(row[1])]

    def sentence(self) -> str:
        """What the scores add to the accuracy."""
        gap = self.accuracy - self.balanced_accuracy
        if gap > 0.05:
            return (
                f"Counting every class alike, accuracy falls from {fixed(self.accuracy)} to "
                f"{fixed(self.balanced_accuracy)}: rare classes do worse than common ones."
            )
        return f"Counting every class alike, accuracy is {fixed(self.balanced_accuracy)}."

    def __str__(self) -> str:
        return "\n".join(f"{name:<18} {fixed(score, 3)}" for name, score, _ in self.table())


def classification_scores(held_out: HeldOut) -> ClassificationScores:
    """The scores of a classification; classes that no held-out row has do not count for balanced
    accuracy and F1.
    """
    truth, probabilities, k = held_out.truth, held_out.predicted, len(held_out.classes)
    matrix = confusion_counts(truth, held_out.answers, k)
    per_class = [_class_score(matrix, code, "") for code in range(k)]
    present = [score for score in per_class if score.rows]
    seen = [score for score in per_class if score.rows or score.answered]
    given = probabilities[np.arange(len(truth)), truth]
    error = (probabilities - np.eye(k)[truth]) ** 2
    return ClassificationScores(
        accuracy=float(np.trace(matrix) / matrix.sum()),
        balanced_accuracy=float(np.mean([score.recall for score in present])),
        macro_f1=float(np.mean([score.f1 for score in seen])),
        log_loss=float(-np.log(np.clip(given, SMALLEST_PROBABILITY, 1.0)).mean()),
        brier=float(error[:, 1].mean() if k == 2 else error.sum(axis=1).mean()),
        auc=area_under_curve(truth == 1, probabilities[:, 1]) if k == 2 else math.nan,
        intervals=_intervals(held_out, given, error, k),
    )


def _intervals(
    held_out: HeldOut, given: np.ndarray, error: np.ndarray, k: int
) -> dict[str, tuple[float, float]]:
    """The 95 % interval of every score, from one set of resampled rows; that of the accuracy by
    Wilson, as in the headline. None where all draws are alike: they cannot say how sure they are.
    """
    weights = draws_of(held_out.n_rows)
    rows, right = weights.sum(axis=1), held_out.answers == held_out.truth
    true = np.stack([weights @ (held_out.truth == c) for c in range(k)], axis=1)
    said = np.stack([weights @ (held_out.answers == c) for c in range(k)], axis=1)
    hits = np.stack([weights @ (right & (held_out.truth == c)) for c in range(k)], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        recall, f1 = hits / true, 2 * hits / (true + said)
    losses = -np.log(np.clip(given, SMALLEST_PROBABILITY, 1.0))
    squares = error[:, 1] if k == 2 else error.sum(axis=1)
    found = {
        "Balanced accuracy": mean_of_known(recall),
        "Macro F1": mean_of_known(f1),
        "Log loss": weights @ losses / rows,
        "Brier score": weights @ squares / rows,
    }
    if k == 2:
        found["AUC"] = _weighted_areas(weights, held_out.truth == 1, held_out.predicted[:, 1])
    ends = {name: interval_of(scores) for name, scores in found.items()}
    known = {name: (low, high) for name, (low, high) in ends.items() if low != high}
    return {"Accuracy": wilson_interval(int(right.sum()), held_out.n_rows), **known}


def mean_of_known(scores: np.ndarray) -> np.ndarray:
    """The mean along the last axis of what is a number."""
    known = np.isfinite(scores)
    return np.where(known, scores, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)


def _weighted_areas(weights: np.ndarray, positive: np.ndarray, score: np.ndarray) -> np.ndarray:
    """The area under the ROC curve for each draw of weights."""
    levels, place = np.unique(score, return_inverse=True)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(levels)))
    up = np.add.reduceat((weights * positive)[:, order], starts, axis=1)
    down = np.add.reduceat((weights * ~positive)[:, order], starts, axis=1)
    below = np.cumsum(down, axis=1) - down / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return (up * below).sum(axis=1) / (up.sum(axis=1) * down.sum(axis=1))


def area_under_curve(positive: np.ndarray, score: np.ndarray) -> float:
    """The chance that a random positive row scores above a random negative one, ties counting half;
    NaN without both.

    By the sum of ranks (Mann and Whitney 1947): n log n, whatever the number of pairs.

    >>> area_under_curve(np.array([False, True, True]), np.array([0.2, 0.2, 0.9]))
    0.75
    """
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        return math.nan
    _, place, tied = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(tied) - (tied - 1) / 2)[place]
    return float((rank[positive].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def confusion_counts(truth: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    """How many rows of each true class (down) got each answer (across): int64 (k, k)."""
    return np.bincount(truth * classes + answers, minlength=classes * classes).reshape(
        classes, classes
    )


@dataclass(frozen=True)
class ClassScore:
    """One class: rows that are of it, rows answered as it, and how many of either are right."""

    name: str
    rows: int
    answered: int
    right: int

    @property
    def recall(self) -> float:
        """Share of the class's rows that were found; NaN if there are none."""
        return self.right / self.rows if self.rows else math.nan

    @property
    def precision(self) -> float:
        """Share of the answers of this class that were right; NaN if it was never answered."""
        return self.right / self.answered if self.answered else math.nan

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 if the class was never rightly answered."""
        return (
            2 * self.right / (self.rows + self.answered) if self.rows or self.answered else math.nan
        )


def _class_score(matrix: np.ndarray, code: int, name: str) -> ClassScore:
    return ClassScore(
        name, int(matrix[code].sum()), int(matrix[:, code].sum()), int(matrix[code, code])
    )


@dataclass(frozen=True)
class Mixup:
    """Rows of one class that were answered as another."""

    true: str
    answered: str
    rows: int
    share: float


@dataclass(frozen=True)
class Confusion:
    """Which classes are taken for which: `counts[i, j]` rows of class i got the answer j."""

    classes: tuple[str, ...]
    counts: np.ndarray

    @property
    def per_class(self) -> tuple[ClassScore, ...]:
        """One line per class, in the order of `classes`."""
        return tuple(
            _class_score(self.counts, code, name) for code, name in enumerate(self.classes)
        )

    def mixups(self, most: int = 10) -> tuple[Mixup, ...]:
        """The most frequent mistakes, most frequent first."""
        wrong = self.counts - np.diag(np.diag(self.counts))
        order = np.argsort(-wrong, axis=None, kind="stable")[:most]
        pairs = [divmod(int(place), len(self.classes)) for place in order if wrong.flat[place]]
        return tuple(
            Mixup(
                self.classes[i],
                self.classes[j],
                int(wrong[i, j]),
                float(wrong[i, j] / self.counts[i].sum()),
            )
            for i, j in pairs
        )

    def sentence(self) -> str:
        """The most frequent mistake, and the classes no held-out row has."""
        absent = [score.name for score in self.per_class if not score.rows]
        missing = (
            f" No held-out row is {listing(absent)}, so nothing is known about it."
            if absent
            else ""
        )
        worst = self.mixups(1)
        if not worst:
            return "No held-out row was answered wrongly." + missing
        rows = count(int(self.counts.sum() - np.trace(self.counts)), "held-out row")
        verb = "was" if rows.startswith("1 ") else "were"
        first = worst[0]
        return (
            f"{rows} {verb} answered wrongly; the most frequent mistake is to answer "
            f"{short(first.answered)} where {short(first.true)} is true "
            f"({count(first.rows, 'row')}, {percent(first.share)} of them).{missing}"
        )

    def __str__(self) -> str:
        lines = [
            f"{short(s.name, 24):<24} {s.right:>7,} of {s.rows:>7,}" for s in self.per_class[:20]
        ]
        return "\n".join([self.sentence(), *lines])


def confusion(held_out: HeldOut) -> Confusion:
    """The confusion matrix of the held-out rows."""
    counts = confusion_counts(held_out.truth, held_out.answers, len(held_out.classes))
    return Confusion(held_out.classes, counts)
