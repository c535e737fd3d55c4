"""The parts of an experiment, made from what its file says. Names come from closed tables: nothing
is imported or run that a file names."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pellucid import nn, optim, train, zoo
from pellucid.core.errors import ArgumentError, FileError, PellucidError
from pellucid.data import load_fashion_mnist
from pellucid.experiments.reading import meant
from pellucid.experiments.spec import Data, Experiment, Model, Named
from pellucid.nn.module import Module
from pellucid.optim.lr_scheduler import LRScheduler
from pellucid.optim.optimizer import Optimizer

MNIST = Path("/usr/share/datasets/mnist")


def classes_in(module: Any, kind: type) -> dict[str, Any]:
    """The public classes of a module that are of a kind, by name."""
    found = {k: v for k, v in vars(module).items() if inspect.isclass(v) and issubclass(v, kind)}
    return {k: v for k, v in found.items() if not inspect.isabstract(v) and not k.startswith("_")}


@dataclass(frozen=True)
class Rows:
    """Inputs and targets to learn from, and those of the test."""

    x: np.ndarray
    y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray


def chosen(what: str, name: str, known: Mapping[str, Any]) -> Any:
    """One of a table, by name."""
    if name not in known:
        raise ArgumentError(f"there is no {what} {name!r}", fix=meant(name, known))
    return known[name]


def made(what: str, name: str, make: Callable[..., Any], *given: Any, **options: Any) -> Any:
    """`make` called with options it takes."""
    names = inspect.signature(make).parameters
    for key in options:
        if key not in names and not any(p.kind is p.VAR_KEYWORD for p in names.values()):
            known = [n for n in names if n not in {"self", "params", "optimizer"}]
            raise ArgumentError(f"the {what} {name} has no option {key!r}", fix=meant(key, known))
    try:
        return make(*given, **options)
    except TypeError as error:
        if isinstance(error, PellucidError):
            raise
        raise ArgumentError(f"the {what} {name} cannot be made: {error}") from None


def build_model(model: Model) -> Module:
    """The network."""
    if (model.name is None) == (not model.layers):
        raise ArgumentError(
            "a model has a name or layers", fix='write name = "LeNet", or [[model.layers]] tables'
        )
    if model.name is not None:
        kind = chosen("network", model.name, classes_in(zoo, Module))
        return made("network", model.name, kind, **model.options)
    layers = []
    for layer in model.layers:
        options = {key: value for key, value in layer.items() if key != "type"}
        if "type" not in layer:
            raise ArgumentError("a layer has a type", given=str(layer), fix='type = "Linear"')
        kind = chosen("layer", layer["type"], classes_in(nn, Module))
        layers.append(made("layer", layer["type"], kind, **options))
    return nn.Sequential(*layers)


def build_optimizer(named: Named, model: Module) -> Optimizer:
    """The optimiser of the model's parameters."""
    kind = chosen("optimizer", named.name, classes_in(optim, Optimizer))
    options = {k: tuple(v) if isinstance(v, list) else v for k, v in named.options.items()}
    return made("optimizer", named.name, kind, model.parameters(), **options)


def build_schedule(named: Named | None, optimizer: Optimizer, steps: int) -> Any:
    """The schedule; what counts steps is by default the number there are."""
    if named is None:
        return None
    kind = chosen("schedule", named.name, classes_in(optim.lr_scheduler, LRScheduler))
    lasting = {"T_max", "total_steps", "total_iters"} & set(inspect.signature(kind).parameters)
    options = {**dict.fromkeys(lasting, steps), **named.options}
    return made("schedule", named.name, kind, optimizer, **options)


def build_loss(name: str) -> Callable[..., Any]:
    """The loss, a function of predictions and targets."""
    losses = {
        k: f for k, f in vars(nn.functional).items() if k.endswith(("_loss", "entropy", "_logits"))
    }
    return chosen("loss", name, losses)


def build_metrics(names: list[str]) -> list[Callable[..., Any]]:
    """The metrics."""
    known = {k: getattr(train, k) for k in ("accuracy", "log_loss", "mae", "mse", "r2", "rmse")}
    known |= {f"top_{k}": train.top_k(k) for k in (2, 3, 5, 10)}
    return [chosen("metric", name, known) for name in names]


def load_rows(data: Data) -> Rows:
    """The data, scaled and shaped."""
    source = {"fashion-mnist": pictures, "mnist": pictures, "arrays": arrays}
    rows = chosen("data set", data.name, source)(data)
    if data.rows is not None:
        rows = Rows(rows.x[: data.rows], rows.y[: data.rows], rows.test_x, rows.test_y)
    return rows


def pictures(data: Data) -> Rows:
    """Grey pictures of 28 x 28 and their classes."""
    folder = MNIST if data.name == "mnist" and data.source is None else data.source
    x, y, test_x, test_y = load_fashion_mnist(folder)
    mean, deviation = float(x.mean()) / 255, float(x.std()) / 255

    def prepared(raw: np.ndarray) -> np.ndarray:
        found = raw[:, None].astype(np.float32) / 255
        scales = {
            "standard": lambda p: (p - mean) / deviation, "unit": lambda p: p,
            "lenet5": lambda p: p * 1.275 - 0.1,
        }  # fmt: skip
        scale = chosen("scale", data.scale, scales)
        around = [(0, 0), (0, 0), (data.pad, data.pad), (data.pad, data.pad)]
        found = scale(np.pad(found, around)).astype(np.float32)
        found = np.repeat(found, data.channels, 1) if data.channels > 1 else found
        return found.reshape(len(found), -1) if data.flat else found

    return Rows(prepared(x), y.astype(np.int64), prepared(test_x), test_y.astype(np.int64))


def arrays(data: Data) -> Rows:
    """The arrays of an .npz file; without test rows the last tenth is the test."""
    if data.source is None:
        raise ArgumentError("arrays need a source", fix='source = "file.npz"')
    try:
        with np.load(Path(data.source).expanduser(), allow_pickle=False) as held:
            found = {key: held[key] for key in held.files}
    except (OSError, ValueError) as error:
        raise FileError(f"{data.source!r} cannot be read: {error}") from None
    if not {"x", "y"} <= set(found):
        raise FileError(f"{data.source!r} holds no x and y", given=", ".join(found))
    if {"test_x", "test_y"} <= set(found):
        return Rows(found["x"], found["y"], found["test_x"], found["test_y"])
    cut = len(found["x"]) - len(found["x"]) // 10
    return Rows(found["x"][:cut], found["y"][:cut], found["x"][cut:], found["y"][cut:])


def steps_of(experiment: Experiment, rows: Rows) -> int:
    """How many steps the training takes."""
    return -(-len(rows.x) // experiment.train.batch_size) * experiment.train.epochs
