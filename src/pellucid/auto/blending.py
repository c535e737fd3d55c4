"""The quality "best": families of TabM beside the members of RealMLP, weighed by what both answer
for rows they have not seen."""

from dataclasses import replace

import numpy as np

from pellucid.auto.answering.calibration import fit_calibration
from pellucid.auto.answering.predictor import Predictor
from pellucid.auto.columns.objectives import Objective
from pellucid.auto.learning import Effort, Lesson, learned_in_folds
from pellucid.auto.training.blend import Blend, mixed
from pellucid.auto.training.families import TrainedFamilies, train_families
from pellucid.auto.training.folds import TrainedFolds
from pellucid.auto.training.metrics import losses_of, mean
from pellucid.auto.training.pace import Pace
from pellucid.auto.training.realmlp import RealMLP
from pellucid.core.errors import StateError
from pellucid.tensor.tensor import Tensor

MEMBERS_SHARE = 0.45  # of the time, before TabM has the rest of it
SHARES = np.linspace(0.0, 1.0, 21)  # of TabM in the mean, of which the best is taken
LARGEST = 0.95  # RealMLP stays in it, since not every row has an answer of TabM


def blended(
    lesson: Lesson, model: Predictor, members: TrainedFolds, effort: Effort
) -> tuple[Predictor, TrainedFolds, tuple[Pace, ...]]:
    """The predictor of both, its answers for unseen rows, and the paces of the families; or what
    was given, where families add nothing.
    """
    if not isinstance(members.network, RealMLP):
        raise StateError("only the members of RealMLP are blended with others")
    rows = lesson.encoded(model.encoder, model.target)
    encoder, schema = model.encoder, lesson.schema
    found = train_families(
        rows.x, rows.y, members.fold, is_number=encoder.is_number.tolist(), tables=encoder.tables,
        hidden=encoder.hidden(int(members.fold.max()) + 1), outputs=schema.outputs,
        objective=schema.objective, metric=effort.metric, weights=members.weights,
        seed=effort.seed, epochs=effort.epochs, deadline=effort.deadline,
        watch=effort.teller.watch, paces=effort.paces.families or None,
    )  # fmt: skip
    mixture = mixture_of(members, found)
    effort.teller.say(
        f"  TabM's {found.network.members} families count {mixture[0]:.0%}, RealMLP's members "
        f"{1 - mixture[0]:.0%}"
    )
    if mixture[0] == 0:
        return model, members, found.paces
    network = Blend(members.network, found.network, mixture[0], (mixture[1], mixture[2]))
    unseen = np.where(
        found.is_answered[:, None],
        mix(schema.objective, members.unseen, found.unseen, mixture),
        mix(schema.objective, members.unseen, members.unseen, (0.0, mixture[1], 1.0)),
    )
    seconds = members.seconds + found.seconds
    both = replace(members, network=network, unseen=unseen, seconds=seconds)
    calibration = model.calibration
    if schema.classes:
        calibration = fit_calibration(unseen, members.answers, members.weights)
    return replace(model, network=network, calibration=calibration), both, found.paces


def best_in_folds(lesson: Lesson, effort: Effort) -> tuple[Predictor, TrainedFolds]:
    """A predictor of five members and their families, without a first network."""
    model, members = learned_in_folds(lesson, effort.within(MEMBERS_SHARE))
    return blended(lesson, model, members, effort)[:2]


def mix(
    objective: Objective, first: np.ndarray, second: np.ndarray, mixture: tuple[float, ...]
) -> np.ndarray:
    """The answers (n, outputs) of two networks as one."""
    return mixed(objective, Tensor(first), Tensor(second), mixture).numpy()


def mixture_of(members: TrainedFolds, found: TrainedFamilies) -> tuple[float, float, float]:
    """The share of TabM whose answers for unseen rows have the least loss, and the temperature of
    each network.
    """
    rows, objective = found.is_answered, members.network.objective
    first, second = members.unseen[rows], found.unseen[rows]
    y, weights = members.answers[rows], members.weights[rows].astype(np.float64)
    cold, warm = (
        fit_calibration(own, y, weights).temperature if objective.has_classes else 1.0
        for own in (first, second)
    )

    def loss(share: float) -> float:
        answers = mix(objective, first, second, (share, cold, warm))
        return mean(losses_of(objective, answers, y), weights)

    return min(min(SHARES.tolist(), key=loss), LARGEST), cold, warm
