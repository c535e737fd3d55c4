"""An experiment run: trained, tested, timed."""

import time
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from pellucid import nn, train
from pellucid.core.errors import FileError
from pellucid.experiments.building import (
    build_before,
    build_loss,
    build_metrics,
    build_model,
    build_optimizer,
    build_schedule,
    steps_of,
)
from pellucid.experiments.judging import Judged, judged
from pellucid.experiments.outcomes import Outcome, outcome_of
from pellucid.experiments.rows import Rows, load_rows
from pellucid.experiments.spec import Experiment
from pellucid.experiments.words import within_section
from pellucid.formats.state import load_state, save_state
from pellucid.nn.modules.parts import OBSERVER
from pellucid.tensor.random import manual_seed
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile as compiled
from pellucid.tensor.transforms.differentiation import value_and_grad
from pellucid.train.alone import Alone, objective_loss, without_targets


class Varied(nn.Module):
    """A network behind what varies its pictures in training."""

    model: Any

    def __init__(self, model: Any, *before: nn.Module) -> None:
        self.before, self.model = nn.Sequential(*before), model

    def forward(self, x: Any) -> Tensor:
        return self.model(self.before(x))

    def objective(self, x: Any) -> Tensor:
        """That of the network, of inputs that were varied."""
        return self.model.objective(self.before(x))


@dataclass(frozen=True)
class Parts:
    """What a run is made of."""

    rows: Rows
    model: Any  # the network
    trained: Any  # and what stands before it
    loss: Any
    metrics: list[Any]

    @property
    def fed(self) -> Any:
        """What `fit` and `evaluate` call."""
        return Alone(self.trained) if self.loss is objective_loss else self.trained


def made_ready(experiment: Experiment) -> Parts:
    """The data and the untrained network."""
    plan = experiment.train
    with within_section(experiment, "data"):
        rows = load_rows(experiment.data)
    manual_seed(plan.seed)
    with within_section(experiment, "model"):
        model = build_model(experiment.model, rows.sizes)
    with within_section(experiment, "data"):
        before = build_before(experiment.data, rows)
    trained = Varied(model, *before) if before else model
    alone = plan.loss == "objective"
    with within_section(experiment, "train"):
        metrics = [] if alone else build_metrics(plan.metrics)
        return Parts(rows, model, trained, build_loss(plan.loss), metrics)


def data_of(parts: Parts) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """What is learned from and tested on, as `fit` takes it."""
    rows = parts.rows
    if parts.loss is not objective_loss:
        return rows.training, rows.test
    inputs = [rows.training, rows.test] if rows.more else [(rows.x,), (rows.test_x,)]
    return without_targets(inputs[0]), without_targets(inputs[1])


def run_experiment(
    experiment: Experiment, folder: str | Path | None = None, *, progress: bool = True
) -> Outcome:
    """Train and test. With a `folder` the run leaves its checkpoint, history, model and outcome
    there, and goes on from where it was stopped."""
    plan, parts = experiment.train, made_ready(experiment)
    untrained = deepcopy(parts.model) if plan.judges else None
    spent = stages_trained(experiment, parts, folder, progress=progress)
    with within_section(experiment, "optimizer"):
        optimizer = build_optimizer(experiment.optimizer, parts.trained.parameters())
    with within_section(experiment, "schedule"):
        schedule = build_schedule(experiment.schedule, optimizer, steps_of(experiment, parts.rows))
    training, test = data_of(parts)
    history = train.fit(
        parts.fed, optimizer, parts.loss, training, epochs=plan.epochs,
        batch_size=plan.batch_size, validation=test, metrics=parts.metrics, schedule=schedule,
        schedule_every=plan.schedule_every, callbacks=watchers_of(experiment, folder),
        seed=plan.seed, folder=folder, progress=progress, accumulate=plan.accumulate,
    )  # fmt: skip
    spent += sum(row["seconds"] for row in history.rows)
    figures = figures_of(experiment, parts, untrained)
    outcome = outcome_of(experiment, parts.model, figures, round(spent, 1))
    if folder is not None:
        outcome.save(Path(folder).expanduser() / "outcome.json")
    return outcome


