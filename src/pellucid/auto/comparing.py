"""Two models on the same rows."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pellucid.auto.answering.kept import Kept, taken
from pellucid.auto.answering.predictor import Predictor
from pellucid.auto.answering.runs import ARGUMENTS, Run, check_content
from pellucid.auto.given import heads_of, known_table, streamed
from pellucid.auto.preparing import arranged_as, parted, understood
from pellucid.auto.several.fit import Asked, divided
from pellucid.auto.several.predictor import SeveralPredictor
from pellucid.auto.telling import Model
from pellucid.auto.training.progress import Silence
from pellucid.core.errors import ArgumentError, PellucidError
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import Table
from pellucid.report import HeldOut
from pellucid.report.resampling import draws_of, interval_of
from pellucid.report.rivals import score_of, signed
from pellucid.report.words import count, fixed, percent

MOST_APART = 10
ANY = Predictor | Model
FIX = "give data that neither has seen"


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
    what: str = "row"

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
        return f"{scores} on {count(self.rows, self.what)}: the second leads by {lead}; {verdict}."

    def __str__(self) -> str:
        wide = max(len(name) for name, *_ in self.facts)
        first = max(len(a) for _, a, _ in self.facts)
        lines = [f"  {name:<{wide}}  {a:>{first}}  {b}" for name, a, b in self.facts]
        said = f"  {self.what}s: {self.how}; they agree on {percent(self.agreement)}"
        apart = (
            f"  most apart on {self.what}s {', '.join(map(str, self.apart))}" if self.apart else ""
        )
        return "\n".join([self.sentence(), *lines, said, *([apart] if apart else [])])

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {**asdict(self), "sentence": self.sentence()}


@dataclass(frozen=True, eq=False)
class Sides:
    """What two models answer for the same rows. `block`: rows in turn that are of one example;
    `how`: which examples these were, `what` they are called."""

    first: HeldOut
    second: HeldOut
    how: str
    block: int = 1
    what: str = "row"


def compare(a: ANY, b: ANY, data: Any = None) -> Comparison:
    """Two models of the same target, of whatever kind, on the same examples of `data`, whose true
    answers must be in it.

    Without `data`, on what neither has seen: that which was held out of both fits, of the data that
    both were made from. ArgumentError when the models predict different things, or when there is
    nothing to compare them on.
    """
    check_question(a, b)
    if isinstance(a, Predictor) and isinstance(b, Predictor):
        sides = of_tables(a, b, data)
    elif isinstance(a, SeveralPredictor) and isinstance(b, SeveralPredictor):
        sides = of_several(a, b, data)
    else:
        assert isinstance(a, Model)
        assert isinstance(b, Model)
        sides = of_examples(a, b, data)
    return compared(sides, facts_of(a, b))


def check_question(a: ANY, b: ANY) -> None:
    """ArgumentError when two models do not predict the same of the same kind of data."""
    first, second = question_of(a), question_of(b)
    if type(a) is not type(b) or first != second:
        raise ArgumentError(
            "these models predict different things",
            given=f"{first[0]!r} and {second[0]!r}" if first[0] != second[0]
            else f"{listed(a, first)} and {listed(b, second)}",
            fix="compare models of the same target and classes",
        )  # fmt: skip


def question_of(model: ANY) -> tuple[str, tuple[str, ...]]:
    """What a model predicts: a target, and its classes or what else belongs to it."""
    if isinstance(model, Predictor):
        return model.schema.target.name, model.schema.classes
    return model.question


def listed(model: ANY, question: tuple[str, tuple[str, ...]]) -> str:
    """The kind of a model and what its question tells, in a few words."""
    names = ", ".join(question[1][:6]) or "a number"
    return f"a {type(model).__name__} of {names}"


def of_tables(a: Predictor, b: Predictor, data: Any) -> Sides:
    """Two models of one target of a table."""
    rows, how = (read_table(data), "as given") if data is not None else unseen_by_both(a, b)
    target = a.schema.target.name
    rows = rows.take(np.flatnonzero(~rows[target].missing))
    if a.schema.classes:
        rows = rows.take(np.flatnonzero(a.target.encode(rows[target]) >= 0))
    if not rows.n_rows:
        raise ArgumentError(f"no row has a known {target!r} to compare the models by")
    return Sides(a.judged_on(rows), b.judged_on(rows), how)


def of_several(a: SeveralPredictor, b: SeveralPredictor, data: Any) -> Sides:
    """Two models of several targets of a table; answers in the columns' own units are told in
    deviations, so that no target counts more than another."""
    rows, how = (read_table(data), "as given") if data is not None else unseen_by_both(a, b)
    first, second = a.judged_on(rows), b.judged_on(rows)
    count = len(a.targets)
    if not first.classes:
        spread = first.truth.reshape(-1, count).std(axis=0)
        unit = np.tile(np.where(spread > 0, spread, 1.0), len(first.truth) // count)
        middle = np.tile(first.truth.reshape(-1, count).mean(axis=0), len(first.truth) // count)
        first, second = (
            replace(
                one, truth=(one.truth - middle) / unit, predicted=(one.predicted - middle) / unit
            )
            for one in (first, second)
        )
    return Sides(first, second, how, count)


def of_examples(a: Model, b: Model, data: Any) -> Sides:
    """Two models of pictures, texts, sequences or series."""
    if data is not None:
        first, second = a.judged_on(data), b.judged_on(data)
        block = a.kept.block if isinstance(a.kept, Kept) else 1
        places, others = np.asarray(first.places), np.asarray(second.places)
        if not np.array_equal(places, others):  # one looks back further
            first, second = matched(first, second)
        return Sides(first, second, "as given", block, "example")
    runs = same_content(a, b)
    if not (isinstance(a.kept, Kept) and isinstance(b.kept, Kept)):
        raise ArgumentError("one of the models was saved without its held-out examples", fix=FIX)
    first, second = matched(a.kept.held_out, b.kept.held_out)
    name = Path(runs[0].data).name or "the same data"
    return Sides(first, second, f"held out of both fits of {name}", a.kept.block, "example")


def matched(first: HeldOut, second: HeldOut) -> tuple[HeldOut, HeldOut]:
    """The rows at places that both have. ArgumentError where there are none."""
    places, others = np.asarray(first.places), np.asarray(second.places)
    _, rows, others = np.intersect1d(places, others, return_indices=True)
    if not len(rows):
        raise ArgumentError("no example is answered by both models unseen", fix=FIX)
    return taken(first, rows), taken(second, others)


def compared(sides: Sides, facts: tuple[tuple[str, str, str], ...]) -> Comparison:
    """The comparison of what two models answer."""
    first, second, block = sides.first, sides.second, sides.block
    rows = len(first.truth) // block
    draws = np.repeat(draws_of(rows), block, axis=1)
    one = np.ones((1, len(first.truth)))
    scores = [score_of(found, found.predicted) for found in (first, second)]
    values = [float(score(one)[0]) for score in scores]
    low, high = interval_of(scores[1](draws) - scores[0](draws))
    if first.classes:
        same = first.answers == second.answers
        distance = np.abs(first.predicted - second.predicted).sum(axis=1) / 2
    else:
        distance = np.abs(first.predicted - second.predicted)
        same = distance <= 0.05 * (float(first.truth.std()) or 1.0)
    apart = distance.reshape(rows, block).max(axis=1)
    order = np.argsort(-apart, kind="stable")[:MOST_APART]
    return Comparison(
        "accuracy" if first.classes else "R²", values[0], values[1], values[1] - values[0], low,
        high, float(same.mean()), rows,
        tuple(int(row) + 1 for row in order if apart[row] > 0), facts, sides.how, sides.what,
    )  # fmt: skip


def facts_of(a: ANY, b: ANY) -> tuple[tuple[str, str, str], ...]:
    """What else tells them apart."""
    names = ("networks", "trained in", "training rows", "columns read", "numbers learned", "seed")
    sides = []
    for model in (a, b):
        is_table = isinstance(model, Predictor | SeveralPredictor)
        arrays = model.network.state_dict() if is_table else dict(model.arrays())
        network = model.network if is_table else None
        sides.append((
            str(getattr(network, "members", 1)) if is_table else "",
            f"{model.summary.seconds:.1f} s",
            f"{model.summary.training_rows:,}",
            f"{len(model.schema.features):,}" if is_table else "",
            f"{sum(p.size for p in arrays.values()):,}",
            str(model.summary.seed),
        ))  # fmt: skip
    rows = zip(names, *sides, strict=True)
    return tuple((name, one, other) for name, one, other in rows if one or other)


def same_content(a: ANY, b: ANY) -> tuple[Run, Run]:
    """The runs of two models made from the same data. ArgumentError when they were not."""
    runs = [Run.from_text(model.run) for model in (a, b) if model.run]
    if len(runs) < 2 or runs[0].content != runs[1].content:
        raise ArgumentError(
            "the models were not made from the same file: nothing says on which rows to compare "
            "them",
            fix="give a table with rows that neither has seen",
        )
    return runs[0], runs[1]


def unseen_by_both(a: ANY, b: ANY) -> tuple[Table, str]:
    """The rows held out of both fits, read again from the file that both were made from."""
    runs = same_content(a, b)
    try:
        again = held_out_of_several if isinstance(a, SeveralPredictor) else held_out_of
        parts = [again(run, {**dict.fromkeys(ARGUMENTS), **run.how}) for run in runs]
    except PellucidError as error:
        raise ArgumentError(
            "the file that the models were made from cannot be read again",
            given=error.what,
            fix="give a table with rows that neither has seen",
        ) from None
    (table, test), (_, other) = parts
    kept = np.intersect1d(test, other)
    if not len(kept):
        raise ArgumentError("no row was held out of both fits", fix=FIX)
    return table.take(kept), f"held out of both fits of {Path(runs[0].data).name}"


def held_out_of(run: Run, given: dict[str, Any]) -> tuple[Table, np.ndarray]:
    """The rows that a run was made with the arguments `given`, read again, and which of them it
    held out."""
    source, silence, given = run.source(), Silence(), {**given, "class_weight": None}
    passing = streamed(source, given["stream"], {})
    lesson = understood(source if passing is None else heads_of(passing), run, given, silence)
    check_content(run, lesson.table)
    lesson = arranged_as(lesson, given["group"], given["order_by"], silence)
    split = parted(lesson.table, lesson.schema, run.seed, lesson.group, lesson.order_by)
    return lesson.table, split.test


def held_out_of_several(run: Run, given: dict[str, Any]) -> tuple[Table, np.ndarray]:
    """The same where a run has several targets, which stay in the table."""
    table = known_table(run.source())
    check_content(run, table)
    asked = Asked(run, given["metric"], given["group"], given["order_by"])
    targets, _, split = divided(table, run.targets or run.target, asked, parted, Silence())
    return table.take(targets.known), split.test
