"""Rows whose given answer is probably wrong: what the model says of rows it was not trained on."""

from dataclasses import dataclass

import numpy as np

from pellucid.report.inputs import HeldOut
from pellucid.report.mistakes import Mistake, mistake_at
from pellucid.report.words import count, percent

MOST_SHOWN = 15
FAR = 5.0  # residuals so many times their usual size are suspect


@dataclass(frozen=True)
class Doubts:
    """Rows to look at again, the most doubtful first, out of `suspects` of `rows`.

    For classes a row is suspect when the model, which has not seen it, is as sure of another class
    as it usually is of that class where it is true (confident learning: Northcutt, Jiang and Chuang
    2021). For numbers when its error is more than five times the usual one.
    """

    worst: tuple[Mistake, ...]
    suspects: int
    rows: int

    def sentence(self) -> str:
        """How many answers in the data are doubtful."""
        if not self.suspects:
            return f"Of {count(self.rows, 'row')} none has an answer that the model firmly doubts."
        share = percent(self.suspects / self.rows, 1)
        verb = "is" if self.suspects == 1 else "are"
        return (
            f"{count(self.suspects, 'answer')} in the data ({share}) {verb} doubtful: models that "
            "had not seen these rows expect something else. Look them up: a typing error "
            "there costs accuracy and is cheap to mend."
        )

    def __str__(self) -> str:
        return "\n".join([self.sentence(), *map(str, self.worst)])


def doubts_of(out_of_fold: HeldOut, *, most: int = MOST_SHOWN) -> Doubts:
    """The doubtful rows among those that a model answered without having seen them."""
    if out_of_fold.classes:
        margin, suspect = _class_doubts(out_of_fold)
    else:
        error = np.abs(
            out_of_fold.truth / out_of_fold.unit - out_of_fold.predicted / out_of_fold.unit
        )
        usual = float(np.median(error)) * 1.4826  # a deviation, were the errors normal
        margin, suspect = error, error > FAR * usual if usual > 0 else np.zeros(len(error), bool)
    ranked = np.lexsort((-margin, ~suspect))[: min(most, int(suspect.sum()))]
    names = [name for name in out_of_fold.table.names if name != out_of_fold.target]
    rows = list(out_of_fold.table.take(ranked).select(names).rows())
    worst = [
        mistake_at(out_of_fold, int(row), cells, float(margin[row]))
        for row, cells in zip(ranked, rows, strict=True)
    ]
    return Doubts(tuple(worst), int(suspect.sum()), out_of_fold.n_rows)


def _class_doubts(found: HeldOut) -> tuple[np.ndarray, np.ndarray]:
    rows, p, y = np.arange(found.n_rows), found.predicted, found.truth
    given = p[rows, y]
    usual = np.full(p.shape[1], np.inf)  # how sure of a class the model is where it is true
    for code in np.unique(y):
        usual[code] = p[y == code, code].mean()
    firm = np.where(p >= usual, p, -1.0)
    firm[rows, y] = -1.0
    other = firm.max(axis=1)
    suspect = (other > 0) & (p.argmax(axis=1) != y)
    return other - given, suspect
