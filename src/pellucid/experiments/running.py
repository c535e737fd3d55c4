"""An experiment run: trained, tested, timed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pellucid import nn, train
from pellucid.core.errors import ArgumentError, DTypeError, FileError, ShapeError
from pellucid.experiments.building import (
    build_before,
    build_loss,
    build_metrics,
    build_model,
    build_optimizer,
    build_schedule,
    moves_of,
)
from pellucid.experiments.judging import Judged, check_judges, judged
from pellucid.experiments.outcomes import Outcome, StoppedError, outcome_of
from pellucid.experiments.rows import Rows, load_rows
from pellucid.experiments.spec import Experiment
from pellucid.experiments.words import meant, within
from pellucid.experiments.writing import NAME, to_toml
from pellucid.formats.atomic import write_atomically
from pellucid.formats.state import load_state, save_state
from pellucid.tensor.random import manual_seed
from pellucid.tensor.tensor import Tensor
from pellucid.train.alone import Alone, objective_loss, without_targets
from pellucid.train.history import History
from pellucid.train.loop import made


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
    with within(experiment, "data"):
        rows = load_rows(experiment.data)
    manual_seed(plan.seed)
    with within(experiment, "model"):
        model = build_model(experiment.model, rows.sizes)
    with within(experiment, "data"):
        before = build_before(experiment.data, rows)
    trained = Varied(model, *before) if before else model
    alone = plan.loss == "objective"
    with within(experiment, "train"):
        check_judges(plan.judges)
        metrics = [] if alone else build_metrics(plan.metrics)
    check_gates(experiment)
    with within(experiment, "train"):
        return Parts(rows, model, trained, build_loss(plan.loss), metrics)


def check_gates(experiment: Experiment) -> None:
    """ArgumentError where a gate is of a figure that the run will not have; what judges find is
    only known once they have."""
    reference, plan = experiment.reference, experiment.train
    measured = ["loss", *(plan.metrics if plan.loss != "objective" else ())]
    wanted: list[tuple[tuple[str, ...], str]] = [
        (("gates", name), name) for name in reference.gates
    ]
    if reference.gate is not None:
        wanted.append((("metric",), reference.metric))
    for path, name in () if plan.judges else wanted:
        with within(experiment, "reference", *path):
            if name not in measured:
                raise ArgumentError(
                    f"there is no figure {name!r} to reach", given=f"metrics = {plan.metrics}",
                    fix=meant(name, measured),
                )  # fmt: skip


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
    there, and goes on from where it was stopped. StoppedError where a signal (SIGTERM, Ctrl-C), or
    a file `stop` in the folder, has stopped it: it is saved, and has no outcome yet."""
    plan, parts = experiment.train, made_ready(experiment)
    untrained = deepcopy(parts.model) if plan.judges else None
    spent = stages_trained(experiment, parts, folder, progress=progress)
    with within(experiment, "optimizer"):
        optimizer = build_optimizer(experiment.optimizer, parts.trained.parameters())
    with within(experiment, "schedule"):
        schedule = build_schedule(experiment.schedule, optimizer, moves_of(plan, parts.rows))
    training, test = data_of(parts)
    watchers = watchers_of(experiment, folder)
    write_experiment(experiment, folder, anew=False)
    with layers_traced(experiment):
        history = train.fit(
            parts.fed, optimizer, parts.loss, training, epochs=plan.epochs,
            batch_size=plan.batch_size, validation=test, metrics=parts.metrics, schedule=schedule,
            schedule_every=plan.schedule_every, callbacks=watchers,
            seed=plan.seed, folder=folder, progress=progress, accumulate=plan.accumulate,
        )  # fmt: skip
    write_experiment(experiment, folder, anew=True)
    stop_if_told(watchers, folder)
    spent += sum(row["seconds"] for row in history.rows)
    figures = figures_of(experiment, parts, untrained)
    outcome = outcome_of(experiment, parts.model, figures, round(spent, 1), len(history))
    if folder is not None:
        outcome.save(Path(folder).expanduser() / "outcome.json")
    return outcome


def write_experiment(experiment: Experiment, folder: str | Path | None, *, anew: bool) -> None:
    """Leave in the run's folder what it is a run of; what stands there counts until the run has
    gone on, which one of another experiment may not."""
    place = made(folder)
    if place is not None and (anew or not (place / NAME).is_file()):
        write_atomically(place / NAME, to_toml(experiment))


@contextmanager
def layers_traced(experiment: Experiment) -> Iterator[None]:
    """What does not fit in a layer that the file lists is told with its line."""
    try:
        yield
    except (ShapeError, DTypeError, ArgumentError) as error:
        found = re.match(r"\w+\.(?:model\.)?(\d+)\b", error.layer)
        if found is None or not experiment.model.layers:
            raise
        with within(experiment, "model", "layers", int(found[1])):
            raise


def stop_if_told(watchers: list[Any], folder: str | Path | None) -> None:
    """StoppedError where a watcher has stopped the run in the middle."""
    for watcher in watchers:
        if isinstance(watcher, train.OnSignal) and watcher.halted:
            raise StoppedError(watcher.halted, given=f"saved in {str(folder)!r}")


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
    with within(experiment, "pretrain"):
        if not hasattr(parts.model, "stages"):
            raise ArgumentError(
                f"the network {type(parts.model).__name__} has no stages to pretrain",
                fix="leave the section out, or take a network of stages: DBN, StackedAutoencoder",
            )
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
    if folder is not None:
        found.append(train.OnSignal(stop=("SIGTERM", "SIGINT")))
    if plan.patience is not None:
        found.append(train.EarlyStopping(patience=plan.patience))
    if plan.keep_best and folder is not None:
        found.append(train.BestCheckpoint())
    if plan.ema is not None:
        found.append(train.AverageWeights(plan.ema))
    if plan.time is not None:
        found.append(train.TimeBudget(plan.time, within_epoch=True))
    return found


def test_experiment(
    experiment: Experiment,
    folder: str | Path,
    *,
    weights: str = "model.safetensors",  # noqa: PT028
) -> Outcome:
    """The figures of the model that a run has left in a folder: at its end, or with `weights`
    "best.safetensors", where it kept those, in its best epoch."""
    parts = made_ready(experiment)
    untrained = deepcopy(parts.model) if experiment.train.judges else None
    place = Path(folder).expanduser()
    if not (place / weights).is_file():
        there = ", ".join(sorted(x.name for x in place.glob("*.safetensors"))) or "none"
        raise FileError(
            f"there is no {weights} in {str(folder)!r}", given=f"weights there: {there}",
            fix="train it first; best.safetensors is kept with train.keep_best = true",
        )  # fmt: skip
    parts.trained.load_state_dict(load_state(place / weights))
    history = place / "history.jsonl"
    rows = History.load(history).rows if history.is_file() else ()
    spent = round(sum(row["seconds"] for row in rows), 1)
    figures = figures_of(experiment, parts, untrained)
    return outcome_of(experiment, parts.model, figures, spent, len(rows))


def figures_of(experiment: Experiment, parts: Parts, untrained: Any) -> dict[str, float]:
    """The metrics of the test rows, and what the judges find."""
    found = train.evaluate(parts.fed, parts.loss, data_of(parts)[1], metrics=parts.metrics)
    figures = {name: float(value) for name, value in found.items()}
    parts.trained.eval()
    seen = Judged(parts.model, untrained, parts.rows, figures)
    return figures | judged(experiment.train.judges, seen)
