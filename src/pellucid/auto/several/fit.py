"""From a table with several targets to a predictor: the whole way on one screen, then each step."""

import time as clock
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from pellucid.auto.answering.calibration import fit_calibration
from pellucid.auto.answering.conformal import fit_conformal
from pellucid.auto.answering.runs import Run, check_content, content_of, made_with, weights_of
from pellucid.auto.answering.saving import Summary
from pellucid.auto.clock import Spell
from pellucid.auto.columns.cautions import find_cautions
from pellucid.auto.columns.kinds import column_schema
from pellucid.auto.columns.objectives import Objective
from pellucid.auto.columns.schema import Schema, column_lines, target_schema
from pellucid.auto.columns.tasks import Task
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.encoding.samples import Sample
from pellucid.auto.judging.held_out import notes_of, sentence_of
from pellucid.auto.learning import Effort, Lesson, Paces
from pellucid.auto.rows.arrangement import Wish, arranged, arrangement_of
from pellucid.auto.rows.splits import Split
from pellucid.auto.several.findings import Judged, headline_of, sections_of, without_question
from pellucid.auto.several.predictor import Scale, SeveralPredictor
from pellucid.auto.several.targets import LABELS, Targets, holds_lists, targets_of
from pellucid.auto.telling import making_of
from pellucid.auto.training.folds import TrainedFolds, train_folds
from pellucid.auto.training.metrics import metric_for
from pellucid.auto.training.progress import Narrator
from pellucid.auto.training.realmlp import NAME, RealMLP
from pellucid.core.errors import ArgumentError, DataError
from pellucid.core.version import VERSION
from pellucid.data.tables.tables import Table, listing
from pellucid.report import Epoch, Evidence, Training, build_report

Parted = Callable[[Table, Schema, int, str | None, str | None], Split]


@dataclass(frozen=True)
class Asked:
    """What the user says of the fit beside the targets; `run`: the run that it will be, with the
    pace of the folds where it is made again."""

    run: Run
    metric: str | None
    group: Wish = None
    order_by: Wish = None


def several_names(target: Sequence[str]) -> str | tuple[str, ...]:
    """The names of a list of targets; that of one alone. ArgumentError for an empty list."""
    names = tuple(target)
    if not names or not all(isinstance(name, str) for name in names):
        raise ArgumentError("targets are named by texts", given=repr(target), fix='["a", "b"]')
    return names if len(names) > 1 else names[0]


def are_several(table: Table, target: str | tuple[str, ...], task: str | None) -> bool:
    """Whether several targets are asked for, or one column of lists of labels."""
    if not isinstance(target, str):
        return True
    return task == LABELS or (task is None and target in table and holds_lists(table[target]))


def fit_several(
    table: Table, target: str | Sequence[str], asked: Asked, parted: Parted, spell: Spell,
    teller: Narrator,
) -> SeveralPredictor:  # fmt: skip
    """A model of several targets of the rows of a table, trained and judged on rows it never saw.

    `parted` divides rows, as it does for one target.
    """
    began, run = clock.monotonic(), asked.run
    check_content(run, table)
    targets, lesson, split = divided(table, target, asked, parted, teller)
    metric, paces = metric_for(Objective(targets.kind), asked.metric), Paces(folds=run.folds)
    deadline = spell.deadline()
    effort = Effort(metric, run.seed, run.epochs, deadline, run.quality, teller, paces)
    values = targets.values[targets.known]
    model, trained = learned(lesson, targets, values, split, effort)
    made = replace(
        run, content=content_of(table), folds=trained.pace,
        weights=weights_of(dict(model.arrays())), made_with=made_with(),
    )  # fmt: skip
    whole = table.take(targets.known)
    sample = Sample.of(whole, split.train, model.encoder, run.seed, targets.columns)
    model = replace(model, kept=sample, run=made.to_toml(), expected=run.weights)
    seconds = clock.monotonic() - began
    return judged(model, trained, lesson, values, split, seed=run.seed, seconds=seconds)


