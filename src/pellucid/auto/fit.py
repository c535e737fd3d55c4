"""From a table to a predictor: the whole way on one screen, then each step."""

import math
import platform
import time as clock
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.calibration import Calibration, fit_calibration
from pellucid.auto.clock import seconds_of
from pellucid.auto.data_kinds import Wanted, fit_other, kind_of_data
from pellucid.auto.encode import Encoder
from pellucid.auto.folds import FOLDS, TrainedFolds, train_folds
from pellucid.auto.networks import sizes_of
from pellucid.auto.predictor import Predictor
from pellucid.auto.progress import Narrator, narrator
from pellucid.auto.recipe import EPOCHS, Trained, train
from pellucid.auto.saving import Summary, check_place
from pellucid.auto.schema import Schema, infer_schema, known_rows
from pellucid.auto.splits import Split, fold_rows, split_rows
from pellucid.auto.targets import TargetEncoder
from pellucid.auto.telling import Model
from pellucid.core.errors import ArgumentError, DataError
from pellucid.core.version import VERSION
from pellucid.data.reading import read_table
from pellucid.data.tables import Column, Table
from pellucid.report import (
    ColumnNote,
    DataNotes,
    DataWarning,
    Epoch,
    HeldOut,
    Making,
    Report,
    Training,
    build_report,
)

SAMPLE = "samples/penguins.csv"
SHARES = {"test": 0.2, "validation": 0.16}  # of all rows; the rest is trained on
QUALITIES = ("quick", "good")
FIRST_SHARE = 0.1  # of the time, for a first network before the five folds
REPORT_SHARE = 0.15  # of the time, kept for judging and explaining the network


def fit(  # noqa: PLR0913 (all but the table by name)
    data: Any = None,
    *,
    target: str | None = None,
    task: str | None = None,
    time: str | float = "60s",
    quality: str = "good",
    seed: int = 0,
    out: str | Path | None = None,
    progress: bool = True,
    epochs: int = EPOCHS,
    kind: str | None = None,
    picture_column: str | None = None,
    text_column: str | None = None,
    time_column: str | None = None,
    series: str | None = None,
    horizon: int | None = None,
    known_ahead: Sequence[str] = (),
) -> Any:
    """A model that predicts, trained and judged on what it never saw: rows of a table, pictures,
    texts or series.

    `data`: a path to CSV, Parquet or JSON lines, a dataframe, a dict of columns, a list of dicts;
    None is a table that comes with the package. `target`: the column to predict, guessed from the
    names when None. `task`: binary, multiclass or regression, when it should not follow from the
    target's values. `time`: what the whole fit may take, as `60s`, `5m` or seconds. `quality`:
    "good" trains a network for each of five folds, "quick" one alone. `out`: a folder
    to save the model in. The same seed gives the same model, as long as all `epochs` fit into the
    time. DataError and FileError say in one sentence why a table cannot be learned from.

    `kind` says what the data are, where that does not follow from them: "table", "pictures",
    "text" or "series" (to be continued). Pictures: a folder with a
    folder for each class, or a table with a `picture_column` of paths. Texts: folders of .txt
    files, or a table with a `text_column`. Series: a table with a `time_column`, a `series` column
    if it holds several, and the `horizon`, the steps to forecast; `known_ahead` names the columns
    known for the future. Each gives a model of its own with `predict` (series: `forecast`),
    `report` and `save`; see docs/pictures.md, docs/text.md and docs/series.md.

    >>> rows = {"size": [float(i % 17) for i in range(60)], "fits": [i % 17 < 8 for i in range(60)]}
    >>> model = fit(rows, target="fits", progress=False, epochs=16)
    >>> model.predict({"size": 2.5}).prediction
    True
    """
    deadline = clock.monotonic() + (1.0 - REPORT_SHARE) * seconds_of(time)
    check_arguments(seed, epochs, quality, out)
    wanted = Wanted(
        kind, picture_column, text_column, time_column, series, horizon, tuple(known_ahead)
    )
    chosen = kind_of_data(data, wanted)
    with narrator(progress) as teller:
        if chosen != "table":
            how = {"target": target, "seed": seed, "deadline": deadline, "teller": teller}
            many = None if epochs == EPOCHS else epochs  # each kind has its own number
            model = fit_other(chosen, data, wanted, epochs=many, **how)
            return model if out is None else saved(model, out)
        table, schema = understood(data, target, task, teller)
        split = parted(table, schema, seed)
        how = {"seed": seed, "epochs": epochs, "deadline": deadline}
        model, trained = learned(table, schema, split, quality, teller, **how)
        model = judged(model, table, split, trained, seed)
        if out is not None:
            model.save(out)
    return model


