"""The report of a model that has just been trained: what it scores on rows that were held out, and
why.
"""

import math
import platform
import time
from dataclasses import replace

import numpy as np

from pellucid.auto.answering.networks import sizes_of
from pellucid.auto.answering.predictor import Predictor
from pellucid.auto.answering.saving import Summary
from pellucid.auto.columns.schema import Schema
from pellucid.auto.judging.evidence import LEAST_SECONDS, Fitted, gathered
from pellucid.auto.learning import Outcome
from pellucid.auto.rows.splits import Split
from pellucid.core.version import VERSION
from pellucid.data.tables.tables import Table
from pellucid.report import (
    ColumnNote,
    DataNotes,
    DataWarning,
    Epoch,
    Making,
    Report,
    Training,
    build_report,
)

TIMED_ROWS = 512
MOST_ASKED, MOST_ASKED_FOR_COLUMN = 120_000, 12  # rows that are answered for the importance


def judged(fitted: Fitted, split: Split) -> Predictor:
    """The predictor with its findings."""
    model, table, trained, seed = fitted.model, fitted.table, fitted.trained, fitted.seed
    evidence = gathered(fitted)
    report = build_report(
        fitted.held,
        title=f"Predicting {model.target.name}",
        predict=model.scores if can_ask_again(fitted) else None,
        training=training_of(model, trained, table.take(split.train)),
        data=notes_of(model.schema, table),
        making=making_of(table, split, trained, seed),
        evidence=evidence,
    )
    return replace(model, findings=report, summary=summary_of(model, report, trained, table, seed))


def can_ask_again(fitted: Fitted) -> bool:
    """Whether there is time to ask what each column is worth: as many rows are answered once more
    as a report asks at most, at the speed of the held-out ones."""
    rows = fitted.held.table.take(slice(0, TIMED_ROWS))
    fitted.model.scores(rows)  # what is not compiled yet
    began = time.monotonic()
    fitted.model.scores(rows)
    pace = (time.monotonic() - began) / max(1, rows.n_rows)
    columns = len(fitted.model.schema.columns)
    asked = min(MOST_ASKED, MOST_ASKED_FOR_COLUMN * fitted.held.n_rows * columns)
    return pace * asked < max(LEAST_SECONDS, fitted.left)


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
        answers=model.truth_of(rows),
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