def divided(
    table: Table, target: str | Sequence[str], asked: Asked, parted: Parted, teller: Narrator
) -> tuple[Targets, Lesson, Split]:
    """The targets, the rows that know them all, and which are learned from; all is told."""
    targets = targets_of(table, target, asked.run.task or None)
    lesson = lesson_of(table, targets, targets.known)
    teller.say(told(targets, lesson))
    found = arrangement_of(lesson.table, lesson.schema, asked.group, asked.order_by)
    teller.say(f"  split: {found.why}\n")
    schema = arranged(lesson.schema, found)
    lesson = replace(lesson, schema=schema, group=found.group, order_by=found.order_by)
    split = parted(lesson.table, schema, asked.run.seed, lesson.group, lesson.order_by)
    return targets, lesson, split


def lesson_of(table: Table, targets: Targets, known: np.ndarray) -> Lesson:
    """The rows whose targets are known, with one column in the place of all targets, and the schema
    of the others. DataError when no column is left to predict from.
    """
    name = " and ".join(targets.columns) if len(targets.columns) < 4 else "the targets"
    features = table.drop(*targets.columns).take(known)
    joined = targets.joined(name, known)
    columns = tuple(column_schema(column) for column in features)
    if not any(column.used for column in columns):
        raise DataError("no column is left to predict the targets from")
    whole = replace(features, columns=(*features.columns, joined))
    is_labels = targets.kind == LABELS
    task = Task("multiclass" if is_labels else "regression", "several targets",
                joined.levels if is_labels else ())  # fmt: skip
    rows = tuple(int((joined.values == code).sum()) for code in range(len(task.classes)))
    target = target_schema(joined, task.name, "stands for all targets")
    cautions = find_cautions(
        whole, columns, target, replace(task, rows=rows), np.arange(len(known))
    )
    own = tuple(one for one in cautions if one.column != name)
    schema = Schema(
        columns, target, "as asked", task.name, task.reason, task.classes, rows, len(known), own
    )
    return Lesson(whole, schema)


def told(targets: Targets, lesson: Lesson) -> str:
    """The targets, each in a line, and the columns."""
    schema, values = lesson.schema, targets.values[targets.known]
    kind = "labels, of which several may hold" if targets.kind == LABELS else "numbers"
    rows = f"{schema.n_rows:,} rows, {len(schema.features):,} of {len(schema.columns):,} columns"
    lines = [f"Predict {len(targets.names)} {kind}: {rows} are read."]
    for name, own in list(zip(targets.names, values.T, strict=True))[:12]:
        lines.append(
            f"  {name}: holds in {int(own.sum()):,} rows ({own.mean():.1%})"
            if targets.kind == LABELS
            else f"  {name}: {own.min():.4g} to {own.max():.4g}, {own.mean():.4g} on average"
        )
    if len(targets.names) > 12:
        lines.append(f"  and {listing(targets.names[12:], 6)}")
    notes = [f"  ! {note}" for note in (*targets.notes, *map(str, schema.warnings))]
    return "\n".join([*lines, "", *column_lines(schema.columns), *notes])