def saved(model: Model, out: str | Path) -> Model:
    """The model, after it was saved in a folder."""
    model.save(out)
    return model


def check_arguments(seed: int, epochs: int, quality: str, out: str | Path | None) -> None:
    """Refuse before anything is read what could only fail after the training."""
    if seed < 0:
        raise ArgumentError(f"a seed is 0 or more, not {seed}")
    if epochs < 1:
        raise ArgumentError(f"epochs are 1 or more, not {epochs}")
    if quality not in QUALITIES:
        raise ArgumentError(
            f"there is no quality {quality!r}", fix=f"use one of {', '.join(QUALITIES)}"
        )
    if out is not None:
        check_place(out)


def understood(
    data: Any, target: str | None, task: str | None, teller: Narrator
) -> tuple[Table, Schema]:
    """The rows whose target is known, and the schema, which is told."""
    table = read_table(files("pellucid.data").joinpath(SAMPLE) if data is None else data)
    schema = infer_schema(table, target, task=task)
    teller.say(f"{schema}\n")
    known = known_rows(table, schema)
    return (table.take(known) if len(known) < table.n_rows else table), schema


def parted(table: Table, schema: Schema, seed: int) -> Split:
    """Rows to train on, to choose the epoch by, and to judge by.

    Equal rows stay together, as copies would. But where that leaves too few to judge by, a few
    columns of few values are all the table has, equal rows are no copies, and are told apart.
    DataError when nothing is left to judge by.
    """
    name = schema.target.name
    split = split_rows(table, name, task=schema.task, seed=seed, **SHARES)
    if any(len(getattr(split, part)) < table.n_rows * SHARES[part] / 2 for part in SHARES):
        numbers = Column(f"row of {name}", "number", np.arange(table.n_rows, dtype=np.float64))
        numbered = Table((numbers, table[name]))
        split = split_rows(numbered, name, task=schema.task, seed=seed, **SHARES)
    if not len(split.test):
        raise DataError(f"{table.n_rows:,} rows are too few to hold some out for the score")
    return split


Outcome = Trained | TrainedFolds


def learned(
    table: Table, schema: Schema, split: Split, quality: str, teller: Narrator, **how: Any
) -> tuple[Predictor, Outcome]:
    """A predictor, and how it was trained. A first one, of one network, takes a small part of the
    time; with the quality "good" members for five folds follow, whose answers for rows that they
    have not seen calibrate them. The first stays where they are no better on its validation rows.

    `how`: seed, epochs and deadline of `train`.
    """
    deadline, now = how["deadline"], clock.monotonic()
    is_quick = quality == "quick"
    until = deadline if is_quick else now + FIRST_SHARE * (deadline - now)
    first, found = learned_once(
        table, schema, split, watch=teller.watch, **how | {"deadline": until}
    )
    if is_quick:
        return first, found
    errors = [r.error for r in found.history[found.best_round - 1 : found.best_round]]
    if errors and math.isfinite(errors[0]):
        teller.say(
            f"a first network after {found.seconds:.1f} s: error {errors[0]:.4f}; now five folds"
        )
    better, members = learned_in_folds(table, schema, split, watch=teller.watch, **how)
    return (first, found) if is_worse(members, found, split) else (better, members)


def is_worse(members: TrainedFolds, first: Trained, split: Split) -> bool:
    """Are the members' answers for the rows of validation worse than the first network's?"""
    if not len(split.validation) or not first.history:
        return False
    rows = np.isin(np.sort(np.concatenate([split.train, split.validation])), split.validation)
    error = members.error_of(rows)
    return error > first.history[first.best_round - 1].error


def learned_once(
    table: Table, schema: Schema, split: Split, **how: Any
) -> tuple[Predictor, Trained]:
    """A predictor trained on the rows of training, its best epoch chosen by validation."""
    name = schema.target.name
    training, validation = table.take(split.train), table.take(split.validation)
    encoder = Encoder.fit(training, schema)
    target = TargetEncoder.fit(training[name], schema)
    pairs = [(encoder.encode(t)[0], target.encode(t[name])) for t in (training, validation)]
    trained = train(*pairs, outputs=len(schema.classes), **how)
    network, (x, y) = trained.network, pairs[1]
    calibration = fit_calibration(network.run(x), y) if schema.classes else Calibration()
    return Predictor(schema, encoder, target, network, calibration), trained


