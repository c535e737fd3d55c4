"""From a table to a predictor: the whole way on one screen, then each step."""

import math
import os
import platform
import time as clock
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.arrangement import Wish, arranged, arrangement_of
from pellucid.auto.clock import seconds_of
from pellucid.auto.conformal import Conformal, fit_conformal, strangeness_of
from pellucid.auto.data_kinds import Wanted, fit_other, kind_of_data
from pellucid.auto.decisions import costs_of
from pellucid.auto.folds import TrainedFolds
from pellucid.auto.learning import Effort, Lesson, Outcome, learned
from pellucid.auto.metrics import metric_for
from pellucid.auto.networks import sizes_of
from pellucid.auto.predictor import Predictor
from pellucid.auto.progress import Narrator, narrator
from pellucid.auto.recipe import EPOCHS
from pellucid.auto.saving import Summary, check_place
from pellucid.auto.schema import Schema, infer_schema, known_rows
from pellucid.auto.splits import Split, split_rows
from pellucid.auto.streaming import learned_from_stream
from pellucid.auto.telling import Model
from pellucid.auto.weights import column_of_weights, weights_of_rows
from pellucid.core.errors import ArgumentError, DataError
from pellucid.core.version import VERSION
from pellucid.data.large_files import Stream, is_large, open_stream
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
    metric: str | None = None,
    classes: Sequence[Any] | None = None,
    quantiles: Sequence[float] = (),
    weights: Any = None,
    class_weight: Any = None,
    costs: Any = None,
    group: str | bool | None = None,
    order_by: str | bool | None = None,
    stream: bool | None = None,
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
    names when None. `task`: binary, multiclass, ordinal or regression, when it should not follow
    from the target's values. `time`: what the whole fit may take, as `60s`, `5m` or seconds.
    `quality`: "good" trains a network for each of five folds, "quick" one alone. `out`: a folder
    to save the model in. The same seed gives the same model, as long as all `epochs` fit into the
    time.

    `metric` chooses the best round: accuracy, balanced accuracy, log loss, AUC, F1, RMSE or MAE.
    `classes` lists the classes in an order, which is that of ordinal ones. `quantiles` of a number
    are predicted instead of its mean. `weights`: a column, or a number for each row, by which rows
    count; `class_weight`: "balanced", or a dict of them. `costs[truth][answer]`: the class that
    costs least is answered. `group`: the column whose rows stay on one side of every split;
    `order_by`: the column by which the newest rows are the test; both are found where the table
    shows them, unless False. `stream`: whether a file's rows pass by from the disk instead of being
    read at once, by its size when None. DataError and FileError say in one sentence why a table
    cannot be learned from.

    `kind` says what the data are, where that does not follow from them: "table", "pictures",
    "text" or "series" (to be continued). Pictures: a folder with a folder for each class, or a
    table with a `picture_column` of paths. Texts: folders of .txt files, or a table with a
    `text_column`. Series: a table with a `time_column`, a `series` column if it holds several, and
    the `horizon`, the steps to forecast; `known_ahead` names the columns known for the future. Each
    gives a model of its own with `predict` (series: `forecast`), `report` and `save`; see
    docs/pictures.md, docs/text.md and docs/series.md.

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
        asked = {"task": task, "classes": classes, "quantiles": quantiles}
        counts = {"weights": weights, "class_weight": class_weight}
        passing = streamed(data, stream, counts)
        lesson = understood(
            data if passing is None else heads_of(passing), target, teller, asked, counts
        )
        lesson = arranged_as(lesson, group, order_by, teller)
        measure = metric_for(lesson.schema.objective, metric)
        decision = costs_of(costs, lesson.schema.classes) if costs is not None else ()
        split = parted(lesson.table, lesson.schema, seed, lesson.group, lesson.order_by)
        effort = Effort(measure, seed, epochs, deadline, quality, teller)
        if passing is None:
            model, trained = learned(lesson, split, effort)
        else:
            model, trained = learned_from_stream(passing, lesson, split, effort)
        model = replace(
            model, costs=decision, conformal=conformal_of(model, lesson, split, trained)
        )
        model = judged(model, lesson.table, split, trained, seed)
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


