"""From series to a predictor: the whole way on one screen, then each step."""

import time as clock
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pellucid.auto.answering.kept import Kept
from pellucid.auto.answering.runs import Record, content_of
from pellucid.auto.answering.saving import Summary
from pellucid.auto.clock import Spell
from pellucid.auto.columns.kinds import is_id_name
from pellucid.auto.columns.tasks import guess_target
from pellucid.auto.series import recipe
from pellucid.auto.series.backtest import Backtest, backtest_of, reach_of, sections_of
from pellucid.auto.series.network import NETWORKS, forecasts
from pellucid.auto.series.predictor import (
    Plan,
    SeriesPredictor,
    is_ahead,
    judged_windows,
    tail_of,
)
from pellucid.auto.series.seasons import season_of
from pellucid.auto.series.windows import (
    Form,
    Scaling,
    Windows,
    calendar,
    facts_of,
    origins_in,
)
from pellucid.auto.telling import Story, making_of, summary_of, training_of
from pellucid.auto.training.course import Effort, Learned, follow, pace_of, schedule_of, seeded
from pellucid.auto.training.progress import Narrator
from pellucid.core.errors import ArgumentError, DataError
from pellucid.data.sources.grids import Grid, covariates_of, read_grid
from pellucid.data.tables.reading import read_table
from pellucid.data.tables.tables import Table, listing
from pellucid.report import DataNotes, DataWarning, Evidence, build_report

SHARES = (0.64, 0.8)  # of each series: learned up to the first, watched up to the second
LEAST_WINDOWS = 8
HORIZONS = {"month": 12, "quarter": 4, "year": 4, "week": 8, "day": 14, "hour": 24, "half hour": 48}
REFIT_SHARE = 0.4  # of the time, for the model that has seen everything
MOST_WINDOWS = 200_000


@dataclass(frozen=True, eq=False)
class SeriesData:
    """Series on a grid, the plan of a model, and their windows: learned from, watched, judged by,
    and all."""

    grid: Grid
    plan: Plan
    training: Windows
    validation: Windows
    test: Windows
    everything: Windows
    source: str


def fit_series(  # noqa: PLR0913 (all but the table by name)
    data: Any,
    *,
    target: str | None = None,
    time_column: str | None = None,
    series: str | bool | None = None,
    horizon: int | None = None,
    known_ahead: Sequence[str] = (),
    seed: int = 0,
    epochs: int | None = None,
    spell: Spell,
    teller: Narrator,
    record: Record,
) -> SeriesPredictor:
    """A model that continues series, judged by a backtest on their last fifth."""
    began = clock.monotonic()
    if series is True:
        raise ArgumentError("name the column that tells series apart", fix="series='store'")
    table = read_table(data)
    record.check(content_of(table))
    moment = time_column if time_column is not None else guessed_time(table)
    things = guessed_series(table, moment, target, teller) if series is None else series or None
    found = prepared(table, target, moment, things, horizon, known_ahead)
    tell(found, teller)
    now, deadline = clock.monotonic(), spell.deadline()
    until = now + (1 - REFIT_SHARE) * (deadline - now)
    with seeded(seed):
        networks, learned = chosen(found, Effort(seed, epochs, until, teller, record.decisions))
        plan = replace(found.plan, networks=tuple(n.name for n in networks))
        test = backtest_of(networks, found.validation, found.test, plan.coverage)
        teller.say(f"  backtest: {test.sentence(plan)}")
        effort = Effort(seed, epochs, deadline, teller, record.decisions)
        judges = networks  # what the backtest judged, before everything was learned
        networks = refitted(found, networks, learned, effort)
    plan = replace(plan, reach=reach_of(test.residuals, plan.coverage))
    tail = tail_of(found.grid, 2 * plan.form.length)
    some = apart(test.windows)
    kept = Kept.of(judged_windows(plan, judges, some), plan.form.horizon)
    model = SeriesPredictor(Summary(), None, None, plan, tuple(networks), tail, kept=kept)
    return judged(model, found, test, Story(learned, seed, clock.monotonic() - began))