def learned_in_folds(
    table: Table, schema: Schema, split: Split, *, seed: int, **how: Any
) -> tuple[Predictor, TrainedFolds]:
    """A predictor of five members, each trained without one fold of the rows of training and
    validation."""
    name = schema.target.name
    rows = table.take(np.sort(np.concatenate([split.train, split.validation])))
    encoder = Encoder.fit(rows, schema)
    target = TargetEncoder.fit(rows[name], schema)
    x, y = encoder.encode(rows)[0], target.encode(rows[name])
    fold = fold_rows(rows, name, task=schema.task, seed=seed, folds=FOLDS)
    numbers = encoder.is_number.tolist()
    trained = train_folds(
        x, y, fold, is_number=numbers, outputs=len(schema.classes), seed=seed, **how
    )
    calibration = fit_calibration(trained.unseen, y) if schema.classes else Calibration()
    return Predictor(schema, encoder, target, trained.network, calibration), trained


def judged(model: Predictor, table: Table, split: Split, trained: Outcome, seed: int) -> Predictor:
    """The predictor with its findings: what it scores on the rows that were held out, and why."""
    schema, name = model.schema, model.schema.target.name
    rows = table.take(split.test)
    report = build_report(
        HeldOut(
            target=name,
            truth=truth_of(model, rows),
            predicted=model.scores(rows),
            table=rows,
            classes=schema.classes,
            places=split.test,
        ),
        title=f"Predicting {name}",
        predict=model.scores,
        training=training_of(model, trained, table.take(split.train)),
        data=notes_of(schema, table),
        making=making_of(table, split, trained, seed),
    )
    return replace(model, findings=report, summary=summary_of(model, report, trained, table, seed))


def truth_of(model: Predictor, rows: Table) -> np.ndarray:
    """The true answers: codes of classes, or numbers in their own unit."""
    codes = model.target.encode(rows[model.target.name])
    return codes if model.schema.classes else model.target.decode(codes)


def training_of(model: Predictor, trained: Outcome, rows: Table) -> Training:
    """The course of the training, as the report takes it."""
    classes = bool(model.schema.classes)
    history = tuple(
        Epoch(r.round, r.train_loss, r.validation_loss, 1.0 - r.error if classes else r.error)
        for r in trained.history
    )
    return Training(
        rows=rows.n_rows,
        seconds=trained.seconds,
        history=history,
        best_epoch=trained.best_round,
        score_name="validation accuracy" if classes else "validation error (in deviations)",
        answers=truth_of(model, rows),
    )


def notes_of(schema: Schema, table: Table) -> DataNotes:
    """What is known of the data, as the report takes it."""
    columns = [
        ColumnNote(c.name, c.kind, c.missing, c.distinct, c.used, c.reason)
        for c in (*schema.columns, schema.target)
    ]
    warnings = [DataWarning(w.what, w.done, w.column) for w in schema.warnings]
    return DataNotes(tuple(columns), tuple(warnings), table, table.source)


def making_of(table: Table, split: Split, trained: Outcome, seed: int) -> Making:
    """How to make the model again, as the report takes it."""
    settings = {
        "data": table.source or "in memory",
        "split": split.how,
        "steps": trained.steps,
        "rows in a batch": trained.plan.batch,
        "epochs": round(trained.steps / trained.plan.per_epoch, 2),
    }
    return Making(sizes_of(trained.network).recipe, seed, settings, versions())


def versions() -> dict[str, str]:
    """What the numbers were computed with."""
    return {"pellucid": VERSION, "python": platform.python_version(), "numpy": np.__version__}


def summary_of(
    model: Predictor, report: Report, trained: Outcome, table: Table, seed: int
) -> Summary:
    """The headline of the report as plain values."""
    found = report.headline
    numbers = (found.score, found.low, found.high, found.baseline)
    score, low, high, baseline = (float(n) if math.isfinite(n) else None for n in numbers)
    return Summary(
        sentence=sentence_of(model.schema.target.name, found.sentence()),
        metric=found.metric,
        score=score,
        low=low,
        high=high,
        baseline=baseline,
        held_out_rows=found.held_out_rows,
        training_rows=found.training_rows,
        seconds=trained.seconds,
        epochs=len(trained.history),
        best_epoch=trained.best_round,
        seed=seed,
        source=table.source,
        made_with=f"Pellucid {VERSION}",
    )


def sentence_of(target: str, headline: str) -> str:
    """`Predicting species: accuracy 0.99 ...`; a measure that is a symbol stays as it is."""
    word = headline.split(" ", 1)[0]
    lowered = headline[0].lower() + headline[1:] if word.isalpha() else headline
    return f"Predicting {target}: {lowered}"
