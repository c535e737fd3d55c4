"""A search for a better recipe of RealMLP on these rows, on request: trials of one network, each on
four folds and judged by the fifth."""

import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pellucid.auto.clock import seconds_of
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.learning import Effort, Lesson
from pellucid.auto.training.folds import train_folds
from pellucid.auto.training.realmlp import PUBLISHED, RATES, Recipe
from pellucid.auto.training.recipe import Round
from pellucid.core.errors import ArgumentError
from pellucid.core.lazy import optional
from pellucid.report import Rows, Section

VALLEYS = (1 / 15, 3 / 15, 7 / 15)  # of the learning rate's course, where trials are compared
FIRST_TRIALS = 8  # drawn at random, before the search follows what it has found
TRIAL_SHARE = 0.1  # of the time of a fit, for one trial at most
MOST_TRIALS = 10_000


@dataclass(frozen=True)
class Trial:
    """A recipe that was tried, its error on the fold that judges (NaN where it was given up), and
    how far it got."""

    recipe: Recipe
    error: float
    rounds: int
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether it was trained to its end."""
        return not math.isnan(self.error)


@dataclass(frozen=True)
class Search:
    """The trials in their order, the published recipe first, and the name of the measure."""

    trials: tuple[Trial, ...]
    metric: str

    @property
    def best(self) -> Trial:
        """The trial with the least error, the earlier one of equals."""
        return min((t for t in self.trials if t.is_whole), key=lambda t: t.error)

    @property
    def seconds(self) -> float:
        """How long it took."""
        return sum(trial.seconds for trial in self.trials)

    def sentence(self) -> str:
        """What came of it."""
        whole, first = sum(t.is_whole for t in self.trials), self.trials[0]
        found = f"error {self.best.error:.4f} instead of {first.error:.4f}"
        what = f"{len(self.trials)} recipes were tried, {whole} of them to the end"
        if self.best is first:
            return f"{what}: the published one stays the best, with an error of {first.error:.4f}."
        return f"{what}: the best has an {found} on the rows that judge them."

    def section(self) -> Section:
        """The trials as the report shows them, the best first."""
        order = sorted(self.trials, key=lambda t: (not t.is_whole, t.error if t.is_whole else 0))
        rows = tuple(
            (
                self.trials.index(t) + 1, f"{t.error:.4f}" if t.is_whole else "given up",
                f"{t.recipe.rate:.3g}", f"{t.recipe.dropout:g}", f"{t.recipe.decay:g}",
                f"{t.recipe.smoothing:g}", f"{t.recipe.spread:.3g}", t.rounds,
            )
            for t in order
        )  # fmt: skip
        heads = ("trial", f"error ({self.metric})", "learning rate", "dropout", "decay",
                 "smoothing", "pace of cosines", "rounds")  # fmt: skip
        return Section("making", "Which recipes were tried?", (Rows(heads, rows, self.sentence()),))


def asked_search(search: Any) -> tuple[int, float]:
    """How many trials, and how many seconds, of a number or a time such as "10m".

    >>> asked_search(20), asked_search("10m")
    ((20, inf), (10000, 600.0))
    """
    if isinstance(search, bool) or not isinstance(search, int | str):
        raise ArgumentError(f"a search is a number of trials or a time, not {search!r}")
    if isinstance(search, str) and not search.isdecimal():
        return MOST_TRIALS, seconds_of(search)
    if int(search) < 1:
        raise ArgumentError(f"a search takes 1 or more trials, not {search}")
    return int(search), math.inf


def searched(lesson: Lesson, effort: Effort, search: Any, seconds: float) -> Search:
    """The trials of a search over what RealMLP's authors search, for rows of training. `seconds`:
    what the fit may take, of which a trial takes a tenth at most.

    Their space is that of "Better by default" (2024), without what shapes the network. Trials come
    from a tree-structured Parzen estimator (Bergstra and others, 2011) with the seed; those that
    are behind the median of the others in a valley of the learning rate are given up. The same seed
    gives the same trials, where their number is given and all their epochs fit.
    """
    optuna: Any = optional("optuna", "tune")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    most, span = asked_search(search)
    until = time.monotonic() + span
    trials: list[Trial] = []
    ground = Ground(lesson, effort)
    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=effort.seed, n_startup_trials=FIRST_TRIALS),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=0),
    )
    rate = RATES[lesson.schema.objective.activation]
    published = asdict(PUBLISHED) | {"rate": rate}
    study.enqueue_trial({name: published[name] for name, _ in space(ground.is_smooth)})
    for number in range(most):
        if number and time.monotonic() >= until:
            break
        trial = study.ask()
        recipe = drawn(trial, ground.is_smooth)
        found = ground.tried(trial, recipe, min(time.monotonic() + TRIAL_SHARE * seconds, until))
        given_up = optuna.trial.TrialState.PRUNED
        study.tell(trial, *((found.error,) if found.is_whole else (None, given_up)))
        trials.append(found)
        told = f"error {found.error:.4f}" if found.is_whole else "given up"
        effort.teller.say(f"  trial {number + 1}: {told}, {found.seconds:.1f} s")
    return Search(tuple(trials), effort.metric.name)


def space(is_smooth: bool) -> Iterator[tuple[str, Any]]:
    """The names of what is searched, with the two ends of a range or the choices there are."""
    yield "rate", (2e-2, 3e-1)
    yield "spread", (0.05, 0.5)
    yield "dropout", [0.0, 0.15, 0.3]
    yield "decay", [0.0, 0.02]
    if is_smooth:
        yield "smoothing", [0.0, 0.1]


def drawn(trial: Any, is_smooth: bool) -> Recipe:
    """The recipe of a trial; ranges are drawn on a logarithmic scale."""
    found = {
        name: trial.suggest_float(name, *values, log=True)
        if isinstance(values, tuple)
        else trial.suggest_categorical(name, values)
        for name, values in space(is_smooth)
    }
    return Recipe(**found)


class GivenUp(Exception):  # noqa: N818 (no error: how a trial ends early)
    """A trial is behind the others."""


class Ground:
    """Where trials compete: rows as the network reads them, of which one fold judges."""

    def __init__(self, lesson: Lesson, effort: Effort) -> None:
        fold = np.where(lesson.folds(effort.seed) == 0, 0, -1)
        self.fold = fold if (fold < 0).any() else np.arange(len(fold)) % 2 - 1
        self.encoder = Encoder.fit(lesson.table, lesson.schema, self.fold)
        self.rows = lesson.encoded(self.encoder, lesson.answers)
        self.schema, self.effort = lesson.schema, effort
        self.rounds = 0
        self.is_smooth = effort.metric.sure and bool(lesson.schema.classes)

    def tried(self, trial: Any, recipe: Recipe, deadline: float) -> Trial:
        """What comes of a recipe."""
        began, passed = time.monotonic(), 0

        def watch(found: Round) -> None:
            nonlocal passed
            self.rounds = found.round
            while passed < len(VALLEYS) and found.round >= VALLEYS[passed] * found.rounds:
                trial.report(found.error, passed)
                passed += 1
                if trial.should_prune():
                    raise GivenUp

        try:
            trained = train_folds(
                self.rows.x, self.rows.y, self.fold, is_number=self.encoder.is_number.tolist(),
                tables=self.encoder.tables, hidden=self.encoder.hidden(1),
                outputs=self.schema.outputs, objective=self.schema.objective,
                metric=self.effort.metric, weights=self.rows.weights, seed=self.effort.seed,
                epochs=self.effort.epochs, deadline=deadline, watch=watch, recipe=recipe,
            )  # fmt: skip
            error = trained.error_of(self.fold == 0)
        except GivenUp:
            error = math.nan
        return Trial(recipe, error, self.rounds, time.monotonic() - began)
