"""From a table to a predictor: the whole way on one screen, then each step."""

import os
import time as clock
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.answering.conformal import Conformal, fit_conformal, strangeness_of
from pellucid.auto.answering.decisions import costs_of
from pellucid.auto.answering.predictor import Predictor
from pellucid.auto.answering.runs import (
    Run,
    check_content,
    content_of,
    made_with,
    packaged_sample,
    path_of,
    weights_of,
)
from pellucid.auto.answering.saving import check_place
from pellucid.auto.clock import seconds_of
from pellucid.auto.columns.schema import Schema, infer_schema, known_rows
from pellucid.auto.data_kinds import fit_other, kind_of_data
from pellucid.auto.encoding.samples import Sample
from pellucid.auto.judging.evidence import Fitted
from pellucid.auto.judging.held_out import judged
from pellucid.auto.judging.roster import checked_rivals
from pellucid.auto.learning import Effort, Lesson, Outcome, Paces, learned
from pellucid.auto.rows.arrangement import Wish, arranged, arrangement_of
from pellucid.auto.rows.splits import Split, split_rows
from pellucid.auto.rows.weights import column_of_weights, weights_of_rows
from pellucid.auto.streaming import learned_from_stream
from pellucid.auto.telling import Model
from pellucid.auto.training.folds import TrainedFolds
from pellucid.auto.training.metrics import metric_for
from pellucid.auto.training.progress import Narrator, narrator
from pellucid.auto.training.recipe import EPOCHS
from pellucid.core.energy import Meter
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.large_files import Stream, is_large, open_stream
from pellucid.data.reading import read_table
from pellucid.data.tables import Column, Table

SHARES = {"test": 0.2, "validation": 0.16}  # of all rows; the rest is trained on
QUALITIES = ("quick", "good")
REPORT_SHARE = 0.15  # of the time, kept for judging and explaining the network
LEAST_REPORT = 0.5  # seconds that judging may take when the training has used all
REPEAT_SECONDS = 60.0  # of a fit made again, which its pace decides: what is left is the report's
COUNTS = ("weights", "class_weight")  # the arguments that say how much rows count


