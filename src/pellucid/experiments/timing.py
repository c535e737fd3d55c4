"""How long each layer of an experiment's network takes."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from pellucid.experiments.running import data_of, layers_traced, made_ready
from pellucid.experiments.spec import Experiment
from pellucid.nn.modules.parts import OBSERVER
from pellucid.nn.modules.summary import Summary
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile as compiled
from pellucid.tensor.transforms.differentiation import value_and_grad
from pellucid.tensor.trees import leaves, rebuilt
from pellucid.train.feed import checked

WHOLE = "(all in one)"


@dataclass(frozen=True)
class LayerTime:
    """Milliseconds of one layer on one batch: forward, and gradients by input and parameters. The
    row whose path is `WHOLE` is the network with its loss, compiled as in training."""

    path: str
    kind: str
    forward: float
    backward: float


def time_experiment(experiment: Experiment, *, repetitions: int = 10) -> list[LayerTime]:
    """Each layer's time on a batch of the experiment, run by itself as its own program, and that of
    the whole network last; medians."""
    parts = made_ready(experiment)
    size = experiment.train.batch_size
    batch = checked(tuple(x[:size] for x in data_of(parts)[0]))
    found = [
        timed(path, layer, layer, given, list(layer.parameters()), repetitions)
        for path, layer, given in calls(parts.trained, parts.fed, batch[:-1])
    ]

    def whole(*arrays: Any) -> Tensor:
        return parts.loss(parts.fed(*arrays[:-1]), arrays[-1])

    learned = [x for x in parts.trained.parameters() if x.requires_grad]
    return [*found, timed(WHOLE, parts.model, whole, batch, learned, repetitions)]


def summarize_experiment(experiment: Experiment) -> Summary:
    """The layers of the experiment's network, given one row."""
    parts = made_ready(experiment)
    with layers_traced(experiment):
        return parts.model.summary(*(x[:1] for x in checked(parts.rows.training)[:-1]))


def calls(
    model: Any, function: Callable[..., Any], batch: Sequence[Any]
) -> list[tuple[str, Any, tuple[Any, ...]]]:
    """Every layer without layers inside, with what it was given on a batch."""
    found: list[tuple[str, Any, tuple[Any, ...]]] = []
    paths = {id(module): path for path, module in model.named_modules()}

    def watch(module: Any, inputs: tuple[Any, ...], _: Any) -> None:
        if id(module) in paths and not list(module.named_children()):
            path = paths[id(module)] or type(module).__name__
            found.append((path, module, rebuilt(inputs, held)))

    token = OBSERVER.set(watch)
    try:
        function(*batch)
    finally:
        OBSERVER.reset(token)
    return found


def held(x: Any) -> Any:
    """A tensor as an array; anything else as it is."""
    return x.numpy() if isinstance(x, Tensor) else x


def timed(
    path: str, layer: Any, function: Callable[..., Any], given: Sequence[Any],
    learned: list[Any], repetitions: int,
) -> LayerTime:  # fmt: skip
    """One layer, of what it was given; what is no array stays as it is."""
    arrays = [x for x in leaves(tuple(given)) if isinstance(x, np.ndarray)]
    floats = [place for place, x in enumerate(arrays) if x.dtype.kind == "f"]

    def forward(*parts: Any) -> Any:
        rest = iter(parts)
        whole = rebuilt(tuple(given), lambda x: next(rest) if isinstance(x, np.ndarray) else x)
        return function(*whole)

    def total(*parts: Any) -> Any:
        made = [x for x in leaves(forward(*parts[: len(arrays)])) if isinstance(x, Tensor)]
        return sum(x.sum() for x in made if x.dtype.numpy.kind == "f")

    def gradients(*parts: Any) -> Any:
        every = [*floats, *range(len(arrays), len(arrays) + len(learned))]
        return value_and_grad(total, every)(*parts, *learned)

    one = seconds(compiled(forward), arrays, repetitions)
    two = seconds(compiled(gradients), arrays, repetitions) if floats or learned else one
    return LayerTime(path, type(layer).__name__, 1e3 * one, 1e3 * max(0.0, two - one))


def seconds(function: Callable[..., Any], inputs: Sequence[Any], repetitions: int) -> float:
    """The median time of a call, after one that compiles."""
    times = []
    for _ in range(repetitions + 1):
        begun = time.perf_counter()
        for x in leaves(function(*inputs)):
            if isinstance(x, Tensor):
                x.storage()  # computed, if it was not yet
        times.append(time.perf_counter() - begun)
    return median(times[1:])
