"""A model's predictions, its loss and its metrics over data it does not learn from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from pellucid.core.errors import DataError
from pellucid.tensor.tensor import Tensor
from pellucid.tensor.transforms.compiled import compile as compiled
from pellucid.train.feed import Feed, n_rows
from pellucid.train.metrics import Metric, named

Metrics = Sequence[Metric] | Mapping[str, Metric]
BATCH_SIZE = 256


class Evaluation:
    """A model's loss and metrics over any data: compiled once, used after each epoch."""

    def __init__(self, model: Any, loss: Callable[..., Tensor], metrics: Metrics = ()) -> None:
        self.model, self.metrics = model, named(metrics)

        @compiled
        def forward(*batch: Any) -> tuple[Tensor, Tensor]:
            prediction = model(*batch[:-1])
            return loss(prediction, batch[-1]), prediction

        self.forward = forward

    def __call__(self, data: Any, batch_size: int = BATCH_SIZE) -> dict[str, float]:
        """The loss, and each metric over all predictions at once."""
        losses, rows, predictions, targets = [], [], [], []
        with evaluating(self.model):
            for batch in Feed(data, batch_size, shuffle=False).batches(0):
                loss, prediction = self.forward(*batch)
                losses.append(loss)
                rows.append(n_rows(batch))
                if self.metrics:
                    predictions.append(prediction)
                    targets.append(batch[-1])
        if not rows:
            raise DataError("there is nothing to evaluate on: no batches")
        total = sum(loss.item() * n for loss, n in zip(losses, rows, strict=True))
        found = {"loss": total / sum(rows)}
        if self.metrics:
            outputs, wanted = joined(predictions), joined(targets)
            found |= {name: metric(outputs, wanted) for name, metric in self.metrics.items()}
        return found


def evaluate(
    model: Any,
    loss: Callable[..., Tensor],
    data: Any,
    *,
    metrics: Metrics = (),
    batch_size: int = BATCH_SIZE,
) -> dict[str, float]:
    """The loss and the metrics of `model` over `data`, by name.

    `data` is what `fit` takes, read in its own order; dropout and the like are switched off
    meanwhile.

    >>> from pellucid import nn, train
    >>> data = np.zeros((4, 2), np.float32), np.zeros((4, 1), np.float32)
    >>> sorted(evaluate(nn.Linear(2, 1), nn.mse_loss, data, metrics=[train.mae]))
    ['loss', 'mae']
    """
    return Evaluation(model, loss, metrics)(data, batch_size)


def predict(model: Any, *inputs: Any, batch_size: int = BATCH_SIZE) -> np.ndarray:
    """The outputs of `model` for all rows of `inputs`, computed in batches.

    >>> from pellucid import nn
    >>> predict(nn.Linear(2, 3), np.zeros((1000, 2), np.float32)).shape
    (1000, 3)
    """
    forward = compiled(model.__call__)
    data = (*inputs, np.zeros(len(inputs[0]), bool))  # a feed's batches end with targets
    with evaluating(model):
        batches = Feed(data, batch_size, shuffle=False).batches(0)
        return joined([forward(*batch[:-1]) for batch in batches])


def joined(parts: list[Any]) -> np.ndarray:
    """The batches' arrays as one."""
    return np.concatenate([np.asarray(part) for part in parts])


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """A block in which dropout, batch normalisation and the like behave as after training."""
    before = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(before)
