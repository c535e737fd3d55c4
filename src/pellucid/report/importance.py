"""Which columns the answers depend on: how much worse the model gets when one column is shuffled.

Permutation importance (Breiman 2001), counted per column of the table as it was given, with
intervals from the rows: each row's loss of quality, averaged over the shuffles, is one independent
observation.
"""

from dataclasses import dataclass, replace

import numpy as np

from pellucid.data.tables.tables import Table
from pellucid.report.inputs import HeldOut, Predict
from pellucid.report.intervals import mean_interval
from pellucid.report.words import MINUS, count, fixed, listing, number, short

MOST_ROWS = (
    2_000  # intervals shrink with the root of the rows; more would cost time and change no order
)
MOST_REPEATS = 10
PREDICTED_ROWS = 100_000  # predictions spent in all
ROWS_PER_CALL = 16_384  # one call predicts many shuffles, so that the cost of a call is paid seldom


@dataclass(frozen=True)
class ColumnImportance:
    """What shuffling one column costs, with a 95 % interval: accuracy for classes, mean absolute
    error for numbers.

    `loss` is the same in log loss (classes) or squared error (numbers), which sees changes too
    small to turn an answer; `loss_low` is the lower end of its interval.
    """

    name: str
    cost: float
    low: float
    high: float
    loss: float
    loss_low: float

    @property
    def is_useful(self) -> bool:
        """Whether either measure is certainly above zero."""
        return self.low > 0 or self.loss_low > 0


@dataclass(frozen=True)
class Importance:
    """The columns in the order of what shuffling them costs, dearest first."""

    columns: tuple[ColumnImportance, ...]
    unit: str
    rows: int
    repeats: int

    @property
    def useless(self) -> tuple[str, ...]:
        """The columns whose shuffling changes nothing that can be told from chance."""
        return tuple(column.name for column in self.columns if not column.is_useful)

    def cost_in_words(self, column: ColumnImportance) -> str:
        """`'31 points of accuracy'` or `'2.4 of typical error'`."""
        if self.unit == "accuracy":
            points = fixed(100 * column.cost, 1).removesuffix(".0").replace(f"{MINUS}0", "0", 1)
            return f"{points} point{'' if points == '1' else 's'} of accuracy"
        return f"{number(column.cost)} of typical error"

    def sentence(self) -> str:
        """The columns that matter most, and those that do not."""
        top = [column for column in self.columns if column.is_useful and column.cost > 0][:3]
        if not top:
            rows = count(self.rows, "row")
            return f"No single column changes the answers by more than chance would, on {rows}."
        costs = [self.cost_in_words(column) for column in top]
        verb = "costs" if self.unit == "accuracy" else "adds"
        others = zip(top[1:], costs[1:], strict=True)
        rest = listing([f"{short(c.name)} ({cost})" for c, cost in others], width=90)
        first = f"The answer depends most on {short(top[0].name)}: shuffling it {verb} {costs[0]}"
        text = f"{first}; then on {rest}." if rest else f"{first}."
        if not self.useless:
            return text
        it = "it" if len(self.useless) == 1 else "they"
        names = listing(self.useless, width=28)
        return f"{text} Of {names} no use can be shown: {it} could be left out."

    def __str__(self) -> str:
        lines = [f"{short(c.name, 28):<28} {self.cost_in_words(c)}" for c in self.columns[:10]]
        return "\n".join([self.sentence(), *lines])


def permutation_importance(held_out: HeldOut, predict: Predict, *, seed: int = 0) -> Importance:
    """What shuffling each column of the held-out rows costs, each column several times, in few
    large calls.

    At most about `PREDICTED_ROWS` rows are predicted (two shuffles of each column at the least), so
    wide and long tables are sampled. The same seed gives the same shuffles.

    >>> from pellucid.data import read_table
    >>> rows = read_table({"size": [1.0, 2, 3, 4, 5, 6], "noise": [3.0, 1, 2, 1, 3, 2]})
    >>> size = rows["size"].values
    >>> seen = HeldOut("price", 10 * size, 10 * size, rows)
    >>> found = permutation_importance(seen, lambda table: 10 * table["size"].values)
    >>> [column.name for column in found.columns], found.useless
    (['size', 'noise'], ('noise',))
    """
    rng = np.random.default_rng(seed)
    names = [name for name in held_out.table.names if name != held_out.target]
    rows, repeats = _budget(held_out.n_rows, len(names))
    chosen = np.sort(rng.permutation(held_out.n_rows)[:rows])
    table, truth = held_out.table.take(chosen), held_out.truth[chosen]
    before = _losses(held_out, truth, held_out.predicted[chosen])
    shuffles = [(name, rng.permutation(rows)) for name in names for _ in range(repeats)]
    worse = np.zeros((len(names), 2, rows))
    calls = -(-len(shuffles) * rows // ROWS_PER_CALL)
    per_call = -(-len(shuffles) // max(calls, 1))
    for start in range(0, len(shuffles), max(per_call, 1)):
        batch = shuffles[start : start + per_call]
        # the last call is filled up with shuffles already done: a predictor meets one shape only
        filled = batch + shuffles[: per_call - len(batch)]
        predicted = np.asarray(predict(_shuffled(table, filled)), np.float64)
        for offset, block in enumerate(np.split(predicted, per_call)[: len(batch)]):
            after = _losses(held_out, truth, block)
            worse[(start + offset) // repeats] += (after - before) / repeats
    columns = [
        _column(name, held_out.unit, *costs) for name, costs in zip(names, worse, strict=True)
    ]
    columns.sort(key=lambda c: (-c.cost, -c.loss))
    return Importance(tuple(columns), "accuracy" if held_out.classes else "error", rows, repeats)


def _budget(n_rows: int, n_columns: int) -> tuple[int, int]:
    """How many rows to use and how often to shuffle each column."""
    rows = min(n_rows, MOST_ROWS, max(50, PREDICTED_ROWS // (2 * max(n_columns, 1))))
    return rows, int(np.clip(PREDICTED_ROWS // max(rows * n_columns, 1), 2, MOST_REPEATS))


def _losses(held_out: HeldOut, truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Two losses of each row, (2, n): wrong or not and log loss for classes, absolute and squared
    error for numbers.
    """
    if not held_out.classes:
        error = np.abs(predicted / held_out.unit - truth / held_out.unit)
        return np.stack([error, error**2])
    given = np.clip(predicted[np.arange(len(truth)), truth], 1e-15, 1.0)
    return np.stack([(predicted.argmax(axis=1) != truth).astype(np.float64), -np.log(given)])


def _shuffled(table: Table, batch: list[tuple[str, np.ndarray]]) -> Table:
    """The table once per shuffle, below one another, each time with one column in another order."""
    rows = table.n_rows
    columns = []
    for column in table.columns:
        order = np.tile(np.arange(rows), len(batch))
        for block, (name, permutation) in enumerate(batch):
            if name == column.name:
                order[block * rows : (block + 1) * rows] = permutation
        columns.append(column.take(order))
    return replace(table, columns=tuple(columns))


def _column(name: str, unit: float, cost: np.ndarray, loss: np.ndarray) -> ColumnImportance:
    low, high = (end * unit for end in mean_interval(cost))
    mean = float(cost.mean()) * unit
    return ColumnImportance(name, mean, low, high, float(loss.mean()), mean_interval(loss)[0])
