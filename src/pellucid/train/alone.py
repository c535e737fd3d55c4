"""Training without targets: of models that know their own objective, and of stacks of them, one
stage after another."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import ArgumentError
from pellucid.optim.optimizer import Optimizer
from pellucid.tensor.tensor import Tensor
from pellucid.train.evaluation import predict
from pellucid.train.feed import n_rows
from pellucid.train.history import History
from pellucid.train.loop import fit


class Alone:
    """A model seen as its objective: calling it gives the number to lower; all else is its own."""

    def __init__(self, model: Any) -> None:
        if not hasattr(model, "objective"):
            raise ArgumentError(
                f"{type(model).__name__} has no objective",
                fix="give it a method objective(*inputs) that returns one number, or use train.fit",
            )
        self.model = model

    def __call__(self, *inputs: Any) -> Tensor:
        """The objective of a batch."""
        return self.model.objective(*inputs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)


def objective_loss(prediction: Tensor, target: Any) -> Tensor:
    """What the objective has found: there are no targets."""
    del target
    return prediction


def without_targets(data: Any) -> tuple[Any, ...]:
    """Inputs, one array or a tuple of them, as `fit` takes them."""
    inputs = data if isinstance(data, tuple) else (data,)
    return (*inputs, np.zeros(n_rows(inputs), bool))


def fit_unsupervised(
    model: Any, optimizer: Any, data: Any, *, epochs: int, **options: Any
) -> History:
    """What happened in each epoch of lowering `model.objective(*inputs)`; `data` is an array of
    inputs, or a tuple of them. `validation` is of the same kind; all other options are those of
    `fit`.

    >>> from pellucid import nn, optim
    >>> class Mean(nn.Module):
    ...     def __init__(self):
    ...         self.centre = nn.Parameter(np.zeros(2, np.float32))
    ...
    ...     def objective(self, x):
    ...         return (x - self.centre).square().mean()
    >>> x, model = np.full((64, 2), 3.0, np.float32), Mean()
    >>> sgd = optim.SGD(model.parameters(), lr=0.5)
    >>> history = fit_unsupervised(model, sgd, x, epochs=10, progress=False)
    >>> model.centre.numpy().round(2).tolist()
    [3.0, 3.0]
    """
    validation = options.pop("validation", None)
    if isinstance(validation, dict):
        options["validation"] = {name: without_targets(x) for name, x in validation.items()}
    elif validation is not None:
        options["validation"] = without_targets(validation)
    return fit(
        Alone(model), optimizer, objective_loss, without_targets(data), epochs=epochs, **options
    )


class Coder:
    """A stage seen as what it makes of rows."""

    def __init__(self, stage: Any) -> None:
        self.stage = stage

    def __call__(self, x: Any) -> Tensor:
        """The codes of a batch."""
        return self.stage.encode(x)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stage, name)


def pretrain(
    stages: Iterable[Any], optimizer: Callable[[Any], Optimizer], data: np.ndarray, *,
    epochs: int | Sequence[int], **options: Any,
) -> list[History]:  # fmt: skip
    """The histories of stages trained one after another without targets, each on the codes of the
    one before (Hinton, Osindero and Teh, 2006; Bengio et al., 2007). `optimizer` makes one for the
    parameters of a stage; `epochs` is one number or one for each; other options are those of `fit`.
    """
    every = list(stages)
    for stage in every:
        if not hasattr(stage, "objective") or not hasattr(stage, "encode"):
            raise ArgumentError(
                f"pretrain: {type(stage).__name__} is no stage",
                fix="a stage has the methods objective(x), one number to lower, and encode(x)",
            )
    counts = [epochs] * len(every) if isinstance(epochs, int) else list(epochs)
    if len(counts) != len(every):
        raise ArgumentError(f"pretrain: {len(every)} stages need as many epochs, not {len(counts)}")
    found, codes = [], data
    for place, (stage, count) in enumerate(zip(every, counts, strict=True)):
        history = fit_unsupervised(
            stage, optimizer(stage.parameters()), codes, epochs=count, **options
        )
        found.append(history)
        if place + 1 < len(every):
            codes = predict(Coder(stage), codes)
    return found
