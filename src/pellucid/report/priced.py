"""What wrong answers cost, where the user has said it: as the model answers, and otherwise."""

from dataclasses import dataclass

import numpy as np

from pellucid.report.inputs import HeldOut
from pellucid.report.words import number, short


@dataclass(frozen=True)
class Priced:
    """The costs of a thousand held-out rows: of the answers that are expected to cost least
    (`paid`), of the likeliest classes (`likeliest`), and of always answering one class
    (`constant`), the cheapest.

    `costs[truth][answer]`. For two classes `threshold` is the probability of the second from which
    on it is answered.
    """

    costs: tuple[tuple[float, ...], ...]
    paid: float
    likeliest: float
    constant: float
    constant_answer: str
    threshold: float | None = None

    @property
    def alarm(self) -> float:
        """What it costs to answer the second of two classes where it is not."""
        return self.costs[0][1] - self.costs[0][0]

    @property
    def miss(self) -> float:
        """What it costs not to answer the second of two classes where it is."""
        return self.costs[1][0] - self.costs[1][1]

    def sentence(self) -> str:
        """The three costs."""
        return (
            f"By the costs that were given, the model's answers cost {number(self.paid)} in a "
            f"thousand rows, against {number(self.likeliest)} if each row got its likeliest class "
            f"and {number(self.constant)} for always answering {short(self.constant_answer)}. The "
            "scores and mistakes on this page are of the likeliest classes."
        )


def priced_of(held_out: HeldOut, costs: tuple[tuple[float, ...], ...]) -> Priced:
    """The costs of held-out rows by `costs[truth][answer]`.

    >>> from pellucid.data import read_table
    >>> sure = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.2, 0.8]])
    >>> rows = read_table({"size": [1, 2, 3, 4]})
    >>> held = HeldOut("kind", np.array([0, 0, 1, 1]), sure, rows, ("cat", "dog"))
    >>> found = priced_of(held, ((0.0, 1.0), (3.0, 0.0)))
    >>> found.threshold, found.paid, found.likeliest, found.constant
    (0.25, 0.0, 750.0, 500.0)
    """
    table, truth = np.array(costs), held_out.truth
    chosen = (held_out.predicted @ table).argmin(axis=1)
    always = table[truth].mean(axis=0)
    threshold = None
    if len(table) == 2:
        alarm, miss = table[0, 1] - table[0, 0], table[1, 0] - table[1, 1]
        threshold = float(alarm / (alarm + miss)) if alarm + miss else 0.5
    return Priced(
        costs,
        1000 * float(table[truth, chosen].mean()),
        1000 * float(table[truth, held_out.answers].mean()),
        1000 * float(always.min()),
        held_out.classes[int(always.argmin())],
        threshold,
    )
