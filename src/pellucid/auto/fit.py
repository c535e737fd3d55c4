"""From a table to a predictor: the whole way on one screen, then each step."""

import math
import time as clock
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.answering.decisions import costs_of
from pellucid.auto.answering.predictor import Predictor
from pellucid.auto.answering.runs import (
    LABELS_GIVEN,
    Record,
    Run,
    check_content,
    content_of,
    made_with,
    path_of,
    weights_of,
)
from pellucid.auto.answering.saving import check_place
from pellucid.auto.blending import MEMBERS_SHARE, blended
from pellucid.auto.clock import Pulse, Spell, seconds_of
from pellucid.auto.data_kinds import Choice, fit_other, kind_of_data
from pellucid.auto.encoding.samples import Sample
from pellucid.auto.given import heads_of, known_table, may_pass_by, streamed
from pellucid.auto.judging.evidence import Fitted
from pellucid.auto.judging.held_out import judged
from pellucid.auto.judging.roster import checked_rivals
from pellucid.auto.learning import Effort, Lesson, Outcome, Paces, conformal_of, learned
from pellucid.auto.preparing import arranged_as, parted, understood
from pellucid.auto.rows.splits import Split
from pellucid.auto.searching import asked_search, searched
from pellucid.auto.several.fit import Asked, are_several, fit_several, several_names
from pellucid.auto.several.predictor import SeveralPredictor
from pellucid.auto.streaming import learned_from_stream
from pellucid.auto.telling import Model
from pellucid.auto.training.folds import TrainedFolds
from pellucid.auto.training.metrics import metric_for
from pellucid.auto.training.progress import Narrator, narrator
from pellucid.auto.training.realmlp import PUBLISHED
from pellucid.auto.training.recipe import EPOCHS
from pellucid.core.energy import Meter
from pellucid.core.errors import ArgumentError
from pellucid.data.tables.large_files import Stream
from pellucid.data.tables.tables import Table

QUALITIES = ("quick", "good", "best")
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
    search: int | str | None = None,
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

    `data`: a path to CSV, Parquet, JSON lines or a workbook, a dataframe, a dict, a list of dicts;
    None is a table that comes with the package. `target`: the column to predict, guessed from the
    names when None; a list of columns that say yes or no, or of columns of numbers, is predicted at
    once, and so is a column of lists of labels such as "red|blue". `task`: binary, multiclass,
    ordinal, regression or labels, when it should not follow from the target's values. `time`: what
    the whole fit may take, as `60s`, `5m` or seconds. `quality`: "good" trains a network for each
    of five folds, "quick" one alone, "best" adds families of another kind, for which minutes are
    well spent. `out`: a folder to save the model in. The same seed gives the
    same model, as long as all `epochs` fit into the time.

    `metric` chooses the best round: accuracy, balanced accuracy, log loss, AUC, F1, RMSE or MAE; of
    labels log loss, macro F1, mean AUC or exact match.
    `classes` lists the classes in an order, which is that of ordinal ones. `quantiles` of a number
    are predicted instead of its mean. `weights`: a column, or a number for each row, by which rows
    count; `class_weight`: "balanced", or a dict of them. `costs[truth][answer]`: the class that
    costs least is answered. `group`: the column whose rows stay on one side of every split;
    `order_by`: the column by which the newest rows are the test; both are found where the table
    shows them, unless False. `stream`: whether a file's rows pass by from the disk instead of being
    read at once, by its size when None. `rivals`: other models to train on the same rows for the
    report, with their scores and seconds: "linear" and "boosting" unless told, and "tree",
    "forest", "svm", "neighbours" (all but the first by scikit-learn). `search`: a number of trials,
    or a time such as "10m", for a better learning rate, dropout, decay, smoothing and embedding, on
    top of `time`; it needs the extra "tune". DataError and FileError say in one sentence why a
    table cannot be learned from.

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
    spell = Spell.of(seconds_of(time))
    check_arguments(seed, epochs, quality, out)
    checked_rivals(rivals)
    if search is not None:
        asked_search(search)
    given = {
        "metric": metric, "classes": classes, "quantiles": quantiles, "weights": weights,
        "class_weight": class_weight, "costs": costs, "group": group, "order_by": order_by,
        "stream": stream, "rivals": rivals, "search": search,
    }  # fmt: skip
    all_given = {
        **given, "task": task, "quality": None if quality == "good" else quality,
        "picture_column": picture_column, "text_column": text_column, "time_column": time_column,
        "series": series, "horizon": horizon, "known_ahead": known_ahead,
    }  # fmt: skip
    said = {name: value for name, value in all_given.items() if is_said(value)}
    choice = kind_of_data(data, target, kind, said)
    with narrator(progress) as teller:
        if choice.why:
            teller.say(choice.why)
        if choice.kind != "table":
            asked = Run(path_of(data), kind=choice.kind, seed=seed, epochs=epochs)
            model = made_other(choice, target, asked, spell, teller)
            return model if out is None else saved(model, out)
        names = target if target is None or isinstance(target, str) else several_names(target)
        asked = Run(
            data=path_of(data), target=names if isinstance(names, str) else "",
            targets=names if isinstance(names, tuple) else (), task=task or "", quality=quality,
            seed=seed, epochs=epochs,
        ).told(given)  # fmt: skip
        data = choice.data
        if task == "labels" and names is None:
            raise ArgumentError("name the target that holds lists of labels: target=...")
        table = None if may_pass_by(data, stream) and isinstance(names, str) else known_table(data)
        if table is not None and names is not None and are_several(table, names, task):
            model = made_several(table, names, asked, given, spell, teller)
        else:
            model = made(data if table is None else table, asked, given, spell, teller)
    return model if out is None else saved(model, out)


