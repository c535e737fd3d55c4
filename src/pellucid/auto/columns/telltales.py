"""Marks that a column was made of the target: its values, its place, its gaps."""

import re

import numpy as np

from pellucid.data.tables.tables import Column

LEAST_ROWS, LEAST_OTHERS = 50, 20
# A column in the target's own unit, near to it: how much it explains, and how far the slope of the
# target over it may be from 1.
SAME, SLOPE = 0.6, 0.1
EQUAL, NEARLY_ALL = 0.75, 0.9  # shares of the rows
MOST_AHEAD = 3  # rows
MOST_ROWS = 20_000  # that are looked at one after the other
# Where a column is filled in and where it is not explains so much of the target, or of one class,
# in no table that was not filled in afterwards.
BY_GAPS = 0.4
DIGITS = re.compile(r"(\d{1,15})\D*$")


def is_near(column: Column, target: Column) -> bool:
    """Whether a number is the target itself with something added."""
    known = ~column.missing & ~target.missing
    if column.kind != "number" or target.kind != "number" or known.sum() < LEAST_ROWS:
        return False
    x, y = column.values[known], target.values[known]
    unit = max(float(np.abs(x).max()), float(np.abs(y).max())) or 1.0
    x, y = x / unit, y / unit  # squares of huge numbers are beyond any
    spread = float(np.var(x))
    if spread == 0 or np.var(y) == 0:
        return False
    slope = float(np.cov(x, y)[0, 1] / spread)
    apart = float(np.var(y - x) / np.var(y))
    shift = abs(float(np.mean(y - x)))
    return abs(slope - 1) < SLOPE and apart < 1 - SAME and shift < SLOPE * float(np.std(y))


def has_same_levels(column: Column, target: Column) -> bool:
    """Whether a column's values are the target's."""
    known = ~column.missing & ~target.missing
    mine, true = (np.array(c.take(known).to_texts(), dtype=object) for c in (column, target))
    return set(mine) == set(true) and float(np.mean(mine == true)) > EQUAL


def is_ahead(column: Column, target: Column) -> bool:
    """Whether a column is, row for row, the target one to three rows later, and not that of its own
    row."""
    if column.kind != target.kind or len(target) < LEAST_ROWS:
        return False
    column, target = (c.take(slice(0, MOST_ROWS)) for c in (column, target))
    texts = column.kind == "text"
    mine = np.array(column.to_texts(), dtype=object) if texts else column.values
    true = np.array(target.to_texts(), dtype=object) if texts else target.values
    _, counts = np.unique(target.values[~target.missing], return_counts=True)
    if counts.sum() - counts.max() < LEAST_OTHERS:
        return False
    here = float(np.mean(mine != true))
    for ahead in range(1, MOST_AHEAD + 1):
        unlike = float(np.mean(mine[:-ahead] != true[ahead:]))
        if unlike < 1 - NEARLY_ALL and unlike < here / 3:
            return True
    return False


def is_mean_of_target(column: Column, target: Column, task: str) -> bool:
    """Whether rows of one value have that value as the mean of their target, or as the share of
    one class: a code of a category made with the answers of these very rows."""
    known = ~column.missing
    if column.kind != "number" or known.sum() < LEAST_ROWS:
        return False
    mean = column.values[known].mean()
    parts = parts_of_answer(target.take(known), task)
    parts = [answer for answer in parts if np.isclose(answer.mean(), mean, rtol=1e-4)]
    if not parts:
        return False
    values, place, rows = np.unique(column.values[known], return_inverse=True, return_counts=True)
    several = rows > 1
    if len(values) < 3 or several.sum() < 3 or rows[several].sum() < LEAST_ROWS:
        return False
    means = [np.bincount(place, answer) / rows for answer in parts]
    return any(np.isclose(one, values, rtol=1e-4, atol=1e-6).mean() > NEARLY_ALL for one in means)


def parts_of_answer(target: Column, task: str) -> list[np.ndarray]:
    """The numbers of a target, or a mark for each of its classes."""
    if task == "regression":
        return [target.values.astype(np.float64)]
    _, codes = np.unique(target.values, return_inverse=True)
    return [(codes == code).astype(np.float64) for code in range(int(codes.max()) + 1)]


def is_filled_by_target(column: Column, target: Column, task: str) -> bool:
    """Whether a column is filled in for one class, or for one end of the numbers, and hardly
    elsewhere."""
    gaps = column.missing.astype(np.float64)
    if min(gaps.sum(), len(gaps) - gaps.sum()) < LEAST_OTHERS:
        return False
    if task == "regression":
        order = np.argsort(np.argsort(target.values, kind="stable"), kind="stable")
        return float(np.corrcoef(gaps, order)[0, 1] ** 2) > BY_GAPS
    return any(
        LEAST_OTHERS <= mark.sum() <= len(mark) - LEAST_OTHERS
        and float(np.corrcoef(gaps, mark)[0, 1] ** 2) > BY_GAPS
        for mark in parts_of_answer(target, task)
    )


def in_numbers(column: Column) -> Column | None:
    """An identifier as a number: itself, or the digits it ends in; None where it has none."""
    if column.kind == "number":
        return column
    if column.kind != "text":
        return None
    found = [DIGITS.search(level) for level in column.levels]
    numbers = np.array([*(float(f[1]) if f else np.nan for f in found), np.nan])
    values = numbers[column.values]
    return Column(column.name, "number", values) if np.isfinite(values).any() else None
