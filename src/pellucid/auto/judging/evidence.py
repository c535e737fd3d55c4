"""What a report is told by those who trained the model: rivals, refits, reasons, the network.

Each part is made only if there is time for it; a report without one says less, and nothing false.
"""

import math
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pellucid.auto.answering.answers import middle_of
from pellucid.auto.answering.calibration import Calibration
from pellucid.auto.answering.conformal import COVERAGE
from pellucid.auto.answering.exporting import exported
from pellucid.auto.encoding.encode import Encoder
from pellucid.auto.judging.anatomy import inside_of
from pellucid.auto.judging.refits import Given, Refit, affordable, losses_of, refit
from pellucid.auto.judging.roster import DEFAULT, Contest, left_out, rivals_in
from pellucid.auto.training.blend import Blend
from pellucid.auto.training.folds import TrainedFolds
from pellucid.auto.training.recipe import Trained
from pellucid.core.energy import Meter
from pellucid.core.lazy import lazy
from pellucid.core.settings import settings
from pellucid.data.tables.tables import Table
from pellucid.report import Bill, Evidence, HeldOut, Refits, Rival, Suspect

if TYPE_CHECKING:
    from pellucid.auto.answering.predictor import Predictor
    from pellucid.auto.searching import Search

resource: Any = lazy("resource")

SHARES = (1 / 8, 1 / 4, 1 / 2, 3 / 4, 1.0)  # of the training rows, for what more would be worth
LEAST_ROWS, LEAST_STEPS, MOST_STEPS = 20, 48, 1_500
LEAST_SUSPECT_STEPS, SUSPECT_STEPS = 24, 400
GROWTH_SHARE, SUSPECT_SHARE = 0.35, 0.5  # of the time that is left
MOST_TRAINED = 2_000  # training rows that are answered again, to see what was learned by heart
LEAST_SECONDS = 0.7  # without so much time left, what takes longest is left out


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model that has just been trained, and all that is known of how."""

    model: "Predictor"
    table: Table
    learned: np.ndarray  # rows that it was trained on or chosen by, sorted
    held: HeldOut
    trained: Trained | TrainedFolds
    seed: int
    until: float
    stages: Mapping[str, float]
    processor_seconds: float
    run: str
    thorough: bool
    meter: Meter = Meter()  # noqa: RUF009 (frozen)
    weights: np.ndarray | None = None  # of the rows that were learned from
    search: "Search | None" = None
    slowness: float = 1.0  # of the machine, which is busy with other things as well
    is_streamed: bool = False  # whether most of what was trained on is not in the table
    rivals: tuple[str, ...] = DEFAULT  # other models to train, by name

    @property
    def left(self) -> float:
        """Seconds that the report may still take."""
        return self.until - time.monotonic()

    @property
    def has_time(self) -> bool:
        """Whether there is time for what is not needed but wanted."""
        return self.thorough and self.left > LEAST_SECONDS * self.slowness


def gathered(fitted: Fitted) -> Evidence:
    """The evidence for a report."""
    model, rows = fitted.model, fitted.table.take(fitted.learned)
    began = time.monotonic()
    calibrated = bool(model.schema.classes)
    given = given_to_all(fitted, rows)
    growth, suspects = refitted(fitted, rows, given)
    places = fitted.held.places
    assert places is not None
    outputs, _ = model.outputs(fitted.held.table)
    return Evidence(
        rivals=rivals_of(fitted, rows, given),
        uncalibrated=Calibration().probabilities(outputs) if calibrated else None,
        trained=None if fitted.is_streamed else answered_again(fitted, rows),
        out_of_fold=unseen(fitted, rows),
        refits=growth,
        suspects=suspects,
        explain=model.explainer if fitted.has_time else None,
        form=None if model.costs or isinstance(model.network, Blend) else exported(
            model.schema, model.encoder, model.target, model.network, model.calibration,
            rows=fitted.held.table, places=places, answers=fitted.held.predicted,
        ),
        inside=None
        if isinstance(model.network, Blend) or not fitted.has_time
        else inside_of(model.network),
        bill=bill_of(fitted, time.monotonic() - began),
        run=fitted.run,
        costs=model.costs,
        sections=() if fitted.search is None else (fitted.search.section(),),
    )  # fmt: skip


def given_to_all(fitted: Fitted, rows: Table) -> Given:
    """What rivals and refits learn from: the rows as any model can read them, without what the
    network's own code keeps for its folds and for the levels it learns values of.
    """
    model = fitted.model
    plain = Encoder.fit(rows, model.schema)
    y = model.target.encode(rows[model.target.name])
    weights = np.ones(len(y), np.float32) if fitted.weights is None else fitted.weights
    return Given(
        plain.encode(rows)[0], y, plain.encode(fitted.held.table)[0],
        (weights / weights.mean()).astype(np.float32), model.schema.objective,
        model.schema.outputs, min(fitted.trained.plan.batch, len(y)), plain,
    )  # fmt: skip


def rivals_of(fitted: Fitted, rows: Table, given: Given) -> tuple[Rival, ...]:
    """The other models that were asked for, trained on what the network was trained on."""
    if fitted.is_streamed:
        note = "not trained: the network has seen more rows than are in memory"
        return left_out(fitted.rivals, note)
    schema = fitted.model.schema
    contest = Contest(
        rows, fitted.held.table, given, schema, fitted.seed, lambda: fitted.left / fitted.slowness
    )
    found = rivals_in(contest, fitted.rivals)
    if schema.classes:
        return found
    return tuple(in_own_unit(rival, fitted.model.target.decode) for rival in found)


def in_own_unit(rival: Rival, decode: Callable[[np.ndarray], np.ndarray]) -> Rival:
    """A rival whose standardised numbers are in the target's own unit."""
    found = None if rival.predicted is None else decode(rival.predicted)
    return Rival(rival.name, found, rival.seconds, rival.note)