def fit(  # noqa: PLR0913 (all but the table by name)
    data: Any = None,
    *,
    target: Any = None,
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
    rivals: Sequence[str] = (),
    kind: str | None = None,
    picture_column: str | None = None,
    text_column: str | None = None,
    time_column: str | None = None,
    series: str | bool | None = None,
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
    read at once, by its size when None. `rivals`: other models to train on the same rows for the
    report, with their scores and seconds: "linear" and "boosting" unless told, and "tree",
    "forest", "svm", "neighbours" (all but the first by scikit-learn). DataError and FileError say
    in one sentence why a table cannot be learned from.

    `kind` says what the data are, where that is not what they look like: "table", "pictures",
    "text", "series" (to be continued) or "sequences" (each of a class). Pictures: a folder with a
    folder for each class, or a table with a `picture_column` of paths. Texts: folders of .txt
    files, or a table with a `text_column`. Series: a table with a `time_column`, a `series` column
    if it holds several, and the `horizon`, the steps to forecast; `known_ahead` names the columns
    known for the future. Sequences: a table with a `series` column and one target for each, or an
    array (n, steps, channels) whose labels are the `target`. What was found is told in one line
    with its reason. ArgumentError for an option that means nothing for a kind. Each gives a model
    of its own with `predict` (series: `forecast`), `report` and `save`; see docs/pictures.md,
    docs/text.md and docs/series.md.

    >>> rows = {"size": [float(i % 17) for i in range(60)], "fits": [i % 17 < 8 for i in range(60)]}
    >>> model = fit(rows, target="fits", progress=False, epochs=16)
    >>> model.predict({"size": 2.5}).prediction
    True
    """
    began = clock.monotonic()
    check_arguments(seed, epochs, quality, out)
    checked_rivals(rivals)
    given = {
        "metric": metric, "classes": classes, "quantiles": quantiles, "weights": weights,
        "class_weight": class_weight, "costs": costs, "group": group, "order_by": order_by,
        "stream": stream, "rivals": rivals,
    }  # fmt: skip
    all_given = {
        **given, "task": task, "quality": None if quality == QUALITIES[-1] else quality,
        "picture_column": picture_column, "text_column": text_column, "time_column": time_column,
        "series": series, "horizon": horizon, "known_ahead": known_ahead,
    }  # fmt: skip
    said = {name: value for name, value in all_given.items() if is_said(value)}
    choice = kind_of_data(data, target, kind, said)
    with narrator(progress) as teller:
        if choice.why:
            teller.say(choice.why)
        if choice.kind != "table":
            deadline = began + (1.0 - REPORT_SHARE) * seconds_of(time)
            how = {"target": target, "seed": seed, "deadline": deadline, "teller": teller}
            many = None if epochs == EPOCHS else epochs  # each kind has its own number
            model = fit_other(choice, epochs=many, **how)
            return model if out is None else saved(model, out)
        asked = Run(
            data=path_of(data), target=target or "", task=task or "", quality=quality, seed=seed,
            epochs=epochs,
        ).told(given)  # fmt: skip
        model = made(choice.data, asked, given, Spell(began, seconds_of(time)), teller)
    return model if out is None else saved(model, out)


def repeat(
    run: str | Path,
    data: Any = None,
    *,
    out: str | Path | None = None,
    progress: bool = True,
    **given: Any,
) -> Predictor:
    """The predictor of an earlier fit, made again from its `run.toml` (or the folder of its model):
    the same data, seed and steps, whatever the clock says. On the same kind of machine and versions
    its weights are the same to the bit; `model.is_same_as_run` says whether they are.

    `data`: the table, where it lies elsewhere now or was in memory. `given`: arguments of the fit
    that a run cannot hold, such as an array of weights. ArgumentError when one of these is missing,
    DataError when the table is not the one that the run was made with.
    """
    asked = Run.read(run)
    how = asked.arguments(given)
    data = asked.source() if data is None else data
    check_arguments(asked.seed, asked.epochs, asked.quality, out)
    with narrator(progress) as teller:
        model = made(data, asked, how, Spell(clock.monotonic(), REPEAT_SECONDS), teller)
    if out is not None:
        model.save(out)
    return model


@dataclass(frozen=True)
class Spell:
    """When a fit began, as `time.monotonic()`, and how many seconds it may take."""

    began: float
    seconds: float


def made(
    data: Any, asked: Run, given: Mapping[str, Any], spell: Spell, teller: Narrator
) -> Predictor:
    """The predictor that a run and the arguments `given` ask for, trained in the time there is, or
    at the run's paces.
    """
    spent, meter = clock.process_time(), Meter.start()
    passing = streamed(data, given["stream"], {name: given[name] for name in COUNTS})
    lesson = understood(data if passing is None else heads_of(passing), asked, given, teller)
    check_content(asked, lesson.table)
    lesson = arranged_as(lesson, given["group"], given["order_by"], teller)
    schema, table = lesson.schema, lesson.table
    measure = metric_for(schema.objective, given["metric"])
    decision = () if given["costs"] is None else costs_of(given["costs"], schema.classes)
    split = parted(table, schema, asked.seed, lesson.group, lesson.order_by)
    deadline, read = spell.began + (1.0 - REPORT_SHARE) * spell.seconds, clock.monotonic()
    paces = Paces(asked.first, asked.folds)
    effort = Effort(measure, asked.seed, asked.epochs, deadline, asked.quality, teller, paces)
    if passing is None:
        model, trained, paces = learned(lesson, split, effort)
    else:
        model, trained, paces = learned_from_stream(passing, lesson, split, effort)
    model = replace(model, costs=decision, conformal=conformal_of(model, lesson, split, trained))
    run = replace(
        asked, content=content_of(table), first=paces.first, folds=paces.folds,
        weights=weights_of(model.network.state_dict()), made_with=made_with(),
    )  # fmt: skip
    sample = Sample.of(table, split.train, model.encoder, asked.seed)
    model = replace(model, sample=sample, run=run.to_toml(), expected=asked.weights)
    stages = {"reading the table": read - spell.began, "training": clock.monotonic() - read}
    until = clock.monotonic() + max(LEAST_REPORT, REPORT_SHARE * spell.seconds)
    if given["rivals"]:  # they may take all that the training has left
        until = max(until, spell.began + spell.seconds)
    known = np.sort(np.concatenate([split.train, split.validation]))
    fitted = Fitted(
        model, table, known, model.judged_on(table.take(split.test), places=split.test),
        trained, asked.seed, until, stages, clock.process_time() - spent, model.run,
        thorough=asked.quality != "quick", meter=meter, weights=lesson.take(known).weights,
        is_streamed=passing is not None, rivals=checked_rivals(given["rivals"]),
    )  # fmt: skip
    return judged(fitted, split)


def is_said(value: Any) -> bool:
    """Whether an argument was given: something else than None, and than an empty sequence."""
    return value is not None and not (isinstance(value, Sequence) and not len(value))


def saved(model: Model | Predictor, out: str | Path) -> Model | Predictor:
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
    """The rows of a file too large to be read at once, as they pass by; None for any other data,
    and for a file of one block, which is read at once whatever was asked.
    """
    path = os.fspath(data) if isinstance(data, str | os.PathLike) else None
    if path is None or asked is False or (asked is None and not is_large(path)):
        return None
    if any(value is not None for value in counts.values()):
        raise ArgumentError("rows that are streamed from a file all count alike")
    found = open_stream(path)
    return found if found.blocks > 1 else None


def heads_of(passing: Stream) -> Table:
    """The rows of a stream that are kept, with a note on the others."""
    note = f"about {passing.rows:,} rows are read from the disk as they are trained on"
    table = passing.heads()
    return replace(table, source=passing.name, notes=(*table.notes, note))


def understood(data: Any, asked: Run, given: Mapping[str, Any], teller: Narrator) -> Lesson:
    """The rows whose target is known, how much they count, and the schema, which is told."""
    table = read_table(packaged_sample() if data is None else data)
    table, weights = column_of_weights(table, given["weights"])
    schema = infer_schema(
        table, asked.target or None, task=asked.task or None, classes=given["classes"],
        quantiles=() if given["quantiles"] is None else given["quantiles"],
    )  # fmt: skip
    teller.say(f"{schema}\n")
    known = known_rows(table, schema)
    if len(known) < table.n_rows:
        table, weights = table.take(known), None if weights is None else weights[known]
    answers = table[schema.target.name]
    return Lesson(table, schema, weights_of_rows(answers, schema, weights, given["class_weight"]))


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
