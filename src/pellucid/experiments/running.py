"""An experiment run: trained, tested, timed."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from pellucid import nn, train
from pellucid.core.errors import FileError
from pellucid.experiments.building import (
    Rows,
    build_loss,
    build_metrics,
    build_model,
    build_optimizer,
    build_schedule,
    load_rows,
    steps_of,
)
from pellucid.experiments.spec import Experiment
from pellucid.formats.atomic import write_atomically
from pellucid.formats.state import load_state
from pellucid.nn.parts import OBSERVER
from pellucid.tensor.differentiation import value_and_grad
from pellucid.tensor.random import manual_seed
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms import compile as compiled


@dataclass(frozen=True)
class Outcome:
    """What a run found: the test figures, the seconds of training, and the reference."""

    title: str
    figures: dict[str, float]
    seconds: float
    epochs: int
    parameters: int
    metric: str
    reference: float | None
    source: str
    gate: float | None

    @property
    def passed(self) -> bool:
        """Does the figure reach the gate, where there is one?"""
        return self.gate is None or self.figures.get(self.metric, float("nan")) >= self.gate

    def __str__(self) -> str:
        figures = ", ".join(f"{name} {value:.4f}" for name, value in self.figures.items())
        text = f"{self.title}: {figures} after {self.epochs} epochs and {self.seconds:.0f} s"
        if self.reference is not None:
            text += f"; reference {self.metric} {self.reference:g} ({self.source})"
        return text + ("" if self.passed else f"; BELOW ITS GATE of {self.gate:g}")

    def row(self) -> str:
        """A row of the table of recipes."""
        reference = "" if self.reference is None else f"{self.reference:g}, {self.source}"
        found = self.figures.get(self.metric, float("nan"))
        return (
            f"| {self.title} | {self.parameters:,} | {self.metric} {found:.4f} | {reference} "
            f"| {self.epochs} | {self.seconds:.0f} |"
        )


class Varied(nn.Module):
    """A network behind what varies its pictures in training."""

    def __init__(self, model: nn.Module, *before: nn.Module) -> None:
        self.before, self.model = nn.Sequential(*before), model

    def forward(self, x: Any) -> Tensor:
        return self.model(self.before(x))


def run_experiment(
    experiment: Experiment, folder: str | Path | None = None, *, progress: bool = True
) -> Outcome:
    """Train and test. With a `folder` the run leaves its checkpoint, history, model and outcome
    there, and goes on from where it was stopped."""
    rows = load_rows(experiment.data)
    plan = experiment.train
    manual_seed(plan.seed)
    model = build_model(experiment.model)
    before: list[nn.Module] = [nn.RandomHorizontalFlip()] if experiment.data.mirror else []
    if experiment.data.shift:
        before.append(nn.RandomShift(experiment.data.shift, float(rows.x.min())))
    trained = Varied(model, *before) if before else model
    optimizer = build_optimizer(experiment.optimizer, trained)
    schedule = build_schedule(experiment.schedule, optimizer, steps_of(experiment, rows))
    watchers: list[Any] = []
    if plan.patience is not None:
        watchers.append(train.EarlyStopping(patience=plan.patience))
    if plan.keep_best and folder is not None:
        watchers.append(train.BestCheckpoint())
    history = train.fit(
        trained, optimizer, build_loss(plan.loss), (rows.x, rows.y), epochs=plan.epochs,
        batch_size=plan.batch_size, validation=(rows.test_x, rows.test_y),
        metrics=build_metrics(plan.metrics), schedule=schedule,
        schedule_every=plan.schedule_every, callbacks=watchers, seed=plan.seed, folder=folder,
        progress=progress,
    )  # fmt: skip
    spent = sum(row["seconds"] for row in history.rows)
    outcome = outcome_of(experiment, model, tested(experiment, trained, rows), spent)
    if folder is not None:
        text = json.dumps(asdict(outcome), indent=1)
        write_atomically(Path(folder) / "outcome.json", text)
    return outcome


def test_experiment(experiment: Experiment, folder: str | Path) -> Outcome:
    """The figures of the model that a run has left in a folder."""
    rows = load_rows(experiment.data)
    model: Any = build_model(experiment.model)
    file = Path(folder).expanduser() / "model.safetensors"
    if not file.is_file():
        raise FileError(f"there is no trained model in {str(folder)!r}", fix="train it first")
    state = load_state(file)
    if experiment.data.mirror or experiment.data.shift:
        state = {name.removeprefix("model."): value for name, value in state.items()}
    model.load_state_dict(state)
    return outcome_of(experiment, model, tested(experiment, model, rows), 0.0)


def tested(experiment: Experiment, model: Any, rows: Rows) -> dict[str, float]:
    """The metrics of the test rows."""
    plan = experiment.train
    found = train.evaluate(
        model,
        build_loss(plan.loss),
        (rows.test_x, rows.test_y),
        metrics=build_metrics(plan.metrics),
    )
    return {name: float(value) for name, value in found.items()}


def outcome_of(
    experiment: Experiment, model: Any, figures: dict[str, float], seconds: float
) -> Outcome:
    """The figures beside the reference."""
    reference = experiment.reference
    return Outcome(
        experiment.title, figures, seconds, experiment.train.epochs,
        sum(p.size for p in model.parameters()), reference.metric, reference.value,
        reference.source, reference.gate,
    )  # fmt: skip


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
    model: Any = build_model(experiment.model)
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