def answered_again(fitted: Fitted, rows: Table) -> HeldOut:
    """Training rows with the answers of the model that has seen them."""
    step = max(1, rows.n_rows // MOST_TRAINED)
    return fitted.model.judged_on(rows.take(slice(None, None, step)))


def unseen(fitted: Fitted, rows: Table) -> HeldOut | None:
    """Training rows with the answers of the members that have not seen them."""
    trained, model = fitted.trained, fitted.model
    if not isinstance(trained, TrainedFolds) or len(trained.unseen) != rows.n_rows:
        return None
    found = model.answered(trained.unseen, (), COVERAGE)
    answers = found.predictions if found.probabilities is None else found.probabilities
    return model.judged_on(rows, answers, fitted.learned)


def refitted(
    fitted: Fitted, rows: Table, given: Given
) -> tuple[Refits | None, tuple[Suspect, ...]]:
    """Networks trained on fewer rows, and without each column that may give the answer away."""
    model, trained = fitted.model, fitted.trained
    classes = bool(model.schema.classes)
    truth = (
        fitted.held.truth if classes else model.target.encode(fitted.held.table[model.target.name])
    )
    unit = 1.0 if classes else model.target.deviation
    pace = trained.seconds / max(1, trained.steps)

    def losses(wanted: list[Refit], steps: int) -> np.ndarray | None:
        found = refit(given, wanted, steps=steps, seed=fitted.seed, until=fitted.until)
        middle = middle_of(model.schema.quantiles)
        return (
            None
            if found is None
            else losses_of(found, truth, classes=classes, middle=middle) * unit
        )

    schema = model.schema
    told = {w.column: w.suspicion for w in schema.warnings if w.suspicion}
    suspected = {name: why for name, why in told.items() if schema[name].used}
    unread = tuple(
        Suspect(name, why, is_read=False) for name, why in told.items() if name not in suspected
    )
    suspects = (*(Suspect(name, why) for name, why in suspected.items()), *unread)
    if not fitted.thorough or fitted.is_streamed:
        return None, suspects
    most = len(given.x)
    steps = affordable(SUSPECT_SHARE * fitted.left, pace, min(SUSPECT_STEPS, trained.steps))
    if suspected and steps >= min(LEAST_SUSPECT_STEPS, trained.steps):
        every, groups = np.arange(most), given.plain.feature_groups
        wanted = [Refit(every), *(Refit(every, groups[name]) for name in suspected)]
        both = losses(wanted, steps)
        if both is not None:
            tested = zip(suspected.items(), both[1:], strict=True)
            suspects = (*(Suspect(*one, both[0], without) for one, without in tested), *unread)
    sizes = [size for size in (round(share * most) for share in SHARES) if size >= LEAST_ROWS]
    steps = affordable(GROWTH_SHARE * fitted.left, pace, min(MOST_STEPS, trained.steps))
    if len(sizes) < 3 or steps < min(LEAST_STEPS, trained.steps):
        return None, suspects
    order = np.random.default_rng(fitted.seed).permutation(most)
    grown = losses([Refit(np.sort(order[:size])) for size in sizes], steps)
    return None if grown is None else Refits(tuple(sizes), grown[None]), suspects


def bill_of(fitted: Fitted, explaining: float) -> Bill:
    """What all of it cost, and what one answer costs: measured here."""
    joules = fitted.meter.joules()
    model, network = fitted.model, fitted.model.network
    row = fitted.held.table.take(slice(0, 1))
    thousand = np.zeros((1000, model.encoder.width), np.float32)
    arrays = network.state_dict()
    return Bill(
        stages={**fitted.stages, "judging and explaining": explaining},
        processor_seconds=fitted.processor_seconds + explaining,
        cores=settings().threads,
        peak_bytes=peak_memory(),
        model_bytes=sum(array.nbytes for array in arrays.values()),
        parameters=sum(array.size for array in arrays.values()),
        seconds_for_one=least_seconds(lambda: model.scores(row)),
        seconds_for_thousand=least_seconds(lambda: network.run(thousand)),
        joules=joules,
        watts_per_core=settings().watts_per_core,
    )


def least_seconds(call: Callable[[], object], times: int = 4) -> float:
    """The least time that a call takes, of a few, after one that may compile."""
    call()
    found = math.inf
    for _ in range(times):
        began = time.perf_counter()
        call()
        found = min(found, time.perf_counter() - began)
    return found


def peak_memory() -> int:
    """The most bytes that this process has held; 0 where the system does not say."""
    if os.name != "posix":
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most if os.uname().sysname == "Darwin" else 1024 * most)
