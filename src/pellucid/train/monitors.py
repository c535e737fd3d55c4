"""Channels of a run: any statistic of the model or of data, noted in the history each epoch."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.nn.modules.parts import OBSERVER
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.differentiation import gradients
from pellucid.train.callbacks import Callback
from pellucid.train.evaluation import Evaluation, Metrics, evaluating
from pellucid.train.training import Training

Channel = Callable[[Training], Any]


class Monitor(Callback):
    """Notes channels at the end of each epoch, or of every `every`-th. A channel is a function of
    the run that gives a number, or several under names, which stand as `channel_name`.

    >>> watch = Monitor({"rate": learning_rates, "weights": weight_norms})
    >>> sorted(watch.channels)
    ['rate', 'weights']
    """

    def __init__(self, channels: Mapping[str, Channel], *, every: int = 1) -> None:
        if every < 1:
            raise ArgumentError(f"Monitor: every is 1 or more epochs, not {every}")
        self.channels, self.every = dict(channels), every

    def on_epoch_end(self, run: Training) -> None:
        if run.epoch % self.every:
            return
        for name, channel in self.channels.items():
            found = channel(run)
            if isinstance(found, Mapping):
                run.note({f"{name}_{part}": value for part, value in found.items()})
            else:
                run.note({name: found})


def learning_rates(run: Training) -> float:
    """The learning rate of the first group of parameters."""
    return float(run.optimizer.param_groups[0]["lr"])


def weight_norms(run: Training) -> dict[str, float]:
    """The norm of each parameter, by path."""
    return {n: float(np.linalg.norm(x.numpy())) for n, x in run.model.named_parameters()}


def column_norms(run: Training) -> dict[str, float]:
    """Of each weight of two or more axes, the smallest, mean and largest norm of what goes into
    one unit."""
    found = {}
    for name, x in run.model.named_parameters():
        if x.ndim > 1:
            norms = np.linalg.norm(x.numpy().reshape(len(x), -1), axis=1)
            found |= {f"{name}_min": float(norms.min()), f"{name}_mean": float(norms.mean())}
            found |= {f"{name}_max": float(norms.max())}
    return found


def activations(*inputs: Any) -> Channel:
    """A channel: of each layer's results on `inputs`, their mean, their deviation and the share of
    zeros."""

    def channel(run: Training) -> dict[str, float]:
        found: dict[str, float] = {}
        for path, y in layer_results(run.model, *inputs).items():
            found |= {f"{path}_mean": float(y.mean()), f"{path}_std": float(y.std())}
            found |= {f"{path}_zeros": float((y == 0).mean())}
        return found

    return channel


def layer_results(model: Any, *inputs: Any) -> dict[str, np.ndarray]:
    """What each layer without layers inside gives on inputs, by path, in the order of the calls.

    >>> from pellucid import nn
    >>> net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    >>> [(path, y.shape) for path, y in layer_results(net, np.zeros((4, 2), np.float32)).items()]
    [('0', (4, 3)), ('1', (4, 3))]
    """
    paths = {id(module): path or type(module).__name__ for path, module in model.named_modules()}
    found: dict[str, np.ndarray] = {}

    def watch(part: Any, _: tuple[Any, ...], result: Any) -> None:
        if isinstance(result, Tensor) and not any(True for _ in part.named_children()):
            found[paths.get(id(part), type(part).__name__)] = result.numpy()

    token = OBSERVER.set(watch)
    try:
        with evaluating(model):
            model(*(Tensor(x) if isinstance(x, np.ndarray) else x for x in inputs))
    finally:
        OBSERVER.reset(token)
    return found


def gradient_norms(loss: Callable[..., Tensor], *batch: Any) -> Channel:
    """A channel: the norm of the gradient of each parameter on a batch (inputs, ..., targets)."""

    def channel(run: Training) -> dict[str, float]:
        found = gradient_values(run.model, loss, *batch)
        return {name: float(np.linalg.norm(g)) for name, g in found.items()}

    return channel


def gradient_values(model: Any, loss: Callable[..., Tensor], *batch: Any) -> dict[str, np.ndarray]:
    """The gradient of each parameter on a batch (inputs, ..., targets), by path."""
    inputs = [Tensor(x) if isinstance(x, np.ndarray) else x for x in batch]
    named = {n: x for n, x in model.named_parameters() if x.requires_grad}
    with evaluating(model):
        found = gradients(loss(model(*inputs[:-1]), inputs[-1]), list(named.values()))
    return {name: g.numpy() for name, g in zip(named, found, strict=True)}


class EvaluateEvery(Callback):
    """Evaluates in the middle of epochs: loss and metrics over `data` after every so many steps, as
    rows of `rows`, with "step" in each. `first` evaluates before the first step too."""

    def __init__(
        self, steps: int, data: Any, loss: Callable[..., Tensor], metrics: Metrics = (), *,
        first: bool = False,
    ) -> None:  # fmt: skip
        if steps < 1:
            raise ArgumentError(f"EvaluateEvery: steps is 1 or more, not {steps}")
        self.steps, self.data, self.loss, self.metrics = steps, data, loss, metrics
        self.first, self.rows = first, list[dict[str, float]]()
        self.evaluation: Evaluation | None = None

    def on_fit_start(self, run: Training) -> None:
        self.evaluation = Evaluation(run.model, self.loss, self.metrics)
        if self.first and run.step == 0:
            self.look(run)

    def on_step_end(self, run: Training) -> None:
        if run.step % self.steps == 0:
            self.look(run)

    def look(self, run: Training) -> None:
        """Evaluate now."""
        assert self.evaluation is not None
        self.rows.append({"step": run.step, **self.evaluation(self.data)})

    def state_dict(self) -> dict[str, Any]:
        return {"rows": [dict(row) for row in self.rows]}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self.rows = [dict(row) for row in state["rows"]]