def prepared(
    table: Table,
    target: str | None,
    moment: str,
    series: str | None,
    horizon: int | None,
    known_ahead: Sequence[str],
) -> SeriesData:
    """The series of a table and their windows."""
    rest = table.drop(moment) if series is None else table.drop(moment).drop(series)
    name = target if target is not None else guess_target(rest)[0]
    covariates = covariates_of(table, name, moment, series)
    unknown = [column for column in known_ahead if column not in covariates]
    if unknown:
        raise ArgumentError(
            f"there is no column {unknown[0]!r} of numbers that could be known ahead",
            given=", ".join(covariates),
        )
    grid = read_grid(table, name, moment, series, covariates)
    steps = HORIZONS.get(str(grid.step), 10) if horizon is None else horizon
    if steps < 1:
        raise ArgumentError(f"a horizon is 1 or more steps, not {steps}")
    grid, notes = long_enough(grid, steps)
    grid = replace(grid, notes=(*grid.notes, *notes))
    ends = [split_of(len(values), steps) for values in grid.values]
    shortest = min(first for first, _ in ends)
    history = [v[:first] for v, (first, _) in zip(grid.values, ends, strict=True)]
    season = season_of(history, grid.step, steps, max(1, (shortest - steps) // 2))
    length = recipe.length_for(season, steps, shortest)
    scaling = Scaling.fit(np.concatenate(grid.covariates))
    ahead = calendar(grid.moments[0][:1], grid.step).shape[1] + len(set(known_ahead))
    form = Form(
        length, steps, len(covariates) - len(set(known_ahead)), ahead, season, len(grid.names)
    )
    deviation = tuple(float(max(v.std(), 1e-9)) for v in history)
    plan = Plan(
        target=name, time_column=moment, series_column=series, covariates=tuple(covariates),
        known_ahead=tuple(known_ahead), step=grid.step, form=form, scaling=scaling,
        names=grid.names, deviation=deviation, networks=(),
        is_date=table[moment].kind == "date",
    )  # fmt: skip
    return windows_of(grid, plan, ends, table.source)


def guessed_time(table: Table) -> str:
    """The first column of dates."""
    found = [column.name for column in table if column.kind == "date"]
    if not found:
        raise DataError("no column holds dates", fix="name the column of time: time_column=...")
    return found[0]


def guessed_series(table: Table, moment: str, target: str | None, teller: Narrator) -> str | None:
    """The column that tells series apart, where moments repeat: the first of texts, or of numbers
    that name things, with which every moment stands once. It is told."""
    moments = table[moment].to_texts()
    if len(set(moments)) == len(moments):
        return None
    for column in table:
        names = column.name not in {moment, target} and (
            column.kind == "text" or (column.integral and is_id_name(column.name))
        )
        pairs = set(zip(moments, column.to_texts(), strict=True)) if names else ()
        if len(pairs) == len(moments):
            teller.say(
                f"Series are told apart by {column.name!r}: with it every moment stands once. "
                "series= says otherwise."
            )
            return column.name
    return None


def split_of(steps: int, horizon: int) -> tuple[int, int]:
    """Where learning ends and where judging begins, for a series of so many steps."""
    test = min(round(SHARES[1] * steps), steps - horizon)
    return max(1, min(round(SHARES[0] * steps), test - horizon)), test


def long_enough(grid: Grid, horizon: int) -> tuple[Grid, tuple[str, ...]]:
    """The series that a horizon can be learned from. DataError when there is none."""
    least = 4 * horizon + LEAST_WINDOWS
    kept = [i for i, values in enumerate(grid.values) if len(values) >= least]
    if not kept:
        longest = max((len(values) for values in grid.values), default=0)
        raise DataError(
            f"a horizon of {horizon} needs series of {least} steps: the longest has {longest}",
            fix=f"give a horizon of at most {max(1, (longest - LEAST_WINDOWS) // 4)}"
            if longest > LEAST_WINDOWS + 4
            else "give longer series",
        )
    if len(kept) == len(grid.names):
        return grid, ()
    lost = [grid.names[i] for i in range(len(grid.names)) if i not in set(kept)]
    cut: dict[str, Any] = {
        part: tuple(getattr(grid, part)[i] for i in kept)
        for part in ("names", "values", "covariates", "moments")
    }
    note = f"{len(lost):,} series shorter than {least} steps are left out: {listing(lost, 5)}"
    return replace(grid, **cut), (note,)


def windows_of(grid: Grid, plan: Plan, ends: list[tuple[int, int]], source: str) -> SeriesData:
    """The windows of each part. Those of later parts may look back into the earlier ones."""
    form, facts = plan.form, facts_of(grid, plan.scaling, is_ahead(plan), np.array(plan.deviation))
    sizes = [len(values) for values in grid.values]
    first, second = zip(*ends, strict=True)
    zeros = [0] * len(sizes)
    stride = max(1, form.horizon // 4)
    some = max(1, sum(sizes) // MOST_WINDOWS)
    spans = {
        "training": (zeros, first, some), "validation": (first, second, max(1, stride // 2)),
        "test": (second, sizes, stride), "everything": (zeros, sizes, some),
    }  # fmt: skip
    parts = {
        name: Windows(facts, form, origins_in(facts, form, begin, end, step))
        for name, (begin, end, step) in spans.items()
    }
    if not len(parts["training"]) or not len(parts["validation"]) or not len(parts["test"]):
        raise DataError(
            f"too few steps are left to learn {form.horizon} steps ahead from",
            given=f"series of {min(sizes):,} to {max(sizes):,} steps",
            fix="give a shorter horizon",
        )
    return SeriesData(grid, plan, source=source, **parts)


def tell(found: SeriesData, teller: Narrator) -> None:
    """What was given, in a line, and what was done to it."""
    plan, sizes = found.plan, [len(values) for values in found.grid.values]
    span = f"{min(sizes):,} to {max(sizes):,}" if min(sizes) < max(sizes) else f"{sizes[0]:,}"
    season = f"a season of {plan.form.season}" if plan.form.season > 1 else "no season"
    teller.say(
        f"These are {len(sizes):,} series of {plan.target!r}, {span} steps of one {plan.step} "
        f"each, with {season}; {plan.form.horizon} steps are forecast from {plan.form.length}."
    )
    past = [name for name in plan.covariates if name not in plan.known_ahead]
    if plan.covariates:
        teller.say(
            f"  known for the past only: {', '.join(past) or 'none'}; known ahead: "
            f"{', '.join(plan.known_ahead) or 'none'}"
        )
    for note in found.grid.notes:
        teller.say(f"  ! {note}")


def chosen(found: SeriesData, effort: Effort) -> tuple[list[Any], Learned]:
    """The networks whose mean is best on the windows of validation: one, both, or none, where the
    last season is not beaten; and how the first was trained."""
    trained: list[tuple[Any, Learned]] = []
    decisions = effort.decisions
    for place, kind in enumerate(NETWORKS):
        now = clock.monotonic()
        until = now + (effort.deadline - now) / (len(NETWORKS) - place)
        batch = recipe.batch_of(len(found.training))
        pace = pace_of(recipe.SeriesLearner(kind, found.training, found.validation), batch)
        wanted = effort.epochs or recipe.epochs_for(len(found.training))
        steps = replace(pace, compiling=0.0).steps_until(until)
        is_brief = steps < len(found.training) / batch / 2
        if trained and decisions.holds("no time for half an epoch", is_brief):
            break
        how: dict[str, Any] = {"decisions": decisions}
        schedule = schedule_of(len(found.training), batch, wanted, affordable=steps, **how)
        learner = recipe.SeriesLearner(kind, found.training, found.validation)
        how |= {"seed": effort.seed, "deadline": until, "watch": effort.teller.watch}
        learned = follow(learner, len(found.training), schedule, **how)
        trained.append((learner.network, learned))
    networks = [network for network, _ in trained]
    options = [[], *([network] for network in networks), *([networks] if networks[1:] else [])]
    errors = [
        recipe.scaled_error(forecasts(option, found.validation), found.validation)
        for option in options
    ]
    best = options[int(np.argmin(errors))]
    told = ", ".join(
        f"{' and '.join(n.name for n in option) or 'the last season'} {error:.4f}"
        for option, error in zip(options, errors, strict=True)
    )
    effort.teller.say(f"  error in deviations on validation: {told}")
    return best, trained[0][1]


def refitted(found: SeriesData, networks: list[Any], learned: Learned, effort: Effort) -> list[Any]:
    """The same networks, trained on everything with as many epochs as did best."""
    schedule, decisions, deadline = learned.schedule, effort.decisions, effort.deadline
    epochs = max(1.0, learned.steps / schedule.per_epoch)
    result = []
    for place, network in enumerate(networks):
        now = clock.monotonic()
        until = now + (deadline - now) / (len(networks) - place)
        none = found.validation.at(np.arange(0))
        learner = recipe.SeriesLearner(network.name, found.everything, none)
        batch = recipe.batch_of(len(found.everything))
        pace = pace_of(recipe.SeriesLearner(network.name, found.everything, none), batch)
        steps = replace(pace, compiling=0.0).steps_until(until, 1.0)
        is_brief = steps < epochs * (len(found.everything) // batch) / 4
        if decisions.holds("no time to learn everything", is_brief):
            return networks  # better what was judged
        how: dict[str, Any] = {"decisions": decisions}
        again = schedule_of(len(found.everything), batch, epochs, affordable=steps, **how)
        follow(learner, len(found.everything), again, seed=effort.seed, deadline=until, **how)
        result.append(learner.network)
    return result


def apart(windows: Windows) -> Windows:
    """Those windows of a backtest whose futures do not overlap."""
    kept, last, own = [], -np.inf, -1
    for place, (origin, series) in enumerate(
        zip(windows.origins.tolist(), windows.series().tolist(), strict=True)
    ):
        if series != own or origin >= last + windows.form.horizon:
            kept.append(place)
            last, own = origin, series
    return windows.at(np.array(kept))


def judged(
    model: SeriesPredictor,
    found: SeriesData,
    test: Backtest,
    story: Story,
) -> SeriesPredictor:
    """The model with its findings: how its forecasts did on what came later."""
    plan = model.plan
    title = f"Forecasting {plan.target}"
    settings = {
        "data": found.source or "in memory",
        "series": len(plan.names),
        "horizon": f"{plan.form.horizon} steps of one {plan.step}",
        "looks back": f"{plan.form.length} steps",
        "season": plan.form.season,
        "split": "each series in time: learned from, then watched, then judged by rolling origins",
        "networks": " and ".join(plan.networks) or "none: the last season is not beaten",
        "epochs": round(story.learned.steps / story.learned.schedule.per_epoch, 2),
    }
    report = build_report(
        test.held_out(plan),
        title=title,
        training=training_of(story, found.training.future().ravel(), classes=False),
        data=DataNotes(
            warnings=tuple(DataWarning(note) for note in found.grid.notes), source=found.source
        ),
        making=making_of("series", story.seed, settings),
        evidence=Evidence(sections=sections_of(test, plan)),
    )
    summary = summary_of(report, story, title=title, source=found.source)
    summary = replace(
        summary, sentence=f"{title}: {test.sentence(plan)}", metric="mean absolute error",
        score=test.error, low=None, high=None, baseline=test.naive_error,
    )  # fmt: skip
    return replace(model, findings=report, summary=summary)