def repeat(
    run: str | Path,
    data: Any = None,
    *,
    out: str | Path | None = None,
    progress: bool = True,
    **given: Any,
) -> Any:
    """The model of an earlier fit, made again from its `run.toml` (or the folder of its model): the
    same data, seed and steps, whatever the clock says. On the same kind of machine and versions its
    weights are the same to the bit; `model.is_same_as_run` says whether they are.

    `data`: the table, pictures, texts or series, where they lie elsewhere now or were in memory.
    `given`: arguments of the fit that a run cannot hold, such as an array of weights, or the labels
    of sequences as `target`. ArgumentError when one of these is missing, DataError when the data
    are not those that the run was made with.
    """
    asked = Run.read(run)
    how = asked.arguments(given)
    data = asked.source() if data is None else data
    check_arguments(asked.seed, asked.epochs, asked.quality, out)
    spell = Spell.of(REPEAT_SECONDS)
    names = asked.targets or asked.target
    with narrator(progress) as teller:
        if asked.kind != "table":
            target = how.pop(LABELS_GIVEN, names or None)
            model = made_other(Choice(asked.kind, data, how), target, asked, spell, teller)
        elif not asked.how.get("stream") and is_of_several(data, names, asked):
            model = made_several(known_table(data), names, asked, how, spell, teller)
        else:
            model = made(data, asked, how, spell, teller)
    return model if out is None else saved(model, out)


def is_of_several(data: Any, names: Any, asked: Run) -> bool:
    """Whether a run made again has several targets."""
    if isinstance(names, tuple) or not names:
        return isinstance(names, tuple)
    return not may_pass_by(data, None) and are_several(known_table(data), names, asked.task or None)


def made_other(choice: Choice, target: Any, asked: Run, spell: Spell, teller: Narrator) -> Model:
    """The model of pictures, texts, series or sequences, with the run that makes it again."""
    record = Record.of(asked)
    many = None if asked.epochs == EPOCHS else asked.epochs  # each kind has its own number
    how = {"seed": asked.seed, "epochs": many, "spell": spell, "teller": teller}
    model = fit_other(choice, target=target, record=record, **how)
    is_named = target is None or isinstance(target, str)
    run = replace(
        asked.told({**choice.options, **({} if is_named else {LABELS_GIVEN: target})}),
        target=target if isinstance(target, str) else "", content=record.content,
        decisions=tuple(record.decisions.made), weights=weights_of(dict(model.arrays())),
        made_with=made_with(),
    ).to_toml()  # fmt: skip
    report = None if model.findings is None else replace(model.findings, run=run)
    return replace(model, run=run, findings=report, expected=asked.weights)