def learned(
    lesson: Lesson, targets: Targets, values: np.ndarray, split: Split, effort: Effort
) -> tuple[SeveralPredictor, TrainedFolds]:
    """The predictor of five members, each trained without one fold of the rows; with the quality
    "quick" of one, whose best round the rows of validation choose.
    """
    known = np.sort(np.concatenate([split.train, split.validation]))
    own, y = lesson.take(known), values[known]
    if effort.quality == "quick":
        fold = np.where(np.isin(known, split.validation), 0, -1)
        fold = np.zeros(len(known), np.int64) if not (fold == 0).any() else fold
    else:
        fold = own.folds(effort.seed)
    is_labels = targets.kind == LABELS
    mean = np.zeros(y.shape[1]) if is_labels else y.mean(axis=0)
    unit = np.ones(y.shape[1]) if is_labels else y.std(axis=0)
    encoder = Encoder.fit(own.table, own.schema, fold)
    answers = ((y - mean) / unit).astype(np.float32)
    trained = train_folds(
        encoder.encode(own.table)[0], answers, fold, is_number=encoder.is_number.tolist(),
        tables=encoder.tables, hidden=encoder.hidden(int(fold.max()) + 1), outputs=len(mean),
        objective=Objective(targets.kind), metric=effort.metric, seed=effort.seed,
        epochs=effort.epochs, deadline=effort.deadline, watch=effort.teller.watch,
        pace=effort.paces.folds,
    )  # fmt: skip
    rows = np.flatnonzero(fold >= 0)
    shared = (targets.kind, targets.names, targets.columns, targets.is_list, targets.flags)
    network = cast("RealMLP", trained.network)
    model = SeveralPredictor(Summary(), None, None, own.schema, encoder, network, *shared)
    if is_labels:
        pairs = np.stack([np.zeros_like(trained.unseen), trained.unseen], axis=2)[rows]
        codes = answers[rows].astype(np.int64)
        calibrations = (fit_calibration(pairs[:, k], codes[:, k]) for k in range(len(mean)))
        return replace(model, calibrations=tuple(calibrations)), trained
    test = lesson.take(split.test)
    truth = (values[split.test] - mean) / unit
    matrix = encoder.encode(test.table)[0]
    together = np.abs(trained.network.run(matrix) - truth)
    apart = np.abs(trained.network.run_apart(matrix) - truth[:, None]).transpose(1, 0, 2)
    unseen = np.abs(trained.unseen - answers)[rows]
    scales = (
        Scale(
            float(mean[k]), float(unit[k]),
            fit_conformal(unseen[:, k] * unit[k], together[:, k] * unit[k],
                          apart[:, :, k] * unit[k]),
        )
        for k in range(len(mean))
    )  # fmt: skip
    return replace(model, scales=tuple(scales)), trained


def judged(
    model: SeveralPredictor,
    trained: TrainedFolds,
    lesson: Lesson,
    values: np.ndarray,
    split: Split,
    *,
    seed: int,
    seconds: float,
) -> SeveralPredictor:
    """The model with its findings: what it scores on rows that were held out, for each target."""
    rows = lesson.table.drop(lesson.schema.target.name)
    mean, unit = (
        (np.array([getattr(s, part) for s in model.scales]) for part in ("mean", "deviation"))
        if model.scales
        else (0.0, 1.0)
    )
    scaled = (values - mean) / unit
    known = np.sort(np.concatenate([split.train, split.validation]))
    test = rows.take(split.test)
    found = Judged(model, test, scaled[split.test], model.scores(test), scaled[known], split.test)
    training = Training(
        rows=len(known), seconds=seconds, best_epoch=trained.best_round,
        history=tuple(
            Epoch(r.round, r.train_loss, r.validation_loss, trained.metric.shown(r.error))
            for r in trained.history
        ),
        score_name=f"validation {trained.metric.name}",
        answers=scaled[known].ravel().astype(np.int64 if found.is_labels else np.float64),
    )  # fmt: skip
    settings = {
        "data": lesson.table.source or "in memory", "split": split.how, "steps": trained.steps,
        "rows in a batch": trained.plan.batch, "members": model.network.members,
        "epochs": round(trained.steps / trained.plan.per_epoch, 2),
    }  # fmt: skip
    title = f"Predicting {listing(model.targets, 4)}"
    report = build_report(
        found.questions(), title=title, predict=found.predict, training=training,
        data=replace(notes_of(lesson.schema, lesson.table), table=test),
        making=making_of(NAME, seed, settings),
        evidence=Evidence(sections=sections_of(found), run=model.run),
    )  # fmt: skip
    head = headline_of(found, training)
    report = replace(report, headline=head, **without_question(report))
    summary = Summary(
        sentence=sentence_of(listing(model.targets, 4), head.sentence()), metric=head.metric,
        score=head.score, low=head.low, high=head.high, baseline=head.baseline,
        held_out_rows=head.held_out_rows, training_rows=head.training_rows, seconds=seconds,
        epochs=len(trained.history), best_epoch=trained.best_round, seed=seed,
        source=lesson.table.source, made_with=f"Pellucid {VERSION}",
    )  # fmt: skip
    return replace(model, findings=report, summary=summary)
