"""The rows the model got most wrong, to be looked at one by one."""

from dataclasses import dataclass

import numpy as np

from pellucid.report.inputs import HeldOut
from pellucid.report.words import count, number, percent, short, value

MOST_MISTAKES = 10


@dataclass(frozen=True)
class Mistake:
    """One held-out row: its place (from 1), its values, the true answer, the model's, and how sure
    the model was.

    `loss` is 1 minus the probability of the true answer, or the absolute error of a number.
    `probability` is that of the answer given, and `of_truth` that of the true answer; both None for
    numbers.
    """

    row: int
    values: tuple[tuple[str, str], ...]
    truth: str
    answer: str
    loss: float
    is_wrong: bool
    probability: float | None = None
    of_truth: float | None = None

    def sentence(self) -> str:
        """What was said and what is true."""
        sure = "" if self.probability is None else f" ({percent(self.probability)} sure)"
        return f"Row {self.row}: {short(self.answer)} answered{sure}, {short(self.truth)} is true."

    def __str__(self) -> str:
        return self.sentence()


@dataclass(frozen=True)
class Mistakes:
    """The worst rows first; `wrong` of `rows` held-out rows were answered wrongly (None for
    numbers). `positions`: where the worst stand among the held-out rows, from 0.
    """

    worst: tuple[Mistake, ...]
    wrong: int | None
    rows: int
    positions: tuple[int, ...] = ()

    def sentence(self) -> str:
        """How bad the worst are."""
        if not self.worst:
            return "There are no rows to show."
        first = self.worst[0]
        if self.wrong is None:
            return (
                f"The worst of {count(self.rows, 'held-out row')}: row {first.row} was predicted "
                f"as {first.answer} where {first.truth} is true, off by {number(first.loss)}."
            )
        if self.wrong == 0:
            return "No held-out row was answered wrongly; in these rows the model was least sure."
        likely = percent(first.of_truth or 0)
        return f"{self._which()}. {first.sentence()} The truth was thought {likely} likely."

    def _which(self) -> str:
        if self.wrong == 1:
            return "The only wrong answer"
        return f"The worst {min(self.wrong or 0, len(self.worst))} of {self.wrong:,} wrong answers"

    def __str__(self) -> str:
        return "\n".join([self.sentence(), *map(str, self.worst)])


def worst_mistakes(
    held_out: HeldOut, *, first: tuple[str, ...] = (), most: int = MOST_MISTAKES
) -> Mistakes:
    """The rows with the highest loss: wrong answers only, if there are any.

    Their values come in the order of `first`, then in the table's.
    """
    truth, answers = held_out.truth, held_out.answers
    if held_out.classes:
        loss = 1 - held_out.predicted[np.arange(held_out.n_rows), truth]
        wrong = answers != truth
        ranked = np.lexsort((-loss, ~wrong))
        ranked = ranked[: min(most, int(wrong.sum()) or most)]
    else:
        loss, wrong = np.abs(answers / held_out.unit - truth / held_out.unit), None
        ranked = np.argsort(-loss, kind="stable")[:most]
    names = [
        *first,
        *(name for name in held_out.table.names if name not in first and name != held_out.target),
    ]
    rows = list(held_out.table.take(ranked).select(names).rows())
    worst = [
        mistake_at(held_out, int(row), cells, float(loss[row]) * held_out.unit)
        for row, cells in zip(ranked, rows, strict=True)
    ]
    hits = None if wrong is None else int(wrong.sum())
    return Mistakes(tuple(worst), hits, held_out.n_rows, tuple(ranked.tolist()))


def mistake_at(held_out: HeldOut, row: int, cells: dict[str, object], loss: float) -> Mistake:
    """One held-out row, with its values in the order of `cells`."""
    place = 1 + (row if held_out.places is None else int(held_out.places[row]))
    values = tuple((name, value(cell)) for name, cell in cells.items())
    truth, answer, classes = held_out.truth[row], held_out.answers[row], held_out.classes
    if not classes:
        return Mistake(
            place, values, number(float(truth)), number(float(answer)), loss, is_wrong=True
        )
    sure, given = float(held_out.predicted[row, answer]), float(held_out.predicted[row, truth])
    return Mistake(
        place, values, classes[truth], classes[answer], loss, bool(answer != truth), sure, given
    )
