"""Which columns might give the target away: those that alone tell nearly as much as all."""

from collections.abc import Iterator

import numpy as np

from pellucid.auto.leaks import gives_target_away
from pellucid.auto.schema import Schema
from pellucid.data.tables import Column, Table

MOST_SUSPECTS = 4
MOST_ROWS, MOST_COLUMNS = 20_000, 400
BINS = 24
LEAST_SKILL = 0.5  # a column that tells less than half of all there is to know is no leak
NEARLY_ALL = 0.93  # of what the model knows


def suspects_of(table: Table, schema: Schema, skill: float) -> dict[str, str]:
    """The names of suspect columns, each with why; `skill` is the share of the baseline's error
    that the model does away with.
    """
    step = max(1, table.n_rows // MOST_ROWS)
    table = table.take(slice(None, None, step))
    target = table[schema.target.name]
    found: list[tuple[float, str, str]] = []
    for name in schema.features[:MOST_COLUMNS]:
        if gives_target_away(table[name], target, schema.task):
            found.append((2.0, name, "it tells the answer without error, all by itself"))
            continue
        alone = skill_of(table[name], target, schema)
        if alone >= max(LEAST_SKILL, NEARLY_ALL * skill):
            share = f"{100 * min(alone / max(skill, 1e-9), 1.0):.0f} %"
            found.append((alone, name, f"alone it tells {share} of what all columns tell together"))
    found.sort(key=lambda suspect: -suspect[0])
    return {name: why for _, name, why in found[:MOST_SUSPECTS]}


def skill_of(column: Column, target: Column, schema: Schema) -> float:
    """The share of the baseline's error that one column does away with, on rows it was not counted
    on: of each value, or of each of some ranges, the most frequent class or the mean is answered.
    """
    known = np.flatnonzero(~target.missing)
    groups = groups_of(column)[known]
    answers = target.values[known]
    if schema.task != "regression":
        answers = np.unique(answers, return_inverse=True)[1]
    errors = baseline = 0.0
    for learned, judged in halves(len(known)):
        if schema.task == "regression":
            mean = answers[learned].mean()
            sums = np.bincount(groups[learned], answers[learned], minlength=groups.max() + 1)
            counts = np.bincount(groups[learned], minlength=groups.max() + 1)
            guess = np.where(counts > 0, sums / np.maximum(counts, 1), mean)[groups[judged]]
            errors += float(((answers[judged] - guess) ** 2).sum())
            baseline += float(((answers[judged] - mean) ** 2).sum())
        else:
            width = int(answers.max()) + 1
            counts = np.bincount(
                groups[learned] * width + answers[learned], minlength=(groups.max() + 1) * width
            ).reshape(-1, width)
            usual = int(counts.sum(axis=0).argmax())
            guess = np.where(counts.sum(axis=1) > 0, counts.argmax(axis=1), usual)[groups[judged]]
            errors += float((guess != answers[judged]).sum())
            baseline += float((answers[judged] != usual).sum())
    return 1.0 - errors / baseline if baseline > 0 else 0.0


def halves(rows: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows to count on, and others to judge by: even and odd ones of a random order, both ways."""
    order = np.random.default_rng(0).permutation(rows)
    yield order[::2], order[1::2]
    yield order[1::2], order[::2]


def groups_of(column: Column) -> np.ndarray:
    """A small number for each cell: that of its text or of the range it lies in; 0 if missing."""
    if column.kind == "text":
        return column.values.astype(np.int64) + 1
    values = (
        column.values.astype(np.int64).astype(np.float64)
        if column.kind == "date"
        else column.values
    )
    missing = column.missing
    groups = np.zeros(len(values), np.int64)
    known = values[~missing]
    edges = np.unique(np.quantile(known, np.arange(1, BINS) / BINS)) if len(known) else known
    groups[~missing] = 1 + np.searchsorted(edges, known, side="right")
    return groups