def streamed(data: Any, asked: bool | None, counts: dict[str, Any]) -> Stream | None:
    """The rows of a file too large to be read at once, as they pass by; None for any other data."""
    path = os.fspath(data) if isinstance(data, str | os.PathLike) else None
    if path is None or asked is False or (asked is None and not is_large(path)):
        return None
    if any(value is not None for value in counts.values()):
        raise ArgumentError("rows that are streamed from a file all count alike")
    return open_stream(path)


def heads_of(passing: Stream) -> Table:
    """The rows of a stream that are kept, with a note on the others."""
    note = f"about {passing.rows:,} rows are read from the disk as they are trained on"
    table = passing.heads()
    return replace(table, source=passing.name, notes=(*table.notes, note))


def understood(
    data: Any, target: str | None, teller: Narrator, asked: dict[str, Any], counts: dict[str, Any]
) -> Lesson:
    """The rows whose target is known, how much they count, and the schema, which is told."""
    table = read_table(files("pellucid.data").joinpath(SAMPLE) if data is None else data)
    table, weights = column_of_weights(table, counts["weights"])
    schema = infer_schema(table, target, **asked)
    teller.say(f"{schema}\n")
    known = known_rows(table, schema)
    if len(known) < table.n_rows:
        table, weights = table.take(known), None if weights is None else weights[known]
    answers = table[schema.target.name]
    return Lesson(table, schema, weights_of_rows(answers, schema, weights, counts["class_weight"]))


def arranged_as(lesson: Lesson, group: Wish, order_by: Wish, teller: Narrator) -> Lesson:
    """The lesson with what its splits have to respect, which is told."""
    found = arrangement_of(lesson.table, lesson.schema, group, order_by)
    teller.say(f"  split: {found.why}\n")
    schema = arranged(lesson.schema, found)
    return replace(lesson, schema=schema, group=found.group, order_by=found.order_by)


def parted(
    table: Table, schema: Schema, seed: int, group: str | None = None, order_by: str | None = None
) -> Split:
    """Rows to train on, to choose the epoch by, and to judge by.

    Equal rows stay together, as copies would. But where that leaves too few to judge by, a few
    columns of few values are all the table has, equal rows are no copies, and are told apart.
    DataError when nothing is left to judge by.
    """
    name = schema.target.name
    how = {"task": schema.task, "seed": seed, **SHARES}
    split = split_rows(table, name, group=group, order_by=order_by, **how)
    if not (group or order_by) and any(
        len(getattr(split, part)) < table.n_rows * SHARES[part] / 2 for part in SHARES
    ):
        numbers = Column(f"row of {name}", "number", np.arange(table.n_rows, dtype=np.float64))
        split = split_rows(Table((numbers, table[name])), name, **how)
    if not len(split.test):
        raise DataError(f"{table.n_rows:,} rows are too few to hold some out for the score")
    return split


def conformal_of(model: Predictor, lesson: Lesson, split: Split, trained: Outcome) -> Conformal:
    """How strange the truth is to the model, from the rows that its networks have not seen."""
    target, name = model.target, lesson.schema.target.name
    number = None if model.schema.classes else target

    def strangeness(outputs: np.ndarray, codes: np.ndarray) -> np.ndarray:
        if number is None:
            return strangeness_of(model.calibration.probabilities(outputs), codes)
        found = number.decode(outputs if model.schema.quantiles else outputs[:, 0])
        return strangeness_of(found, number.decode(codes))

    test = lesson.take(split.test).table
    x, codes = model.encoder.encode(test)[0], target.encode(test[name])
    if isinstance(trained, TrainedFolds):
        unseen = strangeness(trained.unseen, trained.answers)
        members = trained.network.run_apart(x).transpose(1, 0, 2)
        apart = np.stack([strangeness(outputs, codes) for outputs in members])
        return fit_conformal(unseen, strangeness(model.network.run(x), codes), apart)
    rows = lesson.take(split.validation).table
    return fit_conformal(strangeness(model.outputs(rows)[0], target.encode(rows[name])))


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
        rows=getattr(trained, "rows", 0) or rows.n_rows,
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
