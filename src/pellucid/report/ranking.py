"""How well rows are ranked: what is found at the cost of which false alarms."""

from dataclasses import dataclass

import numpy as np

from pellucid.report.classification import area_under_curve
from pellucid.report.inputs import HeldOut
from pellucid.report.words import fixed, percent, short

MOST_POINTS = 120
MOST_CURVES = 5  # more lines than this in one figure cannot be followed


@dataclass(frozen=True)
class RankingCurve:
    """One class against all others, by its probability: the points of both curves, the area under
    the first, the average precision, and the share of rows that are of the class.
    """

    name: str
    false_alarms: tuple[float, ...]
    found: tuple[float, ...]
    precision: tuple[float, ...]
    auc: float
    average_precision: float
    share: float


@dataclass(frozen=True)
class Ranking:
    """ROC and precision-recall curves: of the second class of two, or of each class."""

    curves: tuple[RankingCurve, ...]
    left_out: int = 0

    def sentence(self) -> str:
        """What the area under the ROC curve says."""
        first = self.curves[0]
        if len(self.curves) == 1 and not self.left_out:
            return (
                f"Of a row that is {short(first.name)} and one that is not, the first gets the "
                f"higher probability in {percent(first.auc)} of all pairs (AUC "
                f"{fixed(first.auc, 3)})."
            )
        worst = min(self.curves, key=lambda curve: curve.auc)
        if worst.auc == 1:
            return "Each line is one class against all others; each is told from the rest (AUC 1)."
        return (
            f"Each line is one class against all others; hardest to tell from the rest is "
            f"{short(worst.name)}, with an AUC of {fixed(worst.auc, 3)}."
        )

    def of_precision(self) -> str:
        """What the precision-recall curve says."""
        first = min(self.curves, key=lambda curve: curve.average_precision)
        half = max(
            (p for f, p in zip(first.found, first.precision, strict=True) if f >= 0.5), default=0.0
        )
        return (
            f"To find half of all rows that are {short(first.name)}, "
            f"{percent(half)} of those picked are right; picking blindly, {percent(first.share)}."
        )

    def __str__(self) -> str:
        return self.sentence()


def ranking_of(held_out: HeldOut) -> Ranking | None:
    """The curves of classes that the held-out rows have and lack; None when there is none."""
    k = len(held_out.classes)
    codes = [1] if k == 2 else list(range(k))
    counts = np.bincount(held_out.truth, minlength=k)
    usable = [c for c in codes if 0 < counts[c] < held_out.n_rows]
    shown = sorted(sorted(usable, key=lambda c: -counts[c])[:MOST_CURVES])
    if not shown:
        return None
    curves = tuple(
        ranking_curve(held_out.classes[c], held_out.truth == c, held_out.predicted[:, c])
        for c in shown
    )
    return Ranking(curves, len(codes) - len(shown))


def ranking_curve(name: str, positive: np.ndarray, score: np.ndarray) -> RankingCurve:
    """Both curves of one class, thinned to points that a line can show."""
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))  # equal scores go together
    hits, picked = np.cumsum(positive[order])[ends], ends + 1
    positives, negatives = int(positive.sum()), int((~positive).sum())
    found, precision = hits / positives, hits / picked
    average = float(np.sum(np.diff(found, prepend=0.0) * precision))
    kept = np.unique(np.linspace(0, len(ends) - 1, min(len(ends), MOST_POINTS)).astype(int))
    return RankingCurve(
        name,
        (0.0, *((picked - hits)[kept] / negatives).tolist()),
        (0.0, *found[kept].tolist()),
        (float(precision[kept[0]]), *precision[kept].tolist()),
        area_under_curve(positive, score),
        average,
        float(positive.mean()),
    )
