"""Which rows train, which choose the best epoch and which are kept for the score: a pure function
of the seed.
"""

from dataclasses import dataclass

import numpy as np

from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.serving.orders import random_bits
from pellucid.data.tables.duplicates import row_keys
from pellucid.data.tables.tables import Column, Table

TRAIN, VALIDATION, TEST = 0, 1, 2
# A group of equal rows that is more of the table than this would be most of a part.
LARGEST_GROUP = 0.1


@dataclass(frozen=True, eq=False)
class Split:
    """Indices of rows, int64, each sorted; together they are every row once. `how`: one sentence
    for the report.
    """

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    how: str


def split_rows(
    table: Table,
    target: str,
    *,
    task: str,
    seed: int = 0,
    test: float = 0.2,
    validation: float = 0.16,
    order_by: str | None = None,
    group: str | None = None,
) -> Split:
    """A holdout split of all rows of `table`, whose targets are all known, stratified by class for
    classification.

    Rows equal in every column but `target` stay on one side. With `order_by`, the name of a date or
    number column, the newest rows are the test and the newest of the others the validation. With
    `group`, rows of one value of that column stay on one side. `test`
    and `validation` are shares of all rows; either may be 0. Every class has a row in training.
    Raises ArgumentError for shares that leave nothing to train on.

    >>> from pellucid.data import read_table
    >>> table = read_table({"x": list(range(100)), "y": ["a", "b"] * 50})
    >>> split = split_rows(table, "y", task="binary")
    >>> len(split.train), len(split.validation), len(split.test)
    (64, 16, 20)
    """
    if not 0 <= test < 1 or not 0 <= validation < 1 or test + validation >= 1:
        raise ArgumentError(
            "the shares of test and validation must leave rows to train on",
            given=f"{test}, {validation}",
        )
    groups = group_numbers(table.drop(target), group)
    if order_by is not None:
        sides, how = (
            by_time(table[order_by], test, validation),
            f"the newest rows by {order_by!r} are the test",
        )
    else:
        classes = None if task == "regression" else class_codes(table[target])
        sides = at_random(groups, classes, seed, test, validation)
        how = "rows drawn at random" + (
            "" if classes is None else ", the same shares of every class in each part"
        )
        if group is not None:
            how += f", rows of one {group!r} together"
        elif len(np.unique(groups)) < len(groups):
            how += ", equal rows together"
    parts = [np.flatnonzero(sides == side) for side in (TRAIN, VALIDATION, TEST)]
    return Split(*parts, how=how)


def group_numbers(features: Table, group: str | None = None) -> np.ndarray:
    """For each row, the number of the first row that equals it, or that is of the same group (a
    row whose group is not known is one of its own): int64.
    """
    keys = row_keys(features if group is None else features.select([group]))
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    found = first[inverse]
    return (
        found if group is None else np.where(features[group].missing, np.arange(len(keys)), found)
    )


def class_codes(column: Column) -> np.ndarray:
    """Each row's class as a number, in sorted order of the classes: int64."""
    if column.kind == "text":
        used, _ = column.used_levels()
        places = np.argsort(np.argsort(np.array(used.levels)))
        return places[used.values]
    return np.unique(column.values, return_inverse=True)[1]


def at_random(
    groups: np.ndarray, classes: np.ndarray | None, seed: int, test: float, validation: float
) -> np.ndarray:
    """A side for each row. Groups are ordered by class and then at random, and every 1/share-th row
    opens a draw.

    Drawing at equal distances along that order gives each class its share to within one group.
    """
    heads, inverse, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    labels = np.zeros(len(heads), np.int64) if classes is None else classes[heads]
    order = np.lexsort((random_bits(seed, n=len(groups))[heads], labels))
    # the first of each class stays in training, and so does a group too large for any part
    firsts = np.diff(labels[order], prepend=-1) != 0
    free = order[~firsts & (sizes[order] <= max(1.0, LARGEST_GROUP * len(groups)))]
    offsets = random_bits(seed, 1, n=2) / 2.0**64
    sides = np.full(len(heads), TRAIN)
    drawn = draw(len(free), test * len(heads), offsets[0])
    sides[free[drawn]] = TEST
    rest = free[~drawn]
    sides[rest[draw(len(rest), validation * len(heads), offsets[1])]] = VALIDATION
    return sides[inverse]


