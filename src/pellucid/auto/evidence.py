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

from pellucid.auto.anatomy import inside_of
from pellucid.auto.calibration import Calibration
from pellucid.auto.exporting import exported
from pellucid.auto.folds import TrainedFolds
from pellucid.auto.recipe import Trained
from pellucid.auto.refits import Given, Refit, affordable, losses_of, refit
from pellucid.auto.rivals import linear_rival, tree_rival
from pellucid.auto.suspects import suspects_of
from pellucid.core.lazy import lazy
from pellucid.core.settings import settings
from pellucid.data.tables import Table
from pellucid.report import Bill, Evidence, HeldOut, Refits, Rival, Suspect

if TYPE_CHECKING:
    from pellucid.auto.predictor import Predictor

resource: Any = lazy("resource")

SHARES = (1 / 8, 1 / 4, 1 / 2, 3 / 4, 1.0)  # of the training rows, for what more would be worth
LEAST_ROWS, LEAST_STEPS, MOST_STEPS = 20, 48, 1_500
LEAST_SUSPECT_STEPS, SUSPECT_STEPS = 24, 400
GROWTH_SHARE, SUSPECT_SHARE, TREE_SHARE = 0.35, 0.5, 0.6  # of the time that is left
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

    @property
    def left(self) -> float:
        """Seconds that the report may still take."""
        return self.until - time.monotonic()

    @property
    def has_time(self) -> bool:
        """Whether there is time for what is not needed but wanted."""
        return self.thorough and self.left > LEAST_SECONDS


def gathered(fitted: Fitted) -> Evidence:
    """The evidence for a report."""
    model, rows = fitted.model, fitted.table.take(fitted.learned)
    began = time.monotonic()
    x, _ = model.encoder.encode(rows)
    y = model.target.encode(rows[model.schema.target.name])
    new, _ = model.encoder.encode(fitted.held.table)
    outputs = model.network.run(new)
    calibrated = bool(model.schema.classes)
    growth, suspects = refitted(fitted, x, y, new)
    places = fitted.held.places
    assert places is not None
    return Evidence(
        rivals=rivals_of(fitted, rows, x, y, new),
        uncalibrated=Calibration().probabilities(outputs) if calibrated else None,
        trained=answered_again(fitted, rows),
        out_of_fold=unseen(fitted, rows),
        refits=growth,
        suspects=suspects,
        explain=model.explainer if fitted.has_time else None,
        form=exported(
            model.schema, model.encoder, model.target, model.network, model.calibration,
            rows=fitted.held.table, places=places, answers=fitted.held.predicted,
        ),
        inside=inside_of(model.network) if fitted.has_time else None,
        bill=bill_of(fitted, time.monotonic() - began),
        run=fitted.run,
    )  # fmt: skip


def rivals_of(
    fitted: Fitted, rows: Table, x: np.ndarray, y: np.ndarray, new: np.ndarray
) -> tuple[Rival, ...]:
    """The linear model and boosted trees, trained on what the network was trained on."""
    model, classes = fitted.model, len(fitted.model.schema.classes)
    until = time.monotonic() + max(0.2, TREE_SHARE * fitted.left / 2)
    linear = linear_rival(
        x.astype(np.float64), y, new.astype(np.float64), classes=classes, until=until
    )
    until = time.monotonic() + TREE_SHARE * fitted.left
    parts = (rows, y, fitted.held.table, model.schema, model.encoder)
    trees = tree_rival(*parts, until=until, seed=fitted.seed)
    if classes:
        return linear, trees
    return tuple(in_own_unit(rival, model.target.decode) for rival in (linear, trees))


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
    if model.schema.classes:
        answers = model.calibration.probabilities(trained.unseen)
    else:
        answers = model.target.decode(trained.unseen[:, 0])
    return model.judged_on(rows, answers, fitted.learned)


def refitted(
    fitted: Fitted, x: np.ndarray, y: np.ndarray, new: np.ndarray
) -> tuple[Refits | None, tuple[Suspect, ...]]:
    """Networks trained on fewer rows, and without each column that may give the answer away."""
    model, trained = fitted.model, fitted.trained
    classes = bool(model.schema.classes)
    truth = (
        fitted.held.truth if classes else model.target.encode(fitted.held.table[model.target.name])
    )
    batch = trained.plan.batch
    given = Given(x, y, new, model.encoder.is_number.tolist(), len(model.schema.classes), batch)
    unit = 1.0 if classes else model.target.deviation
    pace = trained.seconds / max(1, trained.steps)

    def losses(wanted: list[Refit], steps: int) -> np.ndarray:
        found = refit(given, wanted, steps=steps, seed=fitted.seed)
        return losses_of(found, truth, classes=classes) * unit

    suspected = suspects_of(fitted.table.take(fitted.learned), model.schema, skill_of(fitted))
    suspects = tuple(Suspect(name, why) for name, why in suspected.items())
    if not fitted.thorough:
        return None, suspects
    steps = affordable(SUSPECT_SHARE * fitted.left, pace, min(SUSPECT_STEPS, trained.steps))
    if suspected and steps >= min(LEAST_SUSPECT_STEPS, trained.steps):
        every, groups = np.arange(len(x)), model.encoder.feature_groups
        wanted = [Refit(every), *(Refit(every, groups[name]) for name in suspected)]
        found = losses(wanted, steps)
        suspects = tuple(
            Suspect(name, why, found[0], without)
            for (name, why), without in zip(suspected.items(), found[1:], strict=True)
        )
    sizes = [size for size in (round(share * len(x)) for share in SHARES) if size >= LEAST_ROWS]
    steps = affordable(GROWTH_SHARE * fitted.left, pace, min(MOST_STEPS, trained.steps))
    if len(sizes) < 3 or steps < min(LEAST_STEPS, trained.steps):
        return None, suspects
    order = np.random.default_rng(fitted.seed).permutation(len(x))
    found = losses([Refit(np.sort(order[:size])) for size in sizes], steps)
    return Refits(tuple(sizes), found[None]), suspects


def skill_of(fitted: Fitted) -> float:
    """The share of the baseline's error that the model does away with, on held-out rows."""
    held = fitted.held
    if held.classes:
        wrong = float((held.answers != held.truth).mean())
        usual = 1.0 - float(np.bincount(held.truth).max()) / held.n_rows
        return 1.0 - wrong / usual if usual > 0 else 0.0
    spread = float(((held.truth - held.truth.mean()) ** 2).sum())
    return 1.0 - float(((held.truth - held.predicted) ** 2).sum()) / spread if spread > 0 else 0.0


def bill_of(fitted: Fitted, explaining: float) -> Bill:
    """What all of it cost, and what one answer costs: measured here."""
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
