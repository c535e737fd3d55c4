"""Two models on the same rows."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.answering.predictor import Predictor
from pellucid.auto.answering.runs import ARGUMENTS, Run, check_content
from pellucid.auto.fit import arranged_as, parted, understood
from pellucid.auto.training.progress import Silence
from pellucid.core.errors import ArgumentError, PellucidError
from pellucid.data.tables.large_files import is_large
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import Table
from pellucid.report.resampling import draws_of, interval_of
from pellucid.report.rivals import score_of, signed
from pellucid.report.words import count, fixed, percent

MOST_APART = 10


@dataclass(frozen=True)
class Comparison:
    """The scores of two models, `a` and `b`, on the same rows, by how much the second leads with
    the 95 % interval of that, the share of rows on which they agree, and the rows (from 1) on which
    they differ most. `how`: which rows these were.
    """

    metric: str
    a: float
    b: float
    lead: float
    low: float
    high: float
    agreement: float
    rows: int
    apart: tuple[int, ...]
    facts: tuple[tuple[str, str, str], ...]
    how: str

    def sentence(self) -> str:
        """Which of the two is better, if that can be said."""
        scores = f"{self.metric} {fixed(self.a, 3)} and {fixed(self.b, 3)}"
        lead = f"{signed(self.lead, 3)} ({signed(self.low, 3)} to {signed(self.high, 3)})"
        verdict = (
            "the second is better"
            if self.low > 0
            else "the first is better"
            if self.high < 0
            else "they cannot be told apart"
        )
        return f"{scores} on {count(self.rows, 'row')}: the second leads by {lead}; {verdict}."

    def __str__(self) -> str:
        wide = max(len(name) for name, *_ in self.facts)
        first = max(len(a) for _, a, _ in self.facts)
        lines = [f"  {name:<{wide}}  {a:>{first}}  {b}" for name, a, b in self.facts]
        said = f"  rows: {self.how}; they agree on {percent(self.agreement)}"
        apart = f"  most apart on rows {', '.join(map(str, self.apart))}" if self.apart else ""
        return "\n".join([self.sentence(), *lines, said, *([apart] if apart else [])])

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {**asdict(self), "sentence": self.sentence()}


def compare(a: Predictor, b: Predictor, data: Any = None) -> Comparison:
    """Two models of the same target on the same rows of `data`, whose answers must be in it.

    Without `data`, on rows that neither has seen: those that were held out of both fits, of the
    file that both were made from. ArgumentError when the models predict different things, or when
    there are no such rows.
    """
    if a.schema.target.name != b.schema.target.name or a.schema.classes != b.schema.classes:
        raise ArgumentError(
            "these models predict different things",
            given=f"{a.schema.target.name!r} and {b.schema.target.name!r}",
            fix="compare models of the same target and classes",
        )
    rows, how = (read_table(data), "as given") if data is not None else unseen_by_both(a, b)
    target = a.schema.target.name
    rows = rows.take(np.flatnonzero(~rows[target].missing))
    if a.schema.classes:
        rows = rows.take(np.flatnonzero(a.target.encode(rows[target]) >= 0))
    if not rows.n_rows:
        raise ArgumentError(f"no row has a known {target!r} to compare the models by")
    first, second = a.judged_on(rows), b.judged_on(rows)
    draws, one = draws_of(rows.n_rows), np.ones((1, rows.n_rows))
    scores = [score_of(found, found.predicted) for found in (first, second)]
    values = [float(score(one)[0]) for score in scores]
    low, high = interval_of(scores[1](draws) - scores[0](draws))
    if a.schema.classes:
        same = first.answers == second.answers
        distance = np.abs(first.predicted - second.predicted).sum(axis=1) / 2
    else:
        distance = np.abs(first.predicted - second.predicted)
        same = distance <= 0.05 * (float(first.truth.std()) or 1.0)
    order = np.argsort(-distance, kind="stable")[:MOST_APART]
    return Comparison(
        "accuracy" if a.schema.classes else "R²", values[0], values[1], values[1] - values[0], low,
        high, float(same.mean()), rows.n_rows,
        tuple(int(row) + 1 for row in order if distance[row] > 0), facts_of(a, b), how,
    )  # fmt: skip


def facts_of(a: Predictor, b: Predictor) -> tuple[tuple[str, str, str], ...]:
    """What else tells them apart."""
    sides = [
        (
            str(model.network.members if hasattr(model.network, "members") else 1),
            f"{model.summary.seconds:.1f} s",
            f"{model.summary.training_rows:,}",
            f"{len(model.schema.features):,}",
            f"{sum(p.size for p in model.network.state_dict().values()):,}",
            str(model.summary.seed),
        )
        for model in (a, b)
    ]
    names = ("networks", "trained in", "training rows", "columns read", "numbers learned", "seed")
    return tuple(zip(names, *sides, strict=True))


def unseen_by_both(a: Predictor, b: Predictor) -> tuple[Table, str]:
    """The rows held out of both fits, read again from the file that both were made from."""
    runs = [Run.from_text(model.run) for model in (a, b) if model.run]
    if len(runs) < 2 or len({run.content for run in runs}) > 1:
        raise ArgumentError(
            "the models were not made from the same file: nothing says on which rows to compare "
            "them",
            fix="give a table with rows that neither has seen",
        )
    try:
        parts = [held_out_of(run) for run in runs]
    except PellucidError as error:
        raise ArgumentError(
            "the file that the models were made from cannot be read again",
            given=error.what,
            fix="give a table with rows that neither has seen",
        ) from None
    (table, test), (_, other) = parts
    kept = np.intersect1d(test, other)
    return table.take(kept), f"held out of both fits of {Path(runs[0].data).name}"


def held_out_of(run: Run) -> tuple[Table, np.ndarray]:
    """The rows that a run was made with, read again, and which of them it held out."""
    given = {**dict.fromkeys(ARGUMENTS), **run.how, "class_weight": None}
    source, silence = run.source(), Silence()
    if source is not None and (given["stream"] or is_large(source)):
        raise ArgumentError("its rows were streamed from the disk, not kept")
    lesson = understood(source, run, given, silence)
    check_content(run, lesson.table)
    lesson = arranged_as(lesson, given["group"], given["order_by"], silence)
    split = parted(lesson.table, lesson.schema, run.seed, lesson.group, lesson.order_by)
    return lesson.table, split.test