def fold_rows(
    table: Table,
    target: str,
    *,
    task: str,
    seed: int = 0,
    folds: int = 5,
    order_by: str | None = None,
    group: str | None = None,
) -> np.ndarray:
    """The number of the fold of each row, int64: folds of nearly equal sizes and shares of every
    class, equal rows (or those of one `group`) in one fold. With `order_by` each fold is a stretch
    of that column, so that no row is answered by its neighbours.

    >>> from pellucid.data import read_table
    >>> table = read_table({"x": list(range(100)), "y": ["a", "b"] * 50})
    >>> np.bincount(fold_rows(table, "y", task="binary")).tolist()
    [20, 20, 20, 20, 20]
    """
    if order_by is not None:
        return np.unique(stretches(table[order_by], folds), return_inverse=True)[1]
    groups = group_numbers(table.drop(target), group)
    heads, inverse = np.unique(groups, return_inverse=True)
    labels = np.zeros(len(heads), np.int64)
    if task != "regression":
        labels = class_codes(table[target])[heads]
    order = np.lexsort((random_bits(seed, 2, n=len(groups))[heads], labels))
    if len(heads) < 2 * folds:  # too few different rows: told apart
        return np.argsort(np.argsort(random_bits(seed, 2, n=len(groups)))) % min(folds, len(groups))
    fold = np.empty(len(heads), np.int64)
    fold[order] = np.arange(len(heads)) % folds
    return fold[inverse]


def stretches(column: Column, folds: int) -> np.ndarray:
    """The number of the stretch of a date or number column that each row lies in, of nearly equal
    sizes; rows of one moment lie in one, those of none in the first.
    """
    _, moments = np.unique(column.values, return_inverse=True, equal_nan=True)
    ends = np.cumsum(np.bincount(moments))
    middles = (ends - np.bincount(moments) / 2)[moments]
    found = (middles * folds / len(middles)).astype(np.int64).clip(0, folds - 1)
    return np.where(column.missing, 0, found)


def draw(places: int, wanted: float, offset: float) -> np.ndarray:
    """Which of `places` in a row are drawn, `wanted` of them at equal distances: bool (places,)."""
    step = min(1.0, wanted / max(1, places))
    marks = np.floor(np.arange(places + 1) * step + offset)
    return np.diff(marks) >= 1


def by_time(column: Column, test: float, validation: float) -> np.ndarray:
    """A side for each row by the order of a date or a number; rows of one moment stay together,
    missing ones train.
    """
    if column.kind == "text":
        raise DataError(
            f"rows cannot be ordered by {column.name!r}: it holds texts",
            fix="give a date or number column",
        )
    values = column.values.astype(np.int64) if column.kind == "date" else column.values
    known = ~column.missing
    _, moments = np.unique(values[known], return_inverse=True)
    earlier = np.concatenate([[0], np.cumsum(np.bincount(moments))])[:-1][moments] + (~known).sum()
    sides = np.full(len(values), TRAIN)
    first_test, first_validation = (
        round(len(values) * share) for share in (1 - test, 1 - test - validation)
    )
    sides[known] = np.where(
        earlier >= first_test, TEST, np.where(earlier >= first_validation, VALIDATION, TRAIN)
    )
    for share, side, name in ((test, TEST, "test"), (validation, VALIDATION, "validation")):
        if share and not (sides == side).any():
            raise DataError(
                f"too many rows have the same {column.name!r}: none are left for the {name} part"
            )
    return sides
