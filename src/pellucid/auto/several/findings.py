"""What the report of several targets tells: every answer as a question of its own, and a line for
each target.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pellucid.auto.several.predictor import SeveralPredictor
from pellucid.auto.several.questions import QUESTION, Questions, asked_of
from pellucid.auto.several.targets import LABELS
from pellucid.auto.training.metrics import area, label_f1, label_misranked
from pellucid.data.tables.tables import Table
from pellucid.report import Headline, HeldOut, Report, Rows, Section, Training
from pellucid.report.intervals import ratio_interval, wilson_interval
from pellucid.report.words import count, fixed, percent

MOST_QUESTIONS = 4_000  # answers of held-out rows that the page looks at one by one
MOST_TOLD = 24  # targets with a line of their own


@dataclass(frozen=True, eq=False)
class Judged:
    """Held-out rows, the truth (n, targets) and the answers (n, targets): probabilities, or numbers
    in deviations; `seen` are the truths of the rows that were learned from.
    """

    model: SeveralPredictor
    table: Table
    truth: np.ndarray
    found: np.ndarray
    seen: np.ndarray
    places: np.ndarray

    @property
    def is_labels(self) -> bool:
        """Whether labels are answered, not numbers."""
        return self.model.task == LABELS

    def questions(self) -> HeldOut:
        """Every target of every row as a question of its own; evenly drawn rows where they are
        many."""
        step = max(1, -(-len(self.truth) * len(self.model.targets) // MOST_QUESTIONS))
        rows = np.arange(0, len(self.truth), step)
        asked = Questions(self.model.targets, self.model.task)
        table = self.table.take(rows)
        return asked_of(asked, table, self.truth[rows], self.found[rows], self.places[rows])

    def predict(self, table: Table) -> np.ndarray:
        """The answers to questions, as the report asks them again."""
        names = {name: place for place, name in enumerate(self.model.targets)}
        asked = np.array([names[name] for name in table[QUESTION].to_list()])
        found = self.model.scores(table.drop(QUESTION))[np.arange(table.n_rows), asked]
        return np.stack([1 - found, found], axis=1) if self.is_labels else found


def without_question(report: Report) -> dict[str, Any]:
    """The parts of a report in which which target is asked for would count as a column."""
    found: dict[str, Any] = {}
    for part in ("importance", "dependence"):
        value = getattr(report, part)
        many, name = ("columns", "name") if part == "importance" else ("curves", "column")
        if value is not None:
            kept = tuple(one for one in getattr(value, many) if getattr(one, name) != QUESTION)
            found[part] = replace(value, **{many: kept}) if kept else None
    return found


def headline_of(judged: Judged, training: Training) -> Headline:
    """The share of rows of which every label is right, beside the most frequent set of labels; or
    the share of the variance of all targets that is explained.
    """
    n = len(judged.truth)
    if judged.is_labels:
        right = ((judged.found >= 0.5) == (judged.truth > 0.5)).all(axis=1)
        sets, counts = np.unique(judged.seen, axis=0, return_counts=True)
        usual = sets[counts.argmax()]
        low, high = wilson_interval(int(right.sum()), n)
        return Headline(
            metric="Exact match", score=float(right.mean()), low=low, high=high,
            baseline=float((judged.truth == usual).all(axis=1).mean()),
            baseline_answer="|".join(np.array(judged.model.targets)[usual > 0]) or "no label",
            held_out_rows=n, training_rows=training.rows, seconds=training.seconds,
        )  # fmt: skip
    error = (judged.truth - judged.found) ** 2
    around = (judged.truth - judged.truth.mean(axis=0)) ** 2
    low, high = ratio_interval(error.sum(axis=1), around.sum(axis=1))
    naive = (judged.truth - judged.seen.mean(axis=0)) ** 2
    return Headline(
        metric="R²", score=1 - float(error.sum() / around.sum()), low=1 - high, high=1 - low,
        baseline=1 - float(naive.sum() / around.sum()), baseline_answer="of each target",
        held_out_rows=n, training_rows=training.rows, seconds=training.seconds,
        typical_error=float(np.abs(judged.truth - judged.found).mean()),
        baseline_error=float(np.abs(judged.truth - judged.seen.mean(axis=0)).mean()),
    )  # fmt: skip


def sections_of(judged: Judged) -> tuple[Section, ...]:
    """All targets in one table, and a line for each."""
    whole = labels_table(judged) if judged.is_labels else numbers_table(judged)
    first = Section("answer", "How good is it for each target?", (whole,))
    if not judged.is_labels:
        return (first,)
    lines = tuple(label_line(judged, k) for k in range(min(MOST_TOLD, len(judged.model.targets))))
    return first, Section("mistakes", "Which labels are missed, and which invented?", lines)


def labels_table(judged: Judged) -> Rows:
    """Of each label: its rows, what is found of it, how it is ranked, and its temperature."""
    ones = np.ones(len(judged.truth))
    rows = []
    for k, name in enumerate(judged.model.targets):
        truth, shares = judged.truth[:, k] > 0.5, judged.found[:, k]
        found = shares >= 0.5
        hits = int((truth & found).sum())
        rows.append((
            name, int(truth.sum()), percent(float(truth.mean())),
            ratio(hits, int(found.sum())), ratio(hits, int(truth.sum())),
            ratio(2 * hits, int(found.sum() + truth.sum())), fixed(area(shares, truth, ones), 3),
            fixed(error_of(shares, truth), 3),
            fixed(judged.model.calibrations[k].temperature, 2),
        ))  # fmt: skip
    heads = (
        "label", "rows", "share", "precision", "recall", "F1", "AUC", "calibration error",
        "temperature",
    )  # fmt: skip
    f1 = 1 - label_f1(judged.found, judged.truth, ones)
    auc = 1 - label_misranked(judged.found, judged.truth, ones)
    right = float(((judged.found >= 0.5) == (judged.truth > 0.5)).all(axis=1).mean())
    sentence = (
        f"On average over labels F1 is {fixed(f1, 3)} and AUC {fixed(auc, 3)}; in "
        f"{percent(right)} of {count(len(ones), 'held-out row')} every label is right."
    )
    return Rows(heads, tuple(rows), sentence)


def label_line(judged: Judged, k: int) -> Rows:
    """What became of the rows of a label, and what was answered where it does not hold."""
    truth, found = judged.truth[:, k] > 0.5, judged.found[:, k] >= 0.5
    cells = [[int((t & f).sum()) for f in (found, ~found)] for t in (truth, ~truth)]
    (hits, missed), (invented, rest) = cells
    name = judged.model.targets[k]
    sentence = (
        f"{name}: of {count(hits + missed, 'row')} that have it {hits:,} are found and "
        f"{missed:,} missed; it is invented in {invented:,} of {invented + rest:,} others."
    )
    rows = (("yes", *cells[0]), ("no", *cells[1]))
    return Rows((f"{name} in truth", "answered yes", "answered no"), rows, sentence)


def numbers_table(judged: Judged) -> Rows:
    """Of each number: how much of its variance is explained, and its errors in its own unit."""
    rows, best = [], (-np.inf, "")
    for k, (name, scale) in enumerate(zip(judged.model.targets, judged.model.scales, strict=True)):
        error = judged.truth[:, k] - judged.found[:, k]
        spread = float(((judged.truth[:, k] - judged.truth[:, k].mean()) ** 2).sum())
        explained = 1 - float((error**2).sum()) / spread if spread else np.nan
        best = max(best, (explained, name))
        root = float(np.sqrt((error**2).mean())) * scale.deviation
        reach = scale.conformal.reach(0.9)
        held = float((np.abs(error) * scale.deviation <= reach).mean())
        rows.append((
            name, fixed(explained, 3), f"{float(np.abs(error).mean()) * scale.deviation:.4g}",
            f"{root:.4g}", f"± {reach:.4g}", percent(held),
        ))  # fmt: skip
    heads = ("target", "R²", "mean error", "RMSE", "interval of 90 %", "holds the truth in")
    sentence = f"Best predicted is {best[1]}, of whose variance {percent(best[0])} is explained."
    if best[0] <= 0:
        sentence = "None is predicted better than its average would."
    return Rows(heads, tuple(rows), sentence)


def ratio(part: int, whole: int) -> str:
    """A share, or a dash where there is nothing to share."""
    return fixed(part / whole, 3) if whole else "-"


def error_of(shares: np.ndarray, truth: np.ndarray) -> float:
    """The expected calibration error in ten bins of the probability."""
    bins = np.minimum((shares * 10).astype(int), 9)
    gaps = [abs(truth[bins == b].sum() - shares[bins == b].sum()) for b in range(10)]
    return float(sum(gaps) / len(truth))