def made_several(
    table: Table,
    names: str | tuple[str, ...],
    asked: Run,
    given: Mapping[str, Any],
    spell: Spell,
    teller: Narrator,
) -> SeveralPredictor:
    """The predictor of several targets. ArgumentError for what only one target can be asked for."""
    alone = (
        "classes", "quantiles", "weights", "class_weight", "costs", "stream", "rivals", "search",
    )  # fmt: skip
    strange = [name for name in alone if given[name] is not None and np.size(given[name])]
    if strange:
        raise ArgumentError(f"{strange[0]!r} is for one target, and several are predicted")
    wanted = Asked(asked, given["metric"], given["group"], given["order_by"])
    return fit_several(table, names, wanted, parted, spell, teller)


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
    known, read = np.sort(np.concatenate([split.train, split.validation])), clock.monotonic()
    paces = Paces(asked.first, asked.folds, asked.families)
    effort = Effort(measure, asked.seed, asked.epochs, math.inf, asked.quality, teller, paces)
    search = None
    if given["search"] is not None and asked.recipe is None:
        check_search(asked, passing)
        search = searched(lesson.take(known), effort, given["search"], spell.seconds)
        asked = replace(asked, recipe=search.best.recipe)
        spell = spell.after(search.seconds)
    pulse = Pulse.start()
    effort = replace(effort, deadline=spell.deadline(), recipe=asked.recipe or PUBLISHED)
    if passing is None and asked.quality == "best":
        model, trained, paces = best_learned(lesson, split, effort)
    elif passing is None:
        model, trained, paces = learned(lesson, split, effort)
    else:
        model, trained, paces = learned_from_stream(passing, lesson, split, effort)
    model = replace(model, costs=decision, conformal=conformal_of(model, lesson, split, trained))
    run = replace(
        asked, content=content_of(table), first=paces.first, folds=paces.folds,
        families=paces.families, weights=weights_of(model.network.state_dict()),
        made_with=made_with(),
    )  # fmt: skip
    sample = Sample.of(table, split.train, model.encoder, asked.seed)
    model = replace(model, sample=sample, run=run.to_toml(), expected=asked.weights)
    stages = {"reading the table": read - spell.began, "training": clock.monotonic() - read}
    until = max(spell.began + spell.seconds, clock.monotonic() + LEAST_REPORT)
    fitted = Fitted(
        model, table, known, model.judged_on(table.take(split.test), places=split.test),
        trained, asked.seed, until, stages, clock.process_time() - spent, model.run,
        thorough=asked.quality != "quick", meter=meter, weights=lesson.take(known).weights,
        is_streamed=passing is not None, slowness=pulse.slowness(), search=search,
        rivals=checked_rivals(given["rivals"]),
    )  # fmt: skip
    return judged(fitted, split)


def check_search(asked: Run, passing: Stream | None) -> None:
    """Refuse a search where no five folds are learned by what it finds."""
    if asked.quality == "quick" or passing is not None:
        raise ArgumentError(
            "a search is for the networks of five folds",
            given="rows from a stream" if passing is not None else "quality 'quick'",
        )


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


def best_learned(lesson: Lesson, split: Split, effort: Effort) -> tuple[Predictor, Outcome, Paces]:
    """The predictor of five folds with families of TabM beside them; as `learned` otherwise."""
    model, trained, paces = learned(lesson, split, effort.within(MEMBERS_SHARE))
    if not isinstance(trained, TrainedFolds):
        return model, trained, paces
    known = np.sort(np.concatenate([split.train, split.validation]))
    model, trained, families = blended(lesson.take(known), model, trained, effort)
    return model, trained, replace(paces, families=families)