def stages_trained(
    experiment: Experiment, parts: Parts, folder: str | Path | None, *, progress: bool
) -> float:
    """The seconds that pretraining took, or none where the run goes on or has no stages. What it
    leaves stands in the folder of the run."""
    plan = experiment.pretrain
    if plan is None:
        return 0.0
    file = Path(folder).expanduser() / "pretrained.safetensors" if folder is not None else None
    if file is not None and file.is_file():
        parts.trained.load_state_dict(load_state(file))
        return 0.0
    x = parts.rows.x
    if parts.trained is not parts.model:
        x = train.predict(parts.trained.before, x)
    with within_section(experiment, "pretrain"):
        histories = train.pretrain(
            parts.model.stages, lambda params: build_optimizer(plan.optimizer, params), x,
            epochs=plan.epochs, batch_size=plan.batch_size, progress=progress,
            seed=experiment.train.seed,
        )  # fmt: skip
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        save_state(dict(parts.trained.state_dict()), file)
    return sum(row["seconds"] for history in histories for row in history.rows)


def watchers_of(experiment: Experiment, folder: str | Path | None) -> list[Any]:
    """The callbacks that the experiment asks for."""
    plan, found = experiment.train, list[Any]()
    if plan.patience is not None:
        found.append(train.EarlyStopping(patience=plan.patience))
    if plan.keep_best and folder is not None:
        found.append(train.BestCheckpoint())
    if plan.ema is not None:
        found.append(train.AverageWeights(plan.ema))
    if plan.time is not None:
        found.append(train.TimeBudget(plan.time))
    return found


def test_experiment(experiment: Experiment, folder: str | Path) -> Outcome:
    """The figures of the model that a run has left in a folder."""
    parts = made_ready(experiment)
    untrained = deepcopy(parts.model) if experiment.train.judges else None
    file = Path(folder).expanduser() / "model.safetensors"
    if not file.is_file():
        raise FileError(f"there is no trained model in {str(folder)!r}", fix="train it first")
    parts.trained.load_state_dict(load_state(file))
    return outcome_of(experiment, parts.model, figures_of(experiment, parts, untrained), 0.0)


def figures_of(experiment: Experiment, parts: Parts, untrained: Any) -> dict[str, float]:
    """The metrics of the test rows, and what the judges find."""
    found = train.evaluate(parts.fed, parts.loss, data_of(parts)[1], metrics=parts.metrics)
    figures = {name: float(value) for name, value in found.items()}
    parts.trained.eval()
    seen = Judged(parts.model, untrained, parts.rows, figures)
    return figures | judged(experiment.train.judges, seen)


@dataclass(frozen=True)
class LayerTime:
    """Milliseconds of one layer on one batch: forward, and gradients by input and parameters."""

    path: str
    kind: str
    forward: float
    backward: float


def time_experiment(experiment: Experiment, *, repetitions: int = 10) -> list[LayerTime]:
    """Each layer's time on a batch of the experiment, run by itself as its own program; medians."""
    rows = load_rows(experiment.data)
    with within_section(experiment, "model"):
        model: Any = build_model(experiment.model, rows.sizes)
    batch = rows.x[: experiment.train.batch_size]
    return [timed(path, layer, given, repetitions) for path, layer, given in calls(model, batch)]


def calls(model: Any, batch: np.ndarray) -> list[tuple[str, Any, tuple[Any, ...]]]:
    """Every layer without layers inside, with what it was given on a batch."""
    found: list[tuple[str, Any, tuple[Any, ...]]] = []
    paths = {id(module): path for path, module in model.named_modules()}

    def watch(module: Any, inputs: tuple[Any, ...], _: Any) -> None:
        if not list(module.named_children()):
            found.append((paths[id(module)], module, inputs))

    token = OBSERVER.set(watch)
    try:
        model(batch)
    finally:
        OBSERVER.reset(token)
    return found


def timed(path: str, layer: Any, given: tuple[Any, ...], repetitions: int) -> LayerTime:
    """One layer."""
    inputs = [np.asarray(x) for x in given if isinstance(x, Tensor)]
    parameters = list(layer.parameters())
    learned = [place for place, x in enumerate(inputs) if x.dtype.kind == "f"]

    def total(*arrays: Any) -> Tensor:
        return layer(*arrays[: len(inputs)]).sum()

    def gradients(*arrays: Any) -> Any:
        everything = [*learned, *range(len(inputs), len(inputs) + len(parameters))]
        return value_and_grad(total, everything)(*arrays, *parameters)

    one = seconds(compiled(layer.forward), inputs, repetitions)
    two = seconds(compiled(gradients), inputs, repetitions) if learned or parameters else one
    return LayerTime(path, type(layer).__name__, 1e3 * one, 1e3 * max(0.0, two - one))


def seconds(function: Any, inputs: list[np.ndarray], repetitions: int) -> float:
    """The median time of a call, after one that compiles."""
    times = []
    for _ in range(repetitions + 1):
        begun = time.perf_counter()
        function(*inputs)
        times.append(time.perf_counter() - begun)
    return median(times[1:])
